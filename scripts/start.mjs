// npm start: from a fresh clone to VS Code with the extension on the sample workspace.
// Usage: npm start -- [--desktop | --web] [--port N]
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from './bundleForNode.mjs';
import { dropAws } from './callersEnvironment.mjs';
import { onExit, run, start } from './children.mjs';
import { onPath } from './chromium.mjs';
import { ensurePackages } from './npm.mjs';
import { openingCommand, writeOpeningPage } from './openPage.mjs';
import { readOptions, wholeNumber } from './options.mjs';
import { build, root, temporaryFolder } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { installVsix, serve } from './serve.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';
import { profileOf } from './simulatorProfile.mjs';
import { packageVsix } from './vsix.mjs';

const tryFirst = `
Try first:
  1. Open payments.log and rest the pointer on a key block, on line 2 for example.
  2. With the cursor in a block, press F1 and run "Key Material: Decode Key Block".
  3. Lines 6 and 7 hold broken blocks: see their findings.
  4. Open chain.p7b, kdh.der or a TR-34 token beside them.
  5. F1, "Key Material: Select AWS Profile…": the profile simulator leads to one on this machine.
  6. F1, "Key Material: Get Started": from no keys to imported ones, step by step.
The files are a copy; change them as you like. Ctrl-C ends everything.`;

/** Opens an address in the user's browser where there is a screen to show it. @param {string} url */
function openInBrowser(url) {
  // In the checkout, as a browser that is shut in (Snap) cannot read the system's temporary folder.
  const page = path.join(build, `open-${process.pid}.html`);
  const command = openingCommand(page, process.platform, process.env);
  if (command === undefined) return;
  onExit(() => fs.rmSync(page, { force: true }));
  writeOpeningPage(page, url);
  start(...command).on('error', () => undefined);
}

/**
 * Starts the simulator, and an AWS configuration that knows it and nothing else: the profiles of whoever runs
 * this stay out of a trial. @param {string} work @returns {Promise<Record<string, string>>} the environment for it
 */
async function withSimulator(work) {
  const { startSimulator } = await loadBundled('src/keyservice/simulator/server.ts');
  const simulator = await startSimulator();
  onExit(() => simulator.close());
  const config = path.join(work, 'aws-config');
  fs.writeFileSync(config, profileOf(simulator, 'simulator'), { mode: 0o600 });
  return {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: path.join(work, 'aws-credentials'),
    // A machine of AWS hands out credentials of its role to whoever asks.
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

runMain(async () => {
  const flag = /** @type {const} */ ({ type: 'boolean', default: false });
  const given = readOptions({ desktop: flag, web: flag, port: { type: 'string', default: '0' } });
  const port = wholeNumber('port', given.port, 0, 65535);
  const say = (/** @type {string} */ text) => console.log(text);
  // Before anything is started: npm, the build, the browser and VS Code inherit what is left.
  dropAws(process.env);
  await ensurePackages(say);

  const work = temporaryFolder('start');
  const samples = path.join(work, 'samples');
  fs.cpSync(path.join(root, 'media/samples'), samples, { recursive: true });
  const environment = await withSimulator(work);
  const [code] = onPath(['code']);
  if (given.desktop && code === undefined)
    throw new Problem(
      'No desktop VS Code: "code" is not on the PATH. Install it, or leave --desktop out to use the one from npm.',
    );
  if (code !== undefined && !given.web) {
    const built = await run(process.execPath, ['esbuild.mjs'], { cwd: root });
    if (built.code !== 0) throw new Problem(`The build failed:\n${built.output.trim()}`);
    say(tryFirst);
    return (
      await run(code, ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, samples], {
        env: { ...process.env, ...environment },
      })
    ).code;
  }
  say('Building the extension and getting VS Code…');
  const vsix = path.join(work, 'extension.vsix');
  await packageVsix(vsix);
  const server = await vscodeServer(buildNamed('newest'), say);
  const folders = { data: path.join(work, 'data'), extensions: path.join(work, 'extensions') };
  await installVsix(server, { ...folders, vsix });
  const token = randomBytes(16).toString('hex');
  const running = await serve(server, { ...folders, port, token, trustAll: true, env: environment });
  const url = new URL(running.url);
  url.searchParams.set('tkn', token);
  url.searchParams.set('folder', samples);
  say(`\nVS Code is at ${url.href}${tryFirst}`);
  openInBrowser(url.href);
  return await running.ended;
});
