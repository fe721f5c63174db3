/** The result of an import: what is said of it, the comparison of check values, what can be done next. */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { keyIdOf } from '../../keyservice/model/names';
import { type CheckValue, printedCheckValue } from '../../keyservice/rules/checkValues';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { once } from '../flow/flow';
import { comparisonLines, type NamedKey } from './aliasOfKey';
import { saveImportRecord, verdictOf } from './importRecord';
import type { Imported, ImportRun } from './importRun';
import { changeState, knownTo } from '../service/keyState';
import type { ServiceAction } from '../service/serviceAction';

/** The result in words: name, check value, verdict. */
function resultText(
  { entered, expected }: ImportRun,
  { key, by }: Imported,
  alias: string | undefined,
): string {
  const name = alias ?? keyIdOf(key.KeyArn);
  const imported =
    by === 'answer'
      ? vscode.l10n.t('Imported {0}', name)
      : by === 'tag'
        ? vscode.l10n.t('Imported {0} (the response was lost; the key was found by its tag)', name)
        : vscode.l10n.t('Imported {0} (the response was lost; you chose the key)', name);
  if (key.KeyCheckValue === undefined || key.KeyAttributes.KeyClass === 'PUBLIC_KEY') return imported;
  const kcv = key.KeyCheckValue;
  switch (verdictOf(key, expected)) {
    case 'equal':
      return vscode.l10n.t('{0} · KCV {1} ✓ equal to yours', imported, kcv);
    case 'different':
      return vscode.l10n.t('{0} · KCV {1} ✗ differs from yours', imported, kcv);
    case 'unknown':
      return entered.expected === ''
        ? vscode.l10n.t('{0} · KCV {1}: compare it with the key ceremony form', imported, kcv)
        : vscode.l10n.t(
            '{0} · KCV {1} ? not comparable with yours, {2}',
            imported,
            kcv,
            printedCheckValue(entered.expected),
          );
  }
}

function wrongKeyLines(key: Key, expected: readonly CheckValue[]): string[] {
  return [
    vscode.l10n.t('This is the wrong key, or the expected KCV is wrong.'),
    ...comparisonLines(key, expected),
    key.KeyArn,
    ...(key.Enabled ? [] : [vscode.l10n.t('The key is disabled.')]),
    vscode.l10n.t('No alias was assigned. Disable the key, and find out what was sent.'),
  ];
}

/** Tells the result, with what can be done next; each action once. */
export async function tellResult(
  run: ImportRun,
  imported: Imported,
  alias: string | undefined,
): Promise<void> {
  const { action } = run;
  const { ui } = action;
  const { key } = imported;
  const show = vscode.l10n.t('Show in Tree');
  const copy = vscode.l10n.t('Copy ARN');
  const save = vscode.l10n.t('Save Import Record…');
  const disable = vscode.l10n.t('Disable Key');
  const more = vscode.l10n.t('More…');
  const canReveal = (await vscode.commands.getCommands(true)).includes('keyMaterial.keys.reveal');
  const differs = verdictOf(key, run.expected) === 'different';
  let actions = [...(differs && key.Enabled ? [disable] : []), ...(canReveal ? [show] : []), copy, save];
  if (!differs) actions.push(more);
  const text = escapeNotification(resultText(run, imported, alias));
  for (;;) {
    const chosen = differs
      ? await ui.failed(
          text,
          escapeNotificationLines(wrongKeyLines(key, run.expected).join('\n')),
          ...actions,
        )
      : await ui.tell(text, ...actions);
    if (chosen === undefined) return;
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
    if (chosen === copy) await vscode.env.clipboard.writeText(key.KeyArn);
    if (chosen === save) await saveImportRecord(run, imported, alias);
    if (chosen === disable) await changeState(action, knownTo(action, key), 'StopKeyUsage');
    if (chosen === more) {
      await moreActions(run, imported, alias);
      return;
    }
    actions = actions.filter((label) => label !== chosen);
    if (actions.length === 0 || chosen === show) return;
  }
}

async function moreActions(run: ImportRun, imported: Imported, alias: string | undefined): Promise<void> {
  const { action } = run;
  const { key } = imported;
  const kcv = key.KeyCheckValue;
  const chosen = await once(vscode.l10n.t('Imported Key'), (frame) =>
    action.ui.pick(frame, {
      placeholder: alias ?? keyIdOf(key.KeyArn),
      choices: [
        {
          label: `$(circle-slash) ${vscode.l10n.t('Disable Key')}`,
          description: vscode.l10n.t('no call can use it until it is enabled'),
          value: 'disable' as const,
        },
        { label: `$(copy) ${vscode.l10n.t('Copy ARN')}`, value: 'arn' as const },
        ...(kcv === undefined
          ? []
          : [{ label: `$(copy) ${vscode.l10n.t('Copy KCV')}`, description: kcv, value: 'kcv' as const }]),
        { label: `$(save) ${vscode.l10n.t('Save Import Record…')}`, value: 'record' as const },
      ],
    }),
  );
  if (chosen === 'disable') await changeState(action, knownTo(action, key), 'StopKeyUsage');
  if (chosen === 'arn') await vscode.env.clipboard.writeText(key.KeyArn);
  if (chosen === 'kcv') await vscode.env.clipboard.writeText(kcv ?? '');
  if (chosen === 'record') await saveImportRecord(run, imported, alias);
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
      escapeNotification(vscode.l10n.t('The import had arrived: {0}. Its KCV differs from yours.', name)),
      escapeNotificationLines(wrongKeyLines(key, expected).join('\n')),
      ...(key.Enabled ? [disable] : []),
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
        ? vscode.l10n.t('The import had arrived: {0}.', name)
        : verdict === 'equal'
          ? vscode.l10n.t('The import had arrived: {0}, KCV {1} ✓ equal to yours', name, kcv)
          : vscode.l10n.t(
              'The import had arrived: {0}, KCV {1}. Compare it with the key ceremony form.',
              name,
              kcv,
            ),
    ),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
}
