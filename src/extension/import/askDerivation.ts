/** How a key is derived from a shared secret: algorithm, function, hash, shared information. */
import * as vscode from 'vscode';
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import type { KeyBlock } from '../../core/keyblock/types';
import {
  keyDerivationFunctions,
  keyDerivationHashes,
  type KeyDerivationFunction,
  type KeyDerivationHashAlgorithm,
  type SymmetricKeyAlgorithm,
} from '../../keyservice/model/enums';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { protectsInKeyBlock } from '../../keyservice/rules/strength';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';

/** Of the kind that the block's version says, and as strong as the key in it. */
export async function askDerived(
  ui: Ui,
  frame: Frame,
  block: KeyBlock | undefined,
  algorithm: SymmetricKeyAlgorithm,
  carried: readonly KeyAlgorithm[],
): Promise<Answer<SymmetricKeyAlgorithm>> {
  const all = ['AES_128', 'AES_192', 'AES_256', 'TDES_2KEY', 'TDES_3KEY'] as const;
  const version = block?.version.code ?? '';
  const family = version === 'D' ? 'AES' : 'TDES';
  const refusal = (one: SymmetricKeyAlgorithm): string | undefined => {
    if (!one.startsWith(family))
      return vscode.l10n.t('A block of version {0} is under a key of {1}.', version, family);
    return carried.length === 0 || carried.some((key) => protectsInKeyBlock(one, key) !== false)
      ? undefined
      : vscode.l10n.t('It is weaker than the key in the block, {0}.', carried.join(', '));
  };
  for (;;) {
    const usable = all.filter((one) => refusal(one) === undefined);
    const others = all.filter((one) => refusal(one) !== undefined);
    const answer = await ui.pick<SymmetricKeyAlgorithm>(frame, {
      placeholder: vscode.l10n.t('Algorithm of the derived key, under which the block is'),
      choices: [
        ...usable.map((value) => ({ label: value, value })),
        ...others.map((value, place) => ({
          label: value,
          description: escapeNotification(refusal(value) ?? ''),
          value,
          ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
        })),
      ],
      active: usable.find((one) => one === algorithm) ?? usable.at(-1),
    });
    if (answer === undefined || answer === back) return answer;
    const wrong = refusal(answer);
    if (wrong === undefined) return answer;
    ui.warn(escapeNotification(wrong));
  }
}

export async function askFunction(
  ui: Ui,
  frame: Frame,
  active: KeyDerivationFunction,
): Promise<Answer<KeyDerivationFunction>> {
  const said: Readonly<Record<KeyDerivationFunction, string>> = {
    NIST_SP800: vscode.l10n.t('one-step derivation of NIST SP 800-56A: counter, secret, shared information'),
    ANSI_X963: vscode.l10n.t('ANSI X9.63: secret, counter, shared information'),
  };
  return ui.pick<KeyDerivationFunction>(frame, {
    placeholder: vscode.l10n.t('How the key is derived from the shared secret'),
    choices: keyDerivationFunctions.map((value) => ({ label: value, description: said[value], value })),
    active,
  });
}

export async function askHash(
  ui: Ui,
  frame: Frame,
  active: KeyDerivationHashAlgorithm,
): Promise<Answer<KeyDerivationHashAlgorithm>> {
  return ui.pick<KeyDerivationHashAlgorithm>(frame, {
    placeholder: vscode.l10n.t('Hash of the derivation'),
    choices: keyDerivationHashes.map((value) => ({ label: value, value })),
    active,
  });
}

export async function askSharedInformation(ui: Ui, frame: Frame, value: string): Promise<Answer<string>> {
  const read = (text: string): Uint8Array | undefined => fromHex(text.replace(/[\s:]/g, ''));
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t(
      'Shared information, as agreed with the other party: hexadecimal digits, and nothing but these bytes goes into the derivation',
    ),
    placeholder: '1234567890',
    value,
    check: (text, entered) => {
      const bytes = read(text);
      if (bytes && bytes.length >= 1 && bytes.length <= 1024) return undefined;
      return entered
        ? {
            message: vscode.l10n.t('1 to 1024 bytes as hexadecimal digits, two for each byte.'),
            severity: 'error',
          }
        : undefined;
    },
  });
  if (typeof answer !== 'string') return answer;
  return toUpperHex(read(answer) ?? new Uint8Array());
}
