import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { hashNames, type HashName } from '../../core/crypto/hmac';
import { checkValuesOf, keyText, remarksOn, type KeyKind } from '../testKeys/keyFacts';
import { flow } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import { localised } from '../ui/localise';
import type { Choice, Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';

/** Key lengths in bytes by algorithm character. */
export const keyLengths: Readonly<Record<string, readonly number[]>> = {
  A: [16, 24, 32],
  T: [16, 24],
  D: [8],
};

/** Calculate KCV…: a key is typed, every check value shown, one copied. */
export async function calculateKcv(): Promise<void> {
  const digits = await askForKcv(vscodeUi);
  if (digits === undefined) return;
  await vscode.env.clipboard.writeText(digits);
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('KCV {0} copied', digits)}`, 5000);
}

/** The check value that the user chose, in hexadecimal digits; undefined where none was. */
export async function askForKcv(ui: Ui): Promise<string | undefined> {
  const answers = await flow(vscode.l10n.t('Calculate KCV'))
    .ask('algorithm', (frame, _, former?: string) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('What is the key for?'),
        choices: [
          { label: 'TDES', description: vscode.l10n.t('double or triple length'), value: 'T' },
          { label: 'AES', description: vscode.l10n.t('128, 192 or 256 bits'), value: 'A' },
          { label: 'HMAC', description: vscode.l10n.t('any length'), value: 'H' },
          { label: 'DES', description: vscode.l10n.t('single length'), value: 'D' },
        ],
        active: former ?? 'T',
      }),
    )
    .askWhen(
      ({ algorithm }) => algorithm === 'H',
      'hash',
      (frame, _, former: HashName = 'SHA-256') =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('Hash of the HMAC'),
          choices: hashNames.map((name) => ({ label: name, value: name })),
          active: former,
        }),
    )
    .ask(
      'key',
      (frame, kind) =>
        askKey(ui, frame, {
          name: vscode.l10n.t('key'),
          kind,
          lengths: keyLengths[kind.algorithm] ?? [],
          confirmed: false,
        }),
      { forget: wipe },
    )
    .ask('digits', (frame, { key, ...kind }) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('{0}: select a check value to copy', keyText(kind, key)),
        choices: kcvChoices(kind, key),
      }),
    )
    .run();
  wipe(answers?.key);
  return answers?.digits;
}

/** Every check value, in the lengths that are in use; what is odd about the key stands with the first. */
export function kcvChoices(kind: KeyKind, key: Uint8Array): Choice<string>[] {
  const remarks = remarksOn(kind, key).map(localised).join(' ');
  const choices = checkValuesOf(kind, key).flatMap(({ method, digits }) => [
    { label: digits.slice(0, 6), description: method, value: digits.slice(0, 6) },
    ...(digits.length > 6
      ? [
          {
            label: digits,
            description: vscode.l10n.t('{0}, five bytes as in optional block KC', method),
            value: digits,
          },
        ]
      : []),
  ]);
  return choices.map((choice, i) =>
    i === 0 && remarks !== '' ? { ...choice, detail: `$(warning) ${remarks}` } : choice,
  );
}
