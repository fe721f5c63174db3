/**
 * What a resource policy of a key gives to whom. IAM user guide, grammar of the policy language and policy evaluation;
 * API reference, PutResourcePolicy. It is read for people: what is not understood is a finding, and never left out in
 * silence. Whether a call is allowed AWS alone decides.
 */
import {
  type Finding,
  type FindingCode,
  phrase,
  type Span,
  type TemplateArguments,
} from '../../core/findings';
import { jsonSpan, readJsonTree, type JsonNode } from '../jsonTree';
import { resourcePolicy } from '../model/members';
import { allActions, servicePrefix } from './actions';
import { matches } from './match';
import { policyFinding } from './policyTexts';

/** One statement, as it is written. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** "*", account IDs, ARNs, services. */
  readonly principals: readonly string[];
  /** Everyone but these. */
  readonly exceptPrincipals: boolean;
  readonly actions: readonly string[];
  readonly exceptActions: boolean;
  /** Empty where none is named: then the key itself. */
  readonly resources: readonly string[];
  readonly exceptResources: boolean;
  /** "StringEquals aws:SourceVpc: vpc-1". */
  readonly conditions: readonly string[];
}

export interface ReadPolicy {
  readonly statements: readonly PolicyStatement[];
  /** Errors: AWS refuses it, or it cannot be read. */
  readonly findings: readonly Finding[];
}

const deepest = 8;
const mostStatements = 100;
const mostValues = 200;

/** Reads a policy in time that grows with its length; of one that is too long nothing is read. */
export function readResourcePolicy(text: string): ReadPolicy {
  const reader = new Reader();
  const statements = reader.read(text);
  return { statements, findings: reader.findings };
}

/** A place in the policy: "Statement 1, Principal". */
type Place = TemplateArguments[number];
const under = (place: Place, ...names: readonly string[]): Place =>
  names.reduce<Place>((all, name) => phrase('{0}, {1}', all, name), place);

class Reader {
  readonly findings: Finding[] = [];

  private add(
    code: FindingCode<typeof policyFinding>,
    span: Span | undefined,
    ...args: TemplateArguments
  ): void {
    this.findings.push(policyFinding(code, span, args));
  }

  read(text: string): readonly PolicyStatement[] {
    const { max = Infinity, pattern } = resourcePolicy;
    if (text.length > max) {
      this.add('resource_policy_long', undefined, max, text.length);
      return [];
    }
    if (text !== '' && pattern?.test(text) === false) this.add('resource_policy_characters', undefined);
    const tree = readJsonTree(text, { deepest, strict: true });
    if (tree.deepAt !== undefined) {
      this.add('resource_policy_deep', { start: tree.deepAt, end: tree.deepAt + 1 }, deepest);
      return [];
    }
    for (const { words, span } of tree.faults) this.add('resource_policy_json', span, words);
    if (tree.faults.length > 0) return [];
    const members = this.members(tree.root, phrase('The policy'), ['Version', 'Id', 'Statement']);
    const given = members.get('Statement');
    const nodes = given?.type === 'array' ? (given.children ?? []) : given ? [given] : [];
    if (nodes.length === 0)
      this.add('resource_policy_form', given && jsonSpan(given), 'Statement', phrase('a statement or more'));
    return this.first(nodes, 'Statement', mostStatements).flatMap(
      (node, at) => this.statement(node, phrase('Statement {0}', at + 1)) ?? [],
    );
  }

  private first<One extends JsonNode>(nodes: readonly One[], place: Place, most: number): readonly One[] {
    if (nodes.length > most)
      this.add('resource_policy_many', jsonSpan(nodes[most]!), place, nodes.length, most);
    return nodes.slice(0, most);
  }

  private statement(node: JsonNode, place: Place): PolicyStatement | undefined {
    const names = [
      'Sid',
      'Effect',
      'Principal',
      'NotPrincipal',
      'Action',
      'NotAction',
      'Resource',
      'NotResource',
      'Condition',
    ];
    const members = this.members(node, place, names);
    const effect: unknown = members.get('Effect')?.value;
    if (effect !== 'Allow' && effect !== 'Deny') {
      this.add(
        'resource_policy_form',
        jsonSpan(members.get('Effect') ?? node),
        under(place, 'Effect'),
        phrase('Allow or Deny'),
      );
      return undefined;
    }
    const principal = this.oneOf(members, node, place, 'Principal', true);
    const action = this.oneOf(members, node, place, 'Action', true);
    const resource = this.oneOf(members, node, place, 'Resource', false);
    const statement: PolicyStatement = {
      effect,
      principals: principal ? this.principals(principal, place) : [],
      exceptPrincipals: members.has('NotPrincipal'),
      actions: action ? this.actions(action, place) : [],
      exceptActions: members.has('NotAction'),
      resources: resource ? this.texts(resource, under(place, 'Resource')) : [],
      exceptResources: members.has('NotResource'),
      conditions: this.conditions(members.get('Condition'), place),
    };
    if (isPublic(statement)) this.add('resource_policy_public', jsonSpan(node), place);
    return statement;
  }

  /** Name or Not…: one of both. */
  private oneOf(
    members: ReadonlyMap<string, JsonNode>,
    node: JsonNode,
    place: Place,
    name: string,
    needed: boolean,
  ): JsonNode | undefined {
    const [plain, not] = [members.get(name), members.get(`Not${name}`)];
    if ((plain && not) ?? (needed && !plain && !not))
      this.add('resource_policy_form', jsonSpan(not ?? node), place, phrase('either {0} or Not{0}', name));
    return plain ?? not;
  }

