/** Lines of .gitignore files and the paths they are held against: the same for what is kept, and for what Git says. */
import { IgnoreFiles } from '../../../src/core/files/excludes';

/** By the folder of the file, from the root: '' or ending in '/'. */
export type IgnoreTexts = Readonly<Record<string, string>>;

/** Files that are left out as a walk does it: a folder that is ignored is not entered. */
export function ignoredOf(texts: IgnoreTexts, files: readonly string[]): string[] {
  return files.filter((file) => {
    const parts = file.split('/');
    let levels = IgnoreFiles.none;
    let base = '';
    return parts.some((part, at) => {
      const text = texts[base];
      if (text !== undefined) levels = levels.with(base, text);
      const path = base + part;
      base = `${path}/`;
      return levels.ignores(at === parts.length - 1 ? path : base);
    });
  });
}

/** Each by itself, for `files`. */
export const lines = [
  ...['a', '/a', 'a/', '/a/', 'a/b', '/a/b', 'b/', '/b/a/'],
  ...['*', '*b', 'a*', '?', '??', 'a?b', 'a??', '*.b', 'x/*', 'x/*/b', 'a/*/b', '*/b', '/*', '/*b', '/*/'],
  ...['[ab]', '[^a]', '[!a]', '[a-c]', '[]a]', '[!]a]', 'a[x.]b', 'x[!a]a', '[a-]', '[-a]'],
  ...[
    'a**b',
    '**/a',
    '**/b',
    '**/a/',
    'a/**',
    'a/**/b',
    '**',
    '**/a/**',
    'x/**/b',
    'x/**',
    '**/x/*/b',
    '***',
  ],
  ...[
    'a ',
    'a\\ ',
    'a b',
    'a  ',
    '\\#a',
    '#a',
    '\\!a',
    '!a',
    '{a,b}',
    '\\*',
    '\\[a',
    '\\a',
    '\\\\',
    '',
    ' ',
    '/',
  ],
  ...['*\n!a', '*\n!a/', '/*\n!/a', 'a\n!a', '!a\na', 'x/\n!x/a', 'a\r', 'a\r\nb\r', '!*\n*b', 'A', '*.B'],
];

export const files = [
  ...['a', 'b', 'ab', 'a.b', '{a,b}', 'a b', 'a ', '#a', '!a', '[a', '*', '-', ']', '\\', 'axb'],
  ...['a/b', 'b/a', 'x/a/b', 'a/x/b', 'a/x/y/b', 'x/ab', 'x/axb', 'ab/x', 'x/a b', 'x/a/y'],
];

/** Several files within each other. */
export const trees: readonly (readonly [IgnoreTexts, readonly string[]])[] = [
  [
    {
      '': '# comment\n*.log\n!keep.log\n/build\nout/\n\\#odd\n**/cache/*\n!**/cache/kept\n docs/*.md\nsecret?.txt\n',
      'deep/': '!back.log\n*.txt\n/only\n',
      'deep/er/': '!*.txt\nfoo/**/bar\n',
    },
    [
      ...['a.log', 'keep.log', 'build', 'sub/build', 'out/x', 'sub/out/x', 'out.txt', '#odd', 'cache/a'],
      ...['cache/kept', 'x/cache/a', 'docs/a.md', 'secret1.txt', 'secret.txt', 'deep/back.log', 'deep/a.log'],
      ...['deep/a.txt', 'deep/only', 'deep/er/only', 'deep/er/a.txt', 'deep/er/a.log', 'deep/er/foo/bar'],
      ...['deep/er/foo/a/b/bar', 'deep/er/foo/a/b/baz', 'ümläut.log', 'with blank.log'],
    ],
  ],
  // The deepest file decides, also where it says the same otherwise; what it does not name is left to the next one.
  [
    { '': '*.key\n!a.key\n', 'in/': '!*.key\na.key\n', 'in/side/': 'b.key\n' },
    [
      'a.key',
      'b.key',
      'in/a.key',
      'in/b.key',
      'in/side/a.key',
      'in/side/b.key',
      'in/side/c.key',
      'other/b.key',
    ],
  ],
  // A path of a file begins at its own folder.
  [
    { 'in/': '/x\nin/y\n*/z\nw/\n' },
    ['x', 'in/x', 'in/in/x', 'in/y', 'in/in/y', 'in/z', 'in/a/z', 'in/a/b/z', 'in/w', 'in/w/a', 'w/a'],
  ],
];
