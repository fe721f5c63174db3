/** Files on disk for hosts on Node: parts of them, and private ones. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LineFile, OpenFile } from '../extension/support/files';

/** Rejects with Node's error where the file is not there or may not be read, and where it is a pipe or a device. */
export async function openFile(path: string): Promise<OpenFile> {
  // Opening a pipe that nobody writes to would otherwise wait for ever. Windows has no such flag.
  const noWaiting = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
  const handle = await open(path, constants.O_RDONLY | noWaiting);
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw new Error('no regular file');
    const { size } = about;
    return {
      size,
      read: async (into, place) => (await handle.read(into, 0, into.length, place)).bytesRead,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Mode 0600, never over a file that is there. */
export async function writePrivate(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
}

/** Mode 0600. Written beside it, brought to the disk, then put in its place. */
export async function replacePrivate(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.${Date.now().toString(36)}`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}

/** Random octets in place of its own, brought to the disk; then it is removed. */
export async function erase(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    for (let place = 0; place < size; place += 65_536)
      await handle.write(randomBytes(Math.min(65_536, size - place)), 0, undefined, place);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(path);
}

/** Mode 0600, in a folder of mode 0700; both are made where they are not there. */
export async function appendLines(path: string): Promise<LineFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    if (size > 0 && last[0] !== 0x0a) await handle.writeFile('\n');
    // A new file is found again after a loss of power once its folder is written; Windows cannot, and need not.
    if (size === 0) await syncFolder(dirname(path));
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    append: async (lines) => {
      await handle.writeFile(lines);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Longer than any call; whoever holds a lock renews it far more often. */
const lockLives = 60_000;

/**
 * A file that holds the number of the process that has the lock. Its time is renewed while it is held: where a
 * process was killed and its number given to another, the time tells.
 */
export async function lock(path: string): Promise<(() => Promise<void>) | undefined> {
  const mine = `${process.pid} ${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const beside = `${path}.${mine.replace(' ', '.')}`;
  await writeFile(beside, mine, { mode: 0o600, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (await linked(beside, path, mine)) {
        const renewing = setInterval(() => void renew(path), lockLives / 6);
        renewing.unref();
        return async () => {
          clearInterval(renewing);
          if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true });
        };
      }
      if (await isHeld(path)) return undefined;
      await takeAway(path);
    }
    return undefined;
  } finally {
    await rm(beside, { force: true });
  }
}

/** True where there was nothing: a link is made only then, and is whole from the first moment. */
async function linked(from: string, path: string, text: string): Promise<boolean> {
  try {
    await link(from, path).catch((error: unknown) => {
      // A file system without links (exFAT, some shares) can at least make a file only where there is none.
      if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error)))
        return writeFile(path, text, { mode: 0o600, flag: 'wx' });
      throw error;
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes a dead lock away. One at a time does: another, who looked before, would take away the lock of whoever came
 * next.
 */
async function takeAway(path: string): Promise<void> {
  const turn = `${path}.turn`;
  try {
    await writeFile(turn, '', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const age = await stat(turn).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    // Its process was killed between two lines.
    if (age > lockLives) await rm(turn, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 10));
    return;
  }
  try {
    if (!(await isHeld(path))) await rm(path, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

async function renew(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

async function isHeld(path: string): Promise<boolean> {
  try {
    const [text, about] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    if (Date.now() - about.mtimeMs > lockLives) return false;
    // Being written at this moment.
    if (text === '') return true;
    const holder = Number.parseInt(text, 10);
    if (!Number.isInteger(holder) || holder <= 0) return false;
    try {
      process.kill(holder, 0);
      return true;
    } catch (error) {
      // Another user's process is alive and not ours to signal.
      return codeOf(error) === 'EPERM';
    }
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}
