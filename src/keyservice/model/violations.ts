/** Holds a request against the API model: what the service would refuse before it looks at any key. */
import { phrase, type Words } from '../../core/findings';
import type { Member, Shape, StringShape, StructureShape } from './shape';

export type ViolationCode =
  | 'missing'
  | 'unknown_member'
  | 'wrong_type'
  | 'not_in_enum'
  | 'too_short'
  | 'too_long'
  | 'too_small'
  | 'too_large'
  | 'too_many'
  | 'pattern'
  | 'union';

export interface Violation {
  readonly code: ViolationCode;
  /** "KeyMaterial.Tr31KeyBlock.WrappedKeyBlock", "Tags[3].Key". */
  readonly path: string;
  /** What was expected, in words; never a value that may be secret. */
  readonly expected: string | Words;
  readonly found: string | Words;
}

const mostViolations = 20;
const deepest = 12;

/**
 * Empty where the request fits. `null` counts as left out, as the service reads it.
 *
 * @param unknown is told the paths of members that the model does not have, which then are no violations
 */
export function violations(
  shape: StructureShape,
  request: unknown,
  unknown?: (path: string) => void,
): Violation[] {
  const found: Violation[] = [];
  check(shape, request, '', { found, unknown }, 0);
  return found;
}

interface Outcome {
  readonly found: Violation[];
  readonly unknown: ((path: string) => void) | undefined;
}

function check(shape: Shape, value: unknown, path: string, outcome: Outcome, depth: number): void {
  const { found } = outcome;
  if (found.length >= mostViolations || depth > deepest) return;
  const report = (code: ViolationCode, expected: string | Words, what: string | Words): void => {
    found.push({ code, path, expected, found: what });
  };
  switch (shape.kind) {
    case 'string':
      if (typeof value !== 'string') report('wrong_type', phrase('text'), typeName(value));
      else checkString(shape, value, report);
      return;
    case 'enum':
      if (typeof value !== 'string') report('wrong_type', phrase('text'), typeName(value));
      else if (!shape.values.includes(value))
        report('not_in_enum', phrase('one of {0}', shape.values.join(', ')), value.slice(0, 64));
      return;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value))
        report('wrong_type', phrase('a whole number'), typeName(value));
      else if (value < shape.min) report('too_small', phrase('at least {0}', shape.min), String(value));
      else if (value > shape.max) report('too_large', phrase('at most {0}', shape.max), String(value));
      return;
    case 'boolean':
      if (typeof value !== 'boolean') report('wrong_type', phrase('true or false'), typeName(value));
      return;
    case 'list':
      if (!Array.isArray(value)) {
        report('wrong_type', phrase('a list'), typeName(value));
        return;
      }
      if (value.length > shape.max) {
        report('too_many', phrase('at most {0} items', shape.max), phrase('{0} items', value.length));
        return;
      }
      value.forEach((item, i) => check(shape.of, item, `${path}[${i}]`, outcome, depth + 1));
      return;
    case 'map':
      if (!isRecord(value)) {
        report('wrong_type', phrase('a map'), typeName(value));
        return;
      }
      for (const [key, item] of Object.entries(value)) {
        check(shape.key, key, `${path}.${key.slice(0, 16)}`, outcome, depth + 1);
        check(shape.value, item, `${path}.${key.slice(0, 16)}`, outcome, depth + 1);
      }
      return;
    case 'structure':
      if (!isRecord(value)) {
        report('wrong_type', phrase('a structure'), typeName(value));
        return;
      }
      checkMembers(shape.members, value, path, outcome, depth);
      return;
    case 'union': {
      if (!isRecord(value)) {
        report('wrong_type', phrase('a structure'), typeName(value));
        return;
      }
      const given = Object.keys(value).filter((name) => value[name] !== null && value[name] !== undefined);
      const [only] = given;
      const member =
        only !== undefined && Object.hasOwn(shape.members, only) ? shape.members[only] : undefined;
      if (given.length !== 1 || only === undefined || !member) {
        const names = Object.keys(shape.members).join(', ');
        const what = given.length === 0 ? phrase('none') : given.map((name) => name.slice(0, 64)).join(', ');
        report('union', phrase('exactly one of {0}', names), what);
        return;
      }
      check(member, value[only], join(path, only), outcome, depth + 1);
    }
  }
}

function checkMembers(
  members: Readonly<Record<string, Member>>,
  value: Readonly<Record<string, unknown>>,
  path: string,
  outcome: Outcome,
  depth: number,
): void {
  const { found, unknown } = outcome;
  for (const [name, { shape, required }] of Object.entries(members)) {
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    if (item !== undefined && item !== null) check(shape, item, join(path, name), outcome, depth + 1);
    else if (required)
      found.push({
        code: 'missing',
        path: join(path, name),
        expected: phrase('a value'),
        found: phrase('nothing'),
      });
  }
  for (const name of Object.keys(value))
    if (!Object.hasOwn(members, name) && value[name] !== undefined && value[name] !== null)
      if (unknown) unknown(join(path, name.slice(0, 64)));
      else
        found.push({
          code: 'unknown_member',
          path: join(path, name.slice(0, 64)),
          expected: phrase('only {0}', Object.keys(members).join(', ')),
          found: name.slice(0, 64),
        });
}

function checkString(
  shape: StringShape,
  value: string,
  report: (code: ViolationCode, expected: string | Words, found: string | Words) => void,
): void {
  // Code points, as the model counts; the texts that matter are ASCII.
  const length = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length;
  if (shape.min !== undefined && length < shape.min)
    report('too_short', phrase('at least {0} characters', shape.min), `${length}`);
  else if (shape.max !== undefined && length > shape.max)
    report('too_long', phrase('at most {0} characters', shape.max), `${length}`);
  else if (shape.pattern && !shape.pattern.test(value))
    report(
      'pattern',
      shape.means ?? String(shape.pattern),
      shape.sensitive ? phrase('{0} characters that do not fit', length) : value.slice(0, 64),
    );
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A type of JSON in a sentence. */
const typeNames: Readonly<Record<string, Words>> = {
  string: phrase('text'),
  number: phrase('a number'),
  boolean: phrase('true or false'),
  object: phrase('a structure'),
};

function typeName(value: unknown): string | Words {
  return value === null ? 'null' : Array.isArray(value) ? phrase('a list') : (typeNames[typeof value] ?? '?');
}
