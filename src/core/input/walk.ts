/** The walk over a text: where something may begin, told by the run of characters that it belongs to. */
import { isHex } from '../keyblock/characters';
import { startsText } from './base64Digits';
import { base64Coat, dumpCoat, hexCoat, urlCoat } from './coats';
import { Coated, mayBeText } from './coated';
import { type Collector, deepest, either, mostBack, mostFound, shortestText } from './collector';
import { shortestStructure } from './derExtent';
import { extentOfHex, firstGroup, type HexPart, hexPart } from './hexDigits';
import { hsmMaterialAt } from './hsmMaterial';
import { Runs } from './keyBlockRule';
import type { KeyMaterial } from './keyMaterial';
import { documentBlock, documentSpan, type Layer } from './layer';
import { isShort, mayBegin, Retries } from './retries';
import { base64Sign, classes, pushBlocks, word } from './scan';
import { Sieve } from './sieve';

const step = 16;
/** Characters of "00 01 … 0F". */
const ruler = 47;

/** One walk over a part of a text; what it finds goes to the collector. */
export class Walk {
  private readonly text: string;
  private readonly runs: Runs;
  private tokenTried = 0;
  private from = 0;
  private to = 0;
  private blocks: KeyMaterial[] = [];
  private readonly coated: Coated;
  private readonly sieve: Sieve;
  private readonly retries = new Retries();

  constructor(
    private readonly finder: Collector,
    private readonly layer: Layer,
    private readonly depth: number,
  ) {
    this.text = layer.text;
    this.runs = new Runs(layer.text);
    this.coated = new Coated(finder, layer, depth);
    this.sieve = new Sieve(layer.text, finder.wanted, this.coated, depth);
  }

  between(from: number, to: number): void {
    const { text } = this;
    this.from = from;
    this.to = to;
    this.coated.to = to;
    for (let probe = from + step - 1; ; probe += step) {
      probe = this.sieve.next(probe, this.from, to);
      if (probe >= to + step - 1) return;
      const kind = classes[text.charCodeAt(probe)]!;
      const end = (kind & either) === 0 ? this.pairBehind(probe) : this.around(probe, kind);
      if (end < 0) continue;
      if (this.finder.full) return;
      this.from = end;
      probe = end - 1;
    }
  }

  /** What begins with the run that has `probe` in it; a run that goes further back was looked at where it begins. */
  private around(probe: number, kind: number): number {
    const { text, from } = this;
    const lowest = Math.max(from, probe - step + 1);
    let start = probe;
    if ((kind & word) !== 0) {
      while (start > lowest && (classes[text.charCodeAt(start - 1)]! & word) !== 0) start--;
      if (start > lowest || start === from || (classes[text.charCodeAt(start - 1)]! & word) === 0) {
        let end = probe + 1;
        while (end < start + step && (classes[text.charCodeAt(end)]! & word) !== 0) end++;
        const found = end < start + step ? this.atToken(start, end) : this.atWord(start);
        if (found >= 0) return found;
      } else if ((classes[text.charCodeAt(start - 1)]! & either) !== 0) return -1;
    }
    const first = start;
    while (start > lowest && (classes[text.charCodeAt(start - 1)]! & either) !== 0) start--;
    if (start === first && (kind & word) !== 0) return -1;
    const begins = start > lowest || start === from || (classes[text.charCodeAt(start - 1)]! & either) === 0;
    return begins ? this.atRun(start) : -1;
  }

  /** A run of at least 16 letters and digits that begins at `start`. */
  private atWord(start: number): number {
    const { text } = this;
    if (this.finder.wanted.keyBlocks) {
      const behind = pushBlocks(text, start, this.to, this.runs, this.blocks);
      if (behind >= 0) {
        for (const block of this.blocks) this.finder.found.push(documentBlock(this.layer, block));
        this.blocks.length = 0;
        return behind;
      }
    }
    if (this.finder.wanted.others && this.finder.others.length < (this.finder.wanted.most ?? mostFound)) {
      const other = hsmMaterialAt(text, start);
      if (other) {
        this.finder.others.push({ ...other, span: documentSpan(this.layer, other.span) });
        return other.span.end;
      }
    }
    const digits =
      start + (text.charCodeAt(start) === 48 && (text.charCodeAt(start + 1) | 32) === 120 ? 2 : 0);
    if (
      isHex(text.charCodeAt(digits)) &&
      isHex(text.charCodeAt(start + step - 1)) &&
      start >= this.coated.hexTried
    ) {
      const found = this.hexAt(this.wholeRun(digits), digits, false);
      if (found >= 0) return found;
    }
    return this.atRun(start);
  }

