import type { Span } from '../findings';
import { decodeKeyBlock } from '../keyblock/decode';
import type { KeyMaterial, Segment } from './keyMaterial';

/** A block in a text: its characters, and the pieces of the text that hold them where it is not in one. */
export interface FoundKeyBlock extends Partial<Pick<KeyMaterial, 'coats' | 'prefix' | 'frame' | 'after'>> {
  readonly text: string;
  readonly span: Span;
  readonly segments?: readonly Segment[];
}

/** Characters that may still be looked at: where every line could begin a long block, each would be read to its end. */
export interface Budget {
  characters: number;
}

/** The header of a block, which itself is in one piece. */
const header = /(?<![0-9A-Za-z])[A-E01][0-9]{4}[0-9A-Z]{4}[0-9A-Za-z]{2}[0-9A-Z][0-9]{2}[0-9A-Za-z]{2}/g;
const gap = /[ \t]*(?:\r?\n[ \t]*)?/y;
const run = /[0-9A-Za-z]+/y;

/** A block in a text that white space broke up, and that covers an offset. */
export function squeezedKeyBlockAt(text: string, offset: number): FoundKeyBlock | undefined {
  for (const { index } of text.matchAll(header)) {
    if (index > offset) return undefined;
    const found = squeezedKeyBlock(text, index);
    if (found && offset <= found.span.end) return found;
  }
  return undefined;
}

/**
 * The block that begins at an offset, white space inside it left out. It is one only where its declared length
 * is reached exactly and nothing is wrong with what then stands there, so that no two things are joined by chance.
 */
export function squeezedKeyBlock(
  text: string,
  start: number,
  budget: Budget = { characters: Infinity },
): FoundKeyBlock | undefined {
  if (budget.characters <= 0) return undefined;
  const declared = Number(text.slice(start + 1, start + 5));
  const segments: { at: number; span: Span }[] = [];
  let length = 0;
  let at = start;
  while (length < declared) {
    if (segments.length > 0) {
      gap.lastIndex = at;
      at += gap.exec(text)?.[0].length ?? 0;
    }
    run.lastIndex = at;
    const size = run.exec(text)?.[0].length ?? 0;
    if (size === 0 || length + size > declared) return undefined;
    segments.push({ at: length, span: { start: at, end: at + size } });
    length += size;
    at += size;
    budget.characters -= size + 1;
  }
  if (segments.length < 2) return undefined;
  const joined = segments.map(({ span }) => text.slice(span.start, span.end)).join('');
  if (decodeKeyBlock(joined).findings.some(({ severity }) => severity === 'error')) return undefined;
  return { text: joined, span: { start, end: at }, segments };
}
