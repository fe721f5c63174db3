/** IAM policies, enforced: what a document may say, and whom it lets do what, seen through the real adapter. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import fc from '../../properties';
import { runs } from '../../quick';
import type { KeyServiceError } from '../../../src/keyservice/errors';
import { operationNames, type OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf } from '../../../src/keyservice/operations';
import { actionRules } from '../../../src/keyservice/iam/actions';
import { readPolicy } from '../../../src/keyservice/simulator/policy/document';
import { matches, matchesArn } from '../../../src/keyservice/iam/match';
import { startSimulator, type Simulator } from '../../../src/keyservice/simulator/server';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { allFour, attributes } from './client';

const accounts = ['111122223333', '444455556666'] as const;
const prefix = `arn:aws:payment-cryptography:us-east-2:${accounts[0]}:`;
const everyKey = 'arn:aws:payment-cryptography:*:*:key/*';
const everyAlias = 'arn:aws:payment-cryptography:*:*:alias/*';
const make = {
  KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
  Exportable: true,
} as const;
const Tags = [{ Key: 'project', Value: 'pos' }];

let simulator: Simulator;
let services: readonly [AwsService, AwsService];
let key: string;
let tagged: string;
let kek: string;
beforeAll(async () => {
  simulator = await startSimulator({ accounts: [...accounts] });
  const connect = (index: 0 | 1): AwsService =>
    connectAws({
      target: { kind: 'simulator', profile: 'test', region: simulator.region, endpoint: simulator.url },
      credentials: () => Promise.resolve(simulator.accounts[index]!.credentials),
      queue: new RateQueue({ rate: 1000 }),
    });
  services = [connect(0), connect(1)];
  const [service] = services;
  key = (await service.call('CreateKey', make)).output.Key.KeyArn;
  tagged = (await service.call('CreateKey', { ...make, Tags })).output.Key.KeyArn;
  kek = (
    await service.call('CreateKey', {
      KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
      Exportable: true,
    })
  ).output.Key.KeyArn;
  await service.call('CreateAlias', { AliasName: 'alias/tagged', KeyArn: tagged });
  await service.call('CreateAlias', { AliasName: 'alias/kek', KeyArn: kek });
});
afterAll(async () => {
  for (const service of services) service.close();
  await simulator.close();
});
afterEach(() => simulator.setPolicy(undefined));

type Json = Readonly<Record<string, unknown>>;
const document = (...statements: Json[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (action: unknown, resource: unknown = '*', condition?: Json): Json => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition ? { Condition: condition } : {}),
});
const deny = (action: unknown, resource: unknown = '*', condition?: Json): Json => ({
  ...allow(action, resource, condition),
  Effect: 'Deny',
});
const ours = (...names: string[]): string[] => names.map((name) => `payment-cryptography:${name}`);
const use = (...statements: Json[]): void => simulator.setPolicy(document(...statements));

/** What refused the call: the action and resource that are named, "" where it was allowed, whatever came of it. */
async function refused<Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
  index: 0 | 1 = 0,
): Promise<string> {
  const error = await services[index].call(operation, input).then(
    () => undefined,
    (thrown: unknown) => thrown as KeyServiceError,
  );
  if (error?.kind !== 'notAuthorised') return '';
  const [, action = '', resource = '', reason = ''] =
    /perform: payment-cryptography:(\S+) on resource: (\S+) (.*)$/.exec(error.serviceText ?? '') ?? [];
  expect(error.effect).toBe('none');
  return [action, resource.replace(prefix, ''), reason.startsWith('with an explicit deny') ? 'deny' : '']
    .filter(Boolean)
    .join(' ');
}

const importing = (material: object, more: object = {}): InputOf<'ImportKey'> =>
  ({ KeyMaterial: material, ...more }) as unknown as InputOf<'ImportKey'>;
