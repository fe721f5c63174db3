/** What a selection or a pasted text is meant to be: a key block, however it was broken up. */
import type { Span } from '../findings';
import { findIn } from './finder';
import type { KeyMaterial, Segment } from './keyMaterial';
import { keyBlocksBetween } from './scan';

/**
 * The key block that a selection is meant to be, with spaces, line breaks, quotes and a scheme tag
 * taken off, and where its characters stand in the selection. Always something: what is no key block
 * comes back without white space, for the decoder to say what is wrong with it.
 */
export function keyBlockInSelection(selected: string): KeyMaterial {
  const found = keyBlocksBetween(selected, 0, selected.length);
  const whole = found.find((block) => isWhole(block.text));
  if (whole) return whole;
  const inside = inCoat(selected);
  if (inside) return inside;
  // Spaces may belong to an optional block: the mildest cleaning that makes the length right is taken.
  const bounds = trimmed(selected);
  const lines = without(selected, bounds, lineSeams(selected, bounds));
  if (isWhole(lines.text)) return lines;
  const squeezed = without(selected, bounds, spaces(selected, bounds));
  const [broken] = found;
  return broken && declaredLength(squeezed.text) === undefined ? broken : squeezed;
}

/** The block in a dump, in hexadecimal of its characters and the like; longer selections hold more than a block. */
function inCoat(selected: string): KeyMaterial | undefined {
  if (selected.length > mostCoated) return undefined;
  for (const one of findIn(selected, { structures: false, keyBlocks: true }))
    if (one.kind === 'keyBlock' && isWhole(one.text)) return one;
  return undefined;
}

/** A block of full length in a dump has not so many characters. */
const mostCoated = 100_000;

/** The text of `keyBlockInSelection`: the block as it was before it was wrapped. */
export function cleanKeyBlockText(selected: string): string {
  return keyBlockInSelection(selected).text;
}

function declaredLength(text: string): number | undefined {
  const match = /^[A-Ea-e01]([0-9]{4})/.exec(text);
  return match ? Number(match[1]) : undefined;
}

const isWhole = (text: string): boolean => declaredLength(text) === text.length;

/** White space, and the characters without width that some programs put beside copied text. */
const isSpace = (character: string | undefined): boolean =>
  character !== undefined && /[\s\u200b\ufeff]/.test(character);
const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';
const isBreak = (character: string | undefined): boolean => character === '\n' || character === '\r';
const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";
const isAround = (character: string | undefined): boolean =>
  isSpace(character) || (character !== undefined && '"\'`,;'.includes(character));

function trimmed(selected: string): Span {
  let start = 0;
  let end = selected.length;
  while (start < end && isAround(selected[start])) start++;
  while (end > start && isAround(selected[end - 1])) end--;
  return { start, end };
}

/** Runs of white space. */
function spaces(selected: string, bounds: Span): Span[] {
  const gaps: Span[] = [];
  for (let at = bounds.start; at < bounds.end; at++) {
    if (!isSpace(selected[at])) continue;
    const start = at;
    while (isSpace(selected[at + 1])) at++;
    gaps.push({ start, end: at + 1 });
  }
  return gaps;
}

/** Line breaks with what a program's source puts around them: quotes, a continuation sign, indentation. */
function lineSeams(selected: string, bounds: Span): Span[] {
  const gaps: Span[] = [];
  let free = bounds.start;
  for (let at = bounds.start; at < bounds.end; at++) {
    if (!isBreak(selected[at])) continue;
    let start = at;
    const blanks = (): void => {
      while (start > free && isBlank(selected[start - 1])) start--;
    };
    blanks();
    if (start > free && '+\\&'.includes(selected[start - 1] ?? ' ')) start--;
    blanks();
    if (start > free && isQuote(selected[start - 1])) start--;
    let end = at + 1;
    while (end < bounds.end && (isBreak(selected[end]) || isBlank(selected[end]))) end++;
    if (end < bounds.end && isQuote(selected[end])) end++;
    gaps.push({ start, end });
    free = end;
    at = end - 1;
  }
  return gaps;
}

/** What stands between the gaps, in one piece. */
function without(selected: string, bounds: Span, gaps: readonly Span[]): KeyMaterial {
  const segments: Segment[] = [];
  let length = 0;
  let from = bounds.start;
  for (const gap of [...gaps, { start: bounds.end, end: bounds.end }]) {
    if (gap.start > from) {
      segments.push({ at: length, span: { start: from, end: gap.start } });
      length += gap.start - from;
    }
    from = gap.end;
  }
  const text = segments.map(({ span }) => selected.slice(span.start, span.end)).join('');
  const span = { start: segments[0]?.span.start ?? 0, end: segments.at(-1)?.span.end ?? 0 };
  const whole: KeyMaterial = { kind: 'keyBlock', encoding: 'text', text, span, segments };
  return /^[RS][A-Ea-e01][0-9]{4}/.test(text) ? withoutTag(whole) : whole;
}

function withoutTag(material: KeyMaterial): KeyMaterial {
  const segments = material.segments
    .map(({ at, span }, i) =>
      i === 0 ? { at, span: { start: span.start + 1, end: span.end } } : { at: at - 1, span },
    )
    .filter(({ span }) => span.end > span.start);
  return {
    ...material,
    text: material.text.slice(1),
    segments,
    span: { start: segments[0]?.span.start ?? 0, end: material.span.end },
    prefix: material.text.slice(0, 1),
  };
}
