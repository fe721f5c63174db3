/**
 * The one rule for what counts as a key block in a text. Every surface and scanner asks it, so that
 * they agree; it is linear over a whole text, whatever the text.
 */
import { decimalAt, firstNotHex, isAlphanumeric, isDigit, isHex, isPrintable } from '../keyblock/characters';
import {
  algorithmRow,
  exportabilityRow,
  modeRow,
  thalesUsageRow,
  usageRow,
  versionRow,
  type VersionRow,
} from '../keyblock/tables';
import type { KeyMaterial } from './keyMaterial';
import { groupedSegments, labelledSegments } from './brokenKeyBlock';
import { wrappedSegments } from './wrappedKeyBlock';

/** The shortest block: header, two TDES blocks, the MAC of version A. */
const shortest = 40;
const headerLength = 16;
/** A block whose length is off has to show more than its header. */
const shortestBroken = 24;

/** Where runs of characters end: remembered, because a run is asked for at each of its candidates. */
export class Runs {
  private alphanumericEnd = -1;
  private printableEnd = -1;

  constructor(readonly text: string) {}

  /** End of the letters and digits from `start` on. */
  endOfAlphanumeric(start: number): number {
    if (start >= this.alphanumericEnd) {
      let at = start;
      while (at < this.text.length && isAlphanumeric(this.text.charCodeAt(at))) at++;
      this.alphanumericEnd = at;
    }
    return this.alphanumericEnd;
  }

  /** End of the printable ASCII characters from `start` on; a line break ends them. */
  endOfPrintable(start: number): number {
    if (start >= this.printableEnd) {
      let at = start;
      while (at < this.text.length && isPrintable(this.text.charCodeAt(at))) at++;
      this.printableEnd = at;
    }
    return this.printableEnd;
  }
}

/**
 * The key block whose version character stands at `start`, if there is one. It is one where
 * - its length field fits exactly and the tables know what the header says, on one line or wrapped; or
 * - the tables know all of the header though the length is off: a block that was cut or grew.
 */
export function keyBlockStartingAt(
  text: string,
  start: number,
  runs = new Runs(text),
): KeyMaterial | undefined {
  if (!hasHeaderShape(text, start)) return undefined;
  const prefix = prefixBefore(text, start);
  if (prefix === undefined) return undefined;
  const header = judgeHeader(text.slice(start, start + 16));
  if (header === undefined) return undefined;
  const declared = decimalAt(text, start + 1, start + 5);
  const counted = decimalAt(text, start + 12, start + 14) !== 0;
  if (lengthFits(text, start, declared, counted, runs))
    return material(text, start, start + declared, prefix);
  if (!header.sound) return undefined;
  const followed = header.plain ? followedBlock(text, start, runs) : undefined;
  if (followed) return prefix === '' ? followed : { ...followed, prefix };
  const isHeader = (at: number): boolean => isSoundHeader(text, at);
  const segments =
    declared < shortest
      ? undefined
      : (wrappedSegments(text, start, declared, counted, isHeader) ??
        (header.plain
          ? (groupedSegments(text, start, declared, isHeader) ?? labelledSegments(text, start, declared))
          : undefined));
  if (segments)
    return {
      kind: 'keyBlock',
      encoding: 'text',
      text: segments.map(({ span }) => text.slice(span.start, span.end)).join(''),
      span: { start, end: segments.at(-1)?.span.end ?? start },
      segments,
      ...(prefix ? { prefix } : {}),
    };
  const end = runs.endOfAlphanumeric(start);
  return header.plain && end - start >= shortestBroken ? material(text, start, end, prefix) : undefined;
}

function material(text: string, start: number, end: number, prefix: string): KeyMaterial {
  const span = { start, end };
  const found: KeyMaterial = {
    kind: 'keyBlock',
    encoding: 'text',
    text: text.slice(start, end),
    span,
    segments: [{ at: 0, span }],
  };
  return prefix === '' ? found : { ...found, prefix };
}

/** Digits of a check value: 2 to 5 bytes, or a whole block of TDES. */
const checkValueLengths = new Set([4, 6, 8, 10, 16]);
/** CR and LF in hexadecimal, as hosts leave them behind a block: no check value. */
const lineEnd = '0D0A';

/**
 * The block at `start` whose length field fits its version, and behind which a check value or another block follows
 * in the same run of letters and digits, as in messages of HSMs; undefined where the run is anything else. The
 * characters before `start` are not looked at.
 */
export function followedBlock(text: string, start: number, runs: Runs): KeyMaterial | undefined {
  if (!hasHeaderShape(text, start)) return undefined;
  const version = versionRow(text[start]!);
  const declared = decimalAt(text, start + 1, start + 5);
  const end = start + declared;
  if (!version || declared < shortest || declared % version.blockSize !== 0 || end > text.length)
    return undefined;
  const header = judgeHeader(text.slice(start, start + 16));
  if (!header?.plain) return undefined;
  const counted = decimalAt(text, start + 12, start + 14) !== 0;
  if (firstNotHex(text, counted ? end - 16 : start + 16, end) >= 0) return undefined;
  if (counted && runs.endOfPrintable(start) < end) return undefined;
  const block = material(text, start, end, '');
  const rest = runs.endOfAlphanumeric(end) - end;
  if (!isAlphanumeric(text.charCodeAt(end))) return block;
  const next = text[end] === 'R' || text[end] === 'S' ? end + 1 : end;
  if (isSoundHeader(text, next)) return block;
  // Behind a check value the next block of the message may begin.
  for (const size of checkValueLengths) {
    const at = end + size;
    if (size > rest || firstNotHex(text, end, at) >= 0 || text.slice(end, at).toUpperCase() === lineEnd)
      continue;
    const tagged = text[at] === 'R' || text[at] === 'S' ? at + 1 : at;
    if (size !== rest && !isSoundHeader(text, tagged)) continue;
    return {
      ...block,
      after: {
        text: text.slice(end, at),
        span: { start: end, end: at },
        // Two digits are a byte: whole cipher blocks more.
        longerFits: size === rest && size % (2 * version.blockSize) === 0,
      },
    };
  }
  return undefined;
}

