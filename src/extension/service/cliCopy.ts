/** A planned call as a command of the AWS CLI, on the clipboard; with a file where nothing may be in a history. */
import * as vscode from 'vscode';
import { importScripts, type ScriptWishes } from '../../keyservice/plans/cliScript';
import type { ImportPlan } from '../../keyservice/plans/plan';
import { planCliText } from '../../keyservice/plans/plan';
import type { ServiceTarget } from '../../keyservice/operations';
import { escapeNotification } from '../ui/markdown';
import type { Ui } from '../flow/ui';
import { once } from '../flow/flow';
import { writeCliFile } from './cliFiles';
import { copyCliLine, shellName, terminalShell, twiceNote } from './cliShell';
import type { ServiceTools } from './tools';

/** Asks for the form and copies it: the call, then the KCV compared, then the alias. Escape copies nothing. */
export async function copyAsCli(
  tools: Pick<ServiceTools, 'context'>,
  plan: ImportPlan,
  target: ServiceTarget,
  ui: Ui,
  wishes: ScriptWishes,
): Promise<void> {
  const form = await once(vscode.l10n.t('Copy as AWS CLI'), (frame) =>
    ui.pick(frame, {
      placeholder: vscode.l10n.t('Select a format'),
      choices: [
        {
          label: `$(file) ${vscode.l10n.t('With a private file')}`,
          description: vscode.l10n.t('key material stays out of clipboard and shell history'),
          value: 'file' as const,
        },
        {
          label: `$(terminal) ${vscode.l10n.t('In the command itself')}`,
          description: vscode.l10n.t(
            'for {0}; contains the wrapped key or token, which the shell keeps in its history',
            shellName(terminalShell()),
          ),
          value: 'line' as const,
        },
      ],
    }),
  );
  if (form === undefined) return;
  if (form === 'line') {
    const holds = vscode.l10n.t(
      'The clipboard contains the wrapped key or token, and the shell keeps it in its history.',
    );
    await copyCliLine(ui, importScripts(plan, target, wishes), `${twiceNote()} ${holds}`);
    return;
  }
  const path = await writeRequest(tools, plan, target);
  const reads = vscode.l10n.t(
    'It reads {0}, which only you can read and which is deleted after a day.',
    path,
  );
  await copyCliLine(
    ui,
    importScripts(plan, target, { ...wishes, path }),
    `${twiceNote()} ${escapeNotification(reads)}`,
  );
}

/** Writes the request outside every workspace; where it is. */
function writeRequest(
  { context }: Pick<ServiceTools, 'context'>,
  plan: ImportPlan,
  target: ServiceTarget,
): Promise<string> {
  return writeCliFile(
    context.globalStorageUri,
    'import-key',
    'json',
    () => planCliText(plan, target).file.json,
  );
}
