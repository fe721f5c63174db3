/** Key blocks of a file of any size, given to the scanner piece by piece, with lines and columns. */
import { LineCursor, type TextPosition, type Units } from './lineCursor';
import type { KeyMaterial } from './keyMaterial';
import { keyBlocksIn } from './finder';

export interface LocatedKeyBlock {
  readonly material: KeyMaterial;
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** A block with its decorations, wrapped over lines, takes less than this; so much has to follow a place that is searched. */
const widest = 40_000;
/** Characters before a place that decide whether a block, or a line of a dump, may begin there. */
const context = 600;

/**
 * Usage: `push` pieces in order, each beginning with the last `keep` characters of the one before. Blocks over
 * a border are found once. Finds what `findKeyBlocks` finds in the whole text.
 */
export class KeyBlockScanner {
  /** Characters of the next piece that were searched already. */
  private searched = 0;
  private readonly cursor: LineCursor;

  constructor(units: Units) {
    this.cursor = new LineCursor(units);
  }

  /**
   * @param last true for the piece that ends the file
   * @returns blocks in order, and how many characters of this piece the next one has to begin with
   */
  push(text: string, last: boolean): { found: LocatedKeyBlock[]; keep: number } {
    const from = this.searched;
    const to = last ? text.length : Math.max(from, text.length - widest);
    this.cursor.begin(text, from);
    let next = to;
    const found = keyBlocksIn(text, from, to).map((material): LocatedKeyBlock => {
      const start = this.cursor.advance(material.span.start);
      const end = this.cursor.advance(material.span.end);
      next = Math.max(to, material.span.end);
      return { material, start, end };
    });
    this.cursor.advance(next);
    const keepFrom = Math.max(0, next - context);
    this.searched = next - keepFrom;
    return { found, keep: text.length - keepFrom };
  }
}
