import * as vscode from 'vscode';
import { logFailure } from '../support/log';

/** The commands that take clear keys. What they need is loaded when one is first run. */
export function registerKeyCommands(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('keyMaterial.verifyKeyBlock', (argument: unknown) =>
      run(vscode.l10n.t('Verify Key Block'), async () => {
        const { verifyKeyBlock } = await import('./keyFlows');
        await verifyKeyBlock(context, argument);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.wrapKey', () =>
      run(vscode.l10n.t('Wrap Key'), async () => {
        const { wrapKey } = await import('./keyFlows');
        await wrapKey(context);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.rewrapKeyBlock', (argument: unknown) =>
      run(vscode.l10n.t('Rewrap Key Block'), async () => {
        const { rewrapKeyBlock } = await import('./keyFlows');
        await rewrapKeyBlock(context, argument);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.calculateKcv', () =>
      run(vscode.l10n.t('Calculate KCV'), async () => {
        const { calculateKcv } = await import('./calculateKcv');
        await calculateKcv();
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.forgetKeys', () =>
      run(vscode.l10n.t('Forget Keys'), async () => {
        const { forgetKeys } = await import('./keyFlows');
        forgetKeys();
      }),
    ),
  );
}

async function run(command: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    logFailure(command, error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not finish. The log says where it failed, and no key.', command),
    );
  }
}
