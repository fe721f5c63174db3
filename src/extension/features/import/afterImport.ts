/** What follows a key that was imported: its alias, the comparison of check values, the record. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../../keyservice/errors';
import type { Key, KeyService } from '../../../keyservice/operations';
import { failureText } from '../../support/serviceFailure';
import { escapeNotification, escapeNotificationLines } from '../../support/markdown';
import { alone } from '../flowPrompts';
import { keysOfSameValue } from '../../../keyservice/rules/sameKeys';
import { testKeyWarning } from '../custody';
import { askAlias, keyIdOf, type TakenAliases } from './choices';
import { changeState, type AfterImport } from './keyState';
import { findingText } from './importTexts';
import { checkValueVerdict, saveImportRecord, type ImportedFacts } from './importRecord';

/**
 * Assigns the alias. The key is there whatever happens here: an alias that fails is said, and another can be given.
 * Whose an alias is, the service is asked directly before it is given: lists grow old, and an alias in use is never
 * moved without a question.
 * @returns the alias it has in the end
 */
export async function nameKey(
  { tools, service, asks }: AfterImport,
  key: Key,
  wanted: string,
  taken: TakenAliases,
): Promise<string | undefined> {
  const { catalogue } = tools;
  let alias = wanted;
  /** The key from which it may be moved: the one that the user saw. */
  let from: string | undefined;
  while (alias !== '') {
    let failure: KeyServiceError | undefined;
    const asked = await ownerOf(service, alias);
    // Where it may not be asked, creating it is safe: that is refused where it exists. It is never moved then.
    const owner = asked instanceof KeyServiceError && asked.kind === 'notAuthorised' ? undefined : asked;
    if (!(owner instanceof KeyServiceError) && (owner === undefined || owner === '' || owner === from))
      failure = await giveAlias(service, alias, key.KeyArn, owner !== undefined);
    else if (owner instanceof KeyServiceError) failure = owner;
    // The answer of the call that made it may have been lost.
    const now = failure?.effect === 'unknown' ? await ownerOf(service, alias) : owner;
    if (now === key.KeyArn || (!failure && (owner === undefined || owner === '' || owner === from))) {
      catalogue.aliasChanged(alias, key.KeyArn);
      return alias;
    }
    const again = vscode.l10n.t('Try Again');
    const other = vscode.l10n.t('Another Alias…');
    const moving = vscode.l10n.t('Move Alias Here');
    const conflict = typeof now === 'string' && now !== '' ? now : undefined;
    const chosen = await asks.failed(
      vscode.l10n.t('The key was imported, but the alias {0} could not be assigned.', alias),
      [
        conflict === undefined
          ? failureText(failure!, service.target.kind === 'simulator')
          : vscode.l10n.t(
              '{0} currently points to key {1}. If you move it, everything that uses {0} uses the new key.',
              alias,
              keyIdOf(conflict),
            ),
        vscode.l10n.t('Imported key: {0}', key.KeyArn),
      ].join('\n\n'),
      ...(conflict === undefined ? [again, other] : [other, moving]),
    );
    if (chosen === undefined) return undefined;
    from = chosen === moving ? conflict : undefined;
    if (chosen !== other) continue;
    const answer = await askAlias(asks, alone(vscode.l10n.t('Alias of the Imported Key')), alias, taken);
    if (typeof answer !== 'string') return undefined;
    alias = answer;
  }
  return undefined;
}

/** @param there it exists and points to another key, or to none */
async function giveAlias(
  service: KeyService,
  alias: string,
  arn: string,
  there: boolean,
): Promise<KeyServiceError | undefined> {
  try {
    await service.call(there ? 'UpdateAlias' : 'CreateAlias', { AliasName: alias, KeyArn: arn });
    return undefined;
  } catch (error) {
    if (error instanceof KeyServiceError) return error;
    throw error;
  }
}

