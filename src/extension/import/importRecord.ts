/** The record of an import, for those who keep books: what, where, when, and no key material. */
import * as vscode from 'vscode';
import { importIdentity } from '../../keyservice/imports/identity';
import type { Key } from '../../keyservice/operations';
import { replicationOf } from '../../keyservice/rules/regions';
import { aliasStem, keyIdOf } from '../../keyservice/model/names';
import { type CheckValue, compareCheckValues, printedCheckValue } from '../../keyservice/rules/checkValues';
import { historyOf, type HistoryEntry } from '../history/historyStore';
import type { Imported, ImportRun } from './importRun';

/**
 * Whether the check value is the one that was given: from the key ceremony form, or as computed here. 'unknown' also
 * where the values that were given cannot be compared with it: too few digits, or of another method.
 */
export function verdictOf(
  { KeyCheckValue, KeyCheckValueAlgorithm, KeyAttributes }: Key,
  given: readonly CheckValue[],
): 'equal' | 'different' | 'unknown' {
  if (given.length === 0 || KeyCheckValue === undefined || KeyAttributes.KeyClass === 'PUBLIC_KEY')
    return 'unknown';
  const theirs: CheckValue = {
    value: KeyCheckValue,
    ...(KeyCheckValueAlgorithm === undefined ? {} : { method: KeyCheckValueAlgorithm }),
  };
  const verdicts = given.map((value) => compareCheckValues(value, theirs, KeyAttributes.KeyAlgorithm));
  if (verdicts.includes('different')) return 'different';
  return verdicts.every((verdict) => verdict === 'equal') ? 'equal' : 'unknown';
}

/** As it is saved: JSON, English. @param alias that the key has in the end */
export function importRecord(
  run: ImportRun,
  { key, by }: Imported,
  alias: string | undefined,
): Record<string, unknown> {
  const { plan, requestId, againBecause, task, expected } = run;
  const { target } = run.action;
  const [typed] = expected;
  return {
    record: 'key-material-inspector import',
    version: 1,
    imported: task.headline,
    time: run.at.toISOString(),
    service: target.kind === 'simulator' ? 'simulator' : 'AWS Payment Cryptography',
    profile: target.profile,
    ...(target.account === undefined ? {} : { account: target.account }),
    region: target.region,
    endpoint: target.endpoint,
    ...(requestId === undefined ? {} : { requestId }),
    ...(againBecause === undefined ? {} : { importedAgainBecause: againBecause }),
    ...(run.tagging.without ? { tags: 'none were set: tagging was refused, and the user agreed' } : {}),
    ...(by === 'answer'
      ? {}
      : {
          answer:
            by === 'tag'
              ? 'lost; the key was found by its tag'
              : 'lost; the user chose the key, nothing else showed that it is the one',
        }),
    plan: {
      kind: plan.kind,
      summary: Object.fromEntries(
        plan.summary
          .filter(({ row }) => row !== 'tags' || !run.tagging.without)
          .map(({ row, value }) => [row, value]),
      ),
      findings: plan.findings.map(({ code, severity, message }) => ({ code, severity, message })),
      /** Of the bytes as the service decodes them. */
      materialSha256: importIdentity(target, plan.request.KeyMaterial)?.material,
    },
    key: {
      arn: key.KeyArn,
      ...(alias === undefined ? {} : { alias }),
      attributes: key.KeyAttributes,
      ...(key.Exportable === undefined ? {} : { exportable: key.Exportable }),
      enabled: key.Enabled,
      state: key.KeyState,
      ...createdOf(key),
      ...checkValueOfKey(key),
      ...regionsOfKey(key),
    },
    checkValues: {
      ...(typed ? { expected: printedCheckValue(typed.value) } : {}),
      ...(typed && task.choices.expectedOfFile ? { expectedFrom: 'the file that the key is in' } : {}),
      verdict: verdictOf(key, expected),
    },
  };
}

/** Where a record is, for the history. */
function recordEntry(run: ImportRun, { key }: Imported, uri: vscode.Uri): HistoryEntry {
  const { profile, account, region } = run.action.target;
  return {
    time: Date.now(),
    kind: 'record',
    title: vscode.l10n.t('Record of {0}', run.task.headline),
    arn: key.KeyArn,
    ...(key.KeyCheckValue === undefined ? {} : { kcv: key.KeyCheckValue }),
    profile,
    ...(account === undefined ? {} : { account }),
    region,
    file: uri.toString(),
  };
}

/** Missing where GetKey is denied. */
function createdOf({ CreateTimestamp }: Partial<Pick<Key, 'CreateTimestamp'>>): Record<string, unknown> {
  return CreateTimestamp === undefined ? {} : { created: CreateTimestamp.toISOString() };
}

function checkValueOfKey({ KeyCheckValue, KeyCheckValueAlgorithm }: Key): Record<string, unknown> {
  return {
    ...(KeyCheckValue === undefined ? {} : { checkValue: KeyCheckValue }),
    ...(KeyCheckValueAlgorithm === undefined ? {} : { checkValueAlgorithm: KeyCheckValueAlgorithm }),
  };
}

/** Missing for a key that exists in one Region only. */
function regionsOfKey(key: Key): Record<string, unknown> {
  const { MultiRegionKeyType, PrimaryRegion, UsingDefaultReplicationRegions } = key;
  if (MultiRegionKeyType === undefined) return {};
  return {
    multiRegion: MultiRegionKeyType,
    ...(PrimaryRegion === undefined ? {} : { primaryRegion: PrimaryRegion }),
    replication: Object.fromEntries(replicationOf(key).map(([region, { Status }]) => [region, Status])),
    ...(UsingDefaultReplicationRegions === undefined
      ? {}
      : { byDefaultsOfTheAccount: UsingDefaultReplicationRegions }),
  };
}

export async function saveImportRecord(
  run: ImportRun,
  imported: Imported,
  alias: string | undefined,
): Promise<void> {
  const { ui } = run.action;
  const name = `import-${alias === undefined ? keyIdOf(imported.key.KeyArn) : aliasStem(alias).replaceAll('/', '-')}.json`;
  const uri = await ui.save({
    title: vscode.l10n.t('Save Import Record'),
    name,
    filters: { JSON: ['json'] },
  });
  if (!uri) return;
  const text = `${JSON.stringify(importRecord(run, imported, alias), null, 2)}\n`;
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await historyOf(run.action.tools.context).add(recordEntry(run, imported, uri));
  } catch {
    ui.warn(vscode.l10n.t('The record could not be written there. Select another location.'));
  }
}
