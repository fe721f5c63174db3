import * as vscode from 'vscode';
import { equal } from '../support/check';

describe('the extension host', () => {
  it('is the VS Code that was asked for', () => {
    const wanted = process.env.KMI_VSCODE_VERSION;
    if (wanted !== undefined) equal(vscode.version, wanted, 'version');
  });
});
