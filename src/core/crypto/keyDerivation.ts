/**
 * Keys from a shared secret: one-step derivation of NIST SP 800-56A (SP 800-56C option 1, ConcatKDF) and
 * of ANSI X9.63, in the form that AWS Payment Cryptography documents: the shared information is all of
 * the other input.
 */
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { wipe } from './bytes';

const hashes = { SHA_256: sha256, SHA_384: sha384, SHA_512: sha512 } as const;

export interface Derivation {
  /** NIST_SP800: H(counter ‖ Z ‖ info). ANSI_X963: H(Z ‖ counter ‖ info). Counter: 4 bytes, from 1. */
  readonly function: 'NIST_SP800' | 'ANSI_X963';
  readonly hash: keyof typeof hashes;
  readonly sharedInformation: Uint8Array;
  readonly bytes: number;
}

/** `secret` (Z) has the size of the field, zeros in front kept. The caller wipes both. */
export function deriveKey(secret: Uint8Array, derivation: Derivation): Uint8Array {
  const hash = hashes[derivation.hash];
  const key = new Uint8Array(derivation.bytes);
  for (let counter = 1, at = 0; at < key.length; counter++) {
    const count = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter);
    const running = hash.create();
    if (derivation.function === 'NIST_SP800') running.update(count).update(secret);
    else running.update(secret).update(count);
    const block = running.update(derivation.sharedInformation).digest();
    key.set(block.subarray(0, key.length - at), at);
    at += block.length;
    wipe(block);
  }
  return key;
}
