/** The record of an import, for those who keep books: what, where, when, and no key material. */
import * as vscode from 'vscode';
import { importIdentity } from '../../keyservice/imports/identity';
import type { Key, ServiceTarget } from '../../keyservice/operations';
import { aliasStem, keyIdOf } from '../../keyservice/model/names';
import type { ImportPlan } from '../../keyservice/plans/plan';
import type { Ui } from '../flow/ui';
import { compareCheckValues, type CheckValue } from '../../keyservice/rules/checkValues';
import { checkValueToCompare, type ComputedCheckValue } from '../service/choices';

export interface ImportedFacts {
  readonly headline: string;
  readonly plan: ImportPlan;
  readonly target: ServiceTarget;
  /** When the answer came. */
  readonly at: Date;
  readonly requestId: string | undefined;
  readonly key: Key;
  readonly alias: string | undefined;
  /** From the ceremony sheet, or ''. */
  readonly expected: string;
  readonly computed: ComputedCheckValue | undefined;
  /** Whether the answer, the tag or a person said that it is the key. */
  readonly by: 'answer' | 'tag' | 'user';
  /** Why the same material was imported again. */
  readonly again?: string | undefined;
}

/**
 * Whether the check value is the one that was given: from the key ceremony form, or as computed here. 'unknown' also
 * where the values that were given cannot be compared with it: too few digits, or of another method.
 */
export function checkValueVerdict({
  key,
  expected,
  computed,
}: Pick<ImportedFacts, 'key' | 'expected' | 'computed'>): 'equal' | 'different' | 'unknown' {
  return verdictOf(key, checkValuesGiven(expected, computed));
}

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
  const verdicts = given.map((one) => compareCheckValues(one, theirs, KeyAttributes.KeyAlgorithm));
  if (verdicts.includes('different')) return 'different';
  return verdicts.every((one) => one === 'equal') ? 'equal' : 'unknown';
}

/** Those that are known of the key without the service, to compare with its own. @param expected '' for none */
export function checkValuesGiven(
  expected: string,
  computed: ComputedCheckValue | undefined,
): readonly CheckValue[] {
  return [
    ...(expected === '' ? [] : [{ value: expected }]),
    ...(computed ? [checkValueToCompare(computed)] : []),
  ];
}

/** As it is saved: JSON, English. */
export function importRecord(facts: ImportedFacts): Record<string, unknown> {
  const { key, plan, target, expected, computed, requestId } = facts;
  return {
    record: 'key-material-inspector import',
    version: 1,
    imported: facts.headline,
    time: facts.at.toISOString(),
    service: target.kind === 'simulator' ? 'simulator' : 'AWS Payment Cryptography',
    profile: target.profile,
    ...(target.account === undefined ? {} : { account: target.account }),
    region: target.region,
    endpoint: target.endpoint,
    ...(requestId === undefined ? {} : { requestId }),
    ...(facts.again === undefined ? {} : { importedAgainBecause: facts.again }),
    ...(facts.by === 'answer'
      ? {}
      : {
          answer:
            facts.by === 'tag'
              ? 'lost; the key was found by its tag'
              : 'lost; the user chose the key, nothing else showed that it is the one',
        }),
    plan: {
      kind: plan.kind,
      summary: Object.fromEntries(plan.summary.map(({ row, value }) => [row, value])),
      findings: plan.findings.map(({ code, severity, message }) => ({ code, severity, message })),
      /** Of the bytes as the service decodes them. */
      materialSha256: importIdentity(target, plan.request.KeyMaterial)?.material,
    },
    key: {
      arn: key.KeyArn,
      ...(facts.alias === undefined ? {} : { alias: facts.alias }),
      attributes: key.KeyAttributes,
      ...(key.Exportable === undefined ? {} : { exportable: key.Exportable }),
      enabled: key.Enabled,
      state: key.KeyState,
      ...createdOf(key),
      ...checkValueOfKey(key),
    },
    checkValues: {
      ...(expected === '' ? {} : { expected }),
      ...(computed ? { computedHere: computed } : {}),
      verdict: checkValueVerdict(facts),
    },
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

export async function saveImportRecord(ui: Ui, facts: ImportedFacts): Promise<void> {
  const name = `import-${facts.alias === undefined ? keyIdOf(facts.key.KeyArn) : aliasStem(facts.alias).replaceAll('/', '-')}.json`;
  const uri = await ui.save({
    title: vscode.l10n.t('Save Import Record'),
    name,
    filters: { JSON: ['json'] },
  });
  if (!uri) return;
  const text = `${JSON.stringify(importRecord(facts), null, 2)}\n`;
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch {
    ui.warn(vscode.l10n.t('The record could not be written there. Choose another place.'));
  }
}
