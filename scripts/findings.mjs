// Writes docs/findings.md: every finding code with its severity, text and source, from the tables in src that
// make the findings. A test compares; npm run findings writes it anew.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from './paths.mjs';

/** @typedef {{ severity: string, template: string, reference?: string }} Text */

/** Where the page is. */
export const findingsFile = path.join(root, 'docs/findings.md');

const layers = ['src/core', 'src/keyservice'];
const table = /^export const (\w+Texts) = \{$/gm;

/** Headings and their order; a table that is not named here comes last, under the name of its file. */
const headings = [
  ['src/core/keyblock/findingTexts.ts', 'Key blocks (TR-31, X9.143, ISO 20038)'],
  ['src/core/keyblock/keyFindingTexts.ts', 'Key blocks with their KBPK'],
  ['src/core/crypto/findingTexts.ts', 'Keys and components'],
  ['src/core/asn1/findingTexts.ts', 'BER and DER'],
  ['src/core/x509/findingTexts.ts', 'Certificates, CRLs, requests and chains'],
  ['src/core/cms/findingTexts.ts', 'CMS'],
  ['src/core/cms/tr34/findingTexts.ts', 'TR-34 tokens'],
  ['src/core/cms/tr34/checkTexts.ts', 'TR-34 tokens'],
  ['src/core/cms/tr34/openTexts.ts', 'TR-34 tokens'],
  ['src/keyservice/rules/keyBlockTexts.ts', 'AWS Payment Cryptography: key blocks'],
  ['src/keyservice/rules/tr34Texts.ts', 'AWS Payment Cryptography: TR-34 tokens'],
  ['src/keyservice/rules/certificates.ts', 'AWS Payment Cryptography: certificates'],
  ['src/keyservice/rules/checkValueTexts.ts', 'AWS Payment Cryptography: check values'],
  ['src/keyservice/plans/planTexts.ts', 'AWS Payment Cryptography: planned imports'],
  ['src/keyservice/manifest/texts.ts', 'Import manifests'],
  ['src/keyservice/profileTexts.ts', 'AWS profiles'],
];

/** @param {string} file */
function place(file) {
  const at = headings.findIndex(([name]) => name === file);
  return at < 0 ? headings.length : at;
}

/** Every exported table of texts, by file. @returns {{ file: string, name: string }[]} */
function tables() {
  return layers
    .flatMap((layer) =>
      fs
        .readdirSync(path.join(root, layer), { recursive: true, encoding: 'utf8' })
        .map((name) => `${layer}/${name.split(path.sep).join('/')}`),
    )
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...fs.readFileSync(path.join(root, file), 'utf8').matchAll(table)].map((match) => ({
        file,
        name: match[1] ?? '',
      })),
    )
    .sort((a, b) => place(a.file) - place(b.file) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** @param {Record<string, unknown>} texts @returns {[string, Text][]} none where it is a table of something else */
function rows(texts) {
  const entries = Object.entries(texts);
  const isText = (/** @type {unknown} */ value) =>
    typeof value === 'object' && value !== null && 'severity' in value && 'template' in value;
  return entries.every(([, value]) => isText(value)) ? /** @type {[string, Text][]} */ (entries) : [];
}

const words = { error: 'error', warning: 'warning', info: 'note' };

/** @param {string} text @returns {string} in one cell of a table */
const cell = (text) =>
  text
    .replace(/\{\d+\}/g, '…')
    .replace(/[\\|<>]/g, '\\$&')
    .replace(/\s+/g, ' ');

/** The page. @returns {Promise<string>} */
export async function findingsPage() {
  const all = tables();
  const entry = all.map(({ file, name }, i) => `export { ${name} as t${i} } from './${file}';`).join('\n');
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
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
  /** @type {string[]} */
  const lines = [
    '# Findings',
    '',
    'What the extension can say about key material: a stable code, how grave it is, the text (… stands for',
    'what was found or expected), and where the rule comes from. A released code keeps its meaning.',
    '',
    'This page is made from the tables in the source: `npm run findings`.',
  ];
  /** @type {Set<string>} */
  const said = new Set();
  let heading = '';
  for (const [i, { file }] of all.entries()) {
    const fresh = rows(loaded[`t${i}`] ?? {}).filter(([name]) => !said.has(name));
    if (fresh.length === 0) continue;
    const title = headings.find(([name]) => name === file)?.[1] ?? file.replace(/^src\//, '');
    if (title !== heading) {
      heading = title;
      lines.push('', `## ${title}`, '', '| Code | | What it says | Source |', '| :-- | :-- | :-- | :-- |');
    }
    for (const [name, { severity, template, reference }] of fresh) {
      said.add(name);
      const word = words[/** @type {keyof words} */ (severity)] ?? severity;
      lines.push(`| \`${name}\` | ${word} | ${cell(template)} | ${cell(reference ?? '')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  fs.mkdirSync(path.dirname(findingsFile), { recursive: true });
  fs.writeFileSync(findingsFile, await findingsPage());
  console.log(path.relative(root, findingsFile));
}
