/** Classes of characters by code, as tables: the reader looks at every character of every block. */

function table(members: string): Uint8Array {
  const member = new Uint8Array(128);
  for (const character of members) member[character.charCodeAt(0)] = 1;
  return member;
}

const hex = table('0123456789ABCDEFabcdef');
const alphanumeric = table('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

/** Format N of X9.143:2021 clause 4. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** Format H, lower case included: that it should be upper case is said apart. */
export const isHex = (code: number): boolean => code < 128 && hex[code] === 1;
/** Format AN. */
export const isAlphanumeric = (code: number): boolean => code < 128 && alphanumeric[code] === 1;
/** Format PA. */
export const isPrintable = (code: number): boolean => code >= 0x20 && code <= 0x7e;

/** First character of [start, end) that is not of the class; -1 where there is none. */
export function firstOutside(
  text: string,
  start: number,
  end: number,
  belongs: (code: number) => boolean,
): number {
  for (let at = start; at < end; at++) if (!belongs(text.charCodeAt(at))) return at;
  return -1;
}

/** First character of [start, end) that is no hexadecimal digit of either case; -1 where there is none. */
export function firstNotHex(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code > 127 || hex[code] === 0) return at;
  }
  return -1;
}

/** First of a to f in [start, end); -1 where there is none. */
export function firstLowerHex(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 102) return at;
  }
  return -1;
}

/** Decimal number of [start, end); -1 where one of them is no digit or none is there. */
export function decimalAt(text: string, start: number, end: number): number {
  if (end > text.length || start >= end) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}

/** Hexadecimal number of [start, end); -1 where one of them is no digit or none is there. At most 8 digits are safe. */
export function hexAt(text: string, start: number, end: number): number {
  if (end > text.length || start >= end) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isHex(code)) return -1;
    value = value * 16 + (code <= 57 ? code - 48 : (code | 0x20) - 87);
  }
  return value;
}
