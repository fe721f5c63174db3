// Small changes that a program could have as a mistake: where they can be made in a source, and the source with some of
// them built in, each asleep until `globalThis.kmiMutant(id)` says that it is the one.
import ts from 'typescript';

/**
 * @typedef {object} Mutation
 * @property {number} start place of what is changed, in UTF-16 units @property {number} end
 * @property {string} kind
 * @property {string} words what became what, for people
 */

/** @type {Partial<Record<ts.SyntaxKind, readonly string[]>>} */
const operators = {
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
  [ts.SyntaxKind.LessThanToken]: ['<=', '>='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['<', '>'],
  [ts.SyntaxKind.GreaterThanToken]: ['>=', '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
  [ts.SyntaxKind.PlusToken]: ['-'],
  [ts.SyntaxKind.MinusToken]: ['+'],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['||'],
  [ts.SyntaxKind.BarBarToken]: ['&&'],
};

/** @param {string} file @param {string} text */
const parse = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

/** @param {ts.Node} node */
const isText = (node) =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node);

/** @param {ts.Node} node whether a condition decides by it @returns {boolean} */
function isCondition(node) {
  const { parent } = node;
  if (parent === undefined) return false;
  return (
    (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  );
}

/** A text that a value holds: not a name of a module or member, nor one that is compared, nor a message for programmers. @param {ts.StringLiteral} node */
function isValue({ parent, text }) {
  if (text === '') return false;
  if (ts.isPropertyAssignment(parent)) return true;
  if (ts.isReturnStatement(parent) || ts.isConditionalExpression(parent) || ts.isArrowFunction(parent))
    return true;
  return ts.isArrayLiteralExpression(parent);
}

/** Where a short text stands, as it is in its file more than once. @param {ts.Node} node */
function placeOf(node) {
  const isShort = (/** @type {ts.Node} */ one) => one.getText().length < 16;
  if (!isShort(node)) return '';
  let around = node;
  while (around.parent && !ts.isSourceFile(around.parent) && isShort(around)) around = around.parent;
  return ` in ${around.getText().replaceAll(/\s+/g, ' ').slice(0, 60)}`;
}

/** Changes that can be made at one node. @param {ts.Node} node @returns {{ kind: string, to: string, words: string, statement?: boolean }[]} */
function changesOf(node) {
  const text = node.getText();
  const short = text.replaceAll(/\s+/g, ' ').slice(0, 100);
  /** @param {string} kind @param {string} to */
  const change = (kind, to) => ({
    kind,
    to,
    words: `${short} → ${to.replaceAll(/\s+/g, ' ').slice(0, 100)}${placeOf(node)}`,
  });
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (operatorToken.kind === ts.SyntaxKind.PlusToken && [left, right].some(isText)) return [];
    return (operators[operatorToken.kind] ?? []).map((to) =>
      change('operator', `${left.getText()} ${to} ${right.getText()}`),
    );
  }
  if (isCondition(node) && !ts.isBinaryExpression(node)) return [change('condition', `!(${text})`)];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [change('boolean', 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [change('boolean', 'true')];
  if (ts.isNumericLiteral(node)) return [change('number', `${text} + 1`)];
  if (ts.isStringLiteral(node) && isValue(node)) return [change('text', "''")];
  // A directive, and the constructor of a base class, have their place.
  if (ts.isExpressionStatement(node) && !/^('|super\()/.test(text))
    return [{ kind: 'statement', to: '', words: `${short} → left out`, statement: true }];
  return [];
}

/** @param {ts.Node} node parts of a source that no change is made in @returns {boolean} */
function isClosed(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isThrowStatement(node) ||
    // Names of members, and sides of an assignment that are written to.
    (ts.isComputedPropertyName(node) && ts.isNumericLiteral(node.expression)) ||
    ts.isBindingName(node)
  );
}

/** Every change that can be made in a source. @param {string} file @param {string} text @returns {Mutation[]} */
export function mutationsOf(file, text) {
  /** @type {Mutation[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (isClosed(node)) return;
    if (!isName(node))
      for (const { kind, words } of changesOf(node))
        found.push({ start: node.getStart(), end: node.getEnd(), kind, words });
    ts.forEachChild(node, visit);
  };
  visit(parse(file, text));
  return found;
}

/** What names a member or a variable, not what it is. @param {ts.Node} node @returns {boolean} */
const isName = (node) => node.parent !== undefined && 'name' in node.parent && node.parent.name === node;

/**
 * A source with changes built in.
 * @param {string} file @param {string} text
 * @param {readonly (Mutation & { id: number })[]} mutations of this source
 */
export function withMutations(file, text, mutations) {
  const source = parse(file, text);
  /** @param {ts.Node} node @returns {string} the node's text, with the blank before it */
  const emit = (node) => {
    const start = node.getStart();
    const lead = text.slice(node.getFullStart(), start);
    const mine = mutations.filter((one) => one.start === start && one.end === node.getEnd());
    const inside = plain(node);
    const changes = isClosed(node) ? [] : changesOf(node);
    let whole = inside;
    for (const { id, words } of mine) {
      const change = changes.find((one) => one.words === words);
      if (change === undefined) continue;
      whole = change.statement
        ? // In braces: an `else` may follow that belongs to an `if` outside.
          `{ if (!globalThis.kmiMutant(${id})) { ${whole} } }`
        : `(globalThis.kmiMutant(${id}) ? (${change.to}) : ${whole})`;
    }
    return lead + whole;
  };
  /** @param {ts.Node} node its text without the blank before it, changes inside built in @returns {string} */
  const plain = (node) => {
    let out = '';
    let at = node.getStart();
    ts.forEachChild(node, (child) => {
      if (child.getFullStart() < at && child.getEnd() <= at) return;
      const from = Math.max(at, child.getFullStart());
      out += text.slice(at, from);
      out += emit(child).slice(from - child.getFullStart());
      at = child.getEnd();
    });
    return out + text.slice(at, node.getEnd());
  };
  return text.slice(0, source.getStart()) + plain(source);
}
