/**
 * The one store of notes on imports: single ones, chains and manifests alike, for all windows and processes of a
 * machine. Each note is a file of its own, so that one that cannot be read stops only its own import.
 */
import { identityName, importPlace, samePlace, type ImportIdentity } from './identity';
import {
  fileName,
  noteName,
  parseNote,
  readName,
  type ImportedNote,
  type ImportNote,
  type OpenNote,
} from './note';
import type { ServiceTarget } from '../operations';

/** Files of one folder, by name. Every failure rejects; only a file that does not exist is undefined. */
export interface NoteFolder {
  names(): Promise<readonly string[]>;
  read(name: string): Promise<string | undefined>;
  /** Whole or not at all, mode 0600, on the disk when it resolves. */
  put(name: string, text: string): Promise<void>;
  /** The same, never over a file that is there. @returns false where there is one */
  create(name: string, text: string): Promise<boolean>;
  remove(name: string): Promise<void>;
  lock(name: string): Promise<ImportLock | { readonly holder: ImportLockHolder }>;
  /**
   * Takes a lock away from a holder of which a person says that it lives no more.
   * @returns false where it is a living process of this machine
   */
  unlock(holder: ImportLockHolder): Promise<boolean>;
  /** Full path of a file, for people. */
  path(name: string): string;
}

