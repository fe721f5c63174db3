/** The run itself: progress, what ended it, the report. */
import * as vscode from 'vscode';
import type { Preflight } from '../../keyservice/manifest/preflight';
import { runManifest, type RunEnd, type RunResult } from '../../keyservice/manifest/run';
import type { RunStep } from '../../keyservice/manifest/outcome';
import { escapeNotification } from '../ui/markdown';
import { failureText } from '../service/callService';
import { historyOf } from '../history/historyStore';
import { likenessWords } from '../import/aliasOfKey';
import { importPorts } from '../service/importPorts';
import { failureLine, headingOf, type ManifestWork } from './manifestWork';
import {
  attentionWords,
  keysWords,
  manifestTable,
  reportAsCsv,
  reportAsJson,
  reportRows,
  rowsWords,
  type Results,
} from './manifestWords';

/** @returns 'again' where the user goes on after the service failed */
export async function runAndTell(work: ManifestWork, judged: Preflight): Promise<'again' | undefined> {
  const { ui, tools, table, uri, name, target } = work;
  const simulator = target.kind === 'simulator';
  const result = await run(work, judged);
  if (!result) return undefined;
  for (const { key, alias, arn } of result.outcomes) {
    if (key) tools.catalogue.keyChanged(key);
    if (alias !== undefined && arn !== undefined) tools.catalogue.aliasChanged(alias, arn);
  }
  const results: Results = {
    outcomes: new Map(result.outcomes.map((outcome) => [outcome.number, outcome])),
    failure: ({ error }) => failureLine(error, simulator),
    likeness: ({ key }) => (key ? likenessWords(tools, key, target) : []),
  };
  table.update(uri, name, manifestTable(headingOf(work, judged), judged, results));
  const stopped = await tellEnd(work, result.end, result.outcomes.length);
  if (stopped === 'again') return 'again';
  ui.afterwards(() => tellSummary(work, judged, result, results));
  return undefined;
}

async function run(work: ManifestWork, judged: Preflight): Promise<RunResult | undefined> {
  const { ui, tools, uri, name, service, folder } = work;
  try {
    const journal = await folder.open(uri.toString());
    try {
      return await ui.progress(vscode.l10n.t('Importing {0}', name), (signal, report) =>
        runManifest(
          { manifest: uri.toString(), name, rows: judged.rows },
          {
            ...importPorts(tools),
            service,
            journal,
            signal,
            progress: (step) => report(stepText(step)),
          },
        ),
      );
    } finally {
      await journal.close();
    }
  } catch (error) {
    await ui.failed(
      vscode.l10n.t('The import stopped: what is sent could not be noted on this machine.'),
      escapeNotification(
        vscode.l10n.t(
          'Without the note a second key could be made. Make room or grant access, then run it again: nothing is imported twice. The system says: {0}',
          error instanceof Error ? error.message : String(error),
        ),
      ),
    );
    return undefined;
  }
}

function stepText({ row: { row }, done, of, waiting }: RunStep): string {
  const name = row.alias ?? vscode.l10n.t('row {0}', row.number);
  const text = vscode.l10n.t('{0} of {1} · {2}', done, of, name);
  return waiting === undefined
    ? text
    : vscode.l10n.t('{0} · waiting {1} s for the service', text, Math.ceil(waiting / 1000));
}

async function tellEnd(
  { ui, target, name }: ManifestWork,
  end: RunEnd,
  done: number,
): Promise<'again' | undefined> {
  const resume = vscode.l10n.t('Go On');
  const kept = vscode.l10n.t(
    'Run it again to go on: what is imported is known, and nothing is imported twice.',
  );
  if (end.kind === 'service') {
    const chosen = await ui.failed(
      vscode.l10n.t('The import of {0} stopped after {1}.', name, rowsWords(done)),
      escapeNotification([failureText(end.error, target.kind === 'simulator'), kept].join('\n\n')),
      resume,
    );
    return chosen === resume ? 'again' : undefined;
  }
  if (end.kind === 'repeated')
    await ui.failed(
      vscode.l10n.t(
        'The import of {0} stopped after {1}: the last three failed in the same way.',
        name,
        rowsWords(done),
      ),
      escapeNotification(
        [
          end.error
            ? failureText(end.error, target.kind === 'simulator')
            : vscode.l10n.t(
                'Their check values are not the expected ones. Is it the right manifest, and the right account?',
              ),
          kept,
        ].join('\n\n'),
      ),
    );
  return undefined;
}

async function tellSummary(
  { ui, tools, target, name }: ManifestWork,
  judged: Preflight,
  { outcomes, end }: RunResult,
  results: Results,
): Promise<void> {
  const good = outcomes.filter(({ result }) => result === 'imported').length;
  const wrong = outcomes.length - good;
  const text =
    end.kind === 'cancelled'
      ? vscode.l10n.t('{0}: stopped after {1}. Run it again to continue.', name, keysWords(good))
      : wrong === 0
        ? vscode.l10n.t('{0}: {1} imported.', name, keysWords(good))
        : vscode.l10n.t('{0}: {1} imported, {2}.', name, keysWords(good), attentionWords(wrong));
  const save = vscode.l10n.t('Save Report…');
  const show = vscode.l10n.t('Show in Tree');
  const last = outcomes.findLast(({ arn }) => arn !== undefined)?.arn;
  let actions = [save, ...(last === undefined ? [] : [show])];
  while (actions.length > 0) {
    const offered = actions;
    const chosen = await ui.tell(escapeNotification(text), ...offered);
    if (chosen === undefined) return;
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', last);
    if (chosen === save) {
      const uri = await ui.save({
        title: vscode.l10n.t('Save Report'),
        name: `${name.replace(/(\.keymanifest)?\.\w+$/, '')}-report.csv`,
        filters: { CSV: ['csv'], JSON: ['json'] },
      });
      if (!uri) continue;
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
    actions = actions.filter((one) => one !== chosen);
  }
}
