import * as vscode from 'vscode';
import { eventually } from './check';

/** Our webviews' tabs. VS Code puts a prefix of its own before the type. */
export function inspectorTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      (tab) =>
        tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('keyMaterial.inspector'),
    );
}

export function inspectorTab(): Promise<vscode.Tab> {
  return eventually(() => inspectorTabs()[0], 'a tab with the inspector');
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await eventually(() => inspectorTabs().length === 0, 'no inspector is open');
}
