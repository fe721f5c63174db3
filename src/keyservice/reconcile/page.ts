/** A reconciliation as Markdown, CSV and JSON: counts first, then what needs a look, what matched last. */
import { printableJson } from '../../core/report/printable';
import { chanceText } from '../../core/checkValues/page';
import { english, textTable, type Localisable } from '../../core/findings';
import { csvText, escapeTableText, markdownTable } from '../../core/plainText';
import { keyIdOf } from '../model/names';
import { algorithmText, type ListedKey } from './listedKey';
import {
  reconcileKinds,
  type Difference,
  type Reconciled,
  type ReconcileKind,
  type Reconciliation,
  type Why,
} from './reconcile';

type Say = (text: Localisable) => string;

export const kindTexts: Readonly<Record<ReconcileKind, string>> = textTable(
  {
    matched: 'Matched',
    probable: 'Probable',
    different: 'Different',
    missingThere: 'Missing in second list',
    missingHere: 'Missing in first list',
    notComparable: 'Not comparable',
  },
  (text) => [text],
);

const whyTexts: Readonly<Record<Why, string>> = textTable(
  {
    component: 'a component is not a key',
    noKcv: 'no KCV',
    fewDigits: 'a KCV of fewer than six digits',
    method: 'possible matches have a KCV of another method, or the method is not stated',
    otherList: 'possible matches have no KCV of six digits',
    nameNotEqual: 'alias or label differs',
    noName: 'no alias or label in one list',
    noLength: 'length not stated in both lists',
    noUsage: 'usage not stated in both lists',
    noMethod: 'KCV method not stated in both lists',
    several: 'more than one key has this KCV',
    sameName: 'the same alias or label, with another KCV',
    sameValue: 'the same KCV, with another usage',
  },
  (text) => [text],
);
export const reconcileWhyTexts = whyTexts;

const differenceTexts: Readonly<Record<Difference, string>> = textTable(
  { usage: 'usage', mode: 'modes of use', exportable: 'exportability', state: 'state' },
  (text) => [text],
);
export const reconcileDifferenceTexts = differenceTexts;

export const reconcilePageTexts = textTable(
  {
    title: 'Reconciled Keys',
    lists: 'First list: {0} (keys: {1}). Second list: {2} (keys: {3}).',
    chance:
      'Pairs of different keys expected to have the same KCV by chance: {0}. A KCV that occurs only once is not proof.',
    rules:
      'Matched: KCVs of one method with six digits or more, algorithm, length, usage, and alias or label. Probable: KCV and usage are equal, but another attribute is missing or differs.',
    more: '{0} rows are shown here; {1} are in the CSV.',
    result: 'Result',
    keys: 'Keys',
    first: 'First list',
    second: 'Second list',
    row: 'Row',
    name: 'Name',
    kcv: 'KCV',
    method: 'Method',
    algorithm: 'Algorithm',
    usage: 'Usage',
    note: 'Note',
    seeRow: 'row {0}',
    differs: 'differs: {0}',
    enabled: 'enabled',
    disabled: 'disabled',
    exportable: 'exportable',
    notExportable: 'not exportable',
  },
  (text) => [text],
);

/** Rows of one kind in the page; all are in the CSV. */
const mostShown = 500;

/** CMAC has the most digits; what has more is cut from the encrypted block itself. */
const printedKcv = (kcv: string): string => (kcv.length > 10 ? `${kcv.slice(0, 10)}…` : kcv);

/** @param say puts templates into the reader's language */
export function reconciliationMarkdown(result: Reconciliation, say: Say = english): string {
  const text = texts(say);
  const { here, there, counts, chance, rows } = result;
  const parts = [
    `# ${text('title')}\n`,
    `${text('lists', escapeTableText(here.name), here.keys.length, escapeTableText(there.name), there.keys.length)}\n`,
    markdownTable(
      [text('result'), text('keys')],
      reconcileKinds.map((kind) => [say({ template: kindTexts[kind] }), String(counts[kind])]),
      [1],
    ),
    `${text('chance', chanceText(chance))}\n`,
    `${text('rules')}\n`,
  ];
  for (const kind of reconcileKinds) {
    const of = rows.filter((row) => row.kind === kind);
    if (of.length === 0) continue;
    parts.push(
      `## ${say({ template: kindTexts[kind] })}\n`,
      markdownTable(
        ['first', 'second', 'kcv', 'algorithm', 'usage', 'note'].map((id) => text(id as 'kcv')),
        of.slice(0, mostShown).map((row) => pageRow(row, say)),
      ),
    );
    if (of.length > mostShown) parts.push(`${text('more', mostShown, of.length)}\n`);
  }
  return parts.join('\n');
}

