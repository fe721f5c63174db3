/** AES over @noble/ciphers, which wipes its key schedules: no padding is ever added or removed. */
import { cbc, cmac, ctr, ecb } from '@noble/ciphers/aes.js';
import { wipe } from './bytes';

/**
 * Doubling in GF(2^64) and GF(2^128), in place: how the subkeys of CMAC come from an encrypted block of
 * zeros (SP 800-38B 5.3 and 6.1). The first doubling is for a whole last block, the second for a padded one.
 */
export function doubleInPlace(block: Uint8Array): Uint8Array {
  const last = block.length - 1;
  const carry = block[0]! >> 7;
  for (let i = 0; i < last; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  block[last] = (block[last]! << 1) ^ ((block.length === 8 ? 0x1b : 0x87) * carry);
  return block;
}

export const aesBlock = 16;

/** Whether a number of bytes is the length of an AES key: 16, 24 or 32 (FIPS 197). */
export function isAesKeyLength(bytes: number): boolean {
  return bytes === 16 || bytes === 24 || bytes === 32;
}

const plain = { disablePadding: true };

/** AES-CBC (SP 800-38A 6.2) of whole blocks. */
export function aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return cbc(key, iv, plain).encrypt(plaintext);
}

/** AES-CBC (SP 800-38A 6.2) of whole blocks. */
export function aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return cbc(key, iv, plain).decrypt(ciphertext);
}

/** AES-CTR (SP 800-38A 6.5), either direction; `counter` is the first counter block, all 128 bits count. */
export function aesCtr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
  return ctr(key, counter).encrypt(data);
}

/** What check values are cut from, 16 bytes each: a block of zeros encrypted, and its CMAC. */
export function aesCheckBlocks(key: Uint8Array): { zeros: Uint8Array; cmac: Uint8Array } {
  const zeros = ecb(key, plain).encrypt(new Uint8Array(aesBlock));
  // The message is one whole block of zeros, so that only the subkey is left to encrypt.
  const subkey = doubleInPlace(zeros.slice());
  const mac = ecb(key, plain).encrypt(subkey);
  wipe(subkey);
  return { zeros, cmac: mac };
}

/** AES-CMAC (SP 800-38B, RFC 4493), 16 bytes, over the parts as one message. */
export function aesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = cmac.create(key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/**
 * AES-CMACs of messages shorter than a block, under one key, one after another: two passes of the cipher,
 * where a CMAC of each would expand the key every time.
 */
export function aesCmacsOfShort(key: Uint8Array, messages: readonly Uint8Array[]): Uint8Array {
  const subkey = ecb(key, plain).encrypt(new Uint8Array(aesBlock));
  doubleInPlace(doubleInPlace(subkey));
  const blocks = new Uint8Array(messages.length * aesBlock);
  messages.forEach((message, n) => {
    const block = blocks.subarray(n * aesBlock, (n + 1) * aesBlock);
    block.set(message);
    block[message.length] = 0x80;
    for (let i = 0; i < aesBlock; i++) block[i]! ^= subkey[i]!;
  });
  const macs = ecb(key, plain).encrypt(blocks);
  wipe(subkey, blocks);
  return macs;
}
