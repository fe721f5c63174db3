/**
 * Reads an IAM policy document, whole: what is not understood is said, and the document refused. A condition that was
 * passed over would allow what its author did not.
 */
import { allActions, conditionKeyKind, servicePrefix } from '../../iam/actions';
import { readJsonTree, type JsonNode as Node } from '../../jsonTree';
import { readOperator, type Condition } from './conditions';
import { arnParts, matches } from '../../iam/match';

/** Of a statement: what it names, or with Not… what it leaves out. */
export interface Selection {
  readonly patterns: readonly string[];
  readonly negated: boolean;
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** In small letters: IAM does not mind their case. */
  readonly actions: Selection;
  readonly resources: Selection;
  /** All must hold. */
  readonly conditions: readonly Condition[];
}

/** Characters. IAM takes 10,240 for all policies of a role together, without white space. */
const longest = 65_536;
const deepest = 8;
const mostStatements = 100;
/** Actions of a statement, values of a condition. */
const mostValues = 200;
/** Faults that are named. */
const mostFaults = 5;

/**
 * The statements of a policy.
 * @throws {RangeError} with what is not understood and where
 */
export function readPolicy(text: string): readonly Statement[] {
  const reader = new Reader();
  const statements = reader.read(text);
  const { faults } = reader;
  if (faults.length === 0) return statements;
  const more = faults.length > mostFaults ? ` There are ${faults.length - mostFaults} more faults.` : '';
  throw new RangeError(
    `The policy cannot be enforced: ${faults.slice(0, mostFaults).join(' ')}${more} No part of it is ignored: remove or change these parts.`,
  );
}

class Reader {
  readonly faults: string[] = [];

  read(text: string): readonly Statement[] {
    if (text.length > longest)
      return this.fault(`it has ${text.length} characters; at most ${longest} are read.`);
    const tree = readJsonTree(text, { deepest, strict: true });
    if (tree.deepAt !== undefined) return this.fault(`it is nested deeper than ${deepest} levels.`);
    const { root, faults } = tree;
    const [error] = faults;
    if (error) return this.fault(`it is not JSON (${error.words} at character ${error.span.start}).`);
    const members = this.members(root, 'the document', ['Version', 'Id', 'Statement']);
    const version = members.get('Version');
    if (version && version.value !== '2012-10-17' && version.value !== '2008-10-17')
      this.fault('Version: expected 2012-10-17.');
    const given = members.get('Statement');
    const nodes = given?.type === 'array' ? (given.children ?? []) : given ? [given] : [];
    if (nodes.length === 0) return this.fault('Statement: there is none.');
    if (nodes.length > mostStatements)
      return this.fault(`Statement: there are ${nodes.length}; at most ${mostStatements} are read.`);
    return nodes.flatMap((node, at) => this.statement(node, `Statement[${at}]`) ?? []);
  }

  private statement(node: Node, place: string): Statement | undefined {
    const names = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
    const members = this.members(node, place, names);
    const effect: unknown = members.get('Effect')?.value;
    if (effect !== 'Allow' && effect !== 'Deny') {
      this.fault(`${place}.Effect: expected Allow or Deny.`);
      return undefined;
    }
    const actions = this.selection(members, place, 'Action', (one, at) => this.action(one, at));
    const resources = this.selection(members, place, 'Resource', (one, at) => this.resource(one, at));
    const conditions = this.conditions(members.get('Condition'), `${place}.Condition`);
    return actions && resources && { effect, actions, resources, conditions };
  }

  /** Action or NotAction, Resource or NotResource: one of both, with one text or several. */
  private selection(
    members: ReadonlyMap<string, Node>,
    place: string,
    name: 'Action' | 'Resource',
    read: (text: string, place: string) => string,
  ): Selection | undefined {
    const [plain, not] = [members.get(name), members.get(`Not${name}`)];
    if (!plain === !not) {
      this.fault(`${place}: expected either ${name} or Not${name}.`);
      return undefined;
    }
    const at = `${place}.${not ? 'Not' : ''}${name}`;
    return {
      patterns: this.texts(plain ?? not!, at).map((one) => read(one, at)),
      negated: not !== undefined,
    };
  }

  private action(text: string, place: string): string {
    const small = text.toLowerCase();
    const ours = small === '*' || small.startsWith(`${servicePrefix}:`);
    if (!ours && !/^[a-z0-9-]+:[a-z0-9*?]+$/.test(small))
      this.fault(`${place}: ${shown(text)} is not an action.`);
    else if (ours && !allActions.some((one) => matches(small, one.toLowerCase())))
      this.fault(`${place}: ${shown(text)} matches no action of AWS Payment Cryptography.`);
    return small;
  }

  private resource(text: string, place: string): string {
    if (text !== '*' && !arnParts(text)) this.fault(`${place}: ${shown(text)} is neither * nor a whole ARN.`);
    return text;
  }

  private conditions(node: Node | undefined, place: string): readonly Condition[] {
    if (!node) return [];
    return [...this.members(node, place)].flatMap(([name, block]) => {
      const operator = readOperator(name);
      if (!operator) {
        this.fault(`${place}: the operator ${shown(name)} is not evaluated here.`);
        return [];
      }
      const at = `${place}.${name}`;
      return [...this.members(block, at)].map(([key, values]) => {
        const kind = conditionKeyKind(key);
        if (!kind) this.fault(`${at}: the condition key ${shown(key)} is not evaluated here.`);
        else if (kind === 'several' && !operator.set && operator.operator !== 'Null')
          this.fault(`${at}: ${key} has several values; use ForAllValues or ForAnyValue.`);
        const truths = operator.operator === 'Bool' || operator.operator === 'Null';
        const texts = this.texts(values, `${at}.${key}`, truths);
        if (truths && !texts.every((one) => /^(true|false)$/i.test(one)))
          this.fault(`${at}.${key}: expected true or false.`);
        return { ...operator, key: key.toLowerCase(), values: texts };
      });
    });
  }

  /** Values by name; a member that is given twice, or has no meaning here, is a fault. */
  private members(
    node: Node | undefined,
    place: string,
    known?: readonly string[],
  ): ReadonlyMap<string, Node> {
    const members = new Map<string, Node>();
    if (node?.type !== 'object') {
      this.fault(`${place}: expected an object.`);
      return members;
    }
    for (const { children } of node.children ?? []) {
      const [key, value] = children ?? [];
      if (!key || !value) continue;
      const name = String(key.value);
      if (members.has(name)) this.fault(`${place}: ${shown(name)} is given twice.`);
      else if (known && !known.includes(name))
        this.fault(`${place}: the element ${shown(name)} is not known.`);
      else members.set(name, value);
    }
    return members;
  }

  /** @param truths whether true and false may be given without quotation marks */
  private texts(node: Node, place: string, truths = false): readonly string[] {
    const nodes = node.type === 'array' ? (node.children ?? []) : [node];
    if (nodes.length === 0 || nodes.length > mostValues)
      this.fault(`${place}: expected 1 to ${mostValues} values, found ${nodes.length}.`);
    return nodes.slice(0, mostValues).flatMap((one) => {
      const value: unknown = one.value;
      if (typeof value !== 'string' && !(truths && typeof value === 'boolean')) {
        this.fault(`${place}: expected ${truths ? 'true or false' : 'text'}.`);
        return [];
      }
      const text = String(value);
      if (text.includes('${'))
        this.fault(`${place}: variables such as ${shown(text)} are not replaced here.`);
      return [text];
    });
  }

  private fault(text: string): [] {
    this.faults.push(text);
    return [];
  }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));
