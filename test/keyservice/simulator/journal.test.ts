import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../../../src/keyservice/simulator/journal';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kmi-journal-'));
  file = path.join(folder, 'state');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(): Promise<unknown[]> {
  const entries: unknown[] = [];
  const journal = await Journal.open(
    file,
    (entry) => entries.push(entry),
    () => entries,
  );
  await journal.close();
  return entries;
}

async function write(...entries: unknown[]): Promise<void> {
  const journal = await Journal.open(
    file,
    () => undefined,
    () => [],
  );
  for (const entry of entries) journal.append(entry);
  await journal.close();
}

describe('the journal', () => {
  it.skipIf(process.platform === 'win32')(
    'is for its owner alone, also where the file was there before',
    async () => {
      writeFileSync(file, '', { mode: 0o644 });
      await read();
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  );

  it('gives back what was written, in order, and is for its owner alone', async () => {
    await write({ a: 1 }, 'zwei\n', [3]);
    await write(4);
    expect(await read()).toEqual([{ a: 1 }, 'zwei\n', [3], 4]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('cuts off a last line that was written in part, wherever it ends', async () => {
    await write('first');
    const whole = readFileSync(file);
    await write('second');
    const both = readFileSync(file);
    for (let end = whole.length; end < both.length; end++) {
      writeFileSync(file, both.subarray(0, end));
      expect(await read()).toEqual(['first']);
      expect(readFileSync(file)).toEqual(whole);
    }
    await write('third');
    expect(await read()).toEqual(['first', 'third']);
  });

  it('begins anew where not even the heading was written whole', async () => {
    await write();
    const heading = readFileSync(file);
    for (let end = 0; end < heading.length; end++) {
      writeFileSync(file, heading.subarray(0, end));
      expect(await read()).toEqual([]);
      expect(readFileSync(file)).toEqual(heading);
    }
  });

  it('refuses a file that is damaged before its end, or another program’s', async () => {
    await write('first', 'second');
    const data = readFileSync(file);
    data[data.indexOf('first')]! ^= 1;
    writeFileSync(file, data);
    await expect(read()).rejects.toThrow(/damaged at byte/);
    expect(readFileSync(file)).toEqual(data);
    for (const other of ['\n', '\nkey=value', 'key=value\n']) {
      writeFileSync(file, other);
      await expect(read(), JSON.stringify(other)).rejects.toThrow(/not written by this simulator/);
      expect(readFileSync(file, 'utf8')).toBe(other);
    }
    expect(readFileSync(file, 'utf8')).toBe('key=value\n');
  });

  it('is used by one at a time; a lock of one that died does not count', async () => {
    const journal = await Journal.open(
      file,
      () => undefined,
      () => [],
    );
    await expect(read()).rejects.toThrow(/in use by process/);
    await journal.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
    writeFileSync(`${file}.lock`, '999999999');
    expect(await read()).toEqual([]);
    // Numbers of processes come again, in containers above all.
    writeFileSync(`${file}.lock`, String(process.pid));
    expect(await read()).toEqual([]);
    writeFileSync(`${file}.lock`, '');
    expect(await read()).toEqual([]);
  });

  it('is rewritten when it has grown, and loses nothing on the way', async () => {
    const state = new Map<number, string>();
    const open = () =>
      Journal.open(
        file,
        (entry) => {
          const [key, value] = entry as [number, string];
          state.set(key, value);
        },
        () => [...state],
        2000,
      );
    const journal = await open();
    const waiting: Promise<void>[] = [];
    for (let i = 0; i < 500; i++) {
      const entry: [number, string] = [i % 10, `value ${i}`];
      state.set(...entry);
      journal.append(entry);
      waiting.push(journal.settled());
      if (i % 7 === 0) await Promise.resolve();
      if (i % 50 === 0) await Promise.all(waiting);
    }
    await Promise.all(waiting);
    expect(journal.size).toBe(statSync(file).size);
    await journal.close();
    expect(statSync(file).size).toBeLessThan(8000);
    const before = new Map(state);
    state.clear();
    await (await open()).close();
    expect(state).toEqual(before);
    // Left behind by a crash in the middle of a rewriting.
    appendFileSync(`${file}.new`, 'half');
    await (await open()).close();
    expect(state).toEqual(before);
  });

  it('refuses for good once it cannot write', async () => {
    const journal = await Journal.open(
      file,
      () => undefined,
      () => {
        throw new Error('no space left');
      },
      1,
    );
    journal.append('long enough to be worth writing anew'.repeat(9));
    await journal.settled();
    journal.append(2);
    await expect(journal.settled()).rejects.toThrow('no space left');
    journal.append(3);
    await expect(journal.settled()).rejects.toThrow('no space left');
    await expect(journal.close()).rejects.toThrow('no space left');
  });

  // Only a loss of power would show what was not synchronised, so the calls themselves are watched.
  it.skipIf(process.platform === 'win32')('synchronises before it says that something is there', async () => {
    const probe = await open(folder, 'r');
    const owner = Object.getPrototypeOf(probe) as Record<string, (...given: unknown[]) => unknown>;
    await probe.close();
    const calls: string[] = [];
    for (const name of ['sync', 'datasync'] as const) {
      const real = owner[name]!;
      vi.spyOn(owner, name).mockImplementation(async function (this: typeof probe) {
        calls.push(
          (await this.stat()).isDirectory() ? 'folder' : existsSync(`${file}.new`) ? 'new file' : 'file',
        );
        return real.call(this);
      });
    }
    try {
      const journal = await Journal.open(
        file,
        () => undefined,
        () => ['all'],
        200,
      );
      expect(calls.splice(0)).toEqual(['file', 'folder']);
      journal.append('a'.repeat(300));
      await journal.settled();
      expect(calls.splice(0)).toEqual(['file']);
      await journal.settled();
      expect(calls).toEqual([]);
      // It has grown: what follows is written anew, and takes the place of the old one.
      journal.append('b');
      await journal.settled();
      expect(calls.splice(0)).toEqual(['new file', 'folder']);
      expect(journal.size).toBe(statSync(file).size);
      journal.append('c');
      await journal.settled();
      expect(calls.splice(0)).toEqual(['file']);
      expect(journal.size).toBe(statSync(file).size);
      await journal.close();
    } finally {
      vi.restoreAllMocks();
    }
    expect(await read()).toEqual(['all', 'c']);
  });

  it.skipIf(process.platform !== 'linux')('leaves no file open', async () => {
    // Other tests of this process have files of their own open.
    const ours = (): string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          const target = readlinkSync(`/proc/self/fd/${fd}`);
          return target.startsWith(path.dirname(file)) ? [target] : [];
        } catch {
          return [];
        }
      });
    await write('first');
    for (let i = 0; i < 20; i++) {
      const journal = await Journal.open(
        file,
        () => undefined,
        () => ['all'],
        1,
      );
      journal.append('a'.repeat(300));
      await journal.settled();
      journal.append('b');
      await journal.close();
    }
    expect(ours()).toEqual([]);
  });
});
