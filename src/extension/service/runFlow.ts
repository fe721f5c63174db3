import { KeyServiceError } from '../../keyservice/errors';
import type { ServiceTools } from './tools';
import { openFlow, tellFailure, type KeyFlow } from './keyFlow';
import { vscodeUi } from '../flow/vscodeUi';
import type { Ui } from '../flow/ui';

/**
 * Runs an action with the service it goes to. What the service refuses on the way, and no action has said
 * itself, is said here.
 */
export async function runFlow(
  tools: ServiceTools,
  argument: unknown,
  load: () => Promise<(flow: KeyFlow, argument: unknown) => Promise<unknown>>,
  ui: Ui = vscodeUi,
): Promise<void> {
  const action = await load();
  const flow = await openFlow(tools, ui);
  if (!flow) return;
  try {
    await action(flow, argument);
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    if (error.kind === 'notFound' && error.serviceName === 'ResourceNotFoundException')
      tools.catalogue.keyGone(error.args[2] ?? '');
    await tellFailure(flow, error);
  }
}
