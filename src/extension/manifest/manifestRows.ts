/** Rows of a manifest as its page shows them: before the import, during it, and after it. */
import { visible } from '../../core/plainText';
import * as vscode from 'vscode';
import type { RowOutcome } from '../../keyservice/manifest/outcome';
import {
  compareRowCheckValue,
  isWanted,
  type Preflight,
  type PreflightRow,
} from '../../keyservice/manifest/preflight';
import { printedCheckValue } from '../../keyservice/rules/checkValues';
import type { ImportAction, ImportVerdict } from '../../protocol/importPage';
import { rowGroups, type ManifestRowView, type RowGroup } from '../../protocol/manifestPage';
import { findingVerdict } from '../import/importView';
import { localised } from '../ui/localise';

/** What became of rows, and how a failure is told. */
export interface Results {
  readonly outcomes: ReadonlyMap<number, RowOutcome>;
  readonly failure: (outcome: RowOutcome) => string | undefined;
  /** Where the key differs from what its block says, in sentences. */
  readonly likeness: (outcome: RowOutcome) => readonly string[];
}

/** What a row is shown with. */
export interface RowsState {
  readonly results?: Results | undefined;
  /** Number of the row whose call is under way. */
  readonly running?: number | undefined;
  /** Line of a character of the manifest, from 1. */
  readonly lineAt: (offset: number) => number;
}

const longestText = 300;

/** White space and control characters of the manifest cannot change what is shown. */
function shownText(text: string): string {
  const plain = visible(text.replace(/\s+/g, ' '));
  return plain.length > longestText ? `${plain.slice(0, longestText - 1)}…` : plain;
}

export function rowView(one: PreflightRow, { results, running, lineAt }: RowsState): ManifestRowView {
  const { row, block, record } = one;
  const outcome = results?.outcomes.get(row.number);
  const arn = outcome?.arn ?? record?.arn ?? '';
  const found = outcome?.kcv ?? record?.kcv ?? '';
  const standing = outcome ? after(outcome) : row.number === running ? underWay(one) : before(one);
  return {
    number: row.number,
    line: lineAt(row.span.start),
    key: block
      ? [
          block.usage.code,
          localised(block.algorithm.words),
          vscode.l10n.t('version {0}', block.version.code),
          ...(block.exportability.code === 'N' ? [] : [vscode.l10n.t('exportable')]),
        ].join(' · ')
      : '',
    wrappingKey: shownText(row.wrappingKey),
    alias: shownText(row.alias ?? ''),
    expected: printedCheckValue(row.checkValue ?? ''),
    found,
    compared: comparedVerdict(one, found),
    ...standing,
    reasons: reasonsOf(one, outcome, results),
    arn,
    actions: actionsOf(standing.group, outcome, arn),
  };
}

type Standing = Pick<ManifestRowView, 'group' | 'state' | 'word'>;

const underWay = (one: PreflightRow): Standing => ({
  ...before(one),
  state: 'running',
  word: vscode.l10n.t('importing…'),
});

function before({ verdict, findings, record }: PreflightRow): Standing {
  switch (verdict) {
    case 'ready':
      return { group: 'ready', state: 'plain', word: vscode.l10n.t('ready') };
    case 'continue':
      return { group: 'ready', state: 'plain', word: vscode.l10n.t('imported, alias missing') };
    case 'warning':
      return { group: 'look', state: 'warning', word: vscode.l10n.t('ready, review recommended') };
    case 'blocked':
      return { group: 'blocked', state: 'failed', word: vscode.l10n.t('blocked') };
    case 'imported':
      return {
        group: 'before',
        state: findings.some(({ severity }) => severity === 'error') ? 'failed' : 'plain',
        word: record
          ? vscode.l10n.t('imported before, {0}', new Date(record.importedAt).toISOString().slice(0, 10))
          : vscode.l10n.t('imported before'),
      };
  }
}

function after({ result, found, file }: RowOutcome): Standing {
  switch (result) {
    case 'imported':
      return {
        group: 'imported',
        state: 'plain',
        word: found ? vscode.l10n.t('imported, response lost, key found') : vscode.l10n.t('imported'),
      };
    case 'differs':
      return {
        group: 'attention',
        state: 'failed',
        word: vscode.l10n.t('imported, but the KCV differs'),
      };
    case 'noAlias':
      return {
        group: 'attention',
        state: 'warning',
        word: vscode.l10n.t('imported without its alias'),
      };
    case 'notCompared':
      return {
        group: 'attention',
        state: 'warning',
        word: vscode.l10n.t('imported, KCV not compared'),
      };
    case 'failed':
      return { group: 'attention', state: 'failed', word: vscode.l10n.t('not imported') };
    case 'unclear':
      return { group: 'attention', state: 'notChecked', word: vscode.l10n.t('import status unknown') };
    case 'elsewhere':
      return {
        group: 'attention',
        state: 'notChecked',
        word:
          file === undefined
            ? vscode.l10n.t('another window is importing it')
            : vscode.l10n.t('another computer may be importing it'),
      };
  }
}

