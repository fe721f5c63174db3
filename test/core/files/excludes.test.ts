/** What a search leaves out: settings with conditions, and .gitignore files within each other. */
import { describe, expect, it } from 'vitest';
import { compileExcludes, IgnoreFiles } from '../../../src/core/files/excludes';
import { files, ignoredOf, lines, trees } from './ignoreCases';

const none = new Set<string>();

describe('globs of the settings', () => {
  it.each([
    ['**/.git', '.git', true],
    ['**/.git', 'a/b/.git', true],
    ['**/.git', 'a/.github', false],
    ['**/*.code-search', 'x.code-search', true],
    ['**/node_modules', 'a/node_modules', true],
    ['dist', 'dist', true],
    ['dist', 'a/dist', false],
    ['dist/**', 'dist/a.js', true],
    ['**/*.{log,tmp}', 'a/.hidden.tmp', true],
    ['**/*.log', 'a/b.txt', false],
    ['**/[ab].txt', 'b.txt', true],
  ])('%s on %s: %s', (glob, file, excluded) => {
    expect(compileExcludes({ [glob]: true })(file, none)).toBe(excluded);
    expect(compileExcludes({ [glob]: false })(file, none)).toBe(false);
  });

  it('a condition on a sibling', () => {
    const excludes = compileExcludes({ '**/*.js': { when: '$(basename).ts' } });
    expect(excludes('a/x.js', new Set(['x.js', 'x.ts']))).toBe(true);
    expect(excludes('a/y.js', new Set(['x.ts', 'y.js']))).toBe(false);
  });

  it.each<[when: string, file: string, siblings: string[], excluded: boolean]>([
    ['$(basename).ts', 'x.js', ['x.ts'], true],
    ['$(basename).ts', 'a/b.c/x.js', ['x.ts'], true],
    ['$(basename).ts', 'x.test.js', ['x.test.ts'], true],
    ['$(basename).ts', 'x.test.js', ['x.ts'], false],
    ['$(basename).ts', 'x', ['x.ts'], true],
    // A name that begins with a dot has no ending.
    ['$(basename).ts', '.x', ['.x.ts'], true],
    ['$(basename).ts', '.x', ['.ts'], false],
    ['$(basename).ts', 'a.js', [], false],
    ['fixed.txt', 'x.js', ['fixed.txt'], true],
    ['$(basename)$(basename)', 'x.js', ['xx'], true],
    ['$(basename)', "$&$'.js", ["$&$'"], true],
    ['', 'x.js', [''], true],
  ])('when %j, %s beside %j: %s', (when, file, siblings, excluded) => {
    expect(compileExcludes({ '**': { when } })(file, new Set(siblings))).toBe(excluded);
    expect(compileExcludes({ 'y*': { when } })(file, new Set(siblings))).toBe(false);
  });

  it('a condition that is no text is none, and one glob is enough', () => {
    expect(compileExcludes({ x: {} })('x', none)).toBe(true);
    expect(compileExcludes({ x: { when: '$(basename).ts' }, '*': true })('x', none)).toBe(true);
    expect(compileExcludes({ y: true, x: true })('x', none)).toBe(true);
    expect(compileExcludes({})('x', none)).toBe(false);
  });

  it.each([
    ['/dist', 'dist', true],
    ['dist/', 'dist', true],
    ['/dist/', 'dist', true],
    ['/dist/', 'dist/a', false],
    ['//dist', 'dist', false],
    ['/', '', true],
    ['/', 'a', false],
  ])('slashes around: %s on %j: %s', (glob, file, excluded) => {
    expect(compileExcludes({ [glob]: true })(file, none)).toBe(excluded);
  });

  it('has 50,000 characters of globs and conditions, and tells of each that is one too many', () => {
    let leftOut = 0;
    const tell = (): number => leftOut++;
    const long = (letter: string, count: number): string => letter.repeat(count);
    const excludes = compileExcludes({ [long('a', 49_999)]: true, b: true }, tell);
    expect([excludes(long('a', 49_999), none), excludes('b', none), leftOut]).toEqual([true, true, 0]);
    const over = compileExcludes({ [long('a', 49_999)]: true, bb: true, c: false, d: true }, tell);
    expect([over('bb', none), over('c', none), over('d', none), leftOut]).toEqual([false, false, false, 2]);
    // A condition counts as well; what is switched off does not.
    compileExcludes({ [long('a', 40_000)]: { when: long('b', 10_000) } }, tell);
    compileExcludes({ [long('a', 50_001)]: false, c: true }, tell);
    expect(leftOut).toBe(2);
    compileExcludes({ [long('a', 40_000)]: { when: long('b', 10_001) } }, tell);
    expect(leftOut).toBe(3);
    expect(() => compileExcludes({ [long('a', 50_001)]: true })).not.toThrow();
  });
});

describe('.gitignore files', () => {
  // git.process.test.ts holds the same against Git.
  it('leave out what is kept here, line by line', async () => {
    const shown = lines.map((line) => {
      const left = ignoredOf({ '': `${line}\n` }, files).map((file) => JSON.stringify(file));
      return `${JSON.stringify(line)}: ${left.join(' ') || 'nothing'}`;
    });
    await expect(`${shown.join('\n')}\n`).toMatchFileSnapshot('whole/ignoredByLine.txt');
  });

  it('decide by the deepest of them, and in each by its last line', async () => {
    const shown = trees.map(([texts, paths]) => {
      const left = new Set(ignoredOf(texts, paths));
      return [
        ...Object.entries(texts).map(([base, text]) => `# ${base || 'root'} ${JSON.stringify(text)}`),
        ...paths.map((path) => `${left.has(path) ? 'ignored' : 'searched'} ${path}`),
      ].join('\n');
    });
    await expect(`${shown.join('\n\n')}\n`).toMatchFileSnapshot('whole/ignoredInTrees.txt');
  });

  it('know a folder by its slash', () => {
    const rules = IgnoreFiles.none.with('', 'a/\nb\n');
    expect(['a', 'a/', 'b', 'b/', 'c/'].map((path) => rules.ignores(path))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(IgnoreFiles.none.ignores('a/')).toBe(false);
  });
});
