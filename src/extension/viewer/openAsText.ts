import * as vscode from 'vscode';
import type { StructureSession } from '../material/structureSession';
import { logFailure } from '../ui/log';

/** The text twin of a structure, as a read-only document; and the chain as PEM. */
export function registerOpenAsText(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider('key-material-structure', {
      async provideTextDocumentContent(uri) {
        const { structureText } = await import('./structureText');
        return structureText(uri);
      },
    }),
    vscode.commands.registerCommand('keyMaterial.openAsText', (argument: unknown) =>
      guarded('Open as Text', async () => {
        const { openAsText } = await import('./structureActions');
        const session = await sessionOf(argument);
        if (session) await openAsText(session);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.exportChain', (argument: unknown) =>
      guarded('Export Chain', async () => {
        const { exportChain } = await import('./structureActions');
        const session = await sessionOf(argument);
        if (session) await exportChain(session);
      }),
    ),
  );
}

/** Runs a command's body; what fails in it is logged and said. */
export async function guarded(what: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    logFailure(what, error);
    void vscode.window.showErrorMessage(vscode.l10n.t('That did not work. The log says where it failed.'));
  }
}

/** The file that is named, else the active view, else the file of the active text editor, else one that is asked for. */
export async function sessionOf(argument: unknown): Promise<StructureSession | undefined> {
  const { activeSession, StructureSession } = await import('../material/structureSession');
  const { fileOfText, nameOf, readFile } = await import('../material/structureFile');
  if (argument instanceof vscode.Uri) return new StructureSession(await readFile(argument));
  const active = activeSession();
  if (active) return active;
  const document = vscode.window.activeTextEditor?.document;
  if (document && document.uri.scheme !== 'key-material-structure') {
    const text = document.getText();
    return new StructureSession(
      document.isUntitled || document.isDirty
        ? fileOfText(nameOf(document.uri), text, { uri: document.uri, range: { start: 0, end: text.length } })
        : await readFile(document.uri),
    );
  }
  const [chosen] = (await vscode.window.showOpenDialog({ canSelectMany: false })) ?? [];
  return chosen && new StructureSession(await readFile(chosen));
}
