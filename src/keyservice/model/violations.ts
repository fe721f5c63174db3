/** Holds a request against the API model: what the service would refuse before it looks at any key. */
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
  readonly expected: string;
  readonly found: string;
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
  const report = (code: ViolationCode, expected: string, what: string): void => {
    found.push({ code, path, expected, found: what });
  };
  switch (shape.kind) {
    case 'string':
      if (typeof value !== 'string') report('wrong_type', 'text', typeName(value));
      else checkString(shape, value, report);
      return;
    case 'enum':
      if (typeof value !== 'string') report('wrong_type', 'text', typeName(value));
      else if (!shape.values.includes(value))
        report('not_in_enum', `one of ${shape.values.join(', ')}`, value.slice(0, 64));
      return;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value))
        report('wrong_type', 'a whole number', typeName(value));
      else if (value < shape.min) report('too_small', `at least ${shape.min}`, String(value));
      else if (value > shape.max) report('too_large', `at most ${shape.max}`, String(value));
      return;
    case 'boolean':
      if (typeof value !== 'boolean') report('wrong_type', 'true or false', typeName(value));
      return;
    case 'list':
      if (!Array.isArray(value)) {
        report('wrong_type', 'a list', typeName(value));
        return;
      }
      if (value.length > shape.max) {
        report('too_many', `at most ${shape.max} items`, `${value.length} items`);
        return;
      }
      value.forEach((item, i) => check(shape.of, item, `${path}[${i}]`, outcome, depth + 1));
      return;
    case 'map':
      if (!isRecord(value)) {
        report('wrong_type', 'a map', typeName(value));
        return;
      }
      for (const [key, item] of Object.entries(value)) {
        check(shape.key, key, `${path}.${key.slice(0, 16)}`, outcome, depth + 1);
        check(shape.value, item, `${path}.${key.slice(0, 16)}`, outcome, depth + 1);
      }
      return;
    case 'structure':
      if (!isRecord(value)) {
        report('wrong_type', 'a structure', typeName(value));
        return;
      }
      checkMembers(shape.members, value, path, outcome, depth);
      return;
    case 'union': {
      if (!isRecord(value)) {
        report('wrong_type', 'a structure', typeName(value));
        return;
      }
      const given = Object.keys(value).filter((name) => value[name] !== null && value[name] !== undefined);
      const [only] = given;
      const member =
        only !== undefined && Object.hasOwn(shape.members, only) ? shape.members[only] : undefined;
      if (given.length !== 1 || only === undefined || !member) {
        const names = Object.keys(shape.members).join(', ');
        const what = given.length === 0 ? 'none' : given.map((name) => name.slice(0, 64)).join(' and ');
        report('union', `exactly one of ${names}`, what);
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
      found.push({ code: 'missing', path: join(path, name), expected: 'a value', found: 'nothing' });
  }
  for (const name of Object.keys(value))
    if (!Object.hasOwn(members, name) && value[name] !== undefined && value[name] !== null)
      if (unknown) unknown(join(path, name.slice(0, 64)));
      else
        found.push({
          code: 'unknown_member',
          path: join(path, name.slice(0, 64)),
          expected: `only ${Object.keys(members).join(', ')}`,
          found: name.slice(0, 64),
        });
}

function checkString(
  shape: StringShape,
  value: string,
  report: (code: ViolationCode, expected: string, found: string) => void,
): void {
  // Code points, as the model counts; the texts that matter are ASCII.
  const length = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length;
  if (shape.min !== undefined && length < shape.min)
    report('too_short', `at least ${shape.min} characters`, `${length}`);
  else if (shape.max !== undefined && length > shape.max)
    report('too_long', `at most ${shape.max} characters`, `${length}`);
  else if (shape.pattern && !shape.pattern.test(value))
    report(
      'pattern',
      shape.means ?? String(shape.pattern),
      shape.sensitive ? `${length} characters that do not fit` : value.slice(0, 64),
    );
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
