/**
 * A file that loses nothing it has acknowledged: lines are appended and synchronised before anybody is
 * answered; rewriting goes through a second file and a rename. What a killed process left half-written
 * at the end was never acknowledged, and is cut off.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

const heading = 'key-material-inspector simulator journal 1';

export class JournalError extends Error {
  override readonly name = 'JournalError';
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Lines of JSON, each behind a piece of its hash. */
export class Journal {
  #handle: FileHandle;
  #size: number;
  #waiting: { line: string; done: Waiting[] }[] = [];
  #running: Promise<void> | undefined;
  #failure: Error | undefined;
  #rewriteAt: number;

  private constructor(
    private readonly file: string,
    handle: FileHandle,
    size: number,
    /** Everything that a new file has to hold. */
    private readonly snapshot: () => Iterable<unknown>,
    private readonly rewriteFrom: number,
  ) {
    this.#handle = handle;
    this.#size = size;
    this.#rewriteAt = Math.max(rewriteFrom, 2 * size);
  }

  /**
   * Opens or makes the file and hands every line to `replay`. Throws JournalError where the file is another's,
   * is damaged before its end, or another simulator that still runs holds it.
   */
  static async open(
    file: string,
    replay: (entry: unknown) => void,
    snapshot: () => Iterable<unknown>,
    rewriteFrom = 4 * 1024 * 1024,
  ): Promise<Journal> {
    await takeLock(file);
    try {
      const good = await replayFile(file, replay);
      const handle = await open(file, 'a', 0o600);
      // A file that was there keeps its mode otherwise, and this one holds clear keys.
      await handle.chmod(0o600).catch(() => undefined);
      if (good === 0) {
        await handle.truncate(0);
        await handle.appendFile(`${heading}\n`);
      } else await handle.truncate(good);
      await handle.datasync();
      await syncFolder(file);
      return new Journal(file, handle, good || heading.length + 1, snapshot, rewriteFrom);
    } catch (error) {
      await releaseLock(file);
      throw error;
    }
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#size;
  }

  /** Queues an entry. It is durable once a later `settled` resolves. */
  append(entry: unknown): void {
    this.#waiting.push({ line: lineOf(entry), done: [] });
  }

  /** Resolves when all that was appended is on the disk; rejects, from then on always, where it cannot be written. */
  async settled(): Promise<void> {
    this.#throwFailure();
    const last = this.#waiting.at(-1);
    if (last) {
      const durable = new Promise<void>((resolve, reject) => last.done.push({ resolve, reject }));
      this.#running ??= this.#run();
      return durable;
    }
    // Lines of others may be on their way: what a read has seen has to be durable too.
    await this.#running;
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    try {
      await this.settled();
    } finally {
      await this.#running;
      await this.#handle.close();
      await releaseLock(this.file);
    }
  }

  /** One write and one synchronisation for all that wait. */
  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting;
        this.#waiting = [];
        try {
          this.#throwFailure();
          // Memory is ahead of the file: a snapshot holds the waiting lines too.
          if (this.#size > this.#rewriteAt) await this.#rewrite();
          else await this.#write(batch.map(({ line }) => line).join(''));
          for (const { done } of batch) for (const { resolve } of done) resolve();
        } catch (error) {
          this.#failure = error instanceof Error ? error : new JournalError(String(error));
          for (const { done } of batch) for (const { reject } of done) reject(error);
        }
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#handle.appendFile(bytes);
    await this.#handle.datasync();
    this.#size += bytes.length;
  }

  async #rewrite(): Promise<void> {
    const lines = [`${heading}\n`];
    for (const entry of this.snapshot()) lines.push(lineOf(entry));
    const bytes = Buffer.from(lines.join(''));
    const other = `${this.file}.new`;
    await rm(other, { force: true });
    const handle = await open(other, 'ax', 0o600);
    try {
      await handle.appendFile(bytes);
      await handle.sync();
      // Windows does not rename over an open file.
      await this.#handle.close();
      await rename(other, this.file);
      await syncFolder(this.file);
    } finally {
      await handle.close();
    }
    this.#handle = await open(this.file, 'a', 0o600);
    this.#size = bytes.length;
    this.#rewriteAt = Math.max(this.rewriteFrom, 2 * this.#size);
  }
}

function lineOf(entry: unknown): string {
  const json = JSON.stringify(entry);
  return `${hashOf(json)} ${json}\n`;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Replays the good lines and returns where they end; 0 for a new file. */
async function replayFile(file: string, replay: (entry: unknown) => void): Promise<number> {
  let data: Buffer;
  try {
    data = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  if (data.length === 0) return 0;
  const first = data.indexOf(10);
  const start = data.subarray(0, first < 0 ? data.length : first).toString('utf8');
  if (first < 0 && heading.startsWith(start)) return 0;
  if (start !== heading)
    throw new JournalError(`${file} was not written by this simulator; specify another file for the store.`);
  let at = first + 1;
  for (let end = data.indexOf(10, at); end >= 0; end = data.indexOf(10, at)) {
    const line = data.subarray(at, end).toString('utf8');
    if (line.slice(0, 17) !== `${hashOf(line.slice(17))} `) {
      // Only the last write can be half there; a bad line with good ones behind it is damage.
      if (goodLineAfter(data, end + 1))
        throw new JournalError(
          `${file} is damaged at byte ${at}; restore it from a copy, or specify another file.`,
        );
      return at;
    }
    replay(JSON.parse(line.slice(17)));
    at = end + 1;
  }
  return at;
}

function goodLineAfter(data: Buffer, from: number): boolean {
  for (let at = from, end = data.indexOf(10, at); end >= 0; at = end + 1, end = data.indexOf(10, at)) {
    const line = data.subarray(at, end).toString('utf8');
    if (line.slice(0, 17) === `${hashOf(line.slice(17))} `) return true;
  }
  return false;
}

const lockOf = (file: string): string => `${file}.lock`;

/** Files of this process: a lock with its number that is not one of them was left by another life of the number. */
const held = new Set<string>();

async function releaseLock(file: string): Promise<void> {
  held.delete(path.resolve(file));
  await rm(lockOf(file), { force: true });
}

/** Two simulators on one file would each lose what the other wrote. */
async function takeLock(file: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(lockOf(file), 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      held.add(path.resolve(file));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
    }
    const holder = Number(await readFile(lockOf(file), 'utf8').catch(() => '')) || 0;
    if (holder === process.pid ? held.has(path.resolve(file)) : holder > 0 && isAlive(holder))
      throw new JournalError(
        `${file} is in use by process ${holder}; end that simulator first, or delete ${lockOf(file)} if that process is not a simulator.`,
      );
    await rm(lockOf(file), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes a new name in a folder durable; Windows has no such thing. */
async function syncFolder(file: string): Promise<void> {
  const handle = await open(path.dirname(file), 'r').catch(() => undefined);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
