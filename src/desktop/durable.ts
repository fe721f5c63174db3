/**
 * Files that must survive a crash, and locks that windows and processes of one machine see. A file is on the disk
 * when the call resolves: its bytes first, then its name in the folder.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LineFile } from '../extension/host/files';

/** Mode 0600. Written beside it, brought to the disk, then put in its place, whole or not at all. */
export async function replacePrivate(path: string, bytes: Uint8Array): Promise<void> {
  await placed(path, bytes, (beside) => rename(beside, path));
}

/**
 * Mode 0600, whole or not at all, never over a file that is there.
 * @returns false where there is one
 */
export async function createPrivate(path: string, bytes: Uint8Array): Promise<boolean> {
  let made = true;
  await placed(path, bytes, async (beside) => {
    made = await linked(beside, path, bytes);
  });
  return made;
}

async function placed(
  path: string,
  bytes: Uint8Array,
  place: (beside: string) => Promise<void>,
): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(beside);
  } finally {
    await rm(beside, { force: true });
  }
  await syncFolder(dirname(path));
}

/** True where there was nothing: a link is made only then, and is whole from the first moment. */
async function linked(from: string, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await link(from, path).catch((error: unknown) => {
      // A file system without links (exFAT, some shares) can at least create a file only where there is none.
      if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error)))
        return writeFile(path, bytes, { mode: 0o600, flag: 'wx', flush: true });
      throw error;
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Mode 0600, in a folder of mode 0700; both are made where they do not exist. */
export async function appendLines(path: string): Promise<LineFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    if (size > 0 && last[0] !== 0x0a) await handle.writeFile('\n');
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

/** A new name is found again after a loss of power once its folder is written; Windows cannot, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Node's code of an error of the system, or ''. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}
