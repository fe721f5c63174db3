import * as vscode from 'vscode';
import { guardedCommand } from '../ui/commands';

/** The commands that take clear keys. What they need is loaded when one is first run. */
export function registerKeyCommands(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    guardedCommand(
      'keyMaterial.verifyKeyBlock',
      () => vscode.l10n.t('Verify Key Block'),
      async (argument) => {
        const { verifyKeyBlock } = await import('./keyFlows');
        await verifyKeyBlock(context, argument);
      },
    ),
    guardedCommand(
      'keyMaterial.wrapKey',
      () => vscode.l10n.t('Wrap Key'),
      async () => {
        const { wrapKey } = await import('./keyFlows');
        await wrapKey(context);
      },
    ),
    guardedCommand(
      'keyMaterial.rewrapKeyBlock',
      () => vscode.l10n.t('Rewrap Key Block'),
      async (argument) => {
        const { rewrapKeyBlock } = await import('./keyFlows');
        await rewrapKeyBlock(context, argument);
      },
    ),
    guardedCommand(
      'keyMaterial.calculateKcv',
      () => vscode.l10n.t('Calculate KCV'),
      async () => {
        const { calculateKcv } = await import('./calculateKcv');
        await calculateKcv();
      },
    ),
    guardedCommand(
      'keyMaterial.forgetKeys',
      () => vscode.l10n.t('Forget Keys'),
      async () => {
        const { forgetKeys } = await import('./keyFlows');
        forgetKeys();
      },
    ),
  );
}
