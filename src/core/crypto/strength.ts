/**
 * Bits of security of keys: NIST SP 800-57 part 1 rev. 5 tables 2 and 3. They order keys as the table
 * of AWS Payment Cryptography and PCI HSM do: 2-key TDES, 3-key TDES, AES-128, AES-192, AES-256.
 */
import { desKeyShape } from './desKey';
import { hashStrength, type HashName } from './hmac';

export interface KeyStrength {
  /** "TDES 2-key", "AES-128", "HMAC-SHA-256", "RSA 2048", "EC P-256". */
  readonly name: string;
  readonly bits: number;
}

/** Strength of a key block protection key; undefined for a length that its cipher does not have. */
export function cipherStrength(cipher: 'TDES' | 'AES', key: Uint8Array): KeyStrength | undefined {
  if (cipher === 'TDES') {
    const shape = desKeyShape(key);
    return shape && { name: shape.name, bits: shape.strength };
  }
  const bits = key.length * 8;
  return bits === 128 || bits === 192 || bits === 256 ? { name: `AES-${bits}`, bits } : undefined;
}

/** An HMAC key is worth its own length, at most what its hash gives. */
export function hmacStrength(key: Uint8Array, hash: HashName | undefined): KeyStrength {
  const most = hash === undefined ? 256 : hashStrength(hash);
  return { name: hash === undefined ? 'HMAC' : `HMAC-${hash}`, bits: Math.min(key.length * 8, most) };
}

/** RSA, DSA and DH by the bits of their modulus. */
export function modulusStrength(bits: number): number {
  const [, strength] = modulusTable.find(([atLeast]) => bits >= atLeast) ?? [0, 0];
  return strength;
}

const modulusTable: readonly (readonly [atLeast: number, strength: number])[] = [
  [15_360, 256],
  [7680, 192],
  [3072, 128],
  [2048, 112],
  [1024, 80],
];

/** Elliptic curves by the bits of their field; at most 256. */
export function curveStrength(bits: number): number {
  return Math.min(256, Math.floor(bits / 2));
}

/** Whether a key may travel under a protecting key: it must not be the stronger one. */
export function protects(protecting: KeyStrength, key: KeyStrength): boolean {
  return protecting.bits >= key.bits;
}
