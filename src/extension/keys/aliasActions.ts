/** Names of keys: create, move, delete. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { isAlias, keyIdOf } from '../../keyservice/model/names';
import { escapeIcons } from '../ui/markdown';
import { once } from '../flow/flow';
import { suggestAlias } from '../../keyservice/draft/entered';
import { askAlias, type TakenAliases } from '../service/choices';
import { type ServiceAction, changing } from '../service/serviceAction';
import { type Change, confirmChange, keyLines, sendChange } from '../service/confirmChange';
import { chooseKey, identifierOf } from '../service/pickKey';
import type { CatalogueKey } from '../service/keyCatalogue';
import { chooseAlias } from '../service/cliChoices';
import { keyName, keyWithKcv, usageWords } from '../service/names';

/** What is known of names. */
export const taken = ({ tools }: ServiceAction): TakenAliases => ({
  targetOf: (name: string) => tools.catalogue.aliasTarget(name),
});

/** Where a name points to now, taken into the catalogue; null where there is no such name. */
export async function lookAtAlias(action: ServiceAction, name: string): Promise<string | undefined | null> {
  const { catalogue } = action.tools;
  try {
    const { output } = await action.service.call('GetAlias', { AliasName: name });
    catalogue.aliasChanged(name, output.Alias.KeyArn, action.choice);
    return output.Alias.KeyArn;
  } catch (error) {
    if (!(error instanceof KeyServiceError) || error.kind !== 'notFound') throw error;
    catalogue.aliasChanged(name, null, action.choice);
    return null;
  }
}

/** The same after a failure, of which enough was said already. */
async function lookAgain(action: ServiceAction, name: string): Promise<string | undefined | null> {
  try {
    return await lookAtAlias(action, name);
  } catch (error) {
    if (error instanceof KeyServiceError) return undefined;
    throw error;
  }
}

type Pointing = Omit<Change<'CreateAlias' | 'UpdateAlias'>, 'look'>;

/** Points a name to a key, after it was confirmed. True where it does in the end. */
export async function pointTo(action: ServiceAction, change: Pointing): Promise<boolean> {
  const { AliasName: name, KeyArn: arn } = change.input;
  const output = await sendChange(action, {
    ...change,
    look: async () =>
      (await lookAtAlias(action, name)) === arn ? { Alias: { AliasName: name, KeyArn: arn } } : undefined,
  } as Change<'CreateAlias' | 'UpdateAlias'>);
  if (output) action.tools.catalogue.aliasChanged(name, arn, action.choice);
  else await lookAgain(action, name);
  return output !== undefined;
}

/** Asks first. */
export async function point(
  action: ServiceAction,
  name: string,
  key: CatalogueKey,
  asked: Omit<Pointing, 'input'>,
): Promise<boolean | undefined> {
  const change: Pointing = { ...asked, input: { AliasName: name, KeyArn: key.summary.KeyArn } };
  return (await confirmChange(action, change)) ? pointTo(action, change) : undefined;
}

export async function createAlias(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Create Alias');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key for the new alias'),
    unfit: ({ summary }) =>
      summary.KeyState === 'CREATE_COMPLETE'
        ? undefined
        : vscode.l10n.t('its state is {0}', summary.KeyState),
  });
  const there = key && (await changing(action));
  if (!there) return;
  const { catalogue } = there.tools;
  if (catalogue.readAt === undefined) await there.ui.shortly(() => catalogue.refresh());
  const proposed =
    key.aliases.length > 0 ? '' : suggestAlias(key.summary.KeyAttributes.KeyUsage, taken(there).targetOf);
  const name = await once(title, (frame) => askAlias(there.ui, frame, proposed, taken(there)));
  if (typeof name !== 'string' || name === '') return;
  // A name that is there and points to nothing is pointed here.
  const loose = catalogue.aliasNames.includes(name);
  const done = await point(there, name, key, {
    operation: loose ? 'UpdateAlias' : 'CreateAlias',
    question: vscode.l10n.t('Create alias {0}?', name),
    lines: keyLines(key),
    action: vscode.l10n.t('Create Alias'),
    doing: vscode.l10n.t('Creating {0}', name),
  });
  if (done) {
    there.ui.done(vscode.l10n.t('{0} now points to {1}.', name, keyIdOf(key.summary.KeyArn)));
    return;
  }
  const owner = catalogue.aliasTarget(name);
  if (done === false && owner !== undefined)
    there.ui.warn(
      vscode.l10n.t('{0} points to key {1}. To point it to another key, move it.', name, keyIdOf(owner)),
    );
}