/** ARN of the key it points to, '' for none; undefined where it does not exist, the failure where nobody can say. */
async function ownerOf(service: KeyService, alias: string): Promise<string | undefined | KeyServiceError> {
  try {
    return (await service.call('GetAlias', { AliasName: alias })).output.Alias.KeyArn ?? '';
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    return error.kind === 'notFound' ? undefined : error;
  }
}

/** The result in words: name, check value, verdict. */
export function resultText(facts: ImportedFacts): string {
  const { key, alias, found } = facts;
  const name = alias ?? keyIdOf(key.KeyArn);
  const imported = found
    ? vscode.l10n.t('Imported {0} (the answer was lost, the key was found)', name)
    : vscode.l10n.t('Imported {0}', name);
  if (key.KeyCheckValue === undefined || key.KeyAttributes.KeyClass === 'PUBLIC_KEY') return imported;
  const kcv = key.KeyCheckValue;
  switch (checkValueVerdict(facts)) {
    case 'equal':
      return vscode.l10n.t('{0} · KCV {1} ✓ equal to yours', imported, kcv);
    case 'different':
      return vscode.l10n.t('{0} · KCV {1} ✗ differs from yours', imported, kcv);
    case 'unknown':
      return facts.expected === ''
        ? vscode.l10n.t('{0} · KCV {1}: compare it with the key ceremony form', imported, kcv)
        : vscode.l10n.t('{0} · KCV {1} ? not comparable with yours, {2}', imported, kcv, facts.expected);
  }
}

/**
 * What a key turned out to be, beside what was asked for: one that may be there already in other bytes, or one that
 * everybody can know.
 */
export function tellLikeness({ tools, service, asks }: AfterImport, key: Key): void {
  const { KeyArn, KeyAttributes, KeyCheckValue, KeyCheckValueAlgorithm } = key;
  if (KeyCheckValue === undefined || KeyAttributes.KeyClass === 'PUBLIC_KEY') return;
  const same = keysOfSameValue(
    tools.catalogue.keys.map(({ summary }) => summary).filter((one) => one.KeyArn !== KeyArn),
    {
      usage: KeyAttributes.KeyUsage,
      algorithm: KeyAttributes.KeyAlgorithm,
      kcv: KeyCheckValue,
      ...(KeyCheckValueAlgorithm === undefined ? {} : { method: KeyCheckValueAlgorithm }),
    },
  );
  const names = same.map((one) => tools.catalogue.find(one.KeyArn)?.aliases[0] ?? keyIdOf(one.KeyArn));
  if (names.length > 0)
    asks.warn(
      escapeNotification(
        vscode.l10n.t(
          'The imported key may be the same key as {0}: usage, algorithm and KCV ({1}) are equal.',
          names.slice(0, 3).join(', '),
          KeyCheckValue,
        ),
      ),
    );
  const published = testKeyWarning(key, service.target);
  if (published) asks.warn(findingText(published));
}

/**
 * Where an expected KCV was given that cannot be compared with the one that came, the alias is a question: it is what
 * others will use the key by.
 */
export async function aliasWithoutMatch(
  { asks }: AfterImport,
  alias: string,
  facts: Pick<ImportedFacts, 'key' | 'expected' | 'computed'>,
): Promise<boolean> {
  const leave = vscode.l10n.t('Leave Without Alias');
  const assign = vscode.l10n.t('Assign Alias');
  const chosen = await asks.confirm(
    escapeNotification(vscode.l10n.t('Assign {0} although the KCV was not compared?', alias)),
    escapeNotificationLines(
      [
        ...comparisonLines(facts),
        vscode.l10n.t('Fewer than six digits, or digits made by another method, show nothing.'),
      ].join('\n'),
    ),
    leave,
    assign,
  );
  return chosen === assign;
}

function comparisonLines({
  key,
  expected,
  computed,
}: Pick<ImportedFacts, 'key' | 'expected' | 'computed'>): string[] {
  return [
    vscode.l10n.t(
      'Expected KCV: {0}',
      [expected, computed?.value ?? ''].filter((one) => one !== '').join(', '),
    ),
    vscode.l10n.t(
      'KCV from the service: {0} ({1})',
      key.KeyCheckValue ?? '',
      key.KeyCheckValueAlgorithm ?? vscode.l10n.t('method not given'),
    ),
  ];
}

