// npm run test:host: our tests inside real VS Code, the oldest supported and the newest at hand.
// The program that runTests starts is vscodeShim.mjs (server from npm, headless Chromium);
// --desktop lets @vscode/test-electron download desktop VS Code as usual.
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { run } from './children.mjs';
import { build, root, temporaryFolder } from './paths.mjs';
import { runMain } from './problem.mjs';

/** @param {string} name @param {() => Promise<unknown>} start @param {string} workspace */
async function counted(name, start, workspace) {
  const file = path.join(workspace, '.host-results.json');
  let ended = true;
  try {
    await start();
  } catch {
    ended = false;
  }
  /** @type {{ passed: number, failed: number, skipped: number }} */
  const counts = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
  if (!ended && counts.failed === 0) counts.failed = 1;
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed`);
  return counts;
}

runMain(async () => {
  const bundled = await run(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root });
  if (bundled.code !== 0) throw new Error(bundled.output);
  const desktop = process.argv.includes('--desktop');
  const total = { passed: 0, failed: 0 };
  const add = (/** @type {{ passed: number, failed: number }} */ counts) => {
    total.passed += counts.passed;
    total.failed += counts.failed;
  };
  for (const [title, version] of /** @type {const} */ ([
    ['VS Code 1.100', 'oldest'],
    ['VS Code 1.139', 'newest'],
  ])) {
    const workspace = path.join(temporaryFolder('workspace'), 'samples');
    mkdirSync(workspace);
    cpSync(path.join(root, 'media/samples'), workspace, { recursive: true });
    const tests = path.join(build, 'host/index.cjs');
    process.env['KMI_VSCODE'] = version;
    const start = () =>
      runTests({
        ...(desktop
          ? { version: version === 'oldest' ? '1.100.3' : 'stable' }
          : { vscodeExecutablePath: path.join(root, 'scripts/vscodeShim.mjs') }),
        extensionDevelopmentPath: root,
        extensionTestsPath: tests,
        launchArgs: [workspace],
      });
    add(await counted(title, start, workspace));
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
