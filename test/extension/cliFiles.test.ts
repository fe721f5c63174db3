import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

const failed = vi.hoisted((): string[] => []);
/** Names that another program holds open. */
const stuck = vi.hoisted(() => new Set<string>());
vi.mock('vscode', async () => {
  const fs = await import('node:fs/promises');
  const { default: nodePath } = await import('node:path');
  class FileSystemError extends Error {
    constructor(readonly code: string) {
      super(code);
    }
  }
  /** VS Code's file system is the disk here, with its own errors. */
  const onDisk = async <T>(task: Promise<T>): Promise<T> =>
    task.catch((error: unknown) => {
      throw new FileSystemError(
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'FileNotFound' : 'Unknown',
      );
    });
  interface At {
    fsPath: string;
  }
  const uri = (fsPath: string) => ({ fsPath, scheme: 'file' });
  return {
    FileSystemError,
    Disposable: class {
      constructor(readonly dispose: () => void) {}
    },
    Uri: {
      file: uri,
      joinPath: (base: At, ...more: string[]) => uri(nodePath.join(base.fsPath, ...more)),
    },
    window: {
      createOutputChannel: () => ({ error: (text: string) => failed.push(text), dispose: () => undefined }),
    },
    workspace: {
      fs: {
        readDirectory: (at: At) =>
          onDisk(fs.readdir(at.fsPath).then((names) => names.map((one) => [one, 1]))),
        createDirectory: (at: At) => onDisk(fs.mkdir(at.fsPath, { recursive: true })),
        stat: (at: At) => onDisk(fs.stat(at.fsPath).then(({ mtimeMs }) => ({ mtime: mtimeMs }))),
        delete: (at: At, { recursive }: { recursive: boolean }) =>
          stuck.has(nodePath.basename(at.fsPath))
            ? Promise.reject(new FileSystemError('NoPermissions'))
            : onDisk(fs.rm(at.fsPath, { recursive })),
      },
    },
  };
});

import * as vscode from 'vscode';
import {
  keepCliFilesShort,
  lookEvery,
  removeOldCliFiles,
  systemClock,
  writeCliFile,
  type CliClock,
} from '../../src/extension/service/cliFiles';
import { useFileAccess, type FileAccess } from '../../src/extension/host/files';
import { replacePrivate } from '../../src/desktop/durable';

useFileAccess({ replacePrivate } as unknown as FileAccess);

/** A loaded machine needs longer. */
const patience = { timeout: 30_000 };
const hour = 3_600_000;
const folders: string[] = [];
afterAll(() => folders.forEach((one) => rmSync(one, { recursive: true, force: true })));

/** A clock that a test moves; it wakes who asked for it. */
class Hands implements CliClock {
  private time = Date.now();
  private readonly asked = new Map<object, { every: number; next: number; body: () => void }>();
  now = (): number => this.time;
  every(milliseconds: number, body: () => void): vscode.Disposable {
    const key = {};
    this.asked.set(key, { every: milliseconds, next: this.time + milliseconds, body });
    return new vscode.Disposable(() => this.asked.delete(key));
  }
  /** How many wait for it. */
  get waiting(): number {
    return this.asked.size;
  }
  go(milliseconds: number): void {
    this.time += milliseconds;
    for (const one of this.asked.values()) for (; one.next <= this.time; one.next += one.every) one.body();
  }
}

let storage: vscode.Uri;
let folder = '';
let clock: Hands;
beforeEach(() => {
  const made = mkdtempSync(path.join(tmpdir(), 'kmi-cli-files-'));
  folders.push(made);
  storage = vscode.Uri.file(made);
  folder = path.join(made, 'cli');
  clock = new Hands();
  failed.length = 0;
});

/** Puts a file there that was written before now. */
function place(name: string, age: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), '');
  const time = new Date(clock.now() - age);
  utimesSync(path.join(folder, name), time, time);
}

