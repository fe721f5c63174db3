/** Imports that were sent and not answered: looked for, settled by their tag, or by a person. */
import { KeyServiceError } from '../errors';
import type { Key, KeyService } from '../operations';
import { passedSince, type ImportClock } from './clock';
import { importPlace, samePlace } from './identity';
import type { ImportedNote, Moment, OpenNote, WantedKey } from './note';
import { UnreadableNote } from './noteStore';
import type { ImportPorts, ImportResult } from './result';
import { differencesOf, settlePatiently } from './settle';

/**
 * Looks for the key of a note that was never settled, patiently, under the lock of its import. Sends nothing.
 * 'absent': it came to nothing, and its note is gone.
 */
export async function lookForImport(
  service: KeyService,
  note: OpenNote,
  ports: ImportPorts,
): Promise<ImportResult | { readonly kind: 'absent' }> {
  const place = importPlace(service.target);
  // Anywhere else it would be found to have come to nothing.
  if (!place || !samePlace(place, note.identity))
    return { kind: 'unclear', cause: otherPlace(service), note };
  const lock = await ports.store.lock(note.identity);
  if ('holder' in lock) return { kind: 'elsewhere', holder: lock.holder };
  try {
    const { notes } = await ports.store.notes(note.identity);
    const now = notes.find(({ id }) => id === note.id) ?? notes.find(({ number }) => number === note.number);
    if (now?.state === 'imported') return { kind: 'before', notes: [now] };
    // Another window found that it came to nothing, and may have sent a new call under its number.
    if (now?.id !== note.id) return { kind: 'absent' };
    return (await settleOpen(service, now, now.wanted, ports)) ?? { kind: 'absent' };
  } catch (error) {
    if (error instanceof UnreadableNote) return { kind: 'unreadable', note: error };
    throw error;
  } finally {
    await lock.release().catch((error: unknown) => ports.problem?.(error));
  }
}

/** What a person says of an import that cannot be told otherwise. */
export type ByHand =
  | { readonly key: Pick<Key, 'KeyArn'> & Partial<Pick<Key, 'KeyCheckValue'>> }
  /** None: by a list that was read, or a question that was asked, at this moment. */
  | { readonly noneAt: Moment };

/**
 * Settles a note by what a person says. "None" counts only where it was said of a time after the whole patience: what
 * could still arrive must have arrived before.
 * @returns 'early': the service may have acted after that moment; 'taken': another import became that key; 'gone':
 * another window settled it, or is at it
 */
export async function settleByHand(
  note: OpenNote,
  answer: ByHand,
  ports: Pick<ImportPorts, 'store' | 'clock' | 'problem'>,
): Promise<'settled' | 'early' | 'taken' | 'gone'> {
  const { store, clock } = ports;
  const lock = await store.lock(note.identity);
  if ('holder' in lock) return 'gone';
  try {
    const { notes } = await store.notes(note.identity);
    // A call that was sent under its number since then is not the one that was judged.
    const now = notes.find(({ id }) => id === note.id);
    if (now?.state !== 'open') return 'gone';
    if ('noneAt' in answer) {
      const { quiet } = now;
      if (!quiet || clock.patience - passedSince(quiet, answer.noneAt) > 0) return 'early';
      await store.drop(now);
      return 'settled';
    }
    const { KeyArn } = answer.key;
    if ((await store.imported()).some(({ arn }) => arn === KeyArn)) return 'taken';
    await store.settle(now, settledNote(now, answer.key, clock.now(), { found: 'user' }));
    return 'settled';
  } finally {
    await lock.release().catch((error: unknown) => ports.problem?.(error));
  }
}

function otherPlace({ target }: KeyService): KeyServiceError {
  const { account, endpoint } = target;
  const name = account === undefined ? 'AccountUnknown' : 'OtherAccount';
  const message = account === undefined ? {} : { message: account };
  return new KeyServiceError({ operation: 'ListKeys', endpoint, name, ...message, sent: false });
}

/** Milliseconds for which the service may still be at the call of a note. */
export function patienceLeft({ quiet }: OpenNote, clock: ImportClock): number {
  return quiet ? Math.max(0, clock.patience - passedSince(quiet, clock.moment())) : clock.patience;
}

/** Undefined where it came to nothing, which is certain now. */
export async function settleOpen(
  service: KeyService,
  open: OpenNote,
  wanted: WantedKey,
  ports: ImportPorts,
): Promise<ImportResult | undefined> {
  const note = await quieted(open, ports);
  try {
    const { clock, report, signal = ports.stop } = ports;
    const settled = await settlePatiently(service, note, {
      clock,
      knownArns: await othersOf(service, ports),
      ...(report ? { report } : {}),
      ...(signal ? { signal } : {}),
    });
    switch (settled.kind) {
      case 'found':
        return await foundKey(note, settled.key, wanted, ports);
      case 'absent':
        await drop(note, ports);
        return undefined;
      default:
        return { ...settled, note };
    }
  } catch (error) {
    if (error instanceof KeyServiceError) return { kind: 'unclear', cause: error, note };
    throw error;
  }
}

/**
 * With the moment since which nothing of its call can be under way: its window was closed in the call, so at the
 * latest since it is looked at here, under its lock.
 */
async function quieted(open: OpenNote, { store, clock, problem }: ImportPorts): Promise<OpenNote> {
  const moment = clock.moment();
  if (open.quiet?.host === moment.host) return open;
  const note: OpenNote = { ...open, quiet: moment };
  // Where it cannot be written, the next one to look waits for the whole time again.
  await store.update(note).catch((error: unknown) => problem?.(error));
  return note;
}

export async function foundKey(
  note: OpenNote,
  key: Key,
  wanted: WantedKey,
  ports: ImportPorts,
): Promise<ImportResult> {
  const differences = differencesOf(key, wanted);
  if (differences.length > 0) return { kind: 'differs', key, differences, note };
  return imported(note, key, ports, { found: 'tag' });
}

export async function imported(
  note: OpenNote,
  key: Key,
  { store, clock, problem }: ImportPorts,
  how: { requestId?: string | undefined; found?: 'tag' },
): Promise<ImportResult> {
  const settled = settledNote(note, key, clock.now(), how);
  // The key is there whatever becomes of its note: an open one is looked for the next time, and found.
  await store.settle(note, settled).catch((error: unknown) => problem?.(error));
  return {
    kind: 'imported',
    key,
    note: settled,
    found: how.found !== undefined,
    ...(how.requestId === undefined ? {} : { requestId: how.requestId }),
  };
}

/** Keys of other imports, which need no look; where they cannot be told, every key is looked at. */
export async function othersOf(
  { target }: KeyService,
  { store, problem }: ImportPorts,
): Promise<ReadonlySet<string>> {
  return store.knownArns(target).catch((error: unknown) => {
    problem?.(error);
    return new Set<string>();
  });
}

export async function drop(note: OpenNote, { store, problem }: ImportPorts): Promise<void> {
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
  };
}
