/** The folder of notes on imports, on this machine's disk. Loaded at start: what is heavy comes with the first use. */
import os from 'node:os';
import type { Moment } from '../keyservice/imports/note';
import type { NoteFolder } from '../keyservice/imports/noteStore';

/** Uptime is counted by the system from its start, also while it sleeps; no clock that is set changes it. */
export function moment(): Moment {
  return { host: os.hostname(), milliseconds: Math.round(os.uptime() * 1000) };
}

export function lazyNoteFolder(path: string): NoteFolder {
  let folder: Promise<NoteFolder> | undefined;
  const load = (): Promise<NoteFolder> =>
    (folder ??= import('./noteFiles').then(({ noteFolder }) => noteFolder(path)));
  return {
    names: async () => (await load()).names(),
    read: async (name) => (await load()).read(name),
    put: async (name, text) => (await load()).put(name, text),
    create: async (name, text) => (await load()).create(name, text),
    remove: async (name) => (await load()).remove(name),
    lock: async (name) => (await load()).lock(name),
    unlock: async (holder) => (await load()).unlock(holder),
    path: (name) => `${path}/${name}`,
  };
}
