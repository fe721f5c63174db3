/**
 * Imports that an approval team decides about: read until they are decided. A decision takes minutes or days, so reads
 * become rare, and whoever waits can leave at any time: the note on the disk stays.
 */
import type { KeyService } from '../operations';
import { importPlace, samePlace, type ImportIdentity } from './identity';
import { isWaiting, type ImportNote, type WaitingNote } from './note';
import type { NoteStore } from './noteStore';
import type { ImportPorts } from './result';
import { lookForImport, type Look } from './unsettled';

/** Milliseconds before the second read; each pause is half as long again as the one before. */
export const firstPause = 2000;
/** The longest pause: a few waiting imports leave the 5 requests a second of an account alone. */
export const longestPause = 30_000;

/** What reads of a waiting import can come to. */
export type Approval = Look;

export interface ApprovalPorts extends ImportPorts {
  /** After each read: how it stands, and why it could not be read where that may pass by itself. */
  readonly told?: (state: Approval) => void;
}

/**
 * Reads until it is decided, the user leaves, or reading needs a person. Sends nothing. Failures that pass by
 * themselves (throttling, the network) are told and read over.
 * @returns 'waiting' only where it was cancelled
 */
export async function awaitApproval(
  service: KeyService,
  begun: WaitingNote,
  ports: ApprovalPorts,
): Promise<Approval> {
  const { clock, signal, told } = ports;
  let note = begun;
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 1.5)) {
    const state = await lookForImport(service, note, ports);
    if (state.kind === 'waiting') note = state.note;
    else if (!passes(state)) return state;
    told?.(state);
    if (!signal?.aborted) await clock.pause(pause, signal);
    if (signal?.aborted) return state;
  }
}

/** Another window is reading it, or the service could not be asked just now. */
function passes(state: Approval): boolean {
  if (state.kind === 'elsewhere') return state.holder?.provable !== false;
  return state.kind === 'unclear' && state.cause.retryable;
}

/** The latest open note of each of some imports that wait for approval. */
export async function waitingNotes(
  store: Pick<NoteStore, 'open'>,
  isWanted: (identity: ImportIdentity) => boolean,
): Promise<readonly WaitingNote[]> {
  const { notes } = await store.open();
  return notes.filter((note: ImportNote): note is WaitingNote => isWaiting(note) && isWanted(note.identity));
}

/** Those of one service, account and Region. */
export function waitsAt({ target }: Pick<KeyService, 'target'>): (identity: ImportIdentity) => boolean {
  const place = importPlace(target);
  return (identity) => place !== undefined && samePlace(identity, place);
}
