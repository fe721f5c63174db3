import fc from '../../properties';
import { runs } from '../../quick';
import picomatch from 'picomatch/posix';
import { describe, expect, it } from 'vitest';
import { compileExcludes, IgnoreFiles } from '../../../src/core/files/excludes';
import { compileGlob } from '../../../src/core/files/glob';

const none = new Set<string>();
const excluded = (glob: string, file: string): boolean => compileExcludes({ [glob]: true })(file, none);

/** https://code.visualstudio.com/docs/editor/glob-patterns */
describe('a glob of the settings', () => {
  it.each([
    // `*` and `?`: characters of one name
    ['*.js', 'a.js', true],
    ['*.js', '.js', true],
    ['*.js', 'a/b.js', false],
    ['a*', 'a', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a?c', 'ac', false],
    ['a?c', 'a🔑c', true],
    ['a**b', 'axyb', true],
    ['a**b', 'ax/yb', false],
    // `**`: any number of folders, and none
    ['**', 'a/b', true],
    ['**/*.js', 'a.js', true],
    ['**/*.js', '.a/b.js', true],
    ['**/a', 'ba', false],
    ['**/a/b', 'x/a/b', true],
    ['**/a/b', 'x/y/b', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'ab', false],
    ['a/**/b', 'a/xb', false],
    ['a/**', 'a', true],
    ['a/**', 'a/x/y', true],
    ['a/**', 'ab', false],
    ['**/a/**', 'x/a/y', true],
    ['**/a/**', 'x/a', true],
    ['**/a/**', 'x/ab/y', false],
    ['**/**/a', 'x/a', true],
    // `{}`: choices, within each other too
    ['**/*.{ts,js}', 'a/b.js', true],
    ['**/*.{ts,js}', 'a/b.css', false],
    ['{**/*.html,**/*.txt}', 'a/b.txt', true],
    ['{**/*.html,**/*.txt}', 'a/b.tx', false],
    ['{a,b/**}', 'b/c/d', true],
    ['{a/**,b}/c', 'a/x/c', true],
    ['{a,{b,c}d}e', 'cde', true],
    ['{a,{b,c}d}e', 'ce', false],
    ['a{,b}', 'a', true],
    ['{a}', 'a', true],
    ['{a,b', '{a,b', true],
    ['a}', 'a}', true],
    ['{a,{b}', '{a,b', true],
    ['a,b', 'a,b', true],
    // `[]`: one of these characters
    ['a.[0-9]', 'a.7', true],
    ['a.[0-9]', 'a.x', false],
    ['a.[!0-9]', 'a.x', true],
    ['a.[^0-9]', 'a.7', false],
    ['a[!b]c', 'a/c', false],
    ['a[.-0]c', 'a/c', false],
    ['[]a]', ']', true],
    ['[a-]', '-', true],
    ['[a', '[a', true],
    // no other characters mean anything
    ['(a|b)+', 'a', false],
    ['(a|b)+', '(a|b)+', true],
    ['a.c', 'abc', false],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['A', 'a', false],
    ['/a', 'a', true],
    ['/a', 'b/a', false],
    ['a/', 'a', true],
    ['', 'a', false],
  ])('%s on %s: %s', (glob, file, fits) => expect(excluded(glob, file)).toBe(fits));

  it('agrees with another reader of globs', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '/',
      '*',
      '?',
      '.',
      '[ab]',
      '[^a]',
      '{a,b}',
      '{a*,/b}',
      '**/',
      '/**/',
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
    const file = fc
      .array(fc.stringMatching(/^[ab]{1,3}$/), { minLength: 1, maxLength: 3 })
      .map((all) => all.join('/'));
    const plain = (text: string): boolean =>
      !/\/\/|^\/|\/$|\*{3}|[^/]\*\*|\*\*[^/]|\*\*\/\*\*/.test(text) && !/(^|\/)\.{1,2}(\/|$)/.test(text);
    fc.assert(
      fc.property(pattern, file, (glob, name) => {
        fc.pre(plain(glob) && plain(name));
        const theirs = picomatch(glob, { dot: true, nonegate: true, noextglob: true })(name);
        expect([glob, name, excluded(glob, name)]).toEqual([glob, name, theirs]);
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe('globs that are made to be slow end', () => {
  const long = 'a'.repeat(4000);
  it.each([
    ['many stars', `**/${'*a'.repeat(500)}*b`],
    ['many stars in a row', `${'*'.repeat(1000)}b`],
    ['many folders', `${'**/'.repeat(500)}b`],
    ['choices one after the other', `${'{a,aa,*}'.repeat(200)}b`],
    ['choices within each other', `${'{*a,'.repeat(500)}a${'}'.repeat(500)}b`],
    ['stars in choices', `${'{*a*,*a,a*}'.repeat(100)}b`],
    ['braces that are never closed', `${'{'.repeat(4000)}b`],
    ['sets that are never closed', `${'['.repeat(4000)}b`],
    ['sets', `${'[a-z]*'.repeat(500)}[b]`],
  ])('%s', (_, glob) => {
    for (const file of [long, `${'a/'.repeat(2000)}a`]) {
      expect(excluded(glob, file)).toBe(false);
      const rules = IgnoreFiles.none.with('', glob);
      expect(rules.ignores(file)).toBe(false);
    }
  });

  it('and more of them than any project has are left out, which is said', () => {
    let leftOut = 0;
    const globs = Array.from({ length: 20_000 }, (_, i) => [`${'*a'.repeat(50)}${i}`, true]);
    const setting = { first: true, ...(Object.fromEntries(globs) as Record<string, true>) };
    const excludes = compileExcludes(setting, () => leftOut++);
    expect(leftOut).toBeGreaterThan(19_000);
    expect(excludes('first', none)).toBe(true);
    expect(excludes(long, none)).toBe(false);
  });
});

it('a name with signs of a replacement is taken as it is in a condition', () => {
  const excludes = compileExcludes({ '*.js': { when: '$(basename).ts' } });
  expect(excludes("$&$'.js", new Set(["$&$'.ts"]))).toBe(true);
});

it('a set has members and ranges, and never a slash', () => {
  const options = { braces: false, folderItself: false, ignoreCase: true };
  expect(compileGlob('[A-C]', options)('b')).toBe(true);
  expect(compileGlob('X[!a]y', options)('xBY')).toBe(true);
  expect(compileGlob('x[!a]y', options)('x/y')).toBe(false);
});

describe('every part of a glob beside every other', () => {
  const parts = ['a', '*', '**', '?', '[ab]', '[!a]', '{a,b}', '{a/**,*}', '\\a'];
  const globs = [
    ...parts.flatMap((one) => ['a', '**', '*', '{,b}'].flatMap((two) => [`${one}${two}`, `${one}/${two}`])),
    ...parts.flatMap((one) => [
      one,
      `/${one}`,
      `${one}/`,
      `**/${one}`,
      `${one}/**`,
      `a/${one}/b`,
      `x${one}y`,
    ]),
    ...[
      '**/a*',
      '**/*.{a,b}',
      '{**/a,b}',
      '{a,**}/b',
      'a/{**,b}/x',
      '{a/**}',
      '{a,b/**}x',
      'a/**x',
      'x**/a',
      '***/a',
    ],
    ...[
      '{{a,b},x}',
      '{a{b,x}}y',
      '{a}{b}',
      '{,a}',
      '{,}',
      '{}',
      'a{',
      'a}',
      '{a',
      ',',
      'a,b',
      '{a,b',
      '{a,{b,x}',
      '}{',
    ],
    ...[
      '[',
      ']',
      '[]',
      '[a',
      '[]]',
      '[!]',
      '[^]]',
      '[a-b]',
      '[b-a]',
      '[a-]',
      '[!a-b]',
      '[a-bx-y]',
      '[.-0]',
      '[🔑a]',
    ],
    ...[
      '\\',
      'a\\',
      '\\*',
      '\\{a,b}',
      '{a\\,b}',
      '\\[a]',
      '[\\a]',
      '.*',
      '*.*',
      'A',
      '[A]',
      '\\A',
      '🔑',
      '?🔑',
      'É',
    ],
  ];
  const paths = [
    ...[
      '',
      'a',
      'b',
      'x',
      '.',
      '*',
      ',',
      '{',
      '}',
      ']',
      '[',
      '-',
      '\\',
      'A',
      '🔑',
      'a🔑',
      'é',
      '.a',
      'a.b',
      'a,b',
      '{a,b}',
    ],
    ...[
      'aa',
      'ab',
      'ba',
      'xy',
      'xay',
      'ax',
      'bx',
      '{a',
      'a{',
      'a}',
      '{}',
      '[a',
      '[a]',
      'a\\',
      'x/y',
      'xa/y',
      '/',
      'a/',
    ],
    ...[
      'a/a',
      'a/b',
      'b/a',
      'b/b',
      'a/x/b',
      'a/a/b',
      'a/a/a',
      'b/a/b',
      'x/a/b',
      'a/x/y/b',
      'a/b/x',
      'a/x',
      'x/x/a.b',
    ],
  ];

  it.each([
    ['globsOfSettings', { braces: true, folderItself: true, ignoreCase: false }],
    ['globsOfIgnoreFiles', { braces: false, folderItself: false, ignoreCase: true }],
  ] as const)('fits what is kept, %s', async (name, options) => {
    const lines = [...new Set(globs)].map((glob) => {
      const fitting = paths.filter(compileGlob(glob, options)).map((one) => one || 'nothing');
      return `${glob}    ${fitting.join('  ')}`.trimEnd();
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`whole/${name}.txt`);
  });
});
