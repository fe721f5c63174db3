/** Line and UTF-16 column, from 0, as editors count them. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** What one character of the text is: a UTF-16 unit, or one byte of UTF-8 read as Latin-1. */
export type Units = 'utf16' | 'utf8Bytes';

const lineFeed = 10;

/**
 * Walks a text once from front to back and says line and UTF-16 column of places. Lines end as in VS Code's
 * editor: LF, CRLF, or CR alone. A byte order mark takes no column. Bytes that are no UTF-8 count one column each,
 * as the replacement character shown for them does.
 */
export class LineCursor {
  private text = '';
  private at = 0;
  private feed = 0;
  private back = 0;
  private line = 0;
  private character = 0;
  private begun = false;
  /** Continuation bytes that the character begun still may have. */
  private open = 0;
  private wide = false;
  private afterReturn = false;

  constructor(private readonly units: Units) {}

  /** Takes the next piece of the text, to go on in it at `from`. */
  begin(text: string, from: number): void {
    this.text = text;
    this.at = from;
    this.feed = this.next('\n', from);
    this.back = this.next('\r', from);
    if (this.begun || text.length === 0) return;
    this.begun = true;
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
    else if (this.units === 'utf8Bytes' && text.startsWith('\xef\xbb\xbf')) this.at = 3;
  }

  /** Moves on to a place of the piece. */
  advance(to: number): TextPosition {
    const { text } = this;
    if (this.afterReturn && this.at < to) {
      this.afterReturn = false;
      if (text.charCodeAt(this.at) === lineFeed) this.enter(this.at + 1);
    }
    for (;;) {
      const stop = Math.min(this.feed, this.back);
      if (stop >= to) break;
      this.line++;
      this.character = 0;
      this.open = 0;
      const next = stop + 1;
      if (stop === this.feed) this.enter(next);
      // Whether a line feed belongs to it is seen with the next character, which may be in the next piece.
      else if (next >= to) {
        this.enter(next);
        this.afterReturn = true;
      } else this.enter(text.charCodeAt(next) === lineFeed ? next + 1 : next);
    }
    if (to > this.at) {
      this.character += this.units === 'utf16' ? to - this.at : this.columns(text, this.at, to);
      this.at = to;
    }
    return { line: this.line, character: this.character };
  }

  /** Goes to the first character of a line. */
  private enter(at: number): void {
    this.at = at;
    if (this.feed < at) this.feed = this.next('\n', at);
    if (this.back < at) this.back = this.next('\r', at);
  }

  private next(character: string, from: number): number {
    const at = this.text.indexOf(character, from);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  }

  /** UTF-16 units that the UTF-8 bytes of [from, to) begin. */
  private columns(text: string, from: number, to: number): number {
    let count = 0;
    for (let at = from; at < to; at++) {
      const byte = text.charCodeAt(at);
      if (byte < 0x80) {
        this.open = 0;
        count++;
      } else if (byte >= 0xc0) {
        this.wide = byte >= 0xf0;
        this.open = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
        count++;
      } else if (this.open === 0) count++;
      else if (--this.open === 0 && this.wide) count++;
    }
    return count;
  }
}
