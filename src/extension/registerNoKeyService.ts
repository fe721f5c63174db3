import * as vscode from 'vscode';
import { registerAgentTools } from './agent/register';
import type { RunCommand } from './registerCommands';
import { importParametersViewId, keysViewId } from './ui/settings';

/**
 * In the browser there is no key service: the views say where there is one, and none of its code is loaded.
 * @returns what runs its commands: a walkthrough, a link or a keybinding may still ask for them
 */
export function registerNoKeyService(context: vscode.ExtensionContext): RunCommand {
  void vscode.commands.executeCommand('setContext', 'keyMaterial.hasKeyServices', false);
  void vscode.commands.executeCommand('setContext', 'keyMaterial.noKeyServices', true);
  context.subscriptions.push(
    registerAgentTools(context, { keys: () => undefined }),
    // Without a provider VS Code shows no welcome.
    ...[keysViewId, importParametersViewId].map((view) =>
      vscode.window.registerTreeDataProvider(view, {
        getChildren: () => [],
        getTreeItem: (item: never) => item,
      }),
    ),
  );
  return async () =>
    vscode.window.showInformationMessage(
      vscode.l10n.t(
        'AWS and the simulator need VS Code on a desktop or a remote machine, not in the browser.',
      ),
    );
}
