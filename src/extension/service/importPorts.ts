/** What every import runs on here: the notes of this machine, its clock, the log. */
import * as vscode from 'vscode';
import { toHex } from '../../core/asn1/value';
import { importPatience, type ImportClock } from '../../keyservice/imports/clock';
import { NoteStore } from '../../keyservice/imports/noteStore';
import type { ImportPorts } from '../../keyservice/imports/result';
import type { CancelSignal } from '../../keyservice/operations';
import { diskAccess } from '../host/files';
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
export function importPorts(tools: Pick<ServiceTools, 'context'>): ImportPorts {
  return {
    store: noteStoreOf(tools),
    clock: importClock(),
    newId: newImportId,
    problem: (error) => logFailure('A note on an import', error),
  };
}

function newImportId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16))).toLowerCase();
}

function importClock(): ImportClock {
  const disk = diskAccess();
  if (!disk) throw new Error('no disk');
  return { now: () => Date.now(), moment: () => disk.moment(), pause: pauseFor, patience: importPatience };
}

/** Resolves after the time, or when the signal is aborted. */
function pauseFor(milliseconds: number, signal: CancelSignal | undefined): Promise<void> {
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
