// RSAPrivateKey: what is read of it, and each reason why it cannot be used.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readRsaPrivateKey, rsaPrivate } from '../../../src/core/crypto/rsa';
import { tlv } from '../asn1/makeCrl';

type Name = 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi';
const names: readonly Name[] = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

const octetsOf = (bits: number): Record<Name, Uint8Array> => {
  const jwk = generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'jwk' });
  const entries = names.map((name) => [name, new Uint8Array(Buffer.from(jwk[name] ?? '', 'base64url'))]);
  return Object.fromEntries(entries) as Record<Name, Uint8Array>;
};
const whole = octetsOf(1024);
const integer = (octets: ArrayLike<number>): Uint8Array =>
  tlv(0x02, octets[0]! >= 0x80 ? [0, ...Array.from(octets)] : Array.from(octets));
const keyOf = (changed: Partial<Record<Name, ArrayLike<number>>> = {}): Uint8Array =>
  tlv(0x30, integer([0]), ...names.map((name) => integer(changed[name] ?? whole[name])));
const octets = (number: bigint): Uint8Array => {
  const hex = number.toString(16);
  return new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
};
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
/** A key of which only the sizes are right. */
const sized = (bits: number): Uint8Array => {
  const [p, q] = [1n << BigInt(bits - 8), 255n];
  return keyOf({ n: octets(p * q), p: octets(p), q: octets(q) });
};
const oid = (...content: number[]): Uint8Array => tlv(0x30, tlv(0x06, content), tlv(0x05));
const rsa = oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1);
const wrapped = (algorithm: Uint8Array, inner: Uint8Array): Uint8Array =>
  tlv(0x30, integer([0]), algorithm, tlv(0x04, inner));

describe('a private key of RSA', () => {
  it('is read by itself and in PKCS#8', () => {
    const key = {
      modulus: numberOf(whole.n),
      exponent: 65_537n,
      size: 128,
      factors: [whole.p, whole.q, whole.dp, whole.dq, whole.qi].map(numberOf),
    };
    expect(readRsaPrivateKey(keyOf())).toEqual(key);
    expect(readRsaPrivateKey(wrapped(rsa, keyOf()))).toEqual(key);
  });

  it.each([512, 1000, 8192])('may have %d bits', (bits) => {
    expect(readRsaPrivateKey(sized(bits))).toMatchObject({ size: Math.ceil(bits / 8) });
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'it is not a private key'],
    ['a SET', tlv(0x31, integer([0])), 'it is not a private key'],
    ['no version', tlv(0x30, tlv(0x05)), 'it is not a private key'],
    ['another algorithm', wrapped(oid(0x2a, 0x03, 0x04), keyOf()), 'it is not an RSA key'],
    ['no key inside', wrapped(rsa, integer([1])), 'the key inside is not an RSAPrivateKey'],
    ['too few fields', tlv(0x30, integer([0]), integer(whole.n)), 'its fields are not those of an RSA key'],
    [
      'a field that is no INTEGER',
      tlv(0x30, ...Array.from({ length: 8 }, () => integer([1])), tlv(0x05)),
      'its fields are not those of an RSA key',
    ],
    ...names
      .filter((name) => name !== 'd')
      .flatMap((name): [string, Uint8Array, string][] => [
        [`${name} of 0`, keyOf({ [name]: [0] }), 'one of its numbers is missing'],
        [
          `${name} too long`,
          keyOf({ [name]: new Uint8Array(1026).fill(1) }),
          'one of its numbers is missing',
        ],
      ]),
    ['another modulus', keyOf({ n: octets(numberOf(whole.n) + 2n) }), 'its primes do not make its modulus'],
    ['511 bits', sized(511), 'its modulus has fewer than 512 bits'],
    ['8193 bits', sized(8193), 'its modulus has more than 8192 bits'],
    ['an exponent of 1', keyOf({ e: [1] }), 'its public exponent is not odd and at least 3'],
    ['an even exponent', keyOf({ e: [4] }), 'its public exponent is not odd and at least 3'],
  ])('is not used with %s', (_name, der, reason) => {
    expect(readRsaPrivateKey(der)).toBe(reason);
  });

  it('opens what is below the modulus, and neither the modulus itself nor more', () => {
    const key = readRsaPrivateKey(keyOf({}));
    if (typeof key === 'string') throw new Error(key);
    const below = (value: bigint): boolean => rsaPrivate(key, octets(value)) !== undefined;
    expect([0n, key.modulus - 1n, key.modulus, key.modulus + 1n].map(below)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('may have an exponent of 3', () => {
    expect(readRsaPrivateKey(keyOf({ e: [3] }))).toMatchObject({ exponent: 3n });
  });
});
