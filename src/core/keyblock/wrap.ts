/** Making key blocks: X9.143:2021 clause 5, TR-31:2018, ISO 20038:2017. For test keys and for rewrapping. */
import { asciiBytes, toUpperHex, wipe } from '../crypto/bytes';
import { kcvCipher } from '../crypto/kcv';
import { sealParts } from './binding';
import { headerOf, headerText, versionOf, type KeyBlockHeader, type OptionalBlockInput } from './blockHeader';
import { checkDigits, readCheckValue } from './checkValueBlocks';
import { KeyBlockError, keyFinding } from './keyBlockError';
import type { VersionRow } from './tables';
import type { KeyBlock } from './types';

export interface WrapOptions {
  /** As many random bytes as asked for; they fill the payload, and are wiped after use. */
  readonly random: (bytes: number) => Uint8Array;
  /**
   * Hide the length of the key: pad it to the longest of its algorithm (X9.143:2021 6.1). Where not given:
   * as X9.143 does for A to D; not for E (ISO 20038) and Thales.
   */
  readonly obfuscate?: boolean;
  /** False leaves KC and KP as they are given. Otherwise they are computed anew from key and KBPK. */
  readonly computeCheckValues?: boolean;
}

/** Longest key in bytes by algorithm character: X9.143:2021 6.1. */
const longestKey: Readonly<Record<string, number>> = { A: 32, T: 24, D: 24 };
const obfuscated = 'ABCD';

/**
 * A key block as text. Length, PB, KC and KP are computed; everything else of the header is taken as it
 * is, so that time stamps and pedigree (TS, WP) are the caller's to change when rewrapping. What the
 * rules of use forbid is not refused here: the reader and `unwrapKeyBlock` say it.
 *
 * Key and KBPK stay the caller's to wipe. Throws KeyBlockError
 * `version_unsupported`, `kbpk_length_invalid`, `key_too_long`, `block_too_long`, and the reader's codes
 * for fields that a header cannot hold; RangeError where `random` gives another number of bytes.
 */
export function wrapKeyBlock(
  header: KeyBlockHeader | KeyBlock,
  key: Uint8Array,
  kbpk: Uint8Array,
  options: WrapOptions,
): string {
  const given = 'fields' in header ? headerOf(header) : header;
  const version = versionOf(given);
  if (key.length * 8 > 0xffff)
    throw new KeyBlockError([keyFinding('key_too_long', undefined, [key.length * 8])]);
  const plaintext = payloadOf(given, version, key, options);
  try {
    const completed =
      options.computeCheckValues === false ? given : withCheckValues(given, version, key, kbpk);
    const text = headerText(completed, version, 2 * (plaintext.length + version.macBytes));
    // headerText has let ASCII through only.
    const { ciphertext, mac } = sealParts(version.code, asciiBytes(text)!, plaintext, kbpk);
    return text + toUpperHex(ciphertext) + toUpperHex(mac);
  } finally {
    wipe(plaintext);
  }
}

/** Length in bits, key, random padding. */
function payloadOf(
  header: KeyBlockHeader,
  version: VersionRow,
  key: Uint8Array,
  options: WrapOptions,
): Uint8Array {
  const hide = options.obfuscate ?? obfuscated.includes(version.code);
  const room = hide ? Math.max(key.length, longestKey[header.algorithm] ?? 0) : key.length;
  const unit = version.padded ? version.blockSize : 1;
  const size = Math.ceil((2 + room) / unit) * unit;
  const missing = size - 2 - key.length;
  // Asked for before the key is copied: whatever the source does, no copy stays behind.
  const padding = missing > 0 ? options.random(missing) : new Uint8Array(0);
  if (padding.length !== missing) {
    wipe(padding);
    throw new RangeError('the random source gave another number of bytes');
  }
  const plaintext = new Uint8Array(size);
  plaintext[0] = (key.length * 8) >> 8;
  plaintext[1] = (key.length * 8) & 0xff;
  plaintext.set(key, 2);
  plaintext.set(padding, 2 + key.length);
  wipe(padding);
  return plaintext;
}

/** KC and KP with the values of this key and KBPK; method and length as given, else those of X9.143:2021 table 15. */
function withCheckValues(
  header: KeyBlockHeader,
  version: VersionRow,
  key: Uint8Array,
  kbpk: Uint8Array,
): KeyBlockHeader {
  const subjects = {
    KC: { cipher: kcvCipher(header.algorithm), key },
    KP: { cipher: version.cipher, key: kbpk },
  } as const;
  const renewed = (optional: OptionalBlockInput): OptionalBlockInput => {
    if (optional.id !== 'KC' && optional.id !== 'KP') return optional;
    const { cipher, key: subject } = subjects[optional.id];
    if (cipher === undefined) return optional;
    const before = readCheckValue(optional.data);
    const usual = cipher === 'AES' ? 'CMAC' : 'ANSI_X9_24';
    // A method that belongs to the other cipher is what a change of version leaves behind.
    const keep = before && (cipher === 'AES' || before.method === usual);
    const method = keep ? before.method : usual;
    const digits = keep ? before.given.length : cipher === 'AES' ? 10 : 6;
    const value = checkDigits(method, cipher, subject, digits);
    return value === undefined
      ? optional
      : { id: optional.id, data: (method === 'CMAC' ? '01' : '00') + value };
  };
  return header.optionalBlocks ? { ...header, optionalBlocks: header.optionalBlocks.map(renewed) } : header;
}
