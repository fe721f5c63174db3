/** The report of Check Access in words. */
import { visible } from '../../core/plainText';
import * as vscode from 'vscode';
import { accountText } from '../../keyservice/model/names';
import type { AccessReport, AccessRow } from './checkAccess';
import { dateWords } from './names';

/** Facts of the account, then the actions by what came of them. */
export function accessText({ target, identity, rows, at }: AccessReport): string {
  const name = target.kind === 'simulator' ? vscode.l10n.t('Simulator') : target.profile;
  const facts: (readonly [string, string])[] = [
    [vscode.l10n.t('Profile'), name],
    [vscode.l10n.t('Account'), accountWords(target.account, identity?.by)],
    [vscode.l10n.t('Region'), target.region],
    [vscode.l10n.t('Endpoint'), target.endpoint],
    [vscode.l10n.t('Checked'), dateWords(at)],
  ];
  const width = Math.max(...facts.map(([label]) => label.length));
  const groups: (readonly [string, AccessRow['result']])[] = [
    [vscode.l10n.t('Denied'), 'denied'],
    [vscode.l10n.t('Failed'), 'failed'],
    [vscode.l10n.t('Allowed'), 'allowed'],
    [vscode.l10n.t('Not asked'), 'notAsked'],
    [vscode.l10n.t('Never called by this check: they create or change something'), 'changes'],
  ];
  const sections = groups.flatMap(([title, result]) => {
    const found = rows.filter((row) => row.result === result);
    return found.length === 0 ? [] : [[title, ...found.map(rowText)].join('\n')];
  });
  return (
    [
      vscode.l10n.t('Access of {0}', visible(name)),
      facts.map(([label, value]) => `${label.padEnd(width)}  ${visible(value)}`).join('\n'),
      ...sections,
      vscode.l10n.t(
        'Only these read requests were sent. "Allowed" means that the request succeeded: a policy with conditions can decide differently for another key or tag.',
      ),
    ].join('\n\n') + '\n'
  );
}

function accountWords(account: string | undefined, by: 'sts' | 'key' | undefined): string {
  if (account === undefined) return vscode.l10n.t('not known');
  const number = accountText(account);
  return by === 'key' ? vscode.l10n.t('{0} (from the ARN of a key)', number) : number;
}

function rowText({ action, purpose, words }: AccessRow): string {
  const line = `  ${action.padEnd(43)}  ${purpose}`;
  return words === undefined ? line : `${line}\n      ${visible(words)}`;
}
