/** Modes over a block cipher, the same for TDES and AES: CBC, CBC-MAC, CMAC, and what check values are cut from. */
import { wipe } from './bytes';

/** A cipher under one key, whose schedule is made once. */
export interface BlockCipher {
  /** Bytes of a block. */
  readonly size: 8 | 16;
  /** One block; input and output may be the same array. */
  encryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void;
  decryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void;
  /** Overwrites what it keeps of the key; it is of no use afterwards. */
  wipe(): void;
}

/** Works with a cipher and wipes it, whatever happens. */
export function withCipher<Cipher extends BlockCipher, Result>(
  cipher: Cipher,
  work: (cipher: Cipher) => Result,
): Result {
  try {
    return work(cipher);
  } finally {
    cipher.wipe();
  }
}

function checkWhole({ size }: BlockCipher, data: Uint8Array, iv: Uint8Array): void {
  if (data.length % size !== 0 || iv.length !== size)
    throw new RangeError(`CBC takes an IV of ${size} bytes and whole blocks`);
}

/** CBC without padding (SP 800-38A 6.2). Throws RangeError for a broken block or an IV of a wrong length. */
export function cbcEncrypt(cipher: BlockCipher, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  checkWhole(cipher, plaintext, iv);
  const { size } = cipher;
  const out = plaintext.slice();
  for (let at = 0; at < out.length; at += size) {
    for (let i = 0; i < size; i++) out[at + i]! ^= at === 0 ? iv[i]! : out[at - size + i]!;
    cipher.encryptBlock(out, at, out, at);
  }
  return out;
}

/** CBC without padding (SP 800-38A 6.2). Throws as `cbcEncrypt` does. */
export function cbcDecrypt(cipher: BlockCipher, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  checkWhole(cipher, ciphertext, iv);
  const { size } = cipher;
  const out = new Uint8Array(ciphertext.length);
  for (let at = 0; at < out.length; at += size) {
    cipher.decryptBlock(ciphertext, at, out, at);
    for (let i = 0; i < size; i++) out[at + i]! ^= at === 0 ? iv[i]! : ciphertext[at - size + i]!;
  }
  return out;
}

/** What check values are cut from, a block each: a block of zeros encrypted, and its CMAC. */
export function checkBlocks(cipher: BlockCipher): { zeros: Uint8Array; cmac: Uint8Array } {
  const zeros = new Uint8Array(cipher.size);
  cipher.encryptBlock(zeros, 0, zeros, 0);
  // The message is one whole block of zeros, so that only the subkey is left to encrypt.
  const cmac = doubleInPlace(zeros.slice());
  cipher.encryptBlock(cmac, 0, cmac, 0);
  return { zeros, cmac };
}

/**
 * Doubling in GF(2^64) and GF(2^128), in place: how the subkeys of CMAC come from an encrypted block of
 * zeros (SP 800-38B 5.3 and 6.1). The first doubling is for a whole last block, the second for a padded one.
 */
function doubleInPlace(block: Uint8Array): Uint8Array {
  const last = block.length - 1;
  const carry = block[0]! >> 7;
  for (let i = 0; i < last; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  block[last] = (block[last]! << 1) ^ ((block.length === 8 ? 0x1b : 0x87) * carry);
  return block;
}

/**
 * Runs the parts, one after another, through CBC with a zero IV up to the last block, which is left
 * combined with the chain but not encrypted. Returns how many bytes of it the message filled.
 */
function chain(cipher: BlockCipher, state: Uint8Array, parts: readonly Uint8Array[]): number {
  const { size } = cipher;
  let filled = 0;
  for (const part of parts)
    for (const byte of part) {
      if (filled === size) {
        cipher.encryptBlock(state, 0, state, 0);
        filled = 0;
      }
      state[filled++]! ^= byte;
    }
  return filled;
}

/** CBC-MAC with a zero IV, a short last block filled with zeros (ISO 9797-1 algorithm 1, padding 1): a block. */
export function cbcMac(cipher: BlockCipher, parts: readonly Uint8Array[]): Uint8Array {
  const state = new Uint8Array(cipher.size);
  chain(cipher, state, parts);
  cipher.encryptBlock(state, 0, state, 0);
  return state;
}

/** CMAC (SP 800-38B 6.2), one instance for many messages under one key. */
export class Cmac {
  /** For a whole last block, and for a padded one: SP 800-38B 6.1. */
  private readonly whole: Uint8Array;
  private readonly padded: Uint8Array;

  /** @param cipher stays the caller's to wipe */
  constructor(private readonly cipher: BlockCipher) {
    this.whole = new Uint8Array(cipher.size);
    this.padded = new Uint8Array(cipher.size);
    cipher.encryptBlock(this.whole, 0, this.whole, 0);
    this.padded.set(doubleInPlace(this.whole));
    doubleInPlace(this.padded);
  }

  /**
   * The parts are read as one message, without being joined in memory.
   * @param state where the MAC is made, a block of zeros; a new one where it is not given
   */
  mac(parts: readonly Uint8Array[], state = new Uint8Array(this.cipher.size)): Uint8Array {
    const { size } = this.cipher;
    const filled = chain(this.cipher, state, parts);
    if (filled < size) state[filled]! ^= 0x80;
    const mask = filled === size ? this.whole : this.padded;
    for (let i = 0; i < size; i++) state[i]! ^= mask[i]!;
    this.cipher.encryptBlock(state, 0, state, 0);
    return state;
  }

  /**
   * Counter mode (SP 800-108 4.1): fills the output with the MACs of the input with 1, 2, … in its first byte, where they
   * are left, one after another, of which the last is cut. At most 255 blocks.
   */
  count(input: Uint8Array, output: Uint8Array): void {
    const { size } = this.cipher;
    const state = new Uint8Array(size);
    const parts = [input];
    for (let at = 0; at < output.length; at += size) {
      input[0] = at / size + 1;
      this.mac(parts, state);
      const left = Math.min(size, output.length - at);
      for (let i = 0; i < left; i++) output[at + i] = state[i]!;
      state.fill(0);
    }
  }

  /** Overwrites the subkeys. */
  wipe(): void {
    wipe(this.whole, this.padded);
  }
}

/** CMAC (SP 800-38B 6.2) of one message, of its parts: a block. */
export function cmacOf(cipher: BlockCipher, parts: readonly Uint8Array[]): Uint8Array {
  const cmac = new Cmac(cipher);
  const mac = cmac.mac(parts);
  cmac.wipe();
  return mac;
}
