/**
 * A small world for the property test of imports: windows, files, locks, two accounts of one service and time, all
 * in memory and in steps. Every operation on a file, a lock or the service is one step; between any two of them a
 * window can be killed, others can go on, and time can pass. `World` checks after each step what docs/imports.md
 * promises, and throws where it does not hold.
 */
import { KeyServiceError } from '../../../src/keyservice/errors';
import type { ImportClock } from '../../../src/keyservice/imports/clock';
import { importIdentity, identityName } from '../../../src/keyservice/imports/identity';
import { parseNote, readName, type ImportNote } from '../../../src/keyservice/imports/note';
import { NoteStore, type ImportLock, type NoteFolder } from '../../../src/keyservice/imports/noteStore';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type {
  CallOptions,
  ImportKeyInput,
  Key,
  KeyService,
  ServiceTarget,
} from '../../../src/keyservice/operations';

export const patience = 45_000;
export const accounts = ['111122223333', '444455556666'] as const;
export type AccountNumber = (typeof accounts)[number];
export const materials = [0, 1] as const;

/** What becomes of one ImportKey that is sent. */
export interface Fate {
  /** 'late': after the call ended on this side, but within the patience. */
  readonly effect: 'now' | 'late' | 'never';
  readonly answer: 'right' | 'lost' | 'error' | 'noKey' | 'unnamed' | 'throttled';
  /** Of a late effect: part of the patience, below 1. */
  readonly delay: number;
  /** A team has to approve it: its key is not made before `decide`. */
  readonly approval?: boolean;
}

interface MadeKey {
  readonly arn: string;
  readonly account: string;
  readonly identity: string;
  readonly number: number;
  /** Of the note under which it was sent. */
  readonly note: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly material: string;
  /** 'failed' is no key: a team has refused it. */
  state: 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'CREATE_FAILED';
}

/** A call that was sent and may still have its effect. */
interface Flight {
  readonly window: Window;
  readonly key: Omit<MadeKey, 'arn'>;
  readonly fate: Fate;
  /** Time of its late effect; known when the call has ended on this side. */
  due?: number;
}

interface Step {
  readonly run: () => void;
  /** Of a pause: not before this time, unless it is cancelled. */
  readonly due?: number;
  /** Of a note that is written or removed. */
  readonly changes?: boolean;
}

export interface Window {
  readonly number: number;
  epoch: number;
  store: NoteStore;
  pending: Step | undefined;
  /** True while an operation runs in it. */
  busy: boolean;
  /** Robbed of its lock: frozen until the window that took it has ended its operation. */
  frozenFor: Window | undefined;
  abort: AbortController;
  /** The note that its operation wrote last. */
  written: ImportNote | undefined;
}

/** The promise was broken. */
export class Broken extends Error {}

const region = 'us-east-2';
export const targetOf = (account: string): ServiceTarget => ({
  kind: 'simulator',
  profile: account,
  region,
  account,
  endpoint: 'http://127.0.0.1:1',
  store: 'world',
});

export function inputOf(material: number): ImportKeyInput {
  const digits = material.toString().repeat(64);
  return {
    KeyMaterial: {
      Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: `D0112P0AE00E0000${digits}` },
    },
  };
}

export const nameOf = (account: string, material: number): string =>
  identityName(importIdentity(targetOf(account), inputOf(material).KeyMaterial)!);

export class World {
  /** Milliseconds that have passed; nobody sets this clock. */
  time = 1_000_000;
  /** The clock on the wall. */
  wall = 1_800_000_000_000;
  readonly files = new Map<string, string>();
  /** Text of files that are damaged, as it was. */
  readonly damaged = new Map<string, string>();
  readonly keys: MadeKey[] = [];
  readonly flights = new Set<Flight>();
  readonly fates: Fate[] = [];
  readonly windows: Window[];
  /** Whose credentials an account's profile has now. */
  readonly renewed = new Set<string>();
  readonly denied = new Set<string>();
  /** Reads of the service that fail next. */
  outage = 0;
  /** Reads of files that fail, after so many that do not. */
  held = { after: 0, reads: 0 };
  sent = 0;
  /** When the call of a note ended that may have had its effect. */
  private readonly unanswered = new Map<string, number>();
  readonly failures: unknown[] = [];
  private readonly locks = new Map<string, { window: Window; epoch: number; token: number }>();
  private tokens = 0;

