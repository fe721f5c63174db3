/** Two lists of 10 000 keys from their CSV to the page and the CSV of the result. */
import { randomBytes } from 'node:crypto';
import { guessColumns, keysOfTable, readListTable } from '../../src/keyservice/reconcile/columns';
import { reconcile } from '../../src/keyservice/reconcile/reconcile';
import { reconciliationCsv, reconciliationMarkdown } from '../../src/keyservice/reconcile/page';
import { report } from './report';

const size = 10_000;
const values = Array.from({ length: size }, () => randomBytes(3).toString('hex').toUpperCase());
const usages = ['P0', 'K0', 'M3', 'D0'];

/** Nine tenths in common, in another order. */
function csv(here: boolean): string {
  const rows = values.map((shared, n) => {
    const kcv = here || n % 10 !== 0 ? shared : randomBytes(3).toString('hex').toUpperCase();
    return `key-${n},${usages[n % 4]!},TDES,128,${kcv},E,enabled`;
  });
  if (!here) rows.reverse();
  return ['label,usage,algorithm,length,kcv,exportable,state', ...rows].join('\r\n');
}

function keysOf(text: string) {
  const table = readListTable(text);
  if (!table) throw new Error('no table');
  return keysOfTable(table, guessColumns(table.header));
}

const texts = [csv(true), csv(false)] as const;
const times: Record<string, number[]> = { whole: [], matching: [] };
for (let round = 0; round < 7; round++) {
  const began = performance.now();
  const [here, there] = texts.map((text, n) => ({ name: `list ${n + 1}`, keys: keysOf(text) }));
  const read = performance.now();
  const result = reconcile(here!, there!);
  const matched = performance.now();
  const length = reconciliationMarkdown(result).length + reconciliationCsv(result).length;
  times.whole!.push(performance.now() - began);
  times.matching!.push(matched - read);
  if (result.counts.matched !== 9000 || length < 100_000) throw new Error(JSON.stringify(result.counts));
}
for (const [what, all] of Object.entries(times)) {
  const [first = 0] = all;
  const middle = [...all].sort((a, b) => a - b)[3] ?? 0;
  const task = `reconcile 10 000 × 10 000 keys, ${what}`;
  report(task, 'ours', middle);
  console.log(`${task}: ${middle.toFixed(0)} ms, the first time ${first.toFixed(0)} ms`);
}
