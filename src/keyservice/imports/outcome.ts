/** What a key that was answered or found makes of the note of its import: imported, waiting for approval, refused. */
import type { Key } from '../operations';
import type { ImportedNote, OpenNote, WaitingKey, WaitingNote, WantedKey } from './note';
import type { ImportPorts, ImportResult } from './result';
import { differencesOf } from './settle';

/** How a key came to be known. */
interface Found {
  readonly requestId?: string | undefined;
  /** Its answer was lost: its tag was found, or a person named it. */
  readonly found?: 'tag' | 'user';
}

const foundOf = ({ found }: WaitingKey): Found => (found === undefined ? {} : { found });

/** A key that was looked for. Compared with what is wanted now: a difference is a question. */
export async function foundKey(
  note: OpenNote,
  key: Key,
  wanted: WantedKey,
  ports: ImportPorts,
): Promise<ImportResult> {
  const how: Found = note.waiting ? foundOf(note.waiting) : { found: 'tag' };
  const undecided = await undecidedKey(note, key, ports, how);
  if (undecided) return undecided;
  const differences = differencesOf(key, wanted);
  if (differences.length > 0) return { kind: 'differs', key, differences, note };
  return imported(note, key, ports, how);
}

/** A key that is not made yet, or never will be. */
export type Undecided = Extract<ImportResult, { kind: 'waiting' | 'refused' }>;

/**
 * Undefined where the key is made. AWS user guide, page on multi-party approval: CREATE_IN_PROGRESS until the team has
 * decided, then CREATE_COMPLETE or CREATE_FAILED.
 */
export async function undecidedKey(
  note: OpenNote,
  key: Key,
  ports: Pick<ImportPorts, 'store' | 'clock' | 'problem'>,
  how: Found,
): Promise<Undecided | undefined> {
  if (key.KeyState === 'CREATE_FAILED') {
    await drop(note, ports);
    return { kind: 'refused', key, note: { ...note, waiting: waitingKey(note, key, how) } };
  }
  if (!isUndecided(note, key)) return undefined;
  const waiting = waitingKey(note, key, how);
  // Answered or found: nothing of the call can leave this machine any more.
  const now: WaitingNote = { ...note, quiet: note.quiet ?? ports.clock.moment(), waiting };
  if (JSON.stringify(now) !== JSON.stringify(note))
    // Where it cannot be written, the tag leads to the key as before.
    await ports.store.update(now).catch((error: unknown) => ports.problem?.(error));
  return { kind: 'waiting', key, note: now };
}

/** Of a root the state alone says it: an answer may leave out the session. */
function isUndecided({ identity, waiting }: OpenNote, { KeyState, MpaStatus }: Key): boolean {
  const approved = MpaStatus !== undefined || waiting !== undefined;
  return KeyState === 'CREATE_IN_PROGRESS' && (approved || identity.kind === 'RootCertificatePublicKey');
}

/** What was known of the session stays where a later answer leaves it out. */
function waitingKey(
  { waiting: before }: OpenNote,
  { KeyArn, MpaStatus }: Key,
  { requestId = before?.requestId, found }: Found,
): WaitingKey {
  const session = MpaStatus?.MpaSessionArn || before?.session;
  const status = MpaStatus?.Status || before?.status;
  const since = MpaStatus?.InitiationDate?.getTime() ?? before?.since;
  const message = MpaStatus ? MpaStatus.StatusMessage : before?.message;
  return {
    arn: KeyArn,
    ...(requestId === undefined ? {} : { requestId }),
    ...(session === undefined ? {} : { session }),
    ...(status === undefined ? {} : { status }),
    ...(since === undefined ? {} : { since }),
    ...(message === undefined ? {} : { message }),
    ...(found === undefined ? {} : { found }),
  };
}

export async function imported(
  note: OpenNote,
  key: Key,
  { store, clock, problem }: ImportPorts,
  how: Found,
): Promise<ImportResult> {
  const requestId = how.requestId ?? note.waiting?.requestId;
  const settled = settledNote(note, key, clock.now(), { ...how, requestId });
  // The key is there whatever becomes of its note: an open one is looked for the next time, and found.
  await store.settle(note, settled).catch((error: unknown) => problem?.(error));
  return {
    kind: 'imported',
    key,
    note: settled,
    found: how.found !== undefined,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export async function drop(
  note: OpenNote,
  { store, problem }: Pick<ImportPorts, 'store' | 'problem'>,
): Promise<void> {
  // One that stays is looked for the next time, and found to have come to nothing.
  await store.drop(note).catch((error: unknown) => problem?.(error));
}

/** The note of an import that became a key. */
export function settledNote(
  note: OpenNote,
  { KeyArn, KeyCheckValue }: Pick<Key, 'KeyArn'> & Partial<Pick<Key, 'KeyCheckValue'>>,
  importedAt: number,
  { requestId, found }: { requestId?: string | undefined; found?: 'tag' | 'user' | undefined },
): ImportedNote {
  const { v, id, identity, number, profile, endpoint, startedAt, wanted } = note;
  const { headline, alias, expected, again } = note;
  return {
    ...{ v, id, identity, number, profile, endpoint, startedAt, wanted },
    ...(headline === undefined ? {} : { headline }),
    ...(alias === undefined ? {} : { alias }),
    ...(expected === undefined ? {} : { expected }),
    ...(again === undefined ? {} : { again }),
    state: 'imported',
    arn: KeyArn,
    importedAt,
    ...(KeyCheckValue === undefined || KeyCheckValue === '' ? {} : { kcv: KeyCheckValue }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(found === undefined ? {} : { found }),
    ...(note.waiting?.session === undefined ? {} : { session: note.waiting.session }),
  };
}