/** The scheme tag before a block, '' for none; undefined where a block cannot begin. */
function prefixBefore(text: string, start: number): string | undefined {
  if (startsWord(text, start)) return '';
  const tag = text[start - 1];
  return (tag === 'R' || tag === 'S') && startsWord(text, start - 1) ? tag : undefined;
}

/** How terminals switch colours: ESC [ numbers m. */
const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m$`);

/** A letter before a block belongs to it or to another word, unless it ends an escape: \n, \u0022, %0A, ESC[0m. */
function startsWord(text: string, start: number): boolean {
  if (start === 0 || !isAlphanumeric(text.charCodeAt(start - 1))) return true;
  const last = text[start - 1];
  if (text[start - 2] === '\\') return last === 'n' || last === 'r' || last === 't';
  if (text[start - 6] === '\\' && text[start - 5] === 'u') return firstNotHex(text, start - 4, start) < 0;
  if (text[start - 3] === '%') return firstNotHex(text, start - 2, start) < 0;
  return last === 'm' && colour.test(text.slice(Math.max(0, start - 12), start));
}

const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isUsual = (code: number): boolean => isUpper(code) || isDigit(code);

/** Characters of the classes that a header has: cheap, and true of almost nothing else. */
function hasHeaderShape(text: string, start: number): boolean {
  if (start + headerLength > text.length) return false;
  const lower = text.charCodeAt(start) >= 97;
  for (let i = 1; i < 5; i++) if (!isDigit(text.charCodeAt(start + i))) return false;
  for (let i = 5; i < 16; i++) {
    const code = text.charCodeAt(start + i);
    const free = lower || i === 9 || i === 10 || i >= 12;
    if (!(free ? isAlphanumeric(code) : isUsual(code))) return false;
  }
  return true;
}

/** Whether a header begins there whose length fits and whose codes are all known. */
export function isSoundHeader(text: string, start: number): boolean {
  return hasHeaderShape(text, start) && judgeHeader(text.slice(start, start + 16))?.sound === true;
}

/** Whether a header may begin there that the tables know as much of as of that of any block. */
export function mayBeHeader(text: string, start: number): boolean {
  return hasHeaderShape(text, start) && judgeHeader(text.slice(start, start + 16)) !== undefined;
}

interface HeaderVerdict {
  /** Version, usage, algorithm, mode and exportability are all in the tables. */
  readonly sound: boolean;
  /** What the tables do not bind (count, key context, reserved, LMK) is as it usually is, too. */
  readonly plain: boolean;
}

/** The same few headers come again and again in a log; remembered up to that many. */
const mostJudged = 1024;
const judged = new Map<string, HeaderVerdict>();

function judgeHeader(header: string): HeaderVerdict | undefined {
  const known = judged.get(header);
  if (known) return known;
  const verdict = judge(header);
  // Digits that are no header may be those of a key, which nothing keeps.
  if (!verdict?.sound) return verdict;
  if (judged.size >= mostJudged) judged.clear();
  // A part of a text keeps the whole text in memory; this is a text of its own.
  judged.set(Array.from(header).join(''), verdict);
  return verdict;
}

function judge(given: string): HeaderVerdict | undefined {
  const header = given.toUpperCase();
  const version = versionRow(header.slice(0, 1));
  if (!version) return undefined;
  const known = [
    usageRow(header.slice(5, 7)) ?? (version.proprietary ? thalesUsageRow(header.slice(5, 7)) : undefined),
    algorithmRow(header.slice(7, 8)),
    modeRow(header.slice(8, 9)),
    exportabilityRow(header.slice(11, 12)),
  ].filter((row) => row !== undefined).length;
  if (known === 4) return { sound: true, plain: given.startsWith(version.code) && isPlain(header, version) };
  // An unknown code or two, but in a block whose length will have to fit. A row of digits may begin anywhere.
  const mayBe = known >= 2 && !version.proprietary && given.startsWith(version.code);
  return mayBe && decimalAt(header, 12, 14) >= 0 ? { sound: false, plain: false } : undefined;
}

function isPlain(header: string, version: VersionRow): boolean {
  const declared = decimalAt(header, 1, 5);
  if (decimalAt(header, 12, 14) < 0) return false;
  return version.proprietary
    ? declared >= shortest && declared % version.blockSize === 0 && decimalAt(header, 14, 16) >= 0
    : /^[012]0$/.test(header.slice(14));
}

/** The declared number of characters stands there, on one line, ends in hex, and nothing goes on after it. */
function lengthFits(text: string, start: number, declared: number, counted: boolean, runs: Runs): boolean {
  const end = start + declared;
  if (declared < shortest || end > text.length) return false;
  if (!counted) return runs.endOfAlphanumeric(start) === end && firstNotHex(text, end - 16, end) < 0;
  if (isAlphanumeric(text.charCodeAt(end)) || !isHex(text.charCodeAt(end - 1))) return false;
  return firstNotHex(text, end - 16, end) < 0 && runs.endOfPrintable(start) >= end;
}
