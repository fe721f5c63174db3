/**
 * How each version ties header and payload together: cipher, MAC and their order (X9.143:2021 clause 5,
 * ISO 20038:2017; Thales 0 and 1 as observed). Works on split blocks: what comes out is not judged here.
 */
import { aesCbcDecrypt, aesCbcEncrypt, aesCmac, aesCtr } from '../crypto/aes';
import { equalInConstantTime, wipe } from '../crypto/bytes';
import { tdesCbcDecrypt, tdesCbcEncrypt, tdesCbcMac, tdesCmac } from '../crypto/tdes';
import { deriveKeys } from './derive';

type Cipher = (kbek: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array;

interface Binding {
  readonly decrypt: Cipher;
  readonly encrypt: Cipher;
  /** Over header and `macOver`, cut to the bytes that the block carries. */
  readonly mac: (kbak: Uint8Array, header: Uint8Array, data: Uint8Array) => Uint8Array;
  readonly macOver: 'plaintext' | 'ciphertext';
  /** Bytes of the header that are the IV; undefined where the MAC is. */
  readonly headerIv?: number;
}

const tdesVariant: Binding = {
  decrypt: tdesCbcDecrypt,
  encrypt: tdesCbcEncrypt,
  mac: (kbak, header, data) => tdesCbcMac(kbak, header, data).subarray(0, 4),
  macOver: 'ciphertext',
  headerIv: 8,
};

const aesOverPlaintext = { mac: aesCmac, macOver: 'plaintext' } as const;

const bindings: Readonly<Record<string, Binding>> = {
  A: tdesVariant,
  B: { decrypt: tdesCbcDecrypt, encrypt: tdesCbcEncrypt, mac: tdesCmac, macOver: 'plaintext' },
  C: tdesVariant,
  D: { decrypt: aesCbcDecrypt, encrypt: aesCbcEncrypt, ...aesOverPlaintext },
  E: { decrypt: aesCtr, encrypt: aesCtr, ...aesOverPlaintext },
  '0': tdesVariant,
  '1': {
    decrypt: aesCbcDecrypt,
    encrypt: aesCbcEncrypt,
    mac: (kbak, header, data) => aesCmac(kbak, header, data).subarray(0, 8),
    macOver: 'ciphertext',
    headerIv: 16,
  },
};

/** A block taken apart: header with all optional blocks exactly as received, ciphertext, MAC. */
export interface BlockParts {
  readonly version: string;
  readonly header: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly mac: Uint8Array;
}

/**
 * Checks the MAC in constant time and decrypts. Returns the plaintext (length, key, padding), which the
 * caller wipes, or undefined where the MAC does not fit; then nothing decrypted is left in memory.
 * Throws KeyBlockError `kbpk_length_invalid`.
 */
export function openParts(parts: BlockParts, kbpk: Uint8Array): Uint8Array | undefined {
  const { version, header, ciphertext, mac } = parts;
  const { kbek, kbak } = deriveKeys(version, kbpk);
  const binding = bindings[version]!;
  let plaintext: Uint8Array | undefined;
  let genuine = false;
  try {
    const iv = binding.headerIv === undefined ? mac : header.slice(0, binding.headerIv);
    if (binding.macOver === 'ciphertext') {
      genuine = equalInConstantTime(binding.mac(kbak, header, ciphertext), mac);
      if (genuine) plaintext = binding.decrypt(kbek, iv, ciphertext);
    } else {
      plaintext = binding.decrypt(kbek, iv, ciphertext);
      genuine = equalInConstantTime(binding.mac(kbak, header, plaintext), mac);
    }
    return genuine ? plaintext : undefined;
  } finally {
    wipe(kbek, kbak);
    if (!genuine) wipe(plaintext);
  }
}

/** Encrypts and authenticates; the plaintext stays the caller's to wipe. Throws KeyBlockError `kbpk_length_invalid`. */
export function sealParts(
  version: string,
  header: Uint8Array,
  plaintext: Uint8Array,
  kbpk: Uint8Array,
): { ciphertext: Uint8Array; mac: Uint8Array } {
  const { kbek, kbak } = deriveKeys(version, kbpk);
  const binding = bindings[version]!;
  try {
    if (binding.macOver === 'plaintext') {
      const mac = binding.mac(kbak, header, plaintext);
      return { ciphertext: binding.encrypt(kbek, mac, plaintext), mac };
    }
    const ciphertext = binding.encrypt(kbek, header.slice(0, binding.headerIv), plaintext);
    return { ciphertext, mac: binding.mac(kbak, header, ciphertext) };
  } finally {
    wipe(kbek, kbak);
  }
}
