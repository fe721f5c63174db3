/** What is kept of .gitignore files is what Git says. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { without } from '../../programs';
import { files, ignoredOf, lines, trees, type IgnoreTexts } from './ignoreCases';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'kmi-ignore-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What Git leaves out with these files. It knows no letters that are the same but for their case, unless it is told. */
function byGit(texts: IgnoreTexts, paths: readonly string[]): string[] {
  execFileSync('git', ['init', '-q', root], { stdio: 'ignore' });
  for (const [base, text] of Object.entries(texts)) {
    mkdirSync(path.join(root, base), { recursive: true });
    writeFileSync(path.join(root, base, '.gitignore'), text);
  }
  const args = ['-C', root, '-c', 'core.ignoreCase=true', 'check-ignore', '--no-index', '-z', '--stdin'];
  try {
    return execFileSync('git', args, { input: paths.join('\0'), encoding: 'utf8' })
      .split('\0')
      .filter(Boolean);
  } catch {
    // Git ends with 1 where no path is ignored.
    return [];
  }
}

describe.skipIf(without('git'))('agrees with Git', () => {
  it.each(lines)('%j', (line) => {
    const texts = { '': `${line}\n` };
    expect(ignoredOf(texts, files)).toEqual(byGit(texts, files));
  });

  it.each(trees)('%j', (texts, paths) => {
    expect(ignoredOf(texts, paths)).toEqual(byGit(texts, paths));
  });
});
