/**
 * Documents of test payloads that were built: private files (mode 0600) beside the test keys, outside every workspace,
 * until both are deleted. As files on the disk, all features read them like any other document, a reload of the window
 * restores them, and a window that closes does not ask whether to save them.
 */
import * as vscode from 'vscode';
import type { FileAccess } from '../host/files';
import { entries, rootOf, type PartyStore } from './kept';

type Store = Pick<PartyStore, 'globalStorageUri'>;

const folderOf = (store: Store): vscode.Uri => vscode.Uri.joinPath(rootOf(store), 'payloads');

/** Keeps a document under a name; of a name that is taken, "NAME-2" is made. */
export async function keepPayload(
  store: Store,
  files: FileAccess,
  name: string,
  text: string,
): Promise<vscode.Uri> {
  const folder = folderOf(store);
  await vscode.workspace.fs.createDirectory(folder);
  const taken = new Set((await entries(folder)).map(([one]) => one));
  let free = `${name}.txt`;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}.txt`;
  const uri = vscode.Uri.joinPath(folder, free);
  await files.writePrivate(uri.fsPath, new TextEncoder().encode(text));
  return uri;
}

/** In the order of their names. */
export async function keptPayloads(store: Store): Promise<vscode.Uri[]> {
  const folder = folderOf(store);
  return (await entries(folder))
    .filter(([name, type]) => type === vscode.FileType.File && name.endsWith('.txt'))
    .map(([name]) => vscode.Uri.joinPath(folder, name))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Closes their tabs, but not those with unsaved changes, and removes the files. */
export async function deletePayloads(files: FileAccess, payloads: readonly vscode.Uri[]): Promise<void> {
  const gone = new Set(payloads.map(String));
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input, isDirty }) =>
        !isDirty && input instanceof vscode.TabInputText && gone.has(input.uri.toString()),
    );
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  for (const uri of payloads) await files.erase(uri.fsPath);
}
