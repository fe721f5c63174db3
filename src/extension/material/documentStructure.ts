import * as vscode from 'vscode';
import { findStructures, type DerMaterial } from '../../core/input/material';
import { readBoundary } from '../../core/input/pemBoundary';

/** A structure and where it stands in a document. */
export interface LocatedStructure {
  readonly material: DerMaterial;
  readonly range: vscode.Range;
}

/** Lines of PEM looked at on each side of a position: a certificate of 64 kB has a thousand. */
const mostLines = 1200;
/** Characters of one line looked at on each side. */
const reach = 60_000;
const beginLine = /-----BEGIN [^\r\n"\\]{0,100}?-----/;
const endLine = /-----END [^\r\n"\\]{0,100}?-----/;

/** The PEM block or encoded structure at a position; looks at a bounded part of the document. */
export function structureAtPosition(
  document: vscode.TextDocument,
  position: vscode.Position,
): LocatedStructure | undefined {
  const line = document.lineAt(position.line).text;
  const from = Math.max(0, position.character - reach);
  const near = line.slice(from, position.character + reach);
  // Cheap refusals first: this runs wherever the pointer rests.
  if (near.length < 8) return atEndOfBlock(document, position);
  const within = inLine(position, near, from);
  // One that is cut off may be a line of a longer one; a short key is the one line between BEGIN and END.
  const isFramed = position.line > 0 && beginLine.test(document.lineAt(position.line - 1).text);
  if (within && within.material.declared === undefined && !isFramed) return within;
  const block = /^[\s"'A-Za-z0-9+/=_,:.-]*$/.test(near.slice(0, 200))
    ? inBlock(document, position)
    : undefined;
  return block ?? within;
}

/** Characters of encoded structures and of what breaks them up: up to 120 000 are looked at under the pointer. */
const insideCodes = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/=_\-\\ ]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const isInside = (code: number): boolean => insideCodes[code] === 1;

function inLine(position: vscode.Position, near: string, from: number): LocatedStructure | undefined {
  // A token that could hold a structure, without looking at the rest of the line.
  const at = position.character - from;
  if (!isInside(near.charCodeAt(Math.min(at, near.length - 1)))) return undefined;
  let start = at;
  let end = at;
  while (start > 0 && isInside(near.charCodeAt(start - 1))) start--;
  while (end < near.length && isInside(near.charCodeAt(end))) end++;
  const token = near.slice(start, end);
  if (token.length < 60 || !/M[A-P]|LS0t|30[0-9A-Fa-f]|-----BEGIN/.test(token)) return undefined;
  const found = findStructures(token, { line: position.line + 1, column: from + start + 1 }).find(
    ({ span }) => span.start <= at - start && at - start <= span.end,
  );
  if (!found) return undefined;
  const offset = from + start;
  const range = new vscode.Range(
    position.line,
    offset + found.span.start,
    position.line,
    offset + found.span.end,
  );
  return { material: found, range };
}

function atEndOfBlock(
  document: vscode.TextDocument,
  position: vscode.Position,
): LocatedStructure | undefined {
  const { text } = document.lineAt(position.line);
  return /^[A-Za-z0-9+/=]{1,8}$/.test(text.trim()) ? inBlock(document, position) : undefined;
}

/** A PEM block over several lines. */
function inBlock(document: vscode.TextDocument, position: vscode.Position): LocatedStructure | undefined {
  let first = position.line;
  const lowest = Math.max(0, first - mostLines);
  for (; first >= lowest; first--) {
    const { text } = document.lineAt(first);
    if (beginLine.test(text) || readBoundary(text)?.kind === 'BEGIN') break;
    // Another block's end, or text that is no base64, above: the pointer is in no block.
    if (first < position.line && endLine.test(text)) return undefined;
    if (text.length > 400) return undefined;
  }
  if (first < lowest) return undefined;
  let last = position.line;
  const highest = Math.min(document.lineCount - 1, first + mostLines);
  while (last < highest && !endLine.test(document.lineAt(last).text)) last++;
  const start = new vscode.Position(first, 0);
  const text = document.getText(new vscode.Range(start, document.lineAt(last).range.end));
  const offset = document.offsetAt(start);
  const place = document.offsetAt(position) - offset;
  const found = findStructures(text, { line: first + 1, column: 1 }).find(
    ({ span }) => span.start <= place && place <= span.end,
  );
  if (!found) return undefined;
  return {
    material: found,
    range: new vscode.Range(
      document.positionAt(offset + found.span.start),
      document.positionAt(offset + found.span.end),
    ),
  };
}
