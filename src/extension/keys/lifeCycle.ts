/** Enable, disable, schedule deletion, restore. */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { type Frame, back } from '../flow/ui';
import { runSteps } from '../flow/steps';
import { askTyped, changing, confirmed, keyLines, readKeyAgain, send, type Change } from '../service/change';
import type { CatalogueKey } from '../service/keyCatalogue';
import { chooseKey, type KeyFlow, type KeyQuestion } from '../service/keyFlow';
import { dateWords, keyName, keyWithKcv, lifeStage, type LifeStage } from '../service/keyWords';

type OnKey = 'StartKeyUsage' | 'StopKeyUsage' | 'RestoreKey' | 'DeleteKey';

/** Sends, takes the answer in, and reads the key anew where it was refused: it may have changed meanwhile. */
async function carryOut(
  flow: KeyFlow,
  key: CatalogueKey,
  change: Omit<Change<OnKey>, 'look'>,
  isDone: (key: Key) => boolean,
): Promise<Key | undefined> {
  const arn = key.summary.KeyArn;
  const whole: Change<OnKey> = {
    ...change,
    look: async () => {
      const now = await readKeyAgain(flow, arn);
      return now && isDone(now) ? { Key: now } : undefined;
    },
  };
  if (!(await confirmed(flow, whole))) return undefined;
  const output = await send(flow, whole);
  if (output) flow.tools.catalogue.keyChanged(output.Key, flow.choice);
  else await readKeyAgain(flow, arn);
  return output?.Key;
}

