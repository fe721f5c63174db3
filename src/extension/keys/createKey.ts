/** A new key, made by the service: usage, algorithm, modes and names by pick lists that offer legal sets only. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { CreateKeyInput, Key } from '../../keyservice/operations';
import { keyIdOf, modesText } from '../../keyservice/model/names';
import { modesOfUse, usageAttributesOf } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import { tagsText } from '../service/choices';
import { pointTo } from './aliasActions';
import { type ServiceAction, changing } from '../service/serviceAction';
import { lookForNew } from '../service/newKey';
import { type Change, confirmChange, sendChange } from '../service/confirmChange';
import { askWishes, type Wishes } from './createQuestions';
import { usageWords } from '../service/names';

export async function createKey(action: ServiceAction): Promise<void> {
  const there = await changing(action);
  if (!there) return;
  const { catalogue } = there.tools;
  if (catalogue.readAt === undefined) await there.ui.shortly(() => catalogue.refresh());
  const wishes = await askWishes(there);
  if (!wishes) return;
  // Again only where the credentials are of another account, with what was entered.
  for (let at: ServiceAction | undefined = there; at;) at = await createIn(at, wishes);
}

/** Confirms, creates and names. The flow to confirm it in again; undefined where it is done or was given up. */
async function createIn(there: ServiceAction, wishes: Wishes): Promise<ServiceAction | undefined> {
  const input = requestOf(wishes);
  const since = new Date();
  const end = { moved: false };
  const change: Change<'CreateKey'> = {
    operation: 'CreateKey',
    input,
    question: vscode.l10n.t(
      'Create a key: {0}, {1}?',
      usageWords(input.KeyAttributes.KeyUsage),
      input.KeyAttributes.KeyAlgorithm,
    ),
    lines: linesOf(wishes, input),
    action: vscode.l10n.t('Create Key'),
    doing: vscode.l10n.t('Creating a key'),
    look: () => lookForNew(there, input.KeyAttributes, since),
    moved: () => {
      end.moved = true;
    },
  };
  if (!(await confirmChange(there, change))) return undefined;
  const output = await sendChange(there, change);
  if (!output) return end.moved ? changing(there) : undefined;
  there.tools.catalogue.keyChanged(output.Key, there.choice);
  const alias = await named(there, output.Key, wishes.alias);
  tellCreated(there, output.Key, alias);
  return undefined;
}

function requestOf({ usage, algorithm, mode, derives, exportable, tags, enabled }: Wishes): CreateKeyInput {
  return {
    KeyAttributes: {
      KeyUsage: usage.keyUsage,
      KeyClass: usage.kind === 'pair' ? 'ASYMMETRIC_KEY_PAIR' : 'SYMMETRIC_KEY',
      KeyAlgorithm: algorithm,
      KeyModesOfUse: modesOfUse(mode) ?? {},
    },
    // As every example of the guide has it for a pair, whose private key is never exported.
    Exportable: usage.kind === 'pair' || exportable === 'yes',
    ...(enabled === 'yes' ? {} : { Enabled: false }),
    ...(tags.length === 0 ? {} : { Tags: tags }),
    ...(usage.code === 'K3' && derives ? { DeriveKeyUsage: derives } : {}),
  };
}

function linesOf({ usage, alias, tags, enabled }: Wishes, input: CreateKeyInput): string[] {
  const { KeyUsage: name, KeyAlgorithm: algorithm, KeyModesOfUse: modes } = input.KeyAttributes;
  return [
    [usageWords(name), algorithm, modesText(modes)].join(', '),
    ...(input.DeriveKeyUsage === undefined
      ? []
      : [vscode.l10n.t('derives keys of usage {0}', usageWords(input.DeriveKeyUsage))]),
    usage.kind === 'pair'
      ? vscode.l10n.t('The private key stays in the service.')
      : input.Exportable
        ? vscode.l10n.t('exportable')
        : vscode.l10n.t('not exportable'),
    ...(enabled === 'yes' ? [] : [vscode.l10n.t('disabled at first')]),
    [
      alias === '' ? vscode.l10n.t('no alias') : alias,
      tags.length === 0 ? vscode.l10n.t('no tags') : vscode.l10n.t('tags {0}', tagsText(tags)),
    ].join(' · '),
  ];
}

/** The name that was confirmed with the key; the key is there whatever happens here. */
async function named(action: ServiceAction, key: Key, alias: string): Promise<string | undefined> {
  if (alias === '') return undefined;
  const { catalogue } = action.tools;
  const loose = catalogue.aliasNames.includes(alias) && catalogue.aliasTarget(alias) === undefined;
  try {
    const done = await pointTo(action, {
      operation: loose ? 'UpdateAlias' : 'CreateAlias',
      input: { AliasName: alias, KeyArn: key.KeyArn },
      question: '',
      lines: [],
      action: '',
      doing: vscode.l10n.t('Creating {0}', alias),
    });
    if (done) return alias;
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
  }
  action.ui.warn(
    vscode.l10n.t(
      'The key is there, but without the name {0}: {1}. Give it one by Create Alias.',
      alias,
      key.KeyArn,
    ),
  );
  return undefined;
}

function tellCreated({ ui }: ServiceAction, key: Key, alias: string | undefined): void {
  const show = vscode.l10n.t('Show in Tree');
  const copy = vscode.l10n.t('Copy ARN');
  const certificate = vscode.l10n.t('Get Public Certificate');
  const pair = usageAttributesOf(key.KeyAttributes.KeyUsage)?.kind === 'pair';
  const name = alias ?? keyIdOf(key.KeyArn);
  const message =
    key.KeyCheckValue === undefined
      ? vscode.l10n.t('Created {0}', name)
      : vscode.l10n.t('Created {0} · KCV {1}', name, key.KeyCheckValue);
  ui.afterwards(async () => {
    const chosen = await ui.tell(escapeNotification(message), ...(pair ? [certificate] : []), show, copy);
    if (chosen === copy) await ui.copy(key.KeyArn);
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
    if (chosen === certificate)
      await vscode.commands.executeCommand('keyMaterial.keys.publicCertificate', key.KeyArn);
  });
}
