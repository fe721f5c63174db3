/** The JSON form: comments and a comma behind the last member are let pass, everything else has its place. */
import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Finding, Span } from '../../core/findings';
import { manifestLimits, rowMembers, shown, type GivenMember, type GivenRow, type RowMember } from './format';
import { manifestFinding } from './texts';

export interface GivenManifest {
  readonly rows: readonly GivenRow[];
  /** Members that every row has where it says nothing else. */
  readonly defaults: ReadonlyMap<RowMember, GivenMember>;
  readonly findings: readonly Finding[];
}

const manifestMembers = ['$schema', 'version', 'defaults', 'keys'];
const defaultMembers: readonly RowMember[] = ['wrappingKey', 'tags', 'enabled', 'checkValueAlgorithm'];
/** Syntax errors that are told. */
const mostErrors = 10;

export function readJson(text: string): GivenManifest {
  const findings: Finding[] = [];
  const nothing = { rows: [], defaults: new Map<RowMember, GivenMember>(), findings };
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const deep = deeperThan(text, manifestLimits.depth, start);
  if (deep !== undefined) {
    findings.push(manifestFinding('manifest_depth', { start: deep, end: deep + 1 }, [manifestLimits.depth]));
    return nothing;
  }
  const errors: ParseError[] = [];
  // A byte order mark is no error of the user's.
  const root = parseTree(start === 1 ? ` ${text.slice(1)}` : text, errors, { allowTrailingComma: true });
  for (const { error, offset, length } of tellable(errors, text, root).slice(0, mostErrors))
    findings.push(
      manifestFinding(
        'manifest_json',
        {
          start: Math.min(offset, text.length),
          end: Math.min(offset + Math.max(length, 1), text.length),
        },
        [inWords(printParseErrorCode(error))],
      ),
    );
  if (root?.type !== 'object') {
    if (errors.length === 0 && root) findings.push(wrongType('The manifest', 'an object', root));
    return nothing;
  }
  const members = membersOf(root, manifestMembers, findings);
  const version = members.get('version');
  if (version?.value !== 1)
    findings.push(
      manifestFinding('manifest_version', spanOf(version ?? root, version), [
        shown(version && valueOf(version)),
      ]),
    );
  const defaults = new Map<RowMember, GivenMember>();
  const given = members.get('defaults');
  if (given && given.type !== 'object') findings.push(wrongType('defaults', 'an object', given));
  else if (given)
    for (const [name, node] of membersOf(given, defaultMembers, findings))
      defaults.set(name as RowMember, memberOf(node, text));
  const keys = members.get('keys');
  if (keys?.type !== 'array') {
    findings.push(
      keys
        ? wrongType('keys', 'a list', keys)
        : manifestFinding('manifest_type', spanOf(root, undefined), ['keys', 'a list', 'nothing']),
    );
    return { ...nothing, defaults };
  }
  const rows: GivenRow[] = [];
  for (const node of (keys.children ?? []).slice(0, manifestLimits.rows)) {
    const own: Finding[] = [];
    const found = new Map<RowMember, GivenMember>();
    if (node.type !== 'object') own.push(wrongType(`keys[${rows.length}]`, 'an object', node));
    else
      for (const [name, member] of membersOf(node, rowMembers, own))
        found.set(name as RowMember, memberOf(member, text));
    rows.push({ span: spanOf(node, node), members: found, findings: own });
  }
  if ((keys.children?.length ?? 0) > manifestLimits.rows)
    findings.push(manifestFinding('manifest_too_many_rows', spanOf(keys, undefined), [manifestLimits.rows]));
  return { rows, defaults, findings };
}

/** Values by name; says what is twice and what is not known. */
function membersOf(object: Node, known: readonly string[], findings: Finding[]): ReadonlyMap<string, Node> {
  const members = new Map<string, Node>();
  for (const { children } of object.children ?? []) {
    const [key, value] = children ?? [];
    if (!key || !value) continue;
    const name = String(key.value);
    if (!known.includes(name))
      findings.push(manifestFinding('manifest_unknown', spanOf(key, key), [shown(name), known.join(', ')]));
    else if (members.has(name)) findings.push(manifestFinding('manifest_twice', spanOf(key, key), [name]));
    else members.set(name, value);
  }
  return members;
}

function memberOf(node: Node, text: string): GivenMember {
  const span = spanOf(node, node);
  const inner = { start: span.start + 1, end: span.end - 1 };
  const literal = node.type === 'string' && node.value === text.slice(inner.start, inner.end);
  return { value: valueOf(node), span, ...(literal ? { literal: inner } : {}) };
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children }) =>
      children?.[0] && children[1] ? [[String(children[0].value), valueOf(children[1])]] : [],
    ),
  );
}

/** Of a whole object only its first character: the rest has findings of its own. */
function spanOf(node: Node, whole: Node | undefined): Span {
  return { start: node.offset, end: node.offset + (whole ? node.length : 1) };
}

function wrongType(name: string, wanted: string, node: Node): Finding {
  return manifestFinding('manifest_type', spanOf(node, node), [name, wanted, shown(valueOf(node))]);
}

/** Where JSON is nested deeper than that; undefined where it is not. The parser goes down by calling itself. */
export function deeperThan(text: string, deepest: number, from = 0): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const at = scanner.getTokenOffset();
    // Behind an open comment the end has a length, too.
    if (at >= text.length) return undefined;
    const first = text[at];
    if (first === '{' || first === '[') {
      if (++depth > deepest) return at;
    } else if (first === '}' || first === ']') depth--;
  }
}

/** "CommaExpected" → "comma expected". */
function inWords(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** One fault, one finding: what follows in the same line, or in a text that is no object at all, comes of the first. */
function tellable(errors: readonly ParseError[], text: string, root: Node | undefined): ParseError[] {
  const [first] = errors;
  if (!first) return [];
  if (root?.type !== 'object') return [first];
  const line = (offset: number): number => text.lastIndexOf('\n', Math.max(offset - 1, 0));
  return errors.filter(({ offset }, at) => at === 0 || line(offset) !== line(errors[at - 1]!.offset));
}
