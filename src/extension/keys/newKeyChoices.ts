/** What is offered for a new key, and how sure it is that AWS makes and uses it. */
import * as vscode from 'vscode';
import { modesText } from '../../keyservice/model/names';
import {
  creationDoubt,
  type KeyAlgorithm,
  modesOfUse,
  usageAttributes,
  type UsageAttributes,
} from '../../keyservice/rules/keyAttributes';
import type { Choice } from '../flow/ui';
import { usageWords } from '../service/names';
import { purposeChoices } from './keyPurposes';

export function usageChoices(): Choice<UsageAttributes>[] {
  const choice = (one: UsageAttributes): Choice<UsageAttributes> => ({
    label: usageWords(one.keyUsage),
    description: one.keyUsage,
    value: one,
    ...(one.listed === 'guide' ? {} : { detail: doubtWords(one, one.algorithms[0]!)! }),
  });
  const grouped = (kind: UsageAttributes['kind'], group: string): Choice<UsageAttributes>[] =>
    usageAttributes
      .filter((one) => one.kind === kind)
      .map((one, place) => ({ ...choice(one), ...(place === 0 ? { group } : {}) }));
  return [
    ...purposeChoices((usage) => doubtWords(usage, usage.algorithms[0]!)),
    ...grouped('symmetric', vscode.l10n.t('Symmetric keys')),
    ...grouped('pair', vscode.l10n.t('Key pairs')),
  ];
}

/** What is not sure of a key that is made so; undefined where the guide lists it. */
export function doubtWords(usage: UsageAttributes, algorithm: KeyAlgorithm): string | undefined {
  switch (creationDoubt(usage, algorithm)) {
    case 'usage':
      return usage.listed === 'enumOnly'
        ? vscode.l10n.t('An unused key type: no cryptographic operation of AWS uses it.')
        : vscode.l10n.t('Not in the table of the AWS user guide; AWS may reject it.');
    case 'created':
      return vscode.l10n.t('For keys created by AWS, the user guide lists only RSA; ECC may be rejected.');
    case 'unused':
      return vscode.l10n.t('No cryptographic operation of AWS uses the key for this at present.');
    case undefined:
      return undefined;
  }
}

export function algorithmChoices(usage: UsageAttributes): Choice<KeyAlgorithm>[] {
  const { algorithms, unused } = usage;
  const detailOf = (value: KeyAlgorithm): { detail?: string } => {
    const detail = doubtWords(usage, value);
    return detail === undefined ? {} : { detail };
  };
  const usable = algorithms.filter((one) => !unused.includes(one));
  return [
    ...usable.map((value): Choice<KeyAlgorithm> => ({
      label: value,
      value,
      ...detailOf(value),
    })),
    ...unused.map((value, place): Choice<KeyAlgorithm> => ({
      label: value,
      ...detailOf(value),
      value,
      ...(place === 0 ? { group: vscode.l10n.t('Can be created, but not used yet') } : {}),
    })),
  ];
}

export function modeChoices({ modes }: UsageAttributes): Choice<string>[] {
  return Array.from(modes, (letter) => ({
    label: modesText(modesOfUse(letter) ?? {}),
    description: vscode.l10n.t('mode of use {0}', letter),
    value: letter,
  }));
}
