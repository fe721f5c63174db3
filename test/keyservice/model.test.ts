import * as client from '@aws-sdk/client-payment-cryptography';
import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import * as enums from '../../src/keyservice/model/enums';
import { operationInputs, operationNames, type OperationName } from '../../src/keyservice/model/shapes';
import { violations } from '../../src/keyservice/model/violations';
import { keyAlgorithms, modeNames } from '../../src/keyservice/rules/keyAttributes';
import { newerOperations } from './newestModel';

describe('the model against the pinned SDK', () => {
  it('has every operation of the SDK; those that it has besides are newer', () => {
    const commands = Object.keys(client).filter((name) => /^[A-Z]\w+Command$/.test(name));
    const names = commands.map((name) => name.slice(0, -'Command'.length)).filter((name) => name !== '$');
    expect([...names, ...newerOperations].sort()).toEqual([...operationNames].sort());
  });

  it.each([
    ['KeyUsage', enums.keyUsages],
    ['KeyAlgorithm', keyAlgorithms],
    ['KeyClass', enums.keyClasses],
    ['KeyState', enums.keyStates],
    ['KeyOrigin', enums.keyOrigins],
    ['KeyCheckValueAlgorithm', enums.requestedCheckValueAlgorithms],
    ['KeyMaterialType', enums.keyMaterialTypes],
    ['KeyExportability', enums.keyExportabilities],
    ['KeyDerivationFunction', enums.keyDerivationFunctions],
    ['KeyDerivationHashAlgorithm', enums.keyDerivationHashes],
    ['WrappingKeySpec', enums.wrappingKeySpecs],
    ['Tr34KeyBlockFormat', enums.tr34KeyBlockFormats],
    ['WrappedKeyMaterialFormat', enums.wrappedKeyMaterialFormats],
    ['SymmetricKeyAlgorithm', enums.symmetricKeyAlgorithms],
    ['DeriveKeyUsage', enums.deriveKeyUsages],
  ] as const)('%s has the values of the SDK, and newer ones', (name, values: readonly string[]) => {
    const theirs = Object.values(client[name] as Record<string, string>);
    const newer: readonly string[] = values.filter((value) => !theirs.includes(value));
    expect(theirs.filter((value) => !values.includes(value))).toEqual([]);
    expect(newer).toEqual(
      { KeyUsage: ['TR31_M0_ISO_16609_MAC_KEY'], KeyCheckValueAlgorithm: ['SHA_1'] }[name as string] ?? [],
    );
  });

  it('modes', () => expect(modeNames).toHaveLength(9));
});

const arn = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/kwapwa6qaifllw2h';
const attributes = {
  KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  KeyClass: 'SYMMETRIC_KEY',
  KeyAlgorithm: 'AES_128',
  KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
};
const block = 'D0112K1AB00E0000'.padEnd(112, 'A');

