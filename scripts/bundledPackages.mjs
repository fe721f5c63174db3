// Which packages are really in what is built: all of them are devDependencies, and most of what they bring is left out.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * A package of which at least one byte is in a bundle.
 * @typedef {object} BundledPackage
 * @property {string} name
 * @property {string} version
 * @property {string} license SPDX expression
 * @property {string} folder absolute
 * @property {string[]} uses folders of the packages that its bundled files import, themselves bundled
 * @property {boolean} direct whether a file of ours imports it
 */

/**
 * @typedef {object} Metafile what is read of esbuild's
 * @property {Record<string, { imports: { path: string }[] }>} inputs
 * @property {Record<string, { inputs: Record<string, { bytesInOutput: number }> }>} outputs
 */

/** The folder of the package that a file of a metafile lies in. @param {string} file @returns {string | undefined} */
function folderOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/**
 * Sorted by name and version; a package that lies in two folders is there twice.
 * @param {readonly Metafile[]} metafiles @param {string} [base] what their paths are relative to
 * @returns {BundledPackage[]}
 */
export function bundledPackages(metafiles, base = root) {
  /** @type {Map<string, { uses: Set<string>, direct: boolean }>} */
  const found = new Map();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = bytesInOutput > 0 ? folderOf(file) : undefined;
        if (folder !== undefined && !found.has(folder)) found.set(folder, { uses: new Set(), direct: false });
      }
  for (const { inputs } of metafiles)
    for (const [file, { imports }] of Object.entries(inputs)) {
      const own = folderOf(file);
      for (const imported of imports) {
        const folder = folderOf(imported.path);
        const target = folder === undefined ? undefined : found.get(folder);
        if (folder === undefined || target === undefined || folder === own) continue;
        if (own === undefined) target.direct = true;
        else found.get(own)?.uses.add(folder);
      }
    }
  const absolute = (/** @type {string} */ folder) => path.resolve(base, folder);
  return [...found]
    .map(([folder, { uses, direct }]) => {
      const manifest = JSON.parse(fs.readFileSync(path.join(absolute(folder), 'package.json'), 'utf8'));
      return {
        name: String(manifest.name),
        version: String(manifest.version),
        license: String(manifest.license),
        folder: absolute(folder),
        uses: [...uses].map(absolute).sort(),
        direct,
      };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version) || compare(a.folder, b.folder));
}

/** By code units: the same on every machine. @param {string} a @param {string} b */
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The metafiles of the bundles that go into the VSIX, as esbuild.mjs left them. @returns {Metafile[]} */
export function packagedMetafiles() {
  return ['extension', 'web', 'webview'].map((name) =>
    JSON.parse(fs.readFileSync(path.join(root, `.build/meta/${name}.json`), 'utf8')),
  );
}

/**
 * Names, versions and licence texts of what is bundled, as their licences ask for; the same text once.
 * @param {readonly BundledPackage[]} packages
 */
export function licenceNotices(packages) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { name, version, license, folder } of packages) {
    const files = fs
      .readdirSync(folder)
      .filter((file) => /^(licen[cs]e|copying|notice|copyrightnotice)(\.|$)/i.test(file))
      .sort(compare);
    const text = files
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').replace(/\r\n?/g, '\n').trim())
      .join('\n\n');
    const shown = text || 'The package has no file with the text of its licence.';
    byText.set(shown, [...(byText.get(shown) ?? []), `${name} ${version} (${license})`]);
  }
  const rule = '-'.repeat(100);
  return (
    ['Key Material Inspector contains parts of these packages.']
      .concat([...byText].map(([text, names]) => `${rule}\n${[...new Set(names)].join('\n')}\n\n${text}`))
      .join('\n\n') + '\n'
  );
}