/** A tick only for six digits and more by one method. */
function comparedVerdict(one: PreflightRow, found: string): ImportVerdict | undefined {
  switch (compareRowCheckValue(one, found)) {
    case undefined:
      return undefined;
    case 'equal':
      return { state: 'verified', text: vscode.l10n.t('match') };
    case 'different':
      return { state: 'failed', text: vscode.l10n.t('no match') };
    case 'notComparable':
      return { state: 'notChecked', text: vscode.l10n.t('not comparable') };
  }
}

function reasonsOf(
  { findings, reason }: PreflightRow,
  outcome: RowOutcome | undefined,
  results: Results | undefined,
): ImportVerdict[] {
  if (!outcome)
    return findings
      .filter((finding) => finding.severity !== 'info' || finding === reason)
      .map(findingVerdict);
  const why = results?.failure(outcome) ?? whyText(outcome);
  return [
    ...(why === undefined ? [] : [{ state: after(outcome).state, text: why } as ImportVerdict]),
    ...(outcome.result === 'differs'
      ? [
          {
            state: 'failed' as const,
            text: vscode.l10n.t(
              'This is the wrong key, or the expected KCV is wrong. No alias was assigned. Find out which before the key is used.',
            ),
          },
        ]
      : []),
    ...(outcome.result === 'notCompared'
      ? [
          {
            state: 'warning' as const,
            text: vscode.l10n.t('No alias was assigned because the KCV could not be compared.'),
          },
        ]
      : []),
    ...(results?.likeness(outcome) ?? []).map((text) => ({ state: 'warning' as const, text })),
  ];
}

/** Why a person has to decide; undefined where nobody has to. In the report, too. */
export function whyText(outcome: RowOutcome | undefined): string | undefined {
  if (outcome?.result === 'elsewhere' && outcome.file !== undefined)
    return vscode.l10n.t(
      'Another computer or container may be importing it. Import this key block individually to release its lock: {0}',
      outcome.file,
    );
  if (outcome?.result === 'elsewhere')
    return vscode.l10n.t('Nothing was sent from this window. Check again when the other one has finished.');
  switch (outcome?.why) {
    case undefined:
      return undefined;
    case 'noTag':
      return vscode.l10n.t('The import has no tag. Import this key block individually to select its key.');
    case 'tagsDenied':
      return vscode.l10n.t(
        'Tags cannot be read with this profile. Import this key block individually to select its key.',
      );
    case 'unseen':
      return vscode.l10n.t(
        'Keys cannot be listed with this profile. Import this key block individually to resolve it.',
      );
    case 'differs':
      return vscode.l10n.t(
        'Its key does not match the current request. Import this key block individually to decide.',
      );
    case 'waiting':
      return vscode.l10n.t('An approval team decides on its key. Run the manifest again after the decision.');
    case 'refused':
      return vscode.l10n.t(
        'It was not approved, and nothing was imported. Run the manifest to request it again.',
      );
    case 'unreadable':
      return vscode.l10n.t('A note about it cannot be read: {0}', outcome.file ?? '');
  }
}

function actionsOf(group: RowGroup, outcome: RowOutcome | undefined, arn: string): ImportAction[] {
  const alone = outcome?.result === 'unclear' || outcome?.result === 'elsewhere' || group === 'blocked';
  return [
    ...(arn === '' ? [] : [{ id: 'show', label: vscode.l10n.t('Show in Tree') }]),
    ...(alone ? [{ id: 'import', label: vscode.l10n.t('Import Key…') }] : []),
  ];
}

function labelOf(group: RowGroup, count: number): string {
  switch (group) {
    case 'ready':
      return vscode.l10n.t('{0} ready', count);
    case 'look':
      return count === 1 ? vscode.l10n.t('1 to review') : vscode.l10n.t('{0} to review', count);
    case 'imported':
      return vscode.l10n.t('{0} imported', count);
    case 'before':
      return vscode.l10n.t('{0} imported before', count);
    case 'attention':
      return count === 1 ? vscode.l10n.t('1 needs attention') : vscode.l10n.t('{0} need attention', count);
    case 'blocked':
      return vscode.l10n.t('{0} blocked', count);
  }
}

/** Groups that have rows, in their order. */
export function countsOf(
  rows: readonly ManifestRowView[],
): { readonly group: RowGroup; readonly label: string; readonly count: number }[] {
  return rowGroups.flatMap((group) => {
    const count = rows.filter((row) => row.group === group).length;
    return count === 0 ? [] : [{ group, label: labelOf(group, count), count }];
  });
}

/** What is left of a run: rows that an import would still send. */
export function openRows({ rows }: Preflight, results: Results | undefined): PreflightRow[] {
  return rows.filter((one) => isWanted(one) && results?.outcomes.get(one.row.number) === undefined);
}

/** "1 key", "12 keys". */
export const keysText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 key') : vscode.l10n.t('{0} keys', count);

/** "1 row", "8 rows". */
export const rowsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', count);