  private principals(node: JsonNode, place: Place): readonly string[] {
    if (node.type === 'string') {
      if (node.value === '*') return ['*'];
      this.add(
        'resource_policy_form',
        jsonSpan(node),
        under(place, 'Principal'),
        phrase('"*" or an object such as {"AWS": …}'),
      );
      return [];
    }
    return [...this.members(node, under(place, 'Principal'))].flatMap(([kind, values]) => {
      if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind))
        this.add('resource_policy_unknown', jsonSpan(values), under(place, 'Principal', quoted(kind)));
      return this.texts(values, under(place, 'Principal', quoted(kind))).map((value) =>
        kind === 'AWS' ? value : `${kind} ${value}`,
      );
    });
  }

  private actions(node: JsonNode, place: Place): readonly string[] {
    return this.texts(node, under(place, 'Action')).map((action) => {
      const small = action.toLowerCase();
      if (small !== '*' && !allActions.some((one) => matches(small, one.toLowerCase())))
        this.add(
          'resource_policy_unknown',
          jsonSpan(node),
          phrase('{0}, the action {1}', place, quoted(action)),
        );
      return action;
    });
  }

  private conditions(node: JsonNode | undefined, place: Place): readonly string[] {
    if (!node) return [];
    return [...this.members(node, under(place, 'Condition'))].flatMap(([operator, block]) =>
      [...this.members(block, under(place, 'Condition', quoted(operator)))].map(
        ([key, values]) => `${operator} ${key}: ${this.texts(values, under(place, 'Condition')).join(', ')}`,
      ),
    );
  }

  private members(
    node: JsonNode | undefined,
    place: Place,
    known?: readonly string[],
  ): ReadonlyMap<string, JsonNode> {
    const members = new Map<string, JsonNode>();
    if (node?.type !== 'object') {
      this.add('resource_policy_form', node && jsonSpan(node), place, phrase('an object'));
      return members;
    }
    for (const { children } of this.first(node.children ?? [], place, mostValues)) {
      const [key, value] = children ?? [];
      if (!key || !value) continue;
      const name = String(key.value);
      if (members.has(name)) this.add('resource_policy_twice', jsonSpan(key), under(place, quoted(name)));
      if (known && !known.includes(name))
        this.add('resource_policy_unknown', jsonSpan(key), under(place, quoted(name)));
      members.set(name, value);
    }
    return members;
  }

  private texts(node: JsonNode, place: Place): readonly string[] {
    const nodes = node.type === 'array' ? (node.children ?? []) : [node];
    if (nodes.length === 0)
      this.add('resource_policy_form', jsonSpan(node), place, phrase('one value or more'));
    return this.first(nodes, place, mostValues).flatMap((one) => {
      const value: unknown = one.value;
      if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
        return [String(value)];
      this.add('resource_policy_form', jsonSpan(one), place, phrase('text'));
      return [];
    });
  }
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));

/** Allows everyone, without a condition. */
function isPublic({ effect, principals, exceptPrincipals, conditions }: PolicyStatement): boolean {
  return effect === 'Allow' && conditions.length === 0 && (exceptPrincipals || principals.includes('*'));
}

/** Actions that let a key leave, end it, or give it to others. */
const dangerous = ['ExportKey', 'DeleteKey', 'PutResourcePolicy'] as const;

/** Who gets what by one statement. */
export interface PolicyGrant {
  /** "*", an account ID, an ARN; "all but …" is for the reader to say where `except`. */
  readonly principal: string;
  readonly except: boolean;
  /** Not certainly of the key's own account. */
  readonly other: boolean;
  readonly actions: readonly string[];
  readonly exceptActions: boolean;
  /** Of the actions: those that are dangerous in the hands of others. */
  readonly dangers: readonly string[];
  readonly conditions: readonly string[];
}

/** Grants of a policy, dangerous ones to others first. @param account of the key, 12 digits */
export function grantsOf(
  { statements }: Pick<ReadPolicy, 'statements'>,
  account: string | undefined,
): readonly PolicyGrant[] {
  const grants = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((one): PolicyGrant[] =>
      one.principals.map((principal) => {
        const other = one.exceptPrincipals || account === undefined || accountOf(principal) !== account;
        return {
          principal,
          except: one.exceptPrincipals,
          other,
          actions: one.actions,
          exceptActions: one.exceptActions,
          dangers: other ? dangerous.filter((name) => covers(one, `${servicePrefix}:${name}`)) : [],
          conditions: one.conditions,
        };
      }),
    );
  return grants.sort((a, b) => rank(a) - rank(b));
}

const rank = ({ dangers, other }: PolicyGrant): number => (dangers.length > 0 ? 0 : other ? 1 : 2);

/** The account of a principal: an ID or an ARN with one. */
function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

/** Whether a statement is about an action, wherever it holds. */
export function covers(
  { actions, exceptActions }: Pick<PolicyStatement, 'actions' | 'exceptActions'>,
  action: string,
): boolean {
  return actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) !== exceptActions;
}

/**
 * Whether a policy gives an action on its key to an identity of another account. Only what is certain counts: of a
 * statement with conditions a permission is not given, and a refusal is.
 */
export function isGranted(
  policy: ReadPolicy,
  action: string,
  caller: { readonly account: string; readonly role: string },
): boolean {
  if (policy.findings.length > 0) return false;
  const names = [
    caller.account,
    `arn:aws:iam::${caller.account}:root`,
    `arn:aws:iam::${caller.account}:role/${caller.role}`,
  ];
  const about = policy.statements.filter(
    (one) =>
      covers(one, action) &&
      one.principals.some((principal) => principal === '*' || names.includes(principal)) !==
        one.exceptPrincipals,
  );
  return (
    !about.some(({ effect }) => effect === 'Deny') &&
    about.some(
      ({ effect, conditions, exceptResources }) =>
        effect === 'Allow' && conditions.length === 0 && !exceptResources,
    )
  );
}
