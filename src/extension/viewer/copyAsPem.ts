/** Copy as PEM: what is in base64, hex or PEM at a place or at the cursor, without its surroundings. */
import * as vscode from 'vscode';
import { secretTypes } from '../../core/asn1/schema/recognise';
import { isClearPrivateKey } from '../../core/crypto/keyPairs';
import { clearKeys } from '../../core/crypto/pkcs12Store';
import { pemLabels, toPem } from '../../core/input/pem';
import { structureAtPosition } from '../material/documentStructure';
import { type FilePart, fileOfText, wipeKeys } from '../material/structureFile';
import { isStructurePlace } from '../material/structurePlace';

export async function copyAsPem(argument: unknown): Promise<void> {
  const text = await textHere(argument);
  const file = text === undefined ? undefined : fileOfText('', text);
  const parts = file?.parts.filter(({ encoding }) => encoding !== 'der') ?? [];
  try {
    if (parts.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is no certificate or other structure at the cursor. Put the cursor into one.'),
      );
    } else if (parts.some(isSecret)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This is a private key or cannot be read without a passphrase. It is not copied.'),
      );
    } else {
      await vscode.env.clipboard.writeText(parts.map(pemOf).join(''));
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as PEM'), 3000);
    }
  } finally {
    if (file) wipeKeys(file);
  }
}

async function textHere(argument: unknown): Promise<string | undefined> {
  if (isStructurePlace(argument)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri, true));
    return document.getText(
      new vscode.Range(document.positionAt(argument.start), document.positionAt(argument.end)),
    );
  }
  const editor = vscode.window.activeTextEditor;
  const located = editor && structureAtPosition(editor.document, editor.selection.active);
  return located && editor.document.getText(located.range);
}

const isSecret = ({ reading, label, encrypted = false }: FilePart): boolean =>
  encrypted ||
  secretTypes.has(reading.type ?? '') ||
  isClearPrivateKey(reading.type, label) ||
  (reading.store !== undefined && clearKeys(reading.store).length > 0);

function pemOf({ reading, label, bytes }: FilePart): string {
  return toPem(label ?? pemLabels[reading.type ?? ''] ?? 'DATA', bytes);
}