const keyBlock = (wrappingKey: string): InputOf<'ImportKey'> =>
  importing({
    Tr31KeyBlock: {
      WrappingKeyIdentifier: wrappingKey,
      // Of another KEK: it is allowed or not before it is found that it does not open.
      WrappedKeyBlock: testKeyBlock(
        { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' },
        new Uint8Array(16).fill(1),
        new Uint8Array(16).fill(2),
      ),
    },
  });

describe('what is allowed', () => {
  it('nothing, but what a statement allows; the text is that of IAM', async () => {
    use(allow('payment-cryptography:ListKeys'));
    expect(await refused('ListKeys', {})).toBe('');
    const error = await services[0].call('GetKey', { KeyIdentifier: key }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'notAuthorised',
      effect: 'none',
      serviceName: 'AccessDeniedException',
      serviceText: `Simulator: User: arn:aws:sts::${accounts[0]}:assumed-role/simulator/${simulator.storeId} is not authorized to perform: payment-cryptography:GetKey on resource: ${key} because no identity-based policy allows the payment-cryptography:GetKey action`,
    });
  });

  it('actions by name and wildcard, whatever their case', async () => {
    use(allow(['PAYMENT-CRYPTOGRAPHY:list*', 'payment-cryptography:Get?ey']));
    expect(await refused('ListAliases', {})).toBe('');
    expect(await refused('GetKey', { KeyIdentifier: key })).toBe('');
    expect(await refused('GetAlias', { AliasName: 'alias/kek' })).toBe('GetAlias alias/kek');
    use({ Effect: 'Allow', NotAction: ours('ListKeys'), Resource: '*' });
    expect(await refused('ListKeys', {})).toBe('ListKeys *');
    expect(await refused('ListAliases', {})).toBe('');
  });

  it('an explicit deny goes first', async () => {
    use(allow('*'), deny(ours('GetKey'), tagged));
    expect(await refused('GetKey', { KeyIdentifier: key })).toBe('');
    expect(await refused('GetKey', { KeyIdentifier: tagged })).toBe(
      `GetKey ${tagged.replace(prefix, '')} deny`,
    );
    // By its alias it is the same key.
    expect(await refused('GetKey', { KeyIdentifier: 'alias/tagged' })).toContain('deny');
    use(allow('*'), { Effect: 'Deny', Action: '*', NotResource: tagged });
    expect(await refused('GetKey', { KeyIdentifier: tagged })).toBe('');
    expect(await refused('ListKeys', {})).toBe('ListKeys * deny');
  });

  it('is that of one account, and may be changed', async () => {
    simulator.setPolicy(document(allow(ours('ListAliases'))), accounts[1]);
    expect(await refused('ListKeys', {})).toBe('');
    expect(await refused('ListKeys', {}, 1)).toBe('ListKeys *');
    simulator.setPolicy(undefined, accounts[1]);
    expect(await refused('ListKeys', {}, 1)).toBe('');
    expect(() => simulator.setPolicy(undefined, '999999999999')).toThrow(RangeError);
  });

  it('and what is denied besides stays denied', async () => {
    use(allow('*'));
    simulator.setDenied(['ListKeys']);
    expect(await refused('ListKeys', {})).toBe('ListKeys * deny');
    simulator.setDenied([]);
    expect(await refused('ListKeys', {})).toBe('');
  });

  it('GetCallerIdentity needs no permission', async () => {
    use(deny('*'));
    expect(await services[0].identity()).toMatchObject({ account: accounts[0], by: 'sts' });
  });
});

describe('resources', () => {
  it.each([
    'ImportKey',
    'GetParametersForImport',
    'GetParametersForExport',
    'ListKeys',
    'ListAliases',
  ] as const)('%s is about none: a statement on keys does not allow it', async (operation) => {
    use(allow('*', [everyKey, everyAlias]));
    expect(await refused(operation, (operation === 'ImportKey' ? keyBlock(kek) : {}) as never)).toBe(
      `${operation} *`,
    );
    use(allow(ours(operation)));
    expect(await refused(operation, (operation === 'ImportKey' ? keyBlock(kek) : {}) as never)).toBe('');
  });

  it('aliases are made and moved with alias and key, deleted with the alias alone', async () => {
    const actions = ours('CreateAlias', 'UpdateAlias', 'DeleteAlias', 'GetAlias');
    const to = { AliasName: 'alias/new', KeyArn: key };
    use(allow(actions, everyAlias));
    expect(await refused('CreateAlias', to)).toBe(`CreateAlias ${key.replace(prefix, '')}`);
    use(allow(actions, everyKey));
    expect(await refused('CreateAlias', to)).toBe('CreateAlias alias/new');
    use(allow(actions, [everyAlias, key]));
    expect(await refused('CreateAlias', to)).toBe('');
    expect(await refused('GetAlias', { AliasName: 'alias/new' })).toBe('');
    expect(await refused('GetAlias', { AliasName: 'alias/kek' })).toBe(`GetAlias ${kek.replace(prefix, '')}`);
    expect(await refused('UpdateAlias', { AliasName: 'alias/new', KeyArn: kek })).toBe(
      `UpdateAlias ${kek.replace(prefix, '')}`,
    );
    use(allow(actions, everyAlias));
    expect(await refused('DeleteAlias', { AliasName: 'alias/new' })).toBe('');
  });

  it('keys in other accounts and Regions are not those of a pattern', async () => {
    use(allow('*', `arn:aws:payment-cryptography:us-east-1:*:key/*`));
    expect(await refused('GetKey', { KeyIdentifier: key })).toBe(`GetKey ${key.replace(prefix, '')}`);
    use(allow('*', `arn:aws:payment-cryptography:us-east-2:${accounts[1]}:key/*`));
    expect(await refused('GetKey', { KeyIdentifier: key })).toBe(`GetKey ${key.replace(prefix, '')}`);
  });
});

