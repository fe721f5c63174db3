// A VS Code server and web workbench from the npm registry, and the Node it needs, kept under .vscode-test/.
// Needs Node's built-ins only: it runs before anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { isAlive } from './alive.mjs';
import { npm, unpackPackage } from './npm.mjs';
import { cache, remove } from './paths.mjs';
import { Problem } from './problem.mjs';
import { builds, nodes, ripgreps } from './vscodeBuilds.mjs';

/** @typedef {import('./vscodeBuilds.mjs').Build} Build */
/** @typedef {{ build: Build, node: string, main: string, product: string }} Server node and main: what to run */

const platform = `${process.platform}-${process.arch}`;

/**
 * Fetches what is missing.
 * @param {Build} build
 * @param {(text: string) => void} [say] told once, when something is fetched
 * @returns {Promise<Server>}
 * @throws {Problem}
 */
export async function vscodeServer(build, say = () => {}) {
  const pin = nodes[build.node]?.[platform];
  if (pin === undefined) {
    throw new Problem(
      `The VS Code server from npm runs on Linux and macOS (x64, arm64), not on ${platform}: use desktop VS Code instead (npm start -- --desktop, or for tests KMI_DESKTOP=1).`,
    );
  }
  const folder = await once(`vscode-${build.vscode}`, (made) => {
    say(`Fetching VS Code ${build.vscode} from npm (once, about 50 MB)…`);
    return makeServer(build, made);
  });
  const sameNode = Number(process.versions.node.split('.')[0]) === build.node;
  const node = sameNode
    ? process.execPath
    : path.join(
        await once(pin.spec.replaceAll('@', '-'), (made) => unpackPackage(pin.spec, pin.sha512, made)),
        'bin/node',
      );
  const product = path.join(folder, 'lib/vscode');
  return { build, node, main: path.join(product, 'out/server-main.js'), product };
}

/**
 * The build a name stands for.
 * @param {string} name `oldest`, `newest` or a version of VS Code
 */
export function buildNamed(name) {
  const found = Object.entries(builds).find(([key, build]) => key === name || build.vscode === name)?.[1];
  if (found !== undefined) return found;
  const known = Object.values(builds).map((build) => build.vscode);
  throw new Problem(`There is no VS Code ${name} here: choose ${known.join(' or ')}.`);
}

/** @param {Build} build @param {string} folder */
async function makeServer(build, folder) {
  await unpackPackage(build.server.spec, build.server.sha512, folder);
  const product = path.join(folder, 'lib/vscode');
  // No install scripts: they compile natives (logs, terminal) that nothing here needs. Not `npm ci`, as the
  // shrinkwrap of 1.100 leaves out development packages that its package.json names.
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-save'], {
    cwd: product,
    what: build.server.spec,
  });
  if (build.ripgrep) {
    const pin = ripgreps[platform];
    if (pin === undefined) return;
    const beside = path.join(folder, 'ripgrep');
    await unpackPackage(pin.spec, pin.sha512, beside);
    fs.cpSync(path.join(beside, 'bin'), path.join(product, 'node_modules/@vscode/ripgrep/bin'), {
      recursive: true,
    });
    remove(beside);
  }
}

/**
 * A folder under the cache that is there whole or not at all: made beside its place and moved there.
 * @param {string} name @param {(folder: string) => Promise<void>} make
 */
async function once(name, make) {
  const place = path.join(cache, name);
  if (fs.existsSync(place)) return place;
  const partial = `${place}.partial-${process.pid}`;
  for (const other of fs.existsSync(cache) ? fs.readdirSync(cache) : []) {
    const pid = Number(/^(.*)\.partial-(\d+)$/.exec(other)?.[2] ?? NaN);
    if (other.startsWith(`${name}.partial-`) && !isAlive(pid)) remove(path.join(cache, other));
  }
  try {
    await make(partial);
    try {
      fs.renameSync(partial, place);
    } catch (error) {
      // Another run was quicker: what it made is the same.
      if (!fs.existsSync(place)) throw error;
    }
  } finally {
    remove(partial);
  }
  return place;
}
