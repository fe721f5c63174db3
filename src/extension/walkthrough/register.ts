import * as vscode from 'vscode';
import { guardedCommand } from '../ui/commands';

/** Commands of the walkthrough (package.json, contributes.walkthroughs). */
export function registerWalkthrough(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    guardedCommand(
      'keyMaterial.getStarted',
      () => vscode.l10n.t('Get Started'),
      async () => {
        await vscode.commands.executeCommand(
          'workbench.action.openWalkthrough',
          `${context.extension.id}#keyMaterial.getStarted`,
          false,
        );
      },
    ),
    guardedCommand(
      'keyMaterial.openSampleBlock',
      () => vscode.l10n.t('Open Sample Key Block'),
      async () => {
        const { openSampleBlock } = await import('./open');
        await openSampleBlock();
      },
    ),
    guardedCommand(
      'keyMaterial.openSampleToken',
      () => vscode.l10n.t('Open Sample TR-34 Token'),
      async () => {
        const { openSampleToken } = await import('./open');
        openSampleToken(context);
      },
    ),
  );
}
