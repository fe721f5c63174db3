// The steps of a run of checks and tests: what each says, and the counts of all.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';
import { addCounts, lastLine, noCounts } from './counts.mjs';
import { build, root, tool } from './paths.mjs';

/** The counts of all steps so far. */
export const total = noCounts();

/**
 * Runs one step and adds its counts; one without counts of its own is one test.
 * @param {string} name @param {readonly string[]} args of node
 * @param {(output: string) => import('./counts.mjs').Counts | undefined} [count]
 * @param {NodeJS.ProcessEnv} [env] variables that it gets besides ours
 */
export async function step(name, args, count, env = {}) {
  const started = Date.now();
  const { code, output } = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    timeout: 40 * 60_000,
  });
  const counts = count?.(output) ?? { ...noCounts(), [code === 0 ? 'passed' : 'failed']: 1 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  report(name, started, counts, output);
}

/**
 * Says how a step ended, and adds its counts.
 * @param {string} name @param {number} started @param {import('./counts.mjs').Counts} counts
 * @param {string} output shown where something failed, or passed only at a second try
 */
export function report(name, started, counts, output) {
  addCounts(total, counts);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const flaky = counts.flaky > 0 ? `, ${counts.flaky} of them at a second try` : '';
  console.log(`${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s): ${lastLine(counts)}${flaky}`);
  if (counts.failed > 0 || counts.flaky > 0) console.log(output.slice(-20_000));
}

/**
 * Runs tests with Vitest as one step.
 * @param {string} name @param {readonly string[]} args of Vitest @param {NodeJS.ProcessEnv} [env]
 */
export async function unitTests(name, args, env) {
  mkdirSync(build, { recursive: true });
  const results = path.join(build, `${name.replaceAll(' ', '-')}.json`);
  rmSync(results, { force: true });
  // The report has the counts; why a hook failed, or what was thrown beside a test, is in the output alone.
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${results}`];
  const command = [path.join(tool('vitest'), 'vitest.mjs'), ...args, ...reporters];
  await step(name, command, () => (existsSync(results) ? unitCounts(results) : undefined), env);
}

/** @param {string} results a report of Vitest @returns {import('./counts.mjs').Counts} */
function unitCounts(results) {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = testResults;
  // A hook failed, so that its tests did not run.
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  return {
    ...noCounts(),
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: numPendingTests,
  };
}
