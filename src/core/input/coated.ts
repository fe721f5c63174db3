/** What a coat holds: a structure, with what is behind it, one that is cut off, or text with something in it. */
import { wipe } from '../crypto/bytes';
import { phrase, type Words } from '../findings';
import { isHex } from '../keyblock/characters';
import { startsText } from './base64Digits';
import { charsetOf, textOfBytes } from './charsets';
import { base64Coat, dumpCoat, hexCoat, type Coat, type CoatLimits, type Uncoated } from './coats';
import { type Collector, deepest, either, encodingOf, mostBack, shortestText } from './collector';
import {
  beginsLike,
  declaredSize,
  isStructure,
  isUnmistakable,
  shortestCut,
  shortestStructure,
} from './derExtent';
import type { CoatName } from './keyMaterial';
import { documentSpan, innerLayer, type Layer } from './layer';
import { classes } from './scan';

/** Which part of a structure that was cut off has to be there. */
const leastPart = 1 / 4;

/** Takes coats off at places of a text, and judges what is in them. */
export class Coated {
  /** Before it, lines of base64 were tried together in vain, and stand for themselves. */
  linesTried = 0;
  /** Before it, no hexadecimal is looked for again. */
  hexTried = 0;
  /** Where the text ends that is looked at. */
  to = 0;
  private readonly text: string;

  constructor(
    private readonly finder: Collector,
    private readonly layer: Layer,
    private readonly depth: number,
  ) {
    this.text = layer.text;
  }

  /** Takes a coat off at a place and judges what is in it. Returns where to go on, -1 where there is nothing. */
  judge(coat: Coat, start: number, line: number, oneLine = false): number {
    const { text, to } = this;
    const recognise = (limits: Omit<CoatLimits, 'to'>): Uncoated | undefined =>
      coat.recognise(text, start, line, { ...limits, to });
    const head = recognise({ bytes: shortestStructure, oneLine });
    if (!head || head.short) return -1;
    const size = declaredSize(head.decoding.view());
    const swapped =
      size === undefined && coat === dumpCoat ? declaredSize(swappedWords(head.decoding.take())) : undefined;
    head.decoding.forget();
    if (this.finder.wanted.structures) {
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
      const problem = phrase(
        'it is cut off: it begins like a {0} of {1} bytes, {2} are here',
        type,
        size,
        decoding.byteLength,
      );
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
    problem: Words | undefined,
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

  /** Looks into the text of a coat; whether something is in it. */
  inside({ decoding, coats }: Uncoated, charset: 'ASCII' | 'EBCDIC' = 'ASCII'): boolean {
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

/** Whether eight octets of a run of hexadecimal are letters or digits in ASCII or EBCDIC, one apart; of hashes few are. */
export function mayBeText(text: string, at: number): boolean {
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
