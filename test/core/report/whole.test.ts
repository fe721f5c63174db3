/** The reports of five hundred artefacts: of the telling ones all that is in them, of each a digest of its text. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reportOf, reportText } from '../../../src/core/report/report';
import { awsReportJudge } from '../../../src/keyservice/rules/reportJudge';
import type { ReportedField } from '../../../src/core/report/types';
import { artefacts } from './artefacts';
import { reportLines } from './lines';

const options = { at: new Date('2026-11-30T00:00:00Z'), judge: awsReportJudge };
const reports = artefacts(path.join(import.meta.dirname, '../../../media/samples')).map(
  ({ name, bytes }) => ({
    name,
    report: reportOf(Uint8Array.from(bytes), { ...options, name }),
  }),
);

it('have the texts that are kept', async () => {
  expect(reports).toHaveLength(500);
  const lines = reports.map(({ name, report }) => {
    const found = report.materials.map(({ kind, findings }) =>
      `${kind} ${findings.map(({ code }) => code).join(',')}`.trimEnd(),
    );
    const digest = createHash('sha256').update(reportText(report)).digest('hex').slice(0, 16);
    return `${name} ${digest} ${found.slice(0, 5).join('; ')}${found.length > 5 ? ` … ${found.length}` : ''}`.trimEnd();
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('whole/reports.txt');
});

it('have fields whose names are unique among their neighbours', () => {
  const doubled = new Set<string>();
  const look = (place: string, fields: readonly ReportedField[]): void => {
    const seen = new Set<string>();
    for (const { id, fields: parts } of fields) {
      if (seen.has(id)) doubled.add(`${place} ${id}`);
      seen.add(id);
      look(`${place} ${id}`, parts);
    }
  };
  for (const { report } of reports) for (const { kind, fields } of report.materials) look(kind, fields);
  expect([...doubled]).toEqual([]);
});

const told = (file: string, names: RegExp): Promise<void> =>
  expect(
    reports
      .flatMap(({ name, report }) => (names.test(name) ? reportLines('artefact', report) : []))
      .join('\n'),
  ).toMatchFileSnapshot(`whole/${file}.txt`);

it('of key blocks in files of all kinds', () =>
  told('blocksInFiles', /-(?:keys\.(?:csv|json|yaml)|notes\.txt|import\.csv|hsm-list\.csv)$/));

it('of key blocks by themselves', () => told('blocks', /-(?:block\.txt|blocks\.tr31)$/));

it('of certificates, lists, requests and messages', () =>
  told(
    'structures',
    /-(?:expired\.crt|kdh\.(?:csr|der)|revoked\.crl|ceremony\.p7m|chain\.p7b|tr34-(?:annex-b\.cms|random\.der|rebind\.cms|import\.json))$/,
  ));

it('of what small changes made of them', () => told('changed', /^4[0-2]\d-changed\./));
