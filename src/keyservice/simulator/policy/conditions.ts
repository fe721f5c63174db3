/**
 * Conditions of a policy statement (IAM user guide, "Condition operators" and "Single-valued vs. multivalued context
 * keys"): the operators on texts, ARNs, Bool and Null.
 */
import { matches, matchesArn } from '../../iam/match';

/** Values by condition key, its name in small letters. A key that the request does not have is not there. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export interface Condition {
  readonly operator: Operator;
  /** Of ForAllValues and ForAnyValue. */
  readonly set?: 'all' | 'any';
  /** Holds where the request does not have the key. */
  readonly ifExists: boolean;
  /** In small letters. */
  readonly key: string;
  /** One of these, or with a negated operator none of them. */
  readonly values: readonly string[];
}

type Compare = (wanted: string, found: string) => boolean;

const equals: Compare = (wanted, found) => wanted === found;
const equalsIgnoringCase: Compare = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();

/** Each with its comparison, and whether it holds where that does not. */
const operators = {
  StringEquals: [equals, false],
  StringNotEquals: [equals, true],
  StringEqualsIgnoreCase: [equalsIgnoringCase, false],
  StringNotEqualsIgnoreCase: [equalsIgnoringCase, true],
  StringLike: [matches, false],
  StringNotLike: [matches, true],
  // IAM takes both alike: wildcards count in either.
  ArnEquals: [matchesArn, false],
  ArnLike: [matchesArn, false],
  ArnNotEquals: [matchesArn, true],
  ArnNotLike: [matchesArn, true],
  Bool: [equalsIgnoringCase, false],
  Null: [equalsIgnoringCase, false],
} as const satisfies Record<string, readonly [Compare, boolean]>;

export type Operator = keyof typeof operators;

const sets = { ForAllValues: 'all', ForAnyValue: 'any' } as const;

/** The parts of an operator's name, "ForAnyValue:StringLikeIfExists"; undefined where it is not evaluated here. */
export function readOperator(name: string): Pick<Condition, 'operator' | 'set' | 'ifExists'> | undefined {
  const colon = name.indexOf(':');
  const before = name.slice(0, Math.max(colon, 0));
  const set = Object.hasOwn(sets, before) ? sets[before as keyof typeof sets] : undefined;
  if (colon >= 0 && !set) return undefined;
  const rest = name.slice(colon + 1);
  const ifExists = rest.endsWith('IfExists');
  const operator = ifExists ? rest.slice(0, -'IfExists'.length) : rest;
  if (!Object.hasOwn(operators, operator)) return undefined;
  // Whether a key is there is asked of the key itself.
  if (operator === 'Null' && (set || ifExists)) return undefined;
  return { operator: operator as Operator, ifExists, ...(set ? { set } : {}) };
}

export function holds({ operator, set, ifExists, key, values }: Condition, context: RequestContext): boolean {
  const found = context.get(key);
  if (operator === 'Null') return values.some((value) => equalsIgnoringCase(value, String(!found)));
  if (!found && ifExists) return true;
  const [compare, negated] = operators[operator];
  const right = (one: string): boolean => values.some((value) => compare(value, one)) !== negated;
  if (set === 'all') return (found ?? []).every(right);
  if (set === 'any') return (found ?? []).some(right);
  // A key that is not there equals nothing.
  return found ? found.some(right) : negated;
}
