/** What a key gets after its import: its alias, where its check value allows it, and where asked its being enabled. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { Key, KeyService, ServiceTarget } from '../../keyservice/operations';
import { keyIdOf } from '../../keyservice/model/names';
import { type CheckValue, printedCheckValue } from '../../keyservice/rules/checkValues';
import { keysOfSameValue } from '../../keyservice/rules/sameKeys';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { failureText } from '../service/callService';
import { copyPolicyLabel, copyStatement, statementFor } from '../service/policyStatement';
import { testKeyWarning } from '../service/custody';
import { once } from '../flow/flow';
import type { ServiceTools } from '../service/tools';
import { askAlias, type TakenAliases } from '../service/choices';
import { verdictOf } from './importRecord';
import { findingText } from '../service/importTexts';
import { sendState, knownTo } from '../service/keyState';
import type { ServiceAction } from '../service/serviceAction';

/** What was asked for a key before it was sent. */
export interface AfterWishes {
  /** '' for none. */
  readonly alias: string;
  /** Check values that it must have. */
  readonly expected: readonly CheckValue[];
  /** It was sent disabled, and is to be enabled where its check value is one of these. */
  readonly enable: boolean;
  readonly taken: TakenAliases;
}

export interface NamedKey {
  readonly key: Key;
  /** The alias it has in the end. */
  readonly name: string | undefined;
  readonly verdict: 'equal' | 'different' | 'unknown';
}

/** The one way in which a key gets its alias and is enabled, whoever found it and whenever. */
export async function nameAndEnable(
  after: ServiceAction,
  imported: Key,
  { alias, expected, enable, taken }: AfterWishes,
): Promise<NamedKey> {
  const verdict = verdictOf(imported, expected);
  // A key of another check value is the wrong one: nothing may come to use it by its alias.
  const named =
    alias !== '' &&
    verdict !== 'different' &&
    (verdict === 'equal' ||
      expected.length === 0 ||
      imported.KeyAttributes.KeyClass === 'PUBLIC_KEY' ||
      (await aliasWithoutMatch(after, alias, imported, expected)));
  const name = named ? await nameKey(after, imported, alias, taken) : undefined;
  const enabled =
    enable && verdict === 'equal'
      ? await sendState(after, knownTo(after, imported), 'StartKeyUsage')
      : undefined;
  const key = enabled ?? imported;
  for (const words of likenessWords(after.tools, key, after.service.target)) after.ui.warn(words);
  return { key, name, verdict };
}

/**
 * What a key turned out to be, beside what was asked for: one that may be there already in other bytes, or one that
 * everybody can know.
 */
export function likenessWords(
  { catalogue }: Pick<ServiceTools, 'catalogue'>,
  key: Key,
  target: ServiceTarget,
): string[] {
  const { KeyArn, KeyAttributes, KeyCheckValue, KeyCheckValueAlgorithm } = key;
  if (KeyCheckValue === undefined || KeyAttributes.KeyClass === 'PUBLIC_KEY') return [];
  const same = keysOfSameValue(
    catalogue.keys.map(({ summary }) => summary).filter((one) => one.KeyArn !== KeyArn),
    {
      usage: KeyAttributes.KeyUsage,
      algorithm: KeyAttributes.KeyAlgorithm,
      kcv: KeyCheckValue,
      ...(KeyCheckValueAlgorithm === undefined ? {} : { method: KeyCheckValueAlgorithm }),
    },
  );
  const names = same.map((one) => catalogue.find(one.KeyArn)?.aliases[0] ?? keyIdOf(one.KeyArn));
  const published = testKeyWarning(key, target);
  return [
    ...(names.length === 0
      ? []
      : [
          escapeNotification(
            vscode.l10n.t(
              'The imported key may be the same key as {0}: usage, algorithm and KCV ({1}) are equal.',
              names.slice(0, 3).join(', '),
              KeyCheckValue,
            ),
          ),
        ]),
    ...(published ? [findingText(published)] : []),
  ];
}

/**
 * Where an expected KCV was given that cannot be compared with the one that came, the alias is a question: it is what
 * others will use the key by.
 */
async function aliasWithoutMatch(
  { ui }: ServiceAction,
  alias: string,
  key: Key,
  expected: readonly CheckValue[],
): Promise<boolean> {
  const leave = vscode.l10n.t('Continue Without Alias');
  const assign = vscode.l10n.t('Assign Alias');
  const chosen = await ui.confirm(
    escapeNotification(vscode.l10n.t('Assign {0} although the KCV was not compared?', alias)),
    escapeNotificationLines(
      [
        ...comparisonLines(key, expected),
        vscode.l10n.t('Fewer than six digits, or digits calculated with another method, prove nothing.'),
      ].join('\n'),
    ),
    leave,
    assign,
  );
  return chosen === assign;
}

/** Both sides of a comparison of check values, a line each. */
export function comparisonLines(key: Key, expected: readonly CheckValue[]): string[] {
  return [
    vscode.l10n.t('Expected KCV: {0}', expected.map(({ value }) => printedCheckValue(value)).join(', ')),
    vscode.l10n.t(
      'KCV reported by the service: {0} ({1})',
      key.KeyCheckValue ?? '',
      key.KeyCheckValueAlgorithm ?? vscode.l10n.t('method not reported'),
    ),
  ];
}

/**
 * Assigns the alias. The key is there whatever happens here: an alias that fails is said, and another can be given.
 * Whose an alias is, the service is asked directly before it is given: lists grow old, and an alias in use is never
 * moved without a question.
 * @returns the alias it has in the end
 */
export async function nameKey(
  { tools, service, ui }: ServiceAction,
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
    // The answer of the call that made it may have been lost, or another window may have made it.
    const now =
      failure?.effect === 'unknown' || failure?.kind === 'conflict' ? await ownerOf(service, alias) : owner;
    if (now === key.KeyArn || (!failure && (owner === undefined || owner === '' || owner === from))) {
      catalogue.aliasChanged(alias, key.KeyArn);
      return alias;
    }
    const again = vscode.l10n.t('Try Again');
    const other = vscode.l10n.t('Another Alias…');
    const moving = vscode.l10n.t('Move Alias Here');
    const conflict = typeof now === 'string' && now !== '' ? now : undefined;
    const statement = failure && conflict === undefined ? statementFor(failure, service.target) : undefined;
    const chosen = await ui.failed(
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
      ...(statement === undefined ? [] : [copyPolicyLabel()]),
    );
    if (chosen === undefined) return undefined;
    if (statement !== undefined && chosen === copyPolicyLabel()) {
      await copyStatement(ui, statement);
      return undefined;
    }
    from = chosen === moving ? conflict : undefined;
    if (chosen !== other) continue;
    const answer = await once(vscode.l10n.t('Alias of the Imported Key'), (frame) =>
      askAlias(ui, frame, alias, taken),
    );
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
