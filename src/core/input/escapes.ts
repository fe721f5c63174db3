/** One character written as several: in URLs (RFC 3986 2.1), JSON and programs (RFC 8259 7), XML (1.0, 4.1). */
import { isHex } from '../keyblock/characters';

export interface Escape {
  /** Code of the character that is meant. */
  readonly code: number;
  /** Behind the last character of the escape. */
  readonly end: number;
  readonly coat: 'URL encoding' | 'XML entities' | 'escapes';
}

const letters: Readonly<Record<string, number | undefined>> = {
  n: 10,
  r: 13,
  t: 9,
  '/': 47,
  '"': 34,
  '=': 61,
  '+': 43,
};

/** The escape that begins at a place; undefined where none does. */
export function escapeAt(text: string, at: number): Escape | undefined {
  switch (text.charCodeAt(at)) {
    case 37:
      return percentAt(text, at);
    case 38:
      return entityAt(text, at);
    case 92:
      return backslashAt(text, at);
    default:
      return undefined;
  }
}

function hexOf(text: string, from: number, to: number): number {
  if (to > text.length) return -1;
  for (let at = from; at < to; at++) if (!isHex(text.charCodeAt(at))) return -1;
  return Number.parseInt(text.slice(from, to), 16);
}

/** "%2B", also encoded twice: "%252B". */
function percentAt(text: string, at: number): Escape | undefined {
  let from = at + 1;
  if (
    text.startsWith('25', from) &&
    hexOf(text, from + 2, from + 4) >= 0 &&
    hexOf(text, from, from + 2) === 0x25
  )
    from += 2;
  const code = hexOf(text, from, from + 2);
  return code < 0 ? undefined : { code, end: from + 2, coat: 'URL encoding' };
}

/** "&#13;", "&#xA;". */
function entityAt(text: string, at: number): Escape | undefined {
  if (text[at + 1] !== '#') return undefined;
  const hex = (text.charCodeAt(at + 2) | 32) === 120;
  const from = at + (hex ? 3 : 2);
  let end = from;
  while (end < from + 6 && isHex(text.charCodeAt(end))) end++;
  if (end === from || text[end] !== ';') return undefined;
  const digits = text.slice(from, end);
  const code = hex ? Number.parseInt(digits, 16) : Number(digits);
  return Number.isNaN(code) || code > 0xffff ? undefined : { code, end: end + 1, coat: 'XML entities' };
}

/** "\n", "\u002b", "\x2b"; the backslash itself may be doubled, where text was put into text. */
function backslashAt(text: string, at: number): Escape | undefined {
  let from = at + 1;
  while (from < at + 4 && text.charCodeAt(from) === 92) from++;
  const next = text[from];
  if (next === undefined) return undefined;
  const code =
    next === 'u'
      ? hexOf(text, from + 1, from + 5)
      : next === 'x'
        ? hexOf(text, from + 1, from + 3)
        : letters[next];
  if (code === undefined || code < 0) return undefined;
  return { code, end: from + (next === 'u' ? 5 : next === 'x' ? 3 : 1), coat: 'escapes' };
}
