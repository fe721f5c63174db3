// How tests are counted and how the counts are said: `N passed, N failed`, with `, N skipped` where some were. A runner
// that tries again what failed says before that, in a line `N flaky`, how much passed only then.

/** @typedef {{ passed: number, failed: number, skipped: number, flaky: number }} Counts */

/** @returns {Counts} */
export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0, flaky: 0 });

/** @param {Counts} total @param {Counts} more */
export function addCounts(total, more) {
  total.passed += more.passed;
  total.failed += more.failed;
  total.skipped += more.skipped;
  total.flaky += more.flaky;
}

/** @param {Counts} counts */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * The last lines of a runner.
 * @param {Counts} counts
 */
export const lastLines = (counts) =>
  `${counts.flaky > 0 ? `${counts.flaky} flaky\n` : ''}${lastLine(counts)}`;

/**
 * What failed and was tried again: the counts of the second try, with as many flaky as it failed less.
 * @param {Counts} first @param {Counts} second @returns {Counts}
 */
export const triedAgain = (first, second) => ({
  ...second,
  flaky: Math.max(0, first.failed - second.failed),
});

/** The counts that a script printed last. @param {string} output @returns {Counts | undefined} */
export function readCounts(output) {
  const found = [
    ...output.matchAll(/^(?:(\d+) flaky\n)?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm),
  ].at(-1);
  if (found === undefined) return undefined;
  const [, flaky, passed, failed, skipped] = found.map((count) => Number(count ?? 0));
  return { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0, flaky: flaky ?? 0 };
}
