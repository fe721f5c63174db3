/** An explanation as Markdown: the answer first, then what fits, what is excluded, and the values. */
import { printableJson } from '../report/printable';
import { english, textTable, type Localisable } from '../findings';
import { escapeTableText, markdownTable } from '../plainText';
import { causeTable } from './causes';
import { checkMethods } from './methods';
import type { CauseGroup, Explanation, JudgedCause, KeyFacts, PairAnswer } from './types';

/** A text in the reader's language. */
export type Say = (text: Localisable) => string;

export const explanationTexts = textTable(
  {
    title: 'Why These Check Values Differ',
    pair: '{0} and {1}',
    computed: 'Computed from the test key: this cause gives the digits of both values.',
    computedTogether:
      'Computed from the test key: each of these causes gives the digits of both values. Check values cannot distinguish them.',
    shown: 'The values themselves show this.',
    none: 'No cause is shown by the digits.',
    noneComputed: 'No computed cause gives the digits of both values. They may belong to different keys.',
    chance: '{0} different values were computed. {1} of them are expected to match a value by chance.',
    fewDigits: 'A value of fewer than six digits fits many keys. Ask for six digits or more.',
    same: 'All digits that both values have are equal. This does not show that they belong to one key.',
    fits: 'Causes That Also Fit',
    fitsNote: 'Nothing that is known excludes these causes. They are not ranked by the digits.',
    excluded: 'Excluded',
    values: 'Values',
    readings: 'Values Computed from the Test Key',
    facts: 'Known of the Key',
    cause: 'Cause',
    found: 'Found',
    proof: 'What Would Prove It',
    reason: 'Reason',
    value: 'Value',
    origin: 'Origin',
    role: 'Of',
    method: 'Method',
    madeOf: 'Made of',
    notKnown: 'not known',
    notComputed: 'none of the computed values',
    key: 'key',
    component: 'component',
    kek: 'wrapping key',
    algorithm: 'Algorithm',
    length: 'Length',
    bits: '{0} bits',
    usage: 'Usage',
    part: 'Values of',
    whole: 'a whole key',
    oneComponent: 'one component',
    moved: 'Moved',
    components: 'in components',
    cryptogram: 'as a cryptogram without MAC',
    keyBlock: 'in a key block',
    closing:
      'A KCV is a few digits. Equal values do not prove that two keys are equal. Do not use a key until its cause is proved.',
  },
  (text) => [text],
);

type PageText = keyof typeof explanationTexts;

/** @param say puts templates into the reader's language */
export function explanationMarkdown(explanation: Explanation, facts: KeyFacts, say: Say = english): string {
  const text = (id: PageText, ...args: (string | number)[]): string =>
    say({ template: explanationTexts[id], args });
  const parts = [`# ${text('title')}\n`];
  const several = explanation.pairs.length > 1;
  for (const pair of explanation.pairs) parts.push(...pairParts(explanation, pair, several, text, say));
  parts.push(`## ${text('values')}\n`, valuesTable(explanation, text, say));
  const known = factRows(facts, text);
  if (known.length > 0)
    parts.push(
      `## ${text('facts')}\n`,
      known.map(([label, value]) => `- ${label}: ${escapeTableText(value)}\n`).join(''),
    );
  parts.push(`${text('closing')}\n`);
  return parts.join('\n');
}

type Text = (id: PageText, ...args: (string | number)[]) => string;

function pairParts(
  explanation: Explanation,
  pair: PairAnswer,
  several: boolean,
  text: Text,
  say: Say,
): string[] {
  const { values, computed } = explanation;
  const [a, b] = [values[pair.first]!, values[pair.second]!];
  const parts = [`## ${text('pair', a.digits, b.digits)}\n`];
  if (pair.relation === 'sameDigits') return [...parts, `${text('same')}\n`];
  const short = Math.min(a.digits.length, b.digits.length);
  pair.named.forEach((group, place) => parts.push(groupText(group, place + 1, text, say)));
  if (pair.named.length === 0) parts.push(`**${text(computed > 0 ? 'noneComputed' : 'none')}**\n`);
  if (computed > 0) parts.push(`${text('chance', computed, chanceText(computed / 16 ** short))}\n`);
  if (short < 6) parts.push(`${text('fewDigits')}\n`);
  const because = ({ because: reason }: JudgedCause): string => (reason ? say(reason) : '');
  if (pair.fits.length > 0) {
    const rows = pair.fits.map((one) => [nameOf(one, say), proofOf(one, say), because(one)]);
    const noted = pair.fits.some((one) => one.because);
    parts.push(
      `### ${text('fits')}\n`,
      `${text('fitsNote')}\n`,
      noted
        ? markdownTable([text('cause'), text('proof'), text('reason')], rows)
        : markdownTable(
            [text('cause'), text('proof')],
            rows.map(([cause = '', proof = '']) => [cause, proof]),
          ),
    );
  }
  if (pair.excluded.length > 0 && !(several && pair.named.length > 0))
    parts.push(
      `### ${text('excluded')}\n`,
      markdownTable(
        [text('cause'), text('reason')],
        pair.excluded.map((one) => [nameOf(one, say), because(one)]),
      ),
    );
  return parts;
}

