/**
 * The cheap look of the walk: passes over the probes at which nothing can begin. It refuses only what the walk would
 * refuse, by the first digits and the ends of a run, and allocates nothing; of a log almost everything is refused here.
 * What is looked at often is handed on as an argument: a field would be loaded again for each character.
 */
import { startsText, valueOf } from './base64Digits';
import { type Coated, mayBeText } from './coated';
import { deepest, either, mostBack, shortestText, type Wanted } from './collector';
import { shortestStructure } from './derExtent';
import { extentOfHex, firstGroup } from './hexDigits';
import { algorithmRow, exportabilityRow, modeRow } from '../keyblock/tables';
import { base64Sign, classes, escape, hexDigit, join, textDigit, version, word } from './scan';

const step = 16;
/** Characters of the text that have to be before a probe, and behind it: nothing looks further. */
const margin = 64;
const reach = mostBack + 2 * margin;
/** Letters and digits after which a message of an HSM may be in a run. */
const framed = 44;

/** Bytes of a list: ten of a ruler above a dump, twelve of a structure. */
const leastListed = 10;

export class Sieve {
  /** The percent sign that comes next: looked for once. */
  private percent = -1;
  /** Before it, no percent sign is near. */
  private plain = -1;
  private from = 0;
  private to = 0;

  constructor(
    private readonly text: string,
    private readonly wanted: Wanted,
    private readonly coated: Coated,
    private readonly depth: number,
  ) {}

  /** The first of the probes from `probe` on that has to be looked at; near `from` and `to` each has to. */
  next(probe: number, from: number, to: number): number {
    const { text } = this;
    const kinds = classes;
    if (probe < from + margin) return probe;
    this.from = from;
    this.to = to;
    const stop = Math.min(to, text.length) - reach;
    for (; probe < stop; probe += step) {
      let start = probe;
      const kind = kinds[text.charCodeAt(start)]!;
      if ((kind & either) === 0) {
        if ((kinds[text.charCodeAt(++start)]! & word) === 0) start++;
        const code = text.charCodeAt(start);
        if ((kinds[code]! & hexDigit) === 0 && code !== 120) continue;
        let end = start + 1;
        while (end < start + 9 && (kinds[text.charCodeAt(end)]! & word) !== 0) end++;
        if (end < start + 9 && this.token(text, start, end) < 0) return probe;
        continue;
      }
      const lowest = probe - step + 1;
      let before = kinds[text.charCodeAt(start - 1)]!;
      let passed = probe;
      let signs = true;
      if ((kind & word) !== 0) {
        let all = kind;
        while (start > lowest && (before & word) !== 0) {
          all &= before;
          before = kinds[text.charCodeAt(--start - 1)]!;
        }
        if ((before & word) !== 0) continue;
        let end = probe + 1;
        let next = kinds[text.charCodeAt(end)]!;
        const bound = start + reach - margin;
        while (end < bound && (next & word) !== 0) {
          all &= next;
          next = kinds[text.charCodeAt(++end)]!;
        }
        if (end < start + step) passed = this.token(text, start, end);
        else passed = this.long(text, start, end, before, (all & hexDigit) !== 0) ? -1 : end;
        if (passed < 0) return probe;
        signs = (before & base64Sign) !== 0 && start > lowest;
      }
      if (signs) {
        while (start > lowest && (before & either) !== 0) before = kinds[text.charCodeAt(--start - 1)]!;
        if ((before & either) === 0 && this.run(text, start)) return probe;
      }
      // Within what was passed nothing begins.
      if (passed > probe + step) probe += (passed - 1 - probe) & -step;
    }
    return probe;
  }

