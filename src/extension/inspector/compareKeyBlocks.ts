import type { Field, Localisable } from '../../core/findings';
import type { KeyBlock } from '../../core/keyblock/types';
import type { ComparedValue, ComparisonRow } from '../../protocol/inspector';

/** Puts a text into the reader's language. */
type Localise = (text: Localisable) => string;

/**
 * Two blocks field by field, in the order of the first; what only the second has stands after the field that
 * it follows there. Optional blocks are put side by side by identifier, whatever their order.
 */
export function compareKeyBlocks(here: KeyBlock, there: KeyBlock, localise: Localise): ComparisonRow[] {
  const others = new Map(there.fields.map((field) => [field.id, field]));
  const own = new Set(here.fields.map(({ id }) => id));
  const rows: (ComparisonRow & { readonly id: string })[] = here.fields.map((field) =>
    rowOf(field, others.get(field.id), localise),
  );
  let before = -1;
  for (const field of there.fields) {
    if (own.has(field.id)) {
      before = rows.findIndex(({ id }) => id === field.id);
      continue;
    }
    before += 1;
    rows.splice(before, 0, {
      id: field.id,
      name: nameOf(field, localise),
      state: 'onlyThere',
      here: undefined,
      there: whole(field, localise),
    });
  }
  return rows.map(({ name, state, here: left, there: right }) => ({ name, state, here: left, there: right }));
}

function rowOf(
  field: Field,
  other: Field | undefined,
  localise: Localise,
): ComparisonRow & { readonly id: string } {
  const { id } = field;
  const name = nameOf(field, localise);
  if (!other) return { id, name, state: 'onlyHere', here: whole(field, localise), there: undefined };
  const [here, there] = differingRuns(field.raw, other.raw);
  return {
    id,
    name,
    state: field.raw === other.raw ? 'same' : 'differs',
    here: { ...whole(field, localise), differing: here },
    there: { ...whole(other, localise), differing: there },
  };
}

const nameOf = ({ name, nameWords = { template: name } }: Field, localise: Localise): string =>
  localise(nameWords);

const whole = ({ raw, meaning, words }: Field, localise: Localise): ComparedValue => ({
  raw,
  meaning: words ? localise(words) : meaning,
  differing: [],
});

type Runs = [start: number, end: number][];

/**
 * The characters of each text that the other does not have: place by place where both are equally long, else
 * what lies between the beginning and the end that they share.
 */
export function differingRuns(a: string, b: string): [Runs, Runs] {
  if (a === b) return [[], []];
  if (a.length === b.length) {
    const runs: Runs = [];
    for (let at = 0; at < a.length; at++) {
      if (a[at] === b[at]) continue;
      const last = runs.at(-1);
      if (last?.[1] === at) last[1] = at + 1;
      else runs.push([at, at + 1]);
    }
    return [runs, runs];
  }
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const run = (text: string): Runs => (head < text.length - tail ? [[head, text.length - tail]] : []);
  return [run(a), run(b)];
}
