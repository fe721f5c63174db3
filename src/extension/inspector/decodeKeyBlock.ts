import * as vscode from 'vscode';
import { cleanKeyBlockText } from '../../core/input/find';
import { keyBlockAtPosition } from '../material/documentKeyBlock';
import { hsmMaterialInSelection, type HsmMaterial } from '../../core/input/hsmMaterial';
import { explained, hsmMaterialHere } from '../material/hsmMaterial';
import { localised } from '../ui/localise';
import { escapeNotification } from '../ui/markdown';
import { showInspector } from './inspector';

/** Argument of a hover's link: where the block stands. */
interface Place {
  uri: string;
  line: number;
  character: number;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, line, character } = value as Record<string, unknown>;
  return typeof uri === 'string' && Number.isInteger(line) && Number.isInteger(character);
}

function isText(value: unknown): value is { text: string } {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

/** Decode Key Block: the one a link names, the selection, the one at the cursor, or one that is pasted. */
export async function decodeCommand(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  // Not a key block of TR-31: said by its own name instead of as a block with ten faults.
  const other = await hsmMaterialHere(argument);
  if (other) {
    tellHsmMaterial(other);
    return;
  }
  if (isText(argument)) {
    showInspector(context, cleanKeyBlockText(argument.text.slice(0, 40_000)), undefined);
    return;
  }
  if (isPlace(argument)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri));
    const located = keyBlockAtPosition(document, new vscode.Position(argument.line, argument.character));
    if (located) {
      showInspector(context, located.text, { document, range: located.range });
      return;
    }
  }
  const editor = vscode.window.activeTextEditor;
  if (editor && !editor.selection.isEmpty) {
    const text = cleanKeyBlockText(editor.document.getText(editor.selection).slice(0, 40_000));
    showInspector(context, text, { document: editor.document, range: editor.selection });
    return;
  }
  if (editor) {
    const located = keyBlockAtPosition(editor.document, editor.selection.active);
    if (located) {
      showInspector(context, located.text, { document: editor.document, range: located.range });
      return;
    }
  }
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Decode Key Block'),
    prompt: vscode.l10n.t('No key block here. Select one, or paste it.'),
    placeHolder: 'D0112P0AE00E0000…',
    ignoreFocusOut: true,
  });
  const pasted = typed === undefined ? undefined : hsmMaterialInSelection(typed);
  if (pasted) tellHsmMaterial(pasted);
  else if (typed !== undefined && typed.trim() !== '')
    showInspector(context, cleanKeyBlockText(typed), undefined);
}

/** In a notice: its hover says more, where it has one. */
function tellHsmMaterial(other: HsmMaterial): void {
  const said = explained(other);
  if (said)
    void vscode.window.showInformationMessage(
      escapeNotification([said.title, ...said.findings.map(localised)].join('. ')),
    );
}
