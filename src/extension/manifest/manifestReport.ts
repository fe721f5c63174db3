/** The report of an import from a manifest, for the books: English, in the order of the manifest, without any block. */
import { csvText } from '../../core/plainText';
import * as vscode from 'vscode';
import { compareRowCheckValue, type Preflight } from '../../keyservice/manifest/preflight';
import type { ServiceTarget } from '../../keyservice/operations';
import { printedCheckValue } from '../../keyservice/rules/checkValues';
import { historyOf } from '../history/historyStore';
import type { ManifestWork } from './manifestWork';
import { whyText, type Results } from './manifestRows';

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
  /** Of keys that were imported in this run. */
  readonly tags: '' | 'none were set: tagging was refused, and the user agreed';
}

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
        ? [failure(outcome) ?? whyText(outcome) ?? '', ...likeness(outcome)].filter(Boolean).join(' ')
        : (reason?.message ?? ''),
      arn: outcome?.arn ?? record?.arn ?? '',
      checkValue: kcv,
      expectedCheckValue: printedCheckValue(row.checkValue ?? ''),
      checkValues: compared === 'notComparable' ? 'not comparable' : (compared ?? ''),
      requestId: outcome?.requestId ?? record?.requestId ?? '',
      time: at === undefined ? '' : new Date(at).toISOString(),
      tags: outcome?.untagged ? 'none were set: tagging was refused, and the user agreed' : '',
    };
  });
}

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

/** Saves the report where the user chooses, and notes it in the history. */
export async function saveReport(
  { tools, ui, target, name }: ManifestWork,
  judged: Preflight,
  results: Results,
): Promise<void> {
  const uri = await ui.save({
    title: vscode.l10n.t('Save Report'),
    name: `${name.replace(/(\.keymanifest)?\.\w+$/, '')}-report.csv`,
    filters: { CSV: ['csv'], JSON: ['json'] },
  });
  if (!uri) return;
  const rows = reportRows(judged, results);
  const report = uri.path.endsWith('.json') ? reportAsJson(name, target, rows) : reportAsCsv(rows);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(report));
  await historyOf(tools.context).add({
    time: Date.now(),
    kind: 'report',
    title: vscode.l10n.t('Report of {0}', name),
    profile: target.profile,
    ...(target.account === undefined ? {} : { account: target.account }),
    region: target.region,
    file: uri.toString(),
  });
}
