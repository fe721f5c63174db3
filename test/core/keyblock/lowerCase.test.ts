import { describe, expect, it } from 'vitest';
import { sealParts } from '../../../src/core/keyblock/binding';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { upperCased } from '../../../src/core/keyblock/lowerCase';
import { unwrapKeyBlock, verifyKeyBlock } from '../../../src/core/keyblock/unwrap';
import { wrapKeyBlock } from '../../../src/core/keyblock/wrap';
import { ascii, bytes, hex } from '../crypto/hex';
import { examples } from './blocks';

const [, , { block: aes, kbpk, key, plaintext }] = examples as unknown as [
  object,
  object,
  (typeof examples)[0],
];
const codesOf = (findings: readonly { code: string }[]): string[] => findings.map(({ code }) => code);
const random = (count: number): Uint8Array => new Uint8Array(count).fill(0x5a);
const pinKey = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'E', exportability: 'E' };

describe('a block in lower case', () => {
  it('is one fault, and is read as what it says', () => {
    const block = decodeKeyBlock(aes.toLowerCase());
    expect(codesOf(block.findings)).toEqual(['lower_case_letters']);
    expect(block.findings[0]).toMatchObject({ span: { start: 0, end: 12 }, severity: 'error' });
    expect(codesOf(block.findings[0]!.folded!)).toEqual(['payload_not_uppercase_hex']);
    expect(block.fields.map(({ meaning }) => meaning)).toEqual(
      decodeKeyBlock(aes).fields.map(({ meaning }) => meaning),
    );
    expect(block.fields.map(({ raw }) => raw).join('')).toBe(aes.toLowerCase());
    expect(upperCased(block)).toBe(aes);
  });

  it.each([
    ['the usage', aes.replace('P0', 'p0'), { start: 5, end: 7 }, 'p0'],
    ['the mode', `${aes.slice(0, 8)}e${aes.slice(9)}`, { start: 8, end: 9 }, 'e'],
    [
      'algorithm and exportability',
      `${aes.slice(0, 7)}aE00e${aes.slice(12)}`,
      { start: 7, end: 12 },
      'aE00e',
    ],
  ])('only %s: the place and the letters are told', (_name, text, span, found) => {
    const { findings } = decodeKeyBlock(text);
    expect(codesOf(findings)).toEqual(['lower_case_letters']);
    expect(findings[0]!.span).toEqual(span);
    expect(findings[0]!.message).toContain(`("${found}")`);
  });

  it('a component stays one: its key version is never changed', () => {
    const block = decodeKeyBlock(`${aes.slice(0, 9)}c1${aes.slice(11)}`.toLowerCase());
    expect(block.keyVersion).toMatchObject({ code: 'c1', name: 'the payload is key component number 1' });
    expect(upperCased(block).slice(0, 16)).toBe('D0112P0AEc1E0000');
    expect(upperCased(block, true).slice(0, 16)).toBe('D0112P0AEC1E0000');
  });

  it('identifiers and hexadecimal data become upper case; labels and padding stay', () => {
    const text = wrapKeyBlock(
      {
        ...pinKey,
        optionalBlocks: [
          { id: 'LB', data: 'Pin key, aB' },
          { id: 'KP', data: '' },
        ],
      },
      bytes(key),
      bytes(kbpk),
      { random },
    );
    const given = decodeKeyBlock(text);
    const label = given.optionalBlocks.find(({ id }) => id === 'LB')!.dataSpan;
    const lower = text.toLowerCase();
    const mixed = lower.slice(0, label.start) + text.slice(label.start, label.end) + lower.slice(label.end);
    const block = decodeKeyBlock(mixed);
    expect(codesOf(block.findings)).toEqual(['lower_case_letters']);
    expect(block.optionalBlocks.map(({ id }) => id)).toEqual(given.optionalBlocks.map(({ id }) => id));
    const padding = given.optionalBlocks.find(({ id }) => id === 'PB');
    const expected = padding
      ? text.slice(0, padding.dataSpan.start) +
        mixed.slice(padding.dataSpan.start, padding.dataSpan.end) +
        text.slice(padding.dataSpan.end)
      : text;
    expect(upperCased(block)).toBe(expected);
  });

  it('what is unknown in upper case too is told as that', () => {
    expect(codesOf(decodeKeyBlock(`${aes.slice(0, 5)}z9${aes.slice(7)}`).findings)).toEqual([
      'usage_unknown',
    ]);
  });
});

