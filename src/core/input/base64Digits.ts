/**
 * Base64 as it is found among other text: in lines, in string literals of programs, in URLs, XML and mails. Reads
 * only as far as is asked for, so that what stands behind a structure is no part of it.
 */
import { Decoding } from './decoding';
import { escapeAt } from './escapes';

/** Value of a base64 digit by character code up to 255, either alphabet of RFC 4648; -1 for another character. */
export const base64Value = new Int8Array(256).fill(-1);
for (const [i, letter] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries())
  base64Value[letter.charCodeAt(0)] = i;
base64Value[45] = 62;
base64Value[95] = 63;

/** Value of a base64 digit by its UTF-16 code unit; -1 where it is not one. */
export const valueOf = (code: number): number => (code < 128 ? base64Value[code]! : -1);

/** What is taken off together with base64. */
export type LineCoat = 'URL encoding' | 'XML entities' | 'escapes' | 'quoted-printable' | 'decorated lines';

export interface Base64Limits {
  /** Digits after which enough is read. */
  readonly digits: number;
  /** Character before which it ends. */
  readonly to: number;
  /** Characters at the begin of the first line that are a decoration, though they could be digits: "+" of a diff. */
  readonly glued?: number;
  /** True to stay on the line. */
  readonly oneLine?: boolean;
}

export interface Base64Text {
  readonly decoding: Decoding;
  /** Coats of the characters themselves, and of lines. */
  readonly coats: readonly LineCoat[];
  /** Padding characters that followed. */
  readonly padding: number;
  /** Behind the last digit and the padding. */
  readonly end: number;
  /** Whether the reading ended for want of digits. */
  readonly short: boolean;
}

/** Fewer digits on a further line are its last, or another word. */
const leastOnLine = 16;
/** Characters on a line before and behind its base64. */
const mostBeside = 80;

/** Reads on from a digit at `start`. `decoding` goes on with a reading. */
export function readBase64(
  text: string,
  start: number,
  limits: Base64Limits,
  decoding = new Decoding(6, start),
): Base64Text {
  return new Reader(text, limits, decoding).read(start);
}

class Reader {
  private readonly coats = new Set<LineCoat>();
  /** Digits of the first line; those of the others are as many, but for the last. */
  private width = 0;
  private onLine = 0;
  /** Characters between the begin of a line and its first digit, of the line before. */
  private column = -1;
  private padding = 0;
  private end = 0;
  /** Behind the run that was counted last. */
  private runEnd = 0;
  /** Characters glued to the digits of each line: "+" of a diff. */
  private glued: number;
  /** Whether something else than blanks is before the digits of each line. */
  private decorated = false;
  private readonly to: number;

  constructor(
    private readonly text: string,
    private readonly limits: Base64Limits,
    private readonly decoding: Decoding,
  ) {
    this.to = Math.min(limits.to, text.length);
    this.glued = limits.glued ?? 0;
  }

  read(start: number): Base64Text {
    const { text, decoding, limits, to } = this;
    let at = start;
    this.end = start;
    while (decoding.digits < limits.digits && at < to) {
      const value = valueOf(text.charCodeAt(at));
      if (value >= 0) {
        decoding.push(value, at++);
        this.onLine++;
        this.end = at;
        continue;
      }
      const next = this.beyond(at);
      if (next < 0) break;
      at = next;
    }
    const short = decoding.digits < limits.digits;
    if (this.padding === 0) this.takePadding(this.end);
    return { decoding, coats: [...this.coats], padding: this.padding, end: this.end, short };
  }

  /** Where the next digit is, behind a character that is none; -1 where the base64 ends. */
  private beyond(at: number): number {
    const { text } = this;
    const code = text.charCodeAt(at);
    if (code === 61) {
      const soft = softBreak(text, at);
      if (soft < 0) return this.takePadding(at);
      const next = this.lineAt(soft, true);
      if (next >= 0) this.coats.add('quoted-printable');
      return next;
    }
    const escape = escapeAt(text, at);
    if (escape) {
      const value = valueOf(escape.code);
      if (value >= 0) {
        this.coats.add(escape.coat);
        this.decoding.push(value, at, escape.end - at);
        this.onLine++;
        this.end = escape.end;
        return escape.end;
      }
      if (escape.code === 61) return this.takePadding(at);
    }
    return this.nextLine(at);
  }

  /** Behind padding there is nothing: always -1. */
  private takePadding(from: number): number {
    let at = from;
    while (this.padding < 2) {
      if (this.text.charCodeAt(at) === 61) {
        at++;
        // "=3D" of quoted-printable.
        if (this.text.startsWith('3D', at)) {
          this.coats.add('quoted-printable');
          at += 2;
        }
      } else {
        const escape = escapeAt(this.text, at);
        if (escape?.code !== 61) break;
        this.coats.add(escape.coat);
        at = escape.end;
      }
      this.padding++;
      this.end = at;
    }
    return -1;
  }

