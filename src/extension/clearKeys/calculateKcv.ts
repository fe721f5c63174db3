import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { hashNames, type HashName } from '../../core/crypto/hmac';
import { checkValuesOf, keyText, remarksOn, type KeyKind } from '../testKeys/keyFacts';
import { askKey } from '../flow/keyPrompt';
import { localisedMessage } from '../ui/localise';
import { type Choice, type Ui, back } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { runSteps } from '../flow/steps';
import { requireClearKeys } from '../testKeys/clearKeys';

/** Key lengths in bytes by algorithm character. */
export const keyLengths: Readonly<Record<string, readonly number[]>> = {
  A: [16, 24, 32],
  T: [16, 24],
  D: [8],
};

/** Calculate KCV…: a key is typed, every check value shown, one copied. */
export async function calculateKcv(): Promise<void> {
  if (!(await requireClearKeys(vscode.l10n.t('Calculate KCV')))) return;
  const digits = await askForKcv(vscodeUi);
  if (digits === undefined) return;
  await vscode.env.clipboard.writeText(digits);
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('KCV {0} copied', digits)}`, 5000);
}

/** The check value that the user chose, in hexadecimal digits; undefined where none was. */
export async function askForKcv(ask: Ui): Promise<string | undefined> {
  let algorithm = 'T';
  let hash: HashName = 'SHA-256';
  let key: Uint8Array | undefined;
  let chosen: string | undefined;
  const kind = (): KeyKind => ({ algorithm, ...(algorithm === 'H' ? { hash } : {}) });
  try {
    const end = await runSteps(vscode.l10n.t('Calculate KCV'), [
      {
        ask: async (frame) => {
          const answer = await ask.pick(frame, {
            placeholder: vscode.l10n.t('What is the key for?'),
            choices: [
              { label: 'TDES', description: vscode.l10n.t('double or triple length'), value: 'T' },
              { label: 'AES', description: vscode.l10n.t('128, 192 or 256 bits'), value: 'A' },
              { label: 'HMAC', description: vscode.l10n.t('any length'), value: 'H' },
              { label: 'DES', description: vscode.l10n.t('single length'), value: 'D' },
            ],
            active: algorithm,
          });
          if (answer === back || answer === undefined) return answer;
          algorithm = answer;
          return 'next';
        },
      },
      {
        when: () => algorithm === 'H',
        ask: async (frame) => {
          const answer = await ask.pick(frame, {
            placeholder: vscode.l10n.t('Hash of the HMAC'),
            choices: hashNames.map((name) => ({ label: name, value: name })),
            active: hash,
          });
          if (answer === back || answer === undefined) return answer;
          hash = answer;
          return 'next';
        },
      },
      {
        ask: async (frame) => {
          wipe(key);
          key = undefined;
          const answer = await askKey(ask, frame, {
            name: vscode.l10n.t('key'),
            kind: kind(),
            lengths: keyLengths[algorithm] ?? [],
            confirmed: false,
          });
          if (answer === back || answer === undefined) return answer;
          key = answer;
          return 'next';
        },
      },
      {
        ask: async (frame) => {
          if (!key) return undefined;
          const answer = await ask.pick(frame, {
            placeholder: vscode.l10n.t('{0}: choose a check value to copy', keyText(kind(), key)),
            choices: kcvChoices(kind(), key),
          });
          if (answer === back || answer === undefined) return answer;
          chosen = answer;
          return 'next';
        },
      },
    ]);
    return end === 'next' ? chosen : undefined;
  } finally {
    wipe(key);
  }
}

/** Every check value, in the lengths that are in use; what is odd about the key stands with the first. */
export function kcvChoices(kind: KeyKind, key: Uint8Array): Choice<string>[] {
  const remarks = remarksOn(kind, key)
    .map((finding) => localisedMessage(finding))
    .join(' ');
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
