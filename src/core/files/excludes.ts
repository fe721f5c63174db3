/** What a search of the workspace leaves out: files.exclude, search.exclude, and .gitignore files of any folder. */
import { compileGlob, type Glob } from './glob';

/** Globs of the settings, with VS Code's meaning: paths from the workspace folder, `*` matches dots too. */
export type Excludes = (path: string, siblings: ReadonlySet<string>) => boolean;

export type ExcludeSetting = Readonly<Record<string, boolean | { readonly when?: string }>>;

/** Characters of all globs together: a hundred times what projects have, and still soon held against a path. */
const mostCharacters = 50_000;

/**
 * The excludes of a setting such as files.exclude.
 *
 * @param leftOut told of a glob that is one too many; what it excludes is then searched
 */
export function compileExcludes(setting: ExcludeSetting, leftOut?: () => void): Excludes {
  let characters = 0;
  const rules = Object.entries(setting).flatMap(([glob, value]) => {
    if (value === false) return [];
    const when = typeof value === 'object' && typeof value.when === 'string' ? value.when : undefined;
    characters += glob.length + (when?.length ?? 0);
    if (characters > mostCharacters) {
      leftOut?.();
      return [];
    }
    return [{ matches: compileGlob(withoutOuterSlashes(glob), ofSettings), when }];
  });
  return (path, siblings) =>
    rules.some(({ matches, when }) => {
      if (!matches(path)) return false;
      if (when === undefined) return true;
      const name = path.slice(path.lastIndexOf('/') + 1);
      const dot = name.lastIndexOf('.');
      const base = dot > 0 ? name.slice(0, dot) : name;
      return siblings.has(when.replaceAll('$(basename)', () => base));
    });
}

const ofSettings = { braces: true, folderItself: true, ignoreCase: false };

/** `/dist` and `dist/` mean `dist`: every glob of a setting begins at the workspace folder. */
function withoutOuterSlashes(glob: string): string {
  return glob.slice(glob.startsWith('/') ? 1 : 0, glob.length > 1 && glob.endsWith('/') ? -1 : undefined);
}

interface IgnoreRule {
  readonly matches: Glob;
  readonly foldersOnly: boolean;
  /** It begins with "!": what it matches is searched again. */
  readonly back: boolean;
}

const ofIgnoreFile = { braces: false, folderItself: false, ignoreCase: true };

/** A line of a .gitignore file, by gitignore(5); undefined for an empty one or a comment. */
function ignoreRule(line: string): IgnoreRule | undefined {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end--;
  const back = line.startsWith('!');
  let pattern = line.slice(back ? 1 : 0, end);
  if (line.startsWith('#')) return undefined;
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  if (pattern === '') return undefined;
  // With a slash it begins at the folder of the file, without one it holds in every folder below.
  const anchored = pattern.includes('/');
  const glob = pattern.startsWith('/') ? pattern.slice(1) : anchored ? pattern : `**/${pattern}`;
  return { matches: compileGlob(glob, ofIgnoreFile), foldersOnly, back };
}

/** The .gitignore files from the workspace folder down to one folder: the deepest that says something decides. */
export class IgnoreFiles {
  /** Rules in the order of the file: the last that matches decides. */
  private constructor(
    private readonly levels: readonly { readonly base: string; readonly rules: readonly IgnoreRule[] }[],
  ) {}

  static readonly none = new IgnoreFiles([]);

  /** With the file of another folder; `base` is that folder's path from the workspace folder, '' or ending in '/'. */
  with(base: string, text: string): IgnoreFiles {
    const rules = text.split(/\r?\n/).flatMap((line) => ignoreRule(line) ?? []);
    return new IgnoreFiles([...this.levels, { base, rules }]);
  }

  /** @param path from the workspace folder; that of a folder ends in '/' */
  ignores(path: string): boolean {
    const isFolder = path.endsWith('/');
    for (const { base, rules } of this.levels.toReversed()) {
      const inside = path.slice(base.length, isFolder ? -1 : undefined);
      const rule = rules.findLast(
        ({ matches, foldersOnly }) => (isFolder || !foldersOnly) && matches(inside),
      );
      if (rule) return !rule.back;
    }
    return false;
  }
}
