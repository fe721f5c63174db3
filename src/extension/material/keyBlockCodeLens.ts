import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { setting } from '../ui/settings';

/** Blocks of a document that get lenses; with more of them, the lines between would hide the blocks. */
const most = 500;

/** "Decode" and what else there is, over each block: in key block files, elsewhere where the setting asks for it. */
export function registerKeyBlockCodeLens(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider('*', {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses,
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('keyMaterial.codeLens')) changed.fire();
    }),
  );
}

async function provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const where = setting('codeLens.show', document.uri);
  if (where === 'off' || (where !== 'allFiles' && document.languageId !== 'keyblock')) return [];
  try {
    const { keyBlocksOf } = await import('./keyBlocksOf');
    const { placeOf } = await import('./documentKeyBlock');
    const { keyBlockActions } = await import('./keyBlockActions');
    const actions = await keyBlockActions();
    return keyBlocksOf(document)
      .blocks.slice(0, most)
      .flatMap(({ located }) =>
        actions
          .filter(({ lens }) => lens !== undefined)
          .map(
            ({ command, lens }) =>
              new vscode.CodeLens(located.range, {
                command,
                title: lens ?? '',
                arguments: [placeOf(document.uri, located)],
              }),
          ),
      );
  } catch (error) {
    logFailure('CodeLens', error);
    return [];
  }
}
