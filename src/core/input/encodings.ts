/**
 * Base64 and hex as people paste them, to bytes and back. Positions are kept, so that a finding on a
 * byte can be shown on the characters it came from.
 */
import { phrase, type Words } from '../findings';
import { Decoding } from './decoding';
import { readDump, type Dump } from './dump';
import { hexValue, readHex } from './hexDigits';

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const digitOf = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) digitOf[standard.charCodeAt(i)] = i;
// base64url (RFC 4648 5) is read too; nobody mixes them by intent, and reading both is harmless.
digitOf[45] = 62;
digitOf[95] = 63;

export interface Decoded {
  readonly bytes: Uint8Array;
  /** Offset in the text of the character that holds the first bits of byte `i`. */
  readonly charOf: (byte: number) => number;
  /** Characters that do not belong, by offset; empty for clean text. At most 100 are listed. */
  readonly strange: readonly number[];
  /** What is wrong with the length or the padding, as a sentence without full stop. */
  readonly problem?: Words;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
const mostStrange = 100;

/** White space and line breaks are skipped; strange characters are skipped and listed. */
export function decodeBase64(text: string, start = 0, end = text.length): Decoded {
  const bytes = new Uint8Array(Math.ceil(((end - start) * 3) / 4));
  const chars = new Uint32Array(bytes.length);
  const strange: number[] = [];
  let length = 0;
  let digits = 0;
  let buffer = 0;
  let first = start;
  let previous = start;
  let padding = 0;
  let goesOn = false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) continue;
    if (code === 61) {
      padding++;
      continue;
    }
    const digit = code < 128 ? digitOf[code]! : -1;
    if (digit < 0) {
      if (strange.length < mostStrange) strange.push(at);
      continue;
    }
    if (padding > 0) goesOn = true;
    buffer = ((buffer << 6) | digit) & 0xffffff;
    const phase = digits++ & 3;
    if (phase === 0) first = at;
    else {
      // The first bits of a byte stand in the character before its last.
      chars[length] = phase === 1 ? first : previous;
      bytes[length++] = (buffer >> (phase === 1 ? 4 : phase === 2 ? 2 : 0)) & 0xff;
    }
    previous = at;
  }
  const left = digits & 3;
  const problem = base64Problem(left, padding, goesOn, left >= 2 ? buffer & (left === 2 ? 0xf : 0x3) : 0);
  return {
    bytes: filled(bytes, length),
    charOf: (byte) => chars[Math.min(byte, length - 1)] ?? start,
    strange,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** The problem of base64 that goes on behind its padding. */
export const afterPadding = phrase('there are characters after the padding');
const characterMissing = phrase('a character is missing at the end');
/** The problem of a last character that has more bits than bytes need. */
export const spareBits = phrase('the last character has bits that belong to no byte');
const oddLine = phrase('a line has an odd number of digits');

/** The problem of padding that is not as long as the digits need it. */
export const wrongPadding = (found: number, expected: number): Words =>
  found === 1
    ? phrase('there is 1 padding character instead of {0}', expected)
    : phrase('there are {0} padding characters instead of {1}', found, expected);

function base64Problem(left: number, padding: number, goesOn: boolean, spare: number): Words | undefined {
  if (goesOn) return afterPadding;
  if (left === 1) return characterMissing;
  if (padding > 0 && padding !== (4 - left) % 4) return wrongPadding(padding, (4 - left) % 4);
  return spare === 0 ? undefined : spareBits;
}

/** Standard alphabet with padding, in lines of `lineLength` characters where that is given. */
export function encodeBase64(bytes: Uint8Array, lineLength = 0): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const rest = bytes.length - i;
    parts.push(
      standard[group >> 18]! +
        standard[(group >> 12) & 63]! +
        (rest > 1 ? standard[(group >> 6) & 63]! : '=') +
        (rest > 2 ? standard[group & 63]! : '='),
    );
  }
  const text = parts.join('');
  if (lineLength <= 0) return text;
  const lines: string[] = [];
  for (let i = 0; i < text.length; i += lineLength) lines.push(text.slice(i, i + lineLength));
  return lines.join('\n');
}

/** The octets that were filled in; what they were collected in may have held a key. */
function filled(bytes: Uint8Array, length: number): Uint8Array {
  const own = bytes.slice(0, length);
  bytes.fill(0, 0, length);
  return own;
}

/**
 * Hex as pasted, to its end: pairs in every layout that the finder reads (`readHex`), and dumps (`readDump`) from offset
 * 0 on. Digits by themselves join; what is neither digit nor between digits is listed.
 */
