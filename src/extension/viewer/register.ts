import * as vscode from 'vscode';
import type { StructureDocument } from './structureEditor';
import { registerBinaryTabs } from './binaryTabs';
import { structurePanelViewType, structureViewType } from '../ui/settings';

/** The structure viewer: the editor of files, the panels that come back after a reload, and the text twin. */
export function registerStructureViewer(context: vscode.ExtensionContext): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider<StructureDocument> = {
    async openCustomDocument(uri) {
      const { openStructureDocument } = await import('./structureEditor');
      return openStructureDocument(uri);
    },
    async resolveCustomEditor(document, panel) {
      const { resolveStructureEditor } = await import('./structureEditor');
      resolveStructureEditor(context, document, panel);
    },
  };
  return vscode.Disposable.from(
    registerBinaryTabs(context.workspaceState),
    vscode.window.registerCustomEditorProvider(structureViewType, provider, {
      supportsMultipleEditorsPerDocument: false,
    }),
    vscode.window.registerWebviewPanelSerializer(structurePanelViewType, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreStructure } = await import('./structureEditor');
        if (await restoreStructure(context, panel, state)) return;
        const { askIn } = await import('./materialPage');
        askIn(context, panel);
      },
    }),
    // The text twin of a structure, read-only.
    vscode.workspace.registerTextDocumentContentProvider('key-material-structure', {
      async provideTextDocumentContent(uri) {
        const { structureText } = await import('./structureText');
        return structureText(uri);
      },
    }),
  );
}
