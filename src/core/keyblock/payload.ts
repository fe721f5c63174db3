/** Encrypted key and MAC of a key block, which follow the header. */
import {
  english,
  joinTexts,
  meant,
  ofTable,
  phrase,
  textTable,
  type Field,
  type Localisable,
  type Span,
} from '../findings';
import { firstLowerHex, firstNotHex } from './characters';
import type { Report } from './report';
import type { VersionRow } from './tables';
import type { KeyBlock, Mac, Payload } from './types';

/** Key lengths in bits by header algorithm; the others are not bounded. */
const keyBits: Record<string, readonly number[]> = { A: [128, 192, 256], T: [128, 192], D: [64] };
/** Length in bytes to which keys are padded where the length is obfuscated: X9.143:2021 6.1. */
const obfuscatedBytes: Record<string, number> = { A: 32, T: 24, D: 24 };

interface Tail {
  readonly payload: Payload | undefined;
  readonly mac: Mac | undefined;
  readonly fields: readonly Field[];
}
const nothing: Tail = { payload: undefined, mac: undefined, fields: [] };

/**
 * Splits what follows the header into encrypted key and MAC: X9.143:2021 table 1 and clause 5.
 * @param excess characters that the block has more than it declares; where not 0, no length of a key is deduced
 */
export function readPayload(
  text: string,
  start: number,
  headerComplete: boolean,
  version: VersionRow | undefined,
  algorithm: string,
  part: KeyBlock['part'],
  excess: number,
  report: Report,
): Tail {
  if (part === 'header' || !version || !headerComplete || start > text.length) return nothing;
  const macCharacters = version.macBytes * 2;
  const macStart = text.length - macCharacters;
  if (macStart < start) {
    report.addFollowing('mac_truncated', { start, end: text.length }, [
      version.code,
      macCharacters,
      text.length - start,
    ]);
    return nothing;
  }
  const span = { start, end: macStart };
  const macSpan = { start: macStart, end: text.length };
  const wrongMac = firstNotHex(text, macStart, text.length);
  if (wrongMac >= 0) reportStrange('mac_not_hex', text, wrongMac, macSpan, excess, report);
  const wrong = firstNotHex(text, start, macStart);
  if (wrong >= 0) reportStrange('payload_not_hex', text, wrong, span, excess, report);
  const characters = macStart - start;
  const unit = version.padded ? version.blockSize * 2 : 2;
  const whole = characters > 0 && characters % unit === 0;
  if (!whole)
    report.addFollowing('payload_empty_or_not_block_multiple', span, [
      characters,
      version.code,
      version.padded
        ? phrase('whole blocks of {0} characters', unit)
        : phrase('an even number of characters'),
    ]);
  if (wrong < 0 && wrongMac < 0) {
    const lower = firstLowerHex(text, start, text.length);
    if (lower >= 0) report.lint('payload_not_uppercase_hex', { start: lower, end: text.length });
  }

  const bytes = characters >> 1;
  const fit = excess === 0 ? fitOf(bytes, version, algorithm) : notWhole(bytes);
  if (whole && fit.tooShort)
    report.lintFollowing('payload_too_short_for_algorithm', span, [bytes, bytes - 2, algorithm]);
  const hex = text.slice(start, macStart);
  const { meaning, words, possibleKeyBits, obfuscation } = fit;
  const payload: Payload = { span, hex, bytes, meaning, words, possibleKeyBits, obfuscation };
  const macHex = text.slice(macStart);
  const macField: Field = {
    id: 'mac',
    name: 'MAC',
    raw: macHex,
    ...meant(ofTable(macMeanings[version.macBytes])),
    span: macSpan,
  };
  return {
    payload,
    mac: { span: macSpan, hex: macHex, bytes: version.macBytes },
    fields:
      characters === 0
        ? [macField]
        : [{ id: 'payload', name: payloadName, raw: hex, meaning, words, span }, macField],
  };
}

const payloadName = phrase('Encrypted key').template;

