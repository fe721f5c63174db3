import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import fc from '../../properties';
import { runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import {
  Aes,
  aesCbcDecrypt,
  aesCbcEncrypt,
  aesCheckBlocks,
  aesCmac,
  aesCtr,
} from '../../../src/core/crypto/aes';
import { Cmac } from '../../../src/core/crypto/blockModes';
import { hashNames, hashOfHm, hmac } from '../../../src/core/crypto/hmac';
import {
  Tdes,
  tdesCbcDecrypt,
  tdesCbcEncrypt,
  tdesCbcMac,
  tdesCmac,
  tdesCheckBlocks,
} from '../../../src/core/crypto/tdes';
import { bytes, hex } from './hex';

const octets = (size: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: size, maxLength: size });
const blocks = (size: number): fc.Arbitrary<Uint8Array> => fc.nat(6).chain((count) => octets(count * size));
/** Node knows des-ede3 with 24 bytes only. */
const written = (key: Uint8Array): Uint8Array =>
  key.length === 24
    ? key
    : key.length === 16
      ? Uint8Array.of(...key, ...key.subarray(0, 8))
      : Uint8Array.of(...key, ...key, ...key);
const nodeEncrypt = (name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): string => {
  const cipher = createCipheriv(name, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()])
    .toString('hex')
    .toUpperCase();
};
const nodeDecrypt = (name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): string => {
  const cipher = createDecipheriv(name, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()])
    .toString('hex')
    .toUpperCase();
};

