/** Base64 or hex of a structure that is alone on its lines, and PEM blocks whose frame was damaged: what makes them PEM. */
import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { findStructures, structureOf } from '../../core/input/material';
import { pemLabels, toPem } from '../../core/input/pem';
import { type DamagedFrame, findDamagedFrames } from '../../core/input/pemFrames';
import type { LocatedStructure } from './documentStructure';
import type { TextFix } from './textFix';

/** Lines looked at on each side of a position, and characters of them: a certificate of 64 kB has a thousand lines. */
const mostLines = 1200;
const mostCharacters = 200_000;
/** A line of base64, hex or a dump without the characters behind it. */
const encoded = /^[A-Za-z0-9+/=_:,\s-]+$/;

/**
 * Fixes for what stands at a position: a damaged frame is mended; base64 or hex becomes PEM, under the label of what it
 * is.
 */
export function structureFixesOf(document: vscode.TextDocument, position: vscode.Position): TextFix[] {
  const frame = frameFixAt(document, position);
  if (frame) return [frame];
  const located = bareStructureAt(document, position);
  if (!located) return [];
  const { material, range } = located;
  const type = structureOf(material.bytes);
  try {
    const label = type === undefined ? undefined : pemLabels[type];
    if (label === undefined) return [];
    const indentation = /^\s*/.exec(document.lineAt(range.start.line).text)![0];
    const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const pem = toPem(label, material.bytes).trimEnd().split('\n').join(`${eol}${indentation}`);
    return [
      {
        title:
          material.encoding === 'hex'
            ? vscode.l10n.t('Convert the hexadecimal digits to PEM with BEGIN {0}', label)
            : vscode.l10n.t('Wrap the base64 as PEM, with BEGIN {0}', label),
        code: undefined,
        edits: [vscode.TextEdit.replace(range, pem)],
      },
    ];
  } finally {
    // The text of the fix is a copy; the bytes may be those of a key.
    wipe(material.bytes);
  }
}

/** The lines around a position are enough: a frame is mended only where its content is whole. */
function frameFixAt(document: vscode.TextDocument, position: vscode.Position): TextFix | undefined {
  const from = new vscode.Position(Math.max(0, position.line - mostLines), 0);
  const last = Math.min(document.lineCount - 1, position.line + mostLines);
  const text = document.getText(new vscode.Range(from, document.lineAt(last).range.end));
  // Cheap, as this runs wherever the cursor goes.
  if (text.length > mostCharacters || !/BEGIN|END/i.test(text)) return undefined;
  const offset = document.offsetAt(from);
  const place = document.offsetAt(position) - offset;
  const frame = findDamagedFrames(text).find(({ span }) => span.start <= place && place <= span.end);
  return (
    frame && {
      title: frameTitle(frame, text),
      code: frame.code,
      edits: frame.changes.map(({ span, text: written }) =>
        vscode.TextEdit.replace(
          new vscode.Range(document.positionAt(offset + span.start), document.positionAt(offset + span.end)),
          written,
        ),
      ),
    }
  );
}

/** What is written, and instead of what. */
function frameTitle({ changes }: DamagedFrame, text: string): string {
  const [one, two] = changes;
  if (two) return vscode.l10n.t('Insert the lines {0} and {1}', one?.line ?? '', two.line);
  const before = text.slice(one?.span.start, one?.span.end);
  return before === ''
    ? vscode.l10n.t('Add the line {0}', one?.line ?? '')
    : vscode.l10n.t('Replace {1} with {0}', one?.line ?? '', before);
}

/** Nothing but blanks may be beside it: in a program or in JSON, line breaks would break what is around it. */
function bareStructureAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): LocatedStructure | undefined {
  const [first, last] = [edgeOf(document, position.line, -1), edgeOf(document, position.line, 1)];
  if (first === undefined || last === undefined) return undefined;
  const start = new vscode.Position(first, 0);
  const text = document.getText(new vscode.Range(start, document.lineAt(last).range.end));
  // Cheap, as this runs wherever the cursor goes: base64 and hex of DER begin so.
  if (text.length > mostCharacters || !/M[A-P]|3[01]/.test(text)) return undefined;
  const offset = document.offsetAt(start);
  const place = document.offsetAt(position) - offset;
  const structures = findStructures(text);
  const material = structures.find(({ span }) => span.start <= place && place <= span.end);
  wipe(...structures.filter((one) => one !== material).map(({ bytes }) => bytes));
  if (!material) return undefined;
  const { encoding, problem } = material;
  const range = new vscode.Range(
    document.positionAt(offset + material.span.start),
    document.positionAt(offset + material.span.end),
  );
  const before = document.lineAt(range.start.line).text.slice(0, range.start.character);
  const after = document.lineAt(range.end.line).text.slice(range.end.character);
  if (
    (encoding === 'base64' || encoding === 'hex') &&
    problem === undefined &&
    before.trim() === '' &&
    after.trim() === ''
  )
    return { material, range };
  wipe(material.bytes);
  return undefined;
}

/** The last line in a direction that may belong to the same encoded text; undefined where this one does not. */
function edgeOf(document: vscode.TextDocument, line: number, step: 1 | -1): number | undefined {
  const belongs = (row: number): boolean => {
    const { text } = document.lineAt(row);
    return text.length <= mostCharacters && encoded.test(text) && text.trim() !== '';
  };
  if (!belongs(line)) return undefined;
  let row = line;
  for (let n = 0; n < mostLines; n++) {
    const next = row + step;
    if (next < 0 || next >= document.lineCount || !belongs(next)) break;
    row = next;
  }
  return row;
}