describe('tags at creation', () => {
  const withTags = { ...make, Tags };

  it('need TagResource on every key: a statement on particular keys does not allow it', async () => {
    for (const resource of [key, `${prefix}key/a*`]) {
      use(allow(ours('CreateKey')), allow(ours('TagResource'), resource));
      expect(await refused('CreateKey', withTags)).toBe('TagResource key/*');
      expect(await refused('CreateKey', make)).toBe('');
    }
    for (const resource of ['*', everyKey, `${prefix}key/*`]) {
      use(allow(ours('CreateKey')), allow(ours('TagResource'), resource));
      expect(await refused('CreateKey', withTags)).toBe('');
    }
    use(allow(ours('ImportKey')));
    expect(await refused('ImportKey', { ...keyBlock(kek), Tags })).toBe('TagResource key/*');
    expect(await refused('ImportKey', { ...keyBlock(kek), Tags: [] })).toBe('');
  });

  it('a condition on tags of the key is not met by a key that is not there', async () => {
    use(
      allow(ours('CreateKey')),
      allow(ours('TagResource'), '*', { StringEquals: { 'aws:ResourceTag/project': 'pos' } }),
    );
    expect(await refused('CreateKey', withTags)).toBe('TagResource key/*');
    expect(await refused('TagResource', { ResourceArn: tagged, Tags })).toBe('');
    expect(await refused('TagResource', { ResourceArn: key, Tags })).toBe(
      `TagResource ${key.replace(prefix, '')}`,
    );
  });

  it('are those of the request', async () => {
    use(
      allow(ours('CreateKey')),
      allow(ours('TagResource'), '*', {
        StringLike: { 'aws:RequestTag/Project': ['p?s', 'atm*'] },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['project', 'owner'] },
      }),
    );
    expect(await refused('CreateKey', withTags)).toBe('');
    const other = (...pairs: [string, string][]) => ({
      ...make,
      Tags: pairs.map(([Key, Value]) => ({ Key, Value })),
    });
    expect(await refused('CreateKey', other(['project', 'web']))).toBe('TagResource key/*');
    expect(await refused('CreateKey', other(['project', 'pos'], ['cost', '1']))).toBe('TagResource key/*');
    expect(await refused('CreateKey', other(['owner', 'me']))).toBe('TagResource key/*');
  });
});

