import * as vscode from 'vscode';
import { guardedCommand } from './ui/commands';
import { mayConnect } from './service/connection';
import type { ServiceTools } from './service/tools';
import { ManifestTable } from './manifest/manifestTable';

/** Import Key… and Import from Manifest…, from wherever they are asked for; loaded when one is first run. */
export function registerImport(tools: ServiceTools): vscode.Disposable {
  const table = new ManifestTable();
  return vscode.Disposable.from(
    table,
    guardedCommand(
      'keyMaterial.importKey',
      () => vscode.l10n.t('Import Key'),
      async (argument) => {
        if (!mayConnect()) return;
        const { importKey } = await import('./import/importKey');
        const { vscodeUi } = await import('./flow/vscodeUi');
        await importKey(tools, vscodeUi, argument);
      },
    ),
    guardedCommand(
      'keyMaterial.importFromManifest',
      () => vscode.l10n.t('Import from Manifest'),
      async (argument) => {
        if (!mayConnect()) return;
        const { importFromManifest } = await import('./manifest/manifestImport');
        const { vscodeUi } = await import('./flow/vscodeUi');
        await importFromManifest(tools, vscodeUi, table, argument);
      },
    ),
  );
}
