/**
 * ImportKey, sent once. The call is not idempotent: sent again after an answer that was lost, it makes a second key.
 * So it is noted before it is sent, under a lock that other windows see, and carries a tag of its own; where the
 * answer is lost, the key with that tag is looked for, for as long as the service may still be at it, before anything
 * is sent again. docs/imports.md has the states.
 */
import { KeyServiceError } from '../errors';
import type { CancelSignal, ImportKeyInput, Key, KeyService } from '../operations';
import { keyIdOf } from '../model/names';
import { passedSince, type ImportClock } from './clock';
import { importIdentity, type ImportIdentity } from './identity';
import { importTag, type ImportedNote, type OpenNote, type WantedKey } from './note';
import { UnreadableNote, type ImportLock, type ImportLockHolder } from './noteStore';
import type { CheckValue } from '../rules/checkValues';
import type { ImportPorts, ImportResult } from './result';
import { isDenied, listKeys, look } from './settle';
import { drop, foundKey, imported, undecidedKey } from './outcome';
import { othersOf, settleOpen } from './unsettled';

export interface ImportRequest {
  readonly input: ImportKeyInput;
  readonly wanted: WantedKey;
  /** What a person reads of it, and the alias its key gets: kept with the note. */
  readonly headline?: string;
  readonly alias?: string;
  /** Check values that its key must have: kept with the note, for whoever finds it later. */
  readonly expected?: readonly CheckValue[];
  /** The same bytes once more, on purpose: why, and the number of the latest note that the user saw. */
  readonly again?: { readonly reason: string; readonly after: number };
  /**
   * A person agreed that it goes without any tag, as tagging is refused: where its answer is lost, only a person can say
   * which key it became.
   */
  readonly untagged?: true;
}

/** Never rejects for anything that can happen to an import. */
export async function importOnce(
  service: KeyService,
  request: ImportRequest,
  ports: ImportPorts,
): Promise<ImportResult> {
  const identity = importIdentity(service.target, request.input.KeyMaterial);
  if (!identity) return { kind: 'failed', cause: failure(service, { name: 'AccountUnknown', sent: false }) };
  let lock: ImportLock | { readonly holder: ImportLockHolder };
  try {
    lock = await ports.store.lock(identity);
  } catch (error) {
    return { kind: 'notNoted', problem: textOf(error) };
  }
  if ('holder' in lock) return { kind: 'elsewhere', holder: lock.holder };
  try {
    return await new OneImport(service, request, identity, lock, ports).run();
  } catch (error) {
    if (error instanceof UnreadableNote) return { kind: 'unreadable', note: error };
    if (error instanceof NotNoted) return { kind: 'notNoted', problem: error.message };
    if (error instanceof LockLost) return { kind: 'elsewhere' };
    if (error instanceof KeyServiceError) return { kind: 'failed', cause: error };
    throw error;
  } finally {
    await lock.release().catch((error: unknown) => ports.problem?.(error));
  }
}

/** Writing the note failed; the message is the system's. */
class NotNoted extends Error {}
/** Somebody took the lock, or noted the same import, since it was taken here. */
class LockLost extends Error {}

class OneImport {
  constructor(
    private readonly service: KeyService,
    private readonly request: ImportRequest,
    private readonly identity: ImportIdentity,
    private readonly lock: ImportLock,
    private readonly ports: ImportPorts,
  ) {}

  async run(): Promise<ImportResult> {
    const { notes, next } = await this.ports.store.notes(this.identity);
    const open = notes.find((note): note is OpenNote => note.state === 'open');
    if (open) {
      const result = await settleOpen(this.service, open, this.request.wanted, this.ports);
      if (result) return result;
    }
    const before = notes.filter((note): note is ImportedNote => note.state === 'imported');
    const last = before.at(-1);
    // Who asks for a second key has seen all that there are.
    if (last && this.request.again?.after !== last.number) return { kind: 'before', notes: before };
    return this.send(open ? open.number : next);
  }

  private async send(number: number): Promise<ImportResult> {
    const { input, untagged } = this.request;
    const id = this.ports.newId();
    this.ports.report?.('send', 0);
    if (!untagged) {
      const tagged = { ...input, Tags: [...(input.Tags ?? []), { Key: importTag, Value: id }] };
      const result = await this.call(tagged, this.noteOf(id, number, {}));
      return result.kind === 'failed' && tagRefused(result.cause)
        ? { kind: 'tagRefused', cause: result.cause }
        : result;
    }
    // Without the tag only a person can say which key it became: those that are there now are none of them.
    const known = await listKeys(this.service, this.ports.signal).catch((error: unknown) => {
      if (isDenied(error)) return undefined;
      throw error;
    });
    const knownKeys = known && { knownKeys: known.map(({ KeyArn }) => keyIdOf(KeyArn)) };
    return this.call(withoutTags(input), this.noteOf(id, number, { tagged: false, ...knownKeys }));
  }