  constructor(windows = 3) {
    this.windows = Array.from({ length: windows }, (_, number) => {
      const window: Window = {
        number,
        epoch: 0,
        store: undefined as never,
        pending: undefined,
        busy: false,
        frozenFor: undefined,
        abort: new AbortController(),
        written: undefined,
      };
      window.store = new NoteStore(this.folder(window));
      return window;
    });
  }

  /** Begins an operation in a window that has none. */
  begin(window: Window, operation: () => Promise<void>): void {
    window.busy = true;
    window.written = undefined;
    window.abort = new AbortController();
    const { epoch } = window;
    void operation()
      .catch((error: unknown) => this.failures.push(error))
      .finally(() => {
        if (window.epoch !== epoch) return;
        window.busy = false;
        for (const other of this.windows) if (other.frozenFor === window) other.frozenFor = undefined;
      });
  }

  /**
   * Runs so many steps of a window; fewer where it waits or has ended.
   * @param toCall stops where a call has gone out and has no answer: there it is killed with the most effect
   * @returns steps that were run
   */
  async run(window: Window, steps: number, toCall = false): Promise<number> {
    for (let done = 0; done < steps; done++) {
      await flush();
      const { pending } = window;
      if (window.frozenFor || !pending) return done;
      if (pending.due !== undefined && pending.due > this.time && !window.abort.signal.aborted) return done;
      window.pending = undefined;
      pending.run();
      await flush();
      this.check();
      if (toCall && this.isInCall(window)) return done + 1;
    }
    return steps;
  }

