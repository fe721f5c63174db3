import fc from '../../properties';
import { runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { KeyBlockError } from '../../../src/core/keyblock/keyBlockError';
import { unwrapKeyBlock, verifyKeyBlock } from '../../../src/core/keyblock/unwrap';
import { wrapKeyBlock } from '../../../src/core/keyblock/wrap';
import { bytes, hex } from '../crypto/hex';
import { examples } from './blocks';

const withOptionalBlocks = wrapKeyBlock(
  {
    version: 'D',
    usage: 'B1',
    algorithm: 'T',
    mode: 'X',
    exportability: 'S',
    optionalBlocks: [
      { id: 'KS', data: '00604B120F9292800000' },
      { id: 'LB', data: 'label of the key' },
      { id: 'KC', data: '' },
      { id: 'KP', data: '' },
    ],
  },
  bytes(examples[0]!.key),
  bytes(examples[2]!.kbpk),
  { random: (count) => Uint8Array.from({ length: count }, (_, i) => i * 11) },
);
const cases = [
  ...examples.map(({ name, block, kbpk, key }) => [name, block, kbpk, key] as const),
  ['D with optional blocks', withOptionalBlocks, examples[2]!.kbpk, examples[0]!.key] as const,
];

/** What a change leads to: refused, or unwrapped with the same key. */
function outcome(text: string, kbpk: string): string {
  const block = decodeKeyBlock(text);
  try {
    return hex(unwrapKeyBlock(block, bytes(kbpk)).key);
  } catch (error) {
    if (!(error instanceof KeyBlockError)) throw error;
    return error.code;
  }
}

describe('one flipped bit anywhere is caught', () => {
  it.each(cases)('%s', (_name, text, kbpk, key) => {
    expect(outcome(text, kbpk)).toBe(key);
    const headerLength = decodeKeyBlock(text).headerLength;
    let refused = 0;
    for (let at = 0; at < text.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = text.charCodeAt(at) ^ (1 << bit);
        const changed = text.slice(0, at) + String.fromCharCode(flipped) + text.slice(at + 1);
        // Bit 5 of a hexadecimal digit A to F is its case: the same bytes, and the reader warns.
        if (at >= headerLength && bit === 5 && /[A-F]/.test(text[at]!)) {
          expect(outcome(changed, kbpk)).toBe(key);
          expect(decodeKeyBlock(changed).findings.map(({ code }) => code)).toContain(
            'payload_not_uppercase_hex',
          );
          continue;
        }
        expect(outcome(changed, kbpk), `character ${at}, bit ${bit}`).not.toMatch(/^([0-9A-F]{2})*$/);
        refused++;
      }
    expect(refused).toBeGreaterThan(text.length * 6);
  });

  it.each(cases)('in the KBPK too: %s', (_name, text, kbpk) => {
    const block = decodeKeyBlock(text);
    for (let bit = 0; bit < kbpk.length * 4; bit++) {
      const other = bytes(kbpk);
      other[bit >> 3]! ^= 1 << (bit & 7);
      // The lowest bit of each TDES key byte is parity, no part of the key: section 3 of SP 800-67.
      const parity = /^[ABC0]/.test(text) && (bit & 7) === 0;
      expect(verifyKeyBlock(block, other).macOk, `bit ${bit}`).toBe(parity);
    }
  });

  it.each(cases)('swapped, dropped and doubled characters: %s', (_name, text, kbpk, key) => {
    for (let at = 0; at < text.length - 1; at++) {
      const dropped = text.slice(0, at) + text.slice(at + 1);
      const doubled = text.slice(0, at) + text[at]! + text.slice(at);
      const swapped = text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
      expect(outcome(dropped, kbpk)).not.toBe(key);
      expect(outcome(doubled, kbpk)).not.toBe(key);
      if (swapped !== text) expect(outcome(swapped, kbpk)).not.toBe(key);
    }
  });
});

describe('whatever is given', () => {
  it('is unwrapped or refused with a KeyBlockError, and verified alike', () => {
    let unwrapped = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.nat(300),
        fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 5 })),
        fc.nat(4),
        fc.oneof(fc.constant(undefined), fc.uint8Array({ maxLength: 40 })),
        ([, text, kbpk], at, put, drop, otherKbpk) => {
          const block = decodeKeyBlock(text.slice(0, at) + put + text.slice(at + drop));
          const used = otherKbpk ?? bytes(kbpk);
          let code = 'unwrapped';
          try {
            unwrapKeyBlock(block, used);
            unwrapped++;
          } catch (error) {
            expect(error).toBeInstanceOf(KeyBlockError);
            code = (error as KeyBlockError).code;
          }
          try {
            const { macOk, findings } = verifyKeyBlock(block, used);
            expect(macOk ? 'unwrapped' : findings[0]?.code).toBe(code);
          } catch (error) {
            expect((error as KeyBlockError).code).toBe(code);
          }
        },
      ),
      { numRuns: runs(3000) },
    );
    expect(unwrapped).toBeGreaterThan(10);
  });
});
