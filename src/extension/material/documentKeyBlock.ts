import * as vscode from 'vscode';
import type { Span } from '../../core/findings';
import { findKeyBlocks, keyBlockAt } from '../../core/input/find';
import { isAlphanumeric } from '../../core/keyblock/characters';
import { type FoundKeyBlock, squeezedKeyBlockAt } from '../../core/input/squeezed';

/** A run of a block's characters that stands in one piece, on one line. */
export interface Piece {
  /** Offset of its first character in the block's text. */
  readonly at: number;
  readonly start: vscode.Position;
  readonly length: number;
  /** Characters of the block that the piece holds, where it has them in a coat: one of "42" for B. */
  readonly characters?: number;
}

/** A key block and where it stands in a document: also what was taken off it, and what stands around it there. */
export interface LocatedKeyBlock extends Pick<FoundKeyBlock, 'coats' | 'prefix' | 'frame' | 'after'> {
  /** The block without what broke it up. */
  readonly text: string;
  /** From its first to its last character. */
  readonly range: vscode.Range;
  /** One piece, unless line breaks or spaces broke the block up. */
  readonly pieces: readonly Piece[];
}

/** Code of the problem that spaces break a block up; the decoder never sees them. */
export const brokenUpCode = 'broken_up_by_white_space';

/** Where a link or a lens says that a block stands; the argument of every command on a block. */
export interface Place {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** Characters that are looked at on each side of a position: a block has 9 999 at most. */
const reach = 10_000;
/** Lines on each side: a block of full length at 50 columns. */
const mostLines = 200;

/** The key block at a position; looks at a bounded neighbourhood of it. */
export function keyBlockAtPosition(
  document: vscode.TextDocument,
  position: vscode.Position,
): LocatedKeyBlock | undefined {
  const line = document.lineAt(position.line).text;
  const found = onLine(line, position);
  if (found && isWhole(found.text)) return found;
  return (
    (mayBePiece(line, position.character) ? brokenUp(document, position) : undefined) ??
    inCoat(document, position, line) ??
    found
  );
}

/** A block in hexadecimal of its characters, a dump and the like, that covers a position. */
function inCoat(
  document: vscode.TextDocument,
  position: vscode.Position,
  line: string,
): LocatedKeyBlock | undefined {
  const { character } = position;
  const from = Math.max(0, character - 2 * reach);
  const { text, offset, toPosition } =
    line.length > reach
      ? {
          text: line.slice(from, character + 2 * reach),
          offset: character - from,
          toPosition: (at: number) => new vscode.Position(position.line, from + at),
        }
      : paragraph(document, position);
  const found = coatedAt(text, offset);
  if (!found || isWhole(found.text)) return found && locate(found, toPosition);
  // What was looked at may have been cut inside a long block.
  const at = document.offsetAt(position);
  const begin = Math.max(0, at - 6 * reach);
  const wide = document.getText(
    new vscode.Range(document.positionAt(begin), document.positionAt(at + 6 * reach)),
  );
  return locate(coatedAt(wide, at - begin) ?? found, (one) => document.positionAt(begin + one));
}

function coatedAt(text: string, offset: number): FoundKeyBlock | undefined {
  return findKeyBlocks(text).find(({ coats, span }) => coats && span.start <= offset && offset <= span.end);
}

function onLine(line: string, { line: row, character }: vscode.Position): LocatedKeyBlock | undefined {
  const from = Math.max(0, character - reach);
  const found = keyBlockAt(line.slice(from, character + reach), character - from);
  if (!found) return undefined;
  // Cut off on the left: what looks like the start of a word may be its middle.
  if (found.span.start === 0 && from > 0 && /[0-9A-Za-z]/.test(line[from - 1] ?? '')) return undefined;
  return locate(found, (offset) => new vscode.Position(row, from + offset));
}

const isWhole = (text: string): boolean => Number(text.slice(1, 5)) === text.length;

/** Whether a line has, at a character, what a block that was broken up has on each of its lines. */
function mayBePiece(line: string, character: number): boolean {
  let start = character;
  while (start > 0 && character - start < 16 && isAlphanumeric(line.charCodeAt(start - 1))) start--;
  let end = character;
  while (end < line.length && end - character < 16 && isAlphanumeric(line.charCodeAt(end))) end++;
  return end - start >= 4 && line.length <= reach;
}

/** The lines around a position up to a blank one, as one text. */
function paragraph(document: vscode.TextDocument, position: vscode.Position) {
  const first = lastLine(document, position.line, -1);
  const last = lastLine(document, position.line, 1);
  const starts: number[] = [];
  let text = '';
  for (let row = first; row <= last; row++) {
    starts.push(text.length);
    text += document.lineAt(row).text + '\n';
  }
  const toPosition = (offset: number): vscode.Position => {
    let row = 0;
    while ((starts[row + 1] ?? Infinity) <= offset) row++;
    return new vscode.Position(first + row, offset - (starts[row] ?? 0));
  };
  return { text, offset: (starts[position.line - first] ?? 0) + position.character, toPosition };
}

/** A block that is wrapped over lines, or that white space broke up, at a position. */
function brokenUp(document: vscode.TextDocument, position: vscode.Position): LocatedKeyBlock | undefined {
  const { text, offset, toPosition } = paragraph(document, position);
  const wrapped = keyBlockAt(text, offset);
  if (wrapped && isWhole(wrapped.text)) return locate(wrapped, toPosition);
  const squeezed = squeezedKeyBlockAt(text, offset);
  return squeezed && locate(squeezed, toPosition);
}

/** The line up to which a block that stands on a line may go, in a direction. */
function lastLine(document: vscode.TextDocument, line: number, step: 1 | -1): number {
  let row = line;
  let size = 0;
  for (let n = 0; n < mostLines; n++) {
    const next = row + step;
    if (next < 0 || next >= document.lineCount) return row;
    const { text } = document.lineAt(next);
    size += text.length;
    if (size > reach || text.trim() === '') return row;
    row = next;
  }
  return row;
}

/** Material found in a text, in terms of the document that the text is a part of. */
export function locate(
  { text, span, segments = [{ at: 0, span }], coats, prefix, frame, after }: FoundKeyBlock,
  toPosition: (offset: number) => vscode.Position,
): LocatedKeyBlock {
  return {
    text,
    ...(coats && { coats }),
    ...(prefix !== undefined && { prefix }),
    ...(frame && { frame }),
    ...(after && { after }),
    range: new vscode.Range(toPosition(span.start), toPosition(span.end)),
    pieces: segments.map(({ at, span: part, characters }) => ({
      at,
      start: toPosition(part.start),
      length: part.end - part.start,
      ...(characters !== undefined && { characters }),
    })),
  };
}

/** The ranges that hold characters of the block, one for each piece; an empty one for an empty span. */
export function rangesOf({ pieces, range }: LocatedKeyBlock, { start, end }: Span): vscode.Range[] {
  const ranges: vscode.Range[] = [];
  for (const piece of pieces) {
    const { at, characters, length } = piece;
    const from = Math.max(start, at) - at;
    const to = Math.min(end, at + (characters ?? length)) - at;
    if (from > to || (from === to && (start < end || ranges.length > 0))) continue;
    const whole = new vscode.Range(piece.start, piece.start.translate(0, length));
    const last = ranges.at(-1);
    if (characters === undefined)
      ranges.push(new vscode.Range(piece.start.translate(0, from), piece.start.translate(0, to)));
    // The digits of one character after the other are one range.
    else if (last?.end.isEqual(whole.start)) ranges[ranges.length - 1] = last.union(whole);
    else ranges.push(whole);
  }
  return ranges.length > 0 ? ranges : [new vscode.Range(range.end, range.end)];
}

/** From the first to the last of those characters. */
export function rangeOf(block: LocatedKeyBlock, span: Span): vscode.Range {
  const ranges = rangesOf(block, span);
  return new vscode.Range(ranges[0]!.start, ranges.at(-1)!.end);
}

export function placeOf(uri: vscode.Uri, { range }: Pick<LocatedKeyBlock, 'range'>): Place {
  return { uri: uri.toString(), line: range.start.line, character: range.start.character };
}

export function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, line, character } = value as Record<string, unknown>;
  return typeof uri === 'string' && Number.isInteger(line) && Number.isInteger(character);
}

/** The block at a place that a link names, or at the cursor where the argument is none. */
export async function keyBlockAtPlace(argument: unknown): Promise<LocatedKeyBlock | undefined> {
  if (isPlace(argument)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri));
    return keyBlockAtPosition(document, new vscode.Position(argument.line, argument.character));
  }
  const editor = vscode.window.activeTextEditor;
  return editor && keyBlockAtPosition(editor.document, editor.selection.active);
}

/** The block that begins at an offset; what a restored panel remembers. */
export function keyBlockAtOffset(
  document: vscode.TextDocument,
  start: number,
  end: number,
): LocatedKeyBlock | undefined {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const here = keyBlockAtPosition(document, range.start);
  if (here?.coats) return here;
  const found = findKeyBlocks(document.getText(range).slice(0, 2 * reach))[0];
  return found ? locate(found, (offset) => document.positionAt(start + offset)) : here;
}