  /** Its process ends: what it was about to do is never done, and nothing in its memory is left. */
  kill(window: Window): void {
    window.epoch++;
    window.pending = undefined;
    window.busy = false;
    window.frozenFor = undefined;
    window.store = new NoteStore(this.folder(window));
    for (const other of this.windows) if (other.frozenFor === window) other.frozenFor = undefined;
    for (const flight of this.flights)
      if (flight.window === window && flight.due === undefined) this.ended(flight);
  }

  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.flights]
        .filter(({ due }) => due !== undefined && due <= until)
        .sort((a, b) => a.due! - b.due!);
      if (!next) break;
      this.time = Math.max(this.time, next.due!);
      this.flights.delete(next);
      this.make(next.key);
      this.check();
    }
    this.time = until;
    this.wall += milliseconds;
  }

  /**
   * The lock of an import is taken away from a window that is not in a call and not about to change its note, which
   * docs/imports.md does not promise to survive; it wakes when the other has ended.
   * @returns whether there was one
   */
  steal(name: string, thief: Window): boolean {
    const lock = this.locks.get(`${name}.lock`);
    if (!lock || lock.window === thief || lock.epoch !== lock.window.epoch) return false;
    if (this.isInCall(lock.window) || lock.window.pending?.changes) return false;
    if (lock.window.frozenFor || !lock.window.busy || thief.busy || thief.frozenFor) return false;
    this.locks.delete(`${name}.lock`);
    lock.window.frozenFor = thief;
    return true;
  }

  private isInCall(of: Window): boolean {
    return [...this.flights].some(({ window, due }) => window === of && due === undefined);
  }

  /** A team decides about whatever waits for it. */
  decide(approved: boolean): void {
    for (const key of this.keys)
      if (key.state === 'CREATE_IN_PROGRESS') key.state = approved ? 'CREATE_COMPLETE' : 'CREATE_FAILED';
  }

  damage(name: string): void {
    const text = this.files.get(name);
    if (text === undefined || this.damaged.has(name)) return;
    this.damaged.set(name, text);
    this.files.set(name, text.slice(0, text.length / 2));
  }

  restore(): void {
    for (const [name, text] of this.damaged)
      if (this.files.get(name) === text.slice(0, text.length / 2)) this.files.set(name, text);
    this.damaged.clear();
  }

  clock(window: Window): ImportClock {
    return {
      now: () => this.wall,
      moment: () => ({ host: 'here', milliseconds: this.time }),
      pause: (milliseconds) => this.step(window, () => undefined, { due: this.time + milliseconds }),
      patience,
    };
  }

  service(window: Window, account: string): KeyService {
    const call = async (operation: OperationName, input: unknown, options: CallOptions = {}) => {
      await this.step(window, () => undefined);
      const actual = this.renewed.has(account) ? accounts.find((one) => one !== account)! : account;
      if (options.account !== undefined && options.account !== actual)
        throw failure(operation, { name: 'OtherAccount', message: actual, sent: false });
      await options.ready?.();
      if (operation === 'ImportKey')
        return { output: { Key: await this.importKey(window, actual, input as ImportKeyInput) } };
      return { output: await this.step(window, () => this.read(actual, operation, input as Asked)) };
    };
    return { target: targetOf(account), honoursReady: true, call: call };
  }

  /** Notes of an import as they are on the disk, damaged ones as they were. */
  notesOf(name: string): ImportNote[] {
    return [...this.files.keys()].flatMap((file) =>
      readName(file)?.identity === name ? (this.noteIn(file) ?? []) : [],
    );
  }

  /** What no order of events may break. */
  check(): void {
    const [failed] = this.failures;
    if (failed !== undefined) throw failed instanceof Error ? failed : new Broken('an operation failed');
    const seen = new Set<string>();
    for (const key of this.keys) {
      if (key.state === 'CREATE_FAILED') continue;
      const place = `${key.identity}.${key.number}`;
      if (seen.has(place)) throw new Broken(`two keys of import ${place}`);
      seen.add(place);
      if (!this.leadsTo(key, key.arn)) throw new Broken(`no note leads to ${key.arn}`);
    }
    for (const { key } of this.flights)
      if (!this.leadsTo(key)) throw new Broken(`a call is under way without its note: ${key.note}`);
    for (const file of this.files.keys()) {
      const note = this.noteIn(file);
      if (note?.state !== 'imported') continue;
      const key = this.keys.find(({ arn }) => arn === note.arn);
      if (key && key.state !== 'CREATE_COMPLETE') throw new Broken(`imported, but ${key.state}: ${key.arn}`);
      if (key?.account !== note.identity.account)
        throw new Broken(`the note of an import into ${note.identity.account} names ${note.arn}`);
    }
  }

  private leadsTo(key: Omit<MadeKey, 'arn'>, arn?: string): boolean {
    return this.notesOf(key.identity).some((note) =>
      // A key that was written down while its note could not be read has a number of its own.
      note.state === 'imported' ? note.arn === arn : note.number === key.number && note.id === key.note,
    );
  }

  private noteIn(file: string): ImportNote | undefined {
    return parseNote(this.damaged.get(file) ?? this.files.get(file) ?? '', file);
  }

  /** One step of a window: resolves when it is run; never, where the window is killed before. */
  private step<T>(
    window: Window,
    run: () => T,
    { due, changes }: Pick<Step, 'due' | 'changes'> = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (window.pending) throw new Broken('two steps of one window at a time');
      window.pending = {
        run: () => {
          try {
            resolve(run());
          } catch (error) {
            reject(error instanceof Error ? error : new Broken(String(error)));
          }
        },
        ...(due === undefined ? {} : { due }),
        ...(changes ? { changes } : {}),
      };
    });
  }

  private folder(window: Window): NoteFolder {
    const { epoch } = window;
    // What is left of a killed window does nothing any more.
    const act = <T>(run: () => T, changes = false): Promise<T> =>
      window.epoch === epoch ? this.step(window, run, { changes }) : new Promise<T>(() => undefined);
    return {
      names: () => act(() => [...this.files.keys()]),
      read: (name) =>
        act(() => {
          const { after, reads } = this.held;
          this.held = after > 0 ? { after: after - 1, reads } : { after, reads: Math.max(0, reads - 1) };
          if (after === 0 && reads > 0) {
            throw new Error('EMFILE: too many open files');
          }
          return this.files.get(name);
        }),
      put: (name, text) => act(() => this.write(window, name, text), true),
      create: (name, text) =>
        act(() => {
          if (this.files.has(name)) return false;
          this.write(window, name, text);
          return true;
        }),
      remove: (name) => act(() => this.remove(name), true),
      lock: (name) => act(() => this.lock(window, name)),
      unlock: () => act(() => false),
      path: (name) => `/notes/${name}`,
    };
  }

  private write(window: Window, name: string, text: string): void {
    const note = parseNote(text, name);
    if (!note) throw new Broken(`${name} is not a note`);
    if (note.state === 'open' && note.number > 1 && note.again === undefined)
      throw new Broken(`${name} was not asked for again`);
    this.files.set(name, text);
    this.damaged.delete(name);
    if (note.state === 'open') window.written = note;
  }

  private remove(name: string): void {
    const note = this.noteIn(name);
    this.files.delete(name);
    this.damaged.delete(name);
    if (note?.state !== 'open') return;
    // Settled is what has its key; everything else must have come to nothing.
    const settled = this.notesOf(nameIn(name)).some(
      ({ state, number, id }) => state === 'imported' && (number === note.number || id === note.id),
    );
    const own = this.keys.filter((key) => key.note === note.id);
    // Its one key was refused: nothing else can come of it.
    if (own.length > 0 && own.every(({ state }) => state === 'CREATE_FAILED')) return;
    const keys = own.length > 0;
    const flights = [...this.flights].some(({ key }) => key.note === note.id);
    const ended = this.unanswered.get(note.id);
    if (!settled && ended !== undefined && this.time - ended < patience)
      throw new Broken('a note was dropped before the patience was over');
    if ((keys || flights) && !settled)
      throw new Broken(`a note was dropped whose call had its effect, or may have`);
  }

  private lock(window: Window, name: string): ImportLock | { holder: { file: string; provable: boolean } } {
    const other = this.locks.get(name);
    if (other && other.epoch === other.window.epoch) return { holder: { file: name, provable: true } };
    const token = ++this.tokens;
    const { epoch } = window;
    this.locks.set(name, { window, epoch, token });
    const isMine = (): boolean => this.locks.get(name)?.token === token;
    return {
      held: () => this.step(window, isMine),
      release: () =>
        this.step(window, () => {
          if (isMine()) this.locks.delete(name);
        }),
    };
  }

  private async importKey(window: Window, account: string, input: ImportKeyInput): Promise<Key> {
    const tags = input.Tags ?? [];
    const note = window.written;
    if (!note) throw new Broken('a call was sent without a note');
    const identity = identityName(note.identity);
    if (this.denied.has('TagResource') && tags.length > 0) {
      await this.step(window, () => undefined);
      throw failure('ImportKey', { name: 'AccessDeniedException', message: 'TagResource', status: 400 });
    }
    this.sent++;
    if (note.identity.account !== account) throw new Broken(`sent to ${account}`);
    for (const { key } of this.flights)
      if (key.identity === identity) throw new Broken('sent while an earlier call may still have its effect');
    const material = input.KeyMaterial.Tr31KeyBlock!.WrappedKeyBlock;
    const fate: Fate = this.fates.shift() ?? { effect: 'now', answer: 'right', delay: 0 };
    const state = fate.approval ? ('CREATE_IN_PROGRESS' as const) : ('CREATE_COMPLETE' as const);
    const key = { account, identity, number: note.number, note: note.id, tags, material, state };
    const flight: Flight = { window, key, fate };
    let made: MadeKey | undefined;
    if (fate.effect === 'now') made = this.make(key);
    this.flights.add(flight);
    return this.step(window, () => {
      this.ended(flight);
      if (window.abort.signal.aborted) throw failure('ImportKey', { name: 'AbortError', cancelled: true });
      return answerOf(fate, made);
    });
  }

  /** From now on nothing of it can leave this machine: what it does late, it does within the patience. */
  private ended(flight: Flight): void {
    if (flight.fate.answer !== 'throttled') this.unanswered.set(flight.key.note, this.time);
    if (flight.fate.effect === 'late')
      flight.due = this.time + Math.floor(flight.fate.delay * (patience - 1));
    else this.flights.delete(flight);
  }

  private make(key: Omit<MadeKey, 'arn'>): MadeKey {
    const id = `key${this.keys.length}`.padEnd(16, '0');
    const made = { ...key, arn: `arn:aws:payment-cryptography:${region}:${key.account}:key/${id}` };
    this.keys.push(made);
    return made;
  }

  private read(account: string, operation: OperationName, { KeyIdentifier, ResourceArn, NextToken }: Asked) {
    if (this.outage > 0) {
      this.outage--;
      throw failure(operation, { name: 'TimeoutError' });
    }
    if (this.denied.has(operation)) throw failure(operation, { name: 'AccessDeniedException', status: 400 });
    const keys = this.keys.filter((key) => key.account === account);
    const from = Number(NextToken ?? 0);
    if (operation === 'ListKeys')
      return {
        Keys: keys.slice(from, from + 2).map(answered),
        ...(from + 2 < keys.length ? { NextToken: String(from + 2) } : {}),
      };
    const key = keys.find(({ arn }) => arn === (KeyIdentifier ?? ResourceArn));
    if (!key) throw failure(operation, { name: 'ResourceNotFoundException', status: 400 });
    return operation === 'ListTagsForResource' ? { Tags: key.tags } : { Key: answered(key) };
  }
}

