// The MAC of a PKCS#12 file: its hash, and whether it holds. Keys and MACs are computed by Node from RFC 7292 appendix B.2.
import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { HashBudget } from '../../../src/core/crypto/passphraseCipher';
import { macAlgorithm, macHolds } from '../../../src/core/crypto/pkcs12';
import { tlv } from '../asn1/makeCrl';
import { fromHex } from '../asn1/material';

const hashes = [
  ['SHA-1', 'sha1', '2b0e03021a', 64],
  ['SHA-224', 'sha224', '608648016503040204', 64],
  ['SHA-256', 'sha256', '608648016503040201', 64],
  ['SHA-384', 'sha384', '608648016503040202', 128],
  ['SHA-512', 'sha512', '608648016503040203', 128],
] as const;

const octets = Uint8Array.from(Buffer.from('what the MAC is over'));
const salt = Uint8Array.from({ length: 8 }, (_, i) => 0x30 + i);

/** B.2 with purpose 3; a key is as long as the hash, so that one round makes it. */
function macKey(hash: string, block: number, passphrase: string, iterations: number): Buffer {
  const filled = (given: Buffer): Buffer =>
    Buffer.alloc(Math.ceil(given.length / block) * block).map((_, i) => given[i % given.length]!) as Buffer;
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  let digest = Buffer.concat([Buffer.alloc(block, 3), filled(Buffer.from(salt)), filled(password)]);
  for (let i = 0; i < iterations; i++) digest = createHash(hash).update(digest).digest();
  return digest;
}

function macData(oid: string, digest: Uint8Array, iterations?: number, saltTag = 4) {
  const algorithm = tlv(0x30, tlv(6, fromHex(oid)), tlv(5));
  const count = iterations === undefined ? [] : [tlv(2, [iterations >> 8, iterations & 0xff])];
  return readAsn1(tlv(0x30, tlv(0x30, algorithm, tlv(4, digest)), tlv(saltTag, salt), ...count)).roots[0]!;
}

it.each(hashes)('with %s', (name, hash, oid, block) => {
  const hold = (
    passphrase: string,
    iterations: number | undefined,
    change: (mac: Buffer) => Buffer,
  ): unknown => {
    const key = macKey(hash, block, passphrase, iterations ?? 1);
    const mac = createHmac(hash, key).update(octets).digest();
    return macHolds(macData(oid, change(mac), iterations), octets, 'Schlüssel', new HashBudget());
  };
  const same = (mac: Buffer): Buffer => mac;
  expect([
    hold('Schlüssel', undefined, same),
    hold('Schlüssel', 3, same),
    hold('Schlussel', 3, same),
  ]).toEqual([true, true, false]);
  expect(hold('Schlüssel', 3, (mac) => Buffer.concat([mac, Buffer.of(0)]))).toBe(false);
  expect(hold('Schlüssel', 3, (mac) => mac.subarray(1))).toBe(false);
  expect(hold('Schlüssel', 3, (mac) => mac.map((octet, i) => (i === 0 ? octet ^ 1 : octet)) as Buffer)).toBe(
    false,
  );
  expect(macAlgorithm(macData(oid, octets))).toEqual({ name, hash: name, iterations: 1 });
  expect(macAlgorithm(macData(oid, octets, 2048))).toEqual({ name, hash: name, iterations: 2048 });
});

it('of a kind that is not checked here, it is named, and neither right nor wrong', () => {
  const holds = (oid: string, saltTag?: number): unknown =>
    macHolds(macData(oid, new Uint8Array(20), 1, saltTag), octets, 'x', new HashBudget());
  // MD5, and what nobody knows; `constructor` is a name that every object has.
  for (const [oid, name] of [
    ['2a864886f70d0205', 'md5'],
    ['2a0304', '1.2.3.4'],
  ] as const) {
    expect(macAlgorithm(macData(oid, octets))).toEqual({ name, hash: undefined, iterations: 1 });
    expect(holds(oid)).toBeUndefined();
  }
  expect(holds('2b0e03021a', 2)).toBeUndefined();
  expect(macAlgorithm(readAsn1(tlv(0x30)).roots[0]!)).toEqual({
    name: 'none',
    hash: undefined,
    iterations: 1,
  });
});
