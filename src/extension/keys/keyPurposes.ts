/** Key pairs by what they are for under one's own CA: a usage with the algorithms and modes that serve it. */
import * as vscode from 'vscode';
import { usageAttributesOf, type UsageAttributes } from '../../keyservice/rules/keyAttributes';
import type { PairPurpose } from '../../keyservice/rules/pairPurposes';
import type { Choice } from '../flow/ui';

const purposes: readonly PairPurpose[] = ['receive', 'sign', 'agree'];

/** A usage with the modes that serve the purpose only, the usual one first. */
function narrowed(code: string, modes: string): UsageAttributes | undefined {
  const row = usageAttributesOf(code);
  return row && { ...row, modes };
}

/** Made once: a choice is found again by its identity. */
const usages: Readonly<Record<PairPurpose, UsageAttributes | undefined>> = {
  // The guide lists DeriveKey for K2 beside the modes of decryption; a pair that only encrypts opens no token.
  receive: narrowed('K2', 'DBX'),
  sign: narrowed('S0', 'S'),
  agree: narrowed('K3', 'X'),
};

/** Each purpose as a usage of which only what serves it is left. @param doubt what is not certain of a usage */
export function purposeChoices(
  doubt: (usage: UsageAttributes) => string | undefined,
): Choice<UsageAttributes>[] {
  return purposes.flatMap((purpose, place): Choice<UsageAttributes>[] => {
    const value = usages[purpose];
    if (!value) return [];
    const detail = doubt(value);
    return [
      {
        label: purposeLabel(purpose),
        description: value.keyUsage,
        value,
        ...(detail === undefined ? {} : { detail }),
        ...(place === 0 ? { group: vscode.l10n.t('With a certificate of your own CA') } : {}),
      },
    ];
  });
}

function purposeLabel(purpose: PairPurpose): string {
  switch (purpose) {
    case 'receive':
      return vscode.l10n.t('Receive TR-34 under my own CA');
    case 'sign':
      return vscode.l10n.t('Sign TR-34 exports under my own CA');
    case 'agree':
      return vscode.l10n.t('Agree on keys (ECDH) under my own CA');
  }
}
