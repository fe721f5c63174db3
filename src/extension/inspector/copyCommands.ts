import * as vscode from 'vscode';
import { isPlace, keyBlockAtPlace } from '../material/documentKeyBlock';
import { copyKeyBlock } from './inspectorTexts';
import { inspectedBlock } from './inspector';

/** Copies what is known of a key block: the one a link names, the one at the cursor, or the one inspected. */
export async function copyCommand(argument: unknown, form: 'json' | 'markdown'): Promise<void> {
  const inspected = inspectedBlock();
  const block = (await keyBlockAtPlace(argument)) ?? (isPlace(argument) ? undefined : inspected);
  if (!block) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no key block at the cursor. Put the cursor into one, then copy it.'),
    );
    return;
  }
  await copyKeyBlock(block.text, form, inspected?.text === block.text ? inspected.mac : undefined);
  vscode.window.setStatusBarMessage(
    form === 'json'
      ? vscode.l10n.t('Key block copied as JSON')
      : vscode.l10n.t('Key block copied as a Markdown table'),
    3000,
  );
}
