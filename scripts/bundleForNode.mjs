// Makes one file of a TypeScript module, so that a script can load it by itself.
import { mkdirSync } from 'node:fs';
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
 * @returns {Promise<string>} path of the file
 */
export async function bundle(entry) {
  // Installed by ensurePackages, perhaps just now.
  const esbuild = await import('esbuild');
  mkdirSync(build, { recursive: true });
  const outfile = path.join(build, `${path.basename(entry, '.ts')}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    // Packages of CommonJS ask for what an ES module has not.
    banner: {
      js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
    },
  });
  return outfile;
}
