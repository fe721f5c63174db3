import * as vscode from 'vscode';
import { equal, excludes, includes } from '../support/check';

describe('the web worker', () => {
  it('is one: no Node here', () => {
    const scope = globalThis as { process?: { versions?: { node?: string } }; importScripts?: unknown };
    equal(scope.process?.versions?.node, undefined, 'version of Node');
    equal(typeof scope.importScripts, 'function', 'type of importScripts');
  });

  it('has no key service, says so, and offers no import beside a key block', async () => {
    const document = await vscode.workspace.openTextDocument({
      content:
        'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34',
    });
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 5),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content as vscode.MarkdownString).value)
      .join('\n');
    includes(text, 'keyMaterial.decodeKeyBlock', 'links');
    excludes(text, 'keyMaterial.importKey', 'links');
    // A message, and no "command not found".
    void vscode.commands.executeCommand('keyMaterial.importKey');
    void vscode.commands.executeCommand('keyMaterial.selectProfile');
    includes((await vscode.commands.getCommands(true)).join(' '), 'keyMaterial.importKey', 'commands');
  });
});
