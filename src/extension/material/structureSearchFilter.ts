/**
 * What keeps a search quick in a structure of 800 000 values: most of them are ruled out by their bytes, before an
 * object is made of them and put into words. Knows no VS Code.
 */
import { Flag, headerLengthOf } from '../../core/asn1/flatIndex';
import { mayBeNamed } from '../../core/asn1/schema/definitions';
import { tagName, tagClasses } from '../../core/asn1/tags';
import { isPlainDerTime } from '../../core/asn1/time';
import { toHex } from '../../core/asn1/value';
import type { StructureRows } from './structureRows';

/** What the lines of an INTEGER are written with: "-0x0A1B (2587)", "0x00ab… (2048 bits)", "17". */
const numberCharacters = /^[-0-9a-fx() bits…]*$/;
/** "2026-11-29T08:12:30Z", in lower case. */
const timeCharacters = /^[-0-9tz:]*$/;
/** Longer INTEGERs are shown cut: those are put into words. */
const longestNumber = 40;

/** Of one search. What it rules out does not match; what it does not may match or not. */
export class SearchFilter {
  /** Some field or type may be called so: then every value is named. */
  private readonly byName: boolean;
  /** By identifier octet, whether the tag is called so. */
  private readonly byTag: readonly boolean[];
  private readonly byNumber: boolean;
  private readonly byTime: boolean;
  private readonly byBoolean: boolean;
  private readonly digits: boolean;
  /** OBJECT IDENTIFIERs that were asked for, by their content: a file has few. */
  private readonly known = new Map<string, boolean>();

  constructor(
    private readonly rows: StructureRows,
    private readonly wanted: string,
  ) {
    this.byName = mayBeNamed(wanted);
    this.byTag = Array.from({ length: 256 }, (_, first) => {
      const number = first & 0x1f;
      return number === 0x1f || tagName(tagClasses[first >> 6]!, number).toLowerCase() === wanted;
    });
    this.byNumber = numberCharacters.test(wanted);
    this.byTime = timeCharacters.test(wanted);
    this.byBoolean = 'true'.includes(wanted) || 'false'.includes(wanted);
    this.digits = /^[0-9a-f]*$/.test(wanted);
  }

  /** Whether the value `at` may match. @param decides puts it into words, where nothing less tells */
  matches(at: number, decides: (at: number) => boolean): boolean {
    const { bytes, index } = this.rows;
    const start = index.start[at]!;
    const first = bytes[start]!;
    const flags = index.flags[at]!;
    if (this.byName || this.byTag[first] || (flags & (Flag.error | Flag.unread)) !== 0) return decides(at);
    // What is constructed has no line of its own, but for strings and relative names; nor has what was opened.
    if (first === 0x30 || (first & 0xe0) === 0xa0) return false;
    if (first === 0x04 && (flags & Flag.opened) !== 0) return false;
    const from = start + headerLengthOf(bytes, index, at);
    const end = index.end[at]!;
    switch (first) {
      case 0x01:
        return this.byBoolean && decides(at);
      case 0x02:
      case 0x0a:
        return this.byNumber && this.mayBeNumber(from, end) && decides(at);
      case 0x05:
        return false;
      case 0x06:
        return this.ofIdentifier(at, from, end, decides);
      case 0x17:
      case 0x18:
        return this.mayBeTime(from, end, first === 0x17 ? 2 : 4) && decides(at);
      default:
        return decides(at);
    }
  }

  /** In hexadecimal or decimal; a negative one, or one with more than digits, is put into words. */
  private mayBeNumber(from: number, end: number): boolean {
    const { bytes } = this.rows;
    if (!this.digits || end <= from || end - from > longestNumber || bytes[from]! >= 0x80) return true;
    const hex = toHex(bytes.subarray(from, end));
    return hex.includes(this.wanted) || BigInt(`0x${hex}`).toString().includes(this.wanted);
  }

  private mayBeTime(from: number, end: number, yearDigits: 2 | 4): boolean {
    const { bytes } = this.rows;
    if (!isPlainDerTime(bytes, from, end, yearDigits)) return true;
    if (!this.byTime) return false;
    const two = (at: number): string => String.fromCharCode(bytes[from + at]!, bytes[from + at + 1]!);
    const after = yearDigits;
    const century = yearDigits === 4 ? two(0) : two(0) < '50' ? '20' : '19';
    const text = `${century}${two(yearDigits - 2)}-${two(after)}-${two(after + 2)}t${two(after + 4)}:${two(after + 6)}:${two(after + 8)}z`;
    return text.includes(this.wanted);
  }

  private ofIdentifier(at: number, from: number, end: number, decides: (at: number) => boolean): boolean {
    const content = String.fromCharCode(...this.rows.bytes.subarray(from, Math.min(end, from + 64)));
    // What is private is not found, the same identifier elsewhere is.
    if (end - from > 64 || this.rows.isSecret) return decides(at);
    let matches = this.known.get(content);
    if (matches === undefined) {
      matches = decides(at);
      if (this.known.size < 10_000) this.known.set(content, matches);
    }
    return matches;
  }
}