export function decodeHex(text: string, start = 0, end = text.length): Decoded {
  const strange: number[] = [];
  const dump = dumpAtStart(text, start, end);
  const decoding = dump?.decoding ?? new Decoding(4, start);
  let odd = false;
  const note = (at: number): void => {
    if (strange.length < mostStrange) strange.push(at);
  };
  if (dump) for (const line of linesBehind(text, dump.end, end)) note(line);
  for (let at = dump ? end : start; at < end;) {
    const value = hexValue(text.charCodeAt(at));
    if (value >= 0) {
      const isPrefix = value === 0 && (text.charCodeAt(at + 1) | 32) === 120 && at + 1 < end;
      const read = isPrefix
        ? undefined
        : readHex(text, at, { bytes: Number.POSITIVE_INFINITY, to: end }, decoding);
      if (read?.end === at) decoding.push(value, at);
      at = isPrefix ? at + 2 : Math.max(read?.end ?? 0, at + 1);
      continue;
    }
    if (text[at] === '\n' && decoding.digits % 2 !== 0) odd = true;
    const prefix = prefixAt(text, at);
    if (prefix === 0 && !isBlank(text, at)) note(at);
    at += Math.max(1, prefix);
  }
  odd ||= decoding.digits % 2 !== 0;
  const bytes = decoding.take();
  decoding.forget();
  return {
    bytes,
    charOf: (byte) => decoding.charOf(byte),
    strange,
    ...(odd ? { problem: oddLine } : {}),
  };
}

/** Before the first digit and behind the last one; between them is what `readHex` takes. */
const isBlank = (text: string, at: number): boolean =>
  isSpace(text.charCodeAt(at)) || ':,-'.includes(text[at]!);
/** Characters of what programs write before a pair. */
const prefixAt = (text: string, at: number): number =>
  text.startsWith('(byte)', at)
    ? 6
    : text[at] === '\\' && (text.charCodeAt(at + 1) | 32) === 120 && hexValue(text.charCodeAt(at + 2)) >= 0
      ? 2
      : 0;

/** Digits of an offset, and what is before the first group: of one row alone, xxd's colon or the bars of hexdump. */
const firstRow = /^[ \t]*(0{4,16})(?::|[ \t]{1,3})[ \t-]*(?=[0-9A-Fa-f]{2})/;

/** Where the first line begins that is not blank. */
function firstLine(text: string, from: number, to: number): number {
  let line = from;
  while (line < to && isSpace(text.charCodeAt(line))) line++;
  while (line > from && text[line - 1] !== '\n') line--;
  return line;
}

/** The dump whose first row is the first line that is not blank. */
function dumpAtStart(text: string, start: number, end: number): Dump | undefined {
  let line = firstLine(text, start, end);
  // What Format-Hex prints above a dump.
  const ruler = text.slice(line, Math.min(end, line + 60)).trimStart();
  if (ruler.startsWith('00 01 02 03 04 05 06 07')) {
    const feed = text.indexOf('\n', line);
    if (feed >= 0 && feed < end) line = firstLine(text, feed, end);
  }
  const head = firstRow.exec(text.slice(line, Math.min(end, line + 60)));
  if (!head) return undefined;
  const dump = readDump(text, line, line + head[0].length, { bytes: Number.POSITIVE_INFINITY, to: end });
  const feed = text.indexOf('\n', line);
  if (!dump || (feed >= 0 && dump.end > feed)) return dump;
  // A row alone: zeros may be bytes, too.
  const row = text.slice(line, feed < 0 || feed > end ? end : feed);
  const marked = /^\s*[0-9a-fA-F]{6,8}:/.test(row) || row.includes('|');
  if (marked && linesBehind(text, dump.end, end).length === 0) return dump;
  dump.decoding.forget();
  return undefined;
}

/** Lines behind the last row that are not blank, and not an offset alone, as hexdump has it at the end. */
function linesBehind(text: string, from: number, to: number): number[] {
  const found: number[] = [];
  let feed = text.indexOf('\n', from);
  while (feed >= 0 && feed + 1 < to && found.length < mostStrange) {
    const line = feed + 1;
    feed = text.indexOf('\n', line);
    const row = text.slice(line, feed < 0 || feed > to ? to : feed).trim();
    if (row !== '' && !/^[0-9a-fA-F]{4,16}$/.test(row)) found.push(line);
  }
  return found;
}
