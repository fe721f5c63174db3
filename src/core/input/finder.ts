/**
 * Finds structures and key blocks in a text, in whatever coats, up to three deep. One walk over the text: only every
 * sixteenth character is looked at, and its neighbours where it belongs to a run that may be of interest. Time is in
 * proportion to the text, the stack does not grow with it, and nothing throws.
 */
import { wipe } from '../crypto/bytes';
import { isHex } from '../keyblock/characters';
import { base64Value } from './base64Digits';
import { charsetOf, textOfBytes } from './charsets';
import { base64Coat, dumpCoat, hexCoat, urlCoat, type Coat, type CoatLimits, type Uncoated } from './coats';
import { beginsLike, declaredSize, isStructure, isUnmistakable, shortestStructure } from './derExtent';
import { extentOfHex, firstGroup } from './hexDigits';
import { hsmMaterialAt, type HsmMaterial } from './hsmMaterial';
import { Runs } from './keyBlockRule';
import type { CoatName, DerMaterial, KeyMaterial, MaterialEncoding } from './keyMaterial';
import { documentBlock, documentLayer, documentSpan, innerLayer, type Layer } from './layer';
import { findPemBlocks } from './pem';
import { base64Sign, classes, pushBlocks, word } from './scan';

export interface Wanted {
  readonly structures: boolean;
  readonly keyBlocks: boolean;
  /** Atalla key blocks, cryptograms and key serial numbers; they come apart. */
  readonly others?: boolean;
  /** Number of the first line, for what is wrong in a line; 1 where it is left out. */
  readonly firstLine?: number;
}

/** Coats in one another. */
const deepest = 3;
const mostFound = 1_000;
const step = 16;
/** Characters of "00 01 … 0F". */
const ruler = 47;
/** Characters of a text in a coat: the shortest token in base64 has 36, the shortest key block 40. */
const shortestText = 32;
/** Bytes of a structure that was cut off, so that what it was can be told; and which part of it has to be there. */
const shortestCut = 32;
const leastPart = 1 / 4;
/** Characters looked back to the begin of a line, or of a token. */
const mostBack = 600;

const either = word | base64Sign;

/** What is found in a text: its places are those of the document. */
export function findIn(text: string, wanted: Wanted): (DerMaterial | KeyMaterial)[] {
  const finder = new Finder(wanted);
  finder.look(documentLayer(text), 0);
  return finder.found.sort((a, b) => a.span.start - b.span.start);
}

/** Atalla key blocks, cryptograms and key serial numbers of a text, in order; the last two where a label or an answer shows them. */
export function findHsmMaterial(text: string): HsmMaterial[] {
  const finder = new Finder({ structures: true, keyBlocks: true, others: true });
  finder.look(documentLayer(text), 0);
  for (const one of finder.found) if (one.kind === 'der') wipe(one.bytes);
  return finder.others.sort((a, b) => a.span.start - b.span.start);
}

class Finder {
  readonly others: HsmMaterial[] = [];
  readonly found: (DerMaterial | KeyMaterial)[] = [];
  constructor(private readonly wanted: Wanted) {}

  look(layer: Layer, depth: number): void {
    let from = 0;
    for (const block of findPemBlocks(layer.text, depth === 0 ? this.wanted.firstLine : 1)) {
      if (this.full) return;
      if (block.span.start < from) continue;
      new Walk(this, this.wanted, layer, depth).between(from, block.span.start);
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
    new Walk(this, this.wanted, layer, depth).between(from, layer.text.length);
  }

  get full(): boolean {
    return this.found.length >= mostFound;
  }
}

/** What the encoding is called where one word has to do. */
export function encodingOf(coats: readonly CoatName[]): MaterialEncoding {
  const main = coats.filter(
    (coat) => coat === 'PEM' || coat === 'base64' || coat === 'hexadecimal' || coat === 'dump',
  );
  if (main[0] === 'PEM') return 'pem';
  if (main[0] === 'base64') return main.at(-1) === 'PEM' ? 'base64 of PEM' : 'base64';
  return 'hex';
}

class Walk {
  private readonly text: string;
  private readonly runs: Runs;
  /** Before it, lines of base64 were tried together in vain, and stand for themselves. */
  private linesTried = 0;
  /** Before it, no hexadecimal is looked for again. */
  private hexTried = 0;
  private tokenTried = 0;
  private from = 0;
  private to = 0;
  private blocks: KeyMaterial[] = [];

