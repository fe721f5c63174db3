/** Where what is found in a text goes, whichever part of the finder found it. */
import type { HsmMaterial } from './hsmMaterial';
import type { CoatName, DerMaterial, KeyMaterial, MaterialEncoding } from './keyMaterial';
import type { Layer } from './layer';
import type { TextPlace } from './pemDamage';
import { base64Sign, word } from './scan';

/** What is looked for. */
export interface Wanted {
  readonly structures: boolean;
  readonly keyBlocks: boolean;
  /** Atalla key blocks, cryptograms and key serial numbers; they come apart. */
  readonly others?: boolean;
  /** Where the text begins in its document, for what is wrong in a line; at line 1 where it is left out. */
  readonly first?: TextPlace | undefined;
  /** After how many the search for structures ends, and that for what else HSMs put out; `mostFound` where it is left out. */
  readonly most?: number;
}

export interface Collector {
  readonly wanted: Wanted;
  readonly found: (DerMaterial | KeyMaterial)[];
  readonly others: HsmMaterial[];
  /** Whether nothing more is looked for. */
  readonly full: boolean;
  /** Looks into the text of a coat. */
  look(layer: Layer, depth: number): void;
}

/** Coats in one another. */
export const deepest = 3;
export const mostFound = 1_000;
/** Characters of a text in a coat: the shortest token in base64 has 36, the shortest key block 40. */
export const shortestText = 32;
/** Characters looked back to the begin of a line, or of a token; and behind a structure. */
export const mostBack = 600;
/** Letters, digits, and the signs that base64 has besides them. */
export const either = word | base64Sign;

/** What the encoding is called where one word has to do. */
export function encodingOf(coats: readonly CoatName[]): MaterialEncoding {
  const main = coats.filter(
    (coat) => coat === 'PEM' || coat === 'base64' || coat === 'hexadecimal' || coat === 'dump',
  );
  if (main[0] === 'PEM') return 'pem';
  if (main[0] === 'base64') return main.at(-1) === 'PEM' ? 'base64 of PEM' : 'base64';
  return 'hex';
}