describe('files of copied commands', () => {
  it.skipIf(process.platform === 'win32')('are for their owner alone', async () => {
    const written = await writeCliFile(storage, 'import-key', 'json', (at) => at, clock);
    expect(path.dirname(written)).toBe(folder);
    expect(path.basename(written)).toMatch(/^import-key-[\dTZ-]+\.json$/);
    expect(statSync(written).mode & 0o777).toBe(0o600);
  });

  it('of both kinds go when another is written', async () => {
    const [json, script] = [
      await writeCliFile(storage, 'import-key', 'json', () => '{}', clock),
      await writeCliFile(storage, 'import-manifest', 'sh', () => 'exit', clock),
    ];
    clock.go(23 * hour);
    await writeCliFile(storage, 'import-key', 'json', () => '{}', clock);
    expect([existsSync(json), existsSync(script)]).toEqual([true, true]);
    clock.go(hour);
    await writeCliFile(storage, 'import-key', 'json', () => '{}', clock);
    expect([existsSync(json), existsSync(script)]).toEqual([false, false]);
  });

  it('go at the start, however long ago they were written', async () => {
    place('import-key-a.json', 24 * hour);
    place('import-manifest-b.sh', 40 * 24 * hour);
    place('import-key-c.json', hour);
    // Half written by a window that was killed.
    place('import-key-d.json.4711.abc', 25 * hour);
    const watching = keepCliFilesShort(storage, clock);
    await expect.poll(() => readdirSync(folder), patience).toEqual(['import-key-c.json']);
    watching.dispose();
  });

  it('go within a day in a window that stays open', async () => {
    const watching = keepCliFilesShort(storage, clock);
    place('import-key-a.json', 0);
    place('import-manifest-b.sh', 0);
    for (let passed = 0; passed < 23 * hour; passed += lookEvery) clock.go(lookEvery);
    await removeOldCliFiles(storage, clock);
    expect(readdirSync(folder)).toHaveLength(2);
    clock.go(hour);
    await expect.poll(() => readdirSync(folder), patience).toEqual([]);
    watching.dispose();
    expect(clock.waiting).toBe(0);
  });

  it('are not looked for where none was ever written, and no folder is made', async () => {
    await removeOldCliFiles(storage, clock);
    expect(existsSync(folder)).toBe(false);
    expect(failed).toEqual([]);
  });

  it('keep the marks of a script as long as the script, and no longer', async () => {
    for (const name of ['old.sh.rows', 'new.sh.rows', 'lost.sh.rows']) {
      mkdirSync(path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, name, '1.arn'), 'arn');
      const time = new Date(clock.now() - 30 * hour);
      utimesSync(path.join(folder, name), time, time);
    }
    place('old.sh', 30 * hour);
    place('new.sh', hour);
    await removeOldCliFiles(storage, clock);
    expect(readdirSync(folder)).toEqual(['new.sh', 'new.sh.rows']);
  });

  it('go too when they are dated far in the future', async () => {
    place('import-key-a.json', -48 * hour);
    place('import-key-b.json', -60_000);
    await removeOldCliFiles(storage, clock);
    expect(readdirSync(folder)).toEqual(['import-key-b.json']);
  });

  it('that cannot be removed do not keep the others, and keep their marks', async () => {
    place('a.sh', 30 * hour);
    place('stuck.sh', 30 * hour);
    place('stuck.sh.rows', 30 * hour);
    place('z.json', 30 * hour);
    stuck.add('stuck.sh');
    await removeOldCliFiles(storage, clock);
    stuck.clear();
    expect(readdirSync(folder)).toEqual(['stuck.sh', 'stuck.sh.rows']);
    expect(failed).toHaveLength(1);
    await removeOldCliFiles(storage, clock);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are looked for by the time of the machine', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(hour);
    let called = 0;
    vi.useFakeTimers();
    const end = systemClock.every(lookEvery, () => called++);
    vi.advanceTimersByTime(3 * lookEvery);
    end.dispose();
    vi.advanceTimersByTime(3 * lookEvery);
    vi.useRealTimers();
    expect(called).toBe(3);
  });
});
