/** Running actions on keys as commands run them, with answers. */
import { type ServiceAction, runAction } from '../../../src/extension/service/serviceAction';
import type { Key } from '../../../src/keyservice/operations';
import { equal } from './check';
import { type Answers, type Reply, type ScriptedUi, scriptedUi } from './scriptedUi';
import type { TestService } from './serviceTools';

/** As a command runs it. */
export type Action = (flow: ServiceAction, argument: unknown) => Promise<unknown>;

/** Runs an action with what is answered; every reply has to be used. */
export async function act(
  test: TestService,
  action: Action,
  argument: unknown,
  replies: readonly Reply[],
  actions: readonly string[],
  more: Answers = {},
): Promise<ScriptedUi> {
  const ui = scriptedUi(replies, { actions, ...more });
  await runAction(test.tools, argument, () => Promise.resolve(action), ui);
  await ui.settled();
  equal(ui.left(), 0, `replies left over; shown: ${JSON.stringify(ui.shown)} said: ${ui.said.join('; ')}`);
  return ui;
}

/** A new AES key for PINs, read into the catalogue. */
export async function pinKey({ service, tools }: TestService, alias?: string): Promise<Key> {
  const { output } = await service.call('CreateKey', {
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
    },
    Exportable: true,
  });
  if (alias !== undefined) await service.call('CreateAlias', { AliasName: alias, KeyArn: output.Key.KeyArn });
  await tools.catalogue.refresh();
  return output.Key;
}

/** As the tree names a key. */
export const node = ({ KeyArn }: Key) => ({ kind: 'key', id: KeyArn });
