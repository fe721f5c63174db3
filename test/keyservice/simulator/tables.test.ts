// The rules and texts of the simulator that need no request: attributes, check values, tags, errors in both protocols.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { keyClasses, keyUsages } from '../../../src/keyservice/model/enums';
import { keyAlgorithms, modesOfUse } from '../../../src/keyservice/rules/keyAttributes';
import { replies, throttled } from '../../../src/keyservice/simulator/faults';
import { headerFor } from '../../../src/keyservice/simulator/keyBlocks';
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
