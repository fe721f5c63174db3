import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import {
  payloadFactsLine,
  readPayloadFacts,
  type PayloadFacts,
} from '../../../src/keyservice/draft/payloadFacts';

const arn = 'arn:aws:payment-cryptography:us-east-1:111122223333:key/kwapwa6qaifllw2h';

const whole: PayloadFacts = {
  kind: 'agreed',
  test: true,
  usage: 'P0',
  keyAlgorithm: 'AES_128',
  mode: 'B',
  exportability: 'E',
  kcv: '08D7B4',
  kcvMethod: 'CMAC',
  wrappingKcv: '8A3F01',
  wrappingAlgorithm: 'AES_256',
  wrappingSpec: 'RSA_OAEP_SHA_512',
  krdFingerprint: 'A'.repeat(64),
  rootFingerprint: '0123456789ABCDEF'.repeat(4),
  randomNumber: '0123456789ABCDEF',
  keyPairArn: arn,
  derivation: {
    KeyDerivationFunction: 'NIST_SP800',
    KeyDerivationHashAlgorithm: 'SHA_256',
    DeriveKeyAlgorithm: 'AES_256',
  },
  sharedInformation: '01'.repeat(1024),
};
const least = { kind: 'keyBlock', test: true } as const;
const lineOf = (value: unknown): string => `# key-material-facts: ${JSON.stringify(value)}`;

