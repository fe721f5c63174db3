/** reconcile: whether two lists of keys are the same. Ends with 1 where they are not, as diff does. */
import { readFile } from 'node:fs/promises';
import { textOf } from '../core/input/material';
import { answerList, manifestList } from '../keyservice/reconcile/accountList';
import {
  columnRoles,
  guessColumns,
  keysOfTable,
  plainHeader,
  readListTable,
  type ColumnRole,
} from '../keyservice/reconcile/columns';
import type { KeyList } from '../keyservice/reconcile/listedKey';
import { reconciliationCsv, reconciliationJson, reconciliationMarkdown } from '../keyservice/reconcile/page';
import { reconcile, type ReconcileKind } from '../keyservice/reconcile/reconcile';
import type { Severity } from '../core/findings';
import { standardInput } from './chain';
import type { Values } from './options';
import { CommandProblem, failOn, Tally, warn, write } from './outcome';

const severities: Readonly<Record<ReconcileKind, Severity | undefined>> = {
  different: 'error',
  missingThere: 'error',
  missingHere: 'error',
  notComparable: 'warning',
  probable: 'warning',
  matched: undefined,
};

export async function reconcileLists(args: readonly string[], values: Values): Promise<number> {
  const level = failOn(values['fail-on'], 'error');
  const stated = columnsStated(values.columns);
  const [first, second, ...more] = args;
  if (first === undefined || second === undefined || more.length > 0 || (first === '-' && second === '-'))
    throw new CommandProblem('Usage: key-material reconcile FIRST SECOND. One of them may be "-".');
  if (values.json === true && values.csv === true) throw new CommandProblem('Give either --json or --csv.');
  const used = new Set<string>();
  const lists = [await readList(first, stated, used), await readList(second, stated, used)] as const;
  for (const title of stated.keys())
    if (!used.has(title)) throw new CommandProblem('--columns names a column that neither list has.');
  const result = reconcile(...lists);
  const tally = new Tally();
  tally.materials = result.rows.length;
  for (const { kind } of result.rows) {
    const severity = severities[kind];
    if (severity) tally.count(severity);
  }
  if (values.json === true) await write(reconciliationJson(result));
  else await write(values.csv === true ? reconciliationCsv(result) : reconciliationMarkdown(result));
  return tally.exitCode(level);
}

const plain = (title: string): string => plainHeader([title]);

/** Meanings by the title of their column, as it is compared. @throws CommandProblem */
function columnsStated(text: string | undefined): ReadonlyMap<string, ColumnRole> {
  const stated = new Map<string, ColumnRole>();
  for (const part of text?.split(',') ?? []) {
    const at = part.indexOf('=');
    const role = columnRoles.find((one) => one === part.slice(0, at).trim());
    const title = plain(part.slice(at + 1));
    if (at < 0 || role === undefined || title === '')
      throw new CommandProblem(
        `--columns is a list such as kcv=Digits,name=Label. Columns: ${columnRoles.join(', ')}.`,
      );
    stated.set(title, role);
  }
  return stated;
}

async function readList(
  name: string,
  stated: ReadonlyMap<string, ColumnRole>,
  used: Set<string>,
): Promise<KeyList> {
  const shown = name === '-' ? 'Standard input' : name;
  const text = textOf(name === '-' ? await standardInput() : await readFile(name));
  if (text === undefined) throw new CommandProblem(`${shown} is not text.`);
  if (text.trimStart().startsWith('{')) {
    const list = manifestList(shown, text) ?? answerList(shown, text);
    if (list) return list;
  }
  const table = readListTable(text);
  if (!table || table.rows.length === 0)
    throw new CommandProblem(
      `${shown} is not a list of keys: it needs a header row, two columns or more, and rows.`,
    );
  if (table.cut) warn(`${shown}: only the first ${table.rows.length} rows are compared.`);
  const roles = rolesOf(table.header, stated, used);
  if (!roles.includes('kcv') && !roles.includes('keyBlock'))
    throw new CommandProblem(
      `${shown}: no column seems to hold a KCV or a key block. Name it, as in --columns kcv=Digits.`,
    );
  return { name: shown, keys: keysOfTable(table, roles) };
}

/** A meaning that was stated is taken from the column that was guessed to have it, but for names. */
function rolesOf(
  header: readonly string[],
  stated: ReadonlyMap<string, ColumnRole>,
  used: Set<string>,
): ColumnRole[] {
  const own = header.map((title) => stated.get(plain(title)));
  header.forEach((title, column) => {
    if (own[column]) used.add(plain(title));
  });
  return guessColumns(header).map((guess, column) => {
    const role = own[column];
    if (role) return role;
    return guess !== 'name' && own.includes(guess) ? 'ignore' : guess;
  });
}
