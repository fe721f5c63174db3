/** What would become of each row of a manifest, before anything is sent. Asks nobody: all it needs is handed in. */
import { bySeverity, type Finding, phrase } from '../../core/findings';
import { kcvCipher } from '../../core/crypto/kcv';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import { identityName, importIdentity, type ImportIdentity } from '../imports/identity';
import { lastImported, type ImportedNote, type ImportNote } from '../imports/note';
import type { KeySummary, ServiceTarget } from '../operations';
import { planKeyBlock } from '../plans/keyBlockPlans';
import type { ImportChoices, ImportPlan, KnownKey } from '../plans/plan';
import {
  type CheckValue,
  type CheckValueComparison,
  checkValueOfBlock,
  compareCheckValues,
  fewestDigits,
  printedCheckValue,
  serviceMethod,
} from '../rules/checkValues';
import { blockFaults } from '../rules/keyBlocks';
import { keysOfSameValue, type WantedValue } from '../rules/sameKeys';
import type { Manifest, ManifestRow } from './format';
import { manifestFinding } from './texts';

/**
 * 'continue': imported in an earlier run, its alias is still to be made. 'imported': nothing is left to do; with an
 * error among its findings its check value is not the expected one.
 */
export type RowVerdict = 'ready' | 'warning' | 'blocked' | 'continue' | 'imported';

export interface PreflightRow {
  readonly row: ManifestRow;
  readonly verdict: RowVerdict;
  /** Of form, block, plan and account, worst first; spans of `row.findings` count in the manifest. */
  readonly findings: readonly Finding[];
  /** The finding that decides; undefined where nothing is to be said. */
  readonly reason: Finding | undefined;
  readonly block: KeyBlock | undefined;
  readonly wrappingKey: KnownKey | undefined;
  readonly plan: ImportPlan | undefined;
  /** What the same bytes were imported as before, the last time; undefined where they are to be imported. */
  readonly record: ImportedNote | undefined;
  /** They are imported once more: why, and after which note. */
  readonly again?: { readonly reason: string; readonly after: number };
  /** It is sent disabled, and enabled once its check value is the expected one. */
  readonly enable?: true;
}

/** What was read of the account. */
export interface KnownAccount {
  readonly target: ServiceTarget;
  readonly now: Date;
  /** All keys, every page. */
  readonly keys: readonly KeySummary[];
  /** ARN by alias; empty where it points to nothing. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Notes of earlier imports of the rows, by the name of their identity; undefined where one cannot be read. */
  readonly notes: ReadonlyMap<string, readonly ImportNote[] | undefined>;
  /** Rows with an expected check value are sent disabled, and enabled after it matched. */
  readonly enableAfterMatch?: boolean;
  /** Accounts in which published test keys are no reason for a warning. */
  readonly testAccounts?: readonly string[];
}

export interface Preflight {
  readonly rows: readonly PreflightRow[];
  readonly counts: Readonly<Record<RowVerdict, number>>;
  /** Of those to be imported, how many will be exportable. */
  readonly exportable: number;
  /** Calls that the import takes when all goes well. */
  readonly calls: number;
}

/** What the rows are, among the notes on imports: to be looked up for `KnownAccount.notes`. */
export function rowIdentities(manifest: Manifest, target: ServiceTarget): readonly ImportIdentity[] {
  return manifest.rows.flatMap((row) => identityOf(row, target) ?? []);
}

function identityOf({ keyBlock }: ManifestRow, target: ServiceTarget): ImportIdentity | undefined {
  if (keyBlock === '') return undefined;
  // The wrapping key is no part of it: the block names its key by its MAC.
  return importIdentity(target, { Tr31KeyBlock: { WrappedKeyBlock: keyBlock, WrappingKeyIdentifier: '' } });
}

