import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { asciiBytes, equalInConstantTime, fromHex, toUpperHex, wipe } from '../../../src/core/crypto/bytes';
import { combineComponents, splitIntoComponents } from '../../../src/core/crypto/keyText';
import {
  desKeyShape,
  desPartWeakness,
  evenParityBytes,
  judgeDesKey,
  withOddParity,
} from '../../../src/core/crypto/desKey';
import { hashNames } from '../../../src/core/crypto/hmac';
import {
  cipherStrength,
  curveStrength,
  hmacStrength,
  modulusStrength,
  protects,
} from '../../../src/core/crypto/strength';
import { Tdes } from '../../../src/core/crypto/tdes';
import { bytes, hex } from './hex';

describe('bytes', () => {
  it('compares all of it, and by length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(7), (a, at, bit) => {
        expect(equalInConstantTime(a, a.slice())).toBe(true);
        const b = a.slice();
        b[at % b.length]! ^= 1 << bit;
        expect(equalInConstantTime(a, b)).toBe(false);
        expect(equalInConstantTime(a, a.subarray(1))).toBe(false);
      }),
    );
    expect(equalInConstantTime(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });

  it('takes as long for a difference at the start as for one at the end', () => {
    // No stopwatch: every byte must be read, whatever stands before it.
    const reads = new Set<number>();
    const watched = new Proxy(new Uint8Array(64), {
      get(target, property) {
        const at = typeof property === 'string' ? Number(property) : NaN;
        if (Number.isInteger(at)) reads.add(at);
        return Reflect.get(target, property, target) as unknown;
      },
    });
    expect(equalInConstantTime(watched, new Uint8Array(64).fill(1))).toBe(false);
    expect(reads.size).toBe(64);
  });

  it('reads and writes hex', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (data) => {
        expect(toUpperHex(data)).toBe(hex(data));
        expect(hex(fromHex(hex(data).toLowerCase())!)).toBe(hex(data));
      }),
    );
    for (const text of ['A', '0g', 'g0', '0 ', ' 00', '０0', '0x', '00\n0'])
      expect(fromHex(text)).toBeUndefined();
    expect(fromHex('')).toEqual(new Uint8Array(0));
  });

  it('takes ASCII only', () => {
    expect(hex(asciiBytes('D0112')!)).toBe('4430313132');
    for (const text of ['é', 'Ł', '\u0144', '😀']) expect(asciiBytes(`D0${text}`)).toBeUndefined();
  });

  it('wipes', () => {
    const a = bytes('0102');
    const b = Int32Array.of(1, -2, 3);
    wipe(a, undefined, b);
    expect([[...a], [...b]]).toEqual([
      [0, 0],
      [0, 0, 0],
    ]);
  });
});

const k1 = '0123456789ABCDEF';
const k2 = 'FEDCBA9876543210';
const k3 = '89ABCDEF01234567';

describe('DES keys', () => {
  it.each([
    [k1, 'single', 'DES', 56],
    [k1 + k2, 'double', 'TDES 2-key', 80],
    [k1 + k1, 'repeatedSingle', 'DES', 56],
    [k1 + k2 + k3, 'triple', 'TDES 3-key', 112],
    [k1 + k2 + k1, 'doubleAsTriple', 'TDES 2-key', 80],
    [k1 + k1 + k2, 'repeatedSingle', 'DES', 56],
    [k1 + k2 + k2, 'repeatedSingle', 'DES', 56],
    [k1 + k1 + k1, 'repeatedSingle', 'DES', 56],
    // Equal but for parity, which is no part of the key.
    [k1 + '0022446688AACCEE', 'repeatedSingle', 'DES', 56],
  ])('%s is %s', (key, form, name, strength) => {
    expect(desKeyShape(bytes(key))).toMatchObject({ form, name, strength });
  });

  it('has a shape for 8, 16 and 24 bytes only', () => {
    for (const size of [0, 1, 7, 9, 12, 32]) {
      expect(desKeyShape(new Uint8Array(size))).toBeUndefined();
      expect(judgeDesKey(new Uint8Array(size))).toEqual([]);
    }
  });

  it('calls those keys weak that undo themselves, and those semi-weak that undo another', () => {
    const listed = ['01', '1F', 'E0', 'FE'].flatMap((a) =>
      ['01', '1F', 'E0', 'FE'].map((b) => {
        const tail = (x: string): string => ({ '01': '01', '1F': '0E', E0: 'F1', FE: 'FE' })[x]!;
        return (a + b).repeat(2) + (tail(a) + tail(b)).repeat(2);
      }),
    );
    expect(new Set(listed).size).toBe(16);
    const encrypt = (key: string, block: Uint8Array): Uint8Array => {
      const out = new Uint8Array(8);
      new Tdes(bytes(key)).encryptBlock(block, 0, out, 0);
      return out;
    };
    const block = bytes('1122334455667788');
    for (const key of listed) {
      const twice = encrypt(key, encrypt(key, block));
      const undone = hex(twice) === hex(block);
      expect(desPartWeakness(bytes(key), 0), key).toBe(undone ? 'weak' : 'semi-weak');
      if (!undone)
        expect(listed.some((other) => hex(encrypt(other, encrypt(key, block))) === hex(block))).toBe(true);
      // Parity does not hide it, and the place is named.
      const elsewhere = bytes(k1 + key);
      elsewhere[15]! ^= 1;
      expect(desPartWeakness(elsewhere, 1)).toBeDefined();
      expect(judgeDesKey(elsewhere).map(({ message }) => message.slice(0, 11))).toContain('Part 2 of t');
    }
    expect(desPartWeakness(bytes(k1), 0)).toBeUndefined();
    expect(desPartWeakness(bytes(k1), 1)).toBeUndefined();
  });

  it('counts and adjusts parity without touching what was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (key) => {
        const before = hex(key);
        const adjusted = withOddParity(key);
        expect(evenParityBytes(adjusted)).toBe(0);
        adjusted.forEach((byte, i) => expect(byte & 0xfe).toBe(key[i]! & 0xfe));
        expect(hex(key)).toBe(before);
        const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;
        expect(evenParityBytes(key)).toBe([...key].filter((byte) => ones(byte) % 2 === 0).length);
      }),
    );
    const codes = (key: string): string[] => judgeDesKey(bytes(key)).map(({ code }) => code);
    expect(codes(k1 + k2)).toEqual([]);
    expect(codes(k1.replace('01', '00') + k2)).toEqual(['des_parity_not_odd']);
    expect(codes(k1 + k1)).toEqual(['des_key_repeated_parts']);
  });
});