interface Asked {
  readonly KeyIdentifier?: string;
  readonly ResourceArn?: string;
  readonly NextToken?: string;
}

function answerOf({ answer }: Fate, made: MadeKey | undefined): Key {
  switch (answer) {
    case 'right':
      // What has no effect yet is not answered as if it had.
      if (made) return answered(made);
      throw failure('ImportKey', { name: 'TimeoutError' });
    case 'noKey':
      return {} as Key;
    case 'error':
      throw failure('ImportKey', { name: 'InternalServerException', status: 500 });
    case 'unnamed':
      throw failure('ImportKey', { name: 'SomethingNew', status: 400 });
    case 'throttled':
      throw failure('ImportKey', { name: 'ThrottlingException', status: 400 });
    case 'lost':
      throw failure('ImportKey', { networkCode: 'ECONNRESET' });
  }
}

function answered({ arn, material, state }: MadeKey): Key {
  return {
    KeyArn: arn,
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: { Encrypt: true, Decrypt: true },
    },
    // By this a person knows which material it is.
    KeyCheckValue: material.slice(-6),
    Enabled: true,
    Exportable: true,
    KeyState: state,
    ...(state === 'CREATE_IN_PROGRESS'
      ? { MpaStatus: { MpaSessionArn: 'arn:aws:mpa:session', Status: 'PENDING' } }
      : {}),
    KeyOrigin: 'EXTERNAL',
    CreateTimestamp: new Date(0),
  };
}

function failure(
  operation: OperationName,
  more: Omit<ConstructorParameters<typeof KeyServiceError>[0], 'operation' | 'endpoint'>,
): KeyServiceError {
  return new KeyServiceError({ operation, endpoint: 'http://127.0.0.1:1', ...more });
}

const nameIn = (file: string): string => readName(file)?.identity ?? '';

/** All that follows from a step has happened, up to the next step. */
function flush(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