export function preflight(manifest: Manifest, account: KnownAccount): Preflight {
  const keys = new Map(account.keys.map((key) => [key.KeyArn, key]));
  const beside = new Beside(account.keys);
  const rows = manifest.rows.map((row) => judgeRow(row, account, keys, beside));
  const counts = { ready: 0, warning: 0, blocked: 0, continue: 0, imported: 0 };
  for (const { verdict } of rows) counts[verdict]++;
  const wanted = rows.filter(isWanted);
  return {
    rows,
    counts,
    exportable: wanted.filter(({ block }) => block?.exportability.code !== 'N').length,
    calls: wanted.reduce(
      (sum, { verdict, row }) => sum + (verdict === 'continue' ? 0 : 1) + (row.alias ? 1 : 0),
      0,
    ),
  };
}

/** Whether a run has anything to do for a row. */
export function isWanted({ verdict }: Pick<PreflightRow, 'verdict'>): boolean {
  return verdict === 'ready' || verdict === 'warning' || verdict === 'continue';
}

/**
 * The check value that a row expects, compared with the one that the key got. Both are made as the row asks, or as the
 * service makes them where it asks for nothing. Undefined where there is nothing to compare.
 */
export function compareRowCheckValue(
  { row, block }: Pick<PreflightRow, 'row' | 'block'>,
  got: string | undefined,
): CheckValueComparison | undefined {
  const expected = expectedOf(row, block);
  if (expected === undefined || got === undefined || got === '') return undefined;
  const { method } = expected;
  return compareCheckValues(expected, { value: got, ...(method === undefined ? {} : { method }) });
}

/** As the service will show it: by the method that the row asks for, else by the one of the service. */
function expectedOf(
  { checkValue, checkValueAlgorithm }: ManifestRow,
  block: KeyBlock | undefined,
): CheckValue | undefined {
  if (checkValue === undefined) return undefined;
  const code = block?.algorithm.code ?? '';
  const cipher = kcvCipher(code) ?? (/^[HIJ]$/.test(code) ? 'HMAC' : '');
  const method = checkValueAlgorithm ?? serviceMethod(`${cipher}_`);
  return { value: checkValue, ...(method === undefined ? {} : { method }) };
}

/** What earlier rows, and the account, have of the same kind. */
class Beside {
  private readonly blocks = new Map<string, number>();
  private readonly aliases = new Map<string, number>();
  private readonly checkValues = new Map<string, { row: number; value: CheckValue }[]>();
  /** By the digits that have to be equal at least: a manifest may have thousands of rows, an account of keys. */
  private readonly there = new Map<string, KeySummary[]>();

  constructor(keys: readonly KeySummary[]) {
    for (const key of keys)
      if (key.KeyCheckValue !== undefined) listAt(this.there, beginning(key.KeyCheckValue)).push(key);
  }

  block(text: string, row: number): number | undefined {
    return seen(this.blocks, text, row);
  }

  alias(name: string, row: number): number | undefined {
    return seen(this.aliases, name, row);
  }

  /** The earlier row that expects the same value for the same usage. */
  checkValue(value: CheckValue, usage: string, row: number): number | undefined {
    const earlier = listAt(this.checkValues, `${usage} ${beginning(value.value)}`);
    const same = earlier.find((one) => compareCheckValues(one.value, value) === 'equal');
    if (!same) earlier.push({ row, value });
    return same?.row;
  }

  key(wanted: WantedValue): KeySummary | undefined {
    return keysOfSameValue(this.there.get(beginning(wanted.kcv)) ?? [], wanted)[0];
  }
}

const beginning = (value: string): string => value.slice(0, fewestDigits).toUpperCase();

function listAt<Value>(lists: Map<string, Value[]>, place: string): Value[] {
  const list = lists.get(place) ?? [];
  lists.set(place, list);
  return list;
}

function seen(places: Map<string, number>, text: string, row: number): number | undefined {
  const before = places.get(text);
  if (before === undefined) places.set(text, row);
  return before;
}

