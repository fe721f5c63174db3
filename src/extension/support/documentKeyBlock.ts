import * as vscode from 'vscode';
import { findKeyBlocks, keyBlockAt } from '../../core/input/find';

/** A key block and where it stands in a document. */
export interface LocatedKeyBlock {
  readonly text: string;
  readonly range: vscode.Range;
}

/** Characters of a line that are looked at on each side of a position: a block has 9 999 at most. */
const reach = 10_000;

/** The key block at a position; looks at a bounded part of the one line. */
export function keyBlockAtPosition(
  document: vscode.TextDocument,
  position: vscode.Position,
): LocatedKeyBlock | undefined {
  const line = document.lineAt(position.line).text;
  const from = Math.max(0, position.character - reach);
  const found = keyBlockAt(line.slice(from, position.character + reach), position.character - from);
  if (!found) return undefined;
  const start = new vscode.Position(position.line, from + found.span.start);
  return { text: found.text, range: new vscode.Range(start, start.translate(0, found.text.length)) };
}

/** The block that begins at an offset; what a restored panel remembers. */
export function keyBlockAtOffset(
  document: vscode.TextDocument,
  start: number,
  end: number,
): LocatedKeyBlock | undefined {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const found = findKeyBlocks(document.getText(range).slice(0, 2 * reach))[0];
  return found ? { text: found.text, range } : keyBlockAtPosition(document, document.positionAt(start));
}
