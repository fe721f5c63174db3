/** The fast search for beginnings of key blocks in a text of any size. */
import { isDigit } from '../keyblock/characters';
import { keyBlockStartingAt, Runs } from './keyBlockRule';
import { framedKeyBlocks } from './keyBlockFrames';
import type { KeyMaterial } from './keyMaterial';

export const classes = new Uint8Array(0x10000);
/** Letters and digits: the 16 characters of a header are nothing else. */
export const word = 1;
/** First character of a block. */
export const version = 2;
/** Signs that base64 has besides them. */
export const base64Sign = 8;
/** What before a run lets a block begin inside it: a backslash (\n, \u0022), % (%0A), [ and ; (ESC[0m). */
export const escape = 4;
export const hexDigit = 16;
/** What may be between pairs of hexadecimal digits. */
export const join = 32;
/** What a list of hexadecimal digits is made of: digits, what may be between pairs, "0x", "(byte)", "h", "\\n". */
export const listed = 128;
for (const letter of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  classes[letter.charCodeAt(0)] = word;
for (const letter of 'ABCDEabcde01') classes[letter.charCodeAt(0)]! |= version;
for (const letter of '+/-_') classes[letter.charCodeAt(0)]! |= base64Sign;
for (const letter of '\\%[;') classes[letter.charCodeAt(0)]! |= escape;
for (const letter of '0123456789ABCDEFabcdef') classes[letter.charCodeAt(0)]! |= hexDigit;
for (const letter of ' \t\r\n:,;-._|"\'+&\u00a0\\(') classes[letter.charCodeAt(0)]! |= join;
for (const letter of '0123456789ABCDEFabcdef \t\r\n:,;-._|"\'+&\u00a0\\()xXhHytnr')
  classes[letter.charCodeAt(0)]! |= listed;

const headerLength = 16;
/** Characters of an escape that may stand in the run before the block, with a scheme tag. */
const longestEscape = 6;

/**
 * The key blocks that begin in [from, to) of a text, in order. A header is a run of at least 16 letters
 * and digits, so only every 16th character is looked at, and the others where it is one.
 */
export function keyBlocksBetween(text: string, from: number, to: number): KeyMaterial[] {
  const found: KeyMaterial[] = [];
  const runs = new Runs(text);
  const bound = Math.min(text.length, to + headerLength);
  for (let probe = from + headerLength - 1; probe < bound; probe += headerLength) {
    // Beyond the table, and beyond the text, is undefined: no word.
    if ((classes[text.charCodeAt(probe)]! & word) === 0) continue;
    const lowest = probe - headerLength + 1;
    let start = probe;
    while (start >= lowest && (classes[text.charCodeAt(start - 1)]! & word) !== 0) start--;
    // Longer runs have been looked at where they begin, shorter ones hold no header.
    if (start < lowest || !isLong(text, start, probe)) continue;
    const end = pushBlocks(text, start, to, runs, found);
    if (end >= 0) probe = end;
  }
  return found;
}

/** Whether the run of letters and digits from `start` up to `probe` goes on to the length of a header. */
export function isLong(text: string, start: number, probe: number): boolean {
  const last = start + headerLength;
  let at = probe + 1;
  while (at < last && (classes[text.charCodeAt(at)]! & word) !== 0) at++;
  return at >= last;
}

/** The blocks of the run of letters and digits that begins at `start`; where the last of them ends, -1 for none. */
export function pushBlocks(
  text: string,
  start: number,
  to: number,
  runs: Runs,
  found: KeyMaterial[],
): number {
  const block = blockAtRun(text, start, to, runs);
  if (block) found.push(block);
  const end = block ? (block.after ?? block).span.end : start;
  const behind = framedKeyBlocks(text, end, runs, found);
  return behind >= 0 ? behind : block ? end : -1;
}

function blockAtRun(text: string, start: number, to: number, runs: Runs): KeyMaterial | undefined {
  const first = text.charCodeAt(start);
  const before = start === 0 ? 0 : classes[text.charCodeAt(start - 1)]! & escape;
  const reach = before !== 0 ? longestEscape : first === 82 || first === 83 ? 1 : 0;
  for (let at = start; at <= start + reach && at < to; at++) {
    if ((classes[text.charCodeAt(at)]! & version) === 0 || !isDigit(text.charCodeAt(at + 1))) continue;
    const block = keyBlockStartingAt(text, at, runs);
    if (block) return block;
  }
  return undefined;
}
