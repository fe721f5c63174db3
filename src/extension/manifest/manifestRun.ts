/** The confirmation of an import from a manifest, and the run itself. */
import * as vscode from 'vscode';
import { isWanted, type Preflight } from '../../keyservice/manifest/preflight';
import type { RunStep } from '../../keyservice/manifest/outcome';
import { runManifest, type RunEnd, type RunResult } from '../../keyservice/manifest/run';
import type { ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import type { ImportFailureView } from '../../protocol/importPage';
import { ownTagsLines, untaggedText } from '../import/untagged';
import { failureText } from '../service/callService';
import { readDefaultRegions, replicationLines } from '../service/defaultRegions';
import { importPorts } from '../service/importPorts';
import { policyAction } from '../service/policyStatement';
import { targetLines } from '../service/importTexts';
import { escapeNotification } from '../ui/markdown';
import { copyScript } from './manifestCli';
import { keysText, openRows, rowsText, type Results } from './manifestRows';
import type { ManifestWork } from './manifestWork';

/** Calls a second that the service allows an account. */
const callsASecond = 5;

export function durationText({ calls }: Preflight, live: boolean): string {
  const seconds = Math.ceil(calls / (live ? callsASecond : 100));
  return seconds < 90
    ? vscode.l10n.t('about {0} s', seconds)
    : vscode.l10n.t('about {0} min, at {1} calls per second', Math.ceil(seconds / 60), callsASecond);
}

/** What it means that the rows go without tags, their own included. */
const untaggedLines = ({ rows }: Preflight): string[] => [
  untaggedText(),
  ...ownTagsLines(rows.filter(isWanted).flatMap(({ row }) => row.tags)),
];

/** The native confirmation: labelled lines, those that deserve a second look first. */
export async function confirmRun(work: ManifestWork, judged: Preflight, untagged: boolean): Promise<boolean> {
  const { ui, target, name } = work;
  const { counts, exportable, rows } = judged;
  const wanted = rows.filter(isWanted).length;
  const live = isLive(target);
  const defaults = await ui.shortly(() => readDefaultRegions(work));
  const labelled = (label: string, value: string | number, shown = true): string[] =>
    shown ? [`${label}: ${value}`] : [];
  const dangers = [
    ...(untagged ? untaggedLines(judged) : []),
    ...replicationLines({ by: 'default', defaults }).map(escapeNotification),
    ...labelled(vscode.l10n.t('Exportable after import'), exportable, exportable > 0),
    ...labelled(vscode.l10n.t('With a warning'), counts.warning, counts.warning > 0),
  ];
  const detail = [
    ...dangers.map((line) => `! ${line}`),
    ...labelled(vscode.l10n.t('To import'), vscode.l10n.t('{0} of {1}', wanted, rowsText(rows.length))),
    ...labelled(vscode.l10n.t('Imported before'), counts.imported, counts.imported > 0),
    ...labelled(vscode.l10n.t('Blocked, not imported'), counts.blocked, counts.blocked > 0),
    ...labelled(vscode.l10n.t('Accepts'), durationText(judged, live)),
    ...targetLines(target),
  ].join('\n');
  const send = wanted === 1 ? vscode.l10n.t('Import 1 Key') : vscode.l10n.t('Import {0} Keys', wanted);
  const cli = vscode.l10n.t('Copy as AWS CLI');
  const cancel = vscode.l10n.t('Cancel');
  // Enter imports only where there is nothing to look at twice.
  const buttons = live && dangers.length > 0 ? [cancel, send, cli] : [send, cli];
  const question = escapeNotification(vscode.l10n.t('Import {0} from {1}?', keysText(wanted), name));
  for (;;) {
    const chosen = await ui.confirm(question, detail, ...buttons);
    if (chosen !== cli) return chosen === send;
    await copyScript(work, judged);
  }
}

/** What one run ended with: its rows, or why nothing more could be noted. */
export type Ran = RunResult | { readonly end: { readonly kind: 'notNoted'; readonly problem: string } };

export async function runRows(
  { tools, uri, name, service, folder }: ManifestWork,
  judged: Preflight,
  { signal, untagged }: { readonly signal: AbortSignal; readonly untagged: boolean },
  progress: (step: RunStep) => void,
): Promise<Ran> {
  try {
    const journal = await folder.open(uri.toString());
    try {
      return await runManifest(
        { manifest: uri.toString(), name, rows: judged.rows },
        {
          ...importPorts(tools),
          ...(untagged ? { untagged } : {}),
          ...{ service, journal, signal, progress },
        },
      );
    } finally {
      await journal.close();
    }
  } catch (error) {
    return {
      end: { kind: 'notNoted', problem: error instanceof Error ? error.message : String(error) },
    };
  }
}

/** What is done, in a line: "3 of 24 · alias/terminal-4". */
export function stepText({ row: { row }, done, of, waiting }: RunStep): string {
  const text = vscode.l10n.t('{0} of {1} · {2}', done, of, row.alias ?? vscode.l10n.t('row {0}', row.number));
  return waiting === undefined
    ? text
    : vscode.l10n.t('{0} · waiting {1} s for an answer', text, Math.ceil(waiting / 1000));
}

/** Why a run ended before its last row; undefined where it went through all of them, or was stopped by the user. */
export function endView(
  end: RunEnd | { readonly kind: 'notNoted'; readonly problem: string },
  done: number,
  target: ServiceTarget,
  judged: Preflight,
): ImportFailureView | undefined {
  const simulator = target.kind === 'simulator';
  const kept = vscode.l10n.t(
    'Imported rows are recorded on this computer, so continuing does not import them again.',
  );
  const goOn = { id: 'import', label: vscode.l10n.t('Continue…') };
  switch (end.kind) {
    case 'complete':
    case 'cancelled':
      return undefined;
    case 'service':
      return {
        title: vscode.l10n.t('The import stopped after {0}', rowsText(done)),
        lines: [...failureText(end.error, simulator).split('\n'), kept],
        field: '',
        actions: [goOn, ...policyAction(end.error, target)],
      };
    case 'tagRefused':
      return {
        title: vscode.l10n.t('The import stopped after {0}: keys cannot be tagged', rowsText(done)),
        lines: [...failureText(end.error, simulator).split('\n'), ...untaggedLines(judged), kept],
        field: '',
        actions: [
          ...policyAction(end.error, target),
          goOn,
          { id: 'untagged', label: vscode.l10n.t('Continue Without Tags…') },
        ],
      };
    case 'repeated':
      return {
        title: vscode.l10n.t(
          'The import stopped after {0}: the last three failed in the same way',
          rowsText(done),
        ),
        lines: [
          ...(end.error
            ? failureText(end.error, simulator).split('\n')
            : [
                vscode.l10n.t(
                  'Their KCVs do not match the expected KCVs. Is this the right manifest, and the right account?',
                ),
              ]),
          kept,
        ],
        field: '',
        actions: end.error ? policyAction(end.error, target) : [],
      };
    case 'notNoted':
      return {
        title: vscode.l10n.t('The import stopped: it could not be noted on this computer'),
        lines: [
          vscode.l10n.t(
            'Without the note, a lost response could lead to a second key. Free disk space or grant access, then continue.',
          ),
          vscode.l10n.t('System error: {0}', end.problem),
        ],
        field: '',
        actions: [goOn],
      };
  }
}

/**
 * "terminals.keymanifest.json: 24 keys imported, 1 row needs attention."
 * @param end why the run ended
 */
export function runSummary(
  { name }: ManifestWork,
  judged: Preflight,
  results: Results | undefined,
  end: string,
): string {
  const outcomes = [...(results?.outcomes.values() ?? [])];
  const good = outcomes.filter(({ result }) => result === 'imported').length;
  const wrong = outcomes.length - good;
  const left = openRows(judged, results).length;
  return [
    vscode.l10n.t('{0}: {1} imported', name, keysText(good)),
    ...(wrong === 0
      ? []
      : [
          wrong === 1
            ? vscode.l10n.t('1 row needs attention')
            : vscode.l10n.t('{0} rows need attention', wrong),
        ]),
    ...(end === 'complete' ? [] : [vscode.l10n.t('stopped with {0} remaining', rowsText(left))]),
  ].join(', ');
}
