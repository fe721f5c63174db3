#!/usr/bin/env node
// Stands in for the desktop program `code` in host tests: takes its flags, runs the VS Code server from npm
// and its workbench in headless Chromium, prints what the extension host prints, exits with the tests' code.
//
// Usage: vscodeShim.mjs FOLDER --extensionDevelopmentPath=PATH… --extensionTestsPath=PATH [--disable-workspace-trust]
// Environment: KMI_VSCODE (oldest, newest or a version), KMI_HOST_TIMEOUT (seconds, then exit code 124),
// KMI_VERBOSE (print VS Code's own log as well).
import { launchBrowser, viewport } from './browser.mjs';
import { isEnding } from './children.mjs';
import { HostConsole, testsEnd } from './hostConsole.mjs';
import { temporaryFolder } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { serve } from './serve.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';

/** @param {readonly string[]} argv */
function parse(argv) {
  const value = (/** @type {string} */ name) =>
    argv.filter((a) => a.startsWith(`--${name}=`)).map((a) => a.slice(name.length + 3));
  const [folder] = argv.filter((a) => !a.startsWith('-'));
  const [tests] = value('extensionTestsPath');
  if (tests === undefined)
    throw new Problem(
      '--extensionTestsPath=PATH is missing: it names the CommonJS file whose run() is called.',
    );
  return {
    folder,
    tests,
    development: value('extensionDevelopmentPath'),
    trustAll: argv.includes('--disable-workspace-trust'),
  };
}

const say = (/** @type {string} */ text) => console.error(text);

runMain(async () => {
  const { folder, tests, development, trustAll } = parse(process.argv.slice(2));
  const seconds = Number(process.env['KMI_HOST_TIMEOUT'] ?? 600);
  const server = await vscodeServer(buildNamed(process.env['KMI_VSCODE'] ?? 'newest'), say);
  const data = temporaryFolder('host');
  const [running, browser] = await Promise.all([
    serve(server, { data, trustAll, tests: true }),
    launchBrowser(say),
  ]);

  const page = await browser.newPage({ viewport });
  const hostConsole = new HostConsole();
  page.on(
    'console',
    (message) => message.text().startsWith('%c') || hostConsole.remember(`[page] ${message.text()}`),
  );
  page.on('pageerror', (error) => hostConsole.remember(`[page] ${error.stack ?? error.message}`));
  /** @type {Promise<number>} */
  const finished = new Promise((resolve, reject) => {
    // Exposed before the page loads, as the workbench looks for them when its extension host starts.
    void page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ type, /** @type {unknown[]} */ args) => hostConsole.log(type, args),
    );
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
      hostConsole.log('log', [testsEnd]);
      resolve(code);
    });
    page.on('crash', () => reject(new Problem('The browser page of VS Code crashed.')));
    void running.ended.then((code) =>
      reject(new Problem(`The VS Code server ended with code ${code}:\n${running.log()}`)),
    );
    setTimeout(
      () =>
        reject(
          new Problem(
            `The tests did not end within ${seconds} seconds (KMI_HOST_TIMEOUT sets that time).`,
            124,
          ),
        ),
      seconds * 1000,
    ).unref();
  });

  const remote = `vscode-remote://${running.url.host}`;
  const address = new URL(running.url);
  if (folder !== undefined)
    address.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  const payload = [
    ...development.map((path) => ['extensionDevelopmentPath', remote + encodeURI(path)]),
    ['extensionTestsPath', remote + encodeURI(tests)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  address.searchParams.set('payload', JSON.stringify(payload));
  await page.goto(address.href);
  try {
    const code = await finished;
    if (code !== 0) hostConsole.recall();
    return code;
  } catch (error) {
    if (!isEnding()) hostConsole.recall();
    throw error;
  }
});
