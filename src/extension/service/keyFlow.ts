/** What every action on a key does alike: the service it goes to, which key, and what is said of a failure. */
import * as vscode from 'vscode';
import type { KeyServiceError } from '../../keyservice/errors';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { alone } from '../flow/flow';
import { failureText } from './serviceFailure';
import type { Chosen } from './connection';
import type { ServiceTools } from './tools';
import type { CatalogueKey } from './keyCatalogue';
import { descriptionParts, keyName, usageWords } from './keyWords';

/** One action, from its first question to its answer: it stays with the service that it began with. */
export interface KeyFlow {
  readonly tools: ServiceTools;
  readonly ui: Ui;
  readonly service: KeyService;
  /** With the account, where it is known. */
  readonly target: ServiceTarget;
  readonly choice: Chosen['choice'];
}

/** Undefined where no service was chosen or it cannot be used; then that was said. */
export async function openFlow(tools: ServiceTools, ui: Ui): Promise<KeyFlow | undefined> {
  const service = await tools.connection.connect();
  const chosen = tools.connection.chosen;
  if (!service || !chosen) return undefined;
  const account = chosen.account ?? service.target.account;
  const target = { ...service.target, ...(account === undefined ? {} : { account }) };
  return { tools, ui, service, target, choice: chosen.choice };
}

export const isSimulator = ({ target }: KeyFlow): boolean => target.kind === 'simulator';

/** Says why a call failed, with what may help. @returns true where it is to be tried again */
export async function tellFailure(flow: KeyFlow, error: KeyServiceError, again?: string): Promise<boolean> {
  if (error.kind === 'cancelled' && error.effect === 'none') return false;
  const refresh = vscode.l10n.t('Refresh Keys');
  // A call that may have had its effect is never offered again before somebody has looked.
  const repeat = again !== undefined && error.effect === 'none' ? [again] : [];
  const look =
    error.effect === 'unknown' || error.kind === 'notFound' || error.kind === 'conflict' ? [refresh] : [];
  const [what = '', ...rest] = failureText(error, isSimulator(flow)).split('\n').map(escapeNotification);
  const chosen = await flow.ui.failed(what, rest.join('\n'), ...repeat, ...look);
  if (chosen === refresh) await flow.ui.shortly(() => flow.tools.catalogue.refresh());
  return chosen !== undefined && chosen === again;
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
  flow: KeyFlow,
  argument: unknown,
  question: KeyQuestion,
): Promise<CatalogueKey | undefined> {
  const { catalogue } = flow.tools;
  const identifier = identifierOf(argument);
  if (identifier === undefined) {
    const picked = await pickKey(flow, question);
    return picked === back ? undefined : picked;
  }
  let key = catalogue.find(identifier);
  if (!key) {
    // Not on a page that was read: GetKey knows it, or says that it is not there.
    const { output } = await flow.service.call('GetKey', { KeyIdentifier: identifier });
    catalogue.keyChanged(output.Key, flow.choice);
    key = catalogue.find(output.Key.KeyArn);
  }
  const reason = key && question.unfit?.(key);
  if (reason === undefined) return key;
  flow.ui.warn(reason);
  return undefined;
}

type Picked = CatalogueKey | 'more' | { readonly refused: string };

/** A key that is picked, as a step of a sequence; what cannot be chosen says why. */
export async function pickKey(
  flow: KeyFlow,
  question: KeyQuestion,
  frame: Frame = alone(question.title),
): Promise<Answer<CatalogueKey>> {
  const { catalogue } = flow.tools;
  if (catalogue.readAt === undefined) await flow.ui.shortly(() => catalogue.refresh());
  for (;;) {
    if (catalogue.failure) {
      await tellFailure(flow, catalogue.failure);
      return undefined;
    }
    const choices = keyChoices(flow, question);
    if (choices.length === 0) {
      flow.ui.warn(vscode.l10n.t('There are no keys in this account and Region yet.'));
      return undefined;
    }
    const picked = await flow.ui.pick<Picked>(frame, {
      placeholder: question.placeholder,
      choices,
    });
    if (picked === undefined || picked === back) return picked;
    if (picked === 'more') await flow.ui.shortly(() => catalogue.loadMore());
    else if ('refused' in picked) flow.ui.warn(picked.refused);
    else return picked;
  }
}

function keyChoices(flow: KeyFlow, { unfit }: KeyQuestion): Choice<Picked>[] {
  const { catalogue } = flow.tools;
  const fitting: Choice<Picked>[] = [];
  const others: Choice<Picked>[] = [];
  for (const key of catalogue.keys) {
    const reason = unfit?.(key);
    const shown = { label: keyName(key), description: descriptionParts(key).join(' · ') };
    if (reason === undefined)
      fitting.push({ ...shown, detail: usageWords(key.summary.KeyAttributes.KeyUsage), value: key });
    else others.push({ ...shown, detail: reason, value: { refused: reason } });
  }
  const [first, ...rest] = others;
  return [
    ...fitting,
    ...(catalogue.complete ? [] : [{ label: vscode.l10n.t('Load More…'), value: 'more' as const }]),
    ...(first ? [{ ...first, group: vscode.l10n.t('Not usable') }, ...rest] : []),
  ];
}