  private noteOf(id: string, number: number, more: Partial<OpenNote>): OpenNote {
    const { wanted, headline, alias, expected, again } = this.request;
    const { profile, endpoint } = this.service.target;
    return {
      v: 1,
      state: 'open',
      id,
      identity: this.identity,
      number,
      profile,
      endpoint,
      startedAt: this.ports.clock.now(),
      wanted,
      tagged: true,
      ...more,
      ...(headline === undefined ? {} : { headline }),
      ...(alias === undefined ? {} : { alias }),
      ...(expected === undefined || expected.length === 0 ? {} : { expected }),
      ...(again === undefined ? {} : { again }),
    };
  }

  private async call(input: ImportKeyInput, planned: OpenNote): Promise<ImportResult> {
    const { store, clock, signal } = this.ports;
    let note: OpenNote | undefined;
    // Turn, credentials and account are settled when it is called: nothing but the call itself is left to do.
    const ready = async (): Promise<void> => {
      if (note) return;
      const made = { ...planned, startedAt: clock.now() };
      const free = await store.create(made).catch((error: unknown) => {
        throw new NotNoted(textOf(error));
      });
      if (!free) throw new LockLost();
      note = made;
      if (!(await this.lock.held())) throw new LockLost();
    };
    try {
      if (!this.service.honoursReady) await ready();
      const { output, requestId } = await this.service.call('ImportKey', input, {
        ready,
        ...(this.service.target.account === undefined ? {} : { account: this.service.target.account }),
        ...(signal ? { signal } : {}),
      });
      if (!note) throw new TypeError('a call was made without its note');
      const key = output.Key as Key | undefined;
      if (typeof key?.KeyArn === 'string')
        return (
          (await undecidedKey(note, key, this.ports, { requestId })) ??
          (await imported(note, key, this.ports, { requestId }))
        );
      return await this.lookOnce(note, failure(this.service, { name: 'IncompleteAnswer', status: 200 }));
    } catch (error) {
      if (!note) throw error;
      if (!(error instanceof KeyServiceError)) {
        // Not even begun: only `ready` rejects otherwise.
        await drop(note, this.ports);
        throw error;
      }
      if (error.effect === 'none') {
        await drop(note, this.ports);
        return { kind: 'failed', cause: error };
      }
      return this.lookOnce(note, error);
    }
  }

  /** The answer is lost: the call has ended here, and what it does, it does from now on by itself. */
  private async lookOnce(sent: OpenNote, cause: KeyServiceError): Promise<ImportResult> {
    const note: OpenNote = { ...sent, quiet: this.ports.clock.moment() };
    await this.ports.store.update(note).catch((error: unknown) => this.ports.problem?.(error));
    this.ports.report?.('look', 0);
    try {
      const knownArns = await othersOf(this.service, this.ports);
      const { clock, signal } = this.ports;
      // A cancelled import is looked for as well, for a while: whoever cancels again has to be heard.
      const limit = signal?.aborted === false ? signal : limitOf(clock);
      const at = clock.moment();
      const settled = await look(this.service, note, { knownArns, signal: limit, at }, new Set(), 'likely');
      switch (settled.kind) {
        case 'found':
          return await foundKey(note, settled.key, this.request.wanted, this.ports);
        case 'absent':
          return { kind: 'lost', cause, note };
        default:
          return { ...settled, note };
      }
    } catch (error) {
      this.ports.problem?.(error);
      return { kind: 'unclear', cause, note };
    }
  }
}

/** Aborted for every call that would begin after the patience: more looks come with the next try. */
function limitOf(clock: ImportClock): CancelSignal {
  const begun = clock.moment();
  return {
    get aborted() {
      return passedSince(begun, clock.moment()) > clock.patience;
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
}

function withoutTags(input: ImportKeyInput): ImportKeyInput {
  const kept = Object.entries(input).filter(([name]) => name !== 'Tags');
  return Object.fromEntries(kept) as unknown as ImportKeyInput;
}

function tagRefused(error: KeyServiceError): boolean {
  return (
    error.kind === 'notAuthorised' &&
    (error.refusal?.action ?? error.serviceText ?? '').includes('TagResource')
  );
}

function failure(
  { target }: KeyService,
  more: { name: string; status?: number; sent?: boolean },
): KeyServiceError {
  return new KeyServiceError({ operation: 'ImportKey', endpoint: target.endpoint, ...more });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
