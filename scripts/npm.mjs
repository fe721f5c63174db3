// npm, called without anything of npm's installed yet, and its failures in one sentence.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * Runs npm quietly.
 * @param {readonly string[]} args
 * @param {{ cwd: string, what: string }} options what: the thing that is being fetched, for the message
 * @returns {Promise<string>} what it printed
 * @throws {Problem}
 */
export async function npm(args, { cwd, what }) {
  const [command = '', ...first] = npmCommand();
  const { code, output } = await run(
    command,
    // The registry's own retry times add up to minutes; a network that is not there is said sooner.
    [
      ...first,
      ...args,
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
    ],
    { cwd, env: { ...process.env, npm_config_update_notifier: 'false' } },
  );
  if (code !== 0) throw new Problem(explain(output, what));
  return output;
}

/**
 * Packages exactly as the lockfile says, installed only where they are not there yet.
 * @param {(text: string) => void} say
 */
export async function ensurePackages(say) {
  if (packagesAreCurrent()) return;
  // npm empties the folder that a link leads to, which other checkouts use.
  if (fs.lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Problem('node_modules is a link, and its packages are others than package-lock.json says.');
  say('Installing packages (npm ci)…');
  await npm(['ci'], { cwd: root, what: "the project's packages" });
}

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed. */
export function packagesAreCurrent() {
  const wanted = readLock(path.join(root, 'package-lock.json'));
  const found = readLock(path.join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || found === undefined) return false;
  return Object.entries(wanted).every(
    ([where, entry]) =>
      where === '' ||
      entry.optional === true ||
      entry.devOptional === true ||
      found[where]?.version === entry.version,
  );
}

/**
 * A package's tarball, checked against a pinned hash and unpacked.
 * @param {string} spec name@version @param {string} sha512 base64, as registries give it
 * @param {string} folder made new
 */
export async function unpackPackage(spec, sha512, folder) {
  fs.mkdirSync(folder, { recursive: true });
  await npm(['pack', spec, '--silent', `--pack-destination=${folder}`], { cwd: folder, what: spec });
  const name = fs.readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined)
    throw new Problem(`npm fetched ${spec} but left no file in ${folder}: is the disk full?`);
  const tarball = path.join(folder, name);
  const hash = createHash('sha512');
  for await (const chunk of fs.createReadStream(tarball)) hash.update(chunk);
  if (hash.digest('base64') !== sha512) {
    throw new Problem(
      `The registry's ${spec} is not the package this project knows (its SHA-512 differs), so it is not used: check the registry that npm is set to.`,
    );
  }
  const { code, output } = await run('tar', ['-xzf', name, '--strip-components=1', '--no-same-owner'], {
    cwd: folder,
  });
  if (code === 127)
    throw new Problem(
      `The command tar is missing, and it is needed to unpack ${spec}: install it and try again.`,
    );
  if (code !== 0) throw new Problem(explain(output, spec));
  fs.rmSync(tarball);
}

/** @returns {string[]} a command and its first arguments */
function npmCommand() {
  const besideNode = path.dirname(process.execPath);
  const found = [
    // Set by npm for the scripts it runs; by other package managers too, hence the look at its name.
    process.env['npm_execpath'] ?? '',
    path.join(besideNode, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(besideNode, 'node_modules/npm/bin/npm-cli.js'),
  ].find((file) => path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
  return found === undefined ? ['npm'] : [process.execPath, found];
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined} */
function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} output @param {string} what */
function explain(output, what) {
  if (/ENOSPC|No space left/i.test(output)) {
    return `The disk is full, so ${what} could not be installed: free about 1.5 GB and try again.`;
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|network/i.test(
      output,
    )
  ) {
    return `The npm registry cannot be reached, and ${what} must be fetched once: check the network (or the proxy and registry that npm is set to) and try again.`;
  }
  if (/E404|ETARGET|notarget/i.test(output)) {
    return `The npm registry has no ${what}: check the registry that npm is set to.`;
  }
  if (/EACCES|EPERM|EROFS/i.test(output)) {
    return `${what} could not be written: make ${root} and npm's cache writable for this user.`;
  }
  if (/ENOENT/.test(output) && /^npm: /m.test(output)) {
    return 'npm was not found: install Node.js 20.19 or newer together with npm.';
  }
  return `${what} could not be installed; npm says:\n${output.trim()}`;
}
