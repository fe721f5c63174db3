import { describe, expect, it } from 'vitest';
import { aesInitialKey, tdesInitialKey } from '../../../src/core/crypto/dukpt';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';

const hex = (text: string): Uint8Array => fromHex(text)!;

describe('initial keys of DUKPT', () => {
  // ANSI X9.24-1:2009 A.4: the example that every HSM manual repeats.
  it.each(['FFFF9876543210E00000', 'FFFF9876543210E00001', 'FFFF9876543210EFF800'])(
    'TDES with %s',
    (serial) => {
      const key = tdesInitialKey(hex('0123456789ABCDEFFEDCBA9876543210'), hex(serial));
      expect(toUpperHex(key)).toBe('6AC292FAA1315B4D858AB3A3D7D5933A');
    },
  );

  // ANSI X9.24-3:2017 supplement, test vectors.
  it.each([
    ['FEDCBA9876543210F1F1F1F1F1F1F1F1', '1273671EA26AC29AFA4D1084127652A1'],
    [
      'FEDCBA9876543210F1F1F1F1F1F1F1F1FEDCBA9876543210F1F1F1F1F1F1F1F1',
      'CE9CE0C101D1138F97FB6CAD4DF045A7083D4EAE2D35A31789D01CCF0949550F',
    ],
  ])('AES with base key %s', (base, initial) => {
    expect(toUpperHex(aesInitialKey(hex(base), hex('123456789012345600000001')))).toBe(initial);
  });

  it('refuses other lengths', () => {
    expect(() => tdesInitialKey(new Uint8Array(24), new Uint8Array(10))).toThrow(RangeError);
    expect(() => tdesInitialKey(new Uint8Array(16), new Uint8Array(12))).toThrow(RangeError);
    expect(() => aesInitialKey(new Uint8Array(15), new Uint8Array(12))).toThrow(RangeError);
    for (const length of [0, 8, 17, 23, 31, 33])
      expect(() => aesInitialKey(new Uint8Array(length), new Uint8Array(12))).toThrow(RangeError);
    for (const length of [0, 7])
      expect(() => aesInitialKey(new Uint8Array(16), new Uint8Array(length))).toThrow(RangeError);
    expect(aesInitialKey(new Uint8Array(16), new Uint8Array(8))).toHaveLength(16);
    for (const length of [15, 17])
      expect(() => tdesInitialKey(new Uint8Array(length), new Uint8Array(10))).toThrow(RangeError);
    for (const length of [9, 11])
      expect(() => tdesInitialKey(new Uint8Array(16), new Uint8Array(length))).toThrow(RangeError);
    expect(aesInitialKey(new Uint8Array(24), new Uint8Array(12))).toHaveLength(24);
    expect(aesInitialKey(new Uint8Array(32), new Uint8Array(12))).toHaveLength(32);
  });
});
