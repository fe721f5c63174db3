import * as vscode from 'vscode';
import { logFailure } from '../ui/log';

/** Copies what is known of a key block: the one a link names, the one at the cursor, or the one inspected. */
export function registerCopyKeyBlock(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('keyMaterial.copyKeyBlockAsJson', (argument: unknown) =>
      copy(argument, 'json'),
    ),
    vscode.commands.registerCommand('keyMaterial.copyKeyBlockAsMarkdown', (argument: unknown) =>
      copy(argument, 'markdown'),
    ),
  );
}

async function copy(argument: unknown, form: 'json' | 'markdown'): Promise<void> {
  try {
    const { keyBlockAtPlace } = await import('../material/documentKeyBlock');
    const { inspectedBlock } = await import('./inspector');
    const block = (await keyBlockAtPlace(argument)) ?? inspectedBlock();
    if (!block) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is no key block at the cursor. Put the cursor into one, then copy it.'),
      );
      return;
    }
    const { copyKeyBlock } = await import('./copyKeyBlock');
    await copyKeyBlock(block.text, form);
    vscode.window.setStatusBarMessage(
      form === 'json'
        ? vscode.l10n.t('Key block copied as JSON')
        : vscode.l10n.t('Key block copied as a Markdown table'),
      3000,
    );
  } catch (error) {
    logFailure('Copying a key block', error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The key block could not be copied. The log says where it failed.'),
    );
  }
}