describe('the MAC decides between the two readings', () => {
  it('was made over upper case: verified and unwrapped, with a warning', () => {
    const block = decodeKeyBlock(aes.toLowerCase());
    expect(verifyKeyBlock(block, bytes(kbpk))).toMatchObject({ macOk: true });
    const unwrapped = unwrapKeyBlock(block, bytes(kbpk));
    expect(hex(unwrapped.key)).toBe(key);
    expect(codesOf(unwrapped.findings)).toEqual(['mac_over_upper_case']);
    unwrapped.dispose();
  });

  it('was made over lower case', () => {
    const header = 'd0112p0ae00e0000';
    const { ciphertext, mac } = sealParts('D', ascii(header), bytes(plaintext), bytes(kbpk));
    const block = decodeKeyBlock(header + hex(ciphertext) + hex(mac));
    const unwrapped = unwrapKeyBlock(block, bytes(kbpk));
    expect(hex(unwrapped.key)).toBe(key);
    expect(codesOf(unwrapped.findings)).toEqual(['mac_over_lower_case']);
    unwrapped.dispose();
  });

  it('a key version that was in upper case is found by it, too', () => {
    const header = 'D0112P0AE1AE0000';
    const { ciphertext, mac } = sealParts('D', ascii(header), bytes(plaintext), bytes(kbpk));
    const block = decodeKeyBlock((header + hex(ciphertext) + hex(mac)).toLowerCase());
    expect(codesOf(verifyKeyBlock(block, bytes(kbpk)).findings)).toEqual(['mac_over_upper_case']);
  });

  it('fits no reading: the letters are not taken for the cause', () => {
    const verified = verifyKeyBlock(decodeKeyBlock(aes.toLowerCase()), bytes(key));
    expect(verified).toMatchObject({ macOk: false, likelyCause: 'unknown' });
  });
});

describe('one letter in lower case', () => {
  it('is an altered block: no other reading is tried', () => {
    const text = aes.replace('P0', 'p0');
    expect(verifyKeyBlock(decodeKeyBlock(text), bytes(kbpk))).toMatchObject({ macOk: false });
  });
});

describe('a block that was cut', () => {
  const ks =
    'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627';

  it.each([
    ['in its header', aes.slice(0, 11), 'header_too_short', ['length_field_mismatch']],
    ['in its encrypted key', aes.slice(0, 41), 'length_field_mismatch', ['mac_truncated']],
    ['in its MAC', aes.slice(0, 100), 'length_field_mismatch', ['payload_empty_or_not_block_multiple']],
    ['in an optional block', ks.slice(0, 30), 'length_field_mismatch', ['optional_block_data_truncated']],
    ['before its optional blocks', ks.slice(0, 17), 'length_field_mismatch', ['optional_block_id_truncated']],
  ])('%s: one finding, with what follows folded under it', (_name, text, code, folded) => {
    const { findings } = decodeKeyBlock(text);
    expect(codesOf(findings)).toEqual([code]);
    expect(codesOf(findings[0]!.folded ?? [])).toEqual(folded);
  });

  it.each([
    ['with a length of an optional block that is no number', ks.replace('KS18', 'KSZZ'), 'malformed'],
    ['with a length that is too small', ks.replace('KS18', 'KS03'), 'too_small'],
  ])('%s: that is a fault of its own', (_name, broken, code) => {
    for (const text of [broken.slice(0, 90), `${broken}00000000`])
      expect(codesOf(decodeKeyBlock(text).findings)).toEqual([
        'length_field_mismatch',
        `optional_block_length_${code}`,
      ]);
  });

  it('in the length of an optional block: one finding', () => {
    for (const end of [19, 21, 23]) {
      const { findings } = decodeKeyBlock(ks.replace('KS18', 'KS0002').slice(0, end));
      expect(codesOf(findings), `${end}`).toEqual(['length_field_mismatch']);
      expect(findings[0]!.folded?.[0]?.code).toMatch(/^optional_block_length/);
    }
  });

  it('or went on: what was added is one fault', () => {
    const { findings } = decodeKeyBlock(`${aes}\r\n`);
    expect(codesOf(findings)).toEqual(['length_field_mismatch']);
  });

  it.each([aes.slice(0, 96), aes.slice(0, 80), `${aes}00000000000000000000000000000000`])(
    'no length of a key is deduced from it (%#)',
    (text) => {
      const { payload } = decodeKeyBlock(text);
      expect(payload).toMatchObject({ possibleKeyBits: [], obfuscation: 'unknown' });
      expect(payload!.meaning).toContain('the length of the key cannot be determined');
      expect(payload!.meaning).not.toMatch(/bit key|padding|too short/);
    },
  );

  it('a fault that is no consequence stays a finding of its own', () => {
    const text = `${aes.slice(0, 20)}z${aes.slice(21, 96)}`;
    expect(codesOf(decodeKeyBlock(text).findings)).toEqual(['length_field_mismatch', 'payload_not_hex']);
  });
});
