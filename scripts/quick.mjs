// npm run test:quick: the types, from what is known of the last time, and the unit tests that changed files reach within
// their own layer. Usage: npm run test:quick -- [--all | FILE…]. Changed is what Git has not committed yet, or the named
// files; --all takes every unit test, and makes the bundles. Tests that start processes or make bundles are left to npm
// test. Last line as there.
import { execFileSync } from 'node:child_process';
import pLimit from 'p-limit';
import { lastLine } from './counts.mjs';
import { root } from './paths.mjs';
import { runMain } from './problem.mjs';
import { step, total, unitTests } from './steps.mjs';

/** What every test depends on. */
const ofEverything = /^(?:package(?:-lock)?\.json|vitest\.config\.mjs|test\/[^/]+)$/;

/** Layers whose tests lie in a folder of another name. */
const elsewhere = { cli: 'core', agent: 'extension', browser: 'extension', desktop: 'extension' };

/** @returns {string[]} paths from the checkout */
function notCommitted() {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '');
  return [
    ...git('diff', '--name-only', 'HEAD'),
    ...git('ls-files', '--others', '--exclude-standard', '--full-name'),
  ];
}

/** The folder under `test` that a file belongs to. @param {string} file */
function folderOf(file) {
  const [first = '', second = ''] = file.split('/');
  if (first !== 'src' && first !== 'test') return first;
  return second.includes('.')
    ? 'extension'
    : (/** @type {Record<string, string>} */ (elsewhere)[second] ?? second);
}

runMain(async () => {
  const args = process.argv.slice(2);
  const named = args.filter((one) => !one.startsWith('--'));
  const files = named.length > 0 ? named : notCommitted();
  const all = args.includes('--all');
  const every = all || files.some((file) => ofEverything.test(file));
  const folders = every ? '' : [...new Set(files.map(folderOf)), 'manifest'].join();
  const tests = every ? ['run'] : ['related', '--run', ...files];
  /** @type {(() => Promise<void>)[]} */
  const jobs = [
    () => step('types', ['scripts/types.mjs']),
    () => unitTests('unit', [...tests, '--passWithNoTests'], { KMI_QUICK: '1', KMI_FOLDERS: folders }),
    ...(all ? [() => step('build', ['esbuild.mjs'])] : []),
  ];
  await pLimit(2).map(jobs, (job) => job());
  if (!every) console.log('Tests of other layers that the change reaches run with --all.');
  console.log(lastLine(total));
  return total.failed === 0 ? 0 : 1;
});
