import * as vscode from 'vscode';
import { guardedCommand } from '../ui/commands';
import { mayConnect } from '../service/connection';
import type { ServiceTools } from '../service/tools';

/** Payloads of imports from test keys, and the keys behind them. What is needed is loaded when one is first run. */
export function registerTestPayload(
  tools: ServiceTools,
  context: vscode.ExtensionContext,
): vscode.Disposable {
  return vscode.Disposable.from(
    guardedCommand(
      'keyMaterial.buildTestPayload',
      () => vscode.l10n.t('Build Test Payload'),
      async () => {
        if (!mayConnect()) return;
        const { vscodeUi } = await import('../flow/vscodeUi');
        const { ownedKeyRing } = await import('../testKeys/keyRing');
        ownedKeyRing(context);
        const { askAndBuildPayload } = await import('./build');
        const payload = await askAndBuildPayload(tools, vscodeUi);
        if (!payload) return;
        const { log } = await import('../ui/log');
        log().info('A test payload was built.');
        const { showPayload } = await import('./show');
        await showPayload(vscodeUi, payload);
      },
    ),
    guardedCommand(
      'keyMaterial.deleteTestKeys',
      () => vscode.l10n.t('Delete Test Parties and Keys'),
      async () => {
        const { vscodeUi } = await import('../flow/vscodeUi');
        const { deleteKept } = await import('./deleteKept');
        await deleteKept(tools.context, vscodeUi);
      },
    ),
  );
}
