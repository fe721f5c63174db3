/**
 * Finds structures and key blocks in a text, in whatever coats, up to three deep. One walk over the text: only every
 * sixteenth character is looked at, and its neighbours where it belongs to a run that may be of interest. Time is in
 * proportion to the text, the stack does not grow with it, and nothing throws.
 */
import { wipe } from '../crypto/bytes';
import { type Collector, either, encodingOf, mostFound, type Wanted } from './collector';
import type { HsmMaterial } from './hsmMaterial';
import type { CoatName, DerMaterial, KeyMaterial } from './keyMaterial';
import { documentLayer, documentSpan, type Layer } from './layer';
import { findPemBlocks } from './pem';
import { classes } from './scan';
import { Walk } from './walk';
import { forgetText } from './window';

/** What is found in a text: its places are those of the document. */
export function findIn(text: string, wanted: Wanted): (DerMaterial | KeyMaterial)[] {
  const finder = new Finder(wanted);
  finder.search(text);
  return finder.found.sort((a, b) => a.span.start - b.span.start);
}

/**
 * Key blocks that begin in [from, to) of a text, in whatever coats, in order. `to` is no end: what begins before it is
 * read as far as it goes, and so is a run of digits: it is passed over where it began before `from`, as the part before
 * it had what is in it.
 */
export function keyBlocksIn(text: string, from: number, to: number): KeyMaterial[] {
  const finder = new Finder({ structures: false, keyBlocks: true });
  const start = from > 0 && isRun(text, from - 1) ? endOfRun(text, from) : from;
  finder.between(text, start);
  const end = isRun(text, to - 1) ? endOfRun(text, to) : to;
  // A run that the text ends in may be cut off.
  const bound = end < text.length ? end : to;
  return finder.found
    .filter((one): one is KeyMaterial => one.kind === 'keyBlock' && one.span.start < bound)
    .sort((a, b) => a.span.start - b.span.start);
}

const isRun = (text: string, at: number): boolean => (classes[text.charCodeAt(at)]! & either) !== 0;

/** Where a run of digits ends that goes on at a place. */
function endOfRun(text: string, at: number): number {
  let end = at;
  while (end < text.length && isRun(text, end)) end++;
  return end;
}

/** Atalla key blocks, cryptograms and key serial numbers of a text, in order; the last two where a label or an answer shows them. */
export function findHsmMaterial(text: string): HsmMaterial[] {
  const finder = new Finder({ structures: true, keyBlocks: true, others: true });
  finder.search(text);
  for (const one of finder.found) if (one.kind === 'der') wipe(one.bytes);
  return finder.others.sort((a, b) => a.span.start - b.span.start);
}

/** More than a part of a text of a few million characters has in it. */
const mostInPart = 100_000;

/** Everything of interest in a part of a text, in order: key blocks, structures and what else HSMs put out. The caller wipes bytes. */
export function findAll(text: string, first?: Wanted['first']): (DerMaterial | KeyMaterial | HsmMaterial)[] {
  const finder = new Finder({ structures: true, keyBlocks: true, others: true, first, most: mostInPart });
  finder.search(text);
  return [...finder.found, ...finder.others].sort((a, b) => a.span.start - b.span.start);
}

class Finder implements Collector {
  readonly others: HsmMaterial[] = [];
  readonly found: (DerMaterial | KeyMaterial)[] = [];
  constructor(readonly wanted: Wanted) {}

  /** Of a whole document. */
  search(text: string): void {
    try {
      this.look(documentLayer(text), 0);
    } finally {
      forgetText();
    }
  }

  /** From a place of a document on, without a look at PEM blocks. */
  between(text: string, from: number): void {
    try {
      new Walk(this, documentLayer(text), 0).between(from, text.length);
    } finally {
      forgetText();
    }
  }

  look(layer: Layer, depth: number): void {
    let from = 0;
    for (const block of findPemBlocks(layer.text, depth === 0 ? this.wanted.first : undefined)) {
      if (this.full) return;
      if (block.span.start < from) continue;
      new Walk(this, layer, depth).between(from, block.span.start);
      from = block.span.end;
      if (!this.wanted.structures) {
        wipe(block.bytes);
        continue;
      }
      const { decoded } = block;
      const coats: CoatName[] = [...layer.coats, 'PEM', ...(block.coats ?? [])];
      this.found.push({
        kind: 'der',
        encoding: encodingOf(coats),
        bytes: block.bytes,
        span: documentSpan(layer, block.span),
        label: block.label,
        charOf: (byte) => layer.start(decoded.charOf(byte)),
        ...(layer.wrapper === undefined ? {} : { wrapper: layer.wrapper }),
        ...(coats.length > 1 ? { coats } : {}),
        ...(block.encrypted && block.headers.length > 0 ? { encrypted: true } : {}),
        ...(block.problem === undefined ? {} : { problem: block.problem }),
        ...(block.problemSpan ? { problemSpan: documentSpan(layer, block.problemSpan) } : {}),
      });
    }
    new Walk(this, layer, depth).between(from, layer.text.length);
  }

  get full(): boolean {
    // Key blocks have no bytes to hold: a text may be full of them.
    return this.wanted.structures && this.found.length >= (this.wanted.most ?? mostFound);
  }
}
