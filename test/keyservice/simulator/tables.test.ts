// The rules and texts of the simulator that need no request: attributes, check values, tags, errors in both protocols.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { toUpperHex } from '../../../src/core/crypto/bytes';
import { keyClasses, keyUsages } from '../../../src/keyservice/model/enums';
import { operationNames } from '../../../src/keyservice/model/shapes';
import { keyAlgorithms, modesOfUse } from '../../../src/keyservice/rules/keyAttributes';
import { Account } from '../../../src/keyservice/simulator/account';
import { operationOf, readBody } from '../../../src/keyservice/simulator/dispatch';
import { replies, throttled } from '../../../src/keyservice/simulator/faults';
import { exportableKey, headerFor, kbpkOf } from '../../../src/keyservice/simulator/keyBlocks';
import {
  checkAttributes,
  checkTags,
  checkValueOf,
  keyBytes,
  publicCheckValue,
} from '../../../src/keyservice/simulator/keyRules';
import {
  conflict,
  invalid,
  notFound,
  ServiceError,
  type ErrorType,
} from '../../../src/keyservice/simulator/serviceError';
import { Store, type KeyRecord } from '../../../src/keyservice/simulator/store';
import { stsFailure, stsOperationOf } from '../../../src/keyservice/simulator/sts';