describe('components', () => {
  const octets = (size: number): fc.Arbitrary<Uint8Array> =>
    fc.uint8Array({ minLength: size, maxLength: size });

  it('give the key back that was split', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 32 }),
        fc.integer({ min: 2, max: 9 }),
        (key, count) => {
          let seed = 1;
          const random = (size: number): Uint8Array =>
            Uint8Array.from({ length: size }, () => (seed = (seed * 75 + 74) % 65537) & 0xff);
          const components = splitIntoComponents(key, count, random);
          expect(components).toHaveLength(count);
          expect(hex(combineComponents(components).key!)).toBe(hex(key));
        },
      ),
    );
  });

  it('combine in any order, 2 to n', () => {
    fc.assert(
      fc.property(fc.array(octets(16), { minLength: 2, maxLength: 6 }), (components) => {
        const expected = components.reduce((a, b) => a.map((byte, i) => byte ^ b[i]!));
        expect(hex(combineComponents(components).key!)).toBe(hex(expected));
        expect(hex(combineComponents([...components].reverse()).key!)).toBe(hex(expected));
      }),
    );
  });

  it('say what is wrong with them', () => {
    const codes = (...components: string[]): string[] =>
      combineComponents(components.map(bytes)).findings.map(({ code }) => code);
    expect(codes()).toEqual(['component_count']);
    expect(codes(k1)).toEqual(['component_count']);
    expect(combineComponents([bytes(k1)]).key).toBeUndefined();
    expect(codes(k1, k1 + k2, k3)).toEqual(['component_lengths_differ']);
    expect(combineComponents([bytes(k1), bytes(k1 + k2)]).key).toBeUndefined();
    expect(codes(k1, '')).toEqual(['component_empty']);
    expect(codes('', '')).toEqual(['component_empty', 'component_empty']);
    expect(codes(k1, k2, k3)).toEqual([]);
    expect(codes(k1, k2, k1)).toEqual(['components_equal']);
    expect(codes(k1, '00'.repeat(8))).toEqual(['component_zero']);
    expect(codes(k1, k1)).toEqual(['components_equal', 'combined_key_zero']);
    expect(combineComponents([bytes(k1), bytes(k1)]).findings[0]?.args).toEqual([1, 2]);
  });

  it('cannot be made by a source that gives another number of bytes', () => {
    expect(() => splitIntoComponents(bytes(k1), 3, () => new Uint8Array(7))).toThrow(RangeError);
    expect(() => splitIntoComponents(bytes(k1), 1, (n) => new Uint8Array(n))).toThrow(RangeError);
  });
});

describe('strength', () => {
  it('orders keys as the table of AWS and PCI does', () => {
    const order = [
      cipherStrength('TDES', bytes(k1 + k2))!,
      cipherStrength('TDES', bytes(k1 + k2 + k3))!,
      cipherStrength('AES', new Uint8Array(16))!,
      cipherStrength('AES', new Uint8Array(24))!,
      cipherStrength('AES', new Uint8Array(32))!,
    ];
    expect(order.map(({ name }) => name)).toEqual([
      'TDES 2-key',
      'TDES 3-key',
      'AES-128',
      'AES-192',
      'AES-256',
    ]);
    order.forEach((protecting, i) =>
      order.forEach((key, j) => expect(protects(protecting, key)).toBe(i >= j)),
    );
  });

  it('takes lengths that a cipher has', () => {
    for (const size of [0, 8, 15, 20, 33])
      expect(cipherStrength('AES', new Uint8Array(size))).toBeUndefined();
    expect(cipherStrength('TDES', new Uint8Array(32))).toBeUndefined();
  });

  it('knows RSA, curves and HMAC: SP 800-57 part 1 tables 2 and 3', () => {
    expect([512, 1024, 2048, 3072, 4096, 7680, 15360].map(modulusStrength)).toEqual([
      0, 80, 112, 128, 128, 192, 256,
    ]);
    expect([224, 256, 384, 521].map(curveStrength)).toEqual([112, 128, 192, 256]);
    expect(hmacStrength(new Uint8Array(64), 'SHA-512').bits).toBe(256);
    expect(hmacStrength(new Uint8Array(64), 'SHA-1').bits).toBe(128);
    expect(hmacStrength(new Uint8Array(8), 'SHA-256').bits).toBe(64);
    for (const name of hashNames) expect(hmacStrength(new Uint8Array(128), name).bits).toBeGreaterThan(100);
  });
});
