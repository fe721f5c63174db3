/** Enable, disable, restore: one way to ask, to send and to look, whoever wants it. */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { type Change, confirmChange, keyLines, readKeyAgain, sendChange } from './confirmChange';
import type { CatalogueKey } from './keyCatalogue';
import { keyName, keyWithKcv } from './names';
import type { ServiceAction } from './serviceAction';

/** A key as the catalogue knows it, which learns it where it does not. */
export function knownTo({ tools, choice }: ServiceAction, key: Key): CatalogueKey {
  tools.catalogue.keyChanged(key, choice);
  return tools.catalogue.find(key.KeyArn) ?? { summary: key, aliases: [] };
}

type OnKey = 'StartKeyUsage' | 'StopKeyUsage' | 'RestoreKey' | 'DeleteKey';
export type StateChange = Exclude<OnKey, 'DeleteKey'>;

/** Confirmed, sent, and said. @returns the key as it is now; undefined where it was not changed */
export async function changeState(
  action: ServiceAction,
  key: CatalogueKey,
  operation: StateChange,
): Promise<Key | undefined> {
  return announced(action, await carryOut(action, key, changes[operation](key), isIn[operation]), operation);
}

/** The same where it was confirmed with something else. */
export async function sendState(
  action: ServiceAction,
  key: CatalogueKey,
  operation: StateChange,
): Promise<Key | undefined> {
  return announced(action, await send(action, key, changes[operation](key), isIn[operation]), operation);
}

/** Asks and sends what changes the state of a key. @param isDone of the key, where the answer was lost */
export async function carryOut(
  action: ServiceAction,
  key: CatalogueKey,
  change: Omit<Change<OnKey>, 'look'>,
  isDone: (key: Key) => boolean,
): Promise<Key | undefined> {
  return (await confirmChange(action, change)) ? send(action, key, change, isDone) : undefined;
}

/** Takes the answer in, and reads the key anew where it was refused: it may have changed meanwhile. */
async function send(
  action: ServiceAction,
  { summary: { KeyArn: arn } }: CatalogueKey,
  change: Omit<Change<OnKey>, 'look'>,
  isDone: (key: Key) => boolean,
): Promise<Key | undefined> {
  const output = await sendChange<OnKey>(action, {
    ...change,
    look: async () => {
      const now = await readKeyAgain(action, arn);
      return now && isDone(now) ? { Key: now } : undefined;
    },
  });
  if (output) action.tools.catalogue.keyChanged(output.Key, action.choice);
  else await readKeyAgain(action, arn);
  return output?.Key;
}

const isIn: Readonly<Record<StateChange, (key: Key) => boolean>> = {
  StartKeyUsage: ({ Enabled }) => Enabled === true,
  StopKeyUsage: ({ Enabled }) => Enabled === false,
  RestoreKey: ({ KeyState }) => KeyState === 'CREATE_COMPLETE',
};

const changes: Readonly<Record<StateChange, (key: CatalogueKey) => Omit<Change<OnKey>, 'look'>>> = {
  StartKeyUsage: (key) => ({
    operation: 'StartKeyUsage',
    input: { KeyIdentifier: key.summary.KeyArn },
    question: vscode.l10n.t('Enable {0}?', keyWithKcv(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t('Everyone who is allowed to use it can use it again immediately.'),
    ],
    action: vscode.l10n.t('Enable'),
    doing: vscode.l10n.t('Enabling {0}', keyName(key)),
    failed: vscode.l10n.t('The key could not be enabled.'),
  }),
  StopKeyUsage: (key) => ({
    operation: 'StopKeyUsage',
    input: { KeyIdentifier: key.summary.KeyArn },
    question: vscode.l10n.t('Disable {0}?', keyWithKcv(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t(
        'Every call that uses it fails until it is enabled again. This tool cannot tell who uses it.',
      ),
    ],
    action: vscode.l10n.t('Disable'),
    doing: vscode.l10n.t('Disabling {0}', keyName(key)),
    failed: vscode.l10n.t('The key could not be disabled.'),
  }),
  RestoreKey: (key) => ({
    operation: 'RestoreKey',
    input: { KeyIdentifier: key.summary.KeyArn },
    question: vscode.l10n.t('Restore {0}?', keyWithKcv(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t('Its deletion is cancelled. It remains disabled until you enable it.'),
      vscode.l10n.t('Its former aliases are not reassigned.'),
    ],
    action: vscode.l10n.t('Restore'),
    doing: vscode.l10n.t('Restoring {0}', keyName(key)),
    failed: vscode.l10n.t('The key could not be restored.'),
  }),
};

function announced(action: ServiceAction, key: Key | undefined, operation: StateChange): Key | undefined {
  if (!key) return undefined;
  const known = action.tools.catalogue.find(key.KeyArn);
  const name = known ? keyName(known) : key.KeyArn;
  action.ui.done(
    operation === 'StartKeyUsage'
      ? vscode.l10n.t('{0} is enabled.', name)
      : operation === 'StopKeyUsage'
        ? vscode.l10n.t('{0} is disabled.', name)
        : key.Enabled === undefined
          ? vscode.l10n.t('{0} is restored.', name)
          : key.Enabled
            ? vscode.l10n.t('{0} is restored and enabled.', name)
            : vscode.l10n.t('{0} is restored; it is disabled.', name),
  );
  return key;
}
