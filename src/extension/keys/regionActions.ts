/** The Regions of a primary key: others are added, or removed with the replica in them. What becomes of it is followed. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { CancelSignal, Key } from '../../keyservice/operations';
import { regionsText, replicationOf, replicationSettled } from '../../keyservice/rules/regions';
import { once } from '../flow/flow';
import { callService } from '../service/callService';
import { type Change, confirmChange, keyLines, readKeyAgain, sendChange } from '../service/confirmChange';
import { pauseFor } from '../service/importPorts';
import type { CatalogueKey } from '../service/keyCatalogue';
import { replicaReason, replicationWords } from '../service/keyRegions';
import { keyName, keyWithKcv } from '../service/names';
import { chooseKey, type KeyQuestion } from '../service/pickKey';
import { askRegions } from '../service/regionQuestions';
import { changing, type ServiceAction } from '../service/serviceAction';
import { escapeNotification } from '../ui/markdown';

type RegionChange = 'AddKeyReplicationRegions' | 'RemoveKeyReplicationRegions';

const onlyPrimary: NonNullable<KeyQuestion['unfit']> = ({ summary }) =>
  replicaReason(summary) ??
  (summary.KeyState === 'CREATE_COMPLETE'
    ? undefined
    : vscode.l10n.t('This key is in state {0}.', summary.KeyState));

export async function addRegions(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Add Replication Regions');
  const of = await keyWithRegions(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key to replicate to other Regions'),
    unfit: onlyPrimary,
  });
  if (!of) return;
  const { there, key, now } = of;
  // Where replication failed, it can be asked for again.
  const present = replicationOf(now).filter(([, { Status }]) => Status !== 'FAILED');
  const regions = await once(title, (frame) =>
    askRegions(there.ui, frame, there.target.region, undefined, new Set(present.map(([region]) => region))),
  );
  if (!regions) return;
  const names = regionsText(regions);
  await change(there, key, {
    operation: 'AddKeyReplicationRegions',
    input: { KeyIdentifier: key.summary.KeyArn, ReplicationRegions: regions },
    question: vscode.l10n.t('Replicate {0} to {1}?', keyWithKcv(key), names),
    lines: [
      `! ${vscode.l10n.t('The key material will also exist in {0}, for all who may use keys there.', names)}`,
      ...keyLines(key),
      vscode.l10n.t('The replicas have the same key ID, are read only and are billed. Aliases stay here.'),
    ],
    action: vscode.l10n.t('Replicate'),
    doing: vscode.l10n.t('Replicating {0}', keyName(key)),
    failed: vscode.l10n.t('The key could not be replicated.'),
    isDone: (answered) => regions.every((region) => answered.ReplicationStatus?.[region]),
  });
}

export async function removeRegions(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Remove Replication Regions');
  const of = await keyWithRegions(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key to remove from other Regions'),
    unfit: onlyPrimary,
  });
  if (!of) return;
  const { there, key, now } = of;
  const present = replicationOf(now).filter(([, { Status }]) => Status !== 'DELETE_IN_PROGRESS');
  if (present.length === 0) {
    there.ui.warn(escapeNotification(vscode.l10n.t('{0} is in no other Region.', keyName(key))));
    return;
  }
  const regions = await once(title, (frame) =>
    there.ui.pickMany<string>(frame, {
      placeholder: vscode.l10n.t('Select the Regions in which to delete the replica'),
      choices: present.map(([region, status]) => ({
        label: region,
        description: replicationWords(status),
        value: region,
      })),
      picked: [],
    }),
  );
  if (!regions || regions.length === 0) return;
  const names = regionsText(regions);
  await change(there, key, {
    operation: 'RemoveKeyReplicationRegions',
    input: { KeyIdentifier: key.summary.KeyArn, ReplicationRegions: regions },
    question: vscode.l10n.t('Remove {0} from {1}?', keyWithKcv(key), names),
    lines: [
      `! ${vscode.l10n.t('The replica in {0} is deleted. Every call there that uses it fails.', names)}`,
      ...keyLines(key),
      vscode.l10n.t(
        'The key in {0} stays. This tool cannot tell which applications use the replicas.',
        there.target.region,
      ),
    ],
    action: vscode.l10n.t('Remove Regions'),
    doing: vscode.l10n.t('Removing {0} from {1}', keyName(key), names),
    failed: vscode.l10n.t('The Regions could not be removed.'),
    isDone: ({ ReplicationStatus = {} }) =>
      regions.every(
        (region) => (ReplicationStatus[region]?.Status ?? 'DELETE_IN_PROGRESS') === 'DELETE_IN_PROGRESS',
      ),
  });
}

/** The key as the service has it now: what a list says of Regions may be old. */
async function keyWithRegions(
  action: ServiceAction,
  argument: unknown,
  question: KeyQuestion,
): Promise<{ there: ServiceAction; key: CatalogueKey; now: Key } | undefined> {
  const chosen = await chooseKey(action, argument, question);
  const there = chosen && (await changing(action));
  if (!there) return undefined;
  const { KeyArn } = chosen.summary;
  const now = await callService<Key>(there, {
    doing: vscode.l10n.t('Reading the Regions of {0}', keyName(chosen)),
    repeatable: true,
    run: async (signal) =>
      (await there.service.call('GetKey', { KeyIdentifier: KeyArn }, { signal })).output.Key,
  });
  if (!now) return undefined;
  there.tools.catalogue.keyChanged(now, there.choice);
  const key = there.tools.catalogue.find(KeyArn) ?? chosen;
  const reason = question.unfit?.(key);
  if (reason === undefined) return { there, key, now };
  there.ui.warn(reason);
  return undefined;
}

