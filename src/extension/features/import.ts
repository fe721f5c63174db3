import * as vscode from 'vscode';
import { guardedCommand } from '../support/commands';
import { mayConnect } from './keyService/connection';
import type { ServiceTools } from './keyService/tools';

/** Import Key…, from wherever it is asked for; loaded when it is first run. */
export function registerImport(tools: ServiceTools): vscode.Disposable {
  return guardedCommand(
    'keyMaterial.importKey',
    () => vscode.l10n.t('Import Key'),
    async (argument) => {
      if (!mayConnect()) return;
      const { importKey } = await import('./import/importKey');
      const { importPrompts } = await import('./import/importPrompts');
      await importKey(tools, importPrompts, argument);
    },
  );
}
