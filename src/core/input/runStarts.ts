/** What the first octets of a run show of what may begin with it: the sieve asks before it looks for the end of the run. */
import { base64Value, isText, valueOf } from './base64Digits';
import { mayBeginDer } from './derExtent';
import { hexValue } from './hexDigits';
import { classes, hexDigit, version, word } from './scan';

/** A key block, perhaps with a scheme tag. */
const startsHeader = 1;
/** Pairs of hexadecimal digits, perhaps behind "0x". */
export const startsHex = 2;
/** Base64 of text or of DER. */
export const startsBase64 = 4;

let table: Uint8Array | undefined;

/** By the first two octets of a run, the first of them as the high one: what may begin with it. Made when it is first needed. */
export function startKinds(): Uint8Array {
  if (table) return table;
  table = new Uint8Array(0x10000);
  for (let first = 0; first < 128; first++)
    for (let second = 0; second < 256; second++) table[(first << 8) | second] = startKind(first, second);
  return table;
}

function startKind(first: number, second: number): number {
  const firsts = classes[first]!;
  const seconds = classes[second]!;
  const tagged = (first === 82 || first === 83) && (seconds & version) !== 0;
  const header = (firsts & version) !== 0 && second >= 48 && second <= 57;
  const hex = (firsts & seconds & hexDigit) !== 0 || (first === 48 && (second | 32) === 120);
  return (
    (tagged || header ? startsHeader : 0) |
    (hex ? startsHex : 0) |
    (mayBeBase64(valueOf(first), valueOf(second), first, second) ? startsBase64 : 0)
  );
}

function mayBeBase64(high: number, low: number, first: number, second: number): boolean {
  // An escape among the digits is not looked at here.
  if (high < 0 || low < 0) return second === 92 || (first === 77 && high >= 0);
  const rest = low & 15;
  // Printable, a tab or a line break.
  return (
    (first === 77 && low < 16) || (isText((high << 2) | (low >> 4)) && (rest === 0 || (rest > 1 && rest < 8)))
  );
}

/** Whether a word whose first two octets are of a kind goes on so. */
export function mayBegin(octets: Uint8Array, start: number, kind: number): boolean {
  if ((kind & startsHeader) !== 0) return true;
  if ((kind & startsHex) !== 0 && goesOnAsHex(octets, start + 2)) return true;
  return (kind & startsBase64) !== 0 && (octets[start] === 77 || mayStartText(octets, start));
}

/** Behind two digits two more are, or none, or the "h" of a number. */
function goesOnAsHex(octets: Uint8Array, at: number): boolean {
  const third = octets[at]!;
  const kind = classes[third]!;
  if ((kind & hexDigit) === 0) return (kind & word) === 0 || (third | 32) === 104;
  return (classes[octets[at + 1]!]! & hexDigit) !== 0;
}

/** Octets that may be in a text. */
const texts = Uint8Array.from({ length: 256 }, (_, octet) => (isText(octet) ? 1 : 0));

/** Whether the first four digits of base64 may be those of a text; true where they are not all digits. */
export function mayStartText(octets: Uint8Array, at: number): boolean {
  const values = base64Value;
  const group =
    (values[octets[at]!]! << 18) |
    (values[octets[at + 1]!]! << 12) |
    (values[octets[at + 2]!]! << 6) |
    values[octets[at + 3]!]!;
  return group < 0 || (texts[group >> 16]! & texts[(group >> 8) & 255]! & texts[group & 255]!) !== 0;
}

/**
 * Whether the digits of base64 at a place, the first of them "M", may begin DER; true where they are not all digits.
 * @param to behind the last place that may be looked at
 */
export function mayBeDer(octets: Uint8Array, at: number, to: number): boolean {
  const second = valueOf(octets[at + 1]!);
  const third = valueOf(octets[at + 2]!);
  const fourth = valueOf(octets[at + 3]!);
  const fifth = valueOf(octets[at + 4]!);
  const sixth = valueOf(octets[at + 5]!);
  if ((second | third | fourth | fifth | sixth) < 0) return true;
  if (second > 15) return false;
  const length = (second << 4) | (third >> 2);
  const tag = ((third & 3) << 6) | fourth;
  return mayBeginDer(length, tag, (fifth << 2) | (sixth >> 4), () => bytesOfDigits(octets, at, to));
}

/** Digits of a further part of base64, behind a blank, of which it may go on; fewer complete it. */
const leastFurther = 16;

/** At most so many bytes has the base64 that begins at a place, where a word behind a blank ends it; else Infinity. */
function bytesOfDigits(octets: Uint8Array, at: number, to: number): number {
  const end = endOfDigits(octets, at, to);
  let next = end;
  while (next < to && octets[next] === 32) next++;
  const behind = endOfDigits(octets, next, to);
  const ends = next > end && behind > next && behind < to && behind - next < leastFurther;
  return ends ? ((end - at + behind - next) * 6) >> 3 : Number.POSITIVE_INFINITY;
}

function endOfDigits(octets: Uint8Array, from: number, to: number): number {
  let end = from;
  while (end < to && valueOf(octets[end]!) >= 0) end++;
  return end;
}

/**
 * Whether bytes of which the hexadecimal digits begin at a place, those of the second at `second` and so on, may be DER.
 * @param bytes how many they are
 */
export function mayBeDerInHex(
  octets: Uint8Array,
  [second, third, fourth]: readonly [number, number, number],
  bytes: number,
): boolean {
  const length = pairAt(octets, second);
  const tag = pairAt(octets, third);
  const inner = pairAt(octets, fourth);
  // Something is between the digits.
  if ((length | tag | inner) < 0) return true;
  return mayBeginDer(length, tag, inner, () => bytes);
}

function pairAt(octets: Uint8Array, at: number): number {
  return (hexValue(octets[at]!) << 4) | hexValue(octets[at + 1]!);
}
