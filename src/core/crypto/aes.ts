/** AES over @noble/ciphers, which wipes its key schedules: no padding is ever added or removed. */
import { cbc, cmac, ctr, ecb } from '@noble/ciphers/aes.js';

export const aesBlock = 16;

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

/** One block of zeros encrypted: what legacy key check values are cut from. 16 bytes. */
export function aesOfZeros(key: Uint8Array): Uint8Array {
  return ecb(key, plain).encrypt(new Uint8Array(aesBlock));
}

/** AES-CMAC (SP 800-38B, RFC 4493), 16 bytes, over the parts as one message. */
export function aesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = cmac.create(key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
