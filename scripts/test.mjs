// npm test: all set-up on a fresh machine, then everything. Last lines: N passed, N failed, N flaky (what passed only
// at a second try), then N passed, N failed[, N skipped].
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lastLine, noCounts, readCounts } from './counts.mjs';
import { canSeeProcesses, watchDescendants } from './leftovers.mjs';
import { ensurePackages } from './npm.mjs';
import { build, tool } from './paths.mjs';
import { runMain } from './problem.mjs';
import { report, step, total, unitTests } from './steps.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';

/** Whether all that the steps started has ended; some of it may take a moment to. @param {ReturnType<typeof watchDescendants>} descendants */
async function nothingLeft(descendants) {
  const started = Date.now();
  while (descendants.running().length > 0 && Date.now() - started < 10_000) await pause(100);
  const left = descendants.running();
  const counts = { ...noCounts(), [left.length === 0 ? 'passed' : 'failed']: 1 };
  report('nothing left running', started, counts, left.join('\n'));
}

/** Each layer counts as a test. @param {string} output of scripts/types.mjs */
const layerCounts = (output) => ({
  ...noCounts(),
  passed: output.match(/^ok {3}types of /gm)?.length ?? 0,
  failed: output.match(/^FAIL types of /gm)?.length ?? 0,
});

runMain(async () => {
  const descendants = canSeeProcesses ? watchDescendants() : undefined;
  await ensurePackages((text) => console.log(text));
  mkdirSync(build, { recursive: true });
  // The servers come over the network while the checks use the processor. What fails is said by the step that needs them.
  const servers = (async () => {
    for (const name of ['oldest', 'newest']) await vscodeServer(buildNamed(name));
  })().catch(() => undefined);

  // Each check keeps one core busy, lint longest: the others and the tests are beside it.
  await Promise.all([
    step('lint', [path.join(tool('eslint'), 'bin/eslint.js'), '.']),
    (async () => {
      await step('types', ['scripts/types.mjs'], layerCounts);
      await step('format', [path.join(tool('prettier'), 'bin/prettier.cjs'), '--check', '.']);
      await step('build', ['esbuild.mjs']);
      // Tests that start processes wait for them most of their time.
      await Promise.all([
        unitTests('unit and manifest', ['run', '--project', '!processes']),
        unitTests('unit with processes', ['run', '--project', 'processes']),
      ]);
    })(),
  ]);
  await servers;
  await step('host', ['scripts/host.mjs', '--no-build'], readCounts);
  await step('VSIX, end to end', ['scripts/e2e.mjs'], readCounts);
  await step('npm start', ['test/start/start.mjs'], readCounts);
  if (descendants) await nothingLeft(descendants);
  const { passed, failed, flaky } = total;
  console.log(`${passed} passed, ${failed} failed, ${flaky} flaky`);
  console.log(lastLine(total));
  return total.failed === 0 ? 0 : 1;
});
