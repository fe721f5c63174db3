/** HMAC (FIPS 198-1) with the hashes that optional block HM can name, over @noble/hashes. */
import { hmac as hmacOf } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';

/** Hash, code in optional block HM (X9.143:2021 table 13), and bits of security of an HMAC with it. */
const hashes = {
  'SHA-1': { hash: sha1, hm: '10', strength: 128 },
  'SHA-224': { hash: sha224, hm: '20', strength: 192 },
  'SHA-256': { hash: sha256, hm: '21', strength: 256 },
  'SHA-384': { hash: sha384, hm: '22', strength: 256 },
  'SHA-512': { hash: sha512, hm: '23', strength: 256 },
  'SHA-512/224': { hash: sha512_224, hm: '24', strength: 192 },
  'SHA-512/256': { hash: sha512_256, hm: '25', strength: 256 },
  'SHA3-224': { hash: sha3_224, hm: '30', strength: 192 },
  'SHA3-256': { hash: sha3_256, hm: '31', strength: 256 },
  'SHA3-384': { hash: sha3_384, hm: '32', strength: 256 },
  'SHA3-512': { hash: sha3_512, hm: '33', strength: 256 },
} as const;

export type HashName = keyof typeof hashes;

export const hashNames = Object.keys(hashes) as readonly HashName[];

/** Hash of a code in optional block HM; undefined for SHAKE (40, 41), which has no HMAC, and for unknown codes. */
export function hashOfHm(code: string): HashName | undefined {
  return hashNames.find((name) => hashes[name].hm === code);
}

/** Code of a hash in optional block HM. */
export function hmCodeOf(name: HashName): string {
  return hashes[name].hm;
}

/** Most bits of security that an HMAC with this hash gives: NIST SP 800-57 part 1 rev. 5 table 3, at most 256. */
export function hashStrength(name: HashName): number {
  return hashes[name].strength;
}

/** HMAC of a message (FIPS 198-1), as long as the digest of the hash. */
export function hmac(name: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmacOf(hashes[name].hash, key, message);
}

/** Digest of the parts as one message. */
export function digestOf(name: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = hashes[name].hash.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Bytes of a digest, and of the block that an HMAC or key derivation works in. */
export function hashSizes(name: HashName): { readonly output: number; readonly block: number } {
  const { outputLen, blockLen } = hashes[name].hash;
  return { output: outputLen, block: blockLen };
}
