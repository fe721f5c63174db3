// @ts-expect-error des.js ships no types
import desLibrary from 'des.js';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tdesBlockThrough, tdesSchedule } from '../../../src/core/crypto/des';
import { runs } from '../../quick';
import { bytes, hex } from './hex';

/** Two other implementations: Node's (OpenSSL) and des.js. */
const { EDE } = desLibrary as {
  EDE: { create(options: object): { update(data: Uint8Array): number[]; final(): number[] } };
};

function ours(key: Uint8Array, block: Uint8Array, decrypt = false): string {
  const out = new Uint8Array(8);
  tdesBlockThrough(tdesSchedule(key), decrypt, block, 0, out, 0);
  return hex(out);
}

/** K‖K‖K, K1‖K2‖K1 or as it is: Node knows 24 bytes only. */
const whole = (key: Uint8Array): Buffer => Buffer.concat([key, key, key]).subarray(0, 24);

function theirs(key: Uint8Array, block: Uint8Array, decrypt = false): string {
  const node = (decrypt ? createDecipheriv : createCipheriv)('des-ede3', whole(key), null).setAutoPadding(
    false,
  );
  const answer = hex(node.update(block));
  const library = EDE.create({ type: decrypt ? 'decrypt' : 'encrypt', key: whole(key), padding: false });
  expect(hex(Uint8Array.from([...library.update(block), ...library.final()]))).toBe(answer);
  return answer;
}

/** 8 bytes with one bit set, counted from 1 at the left. */
const oneBit = (bit: number): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, i) => (i === (bit - 1) >> 3 ? 0x80 >> ((bit - 1) & 7) : 0));
const zeros = new Uint8Array(8);
/** No bits but those of parity. */
const parityOnly = new Uint8Array(8).fill(1);

/** NIST SP 800-20 appendix B: what is put in. What comes out is asked of both other implementations. */
const tests = {
  'variable plaintext (table A.1)': Array.from(
    { length: 64 },
    (_, i) => [parityOnly, oneBit(i + 1)] as const,
  ),
  'variable key (table A.2)': Array.from({ length: 64 }, (_, i) => i + 1)
    .filter((bit) => bit % 8 !== 0)
    .map((bit) => [oneBit(bit).map((byte, i) => byte | parityOnly[i]!), zeros] as const),
  'every value of one byte of the key': Array.from(
    { length: 256 },
    (_, i) =>
      [Uint8Array.from({ length: 8 }, (_0, at) => (i * (at + 1)) & 255), oneBit((i % 64) + 1)] as const,
  ),
  // The 16 weak and semi-weak keys, for which encrypting twice gives the block back or not: SP 800-67 3.3.2.
  'weak and semi-weak keys': [
    '0101010101010101',
    'FEFEFEFEFEFEFEFE',
    'E0E0E0E0F1F1F1F1',
    '1F1F1F1F0E0E0E0E',
    '011F011F010E010E',
    '1F011F010E010E01',
    '01E001E001F101F1',
    'E001E001F101F101',
    '01FE01FE01FE01FE',
    'FE01FE01FE01FE01',
    '1FE01FE00EF10EF1',
    'E01FE01FF10EF10E',
    '1FFE1FFE0EFE0EFE',
    'FE1FFE1FFE0EFE0E',
    'E0FEE0FEF1FEF1FE',
    'FEE0FEE0FEF1FEF1',
  ].map((key) => [bytes(key), bytes('0123456789ABCDEF')] as const),
};

describe('single DES as TDES with three equal keys', () => {
  it.each(Object.entries(tests))('%s', (_, cases) => {
    for (const [key, block] of cases) {
      const encrypted = ours(key, block);
      expect(encrypted, hex(key)).toBe(theirs(key, block));
      expect(ours(key, bytes(encrypted), true)).toBe(hex(block));
      expect(ours(key, block, true)).toBe(theirs(key, block, true));
    }
  });

  it('gives the first and the last row of the published tables', () => {
    // SP 800-20 table A.1, rounds 0 and 63; table A.2, round 0.
    expect(ours(parityOnly, bytes('8000000000000000'))).toBe('95F8A5E5DD31D900');
    expect(ours(parityOnly, bytes('0000000000000001'))).toBe('166B40B44ABA4BD6');
    expect(ours(bytes('8001010101010101'), zeros)).toBe('95A8D72813DAA94D');
  });
});

describe('TDES', () => {
  it.each([8, 16, 24])('ignores parity in a key of %i bytes', (size) => {
    const key = Uint8Array.from(randomBytes(size));
    const other = key.map((byte) => byte ^ 1);
    const block = Uint8Array.from(randomBytes(8));
    expect(ours(other, block)).toBe(ours(key, block));
  });

  it('agrees with OpenSSL on a million blocks under a hundred keys, and finds the way back', () => {
    const keys = 100;
    const size = runs(10_000) * 8;
    for (let n = 0; n < keys; n++) {
      const key = Uint8Array.from(randomBytes(n % 3 === 0 ? 16 : 24));
      const data = Uint8Array.from(randomBytes(size));
      const expected = createCipheriv('des-ede3', whole(key), null).setAutoPadding(false).update(data);
      const schedule = tdesSchedule(key);
      const out = data.slice();
      for (let at = 0; at < size; at += 8) tdesBlockThrough(schedule, false, out, at, out, at);
      expect(Buffer.compare(out, expected), hex(key)).toBe(0);
      for (let at = 0; at < size; at += 8) tdesBlockThrough(schedule, true, out, at, out, at);
      expect(Buffer.compare(out, data), hex(key)).toBe(0);
    }
  }, 60_000);

  it('agrees with both others where each block depends on the one before (Monte Carlo)', () => {
    let key = Uint8Array.from(randomBytes(24));
    let block: Uint8Array = new Uint8Array(8);
    for (let round = 0; round < runs(2000); round++) {
      const next = bytes(ours(key, block));
      expect(hex(next)).toBe(theirs(key, block));
      key = key.map((byte, i) => byte ^ next[i % 8]!);
      block = next;
    }
  });
});
