import { createCipheriv, createHmac } from 'node:crypto';
import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { defaultKcvMethod, keyCheckValue, keyCheckValues } from '../../../src/core/crypto/kcv';
import { bytes, hex } from './hex';

describe('keyCheckValue', () => {
  it('ANSI X9.24, TDES and AES, as published', () => {
    const value = (key: string, algorithm: 'TDES' | 'AES'): string =>
      keyCheckValue('ANSI_X9_24', bytes(key), { algorithm });
    expect(value('3F419E1CB7079442AA37474C2EFBF8B8', 'TDES')).toBe('57C409');
    expect(value('F039121BEC83D26B169BDCD5B22AAF8F', 'TDES')).toBe('CB9DEA');
    expect(value('0123456789ABCDEFFEDCBA9876543210', 'TDES')).toBe('08D7B4');
    // Single DES, and the same key written twice and three times.
    expect(value('0123456789ABCDEF', 'TDES')).toBe('D5D44F');
    expect(value('0123456789ABCDEF0123456789ABCDEF', 'TDES')).toBe('D5D44F');
    // FIPS 197: AES-128 of zeros under zeros.
    expect(value('00000000000000000000000000000000', 'AES')).toBe('66E94B');
  });

  it('CMAC, as published, and longer or shorter on request', () => {
    const key = bytes('88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6');
    expect(keyCheckValue('CMAC', key, { algorithm: 'AES' })).toBe('233155');
    expect(keyCheckValue('CMAC', key, { algorithm: 'AES', bytes: 5 })).toBe('2331550BC9');
    expect(keyCheckValue('CMAC', key, { algorithm: 'AES', bytes: 8 })).toMatch(/^2331550BC9[0-9A-F]{6}$/);
  });

  it('HMAC of the empty message, as AWS defines it', () => {
    const key = bytes('0B'.repeat(20));
    for (const [hash, node] of [
      ['SHA-1', 'sha1'],
      ['SHA-224', 'sha224'],
      ['SHA-256', 'sha256'],
      ['SHA-384', 'sha384'],
      ['SHA-512', 'sha512'],
    ] as const)
      expect(keyCheckValue('HMAC', key, { hash })).toBe(
        createHmac(node, key).digest('hex').slice(0, 6).toUpperCase(),
      );
  });

  it('is what Node computes, for any key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), (key) => {
        const first = (name: string, iv: Uint8Array | null, block: number): string => {
          const cipher = createCipheriv(name, key, iv);
          return hex(cipher.update(new Uint8Array(block))).slice(0, 6);
        };
        expect(keyCheckValue('ANSI_X9_24', key, { algorithm: 'TDES' })).toBe(
          first('des-ede3-cbc', new Uint8Array(8), 8),
        );
        expect(keyCheckValue('ANSI_X9_24', key, { algorithm: 'AES' })).toBe(first('aes-192-ecb', null, 16));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses key lengths that the cipher does not have, without naming the key', () => {
    for (const [algorithm, size] of [
      ['AES', 8],
      ['AES', 17],
      ['TDES', 0],
      ['TDES', 32],
    ] as const)
      for (const method of ['ANSI_X9_24', 'CMAC'] as const)
        expect(() => keyCheckValue(method, new Uint8Array(size), { algorithm })).toThrow(
          `no ${algorithm} key has ${size} bytes`,
        );
  });

  it('knows what AWS takes by default', () => {
    expect(defaultKcvMethod).toEqual({ TDES: 'ANSI_X9_24', AES: 'CMAC', HMAC: 'HMAC' });
  });
});

describe('keyCheckValues', () => {
  it('gives every value that a header algorithm defines, and never throws', () => {
    const key = bytes('3F419E1CB7079442AA37474C2EFBF8B8');
    expect(keyCheckValues('T', key)).toMatchObject({ ansiX924: '57C409' });
    expect(keyCheckValues('A', key)).toMatchObject({ cmac: '08793E25AB' });
    expect(keyCheckValues('D', bytes('0123456789ABCDEF'))).toMatchObject({ ansiX924: 'D5D44F' });
    expect(Object.keys(keyCheckValues('H', key, 'SHA-256'))).toEqual(['hmac', 'hash']);
    for (const [algorithm, size] of [
      ['A', 8],
      ['T', 0],
      ['T', 7],
      ['R', 16],
      ['', 16],
      ['9', 16],
      ['H', 0],
    ] as const)
      expect(
        keyCheckValues(algorithm, new Uint8Array(size), algorithm === 'H' ? 'SHA-1' : undefined),
      ).toEqual({});
  });
});
