/** Lines and columns of places of a text, in any order. */
import type { Span } from '../findings';
import type { TextPosition } from '../input/lineCursor';
import type { ReportedPlace } from './types';

/** Lines end as in an editor: LF, CRLF or CR alone. Reads the text when it is first asked. */
export class TextPlaces {
  private starts: number[] | undefined;

  /** @param first line and column, from 0, of the first character */
  constructor(
    private readonly text: string,
    private readonly first: TextPosition,
  ) {}

  of({ start, end }: Span): ReportedPlace {
    const [line, column] = this.at(start);
    const [endLine, endColumn] = this.at(Math.max(start, end));
    return { unit: 'lines', line, column, endLine, endColumn };
  }

  /** Both from 1. */
  private at(offset: number): [line: number, column: number] {
    const starts = (this.starts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length;
    // The last line that begins at the offset or before it.
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    const mark = low === 0 && this.first.line === 0 && this.first.character === 0 && this.hasMark ? 1 : 0;
    const column = offset - starts[low]! - mark + (low === 0 ? this.first.character : 0);
    return [this.first.line + low + 1, Math.max(0, column) + 1];
  }

  private get hasMark(): boolean {
    return this.text.charCodeAt(0) === 0xfeff;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  let feed = text.indexOf('\n');
  let back = text.indexOf('\r');
  while (feed >= 0 || back >= 0) {
    const isFeed = back < 0 || (feed >= 0 && feed < back);
    const at = isFeed ? feed : back;
    const next = !isFeed && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
    starts.push(next);
    if (feed >= 0 && feed < next) feed = text.indexOf('\n', next);
    if (back >= 0 && back < next) back = text.indexOf('\r', next);
  }
  return starts;
}
