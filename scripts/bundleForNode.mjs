// Makes one file of a TypeScript module, so that a script can load it by itself.
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, root } from './paths.mjs';

/**
 * Bundles a module and what it imports, and loads it.
 * @param {string} entry path inside the checkout
 * @returns {Promise<any>} its exports
 */
export async function loadBundled(entry) {
  return import(pathToFileURL(await bundle(entry)).href);
}

/**
 * Bundles a module and what it imports.
 * @param {string} entry path inside the checkout
 * @param {string} [folder] where the file goes
 * @param {Record<string, string>} [alias] modules by other modules that take their place
 * @returns {Promise<string>} path of the file
 */
export async function bundle(entry, folder = build, alias = {}) {
  // Installed by ensurePackages, perhaps just now.
  const esbuild = await import('esbuild');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.mjs`);
  // Moved to its place whole, as another process may be loading it.
  const beside = `${outfile}.${process.pid}`;
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: beside,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    alias,
    // Packages of CommonJS ask for what an ES module has not.
    banner: {
      js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
    },
  });
  renameSync(beside, outfile);
  return outfile;
}
