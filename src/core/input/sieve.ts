/**
 * The cheap look of the walk: passes over the probes at which nothing can begin. It refuses only what the walk would
 * refuse, by the first digits and the ends of a run, and allocates nothing; of a log almost everything is refused here.
 * It looks at octets of a window, so that its places count from the begin of that. What is looked at often is handed on
 * as an argument: a field would be loaded again for each character.
 */
import { startsText } from './base64Digits';
import { type Coated, mayBeText } from './coated';
import { deepest, either, mostBack, shortestText, type Wanted } from './collector';
import { shortestStructure } from './derExtent';
import { extentOfHex, firstGroup } from './hexDigits';
import { mayBeHeader } from './keyBlockRule';
import {
  mayBeDer,
  mayBeDerInHex,
  mayBegin,
  mayStartText,
  startKinds,
  startsBase64,
  startsHex,
} from './runStarts';
import { framed, isHeader, mayHoldMessage } from './sieveHeaders';
import { allHexDigits, goesOn, is, isDer, isGroup, leastListed, mayHaveBytes } from './sieveLists';
import { base64Sign, classes, escape, hexDigit, join, word } from './scan';
import { before as margin, onesFrom, onesTo, Window } from './window';

const step = 16;
/** Characters of the text that have to be behind a probe: nothing looks further. */
const reach = mostBack + 2 * margin;
/** Characters of an escape that may stand in a run before a block, with a scheme tag. */
const longestEscape = 6;

export class Sieve {
  /** The percent sign that comes next: looked for once. */
  private percent = -1;
  /** Before it, no percent sign is near. */
  private plain = -1;
  private from = 0;
  private to = 0;
  private readonly window: Window;
  private readonly starts = startKinds();
  /** Begin of the window: what is added to a place of it for one of the text. */
  private base = 0;

  constructor(
    private readonly text: string,
    private readonly wanted: Wanted,
    private readonly coated: Coated,
    private readonly depth: number,
  ) {
    this.window = new Window(text, reach);
  }

  /** The first of the probes from `probe` on that has to be looked at; near `from` and `to` each has to. */
  next(probe: number, from: number, to: number): number {
    if (probe < from + margin) return probe;
    this.from = from;
    this.to = to;
    const stop = Math.min(to, this.text.length) - reach;
    const { window } = this;
    while (probe < stop) {
      window.cover(probe, stop);
      const base = window.from;
      this.base = base;
      const last = Math.min(stop, window.to - reach) - base;
      const at = this.within(window.octets, probe - base, Math.max(last, probe - base + 1));
      probe = base + (at < 0 ? ~at : at);
      if (at >= 0) return probe;
    }
    return probe;
  }

  /** The same within a window; the complement of the probe to go on with where there is none before `stop`. */
  private within(octets: Uint8Array, probe: number, stop: number): number {
    const kinds = classes;
    const { window, starts, base } = this;
    const others = this.wanted.others === true;
    for (; ; probe += step) {
      probe = window.next(probe, stop);
      if (probe >= stop) return ~probe;
      const kind = kinds[octets[probe]!]!;
      if ((kind & either) === 0) {
        if (this.pairBehind(octets, probe)) return probe;
        continue;
      }
      const whole = kinds[octets[probe - step]!]!;
      let passed = probe + 1;
      let signs = true;
      if ((kind & word) !== 0) {
        const words = window.words(probe - step + 1);
        const many = onesTo(words);
        // It began before: it was looked at there.
        if (many < step || (whole & word) === 0) {
          const start = probe - many + 1;
          const before = kinds[octets[start - 1]!]!;
          const kind = starts[(octets[start]! << 8) | octets[start + 1]!]!;
          // Most begin as nothing does; a message of an HSM is long.
          if (
            (kind !== 0 && mayBegin(octets, start, kind)) ||
            (before & escape) !== 0 ||
            base + start > this.plain ||
            window.isLong(start) ||
            others
          ) {
            passed = probe + 1 + onesFrom(words >>> step);
            if (passed === probe + 1 + step) passed = window.endOfWord(passed, start + reach - margin);
            passed =
              passed - start < step
                ? this.token(octets, start, passed, kind)
                : this.long(octets, start, passed, kind);
            if (passed < 0) return probe;
          }
          signs = (before & base64Sign) !== 0 && start > probe - step + 1;
        } else signs = false;
      }
      if (signs) {
        const many = onesTo(window.runs(probe - step + 1));
        const start = probe - many + 1;
        if (
          (many < step || (whole & either) === 0) &&
          this.run(octets, start, this.behindSigns(octets, start))
        )
          return probe;
      }
      // Within what was passed nothing begins.
      if (passed === probe + 1 || (kinds[octets[passed]!]! & either) !== 0)
        passed = this.through(octets, probe, passed, stop);
      if (passed > probe + step) probe += (passed - 1 - probe) & -step;
    }
  }