describe('conditions', () => {
  const imports = (condition: Json): void => use(allow(ours('ImportKey'), '*', condition));

  it('on what is imported, and under what', async () => {
    imports({ StringEquals: { 'payment-cryptography:ImportKeyMaterial': ['Tr31KeyBlock', 'Tr34KeyBlock'] } });
    expect(await refused('ImportKey', keyBlock(kek))).toBe('');
    const root = importing({ RootCertificatePublicKey: { PublicKeyCertificate: 'x' } });
    expect(await refused('ImportKey', root)).toBe('ImportKey *');
    imports({ StringEquals: { 'payment-cryptography:WrappingKeyIdentifier': [kek, 'alias/kek'] } });
    expect(await refused('ImportKey', keyBlock(kek))).toBe('');
    expect(await refused('ImportKey', keyBlock('alias/kek'))).toBe('');
    expect(await refused('ImportKey', keyBlock(key))).toBe('ImportKey *');
    const trusted = (CertificateAuthorityPublicKeyIdentifier: string) =>
      importing({ TrustedCertificatePublicKey: { CertificateAuthorityPublicKeyIdentifier } });
    imports({
      ArnLikeIfExists: { 'payment-cryptography:CertificateAuthorityPublicKeyIdentifier': `${prefix}key/*` },
    });
    expect(await refused('ImportKey', trusted(key))).toBe('');
    expect(await refused('ImportKey', trusted('alias/kek'))).toBe('ImportKey *');
    expect(await refused('ImportKey', keyBlock(kek))).toBe('');
  });

  it('on usage, class and algorithm are those of CreateKey: an import has none', async () => {
    const condition = {
      StringEquals: {
        'payment-cryptography:KeyUsage': 'TR31_P0_PIN_ENCRYPTION_KEY',
        'payment-cryptography:KeyClass': 'SYMMETRIC_KEY',
      },
      StringLike: { 'payment-cryptography:KeyAlgorithm': 'AES_*' },
    };
    use(allow(ours('CreateKey', 'ImportKey'), '*', condition));
    expect(await refused('CreateKey', make)).toBe('');
    const weaker = attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', allFour);
    expect(await refused('CreateKey', { ...make, KeyAttributes: weaker })).toBe('CreateKey *');
    expect(await refused('ImportKey', keyBlock(kek))).toBe('ImportKey *');
  });

  it('on the export', async () => {
    const exporting = (wrapping: string, more: object = {}) =>
      ({
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: wrapping } },
        ExportKeyIdentifier: key,
        ...more,
      }) as InputOf<'ExportKey'>;
    use(
      allow(ours('ExportKey'), key, {
        StringEquals: { 'payment-cryptography:ExportKeyMaterial': 'Tr31KeyBlock' },
        StringNotEquals: { 'payment-cryptography:WrappingKeyIdentifier': tagged },
        Bool: { 'payment-cryptography:ExportDukptInitialKey': false },
      }),
    );
    expect(await refused('ExportKey', exporting(kek))).toBe('');
    expect(await refused('ExportKey', exporting(tagged))).toContain('ExportKey key/');
    const initial = { ExportAttributes: { ExportDukptInitialKey: { KeySerialNumber: '00' } } };
    expect(await refused('ExportKey', exporting(kek, initial))).toContain('ExportKey key/');
  });

  it('on tags and aliases of the key, and on the alias that is used', async () => {
    use(allow(ours('GetKey'), '*', { StringEquals: { 'aws:ResourceTag/project': 'pos' } }));
    expect(await refused('GetKey', { KeyIdentifier: tagged })).toBe('');
    expect(await refused('GetKey', { KeyIdentifier: key })).toContain('GetKey key/');
    use(
      allow(ours('GetKey'), '*', {
        'ForAnyValue:StringLike': { 'payment-cryptography:ResourceAliases': 'alias/k*' },
      }),
    );
    expect(await refused('GetKey', { KeyIdentifier: kek })).toBe('');
    expect(await refused('GetKey', { KeyIdentifier: key })).toContain('GetKey key/');
    use(allow(ours('GetKey'), '*', { StringEquals: { 'payment-cryptography:RequestAlias': 'alias/kek' } }));
    expect(await refused('GetKey', { KeyIdentifier: 'alias/kek' })).toBe('');
    expect(await refused('GetKey', { KeyIdentifier: kek })).toContain('GetKey key/');
  });

  it('Null asks whether a key is there at all', async () => {
    use(allow(ours('CreateKey', 'TagResource'), '*', { Null: { 'aws:RequestTag/project': 'false' } }));
    expect(await refused('CreateKey', { ...make, Tags })).toBe('');
    expect(await refused('CreateKey', make)).toBe('CreateKey *');
    use(allow(ours('CreateKey'), '*', { Null: { 'aws:TagKeys': true } }));
    expect(await refused('CreateKey', make)).toBe('');
    expect(await refused('CreateKey', { ...make, Tags })).toBe('CreateKey *');
  });

  it('of ForAllValues hold where there is no value, of ForAnyValue not', async () => {
    const tagKeys = (set: string): Json => ({ [`${set}:StringEquals`]: { 'aws:TagKeys': 'project' } });
    use(allow(ours('CreateKey'), '*', tagKeys('ForAllValues')));
    expect(await refused('CreateKey', make)).toBe('');
    use(allow(ours('CreateKey'), '*', tagKeys('ForAnyValue')));
    expect(await refused('CreateKey', make)).toBe('CreateKey *');
  });

  it('all have to hold', async () => {
    use(
      allow(ours('ListKeys'), '*', {
        StringEquals: { 'aws:RequestedRegion': 'us-east-2', 'aws:PrincipalAccount': accounts[1] },
      }),
    );
    expect(await refused('ListKeys', {})).toBe('ListKeys *');
    expect(await refused('ListKeys', {}, 1)).toBe('');
  });
});

