/** What a command reads: standard input, files, folders and globs. */
import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { IgnoreFiles } from '../core/files/excludes';
import { compileGlob, type Glob } from '../core/files/glob';
import { CommandProblem, given } from './outcome';

/** A file by its path, or standard input. Names have forward slashes. */
export interface Source {
  readonly name: string;
  /** Undefined for standard input. */
  readonly file: string | undefined;
}

/** Whether the arguments name one source, so that one report is written. */
export async function isSingle(args: readonly string[]): Promise<boolean> {
  if (args.length === 0) return true;
  const [only] = args;
  if (args.length > 1 || only === undefined) return false;
  return only === '-' || (await kindOf(only)) === 'file';
}

/**
 * The sources of a command, in the order of its arguments; those of a folder in the order of their names.
 * @throws CommandProblem for what is not there
 */
export async function* sourcesOf(args: readonly string[], stdinName = 'stdin'): AsyncGenerator<Source> {
  if (args.length === 0) yield { name: stdinName, file: undefined };
  // All are looked at before one is read: what is put out is whole, or nothing.
  const kinds: ('stdin' | 'file' | 'folder' | undefined)[] = [];
  for (const arg of args) {
    const kind = arg === '-' ? 'stdin' : await kindOf(arg);
    if (kind === undefined && !/[*?{[]/.test(arg))
      throw new CommandProblem(
        `${given(arg)} was not found. Key material itself is read from standard input or a file.`,
      );
    kinds.push(kind);
  }
  for (const [i, arg] of args.entries()) {
    const kind = kinds[i];
    if (kind === 'stdin') yield { name: stdinName, file: undefined };
    else if (kind === 'file') yield { name: slashed(arg), file: arg };
    else if (kind === 'folder') yield* filesBelow(arg);
    else yield* matching(slashed(arg));
  }
}

const slashed = (name: string): string => (path.sep === '\\' ? name.replaceAll('\\', '/') : name);

export async function kindOf(name: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(name)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** Files that a glob names, from the last folder that it names without one on. */
async function* matching(pattern: string): AsyncGenerator<Source> {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?{[]/.test(part));
  const base = parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const glob = compileGlob(parts.slice(first).join('/'), {
    braces: true,
    folderItself: false,
    ignoreCase: process.platform === 'win32',
  });
  let found = false;
  for await (const source of filesBelow(base, glob)) {
    found = true;
    yield source;
  }
  if (!found) throw new CommandProblem(`No file matches ${given(pattern)}.`);
}

/** Never of interest, and large. */
const leftOut = new Set(['.git', 'node_modules']);
const deepest = 100;
/** Larger files are no list of patterns. */
const largestIgnoreFile = 256 * 1024;

/** Files below a folder that .gitignore files do not exclude; links to folders are not followed. */
export function filesBelow(folder: string, include?: Glob): AsyncGenerator<Source> {
  const given = slashed(folder);
  let end = given.length;
  while (end > 0 && given[end - 1] === '/') end--;
  const prefix = given === '.' ? '' : `${given.slice(0, end)}/`;
  return walk(folder, '', IgnoreFiles.none, 0);

  async function* walk(
    place: string,
    inside: string,
    above: IgnoreFiles,
    depth: number,
  ): AsyncGenerator<Source> {
    let entries: Dirent[];
    try {
      entries = await readdir(place, { withFileTypes: true });
    } catch {
      // Reading it as a file reports why it cannot be read, and counts it.
      yield { name: prefix + (inside === '' ? '.' : inside), file: place };
      return;
    }
    let ignored = above;
    if (entries.some((entry) => entry.name === '.gitignore')) {
      const file = path.join(place, '.gitignore');
      const found = await lstat(file);
      // As Git: a link is none.
      if (found.isFile() && found.size <= largestIgnoreFile)
        ignored = above.with(inside, await readFile(file, 'utf8'));
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    for (const entry of entries) {
      const name = inside + entry.name;
      if (leftOut.has(entry.name) || ignored.ignores(entry.isDirectory() ? `${name}/` : name)) continue;
      if (entry.isDirectory()) folders.push(entry.name);
      else if (entry.isFile() && (include?.(name) ?? true))
        yield { name: prefix + name, file: path.join(place, entry.name) };
    }
    if (depth < deepest)
      for (const name of folders)
        yield* walk(path.join(place, name), `${inside}${name}/`, ignored, depth + 1);
  }
}
