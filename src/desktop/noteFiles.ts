import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { NoteFolder } from '../keyservice/imports/noteStore';
import { codeOf, createPrivate, replacePrivate } from './durable';
import { lock, unlock } from './locks';

/** @param folder its path; made, with mode 0700, with its first file */
export function noteFolder(folder: string): NoteFolder {
  const at = (name: string): string => path.join(folder, name);
  const made = (): Promise<unknown> => mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    async names() {
      try {
        return await readdir(folder);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return [];
        throw error;
      }
    },
    async read(name) {
      try {
        return await readFile(at(name), 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    async put(name, text) {
      await made();
      await replacePrivate(at(name), Buffer.from(text));
    },
    async create(name, text) {
      await made();
      return createPrivate(at(name), Buffer.from(text));
    },
    remove: (name) => rm(at(name), { force: true }),
    // Beside the notes: looking for a lock lists its folder.
    lock: (name) => lock(path.join(folder, 'locks', name)),
    unlock: ({ file }) => unlock(file),
    path: at,
  };
}
