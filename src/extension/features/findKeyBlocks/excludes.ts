/** What a search of the workspace leaves out: files.exclude, search.exclude, and .gitignore files of any folder. */
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch/posix';

/** Globs of the settings, with VS Code's meaning: paths from the workspace folder, `*` matches dots too. */
export type Excludes = (path: string, siblings: ReadonlySet<string>) => boolean;

export type ExcludeSetting = Readonly<Record<string, boolean | { readonly when?: string }>>;

/** The excludes of a setting such as files.exclude. */
export function compileExcludes(setting: ExcludeSetting): Excludes {
  const options = { dot: true, nonegate: true, noextglob: true };
  const rules = Object.entries(setting).flatMap(([glob, value]) => {
    if (value === false) return [];
    const matches = picomatch(glob, options);
    return [{ matches, when: typeof value === 'object' ? value.when : undefined }];
  });
  return (path, siblings) =>
    rules.some(({ matches, when }) => {
      if (!matches(path)) return false;
      if (when === undefined) return true;
      const name = path.slice(path.lastIndexOf('/') + 1);
      const dot = name.lastIndexOf('.');
      return siblings.has(when.replaceAll('$(basename)', dot > 0 ? name.slice(0, dot) : name));
    });
}

/** The .gitignore files from the workspace folder down to one folder: the deepest that says something decides. */
export class IgnoreFiles {
  private constructor(
    private readonly levels: readonly { readonly base: string; readonly rules: Ignore }[],
  ) {}

  static readonly none = new IgnoreFiles([]);

  /** With the file of another folder; `base` is that folder's path from the workspace folder, '' or ending in '/'. */
  with(base: string, text: string): IgnoreFiles {
    return new IgnoreFiles([...this.levels, { base, rules: ignore({ allowRelativePaths: true }).add(text) }]);
  }

  /** @param path from the workspace folder; that of a folder ends in '/' */
  ignores(path: string): boolean {
    for (const { base, rules } of [...this.levels].reverse()) {
      const { ignored, unignored } = rules.test(path.slice(base.length));
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}
