/**
 * Are these two lists the same? Matched by check value, algorithm and usage, with the alias or label as help. A check
 * value is a few digits, so that unique is not proof: the result counts the pairs that chance alone gives.
 */
import { aliasStem } from '../model/names';
import type { ListedKey, KeyList } from './listedKey';

/**
 * - matched: check values of one method with six digits or more, length, usage, and alias or label.
 * - probable: check value and usage, and nothing that differs.
 * - different: matched by all that, but usage, modes, exportability or state differ.
 * - missingThere: in the first list only. missingHere: in the second list only.
 * - notComparable: nothing can be said; `why` gives the reason.
 */
export type ReconcileKind =
  'matched' | 'probable' | 'different' | 'missingThere' | 'missingHere' | 'notComparable';

export const reconcileKinds: readonly ReconcileKind[] = [
  'different',
  'missingThere',
  'missingHere',
  'notComparable',
  'probable',
  'matched',
];

/** What differs between two keys of one check value. */
export type Difference = 'usage' | 'mode' | 'exportable' | 'state';

/**
 * Why it is no match, or cannot be said.
 * - component: it is not a key. noKcv, fewDigits: of this key. method: keys that it could be have values of another
 *   method, or of one that is not stated. otherList: keys that it could be have no value of six digits.
 * - nameNotEqual, noName, noLength, noUsage, noMethod: what a match lacks. several: more than one key fits.
 * - sameName: a key of the other list has the same alias or label, and another check value.
 * - sameValue: a key of the other list has the same check value, and another usage.
 */
export type Why =
  | 'component'
  | 'noKcv'
  | 'fewDigits'
  | 'method'
  | 'otherList'
  | 'nameNotEqual'
  | 'noName'
  | 'noLength'
  | 'noUsage'
  | 'noMethod'
  | 'several'
  | 'sameName'
  | 'sameValue';

export interface Reconciled {
  readonly kind: ReconcileKind;
  /** Of the first list. */
  readonly here?: ListedKey;
  /** Of the second list. */
  readonly there?: ListedKey;
  readonly differences: readonly Difference[];
  readonly why: readonly Why[];
  /** Row of the other list with the same name or value, where there is one. */
  readonly row?: number;
}

export interface Reconciliation {
  readonly here: KeyList;
  readonly there: KeyList;
  /** In the order of the first list, then what is only in the second. */
  readonly rows: readonly Reconciled[];
  readonly counts: Readonly<Record<ReconcileKind, number>>;
  /** Pairs of different keys that chance alone is expected to give one check value of six digits. */
  readonly chance: number;
}

/** Four digits are the same for one pair in 65,536: they never match. */
const fewestDigits = 6;

/** Time grows with the number of keys, not with their product. */
export function reconcile(here: KeyList, there: KeyList): Reconciliation {
  const work = new Work(here, there);
  const rows = work.rows();
  const counts = Object.fromEntries(reconcileKinds.map((kind) => [kind, 0])) as Record<ReconcileKind, number>;
  for (const { kind } of rows) counts[kind]++;
  return { here, there, rows, counts, chance: chanceOf(here.keys, there.keys) };
}

/** A key whose check value can be compared at all. */
const isComparable = (key: ListedKey): boolean =>
  key.component !== true && (key.kcv?.length ?? 0) >= fewestDigits;

/** Products of group sizes over 2^24, groups being keys of one cipher and method. */
function chanceOf(here: readonly ListedKey[], there: readonly ListedKey[]): number {
  const sizes = (keys: readonly ListedKey[]): Map<string, number> => {
    const counted = new Map<string, number>();
    for (const key of keys)
      if (isComparable(key)) {
        const group = `${key.cipher ?? ''} ${key.method ?? ''}`;
        counted.set(group, (counted.get(group) ?? 0) + 1);
      }
    return counted;
  };
  const others = sizes(there);
  let pairs = 0;
  for (const [group, count] of sizes(here)) pairs += count * (others.get(group) ?? 0);
  return pairs / 16 ** fewestDigits;
}

/** "alias/PEK 01" and "pek-01" are one name. */
const plainName = (name: string): string => aliasStem(name.toLowerCase()).replace(/[^\p{L}\p{N}]+/gu, '');

function shareName(a: ListedKey, b: ListedKey): boolean {
  if (a.names.length === 0 || b.names.length === 0) return false;
  const names = new Set(a.names.map(plainName).filter((name) => name !== ''));
  return b.names.some((name) => names.has(plainName(name)));
}

