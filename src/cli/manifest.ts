/** manifest check: import manifests, judged without an account. */
import { readFile } from 'node:fs/promises';
import { textOf } from '../core/input/material';
import { reportText } from '../core/report/report';
import { manifestReport, type ManifestReport } from '../keyservice/manifest/report';
import { standardInput } from './chain';
import type { Values } from './options';
import { CommandProblem, failOn, momentOf, Tally, write } from './outcome';
import { sourcesOf } from './sources';
import { findingText, placeText } from './table';

export async function checkManifests(args: readonly string[], values: Values): Promise<number> {
  const level = failOn(values['fail-on'], 'error');
  const at = momentOf(values.at);
  const reports: ManifestReport[] = [];
  for await (const { name, file } of sourcesOf(args)) {
    const text = textOf(file === undefined ? await standardInput() : await readFile(file));
    if (text === undefined) throw new CommandProblem(`${name} is not text.`);
    const form = /\.(?:csv|tsv)$/i.test(name) ? 'csv' : /\.jsonc?$/i.test(name) ? 'json' : undefined;
    reports.push(manifestReport(text, { at, name, ...(form ? { form } : {}) }));
  }
  const tally = new Tally();
  for (const { rows, findings } of reports) {
    tally.materials += rows.length;
    tally.add(findings);
    for (const row of rows) tally.add([...row.findings, ...(row.aws?.findings ?? [])]);
  }
  if (values.sarif === true) {
    const { SarifLog, sarifText } = await import('./sarif');
    const log = new SarifLog();
    for (const report of reports) log.addManifest(report);
    await write(sarifText(log, true));
  } else if (values.json === true) await write(reportText(reports.length === 1 ? reports[0]! : reports));
  else for (const report of reports) await write(table(report));
  return tally.exitCode(level);
}

function table({ name, rows, findings }: ManifestReport): string {
  const file = name ?? 'stdin';
  const lines = findings.map((finding) => `${placeText(file, finding.place)}: ${findingText(finding)}`);
  for (const row of rows) {
    const value = (id: string): string => row.fields.find((field) => field.id === id)?.value ?? '';
    const verdict = row.aws ? `AWS ${row.aws.importable}` : 'no key block';
    const all = [...row.findings, ...(row.aws?.findings ?? [])];
    const key = [value('usage'), value('algorithm'), value('mode')].join(' ').trim();
    lines.push(`${placeText(file, row.place)}  row ${row.number}  ${key}  ${row.alias ?? ''}  ${verdict}`);
    for (const finding of all) lines.push(`  ${findingText(finding)}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
