// Every exported function of the domain says what it does: shapes, units, errors, source.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../..');

/** Not documented yet. */
const missing = ['x509/extensionDecoders.ts: field'];

const isFunction = (node: ts.Expression | undefined): boolean =>
  node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));

/** Exported functions of a source without a docstring; of overloads the first has it. */
function undocumented(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
  const documented = new Set<string>();
  const found: string[] = [];
  for (const statement of source.statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const names = ts.isFunctionDeclaration(statement)
      ? [statement.name?.text ?? 'default']
      : ts.isVariableStatement(statement)
        ? statement.declarationList.declarations
            .filter(({ initializer }) => isFunction(initializer))
            .map(({ name }) => name.getText())
        : [];
    // The comment that opens a file is no docstring: it is followed by imports, or by an empty line.
    const has = ts
      .getJSDocCommentsAndTags(statement)
      .some((doc) => !/^\s*\n\s*\n/.test(text.slice(doc.getEnd(), statement.getStart())));
    for (const name of names)
      if (has) documented.add(name);
      else if (!documented.has(name)) found.push(name);
  }
  return found;
}

describe('docstrings', () => {
  it('the search finds functions without them', () => {
    expect(
      undocumented(
        [
          '/** Of the file. */',
          '',
          'export function a(): void {}',
          '/** What it does. */',
          'export function b(): void;',
          'export function b(): void {}',
          'export const c = (): number => 1, d = 2;',
          '// Why.',
          'export const e = function (): void {};',
          '/** Sum. */',
          'export const f = (): number => 1;',
          'function g(): void {}',
        ].join('\n'),
      ),
    ).toEqual(['a', 'c', 'e']);
  });

  it('every exported function of the domain has one', () => {
    const folder = path.join(root, 'src/core');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(
      files.flatMap((name) =>
        undocumented(readFileSync(path.join(folder, name), 'utf8'))
          .map((one) => `${name.split(path.sep).join('/')}: ${one}`)
          .filter((one) => !missing.includes(one)),
      ),
    ).toEqual([]);
  });
});
