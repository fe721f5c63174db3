import * as vscode from 'vscode';
import type { Span } from '../../core/findings';
import { characterOffsets } from './placeInDocument';

/** Where a block stands; undefined for one that was typed. */
export interface Origin {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/** The ranges of the document that hold characters of a block; [] where it is no longer there. */
export function documentRanges(text: string, { document, range }: Origin, span: Span): vscode.Range[] {
  const offsets = characterOffsets(text, document.getText(range));
  if (!offsets) return [];
  const base = document.offsetAt(range.start);
  const ranges: vscode.Range[] = [];
  let from = span.start;
  for (let at = span.start; at < Math.min(span.end, offsets.length); at++) {
    if (at + 1 < span.end && offsets[at + 1] === offsets[at]! + 1) continue;
    ranges.push(
      new vscode.Range(
        document.positionAt(base + offsets[from]!),
        document.positionAt(base + offsets[at]! + 1),
      ),
    );
    from = at + 1;
  }
  return ranges;
}

/** Marks the selected field's characters in every editor that shows the document. */
export class EditorMark implements vscode.Disposable {
  #decoration: vscode.TextEditorDecorationType | undefined;

  mark(text: string, origin: Origin | undefined, span: Span): void {
    this.#decoration ??= vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
      border: '1px solid',
      borderColor: new vscode.ThemeColor('focusBorder'),
    });
    for (const editor of vscode.window.visibleTextEditors)
      editor.setDecorations(
        this.#decoration,
        editor.document === origin?.document ? documentRanges(text, origin, span) : [],
      );
  }

  clear(): void {
    if (!this.#decoration) return;
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(this.#decoration, []);
  }

  dispose(): void {
    this.#decoration?.dispose();
    this.#decoration = undefined;
  }
}

/** Opens the document and selects the characters there. */
export async function showCharacters(text: string, origin: Origin, span: Span): Promise<boolean> {
  // A document that was closed meanwhile is opened again, and may be another by now.
  const document = await vscode.workspace.openTextDocument(origin.document.uri);
  const ranges = documentRanges(text, { document, range: origin.range }, span);
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!first || !last) return false;
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: false,
  });
  editor.selection = new vscode.Selection(first.start, last.end);
  editor.revealRange(
    new vscode.Range(first.start, last.end),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  return true;
}

/** Where the panel would hide the only editor with the block, the column beside; else undefined: it stays. */
export function columnBeside(
  panel: vscode.WebviewPanel,
  origin: Origin | undefined,
): vscode.ViewColumn | undefined {
  const editors = vscode.window.visibleTextEditors.filter(({ document }) => document === origin?.document);
  const hidden = editors.length > 0 && editors.every(({ viewColumn }) => viewColumn === panel.viewColumn);
  return hidden ? vscode.ViewColumn.Beside : undefined;
}

/** Milliseconds until an editor has its new width and its lines are broken anew. */
const layoutTime = 300;

/** Scrolls to the block where the editor, narrower now, no longer shows it. */
export function keepInSight({ document, range }: Origin): void {
  setTimeout(() => {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document === document)
        editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }, layoutTime);
}