describe('TDES', () => {
  it('gives the known answers of SP 800-67 and of single DES', () => {
    const tdes = new Tdes(bytes('0123456789ABCDEF 23456789ABCDEF01 456789ABCDEF0123'));
    const block = bytes('5468652071756663');
    const out = new Uint8Array(8);
    tdes.encryptBlock(block, 0, out, 0);
    expect(hex(out)).toBe('A826FD8CE53B855F');
    tdes.decryptBlock(out, 0, out, 0);
    expect(hex(out)).toBe(hex(block));
    const des = new Tdes(bytes('133457799BBCDFF1'));
    des.encryptBlock(bytes('0123456789ABCDEF'), 0, out, 0);
    expect(hex(out)).toBe('85E813540F0AB405');
  });

  it('is CBC as Node has it, for every key length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8, 16, 24).chain((size) => octets(size)),
        octets(8),
        blocks(8),
        (key, iv, data) => {
          const encrypted = tdesCbcEncrypt(key, iv, data);
          expect(hex(encrypted)).toBe(nodeEncrypt('des-ede3-cbc', written(key), iv, data));
          expect(hex(tdesCbcDecrypt(key, iv, encrypted))).toBe(hex(data));
          const checks = tdesCheckBlocks(key);
          expect(hex(checks.cmac)).toBe(hex(tdesCmac(key, new Uint8Array(8))));
          expect(hex(checks.zeros)).toBe(
            nodeEncrypt('des-ede3-cbc', written(key), new Uint8Array(8), new Uint8Array(8)),
          );
          expect(hex(tdesCbcDecrypt(key, iv, data))).toBe(
            nodeDecrypt('des-ede3-cbc', written(key), iv, data),
          );
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('makes a CBC-MAC, filling the last block with zeros', () => {
    fc.assert(
      fc.property(
        octets(16),
        fc.uint8Array({ minLength: 1, maxLength: 50 }),
        fc.nat(50),
        (key, data, cut) => {
          const whole = new Uint8Array(Math.ceil(data.length / 8) * 8);
          whole.set(data);
          const last = nodeEncrypt('des-ede3-cbc', written(key), new Uint8Array(8), whole).slice(-16);
          expect(hex(tdesCbcMac(key, data.subarray(0, cut), data.subarray(cut)))).toBe(last);
        },
      ),
      { numRuns: 100 },
    );
  });

  // SP 800-38B, examples of the TDEA-CMAC (CAVP "TDES3 Key" and "TDES2 Key" of the published examples).
  const message = '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51';
  it.each([
    ['8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5', 0, 'B7A688E122FFAF95'],
    ['8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5', 8, '8E8F293136283797'],
    ['8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5', 20, '743DDBE0CE2DC2ED'],
    ['8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5', 32, '33E6B1092400EAE5'],
    ['4CF15134A2850DD58A3D10BA80570D38', 0, 'BD2EBF9A3BA00361'],
    ['4CF15134A2850DD58A3D10BA80570D38', 8, '4FF2AB813C53CE83'],
    ['4CF15134A2850DD58A3D10BA80570D38', 20, '62DD1B471902BD4E'],
    ['4CF15134A2850DD58A3D10BA80570D38', 32, '31B1E431DABC4EB8'],
  ])('makes the CMAC of SP 800-38B: %s over %i bytes', (key, size, expected) => {
    const data = bytes(message).subarray(0, size);
    expect(hex(tdesCmac(bytes(key), data))).toBe(expected);
    const cmac = new Cmac(new Tdes(bytes(key)));
    for (let cut = 0; cut <= size; cut += 3)
      expect(hex(cmac.mac([data.subarray(0, cut), data.subarray(cut)]))).toBe(expected);
  });

  it('refuses keys and data of a wrong length', () => {
    expect(() => new Tdes(new Uint8Array(7))).toThrow(RangeError);
    expect(() => tdesCbcEncrypt(new Uint8Array(16), new Uint8Array(8), new Uint8Array(9))).toThrow(
      RangeError,
    );
    expect(() => tdesCbcDecrypt(new Uint8Array(16), new Uint8Array(7), new Uint8Array(8))).toThrow(
      RangeError,
    );
  });

  it('changes neither key nor data', () => {
    const key = bytes('0123456789ABCDEF23456789ABCDEF01');
    const data = bytes('00112233445566778899AABBCCDDEEFF');
    const iv = bytes('0102030405060708');
    tdesCbcEncrypt(key, iv, data);
    tdesCbcDecrypt(key, iv, data);
    tdesCmac(key, data);
    tdesCheckBlocks(key);
    expect([hex(key), hex(data), hex(iv)]).toEqual([
      '0123456789ABCDEF23456789ABCDEF01',
      '00112233445566778899AABBCCDDEEFF',
      '0102030405060708',
    ]);
  });
});

describe('AES', () => {
  it('is CBC and CTR as Node has them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(16, 24, 32).chain((size) => octets(size)),
        octets(16),
        blocks(16),
        fc.uint8Array({ maxLength: 70 }),
        (key, iv, whole, any) => {
          const bits = key.length * 8;
          expect(hex(aesCbcEncrypt(key, iv, whole))).toBe(nodeEncrypt(`aes-${bits}-cbc`, key, iv, whole));
          expect(hex(aesCbcDecrypt(key, iv, whole))).toBe(nodeDecrypt(`aes-${bits}-cbc`, key, iv, whole));
          expect(hex(aesCtr(key, iv, any))).toBe(nodeEncrypt(`aes-${bits}-ctr`, key, iv, any));
          const checks = aesCheckBlocks(key);
          expect(hex(checks.cmac)).toBe(hex(aesCmac(key, new Uint8Array(16))));
          expect(hex(checks.zeros)).toBe(
            nodeEncrypt(`aes-${bits}-ecb`, key, null as unknown as Uint8Array, new Uint8Array(16)),
          );
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('makes CMACs in counter mode, cut to what is asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(16, 24, 32).chain((size) => octets(size)),
        fc.boolean(),
        fc.uint8Array({ minLength: 1, maxLength: 35 }),
        fc.nat(70),
        (key, isAes, input, length) => {
          const cipher = isAes ? new Aes(key) : new Tdes(key.subarray(0, 24));
          const output = new Uint8Array(length);
          new Cmac(cipher).count(Uint8Array.from(input), output);
          const wanted = Array.from({ length: Math.ceil(length / cipher.size) }, (_, at) => {
            const message = Uint8Array.of(at + 1, ...input.subarray(1));
            return hex(isAes ? aesCmac(key, message) : tdesCmac(key.subarray(0, 24), message));
          });
          expect(hex(output)).toBe(wanted.join('').slice(0, 2 * length));
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('counts over all 128 bits', () => {
    const key = bytes('2B7E151628AED2A6ABF7158809CF4F3C');
    const iv = bytes('FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF');
    const data = new Uint8Array(40);
    expect(hex(aesCtr(key, iv, data))).toBe(nodeEncrypt('aes-128-ctr', key, iv, data));
  });

  it.each([
    [0, 'BB1D6929E95937287FA37D129B756746'],
    [16, '070A16B46B4D4144F79BDD9DD04A287C'],
    [40, 'DFA66747DE9AE63030CA32611497C827'],
    [64, '51F0BEBF7E3B9D92FC49741779363CFE'],
  ])('makes the CMAC of RFC 4493 over %i bytes', (size, expected) => {
    const message = bytes(
      '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51' +
        '30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710',
    ).subarray(0, size);
    const key = bytes('2B7E151628AED2A6ABF7158809CF4F3C');
    expect(hex(aesCmac(key, message))).toBe(expected);
    expect(hex(aesCmac(key, message.subarray(0, 7), message.subarray(7)))).toBe(expected);
  });
});

describe('HMAC', () => {
  it('is as Node has it, for every hash of optional block HM', () => {
    expect(hashNames).toHaveLength(11);
    for (const name of hashNames) {
      const node = name
        .toLowerCase()
        .replace(/^sha-(\d+)/, 'sha$1')
        .replace('/', '-');
      for (const size of [1, 20, 64, 100, 150, 200]) {
        const key = Uint8Array.from({ length: size }, (_, i) => i * 7 + 3);
        expect(hex(hmac(name, key, new Uint8Array(5))), `${name} ${size}`).toBe(
          createHmac(node, key).update(new Uint8Array(5)).digest('hex').toUpperCase(),
        );
      }
    }
  });

  it('knows the codes of HM, and that SHAKE has no HMAC', () => {
    expect(['10', '21', '25', '33'].map(hashOfHm)).toEqual(['SHA-1', 'SHA-256', 'SHA-512/256', 'SHA3-512']);
    expect(['40', '41', '99', ''].map(hashOfHm)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
