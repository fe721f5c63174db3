// npm test: all set-up on a fresh machine, then everything. Last line: N passed, N failed[, N skipped].
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';
import { addCounts, lastLine, noCounts, readCounts } from './counts.mjs';
import { ensurePackages } from './npm.mjs';
import { build, root, tool } from './paths.mjs';
import { runMain } from './problem.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';

const total = noCounts();

/**
 * Runs one step and adds its counts; one without counts of its own is one test.
 * @param {string} name @param {readonly string[]} args of node
 * @param {(output: string) => import('./counts.mjs').Counts | undefined} [count]
 */
async function step(name, args, count) {
  const started = Date.now();
  const { code, output } = await run(process.execPath, args, { cwd: root, timeout: 40 * 60_000 });
  const counts = count?.(output) ?? { ...noCounts(), [code === 0 ? 'passed' : 'failed']: 1 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  addCounts(total, counts);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s): ${lastLine(counts)}`);
  if (counts.failed > 0) console.log(output.slice(-20_000));
}

runMain(async () => {
  await ensurePackages((text) => console.log(text));
  mkdirSync(build, { recursive: true });
  // The servers come over the network while the checks use the processor. What fails is said by the step that needs them.
  const servers = (async () => {
    for (const name of ['oldest', 'newest']) await vscodeServer(buildNamed(name));
  })().catch(() => undefined);

  const tsc = path.join(tool('typescript'), 'bin/tsc');
  const layers = [
    'src/core',
    'src/protocol',
    'src/keyservice',
    'src/keyservice/aws',
    'src/keyservice/simulator',
    'src/keyservice/testsource',
    'src',
    'src/tsconfig.desktop.json',
    'webview',
    'test',
    'scripts',
  ];
  const present = layers.filter((name) =>
    existsSync(path.join(root, name.endsWith('.json') ? name : `${name}/tsconfig.json`)),
  );
  // Each of these keeps one core busy; lint, the longest, has a lane to itself.
  /** @type {readonly (readonly [string, readonly string[]])[]} */
  const checks = [
    ['lint', [path.join(tool('eslint'), 'bin/eslint.js'), '.']],
    ...present.map((layer) => /** @type {const} */ ([`types of ${layer}`, [tsc, '-p', layer]])),
    ['format', [path.join(tool('prettier'), 'bin/prettier.cjs'), '--check', '.']],
    ['build', ['esbuild.mjs']],
  ];
  // Loaded here, as a fresh machine has no packages before.
  const { default: pLimit } = await import('p-limit');
  await pLimit(2).map(checks, ([name, command]) => step(name, command));

  const results = path.join(build, 'unit.json');
  rmSync(results, { force: true });
  await step(
    'unit and manifest',
    [path.join(tool('vitest'), 'vitest.mjs'), 'run', '--reporter=json', `--outputFile=${results}`],
    () => {
      if (!existsSync(results)) return undefined;
      const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
        readFileSync(results, 'utf8'),
      );
      for (const file of testResults)
        for (const test of [...file.assertionResults, file])
          if (test.status === 'failed')
            console.log(
              `     ${test.fullName ?? test.name}\n${(test.failureMessages ?? [test.message]).join('\n')}`,
            );
      const broken = testResults.filter(
        (/** @type {{ status: string, assertionResults: unknown[] }} */ f) =>
          f.status === 'failed' && f.assertionResults.length === 0,
      ).length;
      return { passed: numPassedTests, failed: numFailedTests + broken, skipped: numPendingTests };
    },
  );
  await servers;
  await step('host', ['scripts/host.mjs', '--no-build'], readCounts);
  await step('VSIX, end to end', ['scripts/e2e.mjs'], readCounts);
  await step('npm start', ['test/start/start.mjs'], readCounts);
  console.log(lastLine(total));
  return total.failed === 0 ? 0 : 1;
});