  /** Whether something may begin with the letters and digits [start, end), at least 16. */
  private long(text: string, start: number, end: number, before: number, isHex: boolean): boolean {
    const { wanted, coated } = this;
    if (wanted.others) return true;
    const code = text.charCodeAt(start);
    if (
      wanted.keyBlocks &&
      ((before & escape) !== 0 ||
        end - start >= framed ||
        isHeader(text, start) ||
        ((code === 82 || code === 83) && isHeader(text, start + 1)))
    )
      return true;
    const first = code === 48 && (text.charCodeAt(start + 1) | 32) === 120 ? start + 2 : start;
    if (is(text, first, hexDigit) && is(text, start + step - 1, hexDigit) && start >= coated.hexTried) {
      let at = isHex ? end : first + 1;
      while (at < end && is(text, at, hexDigit)) at++;
      at -= (at - first) & 1;
      if (at - first > mostBack || hexBefore(text, first, coated.hexTried) || !this.refuses(text, first, at))
        return true;
    }
    return this.run(text, start);
  }

  /** Whether the list that begins with the pairs [first, end) is neither DER nor text; then these were tried. */
  private refuses(text: string, first: number, end: number): boolean {
    let bytes = (end - first) >> 1;
    if (bytes < shortestText && goesOn(text, end))
      bytes += extentOfHex(text, end, this.to, shortestText).bytes;
    if (bytes >= shortestStructure && isDer(text, first)) return false;
    if (bytes >= shortestText && mayBeText(text, first)) return false;
    if (end > this.coated.hexTried) this.coated.hexTried = end;
    return true;
  }

  /** Behind what begins with the letters and digits [start, end), fewer than 16; -1 where that has to be looked at. */
  private token(text: string, start: number, end: number): number {
    if (start < this.coated.hexTried) return end;
    const size = end - start;
    const code = text.charCodeAt(start);
    let passed = end;
    if ((classes[code]! & hexDigit) !== 0) {
      if (size === 2 || size === 4 || size === 8) {
        const behind = size === 4 ? this.uuid(text, start) : -1;
        if (behind >= 0) passed = behind;
        else if (isGroup(text, start, size) && !this.shortList(text, start, size)) return -1;
        else if (code === 48 && (text.charCodeAt(start + 1) | 32) === 120) return -1;
      }
    } else if (size === 3 && (code | 32) === 120 && text.charCodeAt(start - 1) === 92) return -1;
    return is(text, end, base64Sign) && this.run(text, start) ? -1 : passed;
  }

  /** Whether the list of groups with one at `start` has too few bytes for anything, as a date has; then it was tried. */
  private shortList(text: string, start: number, size: number): boolean {
    const { coated } = this;
    const first = firstGroup(text, start, size, Math.max(coated.hexTried, this.from));
    const { end, bytes } = extentOfHex(text, first, this.to, leastListed);
    // What Format-Hex prints above a dump is looked at, too.
    if (bytes >= leastListed) return false;
    if (end > coated.hexTried) coated.hexTried = end;
    return true;
  }

  /** Behind the UUID (RFC 9562, 4) with its first or second group of four at `at`; -1 where more has to be looked at. */
  private uuid(text: string, at: number): number {
    const { coated } = this;
    if (text.charCodeAt(at - 1) !== 45 || text.charCodeAt(at + 4) !== 45 || text.charCodeAt(at + 9) !== 45)
      return -1;
    const first = text.charCodeAt(at + 14) === 45 ? at : at - 5;
    const start = first - 9;
    if (start < this.from || start < coated.hexTried || isDer(text, at)) return -1;
    if (text.charCodeAt(start + 8) !== 45 || text.charCodeAt(start + 13) !== 45) return -1;
    if (is(text, start - 1, word) || is(text, start + 36, word)) return -1;
    const refused =
      allHexDigits(text, first, first + 4) &&
      allHexDigits(text, first + 5, first + 9) &&
      allHexDigits(text, first + 10, first + 14) &&
      allHexDigits(text, first + 15, first + 27) &&
      allHexDigits(text, start, start + 8) &&
      this.refuses(text, first, start + 36);
    return refused ? start + 36 : -1;
  }

