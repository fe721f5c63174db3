/**
 * Coats: what key material is wrapped in where it is copied from. Each is recognised at a place of a text and gives
 * bytes, with the way back to the characters. What is in the bytes, a structure or text with something in it again,
 * is not its business.
 */
import type { Words } from '../findings';
import { Decoding } from './decoding';
import { base64Value, readBase64 } from './base64Digits';
import { readDump } from './dump';
import { spareBits, wrongPadding } from './encodings';
import { escapeAt } from './escapes';
import { readHex } from './hexDigits';
import type { CoatName } from './keyMaterial';

/** How far a coat is read: until so many bytes are there. */
export interface CoatLimits {
  readonly bytes: number;
  /** Character of the text before which it ends. */
  readonly to: number;
  /** Bits of the first digit of base64 that belong to what is before it. */
  readonly skip?: number;
  /** True where the lines that follow were tried before. */
  readonly oneLine?: boolean;
}

export interface Uncoated {
  readonly coats: readonly CoatName[];
  readonly decoding: Decoding;
  /** Behind the last character of it. */
  readonly end: number;
  /** Whether it ended before as many bytes were there as were asked for. */
  readonly short: boolean;
  /** What is wrong with the encoding, as a sentence without full stop. */
  readonly problem?: Words;
}

export interface Coat {
  /** Reads it from its first character at `at`; `line` is where the line begins. Undefined where it is not there. */
  readonly recognise: (text: string, at: number, line: number, limits: CoatLimits) => Uncoated | undefined;
}

const glue = (text: string, at: number): number => {
  let size = 0;
  while (size < 2 && '+-/'.includes(text[at + size] ?? ' ')) size++;
  return size;
};

export const base64Coat: Coat = {
  recognise: (text, at, _line, { bytes, to, skip = 0, oneLine = false }) => {
    const glued = skip === 0 ? glue(text, at) : 0;
    const start = at + glued;
    const digits = Number.isFinite(bytes) ? Math.ceil((8 * bytes + skip) / 6) : bytes;
    const code = text.charCodeAt(start);
    if (!(code < 128 && base64Value[code]! >= 0)) return undefined;
    const read = readBase64(text, start, { digits, to, glued, oneLine }, new Decoding(6, start, skip));
    return { ...read, coats: ['base64', ...read.coats], ...paddingProblem(read, bytes) };
  },
};

function paddingProblem(
  { decoding, padding, short }: ReturnType<typeof readBase64>,
  bytes: number,
): { problem?: Words } {
  if (short && Number.isFinite(bytes)) return {};
  const left = decoding.digits & 3;
  if (padding > 0 && padding !== (4 - left) % 4) return { problem: wrongPadding(padding, (4 - left) % 4) };
  if (left >= 2 && decoding.spare !== 0) return { problem: spareBits };
  return {};
}

export const hexCoat: Coat = {
  recognise: (text, at, _line, limits) => {
    const read = readHex(text, at, limits);
    return read.decoding.byteLength === 0 ? undefined : { ...read, coats: ['hexadecimal'] };
  },
};

export const dumpCoat: Coat = {
  recognise: (text, at, line, limits) => {
    const read = readDump(text, line, at, limits);
    return read && { ...read, coats: ['dump'] };
  },
};

/** Longest token with "%41" in it that is looked at. */
const mostEncoded = 200_000;

/** The whole token, decoded: "%41" is one octet, "+" a blank where the text is a form's (application/x-www-form-urlencoded). */
export const urlCoat: Coat = {
  recognise: (text, at, _line, { to }) => {
    const bound = Math.min(to, text.length, at + mostEncoded);
    const decoding = new Decoding(8, at);
    const form = text.slice(at, at + 200).includes('BEGIN+');
    let place = at;
    let escapes = 0;
    while (place < bound) {
      const code = text.charCodeAt(place);
      const escape = code === 37 ? escapeAt(text, place) : undefined;
      if (escape) {
        escapes++;
        decoding.push(escape.code, place, escape.end - place);
        place = escape.end;
      } else if (code > 32 && code < 127 && !'"\'<>`'.includes(text[place]!)) {
        decoding.push(form && code === 43 ? 32 : code, place++);
      } else break;
    }
    return escapes === 0 ? undefined : { decoding, end: place, coats: ['URL encoding'], short: true };
  },
};
