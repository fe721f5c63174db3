/**
 * Character strings of ASN.1 to text: X.690 8.23, X.680 clause 41. Decoding never fails; what does
 * not belong becomes U+FFFD, and `findBadCharacter` says where. Latin-1 letters in a UTF8String stay readable.
 */
import { Tag } from './tags';

const numeric = charset(' 0123456789');
const printable = charset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?");

function charset(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Whether a universal tag number is one of the character strings (UTF8String, 18 to 22, 25 to 28, 30). */
export function isStringTag(number: number): boolean {
  return (
    number === Tag.utf8String ||
    (number >= Tag.numericString && number <= Tag.ia5String) ||
    (number >= 25 && number <= Tag.universalString) ||
    number === Tag.bmpString
  );
}

/** Position of the first byte that the string type does not allow, or -1. */
export function findBadCharacter(bytes: Uint8Array, start: number, end: number, tag: number): number {
  switch (tag) {
    case Tag.utf8String:
      return findBadUtf8(bytes, start, end);
    case Tag.printableString:
      return findOutside(bytes, start, end, printable);
    case Tag.numericString:
      return findOutside(bytes, start, end, numeric);
    case Tag.ia5String:
      for (let at = start; at < end; at++) if (bytes[at]! > 0x7f) return at;
      return -1;
    case Tag.visibleString:
      for (let at = start; at < end; at++) if (bytes[at]! < 0x20 || bytes[at]! > 0x7e) return at;
      return -1;
    case Tag.bmpString:
      return findBadUtf16(bytes, start, end);
    case Tag.universalString:
      for (let at = start; at + 3 < end; at += 4) if (!isScalar(codePoint32(bytes, at))) return at;
      return -1;
    default:
      return -1;
  }
}

function findOutside(bytes: Uint8Array, start: number, end: number, table: Uint8Array): number {
  for (let at = start; at < end; at++) if (table[bytes[at]!] === 0) return at;
  return -1;
}

/** First byte that is not part of well-formed UTF-8 (Unicode table 3-7), or -1. */
export function findBadUtf8(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const length = utf8Length(bytes, at, end);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

/** Length of the well-formed sequence at `at`, 0 where there is none. */
function utf8Length(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1]!;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  return length;
}

function findBadUtf16(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at + 1 < end; at += 2) {
    // BMPString is UCS-2: no surrogates at all, though a pair is decoded. The first octet tells them.
    if (bytes[at]! >= 0xd8 && bytes[at]! < 0xe0) return at;
  }
  return -1;
}

function codePoint32(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}

function isScalar(point: number): boolean {
  return point < 0xd800 || (point >= 0xe000 && point <= 0x10ffff);
}

/** Text of the content octets [start, end) as the string type wants it. */
export function decodeString(bytes: Uint8Array, start: number, end: number, tag: number): string {
  const units: string[] = [];
  let run: number[] = [];
  const push = (point: number): void => {
    run.push(point);
    if (run.length === 4096) {
      units.push(String.fromCodePoint(...run));
      run = [];
    }
  };
  if (tag === Tag.utf8String) {
    let foreign = { end: start, isText: false };
    for (let at = start; at < end;) {
      const length = utf8Length(bytes, at, end);
      if (length === 0 && at >= foreign.end) foreign = latin1Run(bytes, start, at, end);
      push(length > 0 ? utf8Point(bytes, at, length) : foreign.isText ? bytes[at]! : 0xfffd);
      at += Math.max(1, length);
    }
  } else if (tag === Tag.bmpString) {
    for (let at = start; at + 1 < end; at += 2) push((bytes[at]! << 8) | bytes[at + 1]!);
    if ((end - start) % 2 !== 0) push(0xfffd);
  } else if (tag === Tag.universalString) {
    for (let at = start; at + 3 < end; at += 4) {
      const point = codePoint32(bytes, at);
      push(isScalar(point) ? point : 0xfffd);
    }
    if ((end - start) % 4 !== 0) push(0xfffd);
  } else {
    // ASCII types, and T.61 read as Latin-1, which is what certificates mean by it.
    for (let at = start; at < end; at++) push(bytes[at]!);
  }
  units.push(String.fromCodePoint(...run));
  return units.join('');
}

const isLetter = (octet: number): boolean =>
  octet >= 0xc0
    ? octet !== 0xd7 && octet !== 0xf7
    : '\xa0\xa7\xa9\xaa\xae\xb0\xb4\xb7\xba'.includes(String.fromCharCode(octet));

/**
 * The run of octets from 80 on that begins at `at` and is not UTF-8: whether it is letters of Latin-1, as many a CA wrote
 * them, beside ASCII letters or blanks. Signs that are in no name (from 80 to BF, but for § © ª ® ° º and the like) are none.
 */
function latin1Run(
  bytes: Uint8Array,
  start: number,
  at: number,
  to: number,
): { readonly end: number; readonly isText: boolean } {
  let end = at;
  let isText = true;
  for (; end < to && bytes[end]! >= 0x80; end++) if (!isLetter(bytes[end]!)) isText = false;
  const beside = (place: number): boolean =>
    place >= start && place < to && /[A-Za-z ]/.test(String.fromCharCode(bytes[place]!));
  return { end, isText: isText && (beside(at - 1) || beside(end)) };
}

function utf8Point(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at]!;
  if (length === 1) return lead;
  let point = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) point = (point << 6) | (bytes[at + i]! & 0x3f);
  return point;
}
