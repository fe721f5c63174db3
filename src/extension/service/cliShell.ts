/** Copies a command of the AWS CLI in the form that the default terminal's shell reads. */
import * as vscode from 'vscode';
import type { CliLine, CliRefusal, Shell } from '../../keyservice/cliText';
import { escapeNotification } from '../ui/markdown';
import type { Ui } from '../flow/ui';

/** Shells whose quoting the POSIX form fits. */
const posixShells = /^(sh|bash|zsh|dash|ash|ksh|mksh|fish)$/;

/**
 * The shell of the default terminal profile of the machine that the extension runs on. Where it is not one of the
 * known shells, the platform decides.
 */
export function terminalShell(path = vscode.env.shell, windows = isWindows()): Shell {
  const name = (path.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  if (/^(pwsh|powershell)(-preview)?$/.test(name)) return 'powerShell';
  if (name === 'cmd') return 'cmd';
  if (posixShells.test(name)) return 'posix';
  return windows ? 'powerShell' : 'posix';
}

/** Paths of files have backslashes there; the API has no other way to ask. */
function isWindows(): boolean {
  return vscode.Uri.file('/a').fsPath.includes('\\');
}

export function shellName(shell: Shell): string {
  return { posix: 'sh, bash and zsh', powerShell: 'PowerShell', cmd: 'cmd' }[shell];
}

function refusalText({ reason, value }: CliRefusal, shell: Shell): string {
  const name = shellName(shell);
  switch (reason) {
    case 'control':
      return vscode.l10n.t('A name contains a line break or another control character.');
    case 'surrogate':
      return vscode.l10n.t('A name contains a character that is not valid Unicode.');
    case 'empty':
      return vscode.l10n.t('{0} cannot pass an empty value.', name);
    case 'doubleQuote':
      return vscode.l10n.t('{0} cannot pass the double quotation mark in "{1}".', name, value);
    case 'trailingBackslash':
      return vscode.l10n.t('{0} cannot pass the backslash at the end of "{1}".', name, value);
    case 'percent':
      return vscode.l10n.t('{0} can replace the text between percent signs in "{1}".', name, value);
    case 'exclamation':
      return vscode.l10n.t('{0} can replace the text after the exclamation mark in "{1}".', name, value);
  }
}

/**
 * Copies the command for the default terminal's shell and says for which. Where that shell cannot be given a value
 * of it exactly, says why and offers the forms for other shells.
 * @param note what else the user must know of the command, as sentences
 */
export async function copyCliLine(
  ui: Pick<Ui, 'tell'>,
  lines: Readonly<Record<Shell, CliLine>>,
  note?: string,
  copy: (text: string) => PromiseLike<void> = (text) => vscode.env.clipboard.writeText(text),
): Promise<void> {
  const shell = terminalShell();
  const line = lines[shell];
  const told = (of: Shell): void => {
    const copied = vscode.l10n.t('Copied for {0}.', shellName(of));
    void ui.tell(note === undefined ? copied : `${copied} ${note}`);
  };
  if ('command' in line) {
    await copy(line.command);
    told(shell);
    return;
  }
  const others = (Object.keys(lines) as Shell[]).flatMap((other) => {
    const form = lines[other];
    return 'command' in form ? [{ other, command: form.command }] : [];
  });
  const label = (of: Shell): string => vscode.l10n.t('Copy for {0}', shellName(of));
  const chosen = await ui.tell(
    escapeNotification(
      vscode.l10n.t(
        'The command was not copied. {0} Use another shell or another name.',
        refusalText(line.refusal, shell),
      ),
    ),
    ...others.map(({ other }) => label(other)),
  );
  const form = others.find(({ other }) => label(other) === chosen);
  if (!form) return;
  await copy(form.command);
  told(form.other);
}

/** What is true of every command that makes a key. */
export function twiceNote(): string {
  return vscode.l10n.t('Running it twice creates two keys.');
}