  /**
   * Behind the letters, digits and signs that go on at `at`, or at the first word behind a sign that may be something by
   * itself and is not before `passed`.
   */
  private through(octets: Uint8Array, at: number, passed: number, stop: number): number {
    const { window, starts } = this;
    for (; at < stop + margin; at += 32) {
      const runs = window.runs(at);
      const many = runs === -1 ? 32 : onesFrom(runs);
      let signs = runs & ~window.words(at);
      if (many < 32) signs &= (1 << many) - 1;
      for (; signs !== 0; signs &= signs - 1) {
        const start = at + 32 - Math.clz32(signs & -signs);
        const kind = starts[(octets[start]! << 8) | octets[start + 1]!]!;
        if (start >= passed && ((kind !== 0 && mayBegin(octets, start, kind)) || window.isLong(start)))
          return start;
      }
      if (many < 32) return at + many;
    }
    return at;
  }

  /** What may begin with a run, its first signs apart, which may be of a decoration. */
  private behindSigns(octets: Uint8Array, start: number): number {
    let at = start;
    while (at < start + 2 && is(octets, at, base64Sign)) at++;
    return this.starts[(octets[at]! << 8) | octets[at + 1]!]!;
  }

  /** Whether a short word that has to be looked at begins at one of the two places behind a probe. */
  private pairBehind(octets: Uint8Array, probe: number): boolean {
    const kinds = classes;
    const start = (kinds[octets[probe + 1]!]! & word) !== 0 ? probe + 1 : probe + 2;
    const code = octets[start]!;
    if ((kinds[code]! & hexDigit) === 0 && code !== 120) return false;
    let end = start + 1;
    while (end < start + 9 && (kinds[octets[end]!]! & word) !== 0) end++;
    return (
      end < start + 9 && this.token(octets, start, end, this.starts[(code << 8) | octets[start + 1]!]!) < 0
    );
  }

  /** Behind the letters and digits [start, end), at least 16; -1 where something may begin with them. */
  private long(octets: Uint8Array, start: number, end: number, kind: number): number {
    const { wanted, coated, base, text } = this;
    if (wanted.others) return -1;
    const code = octets[start]!;
    if (wanted.keyBlocks) {
      if (isHeader(octets, start) && mayBeHeader(text, base + start)) return -1;
      const escaped = (classes[octets[start - 1]!]! & escape) !== 0;
      if (escaped || code === 82 || code === 83)
        for (let at = start + (escaped ? longestEscape : 1); at > start; at--)
          if (isHeader(octets, at) && mayBeHeader(text, base + at)) return -1;
      if (end - start >= framed && (end - start >= reach - margin || mayHoldMessage(octets, start, end)))
        return -1;
    }
    if (
      (kind & startsHex) !== 0 &&
      is(octets, start + step - 1, hexDigit) &&
      base + start >= coated.hexTried
    ) {
      const first = (octets[start + 1]! | 32) === 120 ? start + 2 : start;
      if (is(octets, first, hexDigit) && !this.hexRefused(octets, first, end)) return -1;
    }
    return this.run(octets, start, kind) ? -1 : end;
  }

  /** Whether the hexadecimal digits that begin at `first`, in a word that ends at `end`, are of nothing. */
  private hexRefused(octets: Uint8Array, first: number, end: number): boolean {
    const { base, coated, text } = this;
    const word = end - first;
    const mayBeGrouped = word === 16 || word === 32 || word === 64;
    if (
      !isDer(octets, first) &&
      word <= mostBack &&
      !(mayBeGrouped && this.hexBefore(octets, first)) &&
      (word < 2 * shortestText ? !goesOn(octets, end) : !mayBeText(text, base + first))
    ) {
      if (base + end > coated.hexTried) coated.hexTried = base + end;
      return true;
    }
    let at = first + 1;
    while (is(octets, at, hexDigit)) at++;
    const size = at - first;
    // Groups of these sizes are followed back.
    if ((size === 16 || size === 32 || size === 64) && this.hexBefore(octets, first)) return false;
    return (
      size <= mostBack && this.refuses(octets, first, at - (size & 1), [first + 2, first + 4, first + 6])
    );
  }

  /** Whether the list that begins with the pairs [first, end) is neither DER nor text; then these were tried. */
  private refuses(
    octets: Uint8Array,
    first: number,
    end: number,
    behind: readonly [number, number, number],
  ): boolean {
    const { base, text, coated } = this;
    let bytes = (end - first) >> 1;
    if (bytes < shortestText && goesOn(octets, end))
      bytes += extentOfHex(text, base + end, this.to, shortestText).bytes;
    if (bytes >= shortestStructure && isDer(octets, first) && mayBeDerInHex(octets, behind, bytes))
      return false;
    if (bytes >= shortestText && mayBeText(text, base + first)) return false;
    if (base + end > coated.hexTried) coated.hexTried = base + end;
    return true;
  }