describe('a document that is not understood is refused', () => {
  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"Statement": [', /is not JSON/],
    ['comments', '{ "Statement": [] } // all', /is not JSON/],
    ['no statement', { Version: '2012-10-17' }, /Statement: there is none/],
    ['another version', { Version: '2020-01-01', Statement: allow('*') }, /Version: expected 2012-10-17/],
    ['an element', { Statement: { ...allow('*'), Principal: '*' } }, /the element "Principal" is not known/],
    ['an effect', { Statement: { ...allow('*'), Effect: 'allow' } }, /Effect: expected Allow or Deny/],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }, /either Action or NotAction/],
    [
      'action and its opposite',
      { Statement: { ...allow('*'), NotAction: '*' } },
      /either Action or NotAction/,
    ],
    [
      'an unknown action',
      { Statement: allow(ours('ImportKeys')) },
      /"payment-cryptography:ImportKeys" matches no/,
    ],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }, /either Resource or NotResource/],
    ['half an ARN', { Statement: allow('*', 'arn:aws:payment-cryptography') }, /neither \* nor a whole ARN/],
    [
      'an operator',
      { Statement: allow('*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }) },
      /Condition: the operator "IpAddress" is not evaluated/,
    ],
    [
      'a condition key',
      { Statement: allow('*', '*', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }) },
      /Statement\[0\]\.Condition\.StringEquals: the condition key "aws:SourceVpc" is not evaluated/,
    ],
    [
      'a tag without its key',
      { Statement: allow('*', '*', { StringEquals: { 'aws:RequestTag/': 'x' } }) },
      /condition key "aws:RequestTag\/" is not/,
    ],
    [
      'several values without a set operator',
      { Statement: allow('*', '*', { StringEquals: { 'aws:TagKeys': 'x' } }) },
      /use ForAllValues or ForAnyValue/,
    ],
    [
      'a variable',
      { Statement: allow('*', 'arn:aws:payment-cryptography:*:*:key/${aws:username}') },
      /variables/,
    ],
    [
      'another truth',
      { Statement: allow('*', '*', { Bool: { 'payment-cryptography:ExportDukptInitialKey': 'yes' } }) },
      /expected true or false/,
    ],
    ['a number', { Statement: allow(7) }, /Action: expected text/],
    ['no values', { Statement: allow([]) }, /expected 1 to 200 values/],
    [
      'what is twice',
      '{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}',
      /given twice/,
    ],
    ['depth', '['.repeat(50_000), /nested deeper/],
    ['length', ' '.repeat(70_000), /70000 characters/],
  ])('%s', async (_, policy, message) => {
    const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
    expect(() => readPolicy(text)).toThrow(message);
    expect(() => readPolicy(text)).toThrow(RangeError);
    await expect(startSimulator({ policy: text })).rejects.toThrow(message);
  });

  it('and the one before stays', async () => {
    use(allow(ours('ListKeys')));
    expect(() => simulator.setPolicy('{}')).toThrow(RangeError);
    expect(await refused('GetKey', { KeyIdentifier: key })).toContain('GetKey key/');
  });

  it('whatever it is, it is read or refused by a RangeError', () => {
    const part = fc.oneof(
      fc.constantFrom('Effect', 'Allow', 'Action', 'Resource', '*', 'Statement', 'Condition', 'StringEquals'),
      fc.string(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        part,
        fc.boolean(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(part, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.oneof(
          tree.map((value) => JSON.stringify({ Statement: value })),
          fc.string(),
        ),
        (text) => {
          try {
            readPolicy(text);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            expect(String(error)).toContain('cannot be enforced');
          }
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});

describe('wildcards', () => {
  it('are those of a plain reading of the pattern', () => {
    const letter = fc.constantFrom('a', 'b', '*', '?');
    const pattern = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
    const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((letters) => letters.join(''));
    const plain = (wanted: string, found: string): boolean =>
      new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(found);
    fc.assert(
      fc.property(pattern, text, (wanted, found) => {
        expect(matches(wanted, found)).toBe(plain(wanted, found));
      }),
      { numRuns: runs(5000) },
    );
  });

  it('take no time that grows beyond both lengths', () => {
    // A matcher that tries every way would not end.
    expect(matches('*a'.repeat(300) + 'b', 'a'.repeat(20_000))).toBe(false);
  });

  it('do not reach over a colon of an ARN', () => {
    expect(matchesArn('arn:aws:payment-cryptography:*:key/*', `${prefix}key/abc`)).toBe(false);
    expect(matchesArn('arn:aws:payment-cryptography:*:*:*', `${prefix}key/abc`)).toBe(true);
    expect(matchesArn(`${prefix}key/*`, '*')).toBe(false);
  });
});

it('every operation has its rule', () => {
  for (const name of operationNames) expect(Object.keys(actionRules)).toContain(name);
});