  constructor(
    private readonly finder: Finder,
    private readonly wanted: Wanted,
    private readonly layer: Layer,
    private readonly depth: number,
  ) {
    this.text = layer.text;
    this.runs = new Runs(layer.text);
  }

  between(from: number, to: number): void {
    const { text } = this;
    this.from = from;
    this.to = to;
    for (let probe = from + step - 1; probe < to + step - 1; probe += step) {
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
    if (this.wanted.keyBlocks) {
      const behind = pushBlocks(text, start, this.to, this.runs, this.blocks);
      if (behind >= 0) {
        for (const block of this.blocks) this.finder.found.push(documentBlock(this.layer, block));
        this.blocks.length = 0;
        return behind;
      }
    }
    if (this.wanted.others && this.finder.others.length < mostFound) {
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
      start >= this.hexTried
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
    if (start < this.hexTried) return -1;
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
    return this.hexAt(firstGroup(text, start, size, Math.max(this.hexTried, this.from)), start, true);
  }

  /** Hexadecimal digits that begin at `first` and have a group at `start`: a dump, or a list of groups. */
  private hexAt(first: number, start: number, grouped: boolean): number {
    const { text, to } = this;
    // What Format-Hex prints above a dump.
    if (text.startsWith('00 01 02 03 04 05 06 07 08 09 0', first)) return first + ruler;
    const { end, bytes } = extentOfHex(text, first, to);
    let found = -1;
    if (bytes >= shortestStructure) {
      const line = grouped ? this.lineOf(start, this.from) : first;
      if (grouped) found = this.uncoated(dumpCoat, start, line);
      if (found < 0) found = this.hexFrom(first, bytes);
      if (found < 0 && first !== start) found = this.hexFrom(start, bytes);
    }
    if (found < 0) this.hexTried = Math.max(this.hexTried, end);
    return found;
  }

  /** Most digits are of a number, a hash or an identifier: DER begins with 30 or 31, text is longer. */
  private hexFrom(at: number, bytes: number): number {
    const { text } = this;
    const der = text.charCodeAt(at) === 51 && (text.charCodeAt(at + 1) | 1) === 49;
    return der || (bytes >= shortestText && mayBeText(text, at)) ? this.uncoated(hexCoat, at, at) : -1;
  }

  /** Groups of 16 digits are a list, too; a longer run stands for itself. */
  private wholeRun(start: number): number {
    const { text } = this;
    const lowest = Math.max(this.hexTried, this.from);
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
    return this.tokenAt(start);
  }

  private base64At(start: number, first: number): number {
    const { text } = this;
    const oneLine = start < this.linesTried;
    // DER begins with a SEQUENCE; anything else has to be text, of which four octets show it.
    if (text.charCodeAt(first) === 77 && inRange(text.charCodeAt(first + 1), 65, 80))
      return this.uncoated(base64Coat, start, start, oneLine);
    return startsText(text, first) ? this.uncoated(base64Coat, start, start, oneLine) : -1;
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
    return this.inside(coat) ? coat.end : -1;
  }

  private percentBehind(start: number): boolean {
    const { text } = this;
    const bound = Math.min(this.to, start + mostBack);
    let end = start;
    while (end < bound && (classes[text.charCodeAt(end)]! & either) !== 0) end++;
    return text.charCodeAt(end) === 37 && isHex(text.charCodeAt(end + 1)) && isHex(text.charCodeAt(end + 2));
  }

  /** Takes a coat off at a place and judges what is in it. Returns where to go on, -1 where there is nothing. */
  private uncoated(coat: Coat, start: number, line: number, oneLine = false): number {
    const { text, to } = this;
    const recognise = (limits: Omit<CoatLimits, 'to'>): Uncoated | undefined =>
      coat.recognise(text, start, line, { ...limits, to });
    const head = recognise({ bytes: shortestStructure, oneLine });
    if (!head || head.short) return -1;
    const size = declaredSize(head.decoding.view());
    const swapped =
      size === undefined && coat === dumpCoat ? declaredSize(swappedWords(head.decoding.take())) : undefined;
    head.decoding.forget();
    if (this.wanted.structures) {
      if (size !== undefined) {
        const end = this.structure(coat, recognise, size, oneLine);
        if (end >= 0) return end;
      }
      if (swapped !== undefined) {
        const end = this.swapped(recognise, swapped);
        if (end >= 0) return end;
      }
    }
    return this.textIn(coat, recognise, start, oneLine);
  }

  /** A structure, and more of them behind it that begin within a digit. */
  private structure(
    coat: Coat,
    recognise: (limits: Omit<CoatLimits, 'to'>) => Uncoated | undefined,
    size: number,
    oneLine: boolean,
  ): number {
    const whole = recognise({ bytes: size, oneLine });
    if (!whole) return -1;
    let end = this.judged(whole, size);
    if (end < 0) {
      whole.decoding.forget();
      this.tried(coat, whole, oneLine);
      return -1;
    }
    let skip = coat === base64Coat && !whole.short ? (8 * size) % 6 : 0;
    while (skip > 0) {
      const at = end - 1;
      const next = this.headAt(coat, at, skip);
      const more = next && coat.recognise(this.text, at, at, { bytes: next, to: this.to, skip, oneLine });
      const behind = more ? this.judged(more, next) : -1;
      if (behind < 0) break;
      end = behind;
      skip = (8 * next! + skip) % 6;
    }
    return end;
  }

  /** Bytes of the structure that begins at a place of a coat; undefined where none does. */
  private headAt(coat: Coat, at: number, skip = 0): number | undefined {
    const limits = { bytes: shortestStructure, to: this.to, skip, oneLine: true };
    const head = coat.recognise(this.text, at, at, limits);
    const size = head && !head.short ? declaredSize(head.decoding.view()) : undefined;
    head?.decoding.forget();
    return size;
  }

  private judged(whole: Uncoated, size: number): number {
    const { decoding } = whole;
    if (Number.isFinite(size) && whole.short) {
      const enough = decoding.byteLength >= Math.max(shortestCut, size * leastPart);
      const type = enough ? beginsLike(decoding.view()) : undefined;
      if (type === undefined) return -1;
      const problem = `it is cut off: it begins like a ${type} of ${size} bytes, ${decoding.byteLength} are here`;
      this.push(whole, decoding.take(), problem, { declared: size });
      return whole.end;
    }
    const bytes = decoding.take(0, Number.isFinite(size) ? size : undefined);
    const after = Number.isFinite(size) ? this.bytesBehind(whole, size) : 0;
    if (!isStructure(bytes) || (after > 0 && !isUnmistakable(bytes))) {
      wipe(bytes);
      return -1;
    }
    this.push(whole, bytes, after === 0 ? whole.problem : undefined, after === 0 ? {} : { after });
    return whole.end;
  }

  /** Bytes that follow in the same coat, as near as those before each other; another structure apart. */
  private bytesBehind({ coats, decoding, end }: Uncoated, size: number): number {
    const { text, to } = this;
    const bound = Math.min(to, end + mostBack);
    let at = end;
    if (coats[0] === 'base64') {
      while (at < bound && (classes[text.charCodeAt(at)]! & either) !== 0) at++;
      const skip = (8 * size) % 6;
      if (at === end || this.headAt(base64Coat, skip === 0 ? end : end - 1, skip) !== undefined) return 0;
      return Math.floor(((at - end) * 6) / 8);
    }
    if (coats[0] !== 'hexadecimal') return 0;
    const gap = text.slice(decoding.endOf(size - 2), decoding.charOf(size - 1));
    let bytes = 0;
    while (at < bound && text.startsWith(gap, at)) {
      const pair = at + gap.length;
      if (!isHex(text.charCodeAt(pair)) || !isHex(text.charCodeAt(pair + 1))) break;
      if (bytes === 0 && this.headAt(hexCoat, pair) !== undefined) return 0;
      at = pair + 2;
      bytes++;
    }
    return bytes;
  }

  /** Words of two bytes, the low one first: od and hexdump without options. */
  private swapped(recognise: (limits: Omit<CoatLimits, 'to'>) => Uncoated | undefined, size: number): number {
    const whole = recognise({ bytes: size + (size & 1) });
    if (!whole) return -1;
    const bytes = swappedWords(whole.decoding.take()).slice(0, size);
    whole.decoding.forget();
    if (bytes.length < size || !isStructure(bytes)) {
      wipe(bytes);
      return -1;
    }
    const { decoding } = whole;
    this.push({ ...whole, decoding }, bytes, undefined, {}, (byte) => byte ^ 1);
    return whole.end;
  }

  private push(
    { coats, decoding, end }: Uncoated,
    bytes: Uint8Array,
    problem: string | undefined,
    more: { declared?: number; after?: number },
    order: (byte: number) => number = (byte) => byte,
  ): void {
    const { layer } = this;
    const all = [...layer.coats, ...coats];
    this.finder.found.push({
      kind: 'der',
      encoding: encodingOf(all),
      bytes,
      span: documentSpan(layer, { start: decoding.start, end }),
      charOf: (byte) => layer.start(decoding.charOf(order(byte))),
      ...(layer.wrapper === undefined ? {} : { wrapper: layer.wrapper }),
      ...(all.length > 1 || all[0] === 'dump' ? { coats: all } : {}),
      ...more,
      ...(problem === undefined ? {} : { problem }),
    });
    decoding.forget();
  }

  /** Text in the coat, with something in it. */
  private textIn(
    coat: Coat,
    recognise: (limits: Omit<CoatLimits, 'to'>) => Uncoated | undefined,
    start: number,
    oneLine: boolean,
  ): number {
    if (this.depth >= deepest || (coat === base64Coat && !startsText(this.text, start))) return -1;
    const share = coat === base64Coat ? 0.9 : 0.85;
    const head = recognise({ bytes: 96, oneLine });
    if (!head || head.decoding.byteLength < shortestText) return -1;
    const charset = charsetOf(head.decoding.view(), share);
    head.decoding.forget();
    if (charset === undefined || (charset === 'EBCDIC' && coat === base64Coat)) return -1;
    const whole = recognise({ bytes: Number.POSITIVE_INFINITY, oneLine });
    if (!whole) return -1;
    if (this.inside(whole, charset)) return whole.end;
    this.tried(coat, whole, oneLine);
    return -1;
  }

  private inside({ decoding, coats }: Uncoated, charset: 'ASCII' | 'EBCDIC' = 'ASCII'): boolean {
    const before = this.finder.found.length;
    const text = textOfBytes(decoding.view(), charset);
    const octets = decoding;
    const more: CoatName[] = charset === 'EBCDIC' ? ['EBCDIC'] : [];
    this.finder.look(innerLayer(this.layer, octets, text, [...coats, ...more]), this.depth + 1);
    decoding.forget();
    return this.finder.found.length > before;
  }

  private tried(coat: Coat, { end }: Uncoated, oneLine: boolean): void {
    if (coat === base64Coat) {
      if (!oneLine) this.linesTried = Math.max(this.linesTried, end);
    } else this.hexTried = Math.max(this.hexTried, end);
  }
}

function swappedWords(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const first = bytes[i]!;
    bytes[i] = bytes[i + 1]!;
    bytes[i + 1] = first;
  }
  return bytes;
}

const inRange = (code: number, from: number, to: number): boolean => code >= from && code <= to;
const text10 = (text: string, at: number): boolean =>
  text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13;
const isTokenCode = (code: number): boolean =>
  code > 32 && code < 127 && code !== 34 && code !== 39 && code !== 60 && code !== 62 && code !== 96;

/** Whether eight octets of a run of hexadecimal are letters or digits in ASCII or EBCDIC, one apart; of hashes few are. */
function mayBeText(text: string, at: number): boolean {
  let ascii = 0;
  let ebcdic = 0;
  for (let i = at + 16; i < at + 32; i += 2) {
    const code = text.charCodeAt(i);
    // Pairs with something between them are looked at as they are.
    if (!isHex(code) || !isHex(text.charCodeAt(i + 1))) return true;
    if (code >= 50 && code <= 55) ascii++;
    else if (code >= 56) ebcdic++;
  }
  return ascii >= 7 || ebcdic >= 7;
}

/** Whether twelve digits of base64 at a place are nine characters of text. */
function startsText(text: string, at: number): boolean {
  for (let i = at; i < at + 12; i += 4) {
    let group = 0;
    for (let k = 0; k < 4; k++) {
      const code = text.charCodeAt(i + k);
      const value = code < 128 ? base64Value[code]! : -1;
      if (value < 0) return false;
      group = (group << 6) | value;
    }
    if (!isText(group >> 16) || !isText((group >> 8) & 255) || !isText(group & 255)) return false;
  }
  return true;
}

const isText = (octet: number): boolean =>
  (octet >= 0x20 && octet < 0x7f) || octet === 10 || octet === 13 || octet === 9;
