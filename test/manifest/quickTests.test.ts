import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const tests = path.resolve(__dirname, '..');
/** What starts a process or a worker, or makes a bundle. */
const heavy = /from '(node:child_process|node:worker_threads|esbuild|(\.\.?\/)+(\w+\/)*nodeScript)'/;

describe('unit tests that are not called *.process.test.ts', () => {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !/\.process\.test\.ts$|^(host|e2e)[\\/]/.test(file))
    .map((file) => ({ file, text: readFileSync(path.join(tests, file), 'utf8') }));

  it('start a process only where test/programs.ts lets them', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(
      files
        .filter(({ text }) => heavy.test(text) && !/import \{ (quick|without) \} from/.test(text))
        .map(({ file }) => file),
    ).toEqual([]);
  });
});
