import * as vscode from 'vscode';
import { guardedCommand } from '../support/commands';
import { mayConnect } from './keyService/connection';
import type { ServiceTools } from './keyService/tools';

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
        const { parameterPrompts } = await import('./importParameters/parameterPrompts');
        const { ownedKeyRing } = await import('./keyRing');
        ownedKeyRing(context);
        const { askAndBuildPayload } = await import('./testPayload/build');
        const payload = await askAndBuildPayload(tools, parameterPrompts);
        if (!payload) return;
        const { log } = await import('../support/log');
        log().info('A test payload was built.');
        const { showPayload } = await import('./testPayload/show');
        await showPayload(parameterPrompts, payload);
      },
    ),
    guardedCommand(
      'keyMaterial.deleteTestKeys',
      () => vscode.l10n.t('Delete Test Parties and Keys'),
      async () => {
        const { parameterPrompts } = await import('./importParameters/parameterPrompts');
        const { deleteKept } = await import('./testPayload/deleteKept');
        await deleteKept(tools.context, parameterPrompts);
      },
    ),
  );
}
