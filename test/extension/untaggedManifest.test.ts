// Imports without tags: the tags of the user go too, which the confirmation, the stop and what is kept of it must show.
// A real run over rows with the adapter and the simulator; of VS Code only what they call.
import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { importRecord } from '../../src/extension/import/importRecord';
import { reportAsCsv, reportRows } from '../../src/extension/manifest/manifestReport';
import { confirmRun, endView } from '../../src/extension/manifest/manifestRun';
import type { Preflight } from '../../src/keyservice/manifest/preflight';
import { scriptedUi } from '../host/support/scriptedUi';
import { arnOf, blockOf, checkRows, runRows, setting } from '../keyservice/imports/setting';
import { ports, send } from '../keyservice/imports/importing';

const at = setting();
const lost = 'Your tags are not set either: env=prod, team=pin';
const kept = 'none were set: tagging was refused, and the user agreed';

describe('rows with tags that go without', () => {
  it('are named where it stops and where it is confirmed, and the report says so', async () => {
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const rows = await checkRows(
      at.aws,
      [
        { keyBlock: blockOf(at.plan()), tags: { env: 'prod' } },
        { keyBlock: blockOf(at.plan()), tags: { env: 'prod', team: 'pin' } },
      ],
      options,
    );
    const counts = { warning: 0, imported: 0, blocked: 0, ready: 2 };
    const judged = { rows, counts, exportable: 0, calls: 2 } as unknown as Preflight;
    at.simulator.setDenied(['TagResource']);
    const { target } = at.aws;
    const stopped = await runRows(at.aws, rows, options);
    expect(endView(stopped.end, 0, target, judged)?.lines).toContain(lost);

    const ui = scriptedUi([], { actions: ['Import 2 Keys'] });
    const work = { ui, target, service: at.aws, name: 'm' } as unknown as Parameters<typeof confirmRun>[0];
    expect(await confirmRun(work, judged, true)).toBe(true);
    expect(ui.shown[0]?.detail).toContain(`! ${lost}`);

    const ran = await runRows(at.aws, rows, { ...options, untagged: true });
    const outcomes = new Map(ran.outcomes.map((outcome) => [outcome.number, outcome]));
    const results = { outcomes, failure: () => undefined, likeness: () => [] };
    const report = reportRows(judged, results);
    expect(report.map(({ result, tags }) => [result, tags])).toEqual([
      ['imported', kept],
      ['imported', kept],
    ]);
    expect(reportAsCsv(report)).toContain('none were set');
  });

  it('are not said of rows that have their tags', async () => {
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const rows = await checkRows(at.aws, [{ keyBlock: blockOf(at.plan()), tags: { env: 'prod' } }], options);
    const ran = await runRows(at.aws, rows, options);
    const outcomes = new Map(ran.outcomes.map((outcome) => [outcome.number, outcome]));
    const report = reportRows({ rows } as unknown as Preflight, {
      outcomes,
      failure: () => undefined,
      likeness: () => [],
    });
    expect(report.map(({ result, tags }) => [result, tags])).toEqual([['imported', '']]);
  });
});

describe('the record of an import without tags', () => {
  it.each([true, false])('lists tags only where they were set (without: %s)', async (without) => {
    const planned = at.plan();
    const plan = { ...planned, summary: [...planned.summary, { row: 'tags' as const, value: 'env=prod' }] };
    const result = await send(at.aws, planned, ports(at.folder));
    arnOf(result);
    const run = {
      plan,
      action: { target: at.aws.target },
      task: { headline: 'a key' },
      expected: [],
      tagging: { without },
      at: new Date(),
    } as unknown as Parameters<typeof importRecord>[0];
    if (result.kind !== 'imported') throw new Error(result.kind);
    const record = importRecord(run, { kind: 'imported', key: result.key, by: 'answer' }, undefined);
    expect(JSON.stringify(record).includes('env=prod')).toBe(!without);
    expect('tags' in record).toBe(without);
  });
});
