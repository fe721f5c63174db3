// What the packed tarball holds of dist: the files that the command line loads. Their names are hashes, so no list in the
// checkout could name them.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {import('./startFile.mjs').Outputs} Outputs */

/**
 * Files that a built entry loads, itself among them, by `import` or `import()`.
 * @param {Outputs} outputs of a metafile @param {string} entry source of the entry, as esbuild names it
 * @returns {Set<string>} names of outputs
 */
export function filesOf(outputs, entry) {
  const first = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === entry);
  if (first === undefined) throw new Error(`${entry} is not an entry of this build`);
  const files = new Set([first]);
  // The set grows under the loop.
  for (const file of files)
    for (const { path: imported, external } of outputs[file]?.imports ?? [])
      if (external !== true) files.add(imported);
  return files;
}

/**
 * Writes `.npmignore` into the folder of a build: npm leaves out what the command line does not load.
 * @param {Outputs} outputs @param {string} folder absolute @param {string} base absolute: names of outputs start here
 */
export async function writeIgnoreFile(outputs, folder, base) {
  const packed = filesOf(outputs, 'src/cli/main.ts');
  const others = Object.keys(outputs)
    .filter((name) => !packed.has(name))
    .map((name) => path.relative(folder, path.resolve(base, name)).split(path.sep).join('/'));
  const text = [
    '# Made by the build: the command line does not load these.',
    ...others.sort().map((name) => `/${name}`),
  ];
  await writeFile(path.join(folder, '.npmignore'), `${text.join('\n')}\n`);
}