  /** The digits of the next line, behind what may be at the end of this one; -1 where there are none. */
  private nextLine(from: number): number {
    const { text, limits, to } = this;
    if (limits.oneLine) return -1;
    const bound = Math.min(to, from + mostBeside);
    let plain = true;
    for (let at = from; at < bound;) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === 13) {
        const line = code === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
        return this.lineAt(line, plain);
      }
      const escape = escapeAt(text, at);
      if (escape && (escape.code === 10 || escape.code === 13 || escape.code === 9)) {
        this.coats.add(escape.coat);
        at = escape.end;
      } else if (valueOf(code) >= 0) {
        // Letters of what is put behind each line, as in "<br>"; behind blanks they are another word.
        if (plain) return -1;
        at++;
        continue;
      } else {
        plain &&= code === 32 || code === 9;
        at++;
      }
      // A line break that is spelled out, blanks, or the quotation mark of the next string.
      if (plain || isQuote(text.charCodeAt(at - 1))) {
        const size = this.runLength(at);
        if (size >= leastOnLine || (size > 0 && plain && this.completes(size))) {
          if (!plain) this.coats.add('decorated lines');
          this.begin(-1);
          return at;
        }
      }
    }
    return -1;
  }

  private begin(column: number): void {
    if (this.width === 0) this.width = this.onLine;
    this.onLine = 0;
    this.column = column;
  }

  /** The digits of the line that begins at `line`: a run as long as the one before, or what completes it. */
  private lineAt(line: number, plain: boolean): number {
    const { text, to } = this;
    const width = this.width === 0 ? this.onLine : this.width;
    const { glued } = this;
    const bound = Math.min(to, line + mostBeside);
    let last = -1;
    for (let at = line; at < bound;) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === 13) break;
      const size = this.runLength(at);
      const { runEnd } = this;
      if (size === 0) {
        at++;
        continue;
      }
      const blank = onlyBlanks(text, line, at);
      const extra = size - width;
      if (extra === glued || (extra > 0 && extra <= 2 && isGlue(text, at, extra))) {
        this.glued = extra;
        return this.enter(at + extra, line, plain && blank && extra === 0);
      }
      if (blank && glued === 0 && !this.decorated && (size >= leastOnLine || this.completes(size)))
        return this.enter(at, line, plain);
      const from = at + glued;
      const inColumn = this.column < 0 || Math.abs(from - line - this.column) <= 1;
      if (size > glued && extra < glued && inColumn && this.completes(size - glued)) last = from;
      at = runEnd;
    }
    return last < 0 ? -1 : this.enter(last, line, false);
  }

  private enter(at: number, line: number, plain: boolean): number {
    if (!plain) {
      this.coats.add('decorated lines');
      this.decorated = true;
    }
    this.begin(at - line);
    return at;
  }

  /** Base64 digits from a place on; a run that is longer than anything asked for is not counted to its end. */
  private runLength(at: number): number {
    const { text, to } = this;
    const most = Math.max(this.width, this.onLine, leastOnLine) + 4;
    let end = at;
    let size = 0;
    while (end < to && size < most) {
      if (valueOf(text.charCodeAt(end)) >= 0) end++;
      else {
        const escape = escapeAt(text, end);
        if (!escape || valueOf(escape.code) < 0) break;
        end = escape.end;
      }
      size++;
    }
    this.runEnd = end;
    return size;
  }

  /** Whether a short last line has as many digits as are wanted, or ends as base64 does. */
  private completes(size: number): boolean {
    const { limits, decoding, text } = this;
    if (Number.isFinite(limits.digits)) return decoding.digits + size >= limits.digits;
    const after = text.charCodeAt(this.runEnd);
    const { code = after } = escapeAt(text, this.runEnd) ?? {};
    return code === 61 || ((decoding.digits + size) % 4 === 0 && after !== 32 && after !== 9);
  }
}

const isQuote = (code: number): boolean => code === 34 || code === 39;

/** Where a line goes on after "=" at its end; -1 where that is padding. RFC 2045 6.7. */
function softBreak(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === 10) return at + 2;
  return text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? at + 3 : -1;
}

/** Signs of diffs and comments are digits of base64 too. */
function isGlue(text: string, at: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (!'+-/'.includes(text[at + i]!)) return false;
  return true;
}

function onlyBlanks(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text[at] !== ' ' && text[at] !== '\t') return false;
  return true;
}

/** Whether twelve digits of base64 at a place are nine characters of text. */
export function startsText(text: string, at: number): boolean {
  for (let i = at; i < at + 12; i += 4) {
    let group = 0;
    for (let k = 0; k < 4; k++) {
      const code = text.charCodeAt(i + k);
      const value = code < 128 ? base64Value[code]! : -1;
      // An escape: what it stands for is not looked at here.
      if (value < 0) return code === 92;
      group = (group << 6) | value;
    }
    if (!isText(group >> 16) || !isText((group >> 8) & 255) || !isText(group & 255)) return false;
  }
  return true;
}

/** Whether an octet is printable ASCII, a tab or part of a line break. */
export const isText = (octet: number): boolean =>
  (octet >= 0x20 && octet < 0x7f) || octet === 10 || octet === 13 || octet === 9;