export function reconciliationCsv({ rows }: Reconciliation, say: Say = english): string {
  const text = texts(say);
  const side = (list: 'first' | 'second'): string[] =>
    (['row', 'name', 'kcv', 'method', 'algorithm', 'usage'] as const).map(
      (id) => `${text(list)}: ${text(id)}`,
    );
  return csvText([
    [text('result'), ...side('first'), ...side('second'), text('note')],
    ...rows.map((row) => [
      say({ template: kindTexts[row.kind] }),
      ...csvSide(row.here),
      ...csvSide(row.there),
      noteText(row, say),
    ]),
  ]);
}

/** For programs: English codes, no key block. */
export function reconciliationJson({ here, there, counts, chance, rows }: Reconciliation): string {
  const side = (key: ListedKey | undefined): object | undefined => {
    if (!key) return undefined;
    const { row, names, arn, kcv, method, cipher, bits, usage, mode, exportable, enabled } = key;
    return {
      row,
      names,
      arn,
      kcv: kcv === undefined ? undefined : printedKcv(kcv),
      method,
      algorithm: cipher,
      bits,
      usage,
      mode,
      exportable,
      enabled,
    };
  };
  const report = {
    report: 'key-material-inspector reconciliation',
    version: 1,
    first: { name: here.name, keys: here.keys.length },
    second: { name: there.name, keys: there.keys.length },
    counts,
    expectedChancePairs: Number(chance.toPrecision(3)),
    rows: rows.map(({ kind, here: a, there: b, differences, why, row }) => ({
      result: kind,
      first: side(a),
      second: side(b),
      ...(differences.length > 0 ? { differences } : {}),
      ...(why.length > 0 ? { why } : {}),
      ...(row === undefined ? {} : { seeRow: row }),
    })),
  };
  return `${printableJson(report)}\n`;
}

function texts(say: Say) {
  return (id: keyof typeof reconcilePageTexts, ...args: (string | number)[]): string =>
    say({ template: reconcilePageTexts[id], args });
}

const nameText = (key: ListedKey | undefined): string =>
  key === undefined ? '–' : (key.names[0] ?? (key.arn === undefined ? `#${key.row}` : keyIdOf(key.arn)));

function pageRow(row: Reconciled, say: Say): string[] {
  const { here, there } = row;
  const one = here ?? there!;
  const usages = [...new Set([here?.usage, there?.usage].filter((usage) => usage !== undefined))];
  return [
    nameText(here),
    nameText(there),
    one.kcv === undefined ? '' : printedKcv(one.kcv),
    algorithmText(one),
    usages.join(' / '),
    noteText(row, say),
  ];
}

function noteText({ differences, why, row, here, there }: Reconciled, say: Say): string {
  const text = texts(say);
  const notes: string[] = [];
  if (differences.length > 0)
    notes.push(text('differs', differences.map((one) => differenceText(one, here, there, say)).join(', ')));
  for (const one of why) notes.push(say({ template: whyTexts[one] }));
  if (row !== undefined) notes.push(text('seeRow', row));
  return notes.join('; ');
}

function differenceText(
  difference: Difference,
  here: ListedKey | undefined,
  there: ListedKey | undefined,
  say: Say,
): string {
  const text = texts(say);
  const value = (key: ListedKey | undefined): string => {
    if (difference === 'usage') return key?.usage ?? '';
    if (difference === 'mode') return key?.mode ?? '';
    if (difference === 'exportable') return text(key?.exportable === true ? 'exportable' : 'notExportable');
    return text(key?.enabled === true ? 'enabled' : 'disabled');
  };
  return `${say({ template: differenceTexts[difference] })} (${value(here)} / ${value(there)})`;
}

function csvSide(key: ListedKey | undefined): string[] {
  if (!key) return ['', '', '', '', '', ''];
  return [
    String(key.row),
    [...key.names, ...(key.arn === undefined ? [] : [key.arn])].join(' '),
    key.kcv === undefined ? '' : printedKcv(key.kcv),
    key.method ?? '',
    algorithmText(key),
    key.usage ?? '',
  ];
}
