/**
 * Keys of the service as choices of a flow.
 *
 * Which key is meant: the one that a command was given, else one that is picked.
 */
import * as vscode from 'vscode';
import { descriptionParts, keyName, usageWords } from './names';
import type { KeySummary } from '../../keyservice/operations';
import { callService, tellFailure } from './callService';
import type { CatalogueKey } from './keyCatalogue';
import type { ServiceTools } from './tools';
import { type Answer, back, type Frame, type Ui } from '../flow/ui';
import { pickFitting } from '../flow/pickFitting';
import { once } from '../flow/flow';
import type { ServiceAction } from './serviceAction';

/** All pages, so that nothing is missing in a choice; false where they cannot be read and the user leaves it. */
export async function readKeys(tools: ServiceTools, ui: Ui): Promise<boolean> {
  const { catalogue, connection } = tools;
  if (catalogue.complete && catalogue.readAt !== undefined) return true;
  const service = await connection.connect();
  if (!service) return false;
  let anew = false;
  const read = await callService(
    { tools, ui, service },
    {
      doing: vscode.l10n.t('Reading keys…'),
      failed: vscode.l10n.t('The keys could not be loaded. Your input has been kept.'),
      repeatable: true,
      run: async (signal) => {
        await (anew ? catalogue.refresh(signal) : catalogue.loadAll(signal));
        anew = true;
        if (catalogue.failure) throw catalogue.failure;
        return catalogue.readAt !== undefined;
      },
    },
  );
  return read === true;
}

/** Why a key cannot be used at all now. */
export function unusableState({ KeyState, Enabled }: KeySummary): string | undefined {
  if (KeyState === 'DELETE_PENDING') return vscode.l10n.t('It is scheduled for deletion. Restore it first.');
  if (KeyState !== 'CREATE_COMPLETE') return vscode.l10n.t('It is in state {0}.', KeyState);
  return Enabled === false ? vscode.l10n.t('It is disabled; enable it first.') : undefined;
}

/** The ARN or alias that a command was given: by the tree, a link or another command. */
export function identifierOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { kind, id, arn } = argument as Record<string, unknown>;
  if (kind === 'key' && typeof id === 'string') return id;
  return typeof arn === 'string' ? arn : undefined;
}

export interface KeyQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** Why a key cannot be chosen; undefined where it can. */
  readonly unfit?: (key: CatalogueKey) => string | undefined;
}

/**
 * The key that an argument names, else one that is picked: fitting ones first, the others with the reason.
 * Undefined where none was chosen or the key cannot be used for this; then that was said.
 */
export async function chooseKey(
  action: ServiceAction,
  argument: unknown,
  question: KeyQuestion,
): Promise<CatalogueKey | undefined> {
  const { catalogue } = action.tools;
  const identifier = identifierOf(argument);
  if (identifier === undefined) {
    return once(question.title, (frame) => pickKey(action, question, frame));
  }
  let key = catalogue.find(identifier);
  if (!key) {
    // Not on a page that was read: GetKey knows it, or says that it is not there.
    const { output } = await action.service.call('GetKey', { KeyIdentifier: identifier });
    catalogue.keyChanged(output.Key, action.choice);
    key = catalogue.find(output.Key.KeyArn);
  }
  const reason = key && question.unfit?.(key);
  if (reason === undefined) return key;
  action.ui.warn(reason);
  return undefined;
}

/** A key that is picked, as a question of a flow; what cannot be chosen says why. */
export async function pickKey(
  action: ServiceAction,
  { placeholder, unfit }: Omit<KeyQuestion, 'title'>,
  frame: Frame,
): Promise<Answer<CatalogueKey>> {
  const { ui, tools } = action;
  const { catalogue } = tools;
  if (catalogue.readAt === undefined) await ui.shortly(() => catalogue.refresh());
  for (;;) {
    if (catalogue.failure) {
      await tellFailure(action, catalogue.failure);
      return undefined;
    }
    if (catalogue.keys.length === 0 && catalogue.complete) {
      ui.warn(vscode.l10n.t('There are no keys in this account and Region yet.'));
      return undefined;
    }
    const picked = await pickFitting<CatalogueKey, 'more'>(ui, frame, {
      placeholder,
      items: catalogue.keys,
      show: (key) => ({
        label: keyName(key),
        description: descriptionParts(key).join(' · '),
        detail: usageWords(key.summary.KeyAttributes.KeyUsage),
      }),
      refusal: (key) => unfit?.(key),
      others: catalogue.complete ? [] : [{ label: vscode.l10n.t('Load More…'), value: 'more' }],
    });
    if (picked === undefined || picked === back) return picked;
    if (picked !== 'more') return picked;
    await ui.shortly(() => catalogue.loadMore());
  }
}
