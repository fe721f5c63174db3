/** Verifying and unwrapping key blocks: X9.143:2021 clause 5, TR-31:2018, ISO 20038:2017. */
import { asciiBytes, fromHex, wipe } from '../crypto/bytes';
import { hashOfHm, type HashName } from '../crypto/hmac';
import { keyCheckValues, type KeyCheckValues } from '../crypto/kcv';
import { type PrivateKeyInfo, readPrivateKey } from '../crypto/privateKey';
import type { KeyStrength } from '../crypto/strength';
import type { Finding, Span } from '../findings';
import { openParts, type BlockParts } from './binding';
import { judgeKbpk, judgeKey, judgePrivateKey, keyStrength } from './judgeKey';
import {
  compareKbpk,
  compareWrapped,
  comparisonFindings,
  type CheckValueComparison,
} from './checkValueBlocks';
import { possibleHeaders } from './lowerCase';
import { KeyBlockError, keyFinding, type LikelyCause } from './keyBlockError';
import { versionRow, type VersionRow } from './tables';
import type { KeyBlock } from './types';

export interface Verification {
  readonly macOk: boolean;
  /** Given where the MAC does not fit. */
  readonly likelyCause?: LikelyCause;
  /** KP and PK, where the block has them. */
  readonly checkValues: readonly CheckValueComparison[];
  readonly findings: readonly Finding[];
}

interface Opened {
  readonly version: VersionRow;
  readonly payloadSpan: Span;
  /** Undefined where the MAC does not fit. */
  readonly plaintext: Uint8Array | undefined;
  readonly checkValues: readonly CheckValueComparison[];
  /** Which case of the letters the MAC was made over, where the header is in lower case. */
  readonly letters: readonly Finding[];
}

/**
 * Checks the MAC under a KBPK (16 or 24 bytes for A, B, C and 0; 16, 24 or 32 for D, E and 1) and
 * compares KP and PK. Throws KeyBlockError where that cannot be done: `kbpk_length_invalid`, or what
 * the reader found wrong with the block.
 */
export function verifyKeyBlock(block: KeyBlock, kbpk: Uint8Array): Verification {
  const { plaintext, checkValues, letters } = open(block, kbpk);
  if (plaintext) {
    wipe(plaintext);
    return { macOk: true, checkValues, findings: [...letters, ...comparisonFindings(checkValues)] };
  }
  return { macOk: false, checkValues, ...explainMismatch(block, checkValues) };
}

/**
 * Checks the MAC, decrypts, and says what is inside. A block whose MAC is right is unwrapped even where
 * its header breaks a rule: those findings are the reader's and stay in `block.findings`.
 *
 * Throws KeyBlockError, in the order of the checks: what keeps the block from being taken apart,
 * `kbpk_length_invalid`, `mac_mismatch` (preceded by the reader's error where there is one, and with
 * `likelyCause`), `key_length_not_byte_multiple`, `key_length_exceeds_payload`.
 */
export function unwrapKeyBlock(block: KeyBlock, kbpk: Uint8Array): Unwrapped {
  const { version, payloadSpan, plaintext, checkValues, letters } = open(block, kbpk);
  if (!plaintext) {
    const { findings, likelyCause } = explainMismatch(block, checkValues);
    throw new KeyBlockError(findings, likelyCause);
  }
  let key: Uint8Array | undefined;
  let unwrapped: Unwrapped | undefined;
  try {
    key = keyOf(plaintext, payloadSpan);
    const details = describe(block, version, kbpk, key, plaintext.length, payloadSpan, checkValues);
    unwrapped = new Unwrapped({ ...details, findings: [...letters, ...details.findings] }, key);
    return unwrapped;
  } finally {
    wipe(plaintext);
    if (!unwrapped) wipe(key);
  }
}

