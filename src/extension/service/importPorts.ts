/**
 * Which certificates were imported from here: the service gives no imported certificate back, so only the notes of this
 * machine show that one is there.
 *
 * What every import runs on here: the notes of this machine, its clock, the log.
 */
import { importPlace, samePlace } from '../../keyservice/imports/identity';
import type { ImportedNote } from '../../keyservice/imports/note';
import type { KeyState } from '../../keyservice/model/enums';
import type { CancelSignal, ServiceTarget } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ServiceTools } from './tools';
import { fingerprintOf } from './confirmChange';
import * as vscode from 'vscode';
import { toHex } from '../../core/asn1/value';
import { type ImportClock, importPatience } from '../../keyservice/imports/clock';
import { NoteStore } from '../../keyservice/imports/noteStore';
import type { ImportPorts } from '../../keyservice/imports/result';
import { diskAccess } from '../host/files';
import { logFailure } from '../ui/log';

export class ImportedCertificates {
  private constructor(
    private readonly notes: ReadonlyMap<string, ImportedNote>,
    private readonly catalogue: Pick<ServiceTools['catalogue'], 'find'>,
  ) {}

  /** As the notes are now. The catalogue has to be read when one is looked for. */
  static async read(
    tools: Pick<ServiceTools, 'context' | 'catalogue'>,
    target: ServiceTarget,
  ): Promise<ImportedCertificates> {
    const place = importPlace(target);
    const notes = new Map<string, ImportedNote>();
    if (place)
      for (const note of await noteStoreOf(tools).imported())
        if (note.identity.kind.endsWith('CertificatePublicKey') && samePlace(note.identity, place))
          notes.set(nameOf(note.identity.material, note.wanted.usage ?? ''), note);
    return new ImportedCertificates(notes, tools.catalogue);
  }

  /** The key that a certificate became, where it is still there and can be used. */
  find(certificate: Certificate, usage: string): KnownKey | undefined {
    const note = this.notes.get(nameOf(fingerprintOf(certificate), usage));
    const key = note && this.catalogue.find(note.arn)?.summary;
    const complete: KeyState = 'CREATE_COMPLETE';
    return key?.KeyState === complete ? key : undefined;
  }
}

/** The bytes of a certificate are its DER: their SHA-256 is its fingerprint. */
function nameOf(material: string, usage: string): string {
  return `${material.toLowerCase()} ${usage.slice(0, 7)}`;
}

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
