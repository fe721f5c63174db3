/** The rows of a manifest in words: before the import, and after it. */
import * as vscode from 'vscode';
import type { Preflight, PreflightRow, RowVerdict } from '../../keyservice/manifest/preflight';
import { printedCheckValue } from '../../keyservice/rules/checkValues';
import { compareRowCheckValue } from '../../keyservice/manifest/preflight';
import type { RowOutcome } from '../../keyservice/manifest/outcome';
import type { ServiceTarget } from '../../keyservice/operations';
import { keyIdOf } from '../../keyservice/model/names';
import { csvText } from '../ui/csv';
import { visible } from '../ui/markdown';
import { findingText } from '../service/importTexts';

export function verdictWords(verdict: RowVerdict): string {
  switch (verdict) {
    case 'ready':
      return vscode.l10n.t('✓ ready');
    case 'warning':
      return vscode.l10n.t('! ready, with a warning');
    case 'blocked':
      return vscode.l10n.t('✗ blocked');
    case 'continue':
      return vscode.l10n.t('✓ imported, alias to be made');
    case 'imported':
      return vscode.l10n.t('· imported already');
  }
}

export function resultWords({ result, found, file }: RowOutcome): string {
  switch (result) {
    case 'imported':
      return found
        ? vscode.l10n.t('✓ imported; its answer was lost, the key was found')
        : vscode.l10n.t('✓ imported');
    case 'differs':
      return vscode.l10n.t('✗ imported, but the KCV differs: no alias was made');
    case 'noAlias':
      return vscode.l10n.t('! imported, but without its alias');
    case 'failed':
      return vscode.l10n.t('✗ not imported');
    case 'notCompared':
      return vscode.l10n.t('! imported without alias: the KCV could not be compared');
    case 'unclear':
      return vscode.l10n.t('? import status unknown');
    case 'elsewhere':
      return file === undefined
        ? vscode.l10n.t('? another window is importing it')
        : vscode.l10n.t('? another machine may be importing it');
  }
}

/** Why a person has to decide; undefined where nobody has to. */
function whyWords(outcome: RowOutcome | undefined): string | undefined {
  if (outcome?.result === 'elsewhere' && outcome.file !== undefined)
    return vscode.l10n.t(
      'Another machine or container may be importing it. Run Import Key… for this key block to release its lock: {0}',
      outcome.file,
    );
  if (outcome?.result === 'elsewhere')
    return vscode.l10n.t(
      'Nothing was sent from this window. Run the manifest again when the other one is done.',
    );
  switch (outcome?.why) {
    case undefined:
      return undefined;
    case 'noTag':
      return vscode.l10n.t('The import carries no tag. Run Import Key… to choose its key.');
    case 'tagsDenied':
      return vscode.l10n.t('Tags cannot be read with this profile. Run Import Key… to choose its key.');
    case 'unseen':
      return vscode.l10n.t('Keys cannot be listed with this profile. Run Import Key… to settle it.');
    case 'differs':
      return vscode.l10n.t('Its key is not as requested now. Run Import Key… to decide.');
    case 'unreadable':
      return vscode.l10n.t('A note on it cannot be read: {0}', outcome.file ?? '');
  }
}

/** What became of rows, and how a failure is told. */
export interface Results {
  readonly outcomes: ReadonlyMap<number, RowOutcome>;
  readonly failure: (outcome: RowOutcome) => string | undefined;
  /** What its key turned out to be like, in sentences. */
  readonly likeness: (outcome: RowOutcome) => readonly string[];
}

/** The table: heading lines, then columns that stand under each other. */
export function manifestTable(heading: readonly string[], { rows }: Preflight, results?: Results): string {
  const head = [
    vscode.l10n.t('Row'),
    vscode.l10n.t('Key'),
    vscode.l10n.t('Wrapping key'),
    vscode.l10n.t('Alias'),
    vscode.l10n.t('KCV'),
    vscode.l10n.t('Verdict'),
    vscode.l10n.t('Reason'),
  ];
  const cells = [head, ...rows.map((row) => tableRow(row, results))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...others] = lines;
  return [...heading, '', first, '-'.repeat(first.length), ...others, ''].join('\n');
}

