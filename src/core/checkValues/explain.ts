/** Why do these check values differ? From the values and facts alone, or computed from a test key. */
import type { Localisable } from '../findings';
import type { HashName } from '../crypto/hmac';
import { causeIds, type CauseId } from './causes';
import { changesOf, wipeChanges, type Change } from './changes';
import {
  causeOfMethods,
  excludedBecause,
  exclusionOf,
  isPrefix,
  methodsShown,
  shownBy,
  type ReadValue,
  type Situation,
} from './exclusions';
import { cipherValues, hashValues, methodWords, type CheckMethod } from './methods';
import type {
  CauseGroup,
  ClearMaterial,
  Explanation,
  GivenValue,
  JudgedCause,
  KeyFacts,
  PairAnswer,
  ValueReading,
} from './types';

/** Values that are compared with each other: each pair has an answer of its own. */
export const mostValues = 8;

/** Digits of a check value, upper case; undefined where it is not 4 to 40 hexadecimal digits. */
export function checkValueDigits(value: string): string | undefined {
  const digits = value.length > 200 ? '' : value.replace(/[\s:-]/g, '').toUpperCase();
  return /^[0-9A-F]{4,40}$/.test(digits) ? digits : undefined;
}

/**
 * Ranks the causes for which check values can differ. Never says that two keys are the same: equal digits do not show
 * it. Values beyond the first eight are not compared.
 * @param clear test material, which stays the caller's to wipe; everything that is made of it is wiped here
 */
export function explainCheckValues(
  given: readonly GivenValue[],
  facts: KeyFacts,
  clear?: ClearMaterial,
): Explanation {
  const values: ReadValue[] = [];
  const unreadable: number[] = [];
  given.forEach((value, place) => {
    const digits = checkValueDigits(value.value);
    if (digits === undefined || values.length === mostValues) unreadable.push(place);
    else values.push({ ...value, digits });
  });
  const computed = clear && compute(clear);
  const readings = computed && values.map((value) => readingsOf(value, computed));
  const compared = comparedPlaces(values);
  const pairs: PairAnswer[] = [];
  compared.forEach((first, at) => {
    for (const second of compared.slice(at + 1)) {
      const situation: Situation = {
        a: values[first]!,
        b: values[second]!,
        facts,
        others: values.filter((_, place) => place !== first && place !== second && !compared.includes(place)),
      };
      pairs.push(
        answer(
          { first, second },
          situation,
          readings && { of: [readings[first]!, readings[second]!], all: computed, clear },
        ),
      );
    }
  });
  return {
    values,
    unreadable,
    pairs,
    readings: readings?.map((each) =>
      each.map(({ cause, method, hash, because }) => ({ cause, made: methodWords(method, hash), because })),
    ),
    computed: computed ? new Set(computed.map(madeOf)).size : 0,
  };
}

/** Values of keys are compared with each other; those of components and wrapping keys where there are too few others. */
function comparedPlaces(values: readonly ReadValue[]): number[] {
  const all = values.map((_, place) => place);
  const keys = all.filter((place) => values[place]!.role === 'key');
  return keys.length >= 2 ? keys : all;
}

interface Computed extends Omit<ValueReading, 'made'> {
  readonly hash: HashName | undefined;
  readonly digits: string;
  readonly method: CheckMethod;
  /** The method by which the changed key is usually given a check value. */
  readonly usual: boolean;
}

function compute(clear: ClearMaterial): Computed[] {
  const changes = changesOf(clear);
  try {
    return changes.flatMap(valuesOf);
  } finally {
    wipeChanges(changes);
  }
}

function valuesOf({ cause, because, bytes, cipher, hashes }: Change): Computed[] {
  const plain = cause === undefined;
  const made = [
    ...(cipher === undefined ? [] : cipherValues(cipher, bytes, !plain)),
    ...(hashes ? hashValues(bytes) : []),
  ];
  return made.map(({ method, digits, hash }) => ({
    cause,
    method,
    because,
    digits,
    hash,
    usual: method === 'ANSI_X9_24' || method === 'CMAC' || method === 'HMAC',
  }));
}

function readingsOf({ digits, method }: ReadValue, computed: readonly Computed[]): Computed[] {
  return computed.filter(
    (one) => isPrefix(one.digits, digits) && (method === undefined || method === one.method),
  );
}

interface Computation {
  readonly of: readonly [readonly Computed[], readonly Computed[]];
  readonly all: readonly Computed[];
  readonly clear: ClearMaterial | undefined;
}

