/** Which keys can stand in for a KBPK: user guide, page crypto-ops-validkeys. */
import * as vscode from 'vscode';
import { protectsInKeyBlock } from '../../keyservice/rules/wrappingKeys';
import type { CatalogueKey } from '../service/keyCatalogue';

/** Why a key cannot wrap others in TR-31 blocks; undefined where it can. */
export function unfitAsWrappingKey(
  { summary }: CatalogueKey,
  purpose: 'import' | 'export',
): string | undefined {
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse: modes, KeyClass } = summary.KeyAttributes;
  if (KeyClass !== 'SYMMETRIC_KEY' || !/^(TDES|AES)_/.test(KeyAlgorithm))
    return vscode.l10n.t('not a TDES or AES key');
  if (!/^TR31_K[01]_/.test(KeyUsage)) return vscode.l10n.t('its usage is not K0 or K1');
  if (summary.KeyState !== 'CREATE_COMPLETE') return vscode.l10n.t('its state is {0}', summary.KeyState);
  if (summary.Enabled === false) return vscode.l10n.t('it is disabled');
  // What the answer does not give is no reason: the service decides.
  if (!modes) return undefined;
  const allowed = purpose === 'import' ? modes.Decrypt && modes.Unwrap : modes.Encrypt && modes.Wrap;
  if (allowed || modes.NoRestrictions) return undefined;
  return purpose === 'import'
    ? vscode.l10n.t('it lacks the modes Decrypt and Unwrap')
    : vscode.l10n.t('it lacks the modes Encrypt and Wrap');
}

/** Why a key cannot wrap this one on export: its own fitness, then the strength table of page keys-importexport. */
export function unfitToExport(wrapping: CatalogueKey, leaving: CatalogueKey): string | undefined {
  if (wrapping.summary.KeyArn === leaving.summary.KeyArn) return vscode.l10n.t('it is the key itself');
  const unfit = unfitAsWrappingKey(wrapping, 'export');
  if (unfit !== undefined) return unfit;
  const [above, below] = [wrapping, leaving].map(({ summary }) => summary.KeyAttributes.KeyAlgorithm);
  return protectsInKeyBlock(above!, below!) === false
    ? vscode.l10n.t('{0} is weaker than the key, {1}', above!, below!)
    : undefined;
}
