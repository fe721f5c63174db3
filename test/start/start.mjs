// npm start as a person runs it, without a desktop: the address answers to its token only, Ctrl-C ends all that it
// started, a kill of the script too, and what is in the way is said in one sentence.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onExit } from '../../scripts/children.mjs';
import { lastLine, noCounts } from '../../scripts/counts.mjs';
import { root } from '../../scripts/paths.mjs';
import { runMain } from '../../scripts/problem.mjs';

const counts = noCounts();

/** @param {string} name @param {() => unknown} body throws where the check fails */
async function check(name, body) {
  try {
    await body();
    counts.passed++;
    console.log(`  ✔ ${name}`);
  } catch (error) {
    counts.failed++;
    console.log(`  ✘ ${name}\n    ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {unknown} condition @param {string} message */
function ok(condition, message) {
  if (!condition) throw new Error(message);
}

/** @param {string[]} args @param {Record<string, string>} [env] */
function begin(args, env = {}) {
  // No screen, so that no browser of the user's opens.
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs'), ...args], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onExit(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { child, ended, output: () => output };
}

/** Processes that hold a text in their arguments, this one apart; undefined where /proc is not there. @param {string} text */
function processesWith(text) {
  if (!fs.existsSync('/proc/self/cmdline')) return undefined;
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}

/** @param {() => boolean} done @param {number} seconds */
async function until(done, seconds) {
  for (const end = Date.now() + seconds * 1000; !done() && Date.now() < end;) await pause(100);
  return done();
}

/** Starts, waits for the address, and gives what the checks need. */
async function started() {
  const run = begin(['--web']);
  const address = () => /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(run.output())?.[0];
  await until(() => address() !== undefined || run.child.exitCode !== null, 240);
  const found = address();
  if (found === undefined) throw new Error(`no address was printed:\n${run.output()}`);
  return { ...run, url: new URL(found), mark: `kmi-start-${run.child.pid}-` };
}

runMain(async () => {
  await check('prints an address that answers to its token only', async () => {
    const { child, ended, url, output, mark } = await started();
    const with_ = await fetch(url, { redirect: 'manual' });
    ok(with_.status < 400, `with the token: ${with_.status}`);
    const without = await fetch(new URL('/', url));
    ok(without.status === 403, `without the token: ${without.status}`);
    ok(/Try first:/.test(output()), 'says what to try first');
    const folder = fs.readdirSync(os.tmpdir()).find((name) => name.startsWith(mark));
    const config = path.join(os.tmpdir(), folder ?? '', 'aws-config');
    ok((fs.statSync(config).mode & 0o077) === 0, 'others may read the configuration of the simulator');
    const endpoint = /endpoint_url = (\S+)/.exec(fs.readFileSync(config, 'utf8'))?.[1] ?? '';
    const unsigned = await fetch(endpoint, { method: 'POST', body: '{}' });
    ok(unsigned.status === 400 && unsigned.headers.has('x-amzn-requestid'), `simulator: ${unsigned.status}`);
    const before = processesWith(mark);
    ok(
      before === undefined || before.length > 0,
      'the server cannot be seen, so its end could not be either',
    );
    child.kill('SIGINT');
    ok(await until(() => child.exitCode !== null || child.signalCode !== null, 15), 'Ctrl-C did not end it');
    await ended;
    ok(
      await until(() => (processesWith(mark)?.length ?? 0) === 0, 10),
      `left running: ${String(processesWith(mark))}`,
    );
    ok(
      !fs.readdirSync(process.env['TMPDIR'] ?? '/tmp').some((name) => name.startsWith(mark)),
      'its folder is left',
    );
  });

  await check('leaves no process when it is killed outright', async () => {
    const { child, ended, mark } = await started();
    child.kill('SIGKILL');
    await ended;
    ok(
      await until(() => (processesWith(mark)?.length ?? 0) === 0, 15),
      `left running: ${String(processesWith(mark))}`,
    );
  });

  await check('says in one sentence that a port is taken, and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const { ended, output } = begin(['--web', '--port', String(port)]);
    const code = await ended;
    server.close();
    ok(code === 1, `exit code ${code}`);
    ok(output().includes(`Port ${port} is taken: choose another with --port`), output());
    ok(!/\n\s+at /.test(output()), 'a stack trace was shown');
  });

  await check('says that there is no desktop VS Code where one is asked for', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'scripts/start.mjs'), '--desktop'],
      { env: { ...process.env, PATH: path.dirname(process.execPath) }, encoding: 'utf8' },
    );
    ok(status === 1 && /"code" is not on the PATH/.test(stderr), `${status}: ${stderr}`);
  });

  await check('hands the samples and the extension to desktop VS Code', async () => {
    // A program of that name that writes its arguments down stands in for the real one, which is not to be had here.
    const folder = fs.mkdtempSync(path.join(root, '.build/desktop-'));
    onExit(() => fs.rmSync(folder, { recursive: true, force: true }));
    const said = path.join(folder, 'arguments');
    fs.writeFileSync(
      path.join(folder, 'code'),
      `#!/bin/sh\nenv > '${said}.env'\nprintf '%s\\n' "$@" > '${said}'\n`,
      { mode: 0o755 },
    );
    const { ended, output } = begin([], {
      PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
      AWS_ACCESS_KEY_ID: 'caller-key-id',
      AWS_SESSION_TOKEN: 'caller-session',
      AWS_PROFILE: 'caller-profile',
    });
    ok((await ended) === 0, output());
    const environment = fs.readFileSync(`${said}.env`, 'utf8');
    ok(!/caller-/.test(environment), 'VS Code got AWS variables of the caller');
    ok(/^AWS_CONFIG_FILE=.*aws-config$/m.test(environment), 'VS Code got no configuration of the simulator');
    const given = fs.readFileSync(said, 'utf8').trim().split('\n');
    ok(given.includes(`--extensionDevelopmentPath=${root}`), given.join(' '));
    ok(given.at(-1)?.endsWith('samples'), given.join(' '));
  });

  console.log(lastLine(counts));
  return counts.failed === 0 ? 0 : 1;
});
