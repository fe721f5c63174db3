/** Key check values: ANSI X9.24-1, optional blocks KC, KP and PK of X9.143:2021, AWS Payment Cryptography. */
import { aesCheckBlocks, isAesKeyLength } from './aes';
import { toUpperHex } from './bytes';
import { hmac, type HashName } from './hmac';
import { isTdesKeyLength, tdesCheckBlocks } from './tdes';

export type KcvMethod = 'ANSI_X9_24' | 'CMAC' | 'HMAC';

/** A method as people write it: "ANSI X9.24"; one that is not known unchanged. */
export const kcvMethodName = (method: string): string => (method === 'ANSI_X9_24' ? 'ANSI X9.24' : method);
export type KcvCipher = 'TDES' | 'AES';

export interface CipherKcvOptions {
  readonly algorithm: KcvCipher;
  /** Bytes to keep; 3 where not given. */
  readonly bytes?: number;
}

export interface HmacKcvOptions {
  readonly hash: HashName;
  /** Bytes to keep; 3 where not given. */
  readonly bytes?: number;
}

/** Method that AWS Payment Cryptography (and custom) uses where none is asked for. */
export const defaultKcvMethod: Readonly<Record<KcvCipher | 'HMAC', KcvMethod>> = {
  TDES: 'ANSI_X9_24',
  AES: 'CMAC',
  HMAC: 'HMAC',
};

/**
 * Check value in upper-case hexadecimal digits, 3 bytes unless `bytes` says otherwise.
 *
 * - ANSI_X9_24: left part of one block of zeros encrypted. Meant for TDES; for AES it circulates too.
 * - CMAC: left part of the CMAC of one block of zeros (16 bytes for AES, 8 for TDES).
 * - HMAC: left part of the HMAC of the empty message with the key's own hash, as AWS defines it.
 *
 * Throws RangeError where the key is not of a length the cipher has.
 */
export function keyCheckValue(
  method: 'ANSI_X9_24' | 'CMAC',
  key: Uint8Array,
  options: CipherKcvOptions,
): string;
export function keyCheckValue(method: 'HMAC', key: Uint8Array, options: HmacKcvOptions): string;
export function keyCheckValue(
  method: KcvMethod,
  key: Uint8Array,
  options: CipherKcvOptions | HmacKcvOptions,
): string {
  const whole =
    'hash' in options
      ? hmac(options.hash, key, new Uint8Array(0))
      : cipherCheckBytes(method === 'CMAC' ? 'CMAC' : 'ANSI_X9_24', options.algorithm, key);
  return toUpperHex(whole.subarray(0, options.bytes ?? 3));
}

/** The whole block that a check value is cut from: compare shorter ones as prefixes of it. */
export function cipherCheckBytes(
  method: 'ANSI_X9_24' | 'CMAC',
  algorithm: KcvCipher,
  key: Uint8Array,
): Uint8Array {
  const { zeros, cmac } = checkBlocks(algorithm, key);
  return method === 'CMAC' ? cmac : zeros;
}

function checkBlocks(algorithm: KcvCipher, key: Uint8Array): { zeros: Uint8Array; cmac: Uint8Array } {
  if (!(algorithm === 'AES' ? isAesKeyLength : isTdesKeyLength)(key.length))
    throw new RangeError(`no ${algorithm} key has ${key.length} bytes`);
  return algorithm === 'AES' ? aesCheckBlocks(key) : tdesCheckBlocks(key);
}

/** Every check value that is defined for a key. */
export interface KeyCheckValues {
  /** 3 bytes. */
  readonly ansiX924?: string;
  /** 5 bytes, as X9.143 writes it; AWS and most HSMs show the first 3. */
  readonly cmac?: string;
  /** 3 bytes. */
  readonly hmac?: string;
  readonly hash?: HashName;
}

/** Check values of a key by its algorithm character in a header (A, D, T, H, I, J); empty where none is defined. */
export function keyCheckValues(algorithm: string, key: Uint8Array, hash?: HashName): KeyCheckValues {
  const cipher = kcvCipher(algorithm);
  if (cipher !== undefined) {
    if (!(cipher === 'AES' ? isAesKeyLength : isTdesKeyLength)(key.length)) return {};
    const { zeros, cmac } = checkBlocks(cipher, key);
    return { ansiX924: toUpperHex(zeros.subarray(0, 3)), cmac: toUpperHex(cmac.subarray(0, 5)) };
  }
  if (hash === undefined || key.length === 0 || !/^[HIJ]$/.test(algorithm)) return {};
  return { hmac: keyCheckValue('HMAC', key, { hash }), hash };
}

/** Cipher of an algorithm character; undefined where the key is not for a block cipher. */
export function kcvCipher(algorithm: string): KcvCipher | undefined {
  if (algorithm === 'A') return 'AES';
  return algorithm === 'T' || algorithm === 'D' ? 'TDES' : undefined;
}
