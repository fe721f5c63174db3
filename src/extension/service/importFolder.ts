import * as vscode from 'vscode';
import { toHex } from '../../core/asn1/value';
import { importPatience, type ImportClock } from '../../keyservice/imports/clock';
import { NoteStore } from '../../keyservice/imports/noteStore';
import type { ImportPorts } from '../../keyservice/imports/result';
import type { CancelSignal } from '../../keyservice/operations';
import { diskAccess, rangeAccess } from '../host/files';
import { logFailure } from '../ui/log';
import type { ServiceTools } from './tools';

const stores = new Map<string, NoteStore>();

/** The one store of notes of this machine; only where there is a disk. */
export function noteStoreOf({ context }: Pick<ServiceTools, 'context'>): NoteStore {
  const { fsPath } = vscode.Uri.joinPath(context.globalStorageUri, 'imports');
  const disk = diskAccess();
  if (!disk) throw new Error('no disk');
  const store = stores.get(fsPath) ?? new NoteStore(disk.noteFolder(fsPath));
  stores.set(fsPath, store);
  return store;
}

/** What every import runs on. */
export function importPorts(
  tools: Pick<ServiceTools, 'context'>,
): ImportPorts & { readonly clock: ImportClock } {
  return {
    store: noteStoreOf(tools),
    clock: importClock(),
    newId: newImportId,
    problem: (error) => logFailure('A note on an import', error),
  };
}

export function newImportId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16))).toLowerCase();
}

function importClock(): ImportClock {
  const disk = diskAccess();
  if (!disk) throw new Error('no disk');
  return { now: () => Date.now(), moment: () => disk.moment(), pause: pauseFor, patience: importPatience };
}

/** Resolves after the time, or when the signal is aborted. */
export function pauseFor(milliseconds: number, signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}

/** Files of one folder, by name. */
export interface PrivateFolder {
  names(): Promise<readonly string[]>;
  /** Whole or not at all, mode 0600; on the disk when it resolves. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A folder of private files, made when first written to. Throws where there is no disk. */
export function privateFolder(folder: vscode.Uri): PrivateFolder {
  const files = rangeAccess(folder);
  if (!files) throw new Error('no disk');
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  return {
    async names() {
      try {
        return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return [];
        throw error;
      }
    },
    async put(name, bytes) {
      await vscode.workspace.fs.createDirectory(folder);
      await files.replacePrivate(at(name).fsPath, bytes);
    },
    async remove(name) {
      try {
        await vscode.workspace.fs.delete(at(name));
      } catch (error) {
        if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
      }
    },
  };
}
