/** The walkthrough (package.json, contributes.walkthroughs), and the samples that it opens. */
import * as vscode from 'vscode';
import { decodeBase64 } from '../../core/input/encodings';
import { showStructure } from '../viewer/structureEditor';
import { fileOf } from '../material/structureFile';
import { sampleBlock, sampleToken } from './samples';

export async function openWalkthrough({ extension }: vscode.ExtensionContext): Promise<void> {
  await vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    `${extension.id}#keyMaterial.getStarted`,
    false,
  );
}

/** A text with a key block in it, the cursor on the block. */
export async function openSampleBlock(): Promise<void> {
  const lines = [
    vscode.l10n.t('# A sample: one TR-31 key block, as it might appear in a log. It is a public test block.'),
    vscode.l10n.t('# Hover over it, or press F1 and run "Key Material: Decode Key Block".'),
    '',
    `2026-11-20T08:14:02Z INFO key-loader received ${sampleBlock}`,
    '',
  ];
  const document = await vscode.workspace.openTextDocument({
    language: 'plaintext',
    content: lines.join('\n'),
  });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const at = document.positionAt(document.getText().indexOf(sampleBlock));
  editor.selection = new vscode.Selection(at, at);
}

export function openSampleToken(context: vscode.ExtensionContext): void {
  showStructure(context, fileOf(vscode.l10n.t('Sample TR-34 token'), decodeBase64(sampleToken).bytes));
}
