import * as vscode from 'vscode';
import { inspectorViewType } from '../ui/viewTypes';
import { logFailure } from '../ui/log';

/** Argument of a hover's link: where the block stands. */
interface Place {
  uri: string;
  line: number;
  character: number;
}

/** The command, and the panels that come back after a reload. */
export function registerDecodeKeyBlock(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('keyMaterial.decodeKeyBlock', (argument: unknown) =>
      decode(context, argument),
    ),
    vscode.window.registerWebviewPanelSerializer(inspectorViewType, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreInspector } = await import('./inspector');
        await restoreInspector(context, panel, state);
      },
    }),
  );
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, line, character } = value as Record<string, unknown>;
  return typeof uri === 'string' && Number.isInteger(line) && Number.isInteger(character);
}

function isText(value: unknown): value is { text: string } {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

async function decode(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  try {
    const { showInspector } = await import('./inspector');
    const { keyBlockAtPosition } = await import('../material/documentKeyBlock');
    const { cleanKeyBlockText } = await import('../../core/input/find');
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
    if (typed !== undefined && typed.trim() !== '')
      showInspector(context, cleanKeyBlockText(typed), undefined);
  } catch (error) {
    logFailure('Decode', error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The key block could not be shown. The log says where it failed.'),
    );
  }
}