function answer(
  place: { readonly first: number; readonly second: number },
  situation: Situation,
  computation: Computation | undefined,
): PairAnswer {
  const { a, b } = situation;
  const same = a.digits === b.digits && !(a.method && b.method && a.method !== b.method);
  if (same) return { ...place, relation: 'sameDigits', named: [], fits: [], excluded: [] };
  const named: CauseGroup[] = computation ? groupsOf(situation, computation) : [];
  const isNamed = (id: CauseId): boolean =>
    named.some(({ causes }) => causes.some((cause) => cause.id === id));
  const fits: JudgedCause[] = [];
  const excluded: JudgedCause[] = [];
  for (const id of causeIds) {
    if (isNamed(id)) continue;
    const shown = shownBy(id, situation);
    if (shown) {
      named.push({ causes: [{ id, standing: 'shown', because: shown }] });
      continue;
    }
    const reason = exclusionOf(id, situation);
    if (reason !== undefined) {
      excluded.push({ id, standing: 'excluded', because: excludedBecause(reason) });
      continue;
    }
    const tried = computation && triedOf(id, computation);
    if (tried?.excluded) excluded.push({ id, standing: 'excluded', because: tried.because });
    else fits.push({ id, standing: 'fits', ...(tried ? { because: tried.because } : {}) });
  }
  return { ...place, relation: 'different', named, fits, excluded };
}

/** What the computation shows of a cause that gave other digits, or was not computed. */
function triedOf(
  id: CauseId,
  { all, clear, of }: Computation,
): { readonly excluded: boolean; readonly because: Localisable } {
  const needsKek = id === 'variant' || id === 'ecbCbc' || id === 'wrongKek' || id === 'kekKcv';
  if (needsKek && !clear?.kek) return { excluded: false, because: excludedBecause('needsKek') };
  const needsComponents = id.startsWith('component');
  if (needsComponents && (clear?.components.length ?? 0) < 2)
    return { excluded: false, because: excludedBecause('needsComponents') };
  // Other digits exclude a cause only where one of the values is of this key at all.
  const known = of.some((readings) => readings.some(({ cause }) => cause === undefined));
  if (!known) return { excluded: false, because: excludedBecause('computedOther') };
  const computed = id.startsWith('method') || all.some(({ cause }) => cause === id);
  return { excluded: true, because: excludedBecause(computed ? 'computedOther' : 'notApplicable') };
}

interface Combination {
  readonly cost: number;
  readonly causes: readonly CauseId[];
  readonly because: Localisable;
  /** The same for combinations that no check value tells apart. */
  readonly values: string;
}

/** Readings of one value that are held against those of the other: chance gives few, a key with equal parts some more. */
const mostReadings = 400;

/** Groups of the simplest combinations that give both values: nothing changed on one side, one cause on the other. */
function groupsOf(situation: Situation, { of }: Computation): CauseGroup[] {
  const combinations: Combination[] = [];
  for (const one of of[0].slice(0, mostReadings))
    for (const other of of[1].slice(0, mostReadings)) {
      const combination = combine(one, other);
      if (combination) combinations.push(combination);
    }
  const least = Math.min(...combinations.map(({ cost }) => cost));
  // Of two mistakes at once the digits show no more than that they would do.
  if (least > 2) return [];
  const groups = new Map<string, Map<CauseId, JudgedCause>>();
  for (const { cost, causes, because, values } of combinations) {
    if (cost !== least) continue;
    const group = groups.get(values) ?? new Map<CauseId, JudgedCause>();
    groups.set(values, group);
    for (const id of causes) {
      const reason = exclusionOf(id, situation);
      const never = reason === 'desIgnoresParity' || reason === 'sameKcvWrittenOut';
      if (!group.has(id) && !never) group.set(id, { id, standing: 'computed', because });
    }
  }
  return [...groups.values()]
    .filter((group) => group.size > 0)
    .map((group) => ({ causes: causeIds.flatMap((id) => group.get(id) ?? []) }));
}

/** A value and how it was made, to tell it from others. */
const madeOf = ({ method, hash, digits }: Computed): string => `${method} ${hash ?? ''} ${digits}`;

function combine(one: Computed, other: Computed): Combination | undefined {
  const changed = [one, other].filter(({ cause }) => cause !== undefined);
  const otherCipher = changed.some(({ cause }) => cause === 'aesTdes');
  const methodsDiffer =
    (one.method !== other.method || one.hash !== other.hash) && !(otherCipher && one.usual && other.usual);
  const causes: CauseId[] = changed.map(({ cause }) => cause!);
  if (methodsDiffer) causes.push(causeOfMethods(one.method, other.method));
  if (causes.length === 0) return undefined;
  const [first] = changed;
  return {
    cost: causes.length + (one.usual || other.usual ? 0 : 1),
    causes: [...new Set(causes)],
    because: first
      ? first.because
      : methodsShown(methodWords(one.method, one.hash), methodWords(other.method, other.hash)),
    values: [one, other].map(madeOf).join('/'),
  };
}
