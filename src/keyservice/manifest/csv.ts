/**
 * CSV (RFC 4180) with the place of every cell, which the known readers do not tell. Tolerant of what
 * spreadsheets write: a byte order mark, "sep=;", CR LF, semicolons or tabs, quotation marks inside a cell.
 */
import type { Span } from '../../core/findings';

export interface CsvCell {
  readonly value: string;
  /** Its characters, without the quotation marks around them. */
  readonly span: Span;
  /** False where quotation marks inside were doubled: places in `value` are then not those of the text. */
  readonly literal: boolean;
}

export interface CsvRecord {
  readonly cells: readonly CsvCell[];
  readonly span: Span;
}

export interface Csv {
  readonly delimiter: string;
  /** Empty lines are left out. */
  readonly records: readonly CsvRecord[];
  /** Where a quotation mark was opened that is never closed. */
  readonly unclosed: Span | undefined;
  /** Reading ended at the most records that were asked for, and there is more. */
  readonly cut: boolean;
}

/** @param most records; reading stops behind them */
export function readCsv(text: string, most: number): Csv {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const told = /^sep=(.)\r?\n/i.exec(text.slice(at, at + 8));
  if (told) at += told[0].length;
  const delimiter = told?.[1] ?? delimiterOf(text, at);
  const records: CsvRecord[] = [];
  let unclosed: Span | undefined;
  while (at < text.length) {
    if (records.length === most) return { delimiter, records, unclosed, cut: text.slice(at).trim() !== '' };
    const start = at;
    const cells: CsvCell[] = [];
    for (;;) {
      const { cell, next, open } = readCell(text, at, delimiter);
      cells.push(cell);
      if (open) unclosed = { start: at, end: at + 1 };
      at = next;
      if (text[at] !== delimiter) break;
      at++;
    }
    const end = at;
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    if (cells.some(({ value }) => value.trim() !== '')) records.push({ cells, span: { start, end } });
  }
  return { delimiter, records, unclosed, cut: false };
}

function readCell(
  text: string,
  from: number,
  delimiter: string,
): { cell: CsvCell; next: number; open: boolean } {
  if (text[from] !== '"') {
    const next = endOfCell(text, from, delimiter);
    return {
      cell: { value: text.slice(from, next), span: { start: from, end: next }, literal: true },
      next,
      open: false,
    };
  }
  let at = from + 1;
  let doubled = false;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) {
      // Taken to the end of the line, so that one forgotten mark does not swallow all rows.
      const next = endOfCell(text, from, delimiter);
      return {
        cell: { value: text.slice(from + 1, next), span: { start: from + 1, end: next }, literal: true },
        next,
        open: true,
      };
    }
    if (text[quote + 1] === '"') {
      doubled = true;
      at = quote + 2;
      continue;
    }
    const inner = text.slice(from + 1, quote);
    const next = endOfCell(text, quote + 1, delimiter);
    const value = (doubled ? inner.replaceAll('""', '"') : inner) + text.slice(quote + 1, next).trim();
    return {
      cell: { value, span: { start: from + 1, end: quote }, literal: !doubled },
      next,
      open: false,
    };
  }
}

/** The next delimiter or line end, or the end of the text. */
function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === delimiter || character === '\n' || character === '\r') break;
    at++;
  }
  return at;
}

/** Of comma, semicolon and tab the one that stands most often in the first line, outside quotation marks. */
function delimiterOf(text: string, from: number): string {
  const counts = new Map([
    [',', 0],
    [';', 0],
    ['\t', 0],
  ]);
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
