import * as vscode from 'vscode';
import { logFailure } from '../support/log';

/** Commands on TR-34 tokens; those that take keys take test keys. What they need is loaded when one is first run. */
export function registerTr34(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('keyMaterial.openTr34Token', () =>
      run(vscode.l10n.t('Open TR-34 Token with KRD Key'), async () => {
        const { openToken } = await import('./tr34Flows');
        await openToken();
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.buildTr34Token', () =>
      run(vscode.l10n.t('Build TR-34 Token'), async () => {
        const { buildToken } = await import('./tr34Flows');
        await buildToken(context);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.assembleTr34Token', () =>
      run(vscode.l10n.t('Assemble TR-34 Token from HSM Response'), async () => {
        const { assembleToken } = await import('./tr34Responses');
        await assembleToken(context);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.generateTr34Parties', () =>
      run(vscode.l10n.t('Generate Test KDH and KRD'), async () => {
        const { generateParties } = await import('./tr34Parties');
        await generateParties(context);
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
