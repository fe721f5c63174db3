// Everything the scripts start ends with them: at the end, on Ctrl-C, on a signal, when the terminal closes,
// and when the script itself is killed outright (then leash.mjs sees to it).
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';
const leash = path.join(path.dirname(fileURLToPath(import.meta.url)), 'leash.mjs');

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {(() => void | Promise<void>)[]} */
const cleanups = [];
let ending = false;
let watching = false;

/**
 * Starts a command in a process group of its own, on a leash.
 * @param {string} command @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] stdin is closed unless given
 */
export function start(command, args, options = {}) {
  if (ending) throw new Error('ending');
  watch();
  const child = spawn(process.execPath, [leash, String(process.pid), command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    detached: !windows,
  });
  running.add(child);
  child.once('exit', () => {
    // What the command left behind in its group goes with it.
    signalTree(child, 'SIGKILL');
    running.delete(child);
  });
  return child;
}

/**
 * Ends a child and all that it started; resolves when it is gone.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} [patience] milliseconds until it is killed
 */
export async function stop(child, patience = 3000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  signalTree(child, 'SIGTERM');
  const timer = setTimeout(() => signalTree(child, 'SIGKILL'), patience);
  await gone;
  clearTimeout(timer);
}

/**
 * Runs a command to its end.
 * @param {string} command @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean, timeout?: number }} [options]
 *   echo: its output goes to ours as it comes; timeout in milliseconds, then it is ended with code 124
 * @returns {Promise<{ code: number, output: string }>} output is stdout and stderr as they came
 */
export async function run(command, args, { echo = false, timeout = 0, ...options } = {}) {
  const child = start(command, args, options);
  const ended = new Promise((resolve) => {
    child.once('close', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(127));
  });
  let output = '';
  let timedOut = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      if (echo) process.stdout.write(chunk);
    });
  }
  const timer =
    timeout > 0
      ? setTimeout(() => {
          timedOut = true;
          void stop(child);
        }, timeout)
      : undefined;
  const code = await ended;
  clearTimeout(timer);
  return { code: timedOut ? 124 : code, output };
}

/**
 * Something to do when the script ends, last added first.
 * @param {() => void | Promise<void>} cleanup
 */
export function onExit(cleanup) {
  watch();
  cleanups.push(cleanup);
}

/** Whether the script is ending; what fails from then on fails because of that. */
export const isEnding = () => ending;

/**
 * Ends all that was started, then the script.
 * @param {number} code
 * @returns {Promise<never>}
 */
export async function exit(code) {
  if (ending) return new Promise(() => {});
  ending = true;
  const late = setTimeout(() => process.exit(code), 10_000);
  await Promise.all([...running].map((child) => stop(child)));
  for (const cleanup of cleanups.reverse()) {
    try {
      await cleanup();
    } catch (error) {
      console.error(error);
    }
  }
  clearTimeout(late);
  // An exit code instead of process.exit, so that what was printed into a pipe is read to its end.
  process.exitCode = code;
  setTimeout(() => process.exit(code), 500).unref();
  return new Promise(() => {});
}

function watch() {
  if (watching) return;
  watching = true;
  for (const [signal, number] of /** @type {const} */ ([
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ])) {
    process.on(signal, () => void exit(128 + number));
  }
  process.on('exit', () => {
    for (const child of running) signalTree(child, 'SIGKILL');
  });
  // Nobody reads us any more (a pager that was closed, `| head`).
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void exit(141));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void exit(129);
  }, 250).unref();
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalTree(child, signal) {
  if (child.pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
