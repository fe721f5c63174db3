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
