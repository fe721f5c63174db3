import * as vscode from 'vscode';
import { cleanKeyBlockText } from '../../core/input/find';
import { vscodeUi } from '../flow/vscodeUi';
import { isPlace } from '../material/documentKeyBlock';
import { keyBlockHere, type SourceBlock } from '../material/keyBlockSource';
import { chooseKeyBlock } from './chooseKeyBlock';
import { compareInInspector, inspectedBlock, showInspector } from './inspector';

/** Set by the inspector's own button: the block is the one it shows, wherever the cursor is. */
function isInspected(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'inspected' in argument;
}

/** Two selections; or a block (the one a link names, selected, at the cursor, in the inspector) and one to choose. */
export async function compareCommand(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  const [one, two] = isInspected(argument) || isPlace(argument) ? [] : selectedBlocks();
  if (one && two) {
    showInspector(context, one.text, one.origin);
    compareInInspector({ text: two.text });
    return;
  }
  const inspected = inspectedBlock();
  const first =
    (isInspected(argument) ? inspected : await keyBlockHere(argument, () => inspected)) ??
    (await chooseKeyBlock(vscodeUi, undefined, inspected));
  const other = first && (await chooseKeyBlock(vscodeUi, first, inspected));
  if (!other) return;
  showInspector(context, first.text, first.origin);
  compareInInspector(other);
}

function selectedBlocks(): SourceBlock[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return [];
  const { document } = editor;
  return editor.selections
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start))
    .map((range) => ({
      text: cleanKeyBlockText(document.getText(range).slice(0, 40_000)),
      origin: { document, range },
    }));
}
