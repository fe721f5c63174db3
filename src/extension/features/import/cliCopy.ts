/** A planned call as a command of the AWS CLI, on the clipboard; with a file where nothing may stand in a history. */
import * as vscode from 'vscode';
import type { ImportPlan } from '../../../keyservice/plans/plan';
import { planCliText } from '../../../keyservice/plans/plan';
import type { ServiceTarget } from '../../../keyservice/operations';
import { back } from '../../support/prompts';
import { alone } from '../flowPrompts';
import type { ServiceTools } from '../keyService/tools';
import { privateFolder } from './importFolder';
import type { ImportPrompts } from './importPrompts';

const dayLong = 24 * 3_600_000;

/** Asks for the form and copies it. Escape copies nothing. */
export async function copyAsCli(
  tools: Pick<ServiceTools, 'context'>,
  plan: ImportPlan,
  target: ServiceTarget,
  asks: ImportPrompts,
): Promise<void> {
  const form = await asks.pick(alone(vscode.l10n.t('Copy as AWS CLI')), {
    placeholder: vscode.l10n.t('In which form?'),
    choices: [
      {
        label: `$(file) ${vscode.l10n.t('With a private file')}`,
        description: vscode.l10n.t('key material stays out of clipboard and shell history'),
        value: 'file' as const,
      },
      {
        label: `$(terminal) ${vscode.l10n.t('In one line')}`,
        description: vscode.l10n.t(
          'for sh, bash, zsh; the wrapped key or token stands in it, and later in the shell history',
        ),
        value: 'line' as const,
      },
    ],
  });
  if (form === undefined || form === back) return;
  if (form === 'line') {
    await vscode.env.clipboard.writeText(planCliText(plan, target).posix);
    void asks.tell(
      vscode.l10n.t('Copied. The clipboard holds what is imported; a shell keeps it in its history.'),
    );
    return;
  }
  const { command, path } = await writeCliFile(tools, plan, target);
  await vscode.env.clipboard.writeText(command);
  void asks.tell(vscode.l10n.t('Copied. It reads {0}, which only you can read.', path));
}

/** Writes the request beside others of ours, outside every workspace, and gives the command that reads it. */
export async function writeCliFile(
  { context }: Pick<ServiceTools, 'context'>,
  plan: ImportPlan,
  target: ServiceTarget,
): Promise<{ command: string; path: string }> {
  const uri = vscode.Uri.joinPath(context.globalStorageUri, 'cli');
  const folder = privateFolder(uri);
  await forgetOld(folder, uri);
  const name = `import-key-${new Date().toISOString().replace(/[:.]/g, '-')}.json`;
  const path = vscode.Uri.joinPath(uri, name).fsPath;
  const { file } = planCliText(plan, target, path);
  await folder.put(name, new TextEncoder().encode(file.json));
  return { command: /pwsh|powershell/i.test(vscode.env.shell) ? file.powerShell : file.posix, path };
}

/** They are made for use at once: none stays for longer than a day after the next was made. */
async function forgetOld(folder: ReturnType<typeof privateFolder>, uri: vscode.Uri): Promise<void> {
  for (const name of await folder.names()) {
    const { mtime } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, name)).then(
      (stat) => stat,
      () => ({ mtime: Date.now() }),
    );
    if (Date.now() - mtime > dayLong) await folder.remove(name);
  }
}