function judgeRow(
  row: ManifestRow,
  account: KnownAccount,
  keys: ReadonlyMap<string, KeySummary>,
  beside: Beside,
): PreflightRow {
  const findings: Finding[] = [...row.findings];
  const block = row.keyBlock === '' ? undefined : decodeKeyBlock(row.keyBlock);
  const wrappingArn = account.aliases.get(row.wrappingKey) ?? row.wrappingKey;
  const wrappingKey = keys.get(wrappingArn);
  const formed = row.findings.every(({ severity }) => severity !== 'error');
  if (row.wrappingKey !== '' && !wrappingKey && formed)
    findings.push(
      manifestFinding('manifest_wrapping_key_unknown', row.places.wrappingKey ?? row.span, [row.wrappingKey]),
    );
  const identity = identityOf(row, account.target);
  const name = identity && identityName(identity);
  const twice = name === undefined ? undefined : beside.block(name, row.number);
  if (twice !== undefined)
    findings.push(manifestFinding('manifest_block_twice', row.places.keyBlock, [twice]));
  const aliasTwice = row.alias === undefined ? undefined : beside.alias(row.alias, row.number);
  if (row.alias !== undefined && aliasTwice !== undefined)
    findings.push(manifestFinding('manifest_alias_twice', row.places.alias, [row.alias, aliasTwice]));

  const notes = name === undefined || twice !== undefined ? [] : account.notes.get(name);
  const isOpen = notes?.some(({ state }) => state === 'open') === true;
  const record = notes && lastImported(notes);
  const common = { row, block, wrappingKey };
  if (name !== undefined && account.notes.has(name) && !notes)
    findings.push(manifestFinding('manifest_note_unreadable', row.places.keyBlock));
  if (isOpen) findings.push(manifestFinding('manifest_answer_lost', row.places.keyBlock));
  if (!record && row.again !== undefined)
    findings.push(manifestFinding('manifest_again_unused', row.places.again));
  const again = record && againOf(row, record, notes, findings);
  if (record && !again && !isOpen) {
    const there = keys.get(record.arn);
    if (there?.KeyState === 'CREATE_COMPLETE')
      return importedBefore({ ...common, record }, there, account, findings);
    findings.push(
      manifestFinding('manifest_imported_gone', row.places.keyBlock, [
        dayOf(record),
        record.arn,
        there?.KeyState ?? phrase('not in this account'),
      ]),
    );
  }

  const enable = enablesAfter(row, account);
  const plan =
    block &&
    wrappingKey &&
    planKeyBlock({ block, wrappingKey }, choicesOf(row, block, enable), {
      target: account.target,
      now: account.now,
      aliases: isOpen ? [] : [...otherAliases(row, account, notes ?? [])],
      testAccounts: account.testAccounts ?? [],
    });
  if (block) findings.push(...(plan ? plan.findings : blockFaults(block)));
  if (plan) {
    const expected = expectedOf(row, block);
    const carried = checkValueOfBlock(block);
    const usage = plan.summary.find((line) => line.row === 'usage')?.value ?? '';
    const same = expected && beside.checkValue(expected, usage, row.number);
    if (same !== undefined)
      findings.push(
        manifestFinding('manifest_same_check_value', row.places.checkValue, [
          same,
          printedCheckValue(expected!.value),
        ]),
      );
    // A row whose answer was lost may have made that very key.
    if (!isOpen)
      for (const [value, place] of [
        [expected, row.places.checkValue],
        [carried, row.places.keyBlock],
      ] as const) {
        const there = value && beside.key({ ...value, usage, algorithm: plan.algorithms, kcv: value.value });
        if (!there) continue;
        findings.push(
          manifestFinding('manifest_key_there', place, [printedCheckValue(value.value), there.KeyArn]),
        );
        break;
      }
  }
  const sorted = bySeverity(findings);
  const worst = sorted[0]?.severity;
  return {
    ...common,
    plan,
    record: undefined,
    ...(again ? { again } : {}),
    ...(enable ? { enable } : {}),
    findings: sorted,
    verdict: worst === 'error' ? 'blocked' : worst === 'warning' ? 'warning' : 'ready',
    reason: sorted.find(({ code, severity }) => severity !== 'info' || code === 'manifest_answer_lost'),
  };
}

