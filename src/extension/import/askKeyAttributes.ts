/** Usage, algorithm and modes of a key that nothing tells of: only legal sets are offered. */
import * as vscode from 'vscode';
import type { KeyUsage } from '../../keyservice/model/enums';
import { modesText } from '../../keyservice/model/names';
import {
  cipherAlgorithms,
  modesOfUse,
  usageAttributes,
  type KeyAlgorithm,
  type UsageAttributes,
} from '../../keyservice/rules/keyAttributes';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { pickFitting } from '../flow/pickFitting';
import type { Answer, Choice, Frame, Ui } from '../flow/ui';
import { usageWords } from '../service/names';

/** Of what a wrapping key may carry by RSA; the others stand under Not usable. */
export async function askCarriedAlgorithm(
  ui: Ui,
  frame: Frame,
  wrapping: KeyAlgorithm,
  active: KeyAlgorithm | undefined,
): Promise<Answer<KeyAlgorithm>> {
  const carries = (algorithm: KeyAlgorithm, by: KeyAlgorithm): boolean =>
    transportMethods(algorithm, by).length > 0;
  const usable = cipherAlgorithms.filter((algorithm) => carries(algorithm, wrapping));
  return pickFitting<KeyAlgorithm>(ui, frame, {
    placeholder: vscode.l10n.t('Algorithm of the key; the cryptogram does not tell it'),
    items: cipherAlgorithms,
    show: (algorithm) => ({ label: algorithm }),
    refusal: (algorithm) => {
      if (carries(algorithm, wrapping)) return undefined;
      return (['RSA_2048', 'RSA_3072', 'RSA_4096'] as const).some((rsa) => carries(algorithm, rsa))
        ? vscode.l10n.t('Stronger than {0}: have it wrapped for RSA_3072.', wrapping)
        : vscode.l10n.t('No RSA key may carry it. Use ECDH, or TR-31 under a key as strong.');
    },
    active: usable.find((algorithm) => algorithm === active) ?? usable[0],
  });
}

/** Usages of wrapped keys that go with an algorithm. */
export function usagesFor(algorithm: KeyAlgorithm): readonly UsageAttributes[] {
  return usageAttributes.filter(
    ({ kind, algorithms }) => kind === 'symmetric' && algorithms.includes(algorithm),
  );
}

export async function askUsage(
  ui: Ui,
  frame: Frame,
  algorithm: KeyAlgorithm,
  active: KeyUsage | undefined,
): Promise<Answer<KeyUsage>> {
  const rows = usagesFor(algorithm);
  const plain = rows.filter(({ unused, listed }) => !unused.includes(algorithm) && listed === 'guide');
  const rest = rows.filter((one) => !plain.includes(one));
  const choice = (one: UsageAttributes): Choice<KeyUsage> => ({
    label: usageWords(one.keyUsage),
    description: one.keyUsage,
    ...(one.unused.includes(algorithm)
      ? {
          detail: vscode.l10n.t(
            'May be imported as {0}, but no cryptographic operation uses it so.',
            algorithm,
          ),
        }
      : one.listed === 'guide'
        ? {}
        : { detail: vscode.l10n.t('In the API, but not in the table of the guide.') }),
    value: one.keyUsage,
  });
  return ui.pick<KeyUsage>(frame, {
    placeholder: vscode.l10n.t('What the key is for; it cannot be changed later'),
    choices: [
      ...plain.map(choice),
      ...rest.map((one, place) => ({
        ...choice(one),
        ...(place === 0 ? { group: vscode.l10n.t('With a doubt') } : {}),
      })),
    ],
    active: rows.some(({ keyUsage }) => keyUsage === active)
      ? active
      : ('TR31_K0_KEY_ENCRYPTION_KEY' as const),
  });
}

/** A set of modes as a letter of the header. */
export async function askModes(
  ui: Ui,
  frame: Frame,
  keyUsage: string,
  active: string | undefined,
): Promise<Answer<string>> {
  const row = usageAttributes.find((one) => one.keyUsage === keyUsage);
  const letters = Array.from(row?.modes ?? 'N');
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('Modes of use; these sets are legal for this usage'),
    choices: letters.map((value) => ({
      label: modesText(modesOfUse(value) ?? {}),
      description: vscode.l10n.t('mode {0} of a key block', value),
      value,
    })),
    active: letters.find((one) => one === active) ?? letters[0],
  });
}

export async function askExportable(ui: Ui, frame: Frame, active: boolean): Promise<Answer<boolean>> {
  return ui.pick<boolean>(frame, {
    placeholder: vscode.l10n.t('May the key leave the service again? It cannot be changed later'),
    choices: [
      {
        label: vscode.l10n.t('Not exportable'),
        description: vscode.l10n.t('it never leaves the service'),
        value: false,
      },
      {
        label: vscode.l10n.t('Exportable'),
        description: vscode.l10n.t('whoever may call ExportKey can send it on, wrapped'),
        value: true,
      },
    ],
    active,
  });
}