  /** Whether base64, or a token with "%41" in it, may begin with the run at `start`. */
  private run(text: string, start: number): boolean {
    const before = text.charCodeAt(start - 1);
    if (before === 92) return true;
    if (this.depth < deepest && (before === 37 || (start > this.plain && this.percentBehind(text, start))))
      return true;
    let at = start;
    while (at < start + 2 && is(text, at, base64Sign)) at++;
    const code = text.charCodeAt(at);
    if ((classes[code]! & textDigit) === 0) return false;
    const der = code === 77 && this.wanted.structures && mayBeDer(text, at + 1);
    if (!der && at === start && !startsText(text, at)) return false;
    for (let i = start + step - 1; i > at; i--) if (!is(text, i, either)) return false;
    return true;
  }

  private percentBehind(text: string, start: number): boolean {
    if (this.percent < start) {
      const found = text.indexOf('%', start);
      this.percent = found < 0 ? text.length : found;
    }
    this.plain = this.percent - mostBack - 1;
    if (start <= this.plain) return false;
    let end = start;
    while (end < this.percent && is(text, end, either)) end++;
    return end === this.percent;
  }
}

function is(text: string, at: number, kinds: number): boolean {
  return (classes[text.charCodeAt(at)]! & kinds) !== 0;
}

function allHexDigits(text: string, from: number, to: number): boolean {
  const kinds = classes;
  for (let at = from; at < to; at++) if ((kinds[text.charCodeAt(at)]! & hexDigit) === 0) return false;
  return true;
}

function isDecimal(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function isHeader(text: string, at: number): boolean {
  return (
    is(text, at, version) &&
    isDecimal(text, at + 1) &&
    isDecimal(text, at + 2) &&
    isDecimal(text, at + 3) &&
    isDecimal(text, at + 4) &&
    mayBeKnown(text, at)
  );
}

/** Whether the codes of a header may be known: of one in lower case all have to be, of another two of four. */
function mayBeKnown(text: string, at: number): boolean {
  if (exportabilityRow(text[at + 11]!.toUpperCase())) return true;
  if (text.charCodeAt(at) >= 97) return false;
  return (
    algorithmRow(text[at + 7]!.toUpperCase()) !== undefined ||
    modeRow(text[at + 8]!.toUpperCase()) !== undefined
  );
}

/** Whether the digits behind "M" give the octet of a length that declaredSize takes. */
function mayBeDer(text: string, at: number): boolean {
  const octet = (valueOf(text.charCodeAt(at)) << 4) | (valueOf(text.charCodeAt(at + 1)) >> 2);
  return octet < 0 || (octet > 1 && octet < 0x84);
}

function isDer(text: string, at: number): boolean {
  return text.charCodeAt(at) === 51 && (text.charCodeAt(at + 1) | 1) === 49;
}

/** Whether another pair of digits may be behind those that end at `end`. */
function goesOn(text: string, end: number): boolean {
  let at = end;
  let code = text.charCodeAt(at);
  if ((code | 32) === 104) return true;
  while ((classes[code]! & join) !== 0) {
    if (code === 92 || code === 40 || at === end + margin) return true;
    code = text.charCodeAt(++at);
    if ((classes[code]! & hexDigit) !== 0 && is(text, at + 1, hexDigit)) return true;
  }
  return code === 48 && (text.charCodeAt(at + 1) | 32) === 120;
}

/** Whether digits may be before those that begin at `first`, in the same list. */
function hexBefore(text: string, first: number, tried: number): boolean {
  const code = text.charCodeAt(first - 1);
  if ((code | 32) === 120 || code === 41) return true;
  let at = first;
  while (at > first - 4 && is(text, at - 1, join)) at--;
  return at < first && at > tried && is(text, at - 1, hexDigit);
}

/** Whether a group of so many digits is there, and another behind it. */
function isGroup(text: string, start: number, size: number): boolean {
  const end = start + size;
  let next = end;
  while (next < end + 3 && !is(text, next, word)) next++;
  const code = text.charCodeAt(next);
  const second = text.charCodeAt(next + 1);
  // "0x", "(byte)".
  const special = (code | 32) === 120 || (second | 32) === 120 || (code === 98 && second === 121);
  if (!special && (is(text, next + size, hexDigit) || !allHexDigits(text, next, next + size))) return false;
  return allHexDigits(text, start + 1, end);
}
