// Starts a VS Code server on loopback, with settings of its own and no gallery, telemetry or AI features.
import fs from 'node:fs';
import path from 'node:path';
import { withoutAws } from './callersEnvironment.mjs';
import { run, start, stop } from './children.mjs';
import { Problem } from './problem.mjs';

/** @typedef {import('./vscodeServer.mjs').Server} Server */

const mintKey = new URL('mintKey.mjs', import.meta.url).href;

/** Settings that keep VS Code from talking of itself. */
const quiet = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes the user settings of a data folder, over what is there.
 * @param {string} data the server's data folder @param {Record<string, unknown>} settings
 */
export function writeSettings(data, settings) {
  const user = path.join(data, 'data/User');
  fs.mkdirSync(user, { recursive: true });
  fs.writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...quiet, ...settings }, undefined, 2));
}

/**
 * Writes the settings of the machine, where those of scope `machine` are looked for.
 * @param {string} data the server's data folder @param {Record<string, unknown>} settings
 */
function writeMachineSettings(data, settings) {
  const machine = path.join(data, 'data/Machine');
  fs.mkdirSync(machine, { recursive: true });
  fs.writeFileSync(path.join(machine, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

/**
 * Starts the server.
 * @param {Server} server
 * @param {{ data: string, extensions?: string, port?: number, token?: string, trustAll?: boolean,
 *   settings?: Record<string, unknown>, machineSettings?: Record<string, unknown>, env?: Record<string, string>, ready?: number, tests?: boolean }} options
 *   data: a folder for all it writes; port: 0 for a free one; token: without one anybody on this machine may
 *   connect; trustAll: no workspace trust; ready: milliseconds it may take to be ready; tests: a page may bring tests for
 *   the extension host, and VS Code shows no notifications then
 * @returns {Promise<{ url: URL, ended: Promise<number>, log: () => string, close: () => Promise<void> }>}
 *   url: where the workbench is, with the token; ended: the exit code, once it is gone
 */
export async function serve(server, options) {
  const {
    data,
    extensions = path.join(data, 'extensions'),
    port = 0,
    token,
    trustAll = false,
    ready = 60_000,
    tests = false,
  } = options;
  fs.mkdirSync(extensions, { recursive: true });
  writeSettings(data, options.settings ?? {});
  if (options.machineSettings) writeMachineSettings(data, options.machineSettings);
  const args = serverArguments(server, { data, extensions, port, token, trustAll, tests });
  const child = start(server.node, args, { env: { ...serverEnvironment(), ...options.env } });
  let log = '';
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  /** @type {Promise<URL>} */
  const address = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        log = (log + chunk).slice(-100_000);
        const found = /Web UI available at (\S+)/.exec(log)?.[1];
        // It goes on running though it cannot listen.
        if (/listen (EADDRINUSE|EACCES)/.test(log)) reject(new Problem(whyNot(log, port)));
        if (found !== undefined) resolve(new URL(found.replace('//localhost', '//127.0.0.1')));
      });
    }
    void ended.then(() => reject(new Problem(whyNot(log, port))));
    setTimeout(
      () =>
        reject(new Problem(`The VS Code server was not ready after ${ready / 1000} seconds:\n${log.trim()}`)),
      ready,
    ).unref();
  });
  try {
    const url = await address;
    return { url, ended, log: () => log, close: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/**
 * What the server is started with. A token goes into a file of `data` that only its owner can read, as other users of
 * this machine can read the arguments of a process.
 * @param {Server} server
 * @param {{ data: string, extensions: string, port: number, token: string | undefined, trustAll: boolean, tests: boolean }} options
 */
export function serverArguments(server, { data, extensions, port, token, trustAll, tests }) {
  const args = ['--import', mintKey, server.main, '--host', '127.0.0.1', '--port', String(port)];
  args.push('--accept-server-license-terms', '--telemetry-level', 'off');
  args.push('--server-data-dir', data, '--extensions-dir', extensions);
  if (token === undefined) args.push('--without-connection-token');
  else {
    const file = path.join(data, 'token');
    // The mode counts only where the file is made.
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, token, { mode: 0o600, flag: 'wx' });
    args.push('--connection-token-file', file);
  }
  if (trustAll) args.push('--disable-workspace-trust');
  if (tests && server.build.smokeTestDriver) args.push('--enable-smoke-test-driver');
  return args;
}

/**
 * Installs a packaged extension for the servers that use the same folders.
 * @param {Server} server @param {{ data: string, extensions: string, vsix: string }} options
 */
export async function installVsix(server, { data, extensions, vsix }) {
  const { code, output } = await run(
    server.node,
    [
      server.main,
      '--accept-server-license-terms',
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
      '--install-extension',
      vsix,
    ],
    { env: serverEnvironment(), timeout: 120_000 },
  );
  if (code !== 0 || !/successfully installed/.test(output)) {
    throw new Problem(
      `VS Code ${server.build.vscode} did not install ${path.basename(vsix)}:\n${output.trim()}`,
    );
  }
}

/** @param {NodeJS.ProcessEnv} [callers] @returns {NodeJS.ProcessEnv} */
export function serverEnvironment(callers = process.env) {
  // Set in terminals inside VS Code: they would tie this server to that window.
  const own = Object.entries(withoutAws(callers)).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}

/** @param {string} log @param {number} port */
function whyNot(log, port) {
  if (/EADDRINUSE/.test(log))
    return `Port ${port} is taken: choose another with --port, or leave it out for a free one.`;
  if (/EACCES/.test(log) && port > 0 && port < 1024)
    return `Port ${port} is not open to this user: choose one above 1023 with --port.`;
  return `The VS Code server ended before it was ready:\n${log.trim()}`;
}
