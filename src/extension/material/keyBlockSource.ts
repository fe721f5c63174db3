import * as vscode from 'vscode';
import { cleanKeyBlockText } from '../../core/input/find';
import { keyBlockAtPosition } from './documentKeyBlock';
import { made } from '../flow/flow';
import type { Answer, Frame, Ui } from '../flow/ui';

/** A block to work on, and where it stands, if it stands anywhere. */
export interface SourceBlock {
  readonly text: string;
  readonly origin?: { readonly document: vscode.TextDocument; readonly range: vscode.Range };
}

/** Longest text that is looked at: a block has 9 999 characters, with room for line breaks. */
const longest = 40_000;

/**
 * The block that a command is about: the one its argument names ({text}, or {uri, line, character}),
 * the selection, the one at the cursor, the one in the inspector. Undefined where there is none.
 */
export async function keyBlockHere(
  argument: unknown,
  inspected: () => SourceBlock | undefined,
): Promise<SourceBlock | undefined> {
  if (typeof argument === 'object' && argument !== null) {
    const { text, uri, line, character } = argument as Record<string, unknown>;
    if (typeof text === 'string') return { text: cleanKeyBlockText(text.slice(0, longest)) };
    if (typeof uri === 'string' && Number.isInteger(line) && Number.isInteger(character)) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      const at = keyBlockAtPosition(document, new vscode.Position(line as number, character as number));
      // What was named and is gone is not another block.
      return at && { text: at.text, origin: { document, range: at.range } };
    }
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) return inspected();
  const { document, selection } = editor;
  if (!selection.isEmpty) {
    const text = cleanKeyBlockText(document.getText(selection).slice(0, longest));
    return { text, origin: { document, range: selection } };
  }
  const at = keyBlockAtPosition(document, selection.active);
  return at ? { text: at.text, origin: { document, range: at.range } } : inspected();
}

/** Asks for a block to be pasted. */
export async function askKeyBlock(ui: Ui, frame: Frame, value?: string): Promise<Answer<SourceBlock>> {
  const text = await ui.input(frame, {
    prompt: vscode.l10n.t('No key block here. Select one, or paste it.'),
    placeholder: 'D0112P0AE00E0000…',
    ...(value === undefined ? {} : { value }),
    check: (typed, entered) =>
      entered && cleanKeyBlockText(typed) === ''
        ? { message: vscode.l10n.t('Paste a key block.'), severity: 'error' }
        : undefined,
  });
  return made(text, (pasted) => ({ text: cleanKeyBlockText(pasted.slice(0, longest)) }));
}
