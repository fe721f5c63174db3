/** Parts of a list of groups that are tried by themselves: whether something may begin there, and how many are. */
import type { Coated } from './coated';
import type { HexPart } from './hexDigits';
import { hexValue } from './hexDigits';

/** Places of a list that are tried, besides one for so many characters. */
const mostTried = 8;
const apart = 64;
/** Times that a list is read far, in vain, from a part of a date. */
const mostRead = 4;
/** Bytes of a part that is no more than a date, a time or some of a UUID. */
const shortPart = 8;

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
    if (part.bytes >= shortPart) return false;
    this.reads = part.start < this.readTo ? this.reads + 1 : 1;
    this.readTo = Math.max(this.readTo, hexTried);
    if (this.reads > mostRead) return false;
    coated.hexTried = tried;
    return true;
  }
}

/** Whether a part begins as DER does (in a dump also in words of which the low byte comes first), or as text. */
export function mayBegin(text: string, { start, size, second, bytes }: HexPart, dump: boolean): boolean {
  if (isDer(text, start) || (dump && size > 2 && isDer(text, start + 2))) return true;
  const most = Math.min(bytes, 8);
  let ascii = 0;
  let ebcdic = 0;
  for (let i = 0, at = start; i < most; i++) {
    const digit = hexValue(text.charCodeAt(at));
    if (digit >= 8) ebcdic++;
    else if (digit >= 2) ascii++;
    at += 2;
    if ((2 * (i + 1)) % size === 0) at += second - start - size;
  }
  return Math.max(ascii, ebcdic) >= (most < 8 ? most : 7);
}

const isDer = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 51 && (text.charCodeAt(at + 1) | 1) === 49;
