/** One action of a user on the service, from its first question to its answer: it stays with the service that it began with. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import type { Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { noteGone, tellFailure } from './callService';
import type { Chosen } from './connection';
import { connectedTarget } from './target';
import type { ServiceTools } from './tools';

export interface ServiceAction {
  readonly tools: ServiceTools;
  readonly ui: Ui;
  readonly service: KeyService;
  /** With the account, where it is known. */
  readonly target: ServiceTarget;
  /** The choice that it began with. */
  readonly choice: Chosen['choice'] | undefined;
}

/** An action on a service that was connected, and whose account is known, for this. */
export function actionOn(tools: ServiceTools, ui: Ui, service: KeyService): ServiceAction {
  return { tools, ui, service, target: service.target, choice: tools.connection.chosen?.choice };
}

/** Undefined where no service was chosen or it cannot be used; then that was said. */
export async function openAction(tools: ServiceTools, ui: Ui): Promise<ServiceAction | undefined> {
  const service = await tools.connection.connect();
  const chosen = tools.connection.chosen;
  if (!service || !chosen) return undefined;
  const account = chosen.account ?? service.target.account;
  const target = { ...service.target, ...(account === undefined ? {} : { account }) };
  return { tools, ui, service, target, choice: chosen.choice };
}

/**
 * Runs an action with the service it goes to. What the service refuses on the way, and no action has said
 * itself, is said here.
 */
export async function runAction(
  tools: ServiceTools,
  argument: unknown,
  load: () => Promise<(action: ServiceAction, argument: unknown) => unknown>,
  ui: Ui = vscodeUi,
): Promise<void> {
  const run = await load();
  const action = await openAction(tools, ui);
  if (!action) return;
  try {
    await run(action, argument);
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    noteGone(tools, error);
    await tellFailure(action, error);
  }
}

/**
 * The action, with the account of a live profile, for what changes something there. Undefined where the account is not
 * known, or another service was chosen meanwhile; then that was said.
 */
export async function changing(action: ServiceAction): Promise<ServiceAction | undefined> {
  const connected = await connectedTarget(action.tools);
  if (!connected) return undefined;
  if (action.tools.connection.chosen?.choice === action.choice) return { ...action, ...connected };
  action.ui.warn(
    vscode.l10n.t(
      'Another profile, Region or service was selected in the meantime. Nothing was changed. Start again there.',
    ),
  );
  return undefined;
}