  /** A short word: one of a list of groups of digits? Or the begin of a run with signs in it. */
  private atToken(start: number, end: number): number {
    const { text } = this;
    const size = end - start;
    const code = text.charCodeAt(start);
    if (start < this.coated.hexTried) return -1;
    if (isHex(code)) {
      if (size === 2 || size === 4 || size === 8) {
        const found = this.groupAt(start, size);
        if (found >= 0) return found;
        if (code === 48 && (text.charCodeAt(start + 1) | 32) === 120) return this.groupAt(start + 2, 2);
      }
    } else if (size === 3 && (code | 32) === 120 && text.charCodeAt(start - 1) === 92)
      return this.groupAt(start + 1, 2);
    return (classes[text.charCodeAt(end)]! & base64Sign) !== 0 ? this.atRun(start) : -1;
  }

  private pairBehind(probe: number): number {
    const { text } = this;
    const start = (classes[text.charCodeAt(probe + 1)]! & word) !== 0 ? probe + 1 : probe + 2;
    const code = text.charCodeAt(start);
    if (!isHex(code) && code !== 120) return -1;
    let end = start;
    while (end < start + 9 && (classes[text.charCodeAt(end)]! & word) !== 0) end++;
    return end - start < 9 ? this.atToken(start, end) : -1;
  }

  /** A group of digits: another as long has to be behind it. */
  private groupAt(start: number, size: number): number {
    const { text } = this;
    for (let i = 1; i < size; i++) if (!isHex(text.charCodeAt(start + i))) return -1;
    let next = start + size;
    while (next < start + size + 3 && (classes[text.charCodeAt(next)]! & word) === 0) next++;
    if (text.startsWith('byte)', next)) next += 5;
    if (text.charCodeAt(next) === 48 && (text.charCodeAt(next + 1) | 32) === 120) next += 2;
    else if ((text.charCodeAt(next) | 32) === 120) next++;
    for (let i = 0; i < size; i++) if (!isHex(text.charCodeAt(next + i))) return -1;
    if (isHex(text.charCodeAt(next + size))) return -1;
    return this.hexAt(firstGroup(text, start, size, Math.max(this.coated.hexTried, this.from)), start, true);
  }

  /** Hexadecimal digits that begin at `first` and have a group at `start`: a dump, or a list of groups. */
  private hexAt(first: number, start: number, grouped: boolean): number {
    const { text, to } = this;
    // What Format-Hex prints above a dump.
    if (text.startsWith('00 01 02 03 04 05 06 07 08 09 0', first)) return first + ruler;
    const { coated } = this;
    const { end, bytes } = extentOfHex(text, first, to, shortestText);
    if (bytes < shortestStructure) {
      coated.hexTried = Math.max(coated.hexTried, end);
      return -1;
    }
    const tried = coated.hexTried;
    const part = hexPart(text, first, to);
    const begins = this.mayBegin(first, bytes) && (!isShort(part) || mayBegin(text, part, to));
    if ((grouped || begins) && this.retries.may(first)) {
      let found = grouped ? coated.judge(dumpCoat, start, this.lineOf(start, this.from)) : -1;
      if (found < 0 && begins) found = coated.judge(hexCoat, first, first);
      if (found >= 0) return found;
    }
    return this.retries.mayGoOn(coated, tried, part) ? this.behindPart(part) : -1;
  }

  /**
   * A date, a time or a UUID may be before what is looked for, with nothing but separators between: each part of the
   * list is tried by itself. A long run ends it, as the walk looks at that anyway.
   */
  private behindPart(first: HexPart): number {
    const { text, to, coated, retries } = this;
    let before = first;
    while (before.next >= 0) {
      const part = hexPart(text, before.next, to);
      const { start, size, second } = part;
      if (size >= step) break;
      const labelled = !before.broken && before.second < 0 && before.size >= 4;
      if (second >= 0 && mayBegin(text, part, to, labelled) && retries.may(start)) {
        const tried = coated.hexTried;
        let found = labelled || size > 2 ? coated.judge(dumpCoat, second, this.lineOf(start, this.from)) : -1;
        if (found < 0) found = coated.judge(hexCoat, start, start);
        if (found >= 0) return found;
        if (!retries.mayGoOn(coated, tried, part)) return -1;
      }
      before = part;
    }
    coated.hexTried = Math.max(coated.hexTried, before.end);
    retries.end = Math.max(retries.end, before.end);
    return -1;
  }

