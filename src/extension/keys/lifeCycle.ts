/** Enable, disable, schedule deletion, restore. */
import * as vscode from 'vscode';
import { aliasStem, arnEnd } from '../../keyservice/model/names';
import type { Key } from '../../keyservice/operations';
import { flow } from '../flow/flow';
import type { Frame } from '../flow/ui';
import { askTyped, keyLines } from '../service/confirmChange';
import { noteLostAliases, offerPutBack } from './putBack';
import type { CatalogueKey } from '../service/keyCatalogue';
import { replicaReason } from '../service/keyRegions';
import { carryOut, changeState, type StateChange } from '../service/keyState';
import { dateWords, keyName, keyWithKcv, lifeStage, type LifeStage } from '../service/names';
import { chooseKey, type KeyQuestion } from '../service/pickKey';
import { changing, type ServiceAction } from '../service/serviceAction';

/** Why a key in that stage cannot be chosen. */
function onlyIn(stages: readonly LifeStage[]): NonNullable<KeyQuestion['unfit']> {
  return ({ summary }) => {
    const replica = replicaReason(summary);
    if (replica !== undefined) return replica;
    const stage = lifeStage(summary);
    if (stages.includes(stage)) return undefined;
    switch (stage) {
      case 'enabled':
        return vscode.l10n.t('This key is enabled.');
      case 'disabled':
        return vscode.l10n.t('This key is disabled.');
      case 'deleting':
        return vscode.l10n.t('This key is pending deletion. Restore it first.');
      case 'deleted':
        return vscode.l10n.t('This key was deleted.');
      default:
        return vscode.l10n.t('This key is in state {0}.', summary.KeyState);
    }
  };
}

export const enableKey = (action: ServiceAction, argument: unknown): Promise<void> =>
  change(action, argument, 'StartKeyUsage', {
    title: vscode.l10n.t('Enable Key'),
    placeholder: vscode.l10n.t('Select the key to enable'),
    unfit: onlyIn(['disabled', 'unreported']),
  });

export const disableKey = (action: ServiceAction, argument: unknown): Promise<void> =>
  change(action, argument, 'StopKeyUsage', {
    title: vscode.l10n.t('Disable Key'),
    placeholder: vscode.l10n.t('Select the key to disable'),
    unfit: onlyIn(['enabled', 'unreported']),
  });

export const restoreKey = (action: ServiceAction, argument: unknown): Promise<void> =>
  change(
    action,
    argument,
    'RestoreKey',
    {
      title: vscode.l10n.t('Restore Key'),
      placeholder: vscode.l10n.t('Select the key to restore'),
      unfit: onlyIn(['deleting']),
    },
    (there, restored) => there.ui.afterwards(() => offerPutBack(there, restored)),
  );

async function change(
  action: ServiceAction,
  argument: unknown,
  operation: StateChange,
  question: KeyQuestion,
  changed: (there: ServiceAction, key: Key) => void = () => undefined,
): Promise<void> {
  const key = await chooseKey(action, argument, question);
  const there = key && (await changing(action));
  const now = there && (await changeState(there, key, operation));
  if (now) changed(there, now);
}

/** Days that DeleteKey takes: API reference, DeleteKeyInDays. */
const fewestDays = 3;
const mostDays = 180;

export async function scheduleDeletion(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Schedule Key Deletion');
  const chosen = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key to delete'),
    unfit: onlyIn(['enabled', 'disabled', 'unreported']),
  });
  const there = chosen && (await changing(action));
  if (!there) return;
  const { catalogue } = there.tools;
  // A key that was chosen by its ARN alone has no aliases yet, and they are about to go.
  if (catalogue.readAt === undefined) await there.ui.shortly(() => catalogue.refresh());
  const key = catalogue.find(chosen.summary.KeyArn) ?? chosen;
  const answers = await flow(title)
    .ask('days', (frame, _, former: string | undefined) => askDays(there, frame, former ?? '7'))
    .ask('typed', (frame) => askTyped(there, frame, typedPrompt(key), typedNames(key)))
    .run();
  if (!answers) return;
  const count = Number(answers.days);
  const due = new Date(Date.now() + count * 86_400_000);
  const done = await carryOut(
    there,
    key,
    {
      operation: 'DeleteKey',
      input: { KeyIdentifier: key.summary.KeyArn, DeleteKeyInDays: count },
      question: vscode.l10n.t('Delete {0} in {1} days?', keyWithKcv(key), count),
      lines: [
        ...keyLines(key),
        vscode.l10n.t(
          'It can no longer be used, and will be destroyed about {0}. Until then it can be restored.',
          dateWords(due),
        ),
        vscode.l10n.t(
          'This tool cannot tell what still needs the key: terminals, partners or stored cryptograms might. To find out safely, disable it first.',
        ),
        ...(key.aliases.length === 0
          ? []
          : [
              vscode.l10n.t(
                'Aliases that will no longer point to this key, even after it is restored: {0}',
                key.aliases.join(', '),
              ),
            ]),
      ],
      action: vscode.l10n.t('Schedule Deletion'),
      doing: vscode.l10n.t('Scheduling the deletion of {0}', keyName(key)),
    },
    ({ KeyState }) => KeyState === 'DELETE_PENDING',
  );
  if (!done) return;
  await noteLostAliases(there, key);
  const when = done.DeletePendingTimestamp ?? due;
  there.ui.done(
    [
      vscode.l10n.t('{0} will be deleted on {1} unless it is restored.', keyName(key), dateWords(when)),
      ...(key.aliases.length === 0
        ? []
        : [vscode.l10n.t('Aliases that no longer point to it: {0}', key.aliases.join(', '))]),
    ].join(' '),
  );
}

async function askDays({ ui }: ServiceAction, frame: Frame, value: string) {
  return ui.input(frame, {
    prompt: vscode.l10n.t(
      'Waiting period before deletion, {0} to {1} days; until then the key can be restored but not used',
      fewestDays,
      mostDays,
    ),
    value,
    check: (text, entered) => {
      const count = Number(text);
      return !entered || (/^\d+$/.test(text.trim()) && count >= fewestDays && count <= mostDays)
        ? undefined
        : {
            message: vscode.l10n.t('Enter a whole number from {0} to {1}.', fewestDays, mostDays),
            severity: 'error',
          };
    },
  });
}

function typedPrompt(key: CatalogueKey): string {
  const end = arnEnd(key.summary.KeyArn);
  const [alias] = key.aliases;
  return alias === undefined
    ? vscode.l10n.t('To delete {0}, type the last 8 characters of its ARN: {1}', keyWithKcv(key), end)
    : vscode.l10n.t(
        'To delete {0}, type its alias {1}, or the last 8 characters of its ARN: {2}',
        keyWithKcv(key),
        alias,
        end,
      );
}

const typedNames = ({ aliases, summary }: CatalogueKey): readonly string[] => [
  ...aliases,
  ...aliases.map(aliasStem),
  arnEnd(summary.KeyArn),
];