export interface ImportLock {
  /** False where it was taken away: then nothing may be sent. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

/** Who holds the lock of an import, as far as it is known. */
export interface ImportLockHolder {
  /** Path of the lock's file. */
  readonly file: string;
  /** True where a living process of this machine holds it; false where that cannot be known from here. */
  readonly provable: boolean;
  readonly pid?: number;
  readonly host?: string;
  readonly since?: number;
}

/** A note that is there and cannot be read: it may be of an import that was sent. */
export class UnreadableNote extends Error {
  override readonly name = 'UnreadableNote';
  constructor(
    /** Name of its file in the folder, and its path for people. */
    readonly file: string,
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path}: ${problem}`);
  }
}

export class NoteStore {
  /** Settled notes never change: read once. */
  private readonly settled = new Map<string, ImportedNote>();

  constructor(private readonly folder: NoteFolder) {}

  /** Held while an import of these bytes is under way, by whatever window or process. */
  lock(identity: ImportIdentity): Promise<ImportLock | { readonly holder: ImportLockHolder }> {
    return this.folder.lock(`${identityName(identity)}.lock`);
  }

  /** @returns false where it is a living process of this machine that holds it: then it keeps it */
  unlock(holder: ImportLockHolder): Promise<boolean> {
    return this.folder.unlock(holder);
  }

  /**
   * Every note of an import, by number.
   * @throws {UnreadableNote} where one is there and cannot be read: then nothing may be sent
   */
  async notes(
    identity: ImportIdentity,
  ): Promise<{ readonly notes: readonly ImportNote[]; readonly next: number }> {
    const name = identityName(identity);
    const notes: ImportNote[] = [];
    for (let number = 1; ; number++) {
      // Settled first: the open one is removed after it was written.
      const note =
        (await this.read(fileName(name, number, 'imported'))) ??
        (await this.read(fileName(name, number, 'open')));
      if (note) notes.push(note);
      else if (!(await this.isAside(name, number))) return { notes: eachOnce(notes), next: number };
    }
  }

  /** Notes that are not settled, oldest first, and those of them that cannot be read. */
  async open(): Promise<{
    readonly notes: readonly OpenNote[];
    readonly unreadable: readonly UnreadableNote[];
  }> {
    const notes: OpenNote[] = [];
    const unreadable: UnreadableNote[] = [];
    const names = await this.folder.names();
    const there = new Set(names);
    for (const name of names) {
      const parts = readName(name);
      // Settled ones stay out, also those whose first note could not be removed.
      if (parts?.state !== 'open' || there.has(fileName(parts.identity, parts.number, 'imported'))) {
        if (/^[0-9a-f]{32}\.intent\.json$/.test(name))
          unreadable.push(new UnreadableNote(name, this.folder.path(name), 'written by version 0.1.0'));
        continue;
      }
      try {
        const note = await this.read(name);
        if (note?.state === 'open') notes.push(note);
      } catch (error) {
        if (!(error instanceof UnreadableNote)) throw error;
        unreadable.push(error);
      }
    }
    const settled = new Set<string>();
    for (const note of notes) {
      const { identity } = readName(noteName(note))!;
      for (const name of names) {
        const parts = readName(name);
        if (parts?.state !== 'imported' || parts.identity !== identity) continue;
        // One that cannot be read hides nothing.
        const other = await this.read(name).catch(() => undefined);
        if (other) settled.add(other.id);
      }
    }
    return {
      notes: notes.filter(({ id }) => !settled.has(id)).sort((a, b) => a.startedAt - b.startedAt),
      unreadable,
    };
  }

  /** Notes of many imports at once, by the name of their identity; `undefined` where one cannot be read. */
  async lookUp(
    identities: readonly ImportIdentity[],
  ): Promise<ReadonlyMap<string, readonly ImportNote[] | undefined>> {
    const wanted = new Map(identities.map((identity) => [identityName(identity), identity]));
    const there = new Set((await this.folder.names()).flatMap((name) => readName(name)?.identity ?? []));
    const found = new Map<string, readonly ImportNote[] | undefined>();
    for (const [name, identity] of wanted) {
      if (!there.has(name)) continue;
      found.set(
        name,
        await this.notes(identity).then(
          ({ notes }) => notes,
          (error: unknown) => {
            if (error instanceof UnreadableNote) return undefined;
            throw error;
          },
        ),
      );
    }
    return found;
  }

  /** All settled notes; those that cannot be read are left out. */
  async imported(): Promise<readonly ImportedNote[]> {
    const notes: ImportedNote[] = [];
    const unread: string[] = [];
    for (const name of await this.folder.names()) {
      const known = this.settled.get(name);
      if (known) notes.push(known);
      else if (readName(name)?.state === 'imported') unread.push(name);
    }
    // One after another, thousands of them take seconds; all at once they need too many files.
    for (let from = 0; from < unread.length; from += 32)
      for (const note of await Promise.all(
        unread.slice(from, from + 32).map((name) => this.read(name).catch(() => undefined)),
      ))
        if (note?.state === 'imported') notes.push(note);
    return notes;
  }

  /**
   * ARNs that settled imports of this service became, as its answers or tags showed: no look for another import needs
   * to read their tags. What a person said hides nothing, and neither does a note that cannot be read.
   */
  async knownArns(target: ServiceTarget): Promise<ReadonlySet<string>> {
    const place = importPlace(target);
    const notes = place ? await this.imported() : [];
    return new Set(
      notes.flatMap(({ identity, arn, found }) =>
        place && samePlace(identity, place) && found !== 'user' ? [arn] : [],
      ),
    );
  }

  /** @returns false where there is a note of this number: another process was faster */
  create(note: OpenNote): Promise<boolean> {
    return this.folder.create(noteName(note), textOf(note));
  }

  /** Rejects where another process has noted the same import since, or may have: what is there cannot be read. */
  async update(note: OpenNote): Promise<void> {
    if (!(await this.isOwn(note))) throw new Error('another process has noted the same import');
    await this.folder.put(noteName(note), textOf(note));
  }

  /** It led to nothing, that is certain. Rejects where what is there cannot be read. */
  async drop(note: OpenNote): Promise<void> {
    if (await this.isOwn(note)) await this.folder.remove(noteName(note));
  }

  /**
   * It became a key. Where another process has noted the same import since, under the same number, or may have, as
   * what is there cannot be read, this one gets a number of its own: neither key is lost from sight.
   */
  async settle(note: OpenNote, settled: ImportedNote): Promise<void> {
    // Whatever stops the reading, that there is a key has to be written down.
    if (await this.isOwn(note).catch(() => false)) {
      await this.folder.put(noteName(settled), textOf(settled));
      await this.folder.remove(noteName(note));
      return;
    }
    const name = identityName(note.identity);
    const names = await this.folder.names();
    // Numbers are without gaps, and what cannot be read has its number as well: names alone say which are used.
    for (let number = note.number + 1; ; number++) {
      if (names.some((used) => used.startsWith(`${name}.${number}.`))) continue;
      const own = { ...settled, number };
      if (await this.folder.create(noteName(own), textOf(own))) return;
    }
  }

  /**
   * Puts a note that cannot be read out of the way, as a file beside it: a person took it on them. One that can be read
   * by now stays, and so does one whose import is under way.
   * @returns the path where it is now
   */
  async setAside({ file }: UnreadableNote): Promise<{ readonly path: string } | 'readable' | 'held'> {
    const parts = readName(file);
    const identity = parts?.identity ?? /^[0-9a-f]{64}/.exec(file)?.[0];
    const lock = identity === undefined ? undefined : await this.folder.lock(`${identity}.lock`);
    if (lock && 'holder' in lock) return 'held';
    try {
      const read = await this.folder.read(file).then(
        (text) => ({ text }),
        () => undefined,
      );
      const text = read?.text;
      // It is gone, or whole.
      if (read && (text === undefined || (parts && parseNote(text, file)))) return 'readable';
      if (isAsideName(file)) {
        // Only that it is there counts: an empty one keeps its number as well.
        await this.folder.put(file, text ?? '');
        return { path: this.folder.path(file) };
      }
      const aside = parts ? asideName(parts.identity, parts.number) : `${file}.aside`;
      let kept = aside;
      // One of before stays as it is.
      for (let copy = 2; !(await this.folder.create(kept, text ?? '')); copy++) kept = `${aside}.${copy}`;
      await this.folder.remove(file);
      return { path: this.folder.path(kept) };
    } finally {
      await lock?.release();
    }
  }

  /**
   * Whoever was frozen, and had its lock taken away by a person, may find its note gone and another's of the same
   * number in its place, whose call may be under way. Where there is none, nothing is in the way.
   * @throws {UnreadableNote} where that cannot be told
   */
  private async isOwn(note: OpenNote): Promise<boolean> {
    const there = await this.read(noteName(note));
    return there === undefined || there.id === note.id;
  }

  private async isAside(identity: string, number: number): Promise<boolean> {
    return (await this.fileText(asideName(identity, number))) !== undefined;
  }

  /** Only "no such file" is none; a scanner that holds it, too many open files or damage are not. */
  private async fileText(name: string): Promise<string | undefined> {
    try {
      return await this.folder.read(name);
    } catch (error) {
      throw new UnreadableNote(
        name,
        this.folder.path(name),
        error instanceof Error ? error.message : String(error),
      );
    }
  }

  private async read(name: string): Promise<ImportNote | undefined> {
    const known = this.settled.get(name);
    if (known) return known;
    const text = await this.fileText(name);
    if (text === undefined) return undefined;
    const note = parseNote(text, name);
    if (!note) throw new UnreadableNote(name, this.folder.path(name), 'damaged');
    if (note.state === 'imported') this.settled.set(name, note);
    return note;
  }
}

/**
 * Each call once: its key was written down under another number where what is there could not be read at that moment,
 * and its open note, or what another process made of it, may be there as well.
 */
function eachOnce(notes: readonly ImportNote[]): readonly ImportNote[] {
  const settled = new Map<string, ImportNote>();
  for (const note of notes)
    if (note.state === 'imported' && !settled.has(note.id)) settled.set(note.id, note);
  return notes.filter((note) => (settled.get(note.id) ?? note) === note);
}

function asideName(identity: string, number: number): string {
  return `${identity}.${number}.aside`;
}

function isAsideName(name: string): boolean {
  return /^[0-9a-f]{64}\.[1-9]\d{0,5}\.aside$/.test(name);
}

function textOf(note: ImportNote): string {
  return `${JSON.stringify(note)}\n`;
}
