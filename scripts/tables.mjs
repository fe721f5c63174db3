// The tables of texts in src/core and src/keyservice, found by importing every file that exports one: findings with
// their headings for docs/findings.md, and all templates for the bundle of translations.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './paths.mjs';

/** @typedef {{ severity: string, template: string, reference?: string }} Template */
/** @typedef {{ heading: string, templates: Record<string, Template> }} FindingTable */

const key = Symbol.for('key-material.templates');
const folders = ['src/core', 'src/keyservice'];

/** @returns {Promise<unknown[]>} exports that name their templates */
async function tables() {
  const files = folders
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => `${folder}/${name.split(path.sep).join('/')}`),
    )
    .filter((file) => file.endsWith('.ts') && makesTable.test(fs.readFileSync(path.join(root, file), 'utf8')))
    .sort();
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: files.map((file, at) => `export * as file${at} from './${file}';`).join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  /** @type {Record<string, Record<string, unknown>>} */
  const loaded = await import(`data:text/javascript;base64,${code}`);
  return Object.values(loaded)
    .flatMap((exported) => Object.values(exported))
    .filter(
      (value) => value !== null && ['object', 'function'].includes(typeof value) && key in Object(value),
    );
}

// Every maker of tables marks what it makes: a file without one has no table.
const makesTable = /\b(findingTable|textTable)\b[<(]/;

/** Tables of findings in the order of their headings. @returns {Promise<FindingTable[]>} */
export async function findingTables() {
  const found = /** @type {FindingTable[]} */ (
    (await tables()).filter((table) => 'heading' in Object(table))
  );
  return found.sort((a, b) => (a.heading < b.heading ? -1 : a.heading > b.heading ? 1 : 0));
}

/** Every template of the tables, of findings and others. @returns {Promise<string[]>} */
export async function tableTexts() {
  const found = /** @type {{ [key]: () => string[] }[]} */ (await tables());
  return [...new Set(found.flatMap((table) => table[key]()))];
}