export const macMeanings = textTable<Readonly<Record<VersionRow['macBytes'], string>>>(
  {
    4: '4 bytes, not verified',
    8: '8 bytes, not verified',
    16: '16 bytes, not verified',
  },
  (meaning) => [meaning],
);

function reportStrange(
  code: 'mac_not_hex' | 'payload_not_hex',
  text: string,
  at: number,
  span: Span,
  excess: number,
  report: Report,
): void {
  const found = text[at] ?? '';
  // What came after the block is read as a part of it. In a block that ends too early it is a fault of its own.
  if (excess > 0) report.addFollowing(code, span, [found, at + 1], { found });
  else report.add(code, span, [found, at + 1], { found });
}

interface Fit extends Pick<Payload, 'possibleKeyBits' | 'obfuscation' | 'meaning' | 'words'> {
  readonly tooShort: boolean;
}

const told = (words: Localisable): Pick<Payload, 'meaning' | 'words'> => ({ meaning: english(words), words });

/** Of a block that was cut or grew, nobody knows how long its payload was. */
const notWhole = (bytes: number): Fit => ({
  ...told(
    phrase(
      '{0} bytes; the block does not have its declared length, so the length of the key cannot be determined',
      bytes,
    ),
  ),
  possibleKeyBits: [],
  obfuscation: 'unknown',
  tooShort: false,
});

/** The same few sizes come again and again; remembered up to that many bytes. */
const mostRemembered = 4096;
const remembered = new Map<string, Fit>();

function fitOf(bytes: number, version: VersionRow, algorithm: string): Fit {
  const key = `${version.code}${algorithm}${bytes}`;
  const known = remembered.get(key);
  if (known) return known;
  const fit = whatFits(bytes, version, algorithm);
  const made = { ...fit, ...told(payloadWords(bytes, fit)) };
  if (remembered.size < mostRemembered) remembered.set(key, made);
  return made;
}

/** Which key lengths make a payload of that size: two length bytes, the key, padding to whole blocks. */
function whatFits(bytes: number, version: VersionRow, algorithm: string): Omit<Fit, 'meaning' | 'words'> {
  const lengths = keyBits[algorithm];
  const full = obfuscatedBytes[algorithm];
  if (!lengths || full === undefined)
    return { possibleKeyBits: [], obfuscation: 'unknown', tooShort: bytes < 3 };
  const padded = (size: number): number =>
    version.padded ? Math.ceil((size + 2) / version.blockSize) * version.blockSize : size + 2;
  const plain = lengths.filter((bits) => padded(bits / 8) === bytes);
  if (padded(full) === bytes) {
    const obfuscation = plain.length === lengths.length ? 'no' : plain.length === 0 ? 'likely' : 'possible';
    return { possibleKeyBits: lengths, obfuscation, tooShort: false };
  }
  if (plain.length > 0) return { possibleKeyBits: plain, obfuscation: 'no', tooShort: false };
  // Some implementations add whole blocks of padding: whatever is short enough may be inside.
  const inside = lengths.filter((bits) => bits / 8 + 2 <= bytes);
  return { possibleKeyBits: inside, obfuscation: 'unknown', tooShort: inside.length === 0 };
}

function payloadWords(
  bytes: number,
  { possibleKeyBits, obfuscation, tooShort }: Omit<Fit, 'meaning' | 'words'>,
): Localisable {
  if (tooShort) return phrase('{0} bytes: too short for a key', bytes);
  if (possibleKeyBits.length === 0)
    return phrase('{0} bytes: key of at most {1} bits', bytes, (bytes - 2) * 8);
  const bits = joinTexts(possibleKeyBits, phrase('{0} or {1}').template);
  if (obfuscation === 'no') return phrase('{0} bytes: {1}-bit key, length not obfuscated', bytes, bits);
  if (obfuscation === 'possible')
    return phrase('{0} bytes: {1}-bit key, its length may be obfuscated', bytes, bits);
  if (obfuscation === 'likely') return phrase('{0} bytes: {1}-bit key, its length obfuscated', bytes, bits);
  return phrase('{0} bytes: {1}-bit key with more padding than it needs', bytes, bits);
}
