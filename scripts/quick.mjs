// npm run test:quick: the types, from what is known of the last time, and the unit tests that changed files reach.
// Usage: npm run test:quick -- [--all | FILE…]. Changed is what Git has not committed yet, or the named files; --all takes
// every unit test, and makes the bundles. Tests that start processes or make bundles are left to npm test. Last line as
// there.
import pLimit from 'p-limit';
import { lastLine } from './counts.mjs';
import { runMain } from './problem.mjs';
import { step, total, unitTests } from './steps.mjs';

runMain(async () => {
  const args = process.argv.slice(2);
  const all = args.includes('--all');
  const files = args.filter((one) => !one.startsWith('--'));
  const tests = files.length > 0 ? ['related', '--run', ...files] : all ? ['run'] : ['run', '--changed'];
  /** @type {(() => Promise<void>)[]} */
  const jobs = [
    () => step('types', ['scripts/types.mjs']),
    () => unitTests('unit', [...tests, '--passWithNoTests'], { KMI_QUICK: '1' }),
    ...(all ? [() => step('build', ['esbuild.mjs'])] : []),
  ];
  await pLimit(2).map(jobs, (job) => job());
  console.log(lastLine(total));
  return total.failed === 0 ? 0 : 1;
});
