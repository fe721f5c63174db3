/** Commands on a structure: a file, what the viewer shows, or what is in the editor. */
import * as vscode from 'vscode';
import { fileOfText, nameOf, readFile, wipeKeys } from '../material/structureFile';
import { activeSession, openSessions, StructureSession } from '../material/structureSession';
import { exportChain, openAsText } from './structureActions';
import { compare } from './structureCompare';

export async function openAsTextCommand(argument: unknown): Promise<void> {
  await withSession(argument, openAsText);
}

/** Runs with the structure that is meant; private keys of one that no page shows are overwritten after. */
async function withSession(argument: unknown, run: (session: StructureSession) => unknown): Promise<void> {
  const session = await sessionOf(argument);
  if (!session) return;
  try {
    await run(session);
  } finally {
    if (!openSessions().includes(session)) wipeKeys(session.file);
  }
}

/** Two structures side by side, as text without offsets. */
export async function compareCommand(argument: unknown, selected: unknown): Promise<void> {
  // Two files chosen in the explorer are the two sides.
  const files: unknown[] = Array.isArray(selected) ? selected : [selected];
  const other = files.find((file) => file instanceof vscode.Uri && file.toString() !== String(argument));
  await withSession(argument, (session) => compare(session, other instanceof vscode.Uri ? other : undefined));
}

export async function exportChainCommand(argument: unknown): Promise<void> {
  await withSession(argument, exportChain);
}

/** The file that is named, else the active view, else the file of the active text editor, else one that is asked for. */
async function sessionOf(argument: unknown): Promise<StructureSession | undefined> {
  if (argument instanceof vscode.Uri) return new StructureSession(await readFile(argument));
  const document = vscode.window.activeTextEditor?.document;
  // A viewer behind the text editor is not what the user looks at, but for the one whose text this is.
  const active = !document || document.uri.scheme === 'key-material-structure' ? activeSession() : undefined;
  if (active) return active;
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
