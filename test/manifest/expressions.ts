/** The regular expressions of a source file, by its syntax tree. */
import ts from 'typescript';

export interface Expression {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** Literals and constructions with constant arguments; and constructions whose arguments only a run knows. */
export function expressionsOf(
  file: string,
  text: string,
): { expressions: Expression[]; computed: { file: string; call: string }[] } {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const constants = constantsOf(tree);
  const expressions: Expression[] = [];
  const computed: { file: string; call: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      expressions.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    } else if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && isRegExp(node.expression)) {
      const [first, second] = node.arguments ?? [];
      const source = first ? constant(first, constants) : '';
      const flags = second ? constant(second, constants) : '';
      if (source === undefined || flags === undefined) computed.push({ file, call: node.getText(tree) });
      else expressions.push({ file, source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { expressions, computed };
}

function isRegExp(callee: ts.Expression): boolean {
  return ts.isIdentifier(callee)
    ? callee.text === 'RegExp'
    : ts.isPropertyAccessExpression(callee) && callee.name.text === 'RegExp';
}

/** Initial values by name; undefined for a name that is declared more than once, or that may change. */
type Constants = ReadonlyMap<string, ts.Expression | undefined>;

function constantsOf(tree: ts.SourceFile): Constants {
  const found = new Map<string, ts.Expression | undefined>();
  const visit = (node: ts.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && ts.isIdentifier(node.name)) {
      const fixed =
        ts.isVariableDeclarationList(node.parent) && (node.parent.flags & ts.NodeFlags.Const) !== 0;
      found.set(node.name.text, fixed && !found.has(node.name.text) ? node.initializer : undefined);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The text that an expression always is; undefined where it depends on the run. */
function constant(node: ts.Expression, constants: Constants): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return constant(node.expression, constants);
  if (ts.isIdentifier(node)) {
    const value = constants.get(node.text);
    return value && constant(value, constants);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return joined([constant(node.left, constants), constant(node.right, constants)]);
  if (ts.isTemplateExpression(node))
    return joined([
      node.head.text,
      ...node.templateSpans.flatMap(({ expression, literal }) => [
        constant(expression, constants),
        literal.text,
      ]),
    ]);
  if (ts.isCallExpression(node) && node.expression.getText() === 'String.fromCharCode') {
    const codes = node.arguments.map((one) => (ts.isNumericLiteral(one) ? Number(one.text) : NaN));
    return codes.some(Number.isNaN) ? undefined : String.fromCharCode(...codes);
  }
  return undefined;
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.join('');
}
