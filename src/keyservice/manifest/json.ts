/** The JSON form: comments and a comma behind the last member are let pass, everything else has its place. */
import { type Finding, phrase, type Span, type Words } from '../../core/findings';
import { jsonMembers, jsonValue, readJsonTree, type JsonNode } from '../jsonTree';
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
  const tree = readJsonTree(text, { deepest: manifestLimits.depth });
  if (tree.deepAt !== undefined) {
    const { deepAt } = tree;
    findings.push(
      manifestFinding('manifest_depth', { start: deepAt, end: deepAt + 1 }, [manifestLimits.depth]),
    );
    return nothing;
  }
  const { root, faults } = tree;
  for (const { words, span } of faults.slice(0, mostErrors))
    findings.push(manifestFinding('manifest_json', span, [words]));
  if (root?.type !== 'object') {
    if (faults.length === 0 && root)
      findings.push(wrongType(phrase('The manifest'), phrase('an object'), root));
    return nothing;
  }
  const members = membersOf(root, manifestMembers, findings);
  const version = members.get('version');
  if (version?.value !== 1)
    findings.push(
      manifestFinding('manifest_version', spanOf(version ?? root, version), [
        shown(version && jsonValue(version)),
      ]),
    );
  const defaults = new Map<RowMember, GivenMember>();
  const given = members.get('defaults');
  if (given && given.type !== 'object') findings.push(wrongType('defaults', phrase('an object'), given));
  else if (given)
    for (const [name, node] of membersOf(given, defaultMembers, findings))
      defaults.set(name as RowMember, memberOf(node, text));
  const keys = members.get('keys');
  if (keys?.type !== 'array') {
    findings.push(
      keys
        ? wrongType('keys', phrase('a list'), keys)
        : manifestFinding('manifest_type', spanOf(root, undefined), [
            'keys',
            phrase('a list'),
            phrase('nothing'),
          ]),
    );
    return { ...nothing, defaults };
  }
  const rows: GivenRow[] = [];
  for (const node of (keys.children ?? []).slice(0, manifestLimits.rows)) {
    const own: Finding[] = [];
    const found = new Map<RowMember, GivenMember>();
    if (node.type !== 'object') own.push(wrongType(`keys[${rows.length}]`, phrase('an object'), node));
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
function membersOf(
  object: JsonNode,
  known: readonly string[],
  findings: Finding[],
): ReadonlyMap<string, JsonNode> {
  const members = new Map<string, JsonNode>();
  for (const { name, key, value } of jsonMembers(object)) {
    if (!known.includes(name))
      findings.push(manifestFinding('manifest_unknown', spanOf(key, key), [shown(name), known.join(', ')]));
    else if (members.has(name)) findings.push(manifestFinding('manifest_twice', spanOf(key, key), [name]));
    else members.set(name, value);
  }
  return members;
}

function memberOf(node: JsonNode, text: string): GivenMember {
  const span = spanOf(node, node);
  const inner = { start: span.start + 1, end: span.end - 1 };
  const literal = node.type === 'string' && node.value === text.slice(inner.start, inner.end);
  return { value: jsonValue(node), span, ...(literal ? { literal: inner } : {}) };
}

/** Of a whole object only its first character: the rest has findings of its own. */
function spanOf(node: JsonNode, whole: JsonNode | undefined): Span {
  return { start: node.offset, end: node.offset + (whole ? node.length : 1) };
}

function wrongType(name: string | Words, wanted: Words, node: JsonNode): Finding {
  return manifestFinding('manifest_type', spanOf(node, node), [name, wanted, shown(jsonValue(node))]);
}
