/** Triple DES (NIST SP 800-67 rev. 2) of whole blocks: CBC, CBC-MAC and CMAC, the same on every host. */
import { doubleInPlace } from './aes';
import { wipe } from './bytes';
import { tdesBlockThrough, tdesSchedule } from './des';

export const tdesBlock = 8;

/** Single (8 bytes, used as K‖K‖K), double (16, used as K1‖K2‖K1) and triple length (24) keys; parity is ignored. */
export function isTdesKeyLength(bytes: number): boolean {
  return bytes === 8 || bytes === 16 || bytes === 24;
}

/** One key, its schedule made once. */
export class Tdes {
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

  /** Overwrites the schedule; the instance is of no use afterwards. */
  wipe(): void {
    wipe(this.schedule);
  }
}

function withTdes<Result>(key: Uint8Array, work: (cipher: Tdes) => Result): Result {
  const cipher = new Tdes(key);
  try {
    return work(cipher);
  } finally {
    cipher.wipe();
  }
}

function checkWhole(data: Uint8Array, iv: Uint8Array): void {
  if (data.length % tdesBlock !== 0 || iv.length !== tdesBlock)
    throw new RangeError('TDES-CBC takes an IV of 8 bytes and whole blocks');
}

/** TDES-CBC without padding (SP 800-38A 6.2). */
export function tdesCbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  checkWhole(plaintext, iv);
  return withTdes(key, (cipher) => {
    const out = plaintext.slice();
    for (let at = 0; at < out.length; at += tdesBlock) {
      for (let i = 0; i < tdesBlock; i++) out[at + i]! ^= at === 0 ? iv[i]! : out[at - tdesBlock + i]!;
      cipher.encryptBlock(out, at, out, at);
    }
    return out;
  });
}

/** TDES-CBC without padding (SP 800-38A 6.2). */
export function tdesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  checkWhole(ciphertext, iv);
  return withTdes(key, (cipher) => {
    const out = new Uint8Array(ciphertext.length);
    for (let at = 0; at < out.length; at += tdesBlock) {
      cipher.decryptBlock(ciphertext, at, out, at);
      for (let i = 0; i < tdesBlock; i++) out[at + i]! ^= at === 0 ? iv[i]! : ciphertext[at - tdesBlock + i]!;
    }
    return out;
  });
}

/** What check values are cut from, 8 bytes each: a block of zeros encrypted, and its CMAC. */
export function tdesCheckBlocks(key: Uint8Array): { zeros: Uint8Array; cmac: Uint8Array } {
  return withTdes(key, (cipher) => {
    const zeros = new Uint8Array(tdesBlock);
    cipher.encryptBlock(zeros, 0, zeros, 0);
    // The message is one whole block of zeros, so that only the subkey is left to encrypt.
    const cmac = doubleInPlace(zeros.slice());
    cipher.encryptBlock(cmac, 0, cmac, 0);
    return { zeros, cmac };
  });
}

/**
 * Runs the parts, one after another, through CBC with a zero IV up to the last block, which is left
 * combined with the chain but not encrypted. Returns how many bytes of it the message filled.
 */
function chain(cipher: Tdes, state: Uint8Array, parts: readonly Uint8Array[]): number {
  let filled = 0;
  for (const part of parts)
    for (const byte of part) {
      if (filled === tdesBlock) {
        cipher.encryptBlock(state, 0, state, 0);
        filled = 0;
      }
      state[filled++]! ^= byte;
    }
  return filled;
}

/** TDES-CBC-MAC with a zero IV, a short last block filled with zeros (ISO 9797-1 algorithm 1, padding 1). 8 bytes. */
export function tdesCbcMac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return withTdes(key, (cipher) => {
    const state = new Uint8Array(tdesBlock);
    chain(cipher, state, parts);
    cipher.encryptBlock(state, 0, state, 0);
    return state;
  });
}

/** CMAC over TDES (SP 800-38B 6.2), one instance for many messages under one key. */
export class TdesCmac {
  private readonly cipher: Tdes;
  /** For a whole last block, and for a padded one: SP 800-38B 6.1. */
  private readonly whole = new Uint8Array(tdesBlock);
  private readonly padded = new Uint8Array(tdesBlock);

  constructor(key: Uint8Array) {
    this.cipher = new Tdes(key);
    this.cipher.encryptBlock(this.whole, 0, this.whole, 0);
    this.padded.set(doubleInPlace(this.whole));
    doubleInPlace(this.padded);
  }

  /** 8 bytes. The parts are read as one message, without being joined in memory. */
  mac(...parts: readonly Uint8Array[]): Uint8Array {
    const state = new Uint8Array(tdesBlock);
    const filled = chain(this.cipher, state, parts);
    if (filled < tdesBlock) state[filled]! ^= 0x80;
    const mask = filled === tdesBlock ? this.whole : this.padded;
    for (let i = 0; i < tdesBlock; i++) state[i]! ^= mask[i]!;
    this.cipher.encryptBlock(state, 0, state, 0);
    return state;
  }

  wipe(): void {
    this.cipher.wipe();
    wipe(this.whole, this.padded);
  }
}

/** CMAC over TDES (SP 800-38B), 8 bytes. */
export function tdesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const cmac = new TdesCmac(key);
  try {
    return cmac.mac(...parts);
  } finally {
    cmac.wipe();
  }
}
