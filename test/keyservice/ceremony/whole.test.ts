// Records of ceremonies, whole: the page of several imports, and the step that a note and its key make. A change of any
// word, digit or order is seen.
import { expect, it } from 'vitest';
import { importStep, type StepWords } from '../../../src/keyservice/ceremony/importSteps';
import {
  ceremonyMarkdown,
  ceremonyTexts,
  inGroups,
  printed,
  zonedTime,
  type CeremonyRecord,
  type RecordedKcv,
  type RecordedStep,
} from '../../../src/keyservice/ceremony/record';
import type { ImportedNote } from '../../../src/keyservice/imports/note';
import type { KeySummary } from '../../../src/keyservice/operations';
import type { CheckValue } from '../../../src/keyservice/rules/checkValues';
import { wholeText } from '../../whole';

const minute = 60_000;
const begin = Date.UTC(2026, 10, 28, 13, 5, 9);

interface Case {
  readonly kind: ImportedNote['identity']['kind'];
  readonly service?: string;
  readonly algorithms?: readonly string[];
  readonly kcv?: string;
  readonly expected?: readonly CheckValue[];
  readonly words?: Partial<StepWords>;
  /** Algorithm of the key as the account has it. */
  readonly key?: string;
  readonly method?: string;
  readonly without?: readonly ('alias' | 'requestId' | 'expected')[];
}

const cases: Readonly<Record<string, Case>> = {
  'a key block, equal': {
    kind: 'Tr31KeyBlock',
    algorithms: ['TDES_2KEY'],
    kcv: '08D7B4',
    expected: [{ value: '08d7b4' }],
    words: { usage: 'PIN encryption (P0)', exportable: 'exportable' },
  },
  'a key block, different': {
    kind: 'Tr31KeyBlock',
    algorithms: ['TDES_3KEY'],
    kcv: '08D7B4',
    expected: [{ value: '8CA64D', method: 'ANSI_X9_24' }],
    words: { usage: 'key encryption (K0)', exportable: 'not exportable' },
  },
  'two expected values': {
    kind: 'KeyCryptogram',
    algorithms: ['AES_256'],
    kcv: '23315501020304',
    expected: [
      { value: '2331550102', method: 'CMAC' },
      { value: 'E45F2B', method: 'ANSI_X9_24' },
    ],
    words: { usage: 'key block protection (K1)' },
  },
  'four digits': {
    kind: 'KeyCryptogram',
    algorithms: ['TDES_2KEY'],
    kcv: '08D7B4',
    expected: [{ value: '08D7' }],
  },
  'an algorithm known from the key only': {
    kind: 'Tr31KeyBlock',
    algorithms: ['AES_128', 'AES_192', 'AES_256'],
    kcv: '233155',
    expected: [{ value: '233155', method: 'CMAC' }],
    key: 'AES_192',
  },
  'an algorithm not known': {
    kind: 'Tr31KeyBlock',
    algorithms: ['AES_128', 'AES_256'],
    kcv: '2331550102',
    expected: [{ value: '233156' }],
  },
  'no algorithm asked for': { kind: 'Tr34KeyBlock', kcv: '233155', expected: [{ value: '233155' }] },
  'the method that the service reported': {
    kind: 'DiffieHellmanTr31KeyBlock',
    algorithms: ['AES_128'],
    kcv: 'E45F2B',
    expected: [{ value: 'E45F2C', method: 'ANSI_X9_24' }],
    method: 'ANSI_X9_24',
  },
  'a key of HMAC': {
    kind: 'Tr31KeyBlock',
    algorithms: ['HMAC_SHA256'],
    kcv: 'ABCDEF0123',
    expected: [{ value: 'ABCDEF' }],
  },
  'nothing expected': {
    kind: 'Tr34KeyBlock',
    algorithms: ['TDES_2KEY'],
    kcv: '08D7B4',
    without: ['expected'],
  },
  'no value': { kind: 'Tr34KeyBlock', algorithms: ['TDES_2KEY'], expected: [{ value: '08D7B4' }] },
  'a root': {
    kind: 'RootCertificatePublicKey',
    algorithms: ['RSA_3072'],
    kcv: 'A1B2C3D4',
    expected: [{ value: 'A1B2C3D4' }],
    words: { usage: 'digital signature (S0)' },
  },
  'a certificate of a curve': {
    kind: 'TrustedCertificatePublicKey',
    algorithms: ['ECC_NIST_P256'],
    kcv: 'A1B2C3D4',
    without: ['alias', 'requestId'],
  },
  'in the simulator': {
    kind: 'Tr31KeyBlock',
    service: 'simulator:1',
    algorithms: ['TDES_2KEY'],
    kcv: '08D7B4',
    expected: [{ value: '08D7B4' }],
    without: ['alias'],
  },
};

const stepOf = (title: string, one: Case, number: number): RecordedStep => {
  const { kind, service = 'aws', algorithms, kcv, expected, words, key, method, without = [] } = one;
  const note: ImportedNote = {
    v: 1,
    id: '0'.repeat(32),
    identity: { service, account: '111122223333', region: 'eu-west-1', kind, material: 'a5e90012'.repeat(8) },
    number: 1,
    profile: service === 'aws' ? 'custody' : 'local',
    endpoint: 'https://example.test',
    startedAt: begin,
    wanted: algorithms ? { algorithms } : {},
    state: 'imported',
    arn: `arn:aws:payment-cryptography:eu-west-1:111122223333:key/${number}`,
    importedAt: begin + number * minute,
    ...(without.includes('alias') ? {} : { alias: `alias/key-${number}` }),
    ...(without.includes('requestId') ? {} : { requestId: `request-${number}` }),
    ...(kcv === undefined ? {} : { kcv }),
    ...(without.includes('expected') || !expected ? {} : { expected }),
  };
  const summary =
    key === undefined
      ? undefined
      : ({
          KeyArn: note.arn,
          KeyState: 'CREATE_COMPLETE',
          KeyAttributes: {
            KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
            KeyClass: 'SYMMETRIC_KEY',
            KeyAlgorithm: key,
          },
        } as KeySummary);
  return importStep(note, { title, ...words }, summary, method);
};
const steps = Object.entries(cases).map(([title, one], place) => stepOf(title, one, place + 1));

