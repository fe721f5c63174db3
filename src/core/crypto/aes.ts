/** AES (FIPS 197) in the modes of blockModes.ts: blocks and key schedules are those of @noble/ciphers. */
import { ctr, unsafe } from '@noble/ciphers/aes.js';
import { cbcDecrypt, cbcEncrypt, checkBlocks, cmacOf, withCipher, type BlockCipher } from './blockModes';
import { wipe } from './bytes';

/** Whether a number of bytes is the length of an AES key: 16, 24 or 32 (FIPS 197). */
export function isAesKeyLength(bytes: number): boolean {
  return bytes === 16 || bytes === 24 || bytes === 32;
}

/** The library takes words whose first byte is the lowest, whatever the machine. */
const word = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

function put(value: number, bytes: Uint8Array, at: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** One key; the schedule of each direction is made once, when it is first needed. */
export class Aes implements BlockCipher {
  readonly size = 16;
  private forward: Uint32Array | undefined;
  private backward: Uint32Array | undefined;

  /** Throws RangeError where the key is not 16, 24 or 32 bytes. The key stays the caller's to wipe, after this. */
  constructor(private readonly key: Uint8Array) {
    if (!isAesKeyLength(key.length)) throw new RangeError('an AES key has 16, 24 or 32 bytes');
  }

  encryptBlock(input: Uint8Array, from: number, output: Uint8Array, to: number): void {
    const schedule = (this.forward ??= unsafe.expandKeyLE(this.key));
    const { s0, s1, s2, s3 } = unsafe.encrypt(
      schedule,
      word(input, from),
      word(input, from + 4),
      word(input, from + 8),
      word(input, from + 12),
    );
    put(s0, output, to);
    put(s1, output, to + 4);
    put(s2, output, to + 8);
    put(s3, output, to + 12);
  }

  decryptBlock(input: Uint8Array, from: number, output: Uint8Array, to: number): void {
    const schedule = (this.backward ??= unsafe.expandKeyDecLE(this.key));
    const { s0, s1, s2, s3 } = unsafe.decrypt(
      schedule,
      word(input, from),
      word(input, from + 4),
      word(input, from + 8),
      word(input, from + 12),
    );
    put(s0, output, to);
    put(s1, output, to + 4);
    put(s2, output, to + 8);
    put(s3, output, to + 12);
  }

  wipe(): void {
    wipe(this.forward, this.backward);
  }
}

/** AES-CBC (SP 800-38A 6.2) of whole blocks. */
export function aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return withCipher(new Aes(key), (cipher) => cbcEncrypt(cipher, iv, plaintext));
}

/** AES-CBC (SP 800-38A 6.2) of whole blocks. */
export function aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return withCipher(new Aes(key), (cipher) => cbcDecrypt(cipher, iv, ciphertext));
}

/** AES-CTR (SP 800-38A 6.5), either direction; `counter` is the first counter block, all 128 bits count. */
export function aesCtr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
  return ctr(key, counter).encrypt(data);
}

/** What check values are cut from, 16 bytes each: a block of zeros encrypted, and its CMAC. */
export function aesCheckBlocks(key: Uint8Array): { zeros: Uint8Array; cmac: Uint8Array } {
  return withCipher(new Aes(key), checkBlocks);
}

/** AES-CMAC (SP 800-38B, RFC 4493), 16 bytes, over the parts as one message. */
export function aesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return withCipher(new Aes(key), (cipher) => cmacOf(cipher, parts));
}
