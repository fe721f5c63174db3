import * as vscode from 'vscode';
import { cleanKeyBlockText, keyBlockInSelection } from '../../core/input/find';
import type { FoundKeyBlock } from '../../core/input/squeezed';
import { keyBlockAtPosition } from './documentKeyBlock';
import { made } from '../flow/flow';
import type { Answer, Frame, Ui } from '../flow/ui';

/** A block to work on, and where it stands, if it stands anywhere. */
export interface SourceBlock {
  readonly text: string;
  /** Digits behind it that may belong to it, where the length field is wrong. */
  readonly mayGoOn?: string;
  readonly origin?: { readonly document: vscode.TextDocument; readonly range: vscode.Range };
}

/** Longest text that is looked at: a block has 9 999 characters, with room for line breaks. */
const longest = 40_000;

/**
 * The block that a command is about: the one its argument names ({text, mayGoOn}, or {uri, line, character}),
 * the selection, the one at the cursor, the one in the inspector. Undefined where there is none.
 */
export async function keyBlockHere(
  argument: unknown,
  inspected: () => SourceBlock | undefined,
): Promise<SourceBlock | undefined> {
  if (typeof argument === 'object' && argument !== null) {
    const { text, mayGoOn, uri, line, character } = argument as Record<string, unknown>;
    if (typeof text === 'string') {
      const source = selected(text);
      return typeof mayGoOn === 'string' ? { ...source, mayGoOn: mayGoOn.slice(0, longest) } : source;
    }
    if (typeof uri === 'string' && Number.isInteger(line) && Number.isInteger(character)) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      const at = keyBlockAtPosition(document, new vscode.Position(line as number, character as number));
      // What was named and is gone is not another block.
      return at && sourceOf(at, { document, range: at.range });
    }
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) return inspected();
  const { document, selection } = editor;
  if (!selection.isEmpty) {
    return selected(document.getText(selection), { document, range: selection });
  }
  const at = keyBlockAtPosition(document, selection.active);
  return at ? sourceOf(at, { document, range: at.range }) : inspected();
}

/** What was found as the source of a command. */
export function sourceOf(
  { text, after }: Pick<FoundKeyBlock, 'text' | 'after'>,
  origin?: SourceBlock['origin'],
): SourceBlock {
  return {
    text,
    ...(after?.longerFits === true ? { mayGoOn: after.text } : {}),
    ...(origin ? { origin } : {}),
  };
}

const selected = (text: string, origin?: SourceBlock['origin']): SourceBlock =>
  sourceOf(keyBlockInSelection(text.slice(0, longest)), origin);

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
  return made(text, (pasted) => selected(pasted));
}
