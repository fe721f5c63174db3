/** Imports that were sent and not answered: looked for, settled by their tag, or by a person. */
import { KeyServiceError } from '../errors';
import type { Key, KeyService } from '../operations';
import { passedSince, type ImportClock } from './clock';
import { importPlace, samePlace } from './identity';
import { isOver, isWaiting, type Moment, type OpenNote, type WaitingNote, type WantedKey } from './note';
import { UnreadableNote, type ImportLock, type ImportLockHolder } from './noteStore';
import type { ImportPorts, ImportResult } from './result';
import { drop, foundKey, settledNote, undecidedKey, type Undecided } from './outcome';
import { keyAt, settlePatiently } from './settle';

/** What can be found of an import that was not settled. */
export type Look =
  | ImportResult
  /** It came to nothing: all keys were looked at here, and its note is gone. */
  | { readonly kind: 'absent' }
  /** Its note is gone: somebody closed it as not imported. Nothing was looked at here. */
  | { readonly kind: 'closed' };

/** Looks for the key of a note that was never settled, patiently, under the lock of its import. Sends nothing. */
export async function lookForImport(service: KeyService, note: OpenNote, ports: ImportPorts): Promise<Look> {
  const place = importPlace(service.target);
  // Anywhere else it would be found to have come to nothing.
  if (!place || !samePlace(place, note.identity))
    return { kind: 'unclear', cause: otherPlace(service), note };
  const lock = await lockOrWait(note, ports);
  if ('holder' in lock) return { kind: 'elsewhere', holder: lock.holder };
  try {
    const { notes } = await ports.store.notes(note.identity);
    const now = notes.find(({ id }) => id === note.id) ?? notes.find(({ number }) => number === note.number);
    if (now?.state === 'imported') return { kind: 'before', notes: [now] };
    // Another window closed it, and may have sent a new call under its number.
    if (now?.id !== note.id)
      return isWaiting(note) ? await closedElsewhere(service, note, ports) : { kind: 'closed' };
    return (await settleOpen(service, now, now.wanted, ports)) ?? { kind: 'absent' };
  } catch (error) {
    if (error instanceof UnreadableNote) return { kind: 'unreadable', note: error };
    throw error;
  } finally {
    await lock.release().catch((error: unknown) => ports.problem?.(error));
  }
}

/** Milliseconds between two tries to get a lock that a read may hold, and how often it is tried. */
const lockPause = 250;
const lockTries = 12;

/** A page or a window that only reads holds the lock for a moment: that is waited for, and no longer. */
async function lockOrWait(
  { identity }: OpenNote,
  { store, clock, signal }: Pick<ImportPorts, 'store' | 'clock' | 'signal'>,
): Promise<ImportLock | { readonly holder: ImportLockHolder }> {
  for (let tries = 1; ; tries++) {
    const lock = await store.lock(identity);
    // Of a holder on another machine nobody can tell whether it still runs.
    if (!('holder' in lock) || !lock.holder.provable || tries === lockTries || signal?.aborted) return lock;
    await clock.pause(lockPause, signal);
    if (signal?.aborted) return lock;
  }
}

/**
 * Another window closed the note of an import that waited. Its key decides: one that was refused is shown as such here,
 * too, and one that is there, or that a team may still approve, gets its note back, so that it is not sent again.
 */
async function closedElsewhere(service: KeyService, note: WaitingNote, ports: ImportPorts): Promise<Look> {
  const { waiting, wanted } = note;
  let key: Key;
  try {
    key = await keyAt(service, waiting.arn, ports.signal);
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    return error.kind === 'notFound' ? { kind: 'closed' } : { kind: 'unclear', cause: error, note };
  }
  const status = key.MpaStatus?.Status || waiting.status;
  switch (key.KeyState) {
    case 'CREATE_FAILED':
      return foundKey(note, key, wanted, ports);
    case 'CREATE_IN_PROGRESS':
      // Closed on purpose: its session has ended, and only its key does not show it.
      if (status !== undefined && isOver({ status })) return { kind: 'closed' };
      break;
    case 'CREATE_COMPLETE':
      break;
    default:
      return { kind: 'closed' };
  }
  await ports.store.create(note).catch((error: unknown) => ports.problem?.(error));
  return foundKey(note, key, wanted, ports);
}

/** What a person says of an import that cannot be told otherwise. */
export type ByHand =
  /** As it was read; its ARN alone where it may not be read. */
  | { readonly key: Key | Pick<Key, 'KeyArn'> }
  /**
   * None: by a list that was read, or a question that was asked, at this moment.
   * `keyGone`: of one that waits, the service reports that its key does not exist.
   */
  | { readonly noneAt: Moment; readonly keyGone?: boolean };

/**
 * Settles a note by what a person says. "None" counts only where it was said of a time after the whole patience: what
 * could still arrive must have arrived before. While a team may still approve, no time is long enough.
 * @returns 'early': the service may have acted after that moment; 'undecided': a team may still approve it; 'taken':
 * another import became that key; 'gone': another window settled it, or is at it; a result where the key is not made yet,
 * or never will be: a person knows which key it is, and not what a team decides
 */
export async function settleByHand(
  note: OpenNote,
  answer: ByHand,
  ports: Pick<ImportPorts, 'store' | 'clock' | 'problem'>,
): Promise<'settled' | 'early' | 'undecided' | 'taken' | 'gone' | Undecided> {
  const { store, clock } = ports;
  const lock = await lockOrWait(note, ports);
  if ('holder' in lock) return 'gone';
  try {
    const { notes } = await store.notes(note.identity);
    // A call that was sent under its number since then is not the one that was judged.
    const now = notes.find(({ id }) => id === note.id);
    if (now?.state !== 'open') return 'gone';
    if ('noneAt' in answer) {
      const { quiet } = now;
      if (isWaiting(now) && !isOver(now.waiting) && answer.keyGone !== true) return 'undecided';
      if (!quiet || clock.patience - passedSince(quiet, answer.noneAt) > 0) return 'early';
      await store.drop(now);
      return 'settled';
    }
    const { key } = answer;
    if ((await store.imported()).some(({ arn }) => arn === key.KeyArn)) return 'taken';
    const undecided = 'KeyState' in key ? await undecidedKey(now, key, ports, { found: 'user' }) : undefined;
    if (undecided) return undecided;
    await store.settle(now, settledNote(now, key, clock.now(), { found: 'user' }));
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
    // It was answered: its key is known, and nothing has to be looked for.
    if (isWaiting(note)) {
      report?.('look', 0);
      return await foundKey(note, await keyAt(service, note.waiting.arn, signal), wanted, ports);
    }
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