async function change(
  there: ServiceAction,
  key: CatalogueKey,
  { isDone, ...asked }: Omit<Change<RegionChange>, 'look'> & { readonly isDone: (key: Key) => boolean },
): Promise<void> {
  const { KeyArn } = key.summary;
  if (!(await confirmChange(there, asked))) return;
  const output = await sendChange<RegionChange>(there, {
    ...asked,
    look: async () => {
      const now = await readKeyAgain(there, KeyArn);
      return now && isDone(now) ? { Key: now } : undefined;
    },
  });
  if (!output) {
    await readKeyAgain(there, KeyArn);
    return;
  }
  there.tools.catalogue.keyChanged(output.Key, there.choice);
  await follow(there, key, output.Key);
}

/** Milliseconds between reads, growing: replication takes seconds to minutes, and reads count against the rate. */
const firstPause = 500;
const longestPause = 10_000;

/** Reads the status until nothing is on its way any more, or the user cancels: the service goes on then. */
async function follow(there: ServiceAction, key: CatalogueKey, answered: Key): Promise<void> {
  const { ui } = there;
  let now = answered;
  try {
    await ui.progress(vscode.l10n.t('Regions of {0}', keyName(key)), async (signal, report) => {
      let pause = firstPause;
      do {
        now = await readStatus(there, now.KeyArn, signal);
        if (replicationSettled(now)) return;
        report(statusText(now));
        await pauseFor(pause, signal);
        pause = Math.min(longestPause, pause * 1.5);
      } while (!signal.aborted);
    });
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    // The change itself was answered; how far it is can be read again.
  }
  const text = escapeNotification(
    vscode.l10n.t('{0}: {1}', keyName(key), statusText(now) || vscode.l10n.t('in no other Region')),
  );
  if (!replicationSettled(now))
    ui.warn(
      `${text}. ${vscode.l10n.t('The service continues it. Show the key details to see its progress.')}`,
    );
  else if (replicationOf(now).some(([, { Status }]) => Status === 'FAILED')) ui.warn(text);
  else ui.done(text);
}

async function readStatus(there: ServiceAction, arn: string, signal: CancelSignal): Promise<Key> {
  const { output } = await there.service.call('GetKey', { KeyIdentifier: arn }, { signal });
  there.tools.catalogue.keyChanged(output.Key, there.choice);
  return output.Key;
}

/** "eu-west-1 synchronized, us-west-2 being replicated". */
const statusText = (key: Key): string =>
  replicationOf(key)
    .map(([region, status]) => `${region} ${replicationWords(status)}`)
    .join(', ');
