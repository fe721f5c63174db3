/**
 * CreateKey is not idempotent: where its answer was lost, the new key is looked for, and a person says whether it is it.
 *
 * A key pair of the service for key agreement (K3), made by CreateKey after a confirmation.
 */
import * as vscode from 'vscode';
import type { CreateKeyInput, Key, KeyAttributes, KeyService } from '../../keyservice/operations';
import { dateWords } from './names';
import type { ServiceAction } from './serviceAction';
import { isLive } from '../../keyservice/rules/live';
import type { Replication } from '../../keyservice/plans/replication';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { type Change, confirmChange, sendChange } from './confirmChange';
import { readDefaultRegions, replicationLines } from './defaultRegions';

/** Most keys that are read one by one to find a new one. */
const mostCandidates = 20;
/** Clocks differ. */
const leeway = 5 * 60_000;

/** The key of an answer that was lost: one with these attributes that came since; a person says whether it is. */
export async function lookForNew(
  action: ServiceAction,
  wanted: KeyAttributes,
  since: Date,
): Promise<{ readonly Key: Key } | undefined> {
  const { service, ui, tools } = action;
  const known = new Set(tools.catalogue.keys.map(({ summary }) => summary.KeyArn));
  const candidates = await ui.progress(vscode.l10n.t('Checking whether the key was created'), () =>
    newKeys(service, wanted, since, known),
  );
  for (const key of candidates) {
    tools.catalogue.keyChanged(key, action.choice);
    const yes = vscode.l10n.t('This Is the Key');
    const chosen = await ui.confirm(
      vscode.l10n.t('The response was lost. Is this the new key?'),
      [
        key.KeyArn,
        vscode.l10n.t('KCV {0}', key.KeyCheckValue ?? '?'),
        ...(key.CreateTimestamp
          ? [vscode.l10n.t('created {0}', dateWords(key.CreateTimestamp))]
          : [vscode.l10n.t('creation date not reported')]),
      ].join('\n'),
      yes,
    );
    if (chosen === yes) return { Key: key };
  }
  return undefined;
}

async function newKeys(
  service: KeyService,
  wanted: KeyAttributes,
  since: Date,
  known: ReadonlySet<string>,
): Promise<readonly Key[]> {
  const found: Key[] = [];
  let read = 0;
  let token: string | undefined;
  do {
    const { output } = await service.call('ListKeys', {
      MaxResults: 100,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { KeyArn, KeyAttributes } of output.Keys) {
      const fits =
        KeyAttributes.KeyUsage === wanted.KeyUsage && KeyAttributes.KeyAlgorithm === wanted.KeyAlgorithm;
      if (!fits || known.has(KeyArn) || read++ >= mostCandidates) continue;
      const { Key } = (await service.call('GetKey', { KeyIdentifier: KeyArn })).output;
      const made = Key.CreateTimestamp?.getTime() ?? Infinity;
      if (made >= since.getTime() - leeway) found.push(Key);
    }
    token = output.NextToken;
  } while (token !== undefined && read < mostCandidates);
  return found;
}

/**
 * @param unasked without a confirmation on a service that is not live
 * @returns undefined where it was not made, or nobody can say whether it was; then that was said
 */
export async function makeAgreementPair(
  action: ServiceAction,
  curve: KeyAlgorithm,
  unasked: 'ask' | 'unasked' = 'ask',
): Promise<Key | undefined> {
  const live = isLive(action.target);
  const input: CreateKeyInput = {
    KeyAttributes: {
      KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      KeyAlgorithm: curve,
      KeyClass: 'ASYMMETRIC_KEY_PAIR',
      KeyModesOfUse: { DeriveKey: true },
    },
    // As every example of AWS has it for pairs that derive; the private key never leaves the service.
    Exportable: true,
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  };
  const since = new Date();
  const asks = live || unasked === 'ask';
  const replication: Replication | undefined = asks
    ? { by: 'default', defaults: await readDefaultRegions(action) }
    : undefined;
  const change: Change<'CreateKey'> = {
    operation: 'CreateKey',
    input,
    question: vscode.l10n.t('Create a {0} key pair for key agreement?', curve),
    lines: [
      ...replicationLines(replication).map((line) => `! ${line}`),
      vscode.l10n.t('It derives key block protection keys (K1). The private key never leaves the service.'),
      ...(live ? [vscode.l10n.t('AWS bills each active key.')] : []),
    ],
    action: vscode.l10n.t('Create Key Pair'),
    doing: vscode.l10n.t('Creating a key pair…'),
    look: () => lookForNew(action, input.KeyAttributes, since),
  };
  if (asks && !(await confirmChange(action, change))) return undefined;
  const output = await sendChange(action, change);
  if (output) action.tools.catalogue.keyChanged(output.Key, action.choice);
  return output?.Key;
}
