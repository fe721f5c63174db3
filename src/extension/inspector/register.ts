import * as vscode from 'vscode';
import { inspectorViewType } from '../ui/settings';

/** Panels of the inspector that come back after a reload. */
export function registerInspectorPanels(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(inspectorViewType, {
    async deserializeWebviewPanel(panel, state) {
      const { restoreInspector } = await import('./inspector');
      await restoreInspector(context, panel, state);
    },
  });
}
