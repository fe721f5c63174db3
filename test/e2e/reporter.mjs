// Says what the journeys found, each when it is over, and counts: a check is a step of a test.
import { addCounts, lastLine, noCounts } from '../../scripts/counts.mjs';

/**
 * @typedef {import('@playwright/test/reporter').TestCase} TestCase
 * @typedef {import('@playwright/test/reporter').TestResult} TestResult
 */

/** @param {TestResult} result */
function checksOf(result) {
  const steps = result.steps.filter(({ category }) => category === 'test.step');
  const counts = noCounts();
  for (const { error } of steps) counts[error ? 'failed' : 'passed']++;
  // What fails outside of every check: no beginning, no end in time, a browser that is gone.
  const outside = result.status !== 'passed' && result.status !== 'skipped' && counts.failed === 0;
  if (outside) counts.failed++;
  return { steps, counts, outside };
}

/** @param {import('@playwright/test/reporter').TestError} error */
const textOf = ({ message, stack, value }) => stripAnsi(message ?? stack ?? value ?? 'no reason is known');

/** @param {string} text */
// eslint-disable-next-line no-control-regex
const stripAnsi = (text) => text.replace(/\u001b\[[\d;]*m/g, '').replace(/^Error: /, '');

export default class Checks {
  #broken = 0;
  /** @type {import('@playwright/test/reporter').Suite | undefined} */
  #all;

  printsToStdio() {
    return true;
  }

  /** @param {import('@playwright/test/reporter').FullConfig} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    this.#all = suite;
  }

  /** @param {string | Buffer} chunk */
  onStdErr(chunk) {
    process.stderr.write(chunk);
  }

  /** @param {string | Buffer} chunk */
  onStdOut(chunk) {
    process.stdout.write(chunk);
  }

  /** @param {TestCase} test @param {TestResult} result */
  onTestEnd(test, result) {
    const { steps, outside } = checksOf(result);
    const again = result.retry > 0 ? ', once more' : '';
    const project = test.parent.project()?.name ?? '';
    const lines = [`\n${test.title}${again} (${project}; ${(result.duration / 1000).toFixed(0)} s)`];
    for (const { title, error, duration } of steps)
      lines.push(
        error ? `  ✘ ${title}\n    ${textOf(error)}` : `  ✔ ${title} (${(duration / 1000).toFixed(1)} s)`,
      );
    if (outside)
      lines.push(
        `  ✘ the journey is tried\n    ${result.errors.map(textOf).join('\n    ') || result.status}`,
      );
    for (const { type, description } of result.annotations)
      if (type === 'told') lines.push(`    ${description}`);
    for (const { name, path } of result.attachments) if (path) lines.push(`    ${name}: ${path}`);
    console.log(lines.join('\n'));
  }

  /** What went wrong outside of every test. @param {import('@playwright/test/reporter').TestError} error */
  onError(error) {
    this.#broken++;
    console.log(`\n✘ ${textOf(error)}`);
  }

  onEnd() {
    const total = { ...noCounts(), failed: this.#broken };
    let flaky = 0;
    for (const test of this.#all?.allTests() ?? []) {
      const last = test.results.at(-1);
      if (last) addCounts(total, checksOf(last).counts);
      const first = test.results[0];
      if (test.outcome() === 'flaky' && first) flaky += checksOf(first).counts.failed;
    }
    console.log(`\n${flaky > 0 ? `${flaky} flaky\n` : ''}${lastLine(total)}`);
  }
}
