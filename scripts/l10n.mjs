// Collects every text that VS Code can translate into l10n/bundle.l10n.json, the file a translator starts from:
// the literals of l10n.t in the extension and in its pages, those of phrase in core and keyservice, and the templates of
// the tables there (tables.mjs).
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './paths.mjs';
import { tableTexts } from './tables.mjs';

/** @param {string} folder @returns {string[]} TypeScript files below it */
function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name));
}

/** @param {ts.Expression | undefined} node */
function literal(node) {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** @returns {Promise<{ texts: string[], computed: string[] }>} computed: places where l10n.t or phrase is given no literal */
export async function collectTexts() {
  const texts = new Set(await tableTexts());
  /** @type {string[]} */
  const computed = [];
  for (const file of ['src', 'webview'].flatMap((folder) => sources(path.join(root, folder)))) {
    const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && /(^|\.)l10n\.t$|^phrase$/.test(node.expression.getText(source))) {
        const text = literal(node.arguments[0]);
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        if (text !== undefined) texts.add(text);
        else computed.push(`${path.relative(root, file)}:${line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts: [...texts].sort(), computed };
}

/** Writes the bundle. */
export async function writeBundle() {
  const { texts } = await collectTexts();
  fs.mkdirSync(path.join(root, 'l10n'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'l10n/bundle.l10n.json'),
    `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`,
  );
}
