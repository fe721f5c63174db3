/** Plans and their findings in the user's words. */
import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/findings';
import type { ServiceTarget } from '../../keyservice/operations';
import type { ImportPlan, SummaryRow } from '../../keyservice/plans/plan';
import { accountText } from '../../keyservice/model/names';
import { isLive } from '../../keyservice/rules/custody';
import { localised } from '../ui/localise';
import { escapeNotification } from '../ui/markdown';
import { usageWords } from './names';

/** A finding in the user's language, for a notification or a list. */
export function findingText(finding: Finding): string {
  return escapeNotification(localised(finding));
}

export const severityIcons: Readonly<Record<Severity, string>> = {
  error: '$(error)',
  warning: '$(warning)',
  info: '$(info)',
};

export function severityWord(severity: Severity): string {
  return severity === 'error'
    ? vscode.l10n.t('Blocks the import')
    : severity === 'warning'
      ? vscode.l10n.t('Warning')
      : vscode.l10n.t('Note');
}

/** Findings that are worth a list of their own: that names may stand in logs, the question said. */
export function notableFindings(plan: ImportPlan): readonly Finding[] {
  return plan.findings.filter(({ code }) => code !== 'aws_plan_plaintext');
}

export function row(plan: ImportPlan, name: SummaryRow): string | undefined {
  return plan.summary.find((one) => one.row === name)?.value;
}

/** What the key becomes: usage, algorithms, modes, exportability, each where it is known. */
export function becomesLines(plan: ImportPlan): string[] {
  const exportable = row(plan, 'exportable');
  const usage = row(plan, 'usage');
  const or = vscode.l10n.t('or');
  const facts = [
    usage === undefined ? undefined : usageWords(usage),
    plan.algorithms.join(` ${or} `),
    row(plan, 'modes'),
    exportable === undefined
      ? undefined
      : exportable === 'yes'
        ? vscode.l10n.t('exportable')
        : vscode.l10n.t('not exportable'),
  ].filter(Boolean);
  return facts.length === 0 ? [] : [vscode.l10n.t('becomes {0}', facts.join(', '))];
}

/** Profile, account, Region, endpoint, and whether it is live. */
export function targetLines(target: ServiceTarget): string[] {
  const { profile, account, region, endpoint, kind } = target;
  const place =
    kind === 'simulator'
      ? vscode.l10n.t('SIMULATOR')
      : isLive(target)
        ? vscode.l10n.t('LIVE')
        : vscode.l10n.t('on this machine, not AWS');
  return [
    [
      vscode.l10n.t('profile {0}', profile),
      account === undefined
        ? vscode.l10n.t('account not known')
        : vscode.l10n.t('account {0}', accountText(account)),
      region,
      place,
    ].join(' · '),
    endpoint,
  ].map(escapeNotification);
}

/** Everything that a person confirms, a line each; the headline stands above. */
export function confirmationLines(plan: ImportPlan, target: ServiceTarget): string[] {
  const labelled = (name: SummaryRow, label: (value: string) => string): string[] => {
    const value = row(plan, name);
    return value === undefined ? [] : [escapeNotification(label(value))];
  };
  const alias = row(plan, 'alias');
  const tags = row(plan, 'tags');
  return [
    ...becomesLines(plan),
    ...labelled('wrappingKey', (value) => vscode.l10n.t('under {0}', value)),
    ...labelled('signer', (value) => vscode.l10n.t('signed by {0}', value)),
    ...labelled('subject', (value) => vscode.l10n.t('subject {0}', value)),
    ...labelled('fingerprint', (value) => vscode.l10n.t('SHA-256 {0}', grouped(value))),
    ...labelled('authority', (value) => vscode.l10n.t('issued under {0}', value)),
    ...labelled('tokenEnds', (value) => vscode.l10n.t('import token valid until {0}', value)),
    ...(row(plan, 'enabled') === 'no' ? [vscode.l10n.t('disabled until the KCV matches')] : []),
    [
      alias ?? vscode.l10n.t('no alias'),
      tags === undefined ? vscode.l10n.t('no tags') : vscode.l10n.t('tags {0}', escapeNotification(tags)),
    ].join(' · '),
    ...targetLines(target),
    ...warningLines(plan),
  ];
}

const mostWarnings = 5;

function warningLines(plan: ImportPlan): string[] {
  const warnings = notableFindings(plan).filter(({ severity }) => severity === 'warning');
  const shown = warnings.slice(0, mostWarnings).map((finding) => `! ${findingText(finding)}`);
  const more = warnings.length - shown.length;
  return [
    ...shown,
    ...(row(plan, 'exportable') === 'yes' ? [`! ${vscode.l10n.t('This key is exportable.')}`] : []),
    ...(more > 0 ? [vscode.l10n.t('and {0} more warnings', more)] : []),
  ];
}

/** Hex digits in groups of four, as fingerprints are read aloud. */
export function grouped(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}
