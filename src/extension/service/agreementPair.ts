/** A key pair of the service for key agreement (K3), made by CreateKey after a confirmation. */
import * as vscode from 'vscode';
import type { CreateKeyInput, Key } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/custody';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { confirmChange, sendChange, type Change } from './confirmChange';
import { lookForNew } from './newKey';
import type { ServiceAction } from './serviceAction';

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
  const change: Change<'CreateKey'> = {
    operation: 'CreateKey',
    input,
    question: vscode.l10n.t('Make a key pair of {0} for key agreement?', curve),
    lines: [
      vscode.l10n.t('It derives key block protection keys (K1). The private key never leaves the service.'),
      ...(live ? [vscode.l10n.t('AWS bills each active key.')] : []),
    ],
    action: vscode.l10n.t('Make Key Pair'),
    doing: vscode.l10n.t('Making a key pair…'),
    look: () => lookForNew(action, input.KeyAttributes, since),
  };
  if ((live || unasked === 'ask') && !(await confirmChange(action, change))) return undefined;
  const output = await sendChange(action, change);
  if (output) action.tools.catalogue.keyChanged(output.Key, action.choice);
  return output?.Key;
}
