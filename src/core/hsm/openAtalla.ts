/** Opens Atalla key blocks. Apart from what reads them, which every search loads: ciphers make their tables when loaded. */
import { asciiBytes, equalInConstantTime, fromHex, toUpperHex, wipe } from '../crypto/bytes';
import { cipherCheckBytes } from '../crypto/kcv';
import { tdesCbcDecrypt, tdesCbcMac } from '../crypto/tdes';
import type { AtallaKeyBlock } from './atalla';

export interface OpenedAtallaKeyBlock {
  /** The 24 bytes of the key field: the key and what fills it. The caller wipes them. */
  readonly content: Uint8Array;
  /** Bytes of the key; undefined where the filler is none that is known, so that the length is not. */
  readonly keyBytes: 8 | 16 | undefined;
  /** Check value of the key, 6 digits; undefined where its length is not known. */
  readonly kcv: string | undefined;
}

/** What fills the field behind a key of single and of double length. */
const singleFiller = 0x53;
const doubleFiller = 0x44;

/**
 * Checks the MAC with the master file key (24 bytes) and decrypts the key field. Undefined where the MAC does not
 * verify, or the version is not that of a TDES key; throws RangeError for a key of another length.
 */
export function openAtallaKeyBlock(
  block: AtallaKeyBlock,
  masterFileKey: Uint8Array,
): OpenedAtallaKeyBlock | undefined {
  if (masterFileKey.length !== 24) throw new RangeError('an Atalla master file key has 24 bytes');
  const encrypted = fromHex(block.encryptedKey);
  const mac = fromHex(block.mac);
  const header = asciiBytes(block.header);
  if (!encrypted || !mac || !header || !block.header.startsWith('1')) return undefined;
  const macKey = masterFileKey.map((octet) => octet ^ 0x4d);
  const key = masterFileKey.map((octet) => octet ^ 0x45);
  try {
    if (!equalInConstantTime(tdesCbcMac(macKey, header, encrypted), mac)) return undefined;
    const content = tdesCbcDecrypt(key, header, encrypted);
    const keyBytes = filledFrom(content, 16, doubleFiller)
      ? 16
      : filledFrom(content, 8, singleFiller)
        ? 8
        : undefined;
    return { content, keyBytes, kcv: keyBytes && checkValue(content.subarray(0, keyBytes)) };
  } finally {
    wipe(macKey, key);
  }
}

/** Of a single-length key, that of the same key twice: TDES with equal halves is DES. */
function checkValue(key: Uint8Array): string {
  const double = new Uint8Array(16);
  double.set(key);
  if (key.length === 8) double.set(key, 8);
  const kcv = toUpperHex(cipherCheckBytes('ANSI_X9_24', 'TDES', double).subarray(0, 3));
  wipe(double);
  return kcv;
}

function filledFrom(content: Uint8Array, from: number, filler: number): boolean {
  return content.subarray(from).every((octet) => octet === filler);
}