const longestCell = 40;

function tableRow(one: PreflightRow, results: Results | undefined): string[] {
  const { row, block, verdict, reason, record } = one;
  const outcome = results?.outcomes.get(row.number);
  const failure = outcome && results?.failure(outcome);
  const arn = outcome?.arn ?? record?.arn;
  const kcv = outcome?.kcv ?? record?.kcv ?? printedCheckValue(row.checkValue ?? '');
  return [
    String(row.number),
    block ? `${block.usage.code} ${block.algorithm.name}, ${block.text.length}` : '',
    row.wrappingKey,
    row.alias ?? '',
    kcv,
    outcome ? resultWords(outcome) : verdictWords(verdict),
    [
      failure ?? whyWords(outcome) ?? (reason && !outcome ? findingText(reason) : ''),
      arn === undefined ? '' : keyIdOf(arn),
    ]
      .filter(Boolean)
      .join(' · '),
  ].map((cell, column) => shortened(visible(cell.replace(/\s+/g, ' ')), column === 6 ? 400 : longestCell));
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

export interface ReportRow {
  readonly row: number;
  readonly usage: string;
  readonly algorithm: string;
  readonly wrappingKey: string;
  readonly alias: string;
  readonly result: string;
  readonly reason: string;
  readonly arn: string;
  readonly checkValue: string;
  readonly expectedCheckValue: string;
  readonly checkValues: '' | 'equal' | 'different' | 'not comparable';
  readonly requestId: string;
  readonly time: string;
}

/** For the books: English, in the order of the manifest, without any block. */
export function reportRows({ rows }: Preflight, { outcomes, failure, likeness }: Results): ReportRow[] {
  return rows.map(({ row, block, verdict, reason, record }) => {
    const outcome = outcomes.get(row.number);
    const kcv = outcome?.kcv ?? record?.kcv ?? '';
    const compared = compareRowCheckValue({ row, block }, kcv);
    const at = outcome?.at ?? record?.importedAt;
    return {
      row: row.number,
      usage: block?.usage.code ?? '',
      algorithm: block?.algorithm.code ?? '',
      wrappingKey: row.wrappingKey,
      alias: outcome?.alias ?? record?.alias ?? row.alias ?? '',
      result:
        outcome?.result ??
        (verdict === 'imported' ? 'imported before' : verdict === 'blocked' ? 'left out' : 'not done'),
      reason: outcome
        ? [failure(outcome) ?? whyWords(outcome) ?? '', ...likeness(outcome)].filter(Boolean).join(' ')
        : (reason?.message ?? ''),
      arn: outcome?.arn ?? record?.arn ?? '',
      checkValue: kcv,
      expectedCheckValue: printedCheckValue(row.checkValue ?? ''),
      checkValues: compared === 'notComparable' ? 'not comparable' : (compared ?? ''),
      requestId: outcome?.requestId ?? record?.requestId ?? '',
      time: at === undefined ? '' : new Date(at).toISOString(),
    };
  });
}

/** "1 key", "12 keys". */
export const keysWords = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 key') : vscode.l10n.t('{0} keys', count);

/** "1 row", "8 rows". */
export const rowsWords = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', count);

/** "1 row needs attention", "8 rows need attention". */
export const attentionWords = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 row needs attention') : vscode.l10n.t('{0} rows need attention', count);

export function reportAsCsv(rows: readonly ReportRow[]): string {
  const [first] = rows;
  const columns = first ? (Object.keys(first) as (keyof ReportRow)[]) : [];
  return csvText([columns, ...rows.map((row) => columns.map((column) => String(row[column])))]);
}

export function reportAsJson(name: string, target: ServiceTarget, rows: readonly ReportRow[]): string {
  const { kind, profile, account, region, endpoint } = target;
  const report = {
    record: 'key-material-inspector manifest import',
    version: 1,
    manifest: name,
    saved: new Date().toISOString(),
    service: kind === 'simulator' ? 'simulator' : 'AWS Payment Cryptography',
    profile,
    ...(account === undefined ? {} : { account }),
    region,
    endpoint,
    rows,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
