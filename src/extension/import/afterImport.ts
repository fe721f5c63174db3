/** What is told of an import of an earlier run that was found now. */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { keyIdOf } from '../../keyservice/model/names';
import type { CheckValue } from '../../keyservice/rules/checkValues';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { comparisonLines, type NamedKey } from './aliasOfKey';
import { changeState, knownTo } from '../service/keyState';
import type { ServiceAction } from '../service/serviceAction';

function wrongKeyLines(key: Key, expected: readonly CheckValue[]): string[] {
  return [
    vscode.l10n.t('This is the wrong key, or the expected KCV is wrong.'),
    ...comparisonLines(key, expected),
    key.KeyArn,
    ...(key.Enabled === false ? [vscode.l10n.t('The key is disabled.')] : []),
    vscode.l10n.t('No alias was assigned. Disable the key, and find out what was sent.'),
  ];
}

/** Of an import of an earlier run that was found now. */
export async function tellResultOfFound(
  after: ServiceAction,
  { key, name: alias, verdict }: NamedKey,
  expected: readonly CheckValue[],
): Promise<void> {
  const { ui } = after;
  const show = vscode.l10n.t('Show in Tree');
  const disable = vscode.l10n.t('Disable Key');
  const name = alias ?? keyIdOf(key.KeyArn);
  if (verdict === 'different') {
    const chosen = await ui.failed(
      escapeNotification(vscode.l10n.t('The import had succeeded: {0}. Its KCV differs from yours.', name)),
      escapeNotificationLines(wrongKeyLines(key, expected).join('\n')),
      ...(key.Enabled === false ? [] : [disable]),
      show,
    );
    if (chosen === disable) await changeState(after, knownTo(after, key), 'StopKeyUsage');
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
    return;
  }
  const kcv = key.KeyCheckValue;
  const chosen = await ui.tell(
    escapeNotification(
      kcv === undefined
        ? vscode.l10n.t('The import had succeeded: {0}.', name)
        : verdict === 'equal'
          ? vscode.l10n.t('The import had succeeded: {0}, KCV {1} ✓ matches yours', name, kcv)
          : vscode.l10n.t(
              'The import had succeeded: {0}, KCV {1}. Compare it with the key ceremony form.',
              name,
              kcv,
            ),
    ),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
}
