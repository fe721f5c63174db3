/** Where a block stands in a document that is edited. Offsets are UTF-16 units of the document's text. */
import type { Span } from '../../core/findings';

/** One replacement; of several, each counts in the text as the ones before it left it. */
export interface Replacement {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where a span is after replacements. What is written at one of its ends stays outside; `swallowed` where one
 * replacement took the whole of it, and the place is that of what came instead.
 */
export function movedSpan(
  span: Span,
  replacements: readonly Replacement[],
): Span & { readonly swallowed: boolean } {
  let { start, end } = span;
  let swallowed = false;
  for (const { rangeOffset, rangeLength, text } of replacements) {
    const until = rangeOffset + rangeLength;
    const grown = text.length - rangeLength;
    if (until <= start) {
      start += grown;
      end += grown;
    } else if (rangeOffset < end) {
      if (rangeOffset <= start && until >= end) swallowed = true;
      end = Math.max(rangeOffset + text.length, end + grown);
      start = Math.min(start, rangeOffset);
    }
  }
  return { start, end, swallowed };
}

/**
 * For each character of a block, its offset in the text it was read from, which may have white space, quotes
 * and a scheme tag between and before. Undefined where the characters are not there in their order.
 */
export function characterOffsets(block: string, source: string): number[] | undefined {
  // A scheme tag may equal the block's own first characters: the last place to begin that still fits is taken.
  const last = source.lastIndexOf(block);
  if (last >= 0) return Array.from(block, (_, index) => last + index);
  const offsets = new Array<number>(block.length);
  let at = source.length;
  for (let index = block.length - 1; index >= 0; index--) {
    at = at === 0 ? -1 : source.lastIndexOf(block[index]!, at - 1);
    if (at < 0) return undefined;
    offsets[index] = at;
  }
  return offsets;
}
