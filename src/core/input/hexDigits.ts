/** Hexadecimal digits in pairs, in every layout that programs print: "30 82", "30:82", "0x30, 0x82", "\x30\x82", groups. */
import { isHex } from '../keyblock/characters';
import { Decoding } from './decoding';

/** Value of a hexadecimal digit, by its UTF-16 code unit; -1 where it is not one. */
export const hexValue = (code: number): number =>
  code >= 48 && code <= 57 ? code - 48 : (code | 32) >= 97 && (code | 32) <= 102 ? (code | 32) - 87 : -1;

/** Characters between two pairs: "\",\n      \"\\x" and the like. */
const mostBetween = 64;

export interface HexText {
  readonly decoding: Decoding;
  readonly end: number;
  /** Whether the reading ended for want of digits. */
  readonly short: boolean;
}

/** Reads pairs from the first digit at `start` until `bytes` are there. `decoding` goes on with a reading. */
export function readHex(
  text: string,
  start: number,
  limits: { bytes: number; to: number },
  decoding = new Decoding(4, start),
): HexText {
  const to = Math.min(limits.to, text.length);
  let at = start;
  let end = start;
  while (decoding.byteLength < limits.bytes) {
    const high = at + 1 < to ? hexValue(text.charCodeAt(at)) : -1;
    const low = high < 0 ? -1 : hexValue(text.charCodeAt(at + 1));
    if (low < 0) {
      const next = pairAfter(text, at, to);
      if (next < 0) break;
      at = next;
      continue;
    }
    decoding.push(high, at);
    decoding.push(low, at + 1);
    at += 2;
    end = at;
  }
  return { decoding, end, short: decoding.byteLength < limits.bytes };
}

/** Where a list of pairs ends that begins at `start`, and how many they are; of more than `most`, so many are read. */
export function extentOfHex(
  text: string,
  start: number,
  to: number,
  most = Number.POSITIVE_INFINITY,
): { end: number; bytes: number } {
  let at = start;
  let end = start;
  let bytes = 0;
  while (at >= 0 && at + 1 < to && bytes < most) {
    if (isHex(text.charCodeAt(at)) && isHex(text.charCodeAt(at + 1))) {
      at += 2;
      end = at;
      bytes++;
    } else at = pairAfter(text, at, to);
  }
  return { end, bytes };
}

/** Where the pair behind another begins that ends at `at`; -1 where there is none. */
export function pairBehind(text: string, at: number, to: number): number {
  const here = at + 1 < to && isHex(text.charCodeAt(at)) && isHex(text.charCodeAt(at + 1));
  return here ? at : pairAfter(text, at, to);
}

/** Where the next pair begins, behind what separates pairs; -1 where something else is there. */
function pairAfter(text: string, from: number, to: number): number {
  const bound = Math.min(to - 1, from + mostBetween);
  for (let at = from; at < bound;) {
    const code = text.charCodeAt(at);
    if (code === 48 && (text.charCodeAt(at + 1) | 32) === 120) at += 2;
    else if (code === 92 && (text.charCodeAt(at + 1) | 32) === 120) at += 2;
    else if (isHex(code)) return at > from && isHex(text.charCodeAt(at + 1)) ? at : -1;
    else if (isSeparator(text, at)) at++;
    else if (code === 92 && 'nrt\n\r'.includes(text[at + 1] ?? ' ')) at += 2;
    else if (code === 40 && text.startsWith('(byte)', at)) at += 6;
    else if (at === from && (code | 32) === 104) at++;
    else return -1;
  }
  return -1;
}

/** The part of a list of groups that has one layout: groups of as many digits, as far apart, on one line. */
export interface HexPart {
  readonly start: number;
  /** Digits of a group. */
  readonly size: number;
  readonly bytes: number;
  /** Where its second group begins; -1 where it has one group. */
  readonly second: number;
  readonly end: number;
  /** Where the next part begins; -1 where the list ends. */
  readonly next: number;
  /** Whether the next part is on another line. */
  readonly broken: boolean;
}

/** The part of a list of groups that begins at `start`, before `to`. */
export function hexPart(text: string, start: number, to: number): HexPart {
  let size = 0;
  while (start + size < to && isHex(text.charCodeAt(start + size))) size++;
  let end = start + size;
  let bytes = size >> 1;
  let second = -1;
  for (;;) {
    const next = size % 2 === 0 ? pairAfter(text, end, to) : -1;
    const broken = next >= 0 && hasBreak(text, end, next);
    const behind = next + size;
    if (
      next < 0 ||
      broken ||
      behind > to ||
      !allHex(text, next, behind) ||
      (behind < to && isHex(text.charCodeAt(behind))) ||
      (second >= 0 &&
        (next - end !== second - start - size || text.charCodeAt(end) !== text.charCodeAt(start + size)))
    )
      return { start, size, bytes, second, end, next, broken };
    if (second < 0) second = next;
    end = behind;
    bytes += size >> 1;
  }
}

function hasBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++)
    if (text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13) return true;
  return false;
}

/** Blanks, line breaks, signs between numbers, and quotation marks with what joins strings. */
function isSeparator(text: string, at: number): boolean {
  return ' \t\r\n:,;-._|"\'+&\u00a0'.includes(text[at]!);
}

/** Whether the characters of [start, end) are hexadecimal digits. */
export function allHex(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isHex(text.charCodeAt(at))) return false;
  return true;
}

/** Characters that a list of pairs is followed back. */
const mostBack = 20_000;

/**
 * Where a list of equal groups of digits begins that has one of them at `start`, not before `lowest`: groups of as
 * many digits, with the same characters between them.
 */
export function firstGroup(text: string, start: number, size: number, lowest: number): number {
  let first = start;
  const bound = Math.max(lowest, start - mostBack);
  for (;;) {
    let at = first;
    // "0x" and "\x" belong to the group behind them.
    if (at - 2 >= bound && (text.charCodeAt(at - 1) | 32) === 120 && '0\\'.includes(text[at - 2]!)) at -= 2;
    if (at - 6 >= bound && text.startsWith('(byte)', at - 6)) at -= 6;
    const gap = at;
    while (at > bound && gap - at < 4 && isSeparator(text, at - 1)) at--;
    if (at === gap && gap === first) return first;
    const from = at - size;
    if (from < bound || !allHex(text, from, at)) return first;
    if (from > bound && isHex(text.charCodeAt(from - 1))) return first;
    first = from;
  }
}
