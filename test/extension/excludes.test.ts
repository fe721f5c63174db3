import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileExcludes, IgnoreFiles } from '../../src/core/files/excludes';
import { fileKind } from '../../src/extension/search/fileText';
import { without } from '../programs';

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
});

describe('.gitignore files agree with git', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'kmi-ignore-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const rules: Readonly<Record<string, string>> = {
    '': '# comment\n*.log\n!keep.log\n/build\nout/\n\\#odd\n**/cache/*\n!**/cache/kept\n docs/*.md\nsecret?.txt\n',
    'deep/': '!back.log\n*.txt\n/only\n',
    'deep/er/': '!*.txt\nfoo/**/bar\n',
  };
  const files = [
    'a.log',
    'keep.log',
    'build',
    'sub/build',
    'out/x',
    'sub/out/x',
    'out.txt',
    '#odd',
    'cache/a',
    'cache/kept',
    'x/cache/a',
    'docs/a.md',
    'secret1.txt',
    'secret.txt',
    'deep/back.log',
    'deep/a.log',
    'deep/a.txt',
    'deep/only',
    'deep/er/only',
    'deep/er/a.txt',
    'deep/er/a.log',
    'deep/er/foo/bar',
    'deep/er/foo/a/b/bar',
    'deep/er/foo/a/b/baz',
    'ümläut.log',
    'with blank.log',
  ];
  const hasGit = !without('git');
  beforeAll(() => {
    if (hasGit) execFileSync('git', ['init', '-q', root], { stdio: 'ignore' });
    for (const [base, text] of Object.entries(rules)) {
      mkdirSync(path.join(root, base), { recursive: true });
      writeFileSync(path.join(root, base, '.gitignore'), text);
    }
  });

  /** As the walk does: a folder that is ignored is not entered. */
  function ignored(file: string): boolean {
    const parts = file.split('/');
    let levels = IgnoreFiles.none;
    let base = '';
    for (const [at, part] of parts.entries()) {
      const text = rules[base];
      if (text !== undefined) levels = levels.with(base, text);
      const last = at === parts.length - 1;
      if (levels.ignores(base + part + (last ? '' : '/'))) return true;
      base += `${part}/`;
    }
    return false;
  }

  it.each(files)('%s', (file) => {
    if (!hasGit) return;
    let byGit = true;
    try {
      execFileSync('git', ['-C', root, 'check-ignore', '-q', '--no-index', file], { stdio: 'ignore' });
    } catch {
      byGit = false;
    }
    expect(ignored(file)).toBe(byGit);
  });
});

describe('what the first bytes say', () => {
  const wide = (text: string, big: boolean): Uint8Array =>
    Uint8Array.from(Array.from(Buffer.from(text)).flatMap((byte) => (big ? [0, byte] : [byte, 0])));
  it.each([
    ['text', Buffer.from('plain é🔑'), 'utf8'],
    ['Latin-1', Buffer.from('caf\xe9', 'latin1'), 'utf8'],
    ['nothing', new Uint8Array(0), 'utf8'],
    ['UTF-16 with its mark', Uint8Array.of(0xff, 0xfe, 0x41, 0), 'utf-16le'],
    ['UTF-16, big end first, with its mark', Uint8Array.of(0xfe, 0xff, 0, 0x41), 'utf-16be'],
    ['UTF-16 without a mark', wide('a log of a Windows machine', false), 'utf-16le'],
    ['UTF-16, big end first, without a mark', wide('a log of a Windows machine', true), 'utf-16be'],
    ['a NUL in text', Buffer.from('text\0text'), 'binary'],
    ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0), 'binary'],
  ] as const)('%s', (_name, bytes, kind) => {
    expect(fileKind(bytes)).toBe(kind);
  });
});