/** All that is said about an unwrapped key, and none of its bytes. */
export interface UnwrappedDetails {
  /** Length of the key in bits. */
  readonly bits: number;
  readonly macOk: true;
  /** A component (key version "c…"): the check values are the component's. */
  readonly component: boolean;
  /** True where the payload is padded to hold the longest key of the algorithm and this key is shorter (X9.143:2021 6.1). */
  readonly obfuscated: boolean;
  /** Bytes after the key. */
  readonly padding: number;
  readonly kcvs: KeyCheckValues;
  /** KC, KP and PK, where the block has them. */
  readonly checkValues: readonly CheckValueComparison[];
  readonly strength: KeyStrength | undefined;
  /** Of an asymmetric key: what it is, and its public part. */
  readonly privateKey: PrivateKeyInfo | undefined;
  /** Whether the certificate in CT is for this key; undefined where there is none or it cannot be told. */
  readonly certificateMatches: boolean | undefined;
  /** Those that take the KBPK to make; the reader's are in the block. */
  readonly findings: readonly Finding[];
}

/**
 * An unwrapped key. Its bytes sit behind an accessor of the class, so that JSON, structured clones and
 * logs of the object do not carry them. Call `dispose` when done: it overwrites the key.
 */
export class Unwrapped implements UnwrappedDetails {
  readonly #key: Uint8Array;
  readonly bits: number;
  readonly macOk = true;
  readonly component: boolean;
  readonly obfuscated: boolean;
  readonly padding: number;
  readonly kcvs: KeyCheckValues;
  readonly checkValues: readonly CheckValueComparison[];
  readonly strength: KeyStrength | undefined;
  readonly privateKey: PrivateKeyInfo | undefined;
  readonly certificateMatches: boolean | undefined;
  readonly findings: readonly Finding[];

  constructor(details: UnwrappedDetails, key: Uint8Array) {
    this.#key = key;
    this.bits = details.bits;
    this.component = details.component;
    this.obfuscated = details.obfuscated;
    this.padding = details.padding;
    this.kcvs = details.kcvs;
    this.checkValues = details.checkValues;
    this.strength = details.strength;
    this.privateKey = details.privateKey;
    this.certificateMatches = details.certificateMatches;
    this.findings = details.findings;
  }

  /** The clear key, not a copy; zeros after `dispose`. */
  get key(): Uint8Array {
    return this.#key;
  }

