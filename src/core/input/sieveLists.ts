/** What the sieve asks of octets: of which class they are, and whether a list of hexadecimal digits goes on. */
import { classes, hexDigit, join, listed, word } from './scan';
import { before as margin } from './window';

/** Bytes of a list: ten of a ruler above a dump, twelve of a structure. */
export const leastListed = 10;

/** Whether an octet is of one of the classes. */
export function is(octets: Uint8Array, at: number, kinds: number): boolean {
  return (classes[octets[at]!]! & kinds) !== 0;
}

/** Whether the octets [from, to) are hexadecimal digits. */
export function allHexDigits(octets: Uint8Array, from: number, to: number): boolean {
  const kinds = classes;
  for (let at = from; at < to; at++) if ((kinds[octets[at]!]! & hexDigit) === 0) return false;
  return true;
}

/** Whether the digits at a place are those of a SEQUENCE or a SET. */
export function isDer(octets: Uint8Array, at: number): boolean {
  return octets[at] === 51 && (octets[at + 1]! | 1) === 49;
}

/** Whether enough characters of a list are around `start` for the bytes of one, two digits each. */
export function mayHaveBytes(octets: Uint8Array, start: number): boolean {
  const least = 2 * leastListed;
  let from = start;
  let to = start + 1;
  while (to - start < least && is(octets, to, listed)) to++;
  while (to - from < least && is(octets, from - 1, listed)) from--;
  return to - from >= least;
}

/** Whether another pair of digits may be behind those that end at `end`. */
export function goesOn(octets: Uint8Array, end: number): boolean {
  let at = end;
  let code = octets[at]!;
  if ((code | 32) === 104) return true;
  while ((classes[code]! & join) !== 0) {
    if (code === 92 || code === 40 || at === end + margin) return true;
    code = octets[++at]!;
    if ((classes[code]! & hexDigit) !== 0 && is(octets, at + 1, hexDigit)) return true;
  }
  return code === 48 && (octets[at + 1]! | 32) === 120;
}

/** Whether a group of so many digits is there, and another behind it. */
export function isGroup(octets: Uint8Array, start: number, size: number): boolean {
  const end = start + size;
  let next = end;
  while (next < end + 3 && !is(octets, next, word)) next++;
  const code = octets[next]!;
  const second = octets[next + 1]!;
  // "0x", "(byte)".
  const special = (code | 32) === 120 || (second | 32) === 120 || (code === 98 && second === 121);
  if (!special && (is(octets, next + size, hexDigit) || !allHexDigits(octets, next, next + size)))
    return false;
  return allHexDigits(octets, start + 1, end);
}