const ceremony = (more: Partial<CeremonyRecord>): CeremonyRecord => ({
  names: ['A. Custodian', 'B. Witness'],
  place: 'Vault 2',
  steps: [],
  made: new Date(begin + 60 * minute),
  offset: () => 60,
  ...more,
});

/** Checks of a key block whose MAC was verified, under a KBPK whose value is known or not. */
const mac = (against?: RecordedKcv): RecordedStep => ({
  title: 'Verified *key block* <1>',
  time: begin,
  kcvs: [
    { digits: '08D7B4AABB', method: 'ANSI X9.24', cipher: 'TDES' },
    { digits: '2331550102', method: 'CMAC', cipher: 'AES' },
    { digits: '112233445566' },
  ],
  checks: [
    { what: 'mac', outcome: 'verified', ...(against ? { against } : {}) },
    { what: 'mac', outcome: 'different', ...(against ? { against } : {}) },
    { what: 'kcv', outcome: 'equal' },
  ],
});

it('steps of notes are the same as before', async () => {
  await expect(wholeText(steps.map((step) => [step.title, step]))).toMatchFileSnapshot('whole/steps.txt');
});

it('records of ceremonies are the same as before', async () => {
  const target = { profile: 'other', region: 'us-east-1', simulator: false };
  const records: Readonly<Record<string, CeremonyRecord>> = {
    'every import': ceremony({ steps }),
    'one import, four people': ceremony({ steps: steps.slice(0, 1), names: ['A', 'B', 'C', 'D'] }),
    'three people, no place, UTC': ceremony({
      steps: steps.slice(1, 2),
      names: ['A', 'B', 'C'],
      place: '',
      offset: () => 0,
    }),
    'nobody named, west of Greenwich, nothing imported': ceremony({ names: [], offset: () => -570 }),
    'a MAC, and a step of another profile': ceremony({
      names: ['one | two'],
      steps: [
        mac({ digits: '2331550102', cipher: 'AES' }),
        { ...mac(), target: { ...target, account: '' }, usage: '', fingerprint: 'abcdef' },
      ],
    }),
    'another hour in summer': ceremony({
      steps: [{ ...mac({ digits: '08D7B4AABB' }), time: Date.UTC(2026, 5, 1, 22, 30) }],
      offset: (time) => (time.getUTCMonth() < 10 ? 120 : 60),
    }),
  };
  const text = Object.entries(records).map(([name, one]) => `===== ${name}\n\n${ceremonyMarkdown(one)}`);
  await expect(text.join('\n')).toMatchFileSnapshot('whole/records.txt');
});

it('a record in another language has every text from its table', () => {
  const text = ceremonyMarkdown(
    ceremony({ steps: [...steps, mac({ digits: '08D7B4' })] }),
    ({ template }) => {
      const id = Object.entries(ceremonyTexts).find(([, one]) => one === template)?.[0];
      return `@${id ?? 'none'}@`;
    },
  );
  const said = new Set([...text.matchAll(/@(\w+)@/g)].map(([, id]) => id));
  expect([...said].sort()).toEqual(Object.keys(ceremonyTexts).sort());
});

it('values, fingerprints and times are printed as they are read aloud', () => {
  const digits = '0123456789ABCDEF';
  const lengths = [0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 16];
  expect(
    lengths.map((length) => {
      const value = digits.slice(0, length);
      return [
        printed({ digits: value, cipher: 'TDES' }),
        printed({ digits: value, cipher: 'AES' }),
        inGroups(value.toLowerCase()),
      ].join(' | ');
    }),
  ).toMatchInlineSnapshot(`
    [
      " |  | ",
      "0 | 0 | 0",
      "01 | 01 | 01",
      "01 2 | 01 2 | 012",
      "01 23 4 | 01 23 4 | 0123 4",
      "01 23 45 | 01 23 45 | 0123 45",
      "01 23 45 | 01 23 45 6 | 0123 456",
      "01 23 45 | 01 23 45 67 8 | 0123 4567 8",
      "01 23 45 | 01 23 45 67 89 | 0123 4567 89",
      "01 23 45 | 01 23 45 67 89 | 0123 4567 89A",
      "01 23 45 | 01 23 45 67 89 | 0123 4567 89AB CDEF",
    ]
  `);
  expect(
    [-720, -570, -60, -1, 0, 1, 59, 60, 61, 345, 840].map((offset) => zonedTime(new Date(begin), offset)),
  ).toMatchInlineSnapshot(`
    [
      "2026-11-28 01:05:09 -12:00",
      "2026-11-28 03:35:09 -09:30",
      "2026-11-28 12:05:09 -01:00",
      "2026-11-28 13:04:09 -00:01",
      "2026-11-28 13:05:09 UTC",
      "2026-11-28 13:06:09 +00:01",
      "2026-11-28 14:04:09 +00:59",
      "2026-11-28 14:05:09 +01:00",
      "2026-11-28 14:06:09 +01:01",
      "2026-11-28 18:50:09 +05:45",
      "2026-11-29 03:05:09 +14:00",
    ]
  `);
});
