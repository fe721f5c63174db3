/** Files on disk for hosts on Node: parts of them, and private ones. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import type { OpenFile } from '../extension/host/files';

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
