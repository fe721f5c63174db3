import * as vscode from 'vscode';
import { equal } from '../support/check';

describe('the extension host', () => {
  it('is the VS Code that was asked for', () => {
    const wanted = process.env.KMI_VSCODE_VERSION;
    if (wanted !== undefined) equal(vscode.version, wanted, 'version');
  });

  it('does not forward the ports of simulators, and keeps its own rules for others', () => {
    const found = vscode.workspace
      .getConfiguration('remote')
      .inspect<Record<string, { onAutoForward?: string }>>('portsAttributes')?.defaultValue;
    equal(found?.['61310-61329']?.onAutoForward, 'ignore', 'ports of simulators');
    equal(found && '443' in found, true, 'rules of VS Code');
  });
});
