/**
 * A part of a text, with the bits of its characters: most of a log is passed over by these, without a look at its words.
 * Places count from the begin of the window.
 */
import { asciiOctets } from '../platform';
import { mostHeld, planes } from './planes';

/** Characters before a place that are there, at least. */
export const before = 64;

/** Number of the window whose text is in the planes; numbers given so far. */
let holder = 0;
let given = 0;
/** Characters that were put into the planes since they were last cleared. */
let filled = 0;

/** Clears what the planes hold: there may be keys in a text that was looked through. A window that goes on fills them again. */
export function forgetText(): void {
  if (filled > 0) planes().clear(filled);
  [holder, filled] = [0, 0];
}

export class Window {
  private readonly planes = planes();
  private readonly number = ++given;
  /** Codes of the characters from `from` on; 0 stands for those beyond Latin-1. */
  readonly octets = this.planes.octets;
  /** Where it begins in the text, and where it ends. */
  from = 0;
  to = 0;

  /** @param behind characters that are looked at behind a place */
  constructor(
    private readonly text: string,
    private readonly behind: number,
  ) {}

  /** Moves on to where the place `at` of the text is in it with its neighbours; `to` is the last place of interest. */
  cover(at: number, to: number): void {
    if (holder === this.number && at - before >= this.from && at + this.behind <= this.to) return;
    holder = this.number;
    const { text, octets } = this;
    const from = Math.max(0, at - before);
    this.from = from;
    this.to = Math.min(text.length, to + this.behind, from + mostHeld);
    const size = this.to - from;
    const ascii = asciiOctets(text.slice(from, this.to), octets);
    // Other characters have more octets than one: any number of them may have been written.
    filled = Math.max(filled, ascii ? size : mostHeld);
    if (!ascii)
      for (let i = 0; i < size; i++) {
        const code = text.charCodeAt(from + i);
        octets[i] = code < 256 ? code : 0;
      }
    this.planes.classify(size);
  }

  /**
   * The first of the places `at`, `at` + 16, … before `to` near which a run of 16 characters or a list of 24 may be: one
   * that holds the place, or begins at one of the two behind it.
   */
  next(at: number, to: number): number {
    const { runs, lists } = this.planes;
    for (; at < to; at += 16) {
      // From the fifteenth character before the place on, which is the lowest bit.
      const near = bitsAt(runs, at - 15);
      let many = near & (near >>> 1);
      many &= many >>> 2;
      many &= many >>> 4;
      many &= many >>> 8;
      // Of a list, half is on one side.
      const list = bitsAt(lists, at - 15);
      const left = (list & 0xfff0) === 0xfff0;
      const right = (list & 0x0ffe_0000) === 0x0ffe_0000;
      if (many !== 0 || left || right || near >>> 17 === 0x7fff) return at;
    }
    return at;
  }

  /** 32 characters from a place on: which are letters and digits. */
  words(at: number): number {
    return bitsAt(this.planes.words, at);
  }

  /** 32 characters from a place on: which are letters, digits and the signs of base64. */
  runs(at: number): number {
    return bitsAt(this.planes.runs, at);
  }

  /** Whether 44 letters and digits are at a place: what a message of an HSM has at least, with a key block in it. */
  isLong(at: number): boolean {
    const { words } = this.planes;
    return bitsAt(words, at + 12) === -1 && bitsAt(words, at) === -1;
  }

  /** Where the letters and digits end that go on at a place; from `to` on they are not followed. */
  endOfWord(at: number, to: number): number {
    for (; at < to; at += 32) {
      const bits = this.words(at);
      if (bits !== -1) return at + onesFrom(bits);
    }
    return at;
  }
}

function bitsAt(plane: Int32Array, at: number): number {
  const i = at >> 5;
  const shift = at & 31;
  return (plane[i]! >>> shift) | ((plane[i + 1]! << (31 - shift)) << 1);
}

/** Ones that bits begin with, the lowest first; of 32 ones, it is not asked. */
export const onesFrom = (bits: number): number => 31 - Math.clz32(~bits & (bits + 1));

/** Ones of the sixteen lowest bits that these end with. */
export const onesTo = (bits: number): number => Math.clz32(~(bits << 16));
