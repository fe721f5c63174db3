/** Clear test material for an explanation: a key or its components, and a wrapping key of one side or of both. */
import * as vscode from 'vscode';
import type { ClearMaterial, KeyAlgorithmFact, KeyFacts } from '../../core/checkValues/types';
import { wipe } from '../../core/crypto/bytes';
import { combineComponents } from '../../core/crypto/keyText';
import { flowInStep, made } from '../flow/flow';
import { componentSteps, askKey, type KeyRequest } from '../flow/keyEntry';
import { back, type Answer, type Frame, type Ui } from '../flow/ui';

/** Algorithm and length, as far as they are known. */
export type Kind = Pick<KeyFacts, 'algorithm' | 'bits'>;

/** Overwrites all of it. */
export const forgetClear = (clear: ClearMaterial): void =>
  wipe(clear.key, clear.kek?.key, clear.otherKek?.key, ...clear.components);

const headerCodes: Readonly<Record<KeyAlgorithmFact, string>> = { AES: 'A', TDES: 'T', DES: 'D', HMAC: 'H' };

type Kek = NonNullable<ClearMaterial['kek']>;

/** Asks for the key or its components, then for wrapping keys. The caller wipes what comes. */
export async function askClear(
  ui: Ui,
  frame: Frame,
  material: 'key' | number,
  { algorithm = 'TDES', bits }: Kind,
): Promise<Answer<ClearMaterial>> {
  const request: KeyRequest = {
    name: vscode.l10n.t('test key'),
    kind: { algorithm: headerCodes[algorithm], ...(algorithm === 'HMAC' ? { hash: 'SHA-256' } : {}) },
    lengths: bits === undefined ? [] : [bits / 8],
    confirmed: false,
  };
  const answers = await flowInStep(frame)
    .askWhen(
      () => material === 'key',
      'key',
      (inner) => askKey(ui, inner, request),
      { forget: wipe },
    )
    .askWhen(
      () => material !== 'key',
      'components',
      (inner) => askComponents(ui, inner, request, material as number),
      { forget: (components) => wipe(...components) },
    )
    .ask('wrapping', (inner) => askWrapping(ui, inner))
    .askWhen(
      ({ wrapping }) => wrapping !== undefined && wrapping !== 'none',
      'kek',
      (inner, { wrapping }) => askKek(ui, inner, wrapping, vscode.l10n.t('wrapping key')),
      { forget: ({ key }) => wipe(key) },
    )
    .askWhen(
      ({ wrapping }) => wrapping?.endsWith('Both') === true,
      'otherKek',
      (inner, { wrapping }) => askKek(ui, inner, wrapping, vscode.l10n.t('wrapping key of the other side')),
      { forget: ({ key }) => wipe(key) },
    )
    .run();
  return made(answers, ({ key, components = [], kek, otherKek }) => {
    const whole = key ?? combineComponents(components).key;
    if (!whole) return back;
    return {
      algorithm,
      key: whole,
      components,
      ...(kek ? { kek } : {}),
      ...(otherKek ? { otherKek } : {}),
    };
  });
}

async function askComponents(
  ui: Ui,
  frame: Frame,
  request: KeyRequest,
  count: number,
): Promise<Answer<readonly Uint8Array[]>> {
  return made(await componentSteps(ui, frame, request, count).run(), (all) => Object.values(all));
}

type Wrapping = 'none' | 'TDES' | 'AES' | 'TDESBoth' | 'AESBoth';

function askWrapping(ui: Ui, frame: Frame): Promise<Answer<Wrapping>> {
  return ui.pick<Wrapping>(frame, {
    placeholder: vscode.l10n.t('Is there a test wrapping key as well?'),
    choices: [
      { label: vscode.l10n.t('No'), value: 'none' },
      { label: vscode.l10n.t('Yes, a TDES key'), value: 'TDES' },
      { label: vscode.l10n.t('Yes, an AES key'), value: 'AES' },
      { label: vscode.l10n.t('Yes, a TDES key of each side'), value: 'TDESBoth' },
      { label: vscode.l10n.t('Yes, an AES key of each side'), value: 'AESBoth' },
    ],
  });
}

async function askKek(ui: Ui, frame: Frame, wrapping: Wrapping, name: string): Promise<Answer<Kek>> {
  const algorithm = wrapping.startsWith('AES') ? 'AES' : 'TDES';
  const key = await askKey(ui, frame, {
    name,
    kind: { algorithm: headerCodes[algorithm] },
    lengths: algorithm === 'AES' ? [16, 24, 32] : [16, 24],
    confirmed: false,
  });
  return made(key, (bytes) => ({ algorithm, key: bytes }));
}
