// Writes docs/findings.md: every finding code with its severity, text and source, from the tables in src that
// make the findings. A test compares; npm run findings writes it again.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './paths.mjs';
import { findingTables } from './tables.mjs';

/** Where the page is. */
export const findingsFile = path.join(root, 'docs/findings.md');

const words = { error: 'error', warning: 'warning', info: 'note' };

/** @param {string} text @returns {string} in one cell of a table */
const cell = (text) =>
  text
    .replace(/\{\d+\}/g, '…')
    .replace(/[\\|<>]/g, '\\$&')
    .replace(/\s+/g, ' ');

/** The page. @returns {Promise<string>} */
export async function findingsPage() {
  const lines = [
    '# Findings',
    '',
    'All findings of the extension: a stable code, the severity, the text (… is a value that was found or',
    'expected), and the source of the rule. A released code keeps its meaning. Terms are in the',
    '[glossary](glossary.md).',
    '',
    'This page is generated from the tables in the source: `npm run findings`.',
  ];
  let last = '';
  for (const { heading, templates } of await findingTables()) {
    if (heading !== last)
      lines.push('', `## ${heading}`, '', '| Code | Severity | Text | Source |', '| :-- | :-- | :-- | :-- |');
    last = heading;
    for (const [code, { severity, template, reference = '' }] of Object.entries(templates)) {
      const word = words[/** @type {keyof words} */ (severity)];
      lines.push(`| \`${code}\` | ${word} | ${cell(template)} | ${cell(reference)} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  fs.mkdirSync(path.dirname(findingsFile), { recursive: true });
  fs.writeFileSync(findingsFile, await findingsPage());
  console.log(path.relative(root, findingsFile));
}
