/** Triple DES (NIST SP 800-67 rev. 2) in the modes of blockModes.ts, the same on every host. */
import {
  cbcDecrypt,
  cbcEncrypt,
  cbcMac,
  checkBlocks,
  cmacOf,
  withCipher,
  type BlockCipher,
} from './blockModes';
import { wipe } from './bytes';
import { tdesBlockThrough, tdesSchedule } from './des';

/** Single (8 bytes, used as K‖K‖K), double (16, used as K1‖K2‖K1) and triple length (24) keys; parity is ignored. */
export function isTdesKeyLength(bytes: number): boolean {
  return bytes === 8 || bytes === 16 || bytes === 24;
}

/** One key, its schedule made once. */
export class Tdes implements BlockCipher {
  readonly size = 8;
  private readonly schedule: Int32Array;

  /** Throws RangeError where the key is not 8, 16 or 24 bytes. Keeps its schedule only; `wipe` overwrites that. */
  constructor(key: Uint8Array) {
    if (!isTdesKeyLength(key.length)) throw new RangeError('a TDES key has 8, 16 or 24 bytes');
    this.schedule = tdesSchedule(key);
  }

  encryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void {
    tdesBlockThrough(this.schedule, false, input, inputOffset, output, outputOffset);
  }

  decryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void {
    tdesBlockThrough(this.schedule, true, input, inputOffset, output, outputOffset);
  }

  wipe(): void {
    wipe(this.schedule);
  }
}

/** TDES-CBC without padding (SP 800-38A 6.2). */
export function tdesCbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return withCipher(new Tdes(key), (cipher) => cbcEncrypt(cipher, iv, plaintext));
}

/** TDES-CBC without padding (SP 800-38A 6.2). */
export function tdesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return withCipher(new Tdes(key), (cipher) => cbcDecrypt(cipher, iv, ciphertext));
}

/** What check values are cut from, 8 bytes each: a block of zeros encrypted, and its CMAC. */
export function tdesCheckBlocks(key: Uint8Array): { zeros: Uint8Array; cmac: Uint8Array } {
  return withCipher(new Tdes(key), checkBlocks);
}

/** TDES-CBC-MAC with a zero IV, a short last block filled with zeros (ISO 9797-1 algorithm 1, padding 1). 8 bytes. */
export function tdesCbcMac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return withCipher(new Tdes(key), (cipher) => cbcMac(cipher, parts));
}

/** CMAC over TDES (SP 800-38B), 8 bytes. */
export function tdesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return withCipher(new Tdes(key), (cipher) => cmacOf(cipher, parts));
}