  /** Behind what begins with the letters and digits [start, end), fewer than 16; -1 where that has to be looked at. */
  private token(octets: Uint8Array, start: number, end: number, kind: number): number {
    if (is(octets, end, base64Sign) && this.run(octets, start, kind)) return -1;
    if (this.base + start < this.coated.hexTried) return end;
    const size = end - start;
    const code = octets[start]!;
    let passed = end;
    if ((classes[code]! & hexDigit) !== 0) {
      if (size === 2 || size === 4 || size === 8) {
        const behind = size === 4 ? this.uuid(octets, start) : size === 8 ? this.uuid(octets, end + 1) : -1;
        if (behind >= 0) passed = behind;
        else if (isGroup(octets, start, size) && !this.shortList(octets, start, size)) return -1;
        else if (code === 48 && (octets[start + 1]! | 32) === 120) return -1;
      }
    } else if (size === 3 && (code | 32) === 120 && octets[start - 1] === 92) return -1;
    return passed;
  }

  /** Whether the list of groups with one at `start` has too few bytes for anything, as a date has; then it was tried. */
  private shortList(octets: Uint8Array, start: number, size: number): boolean {
    if (!mayHaveBytes(octets, start)) return true;
    const { coated, base, text } = this;
    const first = firstGroup(text, base + start, size, Math.max(coated.hexTried, this.from));
    const { end, bytes } = extentOfHex(text, first, this.to, leastListed);
    // What Format-Hex prints above a dump is looked at, too.
    if (bytes >= leastListed) return false;
    if (end > coated.hexTried) coated.hexTried = end;
    return true;
  }

  /** Behind the UUID (RFC 9562, 4) with its first or second group of four at `at`; -1 where more has to be looked at. */
  private uuid(octets: Uint8Array, at: number): number {
    if (((octets[at - 1]! ^ 45) | (octets[at + 4]! ^ 45) | (octets[at + 9]! ^ 45)) !== 0) return -1;
    const { base, coated } = this;
    const first = octets[at + 14] === 45 ? at : at - 5;
    const start = first - 9;
    const end = start + 36;
    if (((octets[start + 8]! ^ 45) | (octets[start + 13]! ^ 45)) !== 0) return -1;
    if (is(octets, start - 1, word) || is(octets, end, word)) return -1;
    if (base + start < this.from || base + start < coated.hexTried) return -1;
    if (!goesOn(octets, end) && !isDer(octets, first)) {
      // So few bytes are nothing, whatever they are.
      if (base + end > coated.hexTried) coated.hexTried = base + end;
      return end;
    }
    if (at !== first && isDer(octets, at)) return -1;
    const refused =
      allHexDigits(octets, first, first + 4) &&
      allHexDigits(octets, first + 5, first + 9) &&
      allHexDigits(octets, first + 10, first + 14) &&
      allHexDigits(octets, first + 15, first + 27) &&
      allHexDigits(octets, start, start + 8) &&
      this.refuses(octets, first, end, [first + 2, first + 5, first + 7]);
    return refused ? end : -1;
  }

  /** Whether digits may be before those that begin at `first`, in the same list. */
  private hexBefore(octets: Uint8Array, first: number): boolean {
    const code = octets[first - 1]!;
    if ((code | 32) === 120 || code === 41) return true;
    let at = first;
    while (at > first - 4 && is(octets, at - 1, join)) at--;
    return at < first && this.base + at > this.coated.hexTried && is(octets, at - 1, hexDigit);
  }

  /** Whether base64, or a token with "%41" in it, may begin with the run at `start`. */
  private run(octets: Uint8Array, start: number, kind: number): boolean {
    const before = octets[start - 1]!;
    if ((classes[before]! & escape) !== 0 || this.base + start > this.plain) {
      if (before === 92) return true;
      if (this.depth < deepest && (before === 37 || this.percentBehind(octets, start))) return true;
    }
    if ((kind & startsBase64) === 0) return false;
    let at = start;
    while (at < start + 2 && is(octets, at, base64Sign)) at++;
    const der =
      octets[at] === 77 && this.wanted.structures && mayBeDer(octets, at, at + reach - margin - step);
    if (!der && !(mayStartText(octets, at) && startsText(this.text, this.base + at))) return false;
    for (let i = start + step - 1; i > at; i--) if (!is(octets, i, either)) return false;
    return true;
  }

  private percentBehind(octets: Uint8Array, start: number): boolean {
    const { base } = this;
    if (this.percent < base + start) {
      const found = this.text.indexOf('%', base + start);
      this.percent = found < 0 ? this.text.length : found;
    }
    this.plain = this.percent - mostBack - 1;
    if (base + start <= this.plain) return false;
    const percent = this.percent - base;
    let end = start;
    while (end < percent && is(octets, end, either)) end++;
    return end === percent;
  }
}
