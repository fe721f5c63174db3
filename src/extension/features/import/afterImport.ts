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
import { checkValueVerdict, saveImportRecord, type ImportedFacts } from './importRecord';

export interface AfterImport {
  readonly tools: ServiceTools;
  readonly service: KeyService;
  readonly asks: ImportPrompts;
}

/**
 * Gives the key its name. The key is there whatever happens here: a name that fails is said, and another can be
 * given. @returns the name it has in the end
 */
export async function nameKey(
  { tools, service, asks }: AfterImport,
  key: Key,
  wanted: string,
  taken: TakenAliases,
): Promise<string | undefined> {
  const { catalogue } = tools;
  let name = wanted;
  let move = false;
  while (name !== '') {
    try {
      await giveAlias(service, name, key.KeyArn, move || isLoose(tools, name));
      catalogue.aliasChanged(name, key.KeyArn);
      return name;
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      const owner = await ownerOf(service, name);
      if (owner === key.KeyArn) {
        catalogue.aliasChanged(name, key.KeyArn);
        return name;
      }
      const again = vscode.l10n.t('Try Again');
      const other = vscode.l10n.t('Another Alias…');
      const moving = vscode.l10n.t('Move It Here');
      const conflict = owner !== undefined;
      const chosen = await asks.failed(
        vscode.l10n.t('The key is imported, but it did not get the name {0}.', name),
        [
          ...(conflict
            ? [
                vscode.l10n.t(
                  '{0} points to key {1} now. Moved, it would name the new key for all who use it.',
                  name,
                  keyIdOf(owner),
                ),
              ]
            : [failureText(error, service.target.kind === 'simulator')]),
          vscode.l10n.t('The key is {0}.', key.KeyArn),
        ].join('\n\n'),
        ...(conflict ? [other, moving] : [again, other]),
      );
      if (chosen === undefined) return undefined;
      if (chosen === moving) move = true;
      if (chosen === other) {
        move = false;
        const answer = await askAlias(asks, alone(vscode.l10n.t('Alias of the Imported Key')), name, taken);
        if (typeof answer !== 'string') return undefined;
        name = answer;
      }
    }
  }
  return undefined;
}

/** A name that exists and points to nothing is pointed here. */
function isLoose({ catalogue }: ServiceTools, name: string): boolean {
  return catalogue.aliasNames.includes(name) && catalogue.aliasTarget(name) === undefined;
}

async function giveAlias(service: KeyService, name: string, arn: string, there: boolean): Promise<void> {
  await service.call(there ? 'UpdateAlias' : 'CreateAlias', { AliasName: name, KeyArn: arn });
}

/** The answer to the call that made it may have been lost. */
async function ownerOf(service: KeyService, name: string): Promise<string | undefined> {
  try {
    return (await service.call('GetAlias', { AliasName: name })).output.Alias.KeyArn;
  } catch (error) {
    if (error instanceof KeyServiceError) return undefined;
    throw error;
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
    if (chosen === disable) await disableKey(after, key);
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
  if (chosen === 'disable') await disableKey(after, key);
  if (chosen === 'arn') await vscode.env.clipboard.writeText(key.KeyArn);
  if (chosen === 'kcv') await vscode.env.clipboard.writeText(kcv ?? '');
  if (chosen === 'record') await saveImportRecord(after.asks, facts);
}

async function disableKey({ tools, service, asks }: AfterImport, key: Key): Promise<void> {
  for (;;) {
    try {
      const { output } = await service.call('StopKeyUsage', { KeyIdentifier: key.KeyArn });
      tools.catalogue.keyChanged(output.Key);
      void asks.tell(vscode.l10n.t('The key {0} is disabled.', keyIdOf(key.KeyArn)));
      return;
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      const again = vscode.l10n.t('Try Again');
      const chosen = await asks.failed(
        vscode.l10n.t('The key is not disabled.'),
        escapeNotificationLines(failureText(error, service.target.kind === 'simulator')),
        again,
      );
      if (chosen !== again) return;
    }
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