/** What a call gives, or the error that it throws. */
function outcome(call: () => unknown): string {
  try {
    return JSON.stringify(call() ?? 'taken');
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message}` : 'another';
  }
}

it('attributes, of every usage, algorithm, set of modes, class and origin', async () => {
  const lines = keyUsages.flatMap((KeyUsage) =>
    (['created', 'unwrapped', 'certificate'] as const).map((origin) => {
      const texts = keyAlgorithms.flatMap((KeyAlgorithm) =>
        Array.from('BCDEGNSTVXY?').flatMap((letter) =>
          keyClasses.map((KeyClass) =>
            outcome(() =>
              checkAttributes(
                { KeyUsage, KeyAlgorithm, KeyClass, KeyModesOfUse: modesOfUse(letter) ?? {} },
                origin,
              ),
            ),
          ),
        ),
      );
      const taken = texts.filter((text) => text === '"taken"').length;
      const kinds = new Set(texts).size;
      const digest = createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12);
      return `${KeyUsage} ${origin}: ${taken} of ${texts.length} taken, ${kinds} texts ${digest}`;
    }),
  );
  const unknown = outcome(() =>
    checkAttributes(
      { KeyUsage: 'X', KeyAlgorithm: 'AES_128', KeyClass: 'SYMMETRIC_KEY', KeyModesOfUse: {} } as never,
      'created',
    ),
  );
  await expect([...lines, unknown].join('\n')).toMatchFileSnapshot('whole/attributes.txt');
});

it('headers of keys that leave, check values and tags', async () => {
  const methods = [undefined, 'CMAC', 'ANSI_X9_24', 'HMAC'] as const;
  const values = keyAlgorithms.flatMap((algorithm) => {
    const bytes = keyBytes[algorithm];
    if (bytes === undefined) return [`${algorithm}: no bytes`];
    const key = Uint8Array.from({ length: bytes }, (_, i) => i * 3 + 1);
    return methods.map(
      (method) => `${algorithm} ${bytes} ${method}: ${outcome(() => checkValueOf(algorithm, key, method))}`,
    );
  });
  const spki = new Uint8Array(20).fill(7);
  const publics = methods.map(
    (method) => `public ${method}: ${JSON.stringify(publicCheckValue(spki, method))}`,
  );
  const tags = [
    [],
    [{ Key: 'a', Value: 'b' }],
    [
      { Key: 'a', Value: 'b' },
      { Key: 'a', Value: 'c' },
    ],
    [
      { Key: 'a', Value: 'b' },
      { Key: 'A', Value: 'b' },
    ],
    [{ Key: 'AWS:x', Value: '' }],
    [{ Key: 'xaws:', Value: '' }],
  ].map((one) => `${JSON.stringify(one)}: ${outcome(() => checkTags(one))}`);
  const usage = (KeyUsage: string, KeyAlgorithm: string, letter: string) =>
    ({
      attributes: {
        KeyUsage,
        KeyAlgorithm,
        KeyClass: 'SYMMETRIC_KEY',
        KeyModesOfUse: modesOfUse(letter) ?? {},
      },
      key: new Uint8Array(),
    }) as never;
  const wanted: readonly (object | undefined)[] = [
    undefined,
    {},
    { KeyModesOfUse: modesOfUse('E') },
    { KeyModesOfUse: modesOfUse('S') },
    { KeyModesOfUse: {} },
    { KeyVersion: '12' },
    ...['EXPORTABLE', 'NON_EXPORTABLE', 'SENSITIVE'].map((KeyExportability) => ({ KeyExportability })),
    { OptionalBlocks: { LB: 'a', KV: '0001' } },
    { OptionalBlocks: { LB: 'a'.repeat(108) } },
    { OptionalBlocks: { LB: 'a'.repeat(109) } },
    { OptionalBlocks: { LB: 'a'.repeat(52), KV: 'a'.repeat(52) } },
    { OptionalBlocks: { LB: 'a'.repeat(52), KV: 'a'.repeat(53) } },
    { OptionalBlocks: { PB: '0000' } },
    { OptionalBlocks: { HM: '21' } },
  ];
  const headers = [
    usage('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', 'B'),
    usage('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', 'B'),
    ...['HMAC_SHA224', 'HMAC_SHA256', 'HMAC_SHA384', 'HMAC_SHA512'].map((name) =>
      usage('TR31_M7_HMAC_KEY', name, 'C'),
    ),
    usage('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', 'S'),
    usage('X', 'AES_128', 'B'),
    { ...(usage('TR31_B0_BASE_DERIVATION_KEY', 'TDES_2KEY', 'X') as object), usage: 'B1' } as never,
  ].flatMap((leaving, i) =>
    wanted.map(
      (one) => `${i} ${JSON.stringify([one]).slice(0, 60)}: ${outcome(() => headerFor(leaving, one))}`,
    ),
  );
  await expect([...values, ...publics, ...tags, ...headers].join('\n')).toMatchFileSnapshot(
    'whole/values.txt',
  );
});

it('keys of the account as they are named, wrap and leave', async () => {
  let time = 1_000_000;
  const account = new Account(await Store.open(), {
    account: '111122223333',
    region: 'us-east-2',
    now: () => time,
    mostKeys: 1000,
    mostAliases: 10,
    tokenDays: 30,
  });
  const clear = '0123456789ABCDEFFEDCBA9876543210';
  const added = (
    KeyUsage: string,
    KeyAlgorithm: string,
    KeyModesOfUse: object,
    more: Partial<KeyRecord> = {},
  ): KeyRecord => {
    const record = account.add({
      attributes: { KeyUsage, KeyAlgorithm, KeyClass: 'SYMMETRIC_KEY', KeyModesOfUse } as never,
      exportable: true,
      enabled: true,
      origin: 'EXTERNAL',
      checkValue: '08D7B4',
      checkValueAlgorithm: 'CMAC',
      material: { kind: 'symmetric', key: clear },
      tags: [],
    });
    return account.put({ ...record, ...more });
  };
  const first = added('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', { Wrap: true });
  const protects = (identifier: string, purpose: 'import' | 'export'): string =>
    outcome(() => {
      const { key, about, record } = kbpkOf(account, identifier, purpose);
      return [
        toUpperHex(key),
        about.algorithm,
        about.usage,
        about.state,
        about.enabled,
        record.checkValue,
      ].join(' ');
    });
  const modes = ['Encrypt', 'Decrypt', 'Wrap', 'Unwrap', 'NoRestrictions'];
  const sets = Array.from({ length: 32 }, (_, bits) => modes.filter((_, i) => (bits >> i) & 1));
  const wrapping = sets.flatMap((names) => {
    const { id } = added(
      'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      'AES_128',
      Object.fromEntries(names.map((name) => [name, true])),
    );
    return (['import', 'export'] as const).map(
      (purpose) => `${purpose} ${names.join('+')}: ${protects(account.arnOf(id), purpose)}`,
    );
  });
  const all = { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true };
  const kek = added('TR31_K0_KEY_ENCRYPTION_KEY', 'TDES_2KEY', all);
  account.store.commit(
    ['aliases', 'alias/kek', { name: 'alias/kek', sequence: 1, keyId: kek.id }],
    ['aliases', 'alias/none', { name: 'alias/none', sequence: 2 }],
  );
  const others: readonly (readonly [string, string])[] = [
    ['alias', 'alias/kek'],
    ['alias by ARN', `${account.prefix}alias/kek`],
    ['id', `key/${kek.id}`],
    ['alias without a key', 'alias/none'],
    ['no alias', 'alias/absent'],
    ['another Region', account.arnOf(kek.id).replace('us-east-2', 'us-east-1')],
    ['bare id', kek.id],
    ...(
      [
        ['a PIN key', added('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', all)],
        ['an HMAC key', added('TR31_M7_HMAC_KEY', 'HMAC_SHA256', all)],
        [
          'a pair',
          added('TR31_K2_TR34_ASYMMETRIC_KEY', 'RSA_2048', all, {
            material: { kind: 'pair', pkcs8: '', spki: '' },
          }),
        ],
        ['disabled', added('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', all, { enabled: false })],
        [
          'being deleted',
          added('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', all, {
            state: 'DELETE_PENDING',
            deletePending: time + 1,
          }),
        ],
        [
          'deleted now',
          added('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', all, {
            state: 'DELETE_PENDING',
            deletePending: time,
          }),
        ],
      ] as const
    ).map(([name, { id }]) => [name, account.arnOf(id)] as const),
  ];
  const named = others.map(([name, identifier]) =>
    `${name}: ${protects(identifier, 'import')}`.replaceAll(kek.id, 'KEK'),
  );
  const leaving = (record: KeyRecord, serial?: string): string =>
    outcome(() => {
      const { usage, key } = exportableKey(record, serial);
      return `${usage ?? ''} ${toUpperHex(key)}`;
    });
  const bdk = 'TR31_B0_BASE_DERIVATION_KEY';
  const tdes = 'FFFF9876543210E00001';
  const aes = '123456789012345600000001';
  const exported = (
    [
      ['a PIN key', added('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', all)],
      ['not exportable', added(bdk, 'AES_128', all, { exportable: false })],
      ['a pair', added(bdk, 'RSA_2048', all, { material: { kind: 'pair', pkcs8: '', spki: '' } })],
      ['TDES', added(bdk, 'TDES_2KEY', all)],
      ['TDES of three keys', added(bdk, 'TDES_3KEY', all)],
      ['AES', added(bdk, 'AES_128', all)],
      ['HMAC', added(bdk, 'HMAC_SHA256', all)],
    ] as const
  ).flatMap(([name, record]) =>
    [undefined, tdes, aes, 'FFFF'].map((serial) => `${name}, ${serial}: ${leaving(record, serial)}`),
  );
  time += 1;
  const late = others
    .slice(-2)
    .map(([name, identifier]) => `${name}, later: ${protects(identifier, 'import')}`);
  await expect(
    [
      JSON.stringify({ ...first, id: first.id.replace(/^[a-z2-7]{16}$/, 'of its form') }),
      ...wrapping,
      ...named,
      ...late,
      ...exported,
    ].join('\n'),
  ).toMatchFileSnapshot('whole/keys.txt');
});

it('targets and bodies of requests', () => {
  const read = (text: string): string => outcome(() => readBody(Buffer.from(text, 'latin1')));
  const noJson = 'Error Simulator: the body is not JSON.';
  const noObject = 'Error Simulator: the body is not a JSON object.';
  expect(['', '{}', '{"a":"\xc3\xa9"}', ' {"a":1} '].map(read)).toEqual(['{}', '{}', '{"a":"é"}', '{"a":1}']);
  // Octets that are no UTF-8 are no JSON either.
  expect(['{"a":"\xe9"}', '{', 'x', '{"a":1}x'].map(read)).toEqual([noJson, noJson, noJson, noJson]);
  expect(['null', '5', '"a"', '[]', '[{}]', 'true'].map(read)).toEqual(Array(6).fill(noObject));
  const prefix = 'PaymentCryptographyControlPlane.';
  const none = (name: string): string => `Error Simulator: unknown operation: ${name}.`;
  for (const name of operationNames) expect(operationOf(`${prefix}${name}`)).toBe(name);
  expect(
    [
      undefined,
      '',
      'ListKeys',
      `x${prefix}ListKeys`,
      `${prefix}listKeys`,
      `${prefix}toString`,
      'x'.repeat(101),
    ].map((target) => outcome(() => operationOf(target))),
  ).toEqual(
    [
      '(none)',
      '',
      'ListKeys',
      `x${prefix}ListKeys`,
      `${prefix}listKeys`,
      `${prefix}toString`,
      'x'.repeat(100),
    ].map(none),
  );
});

it('errors, of the service and of STS', async () => {
  const types: readonly ErrorType[] = [
    'ValidationException',
    'AccessDeniedException',
    'ResourceNotFoundException',
    'ConflictException',
    'ServiceQuotaExceededException',
    'ThrottlingException',
    'InternalServerException',
    'ServiceUnavailableException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'MissingAuthenticationTokenException',
    'UnknownOperationException',
    'SerializationException',
  ];
  const lines = types.map((type) => {
    const error = new ServiceError(type, 'a <text> & "more"', 'alias/x');
    return `${type} ${error.status} ${error.body} ${JSON.stringify(stsFailure(error, 'r'))}`;
  });
  const made = [invalid('x'), notFound('alias/x'), conflict('x'), throttled()].map(
    ({ status, body }) => `${status} ${body}`,
  );
  const bodies = [
    'Action=GetCallerIdentity&Version=2011-06-15',
    'Action=GetCallerIdentity&Version=2011-06-14',
    'Action=AssumeRole&Version=2011-06-15',
    'Action=GetCallerIdentity',
    '',
  ].map((body) => `${body}: ${outcome(() => stsOperationOf(Buffer.from(body)))}`);
  await expect(
    [...lines, ...made, ...bodies, JSON.stringify(replies, undefined, 1)].join('\n'),
  ).toMatchFileSnapshot('whole/errors.txt');
});
