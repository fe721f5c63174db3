/** Save Ceremony Record…: imports and verifications, as Markdown to be printed and signed. */
import * as vscode from 'vscode';
import { importStep } from '../../keyservice/ceremony/importSteps';
import { ceremonyMarkdown, type RecordedStep } from '../../keyservice/ceremony/record';
import type { ImportedNote } from '../../keyservice/imports/note';
import { accountText, keyIdOf } from '../../keyservice/model/names';
import { flow } from '../flow/flow';
import { back, type Answer, type Frame, type Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { historyOf } from '../history/historyStore';
import { verifications } from '../history/verifications';
import { noteStoreOf } from '../service/importPorts';
import { localTime } from '../service/importTexts';
import { usageWords } from '../service/names';
import type { ServiceTools } from '../service/tools';
import { serviceToolsHere } from '../service/toolsHere';
import { localised } from '../ui/localise';
import { logFailure } from '../ui/log';
import { saveText } from './reportPages';

export async function ceremonyCommand(argument: unknown): Promise<void> {
  const saved = await saveCeremonyRecord(vscodeUi, await serviceToolsHere(), argument);
  if (saved) await vscode.commands.executeCommand('vscode.open', saved);
}

/** @param argument an entry of the history, or `{ arn }` of a key that was imported: it is ticked at first */
export async function saveCeremonyRecord(
  ui: Ui,
  tools: ServiceTools | undefined,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  const offered = [...verifications(), ...(tools ? await importSteps(tools) : [])].sort(
    (a, b) => b.time - a.time,
  );
  if (offered.length === 0) {
    ui.warn(
      vscode.l10n.t(
        'There is nothing to record yet: import a key, run a manifest, or verify a key block first.',
      ),
    );
    return undefined;
  }
  const arn = arnOf(argument);
  const title = vscode.l10n.t('Save Ceremony Record');
  const answers = await flow(title)
    .ask('steps', (frame, _, former?: readonly RecordedStep[]) =>
      askSteps(
        ui,
        frame,
        offered,
        former ?? offered.filter((step) => step.arn !== undefined && step.arn === arn),
      ),
    )
    .ask('names', (frame, _, former?: string) =>
      ui.input(frame, {
        prompt: vscode.l10n.t('Names of the people present, separated by commas (optional)'),
        ...(former === undefined ? {} : { value: former }),
        check: () => undefined,
      }),
    )
    .ask('place', (frame, _, former?: string) =>
      ui.input(frame, {
        prompt: vscode.l10n.t('Place of the ceremony (optional)'),
        ...(former === undefined ? {} : { value: former }),
        check: () => undefined,
      }),
    )
    .run();
  if (!answers) return undefined;
  const made = new Date();
  const names = answers.names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const markdown = ceremonyMarkdown(
    {
      names,
      place: answers.place.trim(),
      // In the order in which they were done.
      steps: [...answers.steps].sort((a, b) => a.time - b.time),
      made,
      offset: (time) => -time.getTimezoneOffset(),
    },
    localised,
  );
  const uri = await saveText(ui, title, `ceremony-${made.toISOString().slice(0, 10)}.md`, markdown);
  if (uri && tools)
    await historyOf(tools.context).add({
      time: made.getTime(),
      kind: 'record',
      title: vscode.l10n.t('Ceremony record of {0}', answers.steps[0]?.title ?? ''),
      file: uri.toString(),
    });
  return uri;
}

async function askSteps(
  ui: Ui,
  frame: Frame,
  offered: readonly RecordedStep[],
  picked: readonly RecordedStep[],
): Promise<Answer<readonly RecordedStep[]>> {
  for (;;) {
    const steps = await ui.pickMany(frame, {
      placeholder: vscode.l10n.t('Select what the record covers'),
      choices: offered.map((value) => ({
        label: value.title,
        description: localTime(value.time),
        value,
        ...(value.target
          ? {
              detail: [value.target.profile, accountText(value.target.account ?? ''), value.target.region]
                .filter((part) => part !== '')
                .join(' · '),
            }
          : {}),
      })),
      picked,
    });
    if (steps === undefined || steps === back || steps.length > 0) return steps;
    ui.warn(vscode.l10n.t('Select one item or more.'));
  }
}

function arnOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { arn, note } = argument as { arn?: unknown; note?: { arn?: unknown } };
  const found = arn ?? note?.arn;
  return typeof found === 'string' ? found : undefined;
}

/** Of the newest imports of this computer: most of them are of earlier ceremonies. */
const mostImports = 200;

async function importSteps(tools: ServiceTools): Promise<readonly RecordedStep[]> {
  try {
    const notes = await noteStoreOf(tools).imported();
    return [...notes]
      .sort((a, b) => b.importedAt - a.importedAt)
      .slice(0, mostImports)
      .map((note) => stepOf(tools, note));
  } catch (error) {
    logFailure('The history', error);
    return [];
  }
}

function stepOf({ catalogue }: ServiceTools, note: ImportedNote): RecordedStep {
  const key = catalogue.find(note.arn);
  const usage = key?.summary.KeyAttributes.KeyUsage ?? note.wanted.usage;
  const exportable = key?.summary.Exportable ?? note.wanted.exportable;
  const name = note.alias ?? keyIdOf(note.arn);
  return importStep(
    note,
    {
      title:
        note.headline === undefined
          ? vscode.l10n.t('Import of {0}', name)
          : vscode.l10n.t('Import of {0}: {1}', name, note.headline),
      ...(usage === undefined ? {} : { usage: usageWords(usage) }),
      ...(exportable === undefined
        ? {}
        : { exportable: exportable ? vscode.l10n.t('exportable') : vscode.l10n.t('not exportable') }),
    },
    key?.summary,
    key?.detail?.KeyCheckValueAlgorithm,
  );
}