function enablesAfter(
  { checkValue, enabled }: ManifestRow,
  { enableAfterMatch = false }: KnownAccount,
): boolean {
  return enableAfterMatch && checkValue !== undefined && enabled !== false;
}

/** What a row asks for whose block was imported before; each reason imports it once. */
function againOf(
  { again, places }: ManifestRow,
  record: ImportedNote,
  notes: readonly ImportNote[],
  findings: Finding[],
): PreflightRow['again'] {
  if (again === undefined) return undefined;
  const { arn, number } = record;
  const done = notes.find(
    (note): note is ImportedNote => note.state === 'imported' && note.again?.reason === again,
  );
  if (done) {
    findings.push(manifestFinding('manifest_again_done', places.again, [dayOf(done), done.arn]));
    return undefined;
  }
  findings.push(manifestFinding('manifest_again', places.again, [dayOf(record), arn, again]));
  return { reason: again, after: number };
}

function dayOf({ importedAt }: ImportedNote): string {
  return new Date(importedAt).toISOString().slice(0, 10);
}

/** A row whose block was imported before: what is left of it. */
function importedBefore(
  common: Pick<PreflightRow, 'row' | 'block' | 'wrappingKey'> & { record: ImportedNote },
  { Enabled }: KeySummary,
  account: KnownAccount,
  findings: Finding[],
): PreflightRow {
  const { row, record } = common;
  const { alias, checkValue = '' } = row;
  if (compareRowCheckValue(common, record.kcv) === 'different')
    findings.push(
      manifestFinding('manifest_check_value_differs', row.places.checkValue, [
        record.arn,
        record.kcv ?? '',
        printedCheckValue(checkValue),
      ]),
    );
  const pending = alias !== undefined && account.aliases.get(alias) !== record.arn;
  // Its run ended between the import and this.
  const enable =
    Enabled !== true && enablesAfter(row, account) && compareRowCheckValue(common, record.kcv) === 'equal';
  const taken = pending && account.aliases.has(alias);
  const ofPlan =
    pending && common.wrappingKey && common.block
      ? planKeyBlock(
          { block: common.block, wrappingKey: common.wrappingKey },
          { alias },
          { target: account.target, now: account.now, ...(taken ? { aliases: [alias] } : {}) },
        ).findings.filter(({ code }) => code.startsWith('aws_plan_alias'))
      : [];
  findings.push(...ofPlan);
  const sorted = bySeverity(findings.filter(({ code }) => code !== 'manifest_wrapping_key_unknown'));
  const wrong = sorted.some(({ severity }) => severity === 'error');
  return {
    ...common,
    plan: undefined,
    ...(enable ? { enable } : {}),
    findings: sorted,
    verdict: (pending || enable) && !wrong ? 'continue' : 'imported',
    reason: sorted.find(({ severity }) => severity !== 'info'),
  };
}

/**
 * The one name that can be in the way: plans look it up in a list. One that points to a key of the same block is not.
 * Where an import got no response, nothing is said of it: its key may have the alias, and the row first finds that out.
 */
function* otherAliases(
  { alias }: ManifestRow,
  { aliases }: KnownAccount,
  notes: readonly ImportNote[],
): Generator<string> {
  const arn = alias === undefined ? undefined : aliases.get(alias);
  if (alias === undefined || arn === undefined) return;
  if (!notes.some((note) => note.state === 'imported' && note.arn === arn)) yield alias;
}

function choicesOf(row: ManifestRow, block: KeyBlock, enableLater: boolean): ImportChoices {
  const { tags, alias, enabled, checkValueAlgorithm } = row;
  const expected = expectedOf(row, block);
  return {
    tags,
    ...(alias === undefined ? {} : { alias }),
    ...(enableLater ? { enabled: false } : enabled === undefined ? {} : { enabled }),
    ...(checkValueAlgorithm === undefined ? {} : { checkValueAlgorithm }),
    ...(expected ? { expectedCheckValues: [expected] } : {}),
  };
}
