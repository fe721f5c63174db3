/**
 * Dumps: an offset, the bytes in hexadecimal, often their characters. As xxd, hexdump, od, Wireshark, certutil,
 * openssl and Format-Hex print them, alone, between other lines, or behind what a log puts before each line.
 */
import { isHex } from '../keyblock/characters';
import { Decoding } from './decoding';
import { allHex, hexValue } from './hexDigits';

/** Characters of a line that are looked at. */
const longestLine = 600;
/** Bytes of a line: of more, no program makes a dump. */
const mostOnLine = 64;
/** Bytes that repeated lines ("*") stand for, at most. */
const mostRepeated = 65_536;

export interface Dump {
  readonly decoding: Decoding;
  readonly end: number;
  readonly short: boolean;
  /** Digits of a group: 4 and more may be words of which the low byte comes first. */
  readonly group: number;
}

interface Row {
  /** Offset of the first digit of the row's own offset, and its digits. */
  readonly label: number;
  readonly digits: number;
  /** Offsets of the high digits of each byte. */
  readonly bytes: readonly number[];
  readonly group: number;
  readonly end: number;
}

/** The offset on a row: in this base, and where it stands on the line. */
interface Numbering {
  readonly radix: 8 | 10 | 16;
  readonly step: number;
}

/**
 * Reads the dump whose first row is on the line [line, …) and has one of its groups at `at`; undefined where there
 * is none. Reads until `bytes` are there.
 */
export function readDump(
  text: string,
  line: number,
  at: number,
  limits: { bytes: number; to: number },
): Dump | undefined {
  const first = rowAround(text, line, at, limits.to);
  if (!first) return undefined;
  const offset = text.slice(first.label, first.label + first.digits);
  let column = first.label - line;
  const next = nextLine(text, first.end, limits.to);
  let numbering = next < 0 ? undefined : numberingOf(text, next, offset, first, column, limits.to);
  // A time stamp may be before the first row alone.
  const indent = next < 0 || numbering ? column : indentOf(text, next, limits.to);
  if (indent < column) {
    numbering = numberingOf(text, next, offset, first, indent, limits.to);
    column = indent;
  }
  const decoding = new Decoding(4, first.bytes[0]!);
  const full = Math.min(first.bytes.length, numbering?.step ?? first.bytes.length);
  take(text, decoding, first.bytes.slice(0, full), limits.bytes);
  let end = first.bytes[full - 1]! + 2;
  if (!numbering) {
    // One row alone: the offset is that of a first row, or has the colon of xxd.
    if (!/^0+$/.test(offset) && text[first.label + first.digits] !== ':') return undefined;
    return { decoding, end, short: decoding.byteLength < limits.bytes, group: first.group };
  }
  const { radix, step } = numbering;
  let value = Number.parseInt(offset, radix) + step;
  let row = next;
  let repeated = false;
  while (row >= 0 && decoding.byteLength < limits.bytes) {
    if (text[row + column] === '*' || text[row] === '*') {
      repeated = true;
      row = nextLine(text, row, limits.to);
      continue;
    }
    // Offsets of four digits have five from 65 536 on.
    const digits = Math.max(first.digits, value.toString(radix).length);
    const label = labelOn(text, row, column, digits, limits.to);
    const found = label < 0 ? -1 : Number.parseInt(text.slice(label, label + digits), radix);
    if (repeated && found > value && found - value <= mostRepeated && (found - value) % step === 0) {
      repeat(decoding, step, found - value);
      value = found;
    }
    repeated = false;
    if (found !== value) break;
    const bytes = bytesFrom(text, label + digits, limits.to, step).bytes;
    if (bytes.length === 0) break;
    take(text, decoding, bytes, limits.bytes);
    end = bytes[Math.min(bytes.length, step) - 1]! + 2;
    value += step;
    if (bytes.length < step) break;
    row = nextLine(text, end, limits.to);
  }
  return { decoding, end, short: decoding.byteLength < limits.bytes, group: first.group };
}

function take(text: string, decoding: Decoding, bytes: readonly number[], most: number): void {
  for (const at of bytes) {
    if (decoding.byteLength >= most) return;
    decoding.push(hexValue(text.charCodeAt(at)), at);
    decoding.push(hexValue(text.charCodeAt(at + 1)), at + 1);
  }
}

/** "*" stands for rows that are the same as the one before; their bytes are placed where that is. */
function repeat(decoding: Decoding, step: number, bytes: number): void {
  const from = decoding.byteLength - step;
  if (from < 0) return;
  const row = decoding.take(from);
  const { end } = decoding;
  for (let i = 0; i < bytes; i++) {
    const octet = row[i % step]!;
    decoding.push(octet >> 4, end - 1, 0);
    decoding.push(octet & 15, end - 1, 0);
  }
  row.fill(0);
  decoding.end = end;
}

/** Where the line after a place begins; -1 where there is none near. */
function nextLine(text: string, from: number, to: number): number {
  const bound = Math.min(to, from + longestLine);
  for (let at = from; at < bound; at++) if (text.charCodeAt(at) === 10) return at + 1 < to ? at + 1 : -1;
  return -1;
}

