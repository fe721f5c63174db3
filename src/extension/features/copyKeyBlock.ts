import * as vscode from 'vscode';
import { logFailure } from '../support/log';

/** Copies what is known of a key block as JSON: the one a link names, or the one at the cursor. */
export function registerCopyKeyBlock(): vscode.Disposable {
  return vscode.commands.registerCommand('keyMaterial.copyKeyBlockAsJson', copyAsJson);
}

async function copyAsJson(argument: unknown): Promise<void> {
  try {
    const { keyBlockAtPlace } = await import('../support/documentKeyBlock');
    const located = await keyBlockAtPlace(argument);
    if (!located) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is no key block at the cursor. Put the cursor into one, then copy it as JSON.'),
      );
      return;
    }
    const { keyBlockJson } = await import('../support/keyBlockJson');
    await vscode.env.clipboard.writeText(keyBlockJson(located.text));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Key block copied as JSON'), 3000);
  } catch (error) {
    logFailure('Copy as JSON', error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The key block could not be copied. The log says where it failed.'),
    );
  }
}