/** Why a key in that stage cannot be chosen. */
function onlyIn(stages: readonly LifeStage[]): NonNullable<KeyQuestion['unfit']> {
  return ({ summary }) => {
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

export async function enableKey(flow: KeyFlow, argument: unknown): Promise<void> {
  const key = await chooseKey(flow, argument, {
    title: vscode.l10n.t('Enable Key'),
    placeholder: vscode.l10n.t('Key to enable'),
    unfit: onlyIn(['disabled']),
  });
  const there = key && (await changing(flow));
  if (!there) return;
  const done = await carryOut(
    there,
    key,
    {
      operation: 'StartKeyUsage',
      input: { KeyIdentifier: key.summary.KeyArn },
      question: vscode.l10n.t('Enable {0}?', keyWithKcv(key)),
      lines: [...keyLines(key), vscode.l10n.t('It can be used again at once by all who may use it.')],
      action: vscode.l10n.t('Enable'),
      doing: vscode.l10n.t('Enabling {0}', keyName(key)),
    },
    ({ Enabled }) => Enabled,
  );
  if (done) flow.ui.done(vscode.l10n.t('{0} is enabled.', keyName(key)));
}

export async function disableKey(flow: KeyFlow, argument: unknown): Promise<void> {
  const key = await chooseKey(flow, argument, {
    title: vscode.l10n.t('Disable Key'),
    placeholder: vscode.l10n.t('Key to disable'),
    unfit: onlyIn(['enabled']),
  });
  const there = key && (await changing(flow));
  if (!there) return;
  const done = await carryOut(
    there,
    key,
    {
      operation: 'StopKeyUsage',
      input: { KeyIdentifier: key.summary.KeyArn },
      question: vscode.l10n.t('Disable {0}?', keyWithKcv(key)),
      lines: [
        ...keyLines(key),
        vscode.l10n.t(
          'Every call that uses it fails until it is enabled again. Who uses it is not known here.',
        ),
      ],
      action: vscode.l10n.t('Disable'),
      doing: vscode.l10n.t('Disabling {0}', keyName(key)),
    },
    ({ Enabled }) => !Enabled,
  );
  if (done) flow.ui.done(vscode.l10n.t('{0} is disabled.', keyName(key)));
}

export async function restoreKey(flow: KeyFlow, argument: unknown): Promise<void> {
  const key = await chooseKey(flow, argument, {
    title: vscode.l10n.t('Restore Key'),
    placeholder: vscode.l10n.t('Key whose deletion is cancelled'),
    unfit: onlyIn(['deleting']),
  });
  const there = key && (await changing(flow));
  if (!there) return;
  const done = await carryOut(
    there,
    key,
    {
      operation: 'RestoreKey',
      input: { KeyIdentifier: key.summary.KeyArn },
      question: vscode.l10n.t('Restore {0}?', keyWithKcv(key)),
      lines: [...keyLines(key), vscode.l10n.t('Its deletion is cancelled.')],
      action: vscode.l10n.t('Restore'),
      doing: vscode.l10n.t('Restoring {0}', keyName(key)),
    },
    ({ KeyState }) => KeyState === 'CREATE_COMPLETE',
  );
  if (!done) return;
  flow.ui.done(
    done.Enabled
      ? vscode.l10n.t('{0} is restored and enabled.', keyName(key))
      : vscode.l10n.t('{0} is restored; it is disabled.', keyName(key)),
  );
}

/** Days that DeleteKey takes: API reference, DeleteKeyInDays. */
const fewestDays = 3;
const mostDays = 180;

export async function scheduleDeletion(flow: KeyFlow, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Schedule Key Deletion');
  const key = await chooseKey(flow, argument, {
    title,
    placeholder: vscode.l10n.t('Key to delete'),
    unfit: onlyIn(['enabled', 'disabled']),
  });
  const there = key && (await changing(flow));
  if (!there) return;
  let days = '7';
  const end = await runSteps(title, [
    {
      ask: async (frame) => {
        const answer = await askDays(there, frame, days);
        if (answer === undefined || answer === back) return answer;
        days = answer;
        return 'next';
      },
    },
    {
      ask: async (frame) => {
        const answer = await askTyped(there, frame, typedPrompt(key), typedNames(key));
        return answer === true ? 'next' : answer;
      },
    },
  ]);
  if (end !== 'next') return;
  const count = Number(days);
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
          'It cannot be used from now on, and is destroyed about {0}. Until then it can be restored.',
          dateWords(due),
        ),
        vscode.l10n.t(
          'What still needs it cannot be known here: terminals, partners and stored cryptograms may. To find out safely, disable it first.',
        ),
        ...(key.aliases.length === 0 ? [] : [vscode.l10n.t('Named by {0}.', key.aliases.join(', '))]),
      ],
      action: vscode.l10n.t('Schedule Deletion'),
      doing: vscode.l10n.t('Scheduling the deletion of {0}', keyName(key)),
    },
    ({ KeyState }) => KeyState === 'DELETE_PENDING',
  );
  if (!done) return;
  const when = done.DeletePendingTimestamp ?? due;
  flow.ui.done(vscode.l10n.t('{0} is deleted on {1}, unless it is restored.', keyName(key), dateWords(when)));
}

async function askDays(flow: KeyFlow, frame: Frame, value: string) {
  return flow.ui.input(frame, {
    prompt: vscode.l10n.t(
      'Days until the key is destroyed, {0} to {1}; until then it can be restored, but not used',
      fewestDays,
      mostDays,
    ),
    value,
    check: (text, entered) => {
      const count = Number(text);
      return !entered || (/^\d+$/.test(text.trim()) && count >= fewestDays && count <= mostDays)
        ? undefined
        : {
            message: vscode.l10n.t('A whole number from {0} to {1}.', fewestDays, mostDays),
            severity: 'error',
          };
    },
  });
}

function typedPrompt(key: CatalogueKey): string {
  const end = key.summary.KeyArn.slice(-8);
  const [alias] = key.aliases;
  return alias === undefined
    ? vscode.l10n.t('To delete {0}, type the last 8 characters of its ARN: {1}', keyWithKcv(key), end)
    : vscode.l10n.t(
        'To delete {0}, type its alias, or the last 8 characters of its ARN: {1}',
        keyWithKcv(key),
        end,
      );
}

const typedNames = ({ aliases, summary }: CatalogueKey): readonly string[] => [
  ...aliases,
  ...aliases.map((alias) => alias.replace(/^alias\//, '')),
  summary.KeyArn.slice(-8),
];
