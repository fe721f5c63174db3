/** Reading parts of files on disk, for hosts on Node. */
import { open } from 'node:fs/promises';
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