/** Whether the check values are of one key as far as they go: same digits, no other method, no other cipher or length. */
function sameValue(a: ListedKey, b: ListedKey): boolean {
  const length = Math.min(a.kcv!.length, b.kcv!.length);
  return (
    a.kcv!.slice(0, length) === b.kcv!.slice(0, length) &&
    (a.method === undefined || b.method === undefined || a.method === b.method) &&
    compatible(a.cipher, b.cipher) &&
    compatible(a.bits, b.bits)
  );
}

const compatible = <T>(a: T | undefined, b: T | undefined): boolean =>
  a === undefined || b === undefined || a === b;

interface Candidate {
  readonly there: ListedKey;
  readonly named: boolean;
  readonly usage: 'equal' | 'other' | 'notKnown';
}

const rank = ({ named, usage }: Candidate): number =>
  (named ? 4 : 0) + (usage === 'equal' ? 2 : usage === 'notKnown' ? 1 : 0);

class Work {
  private readonly taken = new Set<ListedKey>();
  private readonly byValue = new Map<string, ListedKey[]>();
  private readonly byName = new Map<string, ListedKey[]>();
  private readonly result = new Map<ListedKey, Reconciled>();

  constructor(
    private readonly here: KeyList,
    private readonly there: KeyList,
  ) {
    for (const key of there.keys) {
      if (isComparable(key)) push(this.byValue, key.kcv!.slice(0, fewestDigits), key);
      if (key.component !== true) for (const name of key.names) push(this.byName, plainName(name), key);
    }
  }

  rows(): Reconciled[] {
    const keys = this.here.keys.filter(isComparable);
    // The surest first, so that a key with a name is not given away to one without.
    for (const least of [6, 5, 4, 2, 1]) for (const key of keys) this.pair(key, least);
    const rest = new Rest(this.here.keys, this.there.keys, this.taken, this.result);
    return [
      ...this.here.keys.map((key) => this.result.get(key) ?? this.alone(key, rest.there, 'here')),
      ...this.there.keys.flatMap((key) => (this.taken.has(key) ? [] : [this.alone(key, rest.here, 'there')])),
    ];
  }

  /** Gives a key its partner, where one of this rank or better is left. */
  private pair(here: ListedKey, least: number): void {
    if (this.result.has(here)) return;
    const candidates = this.candidatesOf(here).filter((one) => rank(one) >= least);
    const [best] = candidates.sort((a, b) => rank(b) - rank(a));
    if (!best || rank(best) < least) return;
    // Another usage and no name: the value alone is no match.
    if (best.usage === 'other' && !best.named) return;
    const several = candidates.filter((one) => rank(one) === rank(best)).length > 1 && !best.named;
    this.taken.add(best.there);
    this.result.set(here, paired(here, best, several));
  }

  private candidatesOf(here: ListedKey): Candidate[] {
    return (this.byValue.get(here.kcv!.slice(0, fewestDigits)) ?? [])
      .filter((there) => !this.taken.has(there) && sameValue(here, there))
      .slice(0, mostCandidates)
      .map((there) => ({
        there,
        named: shareName(here, there),
        usage:
          here.usage === undefined || there.usage === undefined
            ? 'notKnown'
            : here.usage === there.usage
              ? 'equal'
              : 'other',
      }));
  }

  private alone(key: ListedKey, others: Others, side: 'here' | 'there'): Reconciled {
    const made = (kind: ReconcileKind, why: readonly Why[], row?: number): Reconciled => ({
      kind,
      [side]: key,
      differences: [],
      why,
      ...(row === undefined ? {} : { row }),
    });
    if (key.component === true) return made('notComparable', ['component']);
    if (key.kcv === undefined) return made('notComparable', ['noKcv']);
    if (key.kcv.length < fewestDigits) return made('notComparable', ['fewDigits']);
    const obstacle = others.obstacle(key);
    if (obstacle) return made('notComparable', [obstacle], others.sameNameAs(key)?.row);
    const missing = side === 'here' ? 'missingThere' : 'missingHere';
    const hint = others.hint(key);
    return hint ? made(missing, [hint.why], hint.row) : made(missing, []);
  }
}

/** Keys of one check value that are looked at: a list that repeats one value a thousand times has no better answer. */
const mostCandidates = 50;

function push(map: Map<string, ListedKey[]>, name: string, key: ListedKey): void {
  const list = map.get(name);
  if (list) list.push(key);
  else map.set(name, [key]);
}