/** The name that is meant: of the key that was given, else one of all. */
async function pickAlias(
  action: ServiceAction,
  title: string,
  placeholder: string,
  argument: unknown,
): Promise<string | undefined> {
  const { catalogue } = action.tools;
  const identifier = identifierOf(argument);
  if (identifier !== undefined && isAlias(identifier)) return identifier;
  if (identifier !== undefined) {
    const key = await chooseKey(action, argument, {
      title,
      placeholder,
      unfit: ({ aliases }) => (aliases.length === 0 ? vscode.l10n.t('This key has no alias.') : undefined),
    });
    return key && chooseAlias(action, title, key.aliases);
  }
  if (catalogue.readAt === undefined) await action.ui.shortly(() => catalogue.refresh());
  const names = [...catalogue.aliasNames].sort();
  if (names.length === 0) {
    if (catalogue.failure) throw catalogue.failure;
    action.ui.warn(vscode.l10n.t('There are no aliases in this account and Region yet.'));
    return undefined;
  }
  return once(title, (frame) =>
    action.ui.pick(frame, {
      placeholder,
      choices: names.map((name) => ({
        label: name,
        description: escapeIcons(targetName(action, catalogue.aliasTarget(name))),
        value: name,
      })),
    }),
  );
}

/** What an alias points to, in words. */
function targetName({ tools }: ServiceAction, arn: string | undefined): string {
  if (arn === undefined) return vscode.l10n.t('no key');
  const key = tools.catalogue.find(arn);
  if (!key) return keyIdOf(arn);
  const { KeyCheckValue } = key.summary;
  return KeyCheckValue === undefined
    ? keyIdOf(arn)
    : vscode.l10n.t('{0} · KCV {1}', keyIdOf(arn), KeyCheckValue);
}

export async function moveAlias(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Move Alias');
  const name = await pickAlias(action, title, vscode.l10n.t('Alias to move to another key'), argument);
  const there = name === undefined ? undefined : await changing(action);
  if (name === undefined || !there) return;
  // Asked anew: what it points to is what whoever confirms gives up.
  const before = await there.ui.shortly(() => lookAtAlias(there, name));
  if (before === null) {
    there.ui.warn(vscode.l10n.t('The alias {0} no longer exists.', name));
    return;
  }
  const key = await chooseKey(there, undefined, {
    title,
    placeholder: vscode.l10n.t('Select the key for the alias {0}', name),
    unfit: ({ summary }) =>
      summary.KeyArn === before
        ? vscode.l10n.t('{0} already points to this key', name)
        : summary.KeyState === 'CREATE_COMPLETE'
          ? undefined
          : vscode.l10n.t('its state is {0}', summary.KeyState),
  });
  if (!key) return;
  const done = await point(there, name, key, {
    operation: 'UpdateAlias',
    question: vscode.l10n.t('Move {0} to another key?', name),
    lines: [
      vscode.l10n.t('from {0}', targetName(there, before)),
      vscode.l10n.t('to {0}', targetName(there, key.summary.KeyArn)),
      vscode.l10n.t('Everything that uses {0} will use the new key.', name),
      ...differences(there, before, key),
    ],
    action: vscode.l10n.t('Move Alias'),
    doing: vscode.l10n.t('Moving {0}', name),
  });
  if (done) there.ui.done(vscode.l10n.t('{0} now points to {1}.', name, keyIdOf(key.summary.KeyArn)));
}

/** What a caller would notice. */
function differences({ tools }: ServiceAction, before: string | undefined, key: CatalogueKey): string[] {
  const old = before === undefined ? undefined : tools.catalogue.find(before);
  if (!old) return [];
  const [was, is] = [old.summary.KeyAttributes, key.summary.KeyAttributes];
  return [
    ...(was.KeyUsage === is.KeyUsage
      ? []
      : [
          `! ${vscode.l10n.t('The usage differs: {0}, then {1}.', usageWords(was.KeyUsage), usageWords(is.KeyUsage))}`,
        ]),
    ...(was.KeyAlgorithm === is.KeyAlgorithm
      ? []
      : [`! ${vscode.l10n.t('The algorithm differs: {0}, then {1}.', was.KeyAlgorithm, is.KeyAlgorithm)}`]),
    ...(key.summary.Enabled === false ? [`! ${vscode.l10n.t('The new key is disabled.')}`] : []),
  ];
}

export async function deleteAlias(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Alias');
  const name = await pickAlias(action, title, vscode.l10n.t('Alias to delete'), argument);
  const there = name === undefined ? undefined : await changing(action);
  if (name === undefined || !there) return;
  const { catalogue } = there.tools;
  const arn = catalogue.aliasTarget(name);
  const key = arn === undefined ? undefined : catalogue.find(arn);
  const change: Change<'DeleteAlias'> = {
    operation: 'DeleteAlias',
    input: { AliasName: name },
    question: vscode.l10n.t('Delete {0}?', name),
    lines: [
      vscode.l10n.t('It points to {0}.', key ? keyWithKcv({ ...key, aliases: [] }) : targetName(there, arn)),
      vscode.l10n.t('The key is not deleted. Every call that uses this alias will fail.'),
    ],
    action: vscode.l10n.t('Delete Alias'),
    doing: vscode.l10n.t('Deleting {0}', name),
    look: async () => ((await lookAtAlias(there, name)) === null ? {} : undefined),
  };
  if (!(await confirmChange(there, change))) return;
  const output = await sendChange(there, change);
  if (!output) {
    await lookAgain(there, name);
    return;
  }
  catalogue.aliasChanged(name, null, there.choice);
  there.ui.done(
    vscode.l10n.t('{0} was deleted; key {1} remains.', name, key ? keyName({ ...key, aliases: [] }) : ''),
  );
}