  dispose(): void {
    wipe(this.#key);
  }
}

function open(block: KeyBlock, kbpk: Uint8Array): Opened {
  const { parts, version, payloadSpan } = split(block);
  const checkValues = compareKbpk(block, version.cipher, kbpk);
  const headers = possibleHeaders(block);
  const given = { start: 0, end: block.headerLength };
  for (const [nth, header] of headers.entries()) {
    const plaintext = openParts({ ...parts, header: asciiBytes(header) ?? parts.header }, kbpk);
    if (!plaintext) continue;
    const letters =
      headers.length === 1
        ? []
        : [keyFinding(nth === 0 ? 'mac_over_lower_case' : 'mac_over_upper_case', given)];
    return { version, payloadSpan, checkValues, plaintext, letters };
  }
  return { version, payloadSpan, checkValues, plaintext: undefined, letters: [] };
}

/** The header as received, and the bytes of payload and MAC; throws the reader's first error where there are none. */
function split(block: KeyBlock): { parts: BlockParts; version: VersionRow; payloadSpan: Span } {
  const version = versionRow(block.version.code);
  const header = asciiBytes(block.text.slice(0, block.headerLength));
  const ciphertext = block.payload && fromHex(block.payload.hex);
  const mac = block.mac && fromHex(block.mac.hex);
  if (
    !version ||
    !header ||
    !block.payload ||
    !ciphertext ||
    ciphertext.length === 0 ||
    (version.padded && ciphertext.length % version.blockSize !== 0) ||
    mac?.length !== version.macBytes
  ) {
    const [first, ...more] = readerErrors(block);
    throw new KeyBlockError(
      first ? [first, ...more] : [keyFinding('payload_missing', { start: 0, end: block.text.length })],
    );
  }
  return {
    parts: { version: version.code, header, ciphertext, mac },
    version,
    payloadSpan: block.payload.span,
  };
}

function readerErrors(block: KeyBlock): Finding[] {
  return block.findings.filter((finding) => finding.severity === 'error');
}

/** Why a MAC does not fit. What the reader found comes first: it is the likely reason, and said in that order. */
function explainMismatch(
  block: KeyBlock,
  checkValues: readonly CheckValueComparison[],
): { findings: [Finding, ...Finding[]]; likelyCause: LikelyCause } {
  const errors = readerErrors(block);
  const kp = checkValues.find((comparison) => comparison.id === 'KP');
  const mismatch = keyFinding('mac_mismatch', block.mac?.span);
  const about =
    kp?.matches === true
      ? [keyFinding('kp_match', kp.block.dataSpan, [kp.computed])]
      : comparisonFindings(kp ? [kp] : []);
  const [first, ...more] = [...errors, mismatch, ...about];
  // Of letters in lower case every reading was tried.
  const altered = kp ? kp.matches : errors.some(({ code }) => code !== 'lower_case_letters');
  return {
    findings: [first ?? mismatch, ...more],
    likelyCause: altered ? 'block_altered' : kp ? 'wrong_kbpk' : 'unknown',
  };
}

/** Length in bits (2 bytes, big-endian), key, padding: X9.143:2021 clause 5. */
function keyOf(plaintext: Uint8Array, span: Span): Uint8Array {
  const room = plaintext.length - 2;
  const bits = plaintext[0]! * 256 + (plaintext[1] ?? 0);
  if (room >= 0 && bits % 8 !== 0)
    throw new KeyBlockError([keyFinding('key_length_not_byte_multiple', span, [bits])]);
  if (bits / 8 > room)
    throw new KeyBlockError([keyFinding('key_length_exceeds_payload', span, [bits, Math.max(0, room)])]);
  return plaintext.slice(2, 2 + bits / 8);
}

/** Longest key in bytes, to which shorter ones are padded where their length is to be hidden: X9.143:2021 6.1. */
const longestKey: Readonly<Record<string, number>> = { A: 32, T: 24, D: 24 };

function describe(
  block: KeyBlock,
  version: VersionRow,
  kbpk: Uint8Array,
  key: Uint8Array,
  payloadBytes: number,
  span: Span,
  kbpkComparisons: readonly CheckValueComparison[],
): UnwrappedDetails {
  const algorithm = block.algorithm.code;
  const hash = hashOf(block);
  const privateKey = /^[RES]$/.test(algorithm) && key.length > 0 ? readPrivateKey(key) : undefined;
  const verdict = privateKey && judgePrivateKey(block, privateKey, span);
  const strength = keyStrength(algorithm, key, hash, privateKey);
  const checkValues = [...compareWrapped(block, key), ...kbpkComparisons];
  const longest = longestKey[algorithm] ?? 0;
  const unit = version.padded ? version.blockSize : 1;
  return {
    bits: key.length * 8,
    macOk: true,
    component: block.keyVersion.code.startsWith('c'),
    obfuscated: key.length < longest && payloadBytes >= Math.ceil((2 + longest) / unit) * unit,
    padding: payloadBytes - 2 - key.length,
    kcvs: keyCheckValues(algorithm, key, hash),
    checkValues,
    strength,
    privateKey,
    certificateMatches: verdict?.certificateMatches,
    findings: [
      ...comparisonFindings(checkValues),
      ...judgeKey(algorithm, key, span),
      ...judgeKbpk(version.cipher, kbpk, strength, span),
      ...(verdict?.findings ?? []),
    ],
  };
}

/** Hash of an HMAC key: optional block HM; without one, algorithm H means SHA-1 (ISO 20038:2017 A.2.4). */
function hashOf(block: KeyBlock): HashName | undefined {
  const hm = block.optionalBlocks.find((optional) => optional.id === 'HM');
  if (hm) return hashOfHm(hm.data);
  return block.algorithm.code === 'H' ? 'SHA-1' : undefined;
}
