/** Key blocks in any text: all of them, or the one at an offset. */
import { findIn } from './finder';
import { keyBlocksBetween } from './scan';
import type { KeyMaterial } from './keyMaterial';

export { cleanKeyBlockText, keyBlockInSelection } from './selection';
export { inputOffset, inputSpans, type KeyMaterial, type Segment } from './keyMaterial';

/** The key blocks of a text, in order, in whatever coats; one rule for every surface (keyBlockRule.ts). */
export function findKeyBlocks(text: string): KeyMaterial[] {
  return findIn(text, { structures: false, keyBlocks: true }).filter((one) => one.kind === 'keyBlock');
}

/** A block with its decorations, wrapped over lines, takes less than this. */
const widest = 40_000;

/** The key block that covers an offset of a text, if there is one; looks at its neighbourhood only. */
export function keyBlockAt(text: string, offset: number): KeyMaterial | undefined {
  // Where one block ends and the next begins, it is the next.
  return keyBlocksBetween(text, Math.max(0, offset - widest), Math.min(text.length, offset + 2)).findLast(
    ({ span, prefix }) => span.start - (prefix?.length ?? 0) <= offset && offset <= span.end,
  );
}
