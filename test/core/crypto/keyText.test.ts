import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { readKeyText } from '../../../src/core/crypto/keyText';
import { hex } from './hex';

describe('readKeyText', () => {
  it.each([
    ['0123456789ABCDEFFEDCBA9876543210', '0123456789ABCDEFFEDCBA9876543210'],
    ['0123456789abcdef fedcba9876543210', '0123456789ABCDEFFEDCBA9876543210'],
    [' 0123 4567 89AB CDEF\tFEDC-BA98:7654-3210 ', '0123456789ABCDEFFEDCBA9876543210'],
  ])('reads digits, in groups or not: %s', (text, expected) => {
    const read = readKeyText(text, [16, 24]);
    expect('bytes' in read && hex(read.bytes)).toBe(expected);
  });

  it.each([
    ['', { kind: 'empty' }],
    [' - ', { kind: 'empty' }],
    ['01G3', { kind: 'character', position: 3 }],
    ['0x0123', { kind: 'character', position: 2 }],
    ['１２', { kind: 'character', position: 1 }],
    ['0123', { kind: 'length', digits: 4, expected: [32, 48], mayGrow: true }],
    ['0'.repeat(47), { kind: 'length', digits: 47, expected: [32, 48], mayGrow: true }],
    ['0'.repeat(49), { kind: 'length', digits: 49, expected: [32, 48], mayGrow: false }],
  ])('says what is wrong with %j', (text, problem) => {
    expect(readKeyText(text, [16, 24])).toEqual({ problem });
  });

  it('takes any whole number of bytes where no length is asked for', () => {
    expect(readKeyText('0')).toMatchObject({ problem: { kind: 'length', expected: [] } });
    expect(readKeyText('00')).toHaveProperty('bytes');
    expect(readKeyText('00'.repeat(4097))).toMatchObject({ problem: { kind: 'length', mayGrow: false } });
  });

  it('says whether more digits would do, of one length and of the longest of several', () => {
    const problem = (digits: number, lengths?: number[], longest?: number): unknown => {
      const read = readKeyText('0'.repeat(digits), lengths, longest);
      if ('bytes' in read) return read.bytes.length;
      return read.problem.kind === 'length' ? read.problem.mayGrow : read.problem;
    };
    // One length.
    expect([30, 31, 32, 33, 34].map((digits) => problem(digits, [16]))).toEqual([
      true,
      true,
      16,
      false,
      false,
    ]);
    // Several, in any order.
    for (const lengths of [
      [16, 24],
      [24, 16],
    ])
      expect([32, 34, 46, 48, 49].map((digits) => problem(digits, lengths))).toEqual([
        16,
        true,
        true,
        24,
        false,
      ]);
    // None: any whole number of bytes, up to the longest.
    expect([1, 2, 3, 8, 9, 10].map((digits) => problem(digits, [], 4))).toEqual([
      true,
      1,
      true,
      4,
      false,
      false,
    ]);
    expect([8190, 8191, 8192, 8193].map((digits) => problem(digits))).toEqual([4095, true, 4096, false]);
    expect([8190, 8192].map((digits) => problem(digits, [], 4095))).toEqual([4095, false]);
  });

  it('gives back the bytes of every key, and repeats no character of what it refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (key) => {
        const read = readKeyText(hex(key).toLowerCase(), [key.length]);
        expect('bytes' in read && hex(read.bytes)).toBe(hex(key));
        const refused = JSON.stringify(readKeyText(hex(key), [key.length + 1, key.length + 2]));
        if (key.length > 3) expect(refused).not.toContain(hex(key).slice(0, 8));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readKeyText(text, [16]);
        expect('bytes' in read ? read.bytes.length : 16).toBe(16);
      }),
    );
  });
});