const cases: [
  name: string,
  operation: OperationName,
  input: unknown,
  found: [code: string, path: string][],
][] = [
  ['a right one', 'GetKey', { KeyIdentifier: arn }, []],
  ['an alias', 'GetKey', { KeyIdentifier: 'alias/a' }, []],
  ['an alias by ARN', 'GetKey', { KeyIdentifier: arn.replace(/key\/.*/, 'alias/my/KEK_1') }, []],
  ['a bare key id', 'GetKey', { KeyIdentifier: 'kwapwa6qaifllw2h' }, [['pattern', 'KeyIdentifier']]],
  ['nothing', 'GetKey', {}, [['missing', 'KeyIdentifier']]],
  ['null', 'GetKey', { KeyIdentifier: null }, [['missing', 'KeyIdentifier']]],
  ['a number', 'GetKey', { KeyIdentifier: 5 }, [['wrong_type', 'KeyIdentifier']]],
  [
    'another partition',
    'GetKey',
    { KeyIdentifier: arn.replace('aws:', 'aws-cn:') },
    [['pattern', 'KeyIdentifier']],
  ],
  ['no structure', 'GetKey', [], [['wrong_type', '']]],
  ['an unknown member', 'ListKeys', { Limit: 5 }, [['unknown_member', 'Limit']]],
  ['a name of Object', 'ListKeys', { constructor: 5 }, [['unknown_member', 'constructor']]],
  ['101 results', 'ListKeys', { MaxResults: 101 }, [['too_large', 'MaxResults']]],
  ['half a result', 'ListKeys', { MaxResults: 1.5 }, [['wrong_type', 'MaxResults']]],
  ['2 days', 'DeleteKey', { KeyIdentifier: arn, DeleteKeyInDays: 2 }, [['too_small', 'DeleteKeyInDays']]],
  ['a short alias', 'GetAlias', { AliasName: 'alias/' }, [['too_short', 'AliasName']]],
  ['an alias with a dot', 'GetAlias', { AliasName: 'alias/a.b' }, [['pattern', 'AliasName']]],
  ['a state', 'ListKeys', { KeyState: 'GONE' }, [['not_in_enum', 'KeyState']]],
  [
    'a right block',
    'ImportKey',
    { KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: block } } },
    [],
  ],
  [
    'a short block',
    'ImportKey',
    { KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: 'D0' } } },
    [['too_short', 'KeyMaterial.Tr31KeyBlock.WrappedKeyBlock']],
  ],
  [
    'two members',
    'ImportKey',
    { KeyMaterial: { Tr31KeyBlock: {}, Tr34KeyBlock: {} } },
    [['union', 'KeyMaterial']],
  ],
  ['no member', 'ImportKey', { KeyMaterial: {} }, [['union', 'KeyMaterial']]],
  ['a member of Object', 'ImportKey', { KeyMaterial: { toString: {} } }, [['union', 'KeyMaterial']]],
  [
    'lower-case hex and a token of another kind',
    'ImportKey',
    {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: attributes,
          Exportable: true,
          WrappedKeyCryptogram: 'ab'.repeat(256),
          ImportToken: 'export-token-aaaaaaaaaaaaaaaa',
        },
      },
    },
    [
      ['pattern', 'KeyMaterial.KeyCryptogram.WrappedKeyCryptogram'],
      ['pattern', 'KeyMaterial.KeyCryptogram.ImportToken'],
    ],
  ],
  ['an empty tag value', 'TagResource', { ResourceArn: arn, Tags: [{ Key: 'a', Value: '' }] }, []],
  [
    'too many tags',
    'TagResource',
    { ResourceArn: arn, Tags: Array.from({ length: 201 }, (_, i) => ({ Key: `k${i}`, Value: 'v' })) },
    [['too_many', 'Tags']],
  ],
  [
    'a mode that is none',
    'CreateKey',
    { KeyAttributes: { ...attributes, KeyModesOfUse: { Derive: true } }, Exportable: true },
    [['unknown_member', 'KeyAttributes.KeyModesOfUse.Derive']],
  ],
  [
    'a serial number of 22 digits',
    'ExportKey',
    {
      ExportKeyIdentifier: arn,
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: arn } },
      ExportAttributes: { ExportDukptInitialKey: { KeySerialNumber: 'F'.repeat(22) } },
    },
    [['pattern', 'ExportAttributes.ExportDukptInitialKey.KeySerialNumber']],
  ],
];

describe('requests held against the model', () => {
  it.each(cases)('%s', (_, operation, input, found) => {
    expect(violations(operationInputs[operation], input).map(({ code, path }) => [code, path])).toEqual(
      found,
    );
  });

  it('says nothing of what is secret', () => {
    const input = {
      KeyMaterial: {
        Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: `${block}#SECRET` },
      },
    };
    expect(JSON.stringify(violations(operationInputs.ImportKey, input))).not.toContain('SECRET');
  });

  it('takes any JSON without throwing, and never says much', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operationNames), fc.jsonValue(), (operation, value) => {
        const input = { KeyMaterial: value, KeyAttributes: value, Tags: value, ...(value as object) };
        return violations(operationInputs[operation], input).length <= 30;
      }),
      { numRuns: runs(200) },
    );
  });
});
