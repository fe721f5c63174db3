// npm run test:host: our tests inside real VS Code: the oldest supported and the newest at hand, the browser's
// extension host (a web worker), and Restricted Mode.
//
// Usage: node scripts/host.mjs [--desktop] [--only NAME] [--no-build] [--prepared]. NAME: oldest, newest, web or
// restricted; without one all of them, two at a time. --prepared: the tests are bundled already, and no second try.
// The program that runTests starts is vscodeShim.mjs (server from npm, headless Chromium); with --desktop, or
// KMI_DESKTOP set, @vscode/test-electron downloads desktop VS Code as usual. KMI_GREP chooses tests by title.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import pLimit from 'p-limit';
import { testBundles } from '../esbuild.mjs';
import { run } from './children.mjs';
import { addCounts, lastLine, lastLines, noCounts, readCounts, triedAgain } from './counts.mjs';
import { build, cache, root, temporaryFolder } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { builds } from './vscodeBuilds.mjs';

const shim = path.join(root, 'scripts/vscodeShim.mjs');
const nodeTests = path.join(build, 'host/index.cjs');
const webExtension = path.join(build, 'web-extension');
const args = process.argv.slice(2);
const desktop =
  args.includes('--desktop') || Boolean(process.env['KMI_DESKTOP']) || process.platform === 'win32';

/** @typedef {import('./counts.mjs').Counts} Counts */

/** Each starts VS Code on a workspace and rejects where its tests fail. @type {Record<string, { title: string, start: (workspace: string) => Promise<unknown> }>} */
const runs = {
  oldest: {
    title: `VS Code ${builds.oldest.vscode}`,
    start: (workspace) => onNode('oldest', workspace),
  },
  newest: {
    title: `VS Code ${builds.newest.vscode}`,
    start: (workspace) => onNode('newest', workspace),
  },
  web: {
    title: `VS Code ${builds.newest.vscode}, web worker`,
    start: (workspace) => throughShim(workspace, webExtension, path.join(webExtension, 'tests.cjs'), trusted),
  },
  restricted: {
    title: `VS Code ${builds.newest.vscode}, Restricted Mode`,
    // Not by runTests, which always turns workspace trust off.
    start: (workspace) => throughShim(workspace, root, nodeTests),
  },
};

/** @param {'oldest' | 'newest'} name @param {string} workspace */
function onNode(name, workspace) {
  const { vscode } = builds[name];
  // Desktop VS Code of the newest kind is whatever is stable today.
  const expected = desktop && name === 'newest' ? {} : { KMI_VSCODE_VERSION: vscode };
  return runTests({
    ...(desktop
      ? { version: name === 'oldest' ? vscode : 'stable', cachePath: cache }
      : { vscodeExecutablePath: shim }),
    extensionDevelopmentPath: root,
    extensionTestsPath: nodeTests,
    extensionTestsEnv: { KMI_VSCODE: name, ...expected },
    launchArgs: [workspace],
  });
}

const trusted = ['--disable-workspace-trust'];

/** @param {string} workspace @param {string} extension @param {string} tests @param {string[]} more */
async function throughShim(workspace, extension, tests, more = []) {
  const { code } = await run(
    process.execPath,
    [shim, workspace, `--extensionDevelopmentPath=${extension}`, `--extensionTestsPath=${tests}`, ...more],
    { env: { ...process.env, KMI_VSCODE: 'newest' }, echo: true },
  );
  if (code !== 0) throw new Error(`exit code ${code}`);
}

/**
 * Bundles the tests, and lays out the extension as a browser gets it: with `main` there, VS Code would choose
 * the host on Node. The tests lie inside it, as a host runs only tests of an extension that it holds.
 */
async function prepare() {
  if (!args.includes('--no-build')) await bundle(['esbuild.mjs']);
  await bundle(['esbuild.mjs', '--tests']);
  rmSync(webExtension, { recursive: true, force: true });
  mkdirSync(webExtension, { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  delete manifest.main;
  delete manifest.extensionKind;
  writeFileSync(path.join(webExtension, 'package.json'), JSON.stringify(manifest));
  for (const name of [
    'package.nls.json',
    'l10n',
    'dist/web.js',
    'dist/web.mjs',
    'dist/chunks',
    'dist/c',
    'dist/webview',
    'media/icons',
    'media/language',
  ])
    if (existsSync(path.join(root, name)))
      cpSync(path.join(root, name), path.join(webExtension, name), { recursive: true });
  await esbuild.build({
    .../** @type {import('esbuild').BuildOptions} */ (testBundles.host),
    entryPoints: ['test/host/web.ts'],
    outfile: path.join(webExtension, 'tests.cjs'),
    platform: 'browser',
    target: 'es2022',
  });
}

/** @param {string[]} script */
async function bundle(script) {
  const { code, output } = await run(process.execPath, script, { cwd: root });
  if (code !== 0) throw new Problem(`The build failed:\n${output.trim()}`);
}

/** @param {string} name @returns {Promise<Counts>} */
async function counted(name) {
  const { title, start } = runs[name] ?? { title: name, start: () => Promise.reject(new Error('unknown')) };
  console.log(`\n${title}`);
  const workspace = path.join(temporaryFolder('workspace'), 'samples');
  cpSync(path.join(root, 'media/samples'), workspace, { recursive: true });
  const results = path.join(workspace, '.host-results.json');
  const began = Date.now();
  let problem = '';
  try {
    await start(workspace);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  /** @type {Counts} */
  const counts = {
    ...noCounts(),
    ...(existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {}),
  };
  // Tests that never ran to their end, or none at all, are a failure too.
  if (counts.failed === 0 && (problem !== '' || counts.passed === 0)) counts.failed = 1;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${title}: ${lastLine(counts)} in ${seconds} s${problem === '' ? '' : `; ${problem}`}`);
  return counts;
}

/** One run in a process of its own, so that what it says can be kept together. @param {string} name @returns {Promise<Counts>} */
async function apart(name) {
  const { output } = await run(
    process.execPath,
    [
      fileURLToPath(import.meta.url),
      '--only',
      name,
      '--prepared',
      ...args.filter((flag) => flag === '--desktop'),
    ],
    { cwd: root },
  );
  process.stdout.write(output);
  return readCounts(output) ?? { ...noCounts(), failed: 1 };
}

runMain(async () => {
  const at = args.indexOf('--only');
  const asked = at < 0 ? Object.keys(runs) : [args[at + 1] ?? ''];
  const unknown = asked.find((name) => runs[name] === undefined);
  if (unknown !== undefined) {
    throw new Problem(`There is no host run "${unknown}": --only takes ${Object.keys(runs).join(', ')}.`);
  }
  const prepared = args.includes('--prepared');
  if (!prepared) await prepare();
  const chosen = asked.filter((name) => process.platform !== 'win32' || name !== 'web');
  // Desktop VS Code has one data folder for all.
  const first =
    chosen.length === 1 ? [await counted(chosen[0] ?? '')] : await pLimit(desktop ? 1 : 2).map(chosen, apart);
  const total = noCounts();
  for (const [index, name] of chosen.entries()) {
    const counts = first[index] ?? noCounts();
    if (counts.failed === 0 || prepared) addCounts(total, counts);
    else {
      // Once more, whole and alone: VS Code answers some questions too late on a machine under load. What fails
      // twice counts as failed, what passes then as flaky.
      console.log(`\nSomething failed in ${name}: once more.`);
      addCounts(total, triedAgain(counts, await counted(name)));
    }
  }
  console.log(`\n${lastLines(total)}`);
  return total.failed === 0 ? 0 : 1;
});
