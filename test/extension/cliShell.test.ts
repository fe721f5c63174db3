import { beforeEach, describe, expect, it, vi } from 'vitest';

const host = vi.hoisted(() => ({ shell: '', copied: [] as string[] }));
vi.mock('vscode', () => ({
  Uri: { file: (path: string) => ({ fsPath: path }) },
  env: {
    get shell() {
      return host.shell;
    },
    clipboard: { writeText: (text: string) => Promise.resolve(void host.copied.push(text)) },
  },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
  },
}));

import { copyCliLine, terminalShell } from '../../src/extension/service/cliShell';
import { awsCliText } from '../../src/keyservice/cliText';

/** Answers messages that have actions with the one that is given. */
function asking(answer?: string) {
  const said: string[] = [];
  const offered: string[][] = [];
  return {
    said,
    offered,
    tell: (message: string, ...actions: string[]) => {
      said.push(message);
      offered.push(actions);
      return Promise.resolve(actions.find((one) => one === answer));
    },
  };
}
const linesFor = (profile: string) => awsCliText('ListKeys', {}, { profile, region: 'eu-west-1' }).lines;

beforeEach(() => {
  host.copied.length = 0;
});

describe('the shell of the default terminal', () => {
  it.each([
    ['/bin/bash', false, 'posix'],
    ['/usr/bin/fish', false, 'posix'],
    ['C:\\Program Files\\Git\\bin\\bash.exe', true, 'posix'],
    ['C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', true, 'powerShell'],
    ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', true, 'powerShell'],
    ['/usr/bin/pwsh', false, 'powerShell'],
    ['/opt/microsoft/powershell/7-preview/pwsh-preview', false, 'powerShell'],
    ['C:\\WINDOWS\\system32\\CMD.EXE', true, 'cmd'],
    // A folder does not name a shell.
    ['/opt/powershell/bin/zsh', false, 'posix'],
    ['', true, 'powerShell'],
    ['', false, 'posix'],
    ['/usr/bin/nu', false, 'posix'],
    ['C:\\tools\\nu.exe', true, 'powerShell'],
  ] as const)('%j is read, on Windows: %s, as %s', (path, windows, shell) => {
    expect(terminalShell(path, windows)).toBe(shell);
  });
});

describe('copying a command', () => {
  it.each([
    ['/bin/zsh', 'sh, bash and zsh', `aws --profile 'R&D' --region eu-west-1 payment-cryptography list-keys`],
    ['pwsh.exe', 'PowerShell', `aws --profile 'R&D' --region eu-west-1 payment-cryptography list-keys`],
    ['cmd.exe', 'cmd', `aws --profile "R&D" --region eu-west-1 payment-cryptography list-keys`],
  ])('is done for %s, which the message names', async (shell, name, command) => {
    host.shell = shell;
    const ui = asking();
    await copyCliLine(ui, linesFor('R&D'), 'Nothing was sent.');
    expect(host.copied).toEqual([command]);
    expect(ui.said).toEqual([`Copied for ${name}. Nothing was sent.`]);
  });

  it('is refused with the reason where the shell would change a name, and another form is offered', async () => {
    host.shell = 'C:\\WINDOWS\\system32\\cmd.exe';
    const ui = asking('Copy for PowerShell');
    await copyCliLine(ui, linesFor('%USERNAME%'));
    expect(ui.said[0]).toContain('cmd can replace the text between percent signs in "%USERNAME%".');
    expect(ui.offered[0]).toEqual(['Copy for sh, bash and zsh', 'Copy for PowerShell']);
    expect(host.copied).toEqual([
      "aws --profile '%USERNAME%' --region eu-west-1 payment-cryptography list-keys",
    ]);
    expect(ui.said[1]).toBe('Copied for PowerShell.');
  });

  it('copies nothing where no form is chosen, or none is right', async () => {
    host.shell = 'cmd.exe';
    await copyCliLine(asking(), linesFor('"'));
    const ui = asking('Copy for PowerShell');
    await copyCliLine(ui, linesFor('a\nb'));
    expect(ui.offered).toEqual([[]]);
    expect(host.copied).toEqual([]);
  });
});
