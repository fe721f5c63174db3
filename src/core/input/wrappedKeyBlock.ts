/** Key blocks that were wrapped over several lines. */
import { firstNotHex, isAlphanumeric, isHex } from '../keyblock/characters';
import type { Segment } from './keyMaterial';

/** Narrower lines are no wrapped block but a list of something. */
const narrowest = 8;

/** Data of optional blocks has more than hex: base64, dates, the German KS. */
const isOptionalData = (code: number): boolean =>
  isAlphanumeric(code) ||
  code === 43 ||
  code === 47 ||
  code === 61 ||
  code === 58 ||
  code === 46 ||
  code === 35;

/**
 * The pieces of a block that was wrapped over lines: following lines of hex only (of any block
 * characters where there are optional blocks), all indented alike and all but the last of one width,
 * that reach the declared length exactly. Anything else is not joined.
 */
export function wrappedSegments(
  text: string,
  start: number,
  declared: number,
  counted: boolean,
  isHeader: (start: number) => boolean,
): Segment[] | undefined {
  const belongs = counted ? isOptionalData : isHex;
  let end = pieceEnd(text, start, start + declared, counted ? isOptionalData : isAlphanumeric);
  if (end - start < 16) return undefined;
  const segments: Segment[] = [{ at: 0, span: { start, end } }];
  let length = end - start;
  let indentation: string | undefined;
  let width: number | undefined;
  while (length < declared) {
    const seam = seamAt(text, end);
    if (!seam || (indentation !== undefined && seam.indentation !== indentation)) return undefined;
    indentation = seam.indentation;
    const from = seam.end;
    // Blocks one a line, the first of them cut: the second is no part of it.
    if (isHeader(from)) return undefined;
    end = pieceEnd(text, from, from + declared - length, belongs);
    const size = end - from;
    const last = length + size === declared;
    if (size === 0 || (!last && size < narrowest)) return undefined;
    if (width !== undefined && (last ? size > width : size !== width)) return undefined;
    width ??= size;
    segments.push({ at: length, span: { start: from, end } });
    length += size;
  }
  if (length !== declared || isAlphanumeric(text.charCodeAt(end))) return undefined;
  const tail = segments
    .slice(-3)
    .map(({ span }) => text.slice(span.start, span.end))
    .join('')
    .slice(-16);
  return tail.length === 16 && firstNotHex(tail, 0, 16) < 0 ? segments : undefined;
}

function pieceEnd(text: string, start: number, most: number, belongs: (code: number) => boolean): number {
  const bound = Math.min(most, text.length);
  let at = start;
  while (at < bound && belongs(text.charCodeAt(at))) at++;
  return at;
}

/**
 * The characters between two pieces: closing quote, continuation sign, line break, indentation, opening quote.
 * Read once from left to right, because a line of blanks only may be as long as the text.
 */
function seamAt(text: string, start: number): { indentation: string; end: number } | undefined {
  let at = isQuote(text[start]) ? start + 1 : start;
  at = blanksEnd(text, at);
  const sign = text[at];
  if (sign === '+' || sign === '\\' || sign === '&') {
    at = blanksEnd(text, at + 1);
    if (text[at] === '_') at = blanksEnd(text, at + 1);
  }
  if (text[at] === '\n') at++;
  else if (text[at] === '\r') at += text[at + 1] === '\n' ? 2 : 1;
  else return undefined;
  const end = blanksEnd(text, at);
  return { indentation: text.slice(at, end), end: isQuote(text[end]) ? end + 1 : end };
}

const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";

function blanksEnd(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