function differenceText(facts: ImportedFacts): string {
  return [
    vscode.l10n.t('This is the wrong key, or the expected KCV is wrong.'),
    ...comparisonLines(facts),
    facts.key.KeyArn,
    ...(facts.key.Enabled ? [] : [vscode.l10n.t('The key is disabled.')]),
    vscode.l10n.t('No alias was assigned. Disable the key, and find out what was sent.'),
  ].join('\n');
}

/** Tells the result, with what can be done next; each action once. */
export async function tellResult(after: AfterImport, facts: ImportedFacts): Promise<void> {
  const { asks } = after;
  const { key } = facts;
  const show = vscode.l10n.t('Show in Tree');
  const copy = vscode.l10n.t('Copy ARN');
  const save = vscode.l10n.t('Save Import Record…');
  const disable = vscode.l10n.t('Disable Key');
  const more = vscode.l10n.t('More…');
  const canReveal = (await vscode.commands.getCommands(true)).includes('keyMaterial.keys.reveal');
  const differs = checkValueVerdict(facts) === 'different';
  let actions = [...(differs && key.Enabled ? [disable] : []), ...(canReveal ? [show] : []), copy, save];
  if (!differs) actions.push(more);
  const text = escapeNotification(resultText(facts));
  for (;;) {
    const chosen = differs
      ? await asks.failed(text, escapeNotificationLines(differenceText(facts)), ...actions)
      : await asks.tell(text, ...actions);
    if (chosen === undefined) return;
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
    if (chosen === copy) await vscode.env.clipboard.writeText(key.KeyArn);
    if (chosen === save) await saveImportRecord(asks, facts);
    if (chosen === disable) await changeState(after, key, 'StopKeyUsage');
    if (chosen === more) {
      await moreActions(after, facts);
      return;
    }
    actions = actions.filter((one) => one !== chosen);
    if (actions.length === 0 || chosen === show) return;
  }
}

async function moreActions(after: AfterImport, facts: ImportedFacts): Promise<void> {
  const { key, alias } = facts;
  const kcv = key.KeyCheckValue;
  const chosen = await after.asks.pick(alone(vscode.l10n.t('Imported Key')), {
    placeholder: alias ?? keyIdOf(key.KeyArn),
    choices: [
      {
        label: `$(circle-slash) ${vscode.l10n.t('Disable Key')}`,
        description: vscode.l10n.t('no call can use it until it is enabled'),
        value: 'disable' as const,
      },
      { label: `$(copy) ${vscode.l10n.t('Copy ARN')}`, value: 'arn' as const },
      ...(kcv === undefined
        ? []
        : [{ label: `$(copy) ${vscode.l10n.t('Copy KCV')}`, description: kcv, value: 'kcv' as const }]),
      { label: `$(save) ${vscode.l10n.t('Save Import Record…')}`, value: 'record' as const },
    ],
  });
  if (chosen === 'disable') await changeState(after, key, 'StopKeyUsage');
  if (chosen === 'arn') await vscode.env.clipboard.writeText(key.KeyArn);
  if (chosen === 'kcv') await vscode.env.clipboard.writeText(kcv ?? '');
  if (chosen === 'record') await saveImportRecord(after.asks, facts);
}

/** Of an import of an earlier run that was found now. */
export async function tellResultOfFound(
  { asks }: AfterImport,
  key: Key,
  alias: string | undefined,
): Promise<void> {
  const show = vscode.l10n.t('Show in Tree');
  const name = alias ?? keyIdOf(key.KeyArn);
  const chosen = await asks.tell(
    escapeNotification(
      key.KeyCheckValue === undefined
        ? vscode.l10n.t('The import had arrived: {0}.', name)
        : vscode.l10n.t(
            'The import had arrived: {0}, KCV {1}. Compare it with the ceremony sheet.',
            name,
            key.KeyCheckValue,
          ),
    ),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
}