/** The row that has a group at `at`: back to its first group, then to its offset. */
function rowAround(text: string, line: number, at: number, to: number): Row | undefined {
  let first = at;
  for (;;) {
    // At most two characters between groups, and one more in the middle of a row.
    let gap = first;
    while (gap > line && first - gap < 3 && ' -'.includes(text[gap - 1]!)) gap--;
    let start = gap;
    while (start > line && isHex(text.charCodeAt(start - 1))) start--;
    const size = gap - start;
    if (size === 0 || gap === first || size % 2 !== 0 || isWordBefore(text, start, line)) break;
    if (size !== groupSize(text, at)) break;
    first = start;
  }
  // The offset is before the first group, or was taken for it.
  const label = labelBefore(text, line, first) ?? (first < at ? ownLabel(text, line, first) : undefined);
  if (!label) return undefined;
  const { bytes, group } = bytesFrom(text, label.end, to, mostOnLine);
  if (bytes.length === 0 || (bytes.length < 4 && bytes[0]! + 2 * bytes.length < at)) return undefined;
  return {
    label: label.start,
    digits: label.end - label.start,
    bytes,
    group,
    end: bytes.at(-1)! + 2,
  };
}

function groupSize(text: string, at: number): number {
  let end = at;
  while (end - at < 32 && isHex(text.charCodeAt(end))) end++;
  return end - at;
}

function isWordBefore(text: string, at: number, line: number): boolean {
  return at > line && /[0-9A-Za-z]/.test(text[at - 1]!);
}

interface Label {
  readonly start: number;
  readonly end: number;
}

/** Digits of an offset: four at least, and a whole word. */
function labelBefore(text: string, line: number, from: number): Label | undefined {
  let end = from;
  while (end > line && from - end < 6 && ' \t:-|'.includes(text[end - 1]!)) end--;
  return end === from ? undefined : labelEnding(text, line, end);
}

function ownLabel(text: string, line: number, first: number): Label | undefined {
  return labelEnding(text, line, first + groupSize(text, first));
}

function labelEnding(text: string, line: number, end: number): Label | undefined {
  let start = end;
  while (start > line && end - start < 21 && isHex(text.charCodeAt(start - 1))) start--;
  if (end - start < 4 || end - start > 20) return undefined;
  const before = start === line ? '' : text[start - 1]!;
  if (/[0-9A-Za-z.]/.test(before) && !(before.toLowerCase() === 'x' && text[start - 2] === '0'))
    return undefined;
  return { start, end };
}

/** The bytes behind an offset: groups of equal size; what follows two blanks is no group but in the middle of a row. */
function bytesFrom(text: string, from: number, to: number, most: number): { bytes: number[]; group: number } {
  const bytes: number[] = [];
  let at = from;
  let group = 0;
  const bound = Math.min(to, from + longestLine);
  const start = at;
  while (at < bound && ' \t:-|'.includes(text[at]!) && at - start < 8) at++;
  if (at === start) return { bytes, group };
  while (at < bound && bytes.length < most) {
    const size = groupSize(text, at);
    const isLast = group > 0 && size < group && size % 2 === 0 && size > 0;
    if (size === 0 || size % 2 !== 0 || (group > 0 && size !== group && !isLast)) break;
    if (size > 32 || !allHex(text, at, at + size)) break;
    const after = at + size < to ? text[at + size] : undefined;
    if (after !== undefined && !' \t\r\n-|>:"\',;<]})'.includes(after)) break;
    group ||= size;
    for (let i = 0; i < size && bytes.length < most; i += 2) bytes.push(at + i);
    at += size;
    const gap = at;
    while (at < bound && at - gap < 3 && (text[at] === ' ' || text[at] === '-')) at++;
    // A gap of two is one in the middle of a row of 16, or what is before the characters.
    if (at === gap || at - gap > 3 || (at - gap >= 2 && bytes.length !== 8)) break;
  }
  return { bytes, group };
}

function indentOf(text: string, line: number, to: number): number {
  let at = line;
  while (at < to && at - line < longestLine && (text[at] === ' ' || text[at] === '\t')) at++;
  return at - line;
}

/** In which base offsets are written, and how many bytes a row has: the second row shows it. */
function numberingOf(
  text: string,
  next: number,
  offset: string,
  first: Row,
  column: number,
  to: number,
): Numbering | undefined {
  const label = labelOn(text, next, column, first.digits, to);
  if (label < 0) return undefined;
  const second = text.slice(label, label + first.digits);
  for (const radix of [16, 10, 8] as const) {
    const step = Number.parseInt(second, radix) - Number.parseInt(offset, radix);
    const fits = step > 0 && step <= mostOnLine && step <= first.bytes.length && isNumber(second, radix);
    // A row has as many bytes as its offset says; characters behind it may look like more.
    if (fits && (step === first.bytes.length || [8, 10, 16, 20, 24, 32].includes(step)))
      if (radix === 16 || step === first.bytes.length) return { radix, step };
  }
  return undefined;
}

function isNumber(digits: string, radix: 8 | 10 | 16): boolean {
  return radix === 16 || (radix === 10 ? /^[0-9]+$/ : /^[0-7]+$/).test(digits);
}

/** An offset of so many digits near the column in which the first row has its own. */
function labelOn(text: string, line: number, column: number, digits: number, to: number): number {
  for (const shift of [0, 1, -1, 2, -2, 3, -3]) {
    const at = line + column + shift;
    if (
      at < line ||
      at + digits > to ||
      (at > line && /[0-9A-Za-z]/.test(text[at - 1]!) && text[at - 1] !== 'x')
    )
      continue;
    if (allHex(text, at, at + digits) && !isHex(text.charCodeAt(at + digits))) return at;
  }
  return -1;
}