const nameOf = ({ id }: JudgedCause, say: Say): string => say({ template: causeTable[id].name });
const proofOf = ({ id }: JudgedCause, say: Say): string => say({ template: causeTable[id].proof });

function groupText({ causes }: CauseGroup, rank: number, text: Text, say: Say): string {
  const computed = causes[0]?.standing === 'computed';
  const names = causes.map((one) => `**${escapeTableText(nameOf(one, say))}**`).join('; ');
  const note = computed ? text(causes.length > 1 ? 'computedTogether' : 'computed') : text('shown');
  const rows = causes.map((one) => [
    nameOf(one, say),
    one.because ? say(one.because) : '',
    proofOf(one, say),
  ]);
  return `${rank}. ${names}\n\n${note}\n\n${markdownTable([text('cause'), text('found'), text('proof')], rows)}`;
}

/** A number of pairs expected by chance: "5.96", "0.31", "12", "< 0.001", "0". */
export function chanceText(expected: number): string {
  if (expected === 0) return '0';
  if (expected < 0.001) return '< 0.001';
  return expected >= 10 ? String(Math.round(expected)) : String(Number(expected.toPrecision(3)));
}

function valuesTable({ values, readings }: Explanation, text: Text, say: Say): string {
  const head = ['value', 'origin', 'role', 'method'] as const;
  const columns = readings ? ([...head, 'madeOf'] as const) : head;
  return markdownTable(
    columns.map((id) => text(id)),
    values.map(({ digits, origin, role, method }, place) => [
      digits,
      origin,
      text(role),
      method === undefined ? text('notKnown') : say({ template: checkMethods[method].name }),
      ...(readings ? [readingText(readings[place] ?? [], text, say)] : []),
    ]),
  );
}

function readingText(readings: NonNullable<Explanation['readings']>[number], text: Text, say: Say): string {
  const [first, ...others] = readings;
  if (!first) return text('notComputed');
  const shown = `${say(first.because)} (${say(first.made)})`;
  return others.length === 0 ? shown : `${shown}; +${others.length}`;
}

function factRows(facts: KeyFacts, text: Text): [label: string, value: string][] {
  const { algorithm, bits, part, moved, usage } = facts;
  const rows: [string, string][] = [];
  if (algorithm) rows.push([text('algorithm'), algorithm]);
  if (bits !== undefined) rows.push([text('length'), text('bits', bits)]);
  if (usage !== undefined) rows.push([text('usage'), usage]);
  if (part) rows.push([text('part'), text(part === 'whole' ? 'whole' : 'oneComponent')]);
  if (moved) rows.push([text('moved'), text(moved)]);
  return rows;
}

/** For programs: English codes. */
export function explanationJson(explanation: Explanation, facts: KeyFacts): string {
  const { values, pairs, computed } = explanation;
  const cause = ({ id, standing, because }: JudgedCause): object => ({
    cause: id,
    name: causeTable[id].name,
    standing,
    ...(because ? { because: english(because) } : {}),
    proof: causeTable[id].proof,
  });
  const report = {
    report: 'key-material-inspector check values',
    version: 1,
    facts,
    values: values.map(({ digits, origin, role, method }) => ({ digits, origin, role, method })),
    computed,
    pairs: pairs.map(({ first, second, relation, named, fits, excluded }) => ({
      first,
      second,
      relation,
      named: named.map(({ causes }) => causes.map(cause)),
      fits: fits.map(cause),
      excluded: excluded.map(cause),
    })),
    note: explanationTexts.closing,
  };
  return `${printableJson(report)}\n`;
}
