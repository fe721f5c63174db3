/** What follows a key that was imported: its alias, the comparison of check values, the record. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../../keyservice/errors';
import type { Key, KeyService } from '../../../keyservice/operations';
import { failureText } from '../../support/serviceFailure';
import { escapeNotification, escapeNotificationLines } from '../../support/markdown';
import { alone } from '../flowPrompts';
import type { ServiceTools } from '../keyService/tools';
import { askAlias, keyIdOf, type TakenAliases } from './choices';
import type { ImportPrompts } from './importPrompts';
import { targetLines } from './importTexts';
import { checkValueVerdict, saveImportRecord, type ImportedFacts } from './importRecord';

export interface AfterImport {
  readonly tools: ServiceTools;
  readonly service: KeyService;
  readonly asks: ImportPrompts;
}

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
      return vscode.l10n.t('{0} · KCV {1}: compare it with the ceremony sheet', imported, kcv);
  }
}

function differenceText({ key, expected, computed }: ImportedFacts): string {
  const algorithm = key.KeyAttributes.KeyAlgorithm;
  return [
    vscode.l10n.t('Yours: {0}', [expected, computed?.value ?? ''].filter((one) => one !== '').join(', ')),
    vscode.l10n.t(
      'AWS: {0} ({1})',
      key.KeyCheckValue ?? '',
      key.KeyCheckValueAlgorithm ?? vscode.l10n.t('method not said'),
    ),
    algorithm.startsWith('AES')
      ? vscode.l10n.t('A sheet may give the KCV of an AES key by another method than CMAC; then it differs.')
      : '',
    vscode.l10n.t('If it is not the same key, disable it and find out what was sent.'),
  ]
    .filter(Boolean)
    .join('\n');
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
  let actions = [...(differs ? [disable] : []), ...(canReveal ? [show] : []), copy, save];
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

type StateChange = 'StopKeyUsage' | 'StartKeyUsage' | 'RestoreKey';

/** Confirmed, sent, and looked after. @returns the key as it is now; undefined where it was not changed */
export async function changeState(
  { tools, service, asks }: AfterImport,
  key: Key,
  operation: StateChange,
): Promise<Key | undefined> {
  const words = stateWords(operation, keyIdOf(key.KeyArn));
  const chosen = await asks.confirm(
    words.question,
    [escapeNotificationLines(key.KeyArn), words.means, ...targetLines(service.target)].join('\n'),
    words.action,
  );
  if (chosen !== words.action) return undefined;
  for (;;) {
    try {
      const { output } = await service.call(operation, { KeyIdentifier: key.KeyArn });
      tools.catalogue.keyChanged(output.Key);
      void asks.tell(words.done);
      return output.Key;
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      const again = vscode.l10n.t('Try Again');
      const answer = await asks.failed(
        words.failed,
        escapeNotificationLines(failureText(error, service.target.kind === 'simulator')),
        again,
      );
      if (answer !== again) return undefined;
    }
  }
}

function stateWords(
  operation: StateChange,
  id: string,
): Readonly<Record<'question' | 'means' | 'action' | 'done' | 'failed', string>> {
  switch (operation) {
    case 'StopKeyUsage':
      return {
        question: vscode.l10n.t('Disable key {0}?', id),
        means: vscode.l10n.t('No call can use it until it is enabled again.'),
        action: vscode.l10n.t('Disable'),
        done: vscode.l10n.t('Key {0} is disabled.', id),
        failed: vscode.l10n.t('The key could not be disabled.'),
      };
    case 'StartKeyUsage':
      return {
        question: vscode.l10n.t('Enable key {0}?', id),
        means: vscode.l10n.t('Everybody with access to it can use it.'),
        action: vscode.l10n.t('Enable'),
        done: vscode.l10n.t('Key {0} is enabled.', id),
        failed: vscode.l10n.t('The key could not be enabled.'),
      };
    case 'RestoreKey':
      return {
        question: vscode.l10n.t('Restore key {0}?', id),
        means: vscode.l10n.t('Its deletion is cancelled. It stays disabled until it is enabled.'),
        action: vscode.l10n.t('Restore'),
        done: vscode.l10n.t('Key {0} is restored.', id),
        failed: vscode.l10n.t('The key could not be restored.'),
      };
  }
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