function paired(here: ListedKey, { there, named, usage }: Candidate, several: boolean): Reconciled {
  const why: Why[] = [];
  if (!named) why.push(here.names.length === 0 || there.names.length === 0 ? 'noName' : 'nameNotEqual');
  if (usage === 'notKnown') why.push('noUsage');
  if (
    here.cipher === undefined ||
    there.cipher === undefined ||
    here.bits === undefined ||
    there.bits === undefined
  )
    why.push('noLength');
  if (here.method === undefined || there.method === undefined) why.push('noMethod');
  if (several) why.push('several');
  const differences: Difference[] = [];
  if (usage === 'other') differences.push('usage');
  if (!compatible(here.mode, there.mode)) differences.push('mode');
  if (!compatible(here.exportable, there.exportable)) differences.push('exportable');
  if (!compatible(here.enabled, there.enabled)) differences.push('state');
  const kind = differences.length > 0 ? 'different' : why.length === 0 ? 'matched' : 'probable';
  return { kind, here, there, differences, why };
}

/** What is left of both lists once pairs are taken out. */
class Rest {
  readonly here: Others;
  readonly there: Others;

  constructor(
    here: readonly ListedKey[],
    there: readonly ListedKey[],
    taken: ReadonlySet<ListedKey>,
    result: ReadonlyMap<ListedKey, Reconciled>,
  ) {
    this.here = new Others(here.filter((key) => !result.has(key)));
    this.there = new Others(there.filter((key) => !taken.has(key)));
  }
}

const any = '*';
const unknown = '?';

/** Keys that have no partner, counted by what they are, so that nobody has to look through all of them. */
class Others {
  /** All, and those that have a value of six digits by a method, by cipher, length and usage. */
  private readonly counts = new Map<string, { all: number; byMethod: Map<string, number>; short: number }>();
  private readonly byName = new Map<string, ListedKey[]>();
  private readonly byValue = new Map<string, ListedKey[]>();

  constructor(keys: readonly ListedKey[]) {
    for (const key of keys) {
      if (key.component === true) continue;
      for (const name of key.names) push(this.byName, plainName(name), key);
      if (isComparable(key)) push(this.byValue, key.kcv!.slice(0, fewestDigits), key);
      for (const cipher of [key.cipher ?? unknown, any])
        for (const bits of [key.bits ?? unknown, any])
          for (const usage of [key.usage ?? unknown, any]) this.count(`${cipher} ${bits} ${usage}`, key);
    }
  }

  private count(group: string, key: ListedKey): void {
    const counted = this.counts.get(group) ?? { all: 0, byMethod: new Map<string, number>(), short: 0 };
    this.counts.set(group, counted);
    counted.all++;
    if (!isComparable(key)) counted.short++;
    else counted.byMethod.set(key.method ?? unknown, (counted.byMethod.get(key.method ?? unknown) ?? 0) + 1);
  }

  /** What keeps a key from being called missing: keys that it could be, whose values cannot be compared with its own. */
  obstacle(key: ListedKey): Why | undefined {
    const either = <T>(value: T | undefined): (T | string)[] =>
      value === undefined ? [any] : [value, unknown];
    let short = 0;
    let otherMethod = 0;
    for (const cipher of either(key.cipher))
      for (const bits of either(key.bits))
        for (const usage of either(key.usage)) {
          const counted = this.counts.get(`${cipher} ${bits} ${usage}`);
          if (!counted) continue;
          short += counted.short;
          const same = key.method === undefined ? 0 : (counted.byMethod.get(key.method) ?? 0);
          otherMethod += counted.all - counted.short - same;
        }
    if (otherMethod > 0) return 'method';
    return short > 0 ? 'otherList' : undefined;
  }

  sameNameAs({ names }: ListedKey): ListedKey | undefined {
    for (const name of names) {
      const found = this.byName.get(plainName(name))?.[0];
      if (found) return found;
    }
    return undefined;
  }

  /** A key of the same name or value that is none the less another one. */
  hint(key: ListedKey): { readonly why: Why; readonly row: number } | undefined {
    const named = this.sameNameAs(key);
    if (named) return { why: 'sameName', row: named.row };
    const value = this.byValue.get(key.kcv!.slice(0, fewestDigits))?.find((one) => sameValue(key, one));
    return value && { why: 'sameValue', row: value.row };
  }
}