describe('facts of a test payload', () => {
  it.each<PayloadFacts>([
    whole,
    least,
    { kind: 'tr34', test: true, randomNumber: '00112233445566778899AABBCCDDEEFF' },
    { kind: 'cryptogram', test: true, wrappingSpec: 'RSA_OAEP_SHA_256', keyAlgorithm: 'TDES_2KEY' },
  ])('are read back as written: %#', (facts) => {
    const line = payloadFactsLine(facts);
    expect(line).toMatch(/^# key-material-facts: \{[^\r\n]*\}$/);
    for (const text of [line, `# a\r\n${line}\r\n\r\nblock\r\n`, `# a\n${line}\nblock`, `a\r${line}\rb`])
      expect(readPayloadFacts(text)).toEqual(facts);
  });

  it('are those of the line before the material, else of the line after it', () => {
    const [one, two] = [lineOf({ ...least, usage: 'K1' }), lineOf({ ...least, usage: 'P0' })];
    const text = `FIRST\n\n${one}\n\nSECOND ${'x'.repeat(500)}\n${two}\nTHIRD\n`;
    const usageAt = (word: string): string | undefined => readPayloadFacts(text, text.indexOf(word))?.usage;
    expect([usageAt('FIRST'), usageAt('SECOND'), usageAt('THIRD')]).toEqual(['K1', 'K1', 'P0']);
    expect(readPayloadFacts(text)?.usage).toBe('K1');
    // Facts of another payload are worse than none.
    const broken = `${one}\nFIRST\n# key-material-facts: {\nSECOND`;
    expect(readPayloadFacts(broken, broken.indexOf('SECOND'))).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '# key-material-facts: {kind'],
    ['nothing after the marker', '# key-material-facts: '],
    ['a list', lineOf([least])],
    ['null', lineOf(null)],
    ['a number', lineOf(1)],
    ['another kind', lineOf({ ...least, kind: 'root' })],
    ['no kind', lineOf({ test: true })],
    ['not for tests', lineOf({ ...least, test: 'true' })],
    ['within a line', `see ${lineOf(least)}`],
    ['behind one character', `x${lineOf(least)}`],
    ['kind by the prototype', lineOf(JSON.parse('{"__proto__":{"kind":"tr34","test":true}}'))],
    ['a long line', lineOf({ ...least, other: 'x'.repeat(5_000) })],
    ['a deep line', `# key-material-facts: ${'['.repeat(4_000)}`],
  ])('are not read from: %s', (_, text) => {
    expect(readPayloadFacts(text)).toBeUndefined();
  });

  it.each([
    ['usage', 'p0'],
    ['usage', 'P00'],
    ['keyAlgorithm', 'AES_512'],
    ['keyAlgorithm', { AES_128: true }],
    ['mode', ''],
    ['exportability', 'NE'],
    ['kcv', '08d7b4'],
    ['kcv', '08D7B4\n'],
    ['kcvMethod', 'HMAC'],
    ['wrappingKcv', 123456],
    ['wrappingKcv', 'A'.repeat(33)],
    ['wrappingAlgorithm', null],
    ['wrappingSpec', 'RSA_OAEP_SHA_1'],
    ['krdFingerprint', 'A'.repeat(63)],
    ['rootFingerprint', 'A1:'.repeat(32)],
    ['randomNumber', 'ABC'],
    ['randomNumber', ['AB']],
    ['keyPairArn', 'arn:aws:kms:us-east-1:111122223333:key/kwapwa6qaifllw2h'],
    ['keyPairArn', `${arn}](command:x)`],
    ['derivation', { ...whole.derivation, DeriveKeyAlgorithm: 'RSA_2048' }],
    ['derivation', { KeyDerivationFunction: 'NIST_SP800' }],
    ['derivation', [whole.derivation]],
    ['sharedInformation', '01'.repeat(1025)],
    ['sharedInformation', '0G'],
    ['toString', 'x'],
    ['unknown', 'x'],
  ])('leave out a member that is not as it must be: %s %j', (name, value) => {
    expect(readPayloadFacts(lineOf({ ...least, mode: 'B', ...{ [name]: value } }))).toEqual(
      name === 'mode' ? least : { ...least, mode: 'B' },
    );
  });

  it.each([1, 2, 10])('are those of the line that begins %d characters before the material', (before) => {
    const first = `${lineOf(least)}\n`;
    const text = `${first}${lineOf({ ...least, kind: 'cryptogram' })}`;
    expect(readPayloadFacts(text, first.length + before)?.kind).toBe('cryptogram');
  });

  it('leave out what else is in a derivation', () => {
    const derivation = { ...whole.derivation, more: { x: 1 } };
    expect(readPayloadFacts(lineOf({ ...least, derivation }))?.derivation).toEqual(whole.derivation);
  });

  it('are looked for near the material only, in linear time', () => {
    const far = `${lineOf(least)}\n${'x'.repeat(300_000)}`;
    expect(readPayloadFacts(far)).toEqual(least);
    expect(readPayloadFacts(far, far.length)).toBeUndefined();
    const many = 'x# key-material-facts: '.repeat(100_000);
    expect(readPayloadFacts(`${many}\n${lineOf(least)}`, many.length)).toEqual(least);
    expect(readPayloadFacts(many, 1_000_000)).toBeUndefined();
    for (const at of [-1, NaN, Infinity, 1e9, 0.5]) expect(() => readPayloadFacts(far, at)).not.toThrow();
  });

  it('are never more than the table has, whatever the text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(200), (value, at) => {
        const facts = readPayloadFacts(lineOf({ ...least, ...(value as object) }), at);
        if (facts) expect(readPayloadFacts(payloadFactsLine(facts))).toEqual(facts);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readPayloadFacts(`# key-material-facts: ${text}`)).toBeUndefined();
      }),
    );
  });
});

it('an object on the line behind the mark is not on its line', () => {
  for (const end of ['\n', '\r', '\r\n'])
    expect(readPayloadFacts(`# key-material-facts: ${end}${JSON.stringify(least)}`)).toBeUndefined();
  expect(readPayloadFacts(`# key-material-facts: ${JSON.stringify(least)}`)).toEqual(least);
});

it('a line has 4096 characters at most, where the text ends with it', () => {
  const line = (length: number): string => {
    const facts = payloadFactsLine({ kind: 'cryptogram', test: true });
    return `${facts.slice(0, -1)}${' '.repeat(length)}}`;
  };
  const base = payloadFactsLine({ kind: 'cryptogram', test: true });
  const marker = base.slice(0, base.indexOf('{'));
  const at = (length: number, end = ''): boolean =>
    readPayloadFacts(`${line(length - (base.length - marker.length))}${end}`) !== undefined;
  expect([at(4095), at(4096), at(4097)]).toEqual([true, false, false]);
  expect([at(4095, '\n'), at(4096, '\n')]).toEqual([true, false]);
});
