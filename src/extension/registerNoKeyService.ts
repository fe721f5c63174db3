import * as vscode from 'vscode';
import { commonCommands, contributedCommands } from './commands';

const views = ['keyMaterial.keys', 'keyMaterial.importParameters'];

/** In the browser there is no key service: the views say where there is one, and none of its code is loaded. */
export function registerNoKeyService(context: vscode.ExtensionContext): vscode.Disposable {
  // A walkthrough, a link or a keybinding may still run them.
  const commands = contributedCommands(context)
    .map(({ command }) => command)
    .filter((command) => !(command in commonCommands));
  void vscode.commands.executeCommand('setContext', 'keyMaterial.hasKeyServices', false);
  void vscode.commands.executeCommand('setContext', 'keyMaterial.noKeyServices', true);
  return vscode.Disposable.from(
    ...commands.map((name) =>
      vscode.commands.registerCommand(name, () =>
        vscode.window.showInformationMessage(
          vscode.l10n.t(
            'AWS and the simulator need VS Code on a desktop or a remote machine, not in the browser.',
          ),
        ),
      ),
    ),
    // Without a provider VS Code shows no welcome.
    ...views.map((view) =>
      vscode.window.registerTreeDataProvider(view, {
        getChildren: () => [],
        getTreeItem: (item: never) => item,
      }),
    ),
  );
}
