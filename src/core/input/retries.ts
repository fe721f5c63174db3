/** Parts of a list of groups that are tried by themselves: whether something may begin there, and how many are. */
import type { Coated } from './coated';
import { type HexPart, hexValue, pairBehind } from './hexDigits';

/** Places of a list that are tried, besides one for so many characters. */
const mostTried = 8;
const apart = 256;
/** Times that a list is read far, in vain, from a part of a date. */
const mostRead = 4;
/** Bytes of a part that is no more than a date, a time or some of a UUID. */
const shortPart = 8;
/** Octets of a text that are looked at, and those of them that are letters, digits or signs. */
const octets = 16;
const leastOctets = 14;

/** Keeps the tries within a list few, so that time stays in proportion to the text. */
export class Retries {
  /** Up to here it is one list. */
  end = -1;
  private from = 0;
  private tries = 0;
  private readTo = -1;
  private reads = 0;

  /** Whether the part of a list that begins at `at` is tried. */
  may(at: number): boolean {
    if (at > this.end + apart) {
      this.from = at;
      this.tries = 0;
    }
    if (at > this.end) this.end = at;
    if (this.tries >= mostTried + (at - this.from) / apart) return false;
    this.tries++;
    return true;
  }

  /**
   * Whether the parts behind this one are tried. What was read far from a longer part is not read again; what was
   * read from the part of a date is, a few times.
   */
  mayGoOn(coated: Coated, tried: number, part: HexPart): boolean {
    const { hexTried } = coated;
    if (hexTried <= part.end) return true;
    if (!isShort(part)) return false;
    this.reads = part.start < this.readTo ? this.reads + 1 : 1;
    this.readTo = Math.max(this.readTo, hexTried);
    if (this.reads > mostRead) return false;
    coated.hexTried = tried;
    return true;
  }
}

/** Whether a part is no more than a date, a time or some of a UUID, with more behind it. */
export const isShort = ({ bytes, next }: HexPart): boolean => bytes < shortPart && next >= 0;

/** Whether a part begins as DER does (in a dump also in words of which the low byte comes first), or as text. */
export function mayBegin(text: string, { start, size }: HexPart, to: number, dump = false): boolean {
  if (isDer(text, start) || (dump && size > 2 && isDer(text, start + 2))) return true;
  let ascii = 0;
  let ebcdic = 0;
  for (let i = 0, at = start; i < octets && at >= 0; i++) {
    const digit = hexValue(text.charCodeAt(at));
    if (digit >= 8) ebcdic++;
    else if (digit >= 2) ascii++;
    at = pairBehind(text, at + 2, to);
  }
  return Math.max(ascii, ebcdic) >= leastOctets;
}

const isDer = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 51 && (text.charCodeAt(at + 1) | 1) === 49;
