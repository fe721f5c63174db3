// Collects every text that VS Code can translate into l10n/bundle.l10n.json, the file a translator starts from:
// the literals of l10n.t in the extension and in its pages, and the templates of the findings, which go through it by code (localise.ts).
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './paths.mjs';

const severities = new Set(['error', 'warning', 'info']);

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

const ruleWords = new Set(['error', 'warning', 'doubt', 'info']);

/** @param {ts.Node} table @returns {string[]} */
function sentences(table) {
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const text = ts.isCallExpression(node)
      ? literal(node.arguments[3])
      : ts.isArrayLiteralExpression(node)
        ? literal(node.elements[0])
        : ts.isPropertyAssignment(node) && node.name.getText() !== 'reference'
          ? literal(node.initializer)
          : undefined;
    if (text?.includes(' ') === true) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(table);
  return found;
}

/** @returns {{ texts: string[], computed: string[] }} computed: places where l10n.t is given no literal */
export function collectTexts() {
  /** @type {Set<string>} */
  const texts = new Set();
  /** @type {string[]} */
  const computed = [];
  for (const file of ['src', 'webview'].flatMap((folder) => sources(path.join(root, folder)))) {
    const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    const surface = file.startsWith(path.join(root, 'src/extension'));
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText(source))) {
        const text = literal(node.arguments[0]);
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        if (text !== undefined) texts.add(text);
        else computed.push(`${path.relative(root, file)}:${line + 1}`);
      }
      if (!surface && ts.isPropertyAssignment(node) && node.name.getText(source) === 'template') {
        const text = literal(node.initializer);
        if (text !== undefined) texts.add(text);
      }
      // The tables that are written as calls: code: text('error', template, reference).
      if (!surface && ts.isCallExpression(node) && severities.has(literal(node.arguments[0]) ?? '')) {
        const text = literal(node.arguments[1]);
        if (text !== undefined) texts.add(text);
      }
      // Tables of rules: code: error(template, reference).
      if (!surface && ts.isCallExpression(node) && ruleWords.has(node.expression.getText(source))) {
        const text = literal(node.arguments[0]);
        if (text !== undefined) texts.add(text);
      }
      // Checks, statements and axes of TR-34: text(id, verdict, part, template), code: 'sentence', [meaning, …products].
      if (!surface && ts.isVariableDeclaration(node) && /^tr34\w+Texts$/.test(node.name.getText(source)))
        sentences(node).forEach((text) => texts.add(text));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts: [...texts].sort(), computed };
}

/** Writes the bundle. */
export function writeBundle() {
  const { texts } = collectTexts();
  fs.mkdirSync(path.join(root, 'l10n'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'l10n/bundle.l10n.json'),
    `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`,
  );
}
