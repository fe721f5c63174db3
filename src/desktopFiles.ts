/** Files on disk for hosts on Node: parts of them, and private ones. */
import { open, writeFile } from 'node:fs/promises';
import type { OpenFile } from './extension/support/files';

/** Rejects with Node's error where the file is not there or may not be read. */
export async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
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
