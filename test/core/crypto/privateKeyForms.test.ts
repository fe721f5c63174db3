/** What stands in a private key's place and is none: the form that is told, and the reason in words. */
import { describe, expect, it, vi, afterEach } from 'vitest';
import { privateKeyOctets, readPrivateKey } from '../../../src/core/crypto/privateKey';
import { tlv } from '../asn1/makeCrl';

const number = (...octets: number[]) => tlv(0x02, octets);
const oid = {
  rsa: tlv(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]),
  ec: tlv(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
  dsa: tlv(0x06, [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1]),
  p256: tlv(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
  other: tlv(0x06, [0x2a, 3]),
};
const octets = (...parts: (Uint8Array | number[])[]) => tlv(0x04, ...parts);
const rsa = (version: number[], ...first: Uint8Array[]) =>
  tlv(0x30, number(...version), ...first, ...new Array<Uint8Array>(9 - first.length).fill(number(3)));
const ec = (version: number, ...more: Uint8Array[]) => tlv(0x30, number(version), octets([1]), ...more);
const pkcs8 = (algorithm: Uint8Array, inner: Uint8Array) =>
  tlv(0x30, number(0), tlv(0x30, algorithm), octets(inner));

describe('why it is none', () => {
  it.each([
    ['nothing', new Uint8Array(), 'unknown', 'it is not a SEQUENCE'],
    ['a number', number(5), 'unknown', 'it is not a SEQUENCE'],
    ['cut off', Uint8Array.of(0x30, 5, 2, 1, 0), 'unknown', 'it is cut off'],
    ['an empty SEQUENCE', tlv(0x30), 'unknown', 'its version is missing'],
    ['no version', tlv(0x30, octets([1])), 'unknown', 'its version is missing'],
    ['two numbers', tlv(0x30, number(0), number(1)), 'unknown', 'its fields are not those of a private key'],
    [
      'eight numbers',
      tlv(0x30, ...new Array<Uint8Array>(8).fill(number(1))),
      'unknown',
      'its fields are not those of a private key',
    ],
    ['RSA of version 2', rsa([2], number(5), number(3)), 'RSAPrivateKey', 'its version is not 0 or 1'],
    [
      'RSA whose modulus is a text',
      rsa([0], tlv(0x0c, [0x41]), number(3), number(3)),
      'RSAPrivateKey',
      'its modulus or exponent is missing',
    ],
    [
      'RSA whose exponent is a text',
      rsa([0], number(3), tlv(0x0c, [0x41]), number(3), number(3)),
      'RSAPrivateKey',
      'its modulus or exponent is missing',
    ],
    ['EC of version 0', ec(0), 'ECPrivateKey', 'its version is not 1'],
    ['EC of version 2', ec(2), 'ECPrivateKey', 'its version is not 1'],
    ['PKCS#8 without an algorithm', pkcs8(number(1), number(1)), 'PKCS#8', 'its algorithm is missing'],
    ['RSA in PKCS#8', pkcs8(oid.rsa, number(1)), 'PKCS#8', 'the RSA key inside is not a SEQUENCE'],
    ['EC in PKCS#8', pkcs8(oid.ec, number(1)), 'PKCS#8', 'the EC key inside is not a SEQUENCE'],
    ['DSA without parameters', pkcs8(oid.dsa, number(1)), 'PKCS#8', 'its prime is missing'],
  ] as const)('%s', (_name, der, form, why) => {
    const read = readPrivateKey(der);
    expect(read).toMatchObject({ form, algorithm: 'unknown', name: 'private key', bits: 0, strength: 0 });
    expect(read.findings.map(({ code, message }) => [code, message])).toEqual([
      ['private_key_unreadable', expect.stringContaining(why) as string],
    ]);
  });

  it('encrypted', () => {
    const read = readPrivateKey(tlv(0x30, tlv(0x30, oid.other), octets([1])));
    expect([read.form, read.algorithm, read.findings.map(({ code }) => code)]).toEqual([
      'PKCS#8',
      'unknown',
      ['private_key_encrypted'],
    ]);
  });
});

describe('what it is', () => {
  it('RSA of both versions, without leading zeros', () => {
    for (const version of [0, 1]) {
      const read = readPrivateKey(rsa([version], number(0, 0x80, 1), number(0, 3)));
      expect(read).toMatchObject({ form: 'RSAPrivateKey', name: 'RSA 16', bits: 16, findings: [] });
      expect([...read.modulus!, ...read.exponent!]).toEqual([0x80, 1, 3]);
    }
    expect([...readPrivateKey(rsa([0], number(0), number(0))).modulus!]).toEqual([0]);
  });

  it('EC: its curve from inside, from outside, or unknown', () => {
    const names = [
      ec(1, tlv(0xa0, oid.p256)),
      pkcs8(oid.ec, ec(1)),
      ec(1),
      ec(1, tlv(0xa0, tlv(0x30, number(1)))),
      ec(1, tlv(0xa0, oid.other)),
    ].map((der) => readPrivateKey(der).name);
    expect(names).toEqual([
      'EC P-256',
      'EC unnamed curve',
      'EC unnamed curve',
      'EC explicit parameters',
      'EC 1.2.3',
    ]);
    const outside = tlv(0x30, number(0), tlv(0x30, oid.ec, oid.p256), octets(ec(1)));
    expect(readPrivateKey(outside)).toMatchObject({ name: 'EC P-256', bits: 256, strength: 128 });
  });

  it('DSA by itself and in PKCS#8', () => {
    const dsa = tlv(0x30, number(0), number(0, 0x81), number(5), number(2), number(0, 0x99), number(1));
    const read = readPrivateKey(dsa);
    expect(read).toMatchObject({ form: 'DSAPrivateKey', algorithm: 'DSA', name: 'DSA 8', bits: 8 });
    expect([...read.publicKey!]).toEqual([0x99]);
    const inside = tlv(0x30, number(0), tlv(0x30, oid.dsa, tlv(0x30, number(0, 0x81))), octets(number(1)));
    expect(readPrivateKey(inside)).toMatchObject({ form: 'PKCS#8', name: 'DSA 8' });
    expect(readPrivateKey(inside)).not.toHaveProperty('publicKey');
  });

  it('an algorithm without a reader, by its OID', () => {
    const read = readPrivateKey(pkcs8(oid.other, number(1)));
    expect(read).toMatchObject({ form: 'PKCS#8', algorithm: '1.2.3', name: '1.2.3', bits: 0, strength: 0 });
    expect(read).not.toHaveProperty('publicKey');
  });

  it('octets behind it are counted', () => {
    const read = readPrivateKey(Uint8Array.from([...rsa([0], number(5), number(3)), 1, 2]));
    expect(read.findings.map(({ code, message }) => [code, message.includes('2')])).toEqual([
      ['private_key_trailing', true],
    ]);
  });
});

describe('a paste that is no key', () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    ['0123456789ABCDEF', 8],
    ['MTEx', 3],
    ['30020501FF0', 5],
  ])('%s: what was decoded is zeros afterwards', (text, length) => {
    // `fill` stands one level above Uint8Array.
    const owner = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
    const real = Reflect.get(owner, 'fill') as (...given: unknown[]) => Uint8Array;
    const wiped: Uint8Array[] = [];
    vi.spyOn(owner, 'fill').mockImplementation(function (this: Uint8Array, ...given: unknown[]) {
      wiped.push(this);
      return real.apply(this, given);
    });
    expect(privateKeyOctets(text)).toBeUndefined();
    vi.restoreAllMocks();
    expect(wiped.map((octets) => [...octets].join())).toContain(new Array<number>(length).fill(0).join());
  });
});
