/**
 * Files that copied commands of the AWS CLI read: requests with wrapped keys, and scripts of manifests. They are
 * private, outside every workspace, and gone a day after they were made, also in a window that stays open.
 */
import * as vscode from 'vscode';
import { rangeAccess } from '../host/files';
import { logFailure } from '../ui/log';

/** Milliseconds between two looks. */
export const lookEvery = 15 * 60_000;
/** With the time until the next look, at most a day. */
const oldAfter = 24 * 3_600_000 - lookEvery;

/** Of a script: the folder where it notes which rows are done. It goes after the script, never before. */
export const marksEnding = '.rows';

export interface CliClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back after a time, and again each time it went by, until it is disposed. */
  every(milliseconds: number, body: () => void): vscode.Disposable;
}

export const systemClock: CliClock = {
  now: () => Date.now(),
  every(milliseconds, body) {
    const timer = setInterval(body, milliseconds);
    return new vscode.Disposable(() => clearInterval(timer));
  },
};

const folderIn = (storage: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(storage, 'cli');

/**
 * Writes a file for a copied command, mode 0600; those that are too old go first.
 * @param storage the extension's global storage
 * @param kind beginning of the name, such as `import-key`
 * @returns its path. Rejects where there is no disk
 */
export async function writeCliFile(
  storage: vscode.Uri,
  kind: string,
  ending: 'json' | 'sh',
  contents: (path: string) => string,
  clock = systemClock,
): Promise<string> {
  const folder = folderIn(storage);
  const files = rangeAccess(folder);
  if (!files) throw new Error('no disk');
  await removeOldCliFiles(storage, clock);
  const time = new Date(clock.now()).toISOString().replace(/[:.]/g, '-');
  const { fsPath } = vscode.Uri.joinPath(folder, `${kind}-${time}.${ending}`);
  await vscode.workspace.fs.createDirectory(folder);
  await files.replacePrivate(fsPath, new TextEncoder().encode(contents(fsPath)));
  return fsPath;
}

/** Removes what is older than a day. One that cannot be removed does not keep the others. */
export async function removeOldCliFiles(storage: vscode.Uri, clock = systemClock): Promise<void> {
  const folder = folderIn(storage);
  const names = await vscode.workspace.fs.readDirectory(folder).then(
    (entries) => entries.map(([name]) => name),
    // It is made with the first file.
    () => [],
  );
  // A script sorts before the folder of its marks, and without them it would send every row again.
  const left = new Set(names);
  for (const name of names.sort()) {
    if (name.endsWith(marksEnding) && left.has(name.slice(0, -marksEnding.length))) continue;
    const uri = vscode.Uri.joinPath(folder, name);
    try {
      const { mtime } = await vscode.workspace.fs.stat(uri);
      // Of one that is dated after tomorrow nobody knows how old it is.
      if (Math.abs(clock.now() - mtime) < oldAfter) continue;
      await vscode.workspace.fs.delete(uri, { recursive: true });
      left.delete(name);
    } catch (error) {
      // Another window was faster.
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') left.delete(name);
      else logFailure('Removing a file of a copied command', error);
    }
  }
}

/** Removes old files now, and again while the window is open. */
export function keepCliFilesShort(storage: vscode.Uri, clock = systemClock): vscode.Disposable {
  const look = (): void =>
    void removeOldCliFiles(storage, clock).catch((error: unknown) =>
      logFailure('Removing files of copied commands', error),
    );
  look();
  return clock.every(lookEvery, look);
}
