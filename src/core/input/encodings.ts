/**
 * Base64 and hex as people paste them, to bytes and back. Positions are kept, so that a finding on a
 * byte can be shown on the characters it came from.
 */

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
  readonly problem?: string;
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
export const afterPadding = 'there are characters after the padding';

function base64Problem(left: number, padding: number, goesOn: boolean, spare: number): string | undefined {
  if (goesOn) return afterPadding;
  if (left === 1) return 'a character is missing at the end';
  if (padding > 0 && padding !== (4 - left) % 4)
    return `there are ${padding} padding characters instead of ${(4 - left) % 4}`;
  return spare === 0 ? undefined : 'the last character has bits that belong to no byte';
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

const nibble = new Int8Array(128).fill(-1);
for (const [from, first] of [
  [48, 0],
  [65, 10],
  [97, 10],
] as const) {
  for (let i = 0; i < (from === 48 ? 10 : 6); i++) nibble[from + i] = first + i;
}

/**
 * Hex as pasted: pairs with or without spaces, colons, commas, dashes and line breaks between them, "0x" before
 * them; and dumps (`xxd`, `hexdump -C`, `od -t x1`): an offset in front of each line and characters
 * behind it are left out.
 */
export function decodeHex(text: string, start = 0, end = text.length): Decoded {
  const bytes = new Uint8Array((end - start) >> 1);
  const chars = new Uint32Array(bytes.length);
  const strange: number[] = [];
  let length = 0;
  let odd = false;
  const dump = isDump(text, start, end);
  let line = start;
  while (line < end) {
    const newline = text.indexOf('\n', line);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    const [from, to] = dump ? dumpColumns(text, line, lineEnd) : [line, lineEnd];
    let high = -1;
    let highAt = 0;
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (isSpace(code) || code === 58 || code === 44 || code === 45) continue;
      if (code === 48 && (text.charCodeAt(at + 1) | 32) === 120 && high < 0) {
        at++;
        continue;
      }
      const value = code < 128 ? nibble[code]! : -1;
      if (value < 0) {
        if (strange.length < mostStrange) strange.push(at);
      } else if (high < 0) {
        high = value;
        highAt = at;
      } else {
        chars[length] = highAt;
        bytes[length++] = (high << 4) | value;
        high = -1;
      }
    }
    if (high >= 0) odd = true;
    line = lineEnd + 1;
  }
  return {
    bytes: filled(bytes, length),
    charOf: (byte) => chars[Math.min(byte, length - 1)] ?? start,
    strange,
    ...(odd ? { problem: 'a line has an odd number of digits' } : {}),
  };
}

const dumpLine =
  /^[ \t]*[0-9a-fA-F]{4,16}(?::|[ \t]{1,3})[ \t]*(?:[0-9a-fA-F]{2,4}[ \t-]{1,3}){0,31}[0-9a-fA-F]{2,4}(?:[ \t]|$)/;

/** A dump's first two lines carry rising offsets; a single line needs the colon of xxd or the bars of hexdump. */
function isDump(text: string, start: number, end: number): boolean {
  const head = text
    .slice(start, Math.min(end, start + 400))
    .split('\n')
    .slice(0, 3)
    .filter((row) => row.trim() !== '');
  const [first, second] = head;
  if (first === undefined || !dumpLine.test(first)) return false;
  const offset = (row: string): number => Number.parseInt(row.trim(), 16);
  if (offset(first) !== 0) return false;
  if (second === undefined) return /^\s*[0-9a-fA-F]{6,8}:/.test(first) || first.includes('|');
  const step = offset(second);
  return step > 0 && step <= 64 && (dumpLine.test(second) || /^[ \t]*[0-9a-fA-F]{4,16}\s*$/.test(second));
}

/** Where the pairs of one dump line stand: behind the offset, before the characters. */
function dumpColumns(text: string, start: number, end: number): [number, number] {
  const row = text.slice(start, end);
  const offset = /^[ \t]*[0-9a-fA-F]{4,16}(?::|[ \t]|\r?$)/.exec(row);
  if (!offset) return [start, start];
  const from = offset[0].length;
  const bar = row.indexOf('|', from);
  // xxd: two spaces before the characters; hexdump -C also has two between its halves, but a bar too.
  const pairs = /^[ \t]*(?:[0-9a-fA-F]{2,4}(?:[ \t-](?![ \t])|(?=[ \t]|\r?$)))*/.exec(row.slice(from));
  const to = bar >= 0 ? bar : from + (pairs?.[0].length ?? 0);
  return [start + from, start + to];
}
