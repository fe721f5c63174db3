/** What is found in texts that differ by a number, as few lines: equal outcomes one behind the other are one line. */
import { createHash } from 'node:crypto';
import { english } from '../../../src/core/findings';
import type { DerMaterial, KeyMaterial } from '../../../src/core/input/keyMaterial';

/** One that was found; places count from the begin of what was planted, and back from its end. */
function one(found: DerMaterial | KeyMaterial, start: number, end: number): string {
  const { span } = found;
  const place = `${span.start - start}..${span.end - end}`;
  if (found.kind === 'keyBlock') {
    const { text, segments, after, prefix, coats = [] } = found;
    const told = [
      `${text.length} characters`,
      ...(segments.length > 1 && coats.length === 0 ? [`in ${segments.length}`] : []),
      ...(prefix === undefined ? [] : [`tag ${prefix}`]),
      ...(after === undefined ? [] : [`then ${after.text.length}${after.longerFits ? ' or more' : ''}`]),
      ...coats,
    ];
    return `block ${place} (${told.join(', ')})`;
  }
  const { bytes, label, after, declared, problem, problemSpan, coats, encoding } = found;
  const told = [
    `${bytes.length} bytes`,
    ...(coats ?? [encoding]),
    ...(label === undefined ? [] : [label]),
    ...(after === undefined ? [] : [`${after} behind`]),
    ...(declared === undefined ? [] : [`of ${declared}`]),
    ...(problem === undefined ? [] : [english(problem)]),
    ...(problemSpan === undefined ? [] : [`at ${problemSpan.start - start}-${problemSpan.end - start}`]),
  ];
  return `DER ${place} (${told.join(', ')})`;
}

/** All that was found in a text, of which [start, end) was planted. */
export const outcome = (found: readonly (DerMaterial | KeyMaterial)[], start: number, end: number): string =>
  found.length === 0 ? 'nothing' : found.map((each) => one(each, start, end)).join('; ');

interface Row {
  readonly from: number;
  to: number;
  readonly outcome: string;
  last: string;
  /** By how much each number of it grows from one outcome to the next; undefined where there is one alone. */
  steps?: readonly number[];
}

const numbersOf = (text: string): number[] => (text.match(/-?\d+/g) ?? []).map(Number);
const wordsOf = (text: string): string => text.replaceAll(/-?\d+/g, '#');

/** Outcomes by their numbers; neighbours that are equal, or whose numbers grow evenly, are one line. */
export function ranges(name: string, outcomes: Iterable<readonly [number, string]>): string[] {
  const rows: Row[] = [];
  for (const [at, outcome] of outcomes) {
    const row = rows.at(-1);
    const before = row ? numbersOf(row.last) : [];
    const steps = numbersOf(outcome).map((number, i) => number - (before[i] ?? 0));
    const goesOn =
      row && wordsOf(row.last) === wordsOf(outcome) && (row.steps ?? steps).join() === steps.join();
    if (goesOn) Object.assign(row, { to: at, last: outcome, steps });
    else rows.push({ from: at, to: at, outcome, last: outcome });
  }
  return [
    `# ${name}`,
    ...rows.map(({ from, to, outcome, last }) => {
      const lasts = numbersOf(last);
      let i = 0;
      // "(3→5 bytes)": three in the first, five in the last.
      const told = outcome.replaceAll(/-?\d+/g, (first) => {
        const end = lasts[i++]!;
        return end === Number(first) ? first : `${first}→${end}`;
      });
      return `${from === to ? from : `${from}-${to}`}: ${told}`;
    }),
  ];
}

/** A number made of many outcomes. */
export const digestOf = (outcomes: readonly string[]): string =>
  createHash('sha256').update(outcomes.join('\n')).digest('hex').slice(0, 12);

/** The numbers from one to another. */
export const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
