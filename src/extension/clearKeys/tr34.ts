import * as vscode from 'vscode';
import { guardedCommand } from '../ui/commands';

/** Commands on TR-34 tokens; those that take keys take test keys. What they need is loaded when one is first run. */
export function registerTr34(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    guardedCommand(
      'keyMaterial.openTr34Token',
      () => vscode.l10n.t('Open TR-34 Token with KRD Key'),
      async () => {
        const { openToken } = await import('./tr34Flows');
        await openToken();
      },
    ),
    guardedCommand(
      'keyMaterial.buildTr34Token',
      () => vscode.l10n.t('Build TR-34 Token'),
      async () => {
        const { buildToken } = await import('./tr34Flows');
        await buildToken(context);
      },
    ),
    guardedCommand(
      'keyMaterial.assembleTr34Token',
      () => vscode.l10n.t('Assemble TR-34 Token from HSM Response'),
      async () => {
        const { assembleToken } = await import('./tr34Responses');
        await assembleToken(context);
      },
    ),
    guardedCommand(
      'keyMaterial.generateTr34Parties',
      () => vscode.l10n.t('Generate Test KDH and KRD'),
      async () => {
        const { generateParties } = await import('./tr34Parties');
        await generateParties(context);
      },
    ),
  );
}
