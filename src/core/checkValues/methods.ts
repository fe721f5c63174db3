/** How check values are made, beyond the methods of key blocks: what HSMs and card systems are known to print. */
import { aesCmac, isAesKeyLength, Aes } from '../crypto/aes';
import { withCipher } from '../crypto/blockModes';
import { toUpperHex, wipe } from '../crypto/bytes';
import { digestOf, hmac, type HashName } from '../crypto/hmac';
import { cipherCheckBytes, type KcvCipher } from '../crypto/kcv';
import { isTdesKeyLength, tdesCmac, Tdes } from '../crypto/tdes';
import { ofTable, textTable, type Words } from '../findings';

/**
 * - ANSI_X9_24: a block of zeros encrypted. CMAC: over a block of zeros (X9.143:2021 table 15).
 * - CMAC_EMPTY: over the empty message. ONES: a block of bytes 01 encrypted (GlobalPlatform, AES keys).
 * - HMAC: over the empty message, as AWS defines it. HMAC_ZEROS: over 16 zero bytes.
 * - SHA_1, SHA_256: digest of the key.
 */
export type CheckMethod = keyof typeof checkMethods;

export const checkMethods = textTable(
  {
    ANSI_X9_24: { name: 'ANSI X9.24: zeros encrypted' },
    CMAC: { name: 'CMAC of a block of zeros' },
    CMAC_EMPTY: { name: 'CMAC of the empty message' },
    ONES: { name: 'bytes 01 encrypted (GlobalPlatform)' },
    HMAC: { name: 'HMAC of the empty message' },
    HMAC_ZEROS: { name: 'HMAC of 16 zero bytes' },
    SHA_1: { name: 'SHA-1 of the key' },
    SHA_256: { name: 'SHA-256 of the key' },
  } as const,
  ({ name }) => [name],
);

/** A method in a sentence, of HMAC with its hash. */
export const methodWords = (method: CheckMethod, hash?: HashName): Words =>
  hash === undefined
    ? ofTable(checkMethods[method].name)
    : ofTable('{0} ({1})', ofTable(checkMethods[method].name), hash);

const hmacHashes: readonly HashName[] = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'];

/** One check value of some bytes. */
export interface MadeValue {
  readonly method: CheckMethod;
  /** Of HMAC methods. */
  readonly hash?: HashName;
  /** 16 upper-case digits: HSMs print up to a block of TDES. */
  readonly digits: string;
}

/**
 * Every value by the methods of a cipher; none where the bytes are no key of it.
 * @param few leaves out those that only card systems use
 */
export function cipherValues(cipher: KcvCipher, key: Uint8Array, few = false): MadeValue[] {
  if (!(cipher === 'AES' ? isAesKeyLength : isTdesKeyLength)(key.length)) return [];
  const made: MadeValue[] = [];
  const add = (method: CheckMethod, whole: Uint8Array): void => {
    made.push({ method, digits: toUpperHex(whole.subarray(0, 8)) });
    wipe(whole);
  };
  add('ANSI_X9_24', cipherCheckBytes('ANSI_X9_24', cipher, key));
  add('CMAC', cipherCheckBytes('CMAC', cipher, key));
  add('CMAC_EMPTY', cipher === 'AES' ? aesCmac(key) : tdesCmac(key));
  if (few) return made;
  const ones = withCipher(cipher === 'AES' ? new Aes(key) : new Tdes(key), (one) => {
    const block = new Uint8Array(one.size).fill(1);
    one.encryptBlock(block, 0, block, 0);
    return block;
  });
  add('ONES', ones);
  return made;
}

/** Values that need no cipher: HMAC and digests of the bytes. */
export function hashValues(key: Uint8Array): MadeValue[] {
  if (key.length === 0) return [];
  const digits = (whole: Uint8Array): string => toUpperHex(whole.subarray(0, 8));
  return [
    ...hmacHashes.flatMap((hash): MadeValue[] => [
      { method: 'HMAC', hash, digits: digits(hmac(hash, key, new Uint8Array(0))) },
      { method: 'HMAC_ZEROS', hash, digits: digits(hmac(hash, key, new Uint8Array(16))) },
    ]),
    { method: 'SHA_1', digits: digits(digestOf('SHA-1', key)) },
    { method: 'SHA_256', digits: digits(digestOf('SHA-256', key)) },
  ];
}