  /** Most digits are of a number, a hash or an identifier: DER begins with 30 or 31, text is longer. */
  private mayBegin(at: number, bytes: number): boolean {
    const { text } = this;
    const der = text.charCodeAt(at) === 51 && (text.charCodeAt(at + 1) | 1) === 49;
    return der || (bytes >= shortestText && mayBeText(text, at));
  }

  /** Groups of 16 digits are a list, too; a longer run stands for itself. */
  private wholeRun(start: number): number {
    const { text } = this;
    const lowest = Math.max(this.coated.hexTried, this.from);
    let end = start;
    while (end < start + 65 && isHex(text.charCodeAt(end))) end++;
    const size = end - start;
    if (size === 16 || size === 32 || size === 64) return firstGroup(text, start, size, lowest);
    return start;
  }

  private lineOf(at: number, lowest: number): number {
    let line = at;
    const bound = Math.max(lowest, at - mostBack);
    while (line > bound && text10(this.text, line - 1)) line--;
    return line;
  }

  /** A run of base64 digits that begins at `start`. */
  private atRun(start: number): number {
    const { text } = this;
    const bound = Math.min(this.to, start + step);
    let end = start;
    while (end < bound && (classes[text.charCodeAt(end)]! & either) !== 0) end++;
    if (end - start < step) return -1;
    let at = start;
    while (at < start + 2 && (classes[text.charCodeAt(at)]! & base64Sign) !== 0) at++;
    const found = this.base64At(start, at);
    if (found >= 0) return found;
    const escaped = this.beforeEscape(start);
    const whole =
      escaped < start
        ? this.coated.judge(base64Coat, escaped, escaped, escaped < this.coated.linesTried)
        : -1;
    return whole >= 0 ? whole : this.tokenAt(start);
  }

  private base64At(start: number, first: number): number {
    const { text } = this;
    const oneLine = start < this.coated.linesTried;
    // DER begins with a SEQUENCE; anything else has to be text, of which four octets show it.
    if (text.charCodeAt(first) === 77 && inRange(text.charCodeAt(first + 1), 65, 80))
      return this.coated.judge(base64Coat, start, start, oneLine);
    return startsText(text, first) ? this.coated.judge(base64Coat, start, start, oneLine) : -1;
  }

  /** Where base64 begins that has an escape ("\u002B", "\/") among its first digits, and goes on with this run. */
  private beforeEscape(start: number): number {
    const { text, from } = this;
    let first = start;
    while (
      first > from &&
      start - first < 2 * step &&
      text.charCodeAt(first - 1) === 92 &&
      /^(?:\/|u00(?:2b|2f|2d|5f))/i.test(text.slice(first, first + 5))
    ) {
      first--;
      while (
        first > from &&
        start - first < 2 * step &&
        (classes[text.charCodeAt(first - 1)]! & either) !== 0
      )
        first--;
    }
    return first;
  }

  /** "%41" before or behind the run: the token is decoded as a whole. */
  private tokenAt(start: number): number {
    const { text } = this;
    if (start < this.tokenTried || this.depth >= deepest) return -1;
    const before = start > this.from && text.charCodeAt(start - 1) === 37;
    if (!before && !this.percentBehind(start)) return -1;
    let token = start;
    const lowest = Math.max(this.tokenTried, this.from, start - mostBack);
    while (token > lowest && isTokenCode(text.charCodeAt(token - 1))) token--;
    const coat = urlCoat.recognise(text, token, token, { bytes: Number.POSITIVE_INFINITY, to: this.to });
    if (!coat) return -1;
    this.tokenTried = coat.end;
    return this.coated.inside(coat) ? coat.end : -1;
  }

  private percentBehind(start: number): boolean {
    const { text } = this;
    const bound = Math.min(this.to, start + mostBack);
    let end = start;
    while (end < bound && (classes[text.charCodeAt(end)]! & either) !== 0) end++;
    return text.charCodeAt(end) === 37 && isHex(text.charCodeAt(end + 1)) && isHex(text.charCodeAt(end + 2));
  }
}

const inRange = (code: number, from: number, to: number): boolean => code >= from && code <= to;
const text10 = (text: string, at: number): boolean =>
  text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13;
const isTokenCode = (code: number): boolean =>
  code > 32 && code < 127 && code !== 34 && code !== 39 && code !== 60 && code !== 62 && code !== 96;
