/** The payload, and the attributes of its key: only choices that the import accepts are offered. */
import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { exportabilityChoices } from '../../core/keyblock/headerChoices';
import { modeRow } from '../../core/keyblock/tables';
import {
  cipherAlgorithms,
  type KeyAlgorithm,
  usageAttributes,
  usageAttributesOf,
} from '../../keyservice/rules/keyAttributes';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { askCode } from '../clearKeys/headerPrompts';
import { flowInStep, made } from '../flow/flow';
import { askKey, generateKey } from '../flow/keyEntry';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { pickFitting } from '../flow/pickFitting';
import { fittingWrapping } from '../parameters/getParameters';
import { keyRing } from '../testKeys/keyRing';
import { usageWords } from '../service/names';
import type { GivenKbpk } from './kbpk';
import { shapeOf, type PayloadKind, type SentKey } from './payload';
import { payloadName } from './show';

const curves = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const;

/** Whether anything can carry a key in a payload of a kind. */
function travels(kind: PayloadKind, algorithm: KeyAlgorithm): boolean {
  switch (kind) {
    case 'tr34':
      return fittingWrapping('TR34_KEY_BLOCK', algorithm).length > 0;
    case 'cryptogram':
      return fittingWrapping('KEY_CRYPTOGRAM', algorithm).length > 0;
    case 'agreed':
      return curves.some((curve) => transportMethods(algorithm, curve).includes('ECDH'));
    case 'keyBlock':
      return true;
  }
}

/** @param proposed what is built where all answers are taken as proposed: "TR-34 token · K1 · AES_128" */
export function askKind(
  ui: Ui,
  frame: Frame,
  active: PayloadKind | undefined,
  proposed: string,
): Promise<Answer<PayloadKind | 'proposed'>> {
  return ui.pick<PayloadKind | 'proposed'>(frame, {
    placeholder: vscode.l10n.t('Select a payload. All are TEST payloads, built from test keys'),
    choices: [
      {
        label: payloadName('tr34'),
        description: vscode.l10n.t('signed by a test KDH; for the first key of an account'),
        value: 'tr34',
      },
      {
        label: payloadName('cryptogram'),
        description: vscode.l10n.t('only the key, under RSA-OAEP'),
        value: 'cryptogram',
      },
      {
        label: payloadName('keyBlock'),
        description: vscode.l10n.t('under a key encryption key that is already in the account'),
        value: 'keyBlock',
      },
      {
        label: payloadName('agreed'),
        description: vscode.l10n.t('under a key agreed with a key pair in the account'),
        value: 'agreed',
      },
      {
        label: `$(zap) ${vscode.l10n.t('As proposed, without further questions')}`,
        description: proposed,
        value: 'proposed',
      },
    ],
    active,
  });
}

export function askUsage(ui: Ui, frame: Frame, active: string | undefined): Promise<Answer<string>> {
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('What will the key be used for?'),
    choices: usageChoices(),
    active,
  });
}

/** Only modes of the usage; the first of them if the former one does not belong to it. */
export function askMode(
  ui: Ui,
  frame: Frame,
  usage: string,
  former: string | undefined,
): Promise<Answer<string>> {
  const modes = Array.from(usageAttributesOf(usage)?.modes ?? '');
  return askCode(ui, frame, {
    placeholder: vscode.l10n.t('Mode of use of the key'),
    choices: { legal: modes.flatMap((code) => modeRow(code) ?? []), other: [] },
    active: modes.find((code) => code === former) ?? modes[0],
  });
}

export function askExportability(ui: Ui, frame: Frame, active: string | undefined): Promise<Answer<string>> {
  return askCode(ui, frame, {
    placeholder: vscode.l10n.t('Exportability'),
    choices: exportabilityChoices(),
    active,
  });
}

/** Key encryption keys first: everything else travels under them. */
function usageChoices(): Choice<string>[] {
  const rows = usageAttributes.filter(({ kind, listed }) => kind === 'symmetric' && listed !== 'enumOnly');
  const isKek = (code: string): boolean => /^K[01]$/.test(code);
  const sorted = [
    ...rows.filter(({ code }) => isKek(code)).reverse(),
    ...rows.filter(({ code }) => !isKek(code)),
  ];
  return sorted.map(({ code, keyUsage }) => ({
    label: usageWords(keyUsage),
    ...(code === 'K1' ? { description: vscode.l10n.t('a KEK for TR-31 key blocks; start with one') } : {}),
    value: code,
  }));
}

export function askAlgorithm(
  ui: Ui,
  frame: Frame,
  kind: PayloadKind,
  usage: string,
  former: KeyAlgorithm | undefined,
): Promise<Answer<KeyAlgorithm>> {
  const row = usageAttributesOf(usage);
  const usedBy = (algorithm: KeyAlgorithm): boolean => row?.unused.includes(algorithm) !== true;
  const rank = (algorithm: KeyAlgorithm): number =>
    (usedBy(algorithm) ? 0 : 2) + (algorithm.startsWith('AES') ? 0 : 1);
  const legal = cipherAlgorithms
    .filter((algorithm) => row?.algorithms.includes(algorithm))
    .sort((a, b) => rank(a) - rank(b));
  const usable = legal.filter((algorithm) => travels(kind, algorithm));
  return pickFitting<(typeof legal)[number]>(ui, frame, {
    placeholder: vscode.l10n.t('Algorithm of the key'),
    items: legal,
    show: (algorithm) => ({
      label: algorithm,
      ...(usedBy(algorithm)
        ? {}
        : { description: vscode.l10n.t('can be imported, but no operation uses it') }),
    }),
    refusal: (algorithm) =>
      usable.includes(algorithm)
        ? undefined
        : vscode.l10n.t(
            'No RSA wrapping key is strong enough for {0}. Use a TR-31 or an ECDH key block.',
            algorithm,
          ),
    active: usable.find((algorithm) => algorithm === former && usedBy(algorithm)) ?? usable[0],
  });
}

/** A key and whether somebody typed it; the caller wipes it. */
export interface GivenKey {
  readonly key: Uint8Array;
  readonly typed: boolean;
}

/** Generated, or typed where clear keys are allowed. */
export async function askTestKey(
  ui: Ui,
  frame: Frame,
  { keyAlgorithm, usage }: Pick<SentKey, 'keyAlgorithm' | 'usage'>,
): Promise<Answer<GivenKey>> {
  const { letter, bytes, cipher } = shapeOf(keyAlgorithm);
  const answers = await flowInStep(frame)
    .ask('way', (inner) =>
      ui.pick<'generate' | 'type'>(inner, {
        placeholder: vscode.l10n.t('Key value ({0})', keyAlgorithm),
        choices: [
          {
            label: `$(sparkle) ${vscode.l10n.t('Generate')}`,
            description: vscode.l10n.t('random, {0} bits', bytes * 8),
            value: 'generate',
          },
          {
            label: `$(edit) ${vscode.l10n.t('Enter key or combine components…')}`,
            description: vscode.l10n.t('a test key, hidden as you type'),
            value: 'type',
          },
        ],
      }),
    )
    .ask('given', async (inner, { way }): Promise<Answer<GivenKey>> => {
      if (way === 'generate') return { key: generateKey({ algorithm: letter }, bytes), typed: false };
      if (!(await ui.clearKeys(frame.title))) return back;
      const key = await askKey(ui, inner, {
        name: vscode.l10n.t('key'),
        kind: { algorithm: letter },
        lengths: [bytes],
        // A typed one is not written to the disk; to wrap under it later it can be remembered in memory.
        ...(/^K[01]$/.test(usage) ? { ring: { keys: keyRing, cipher } } : {}),
      });
      return made(key, (digits) => ({ key: digits, typed: true }));
    })
    .run();
  return made(answers, ({ given }) => given);
}

/** Overwrites the bytes of a key that was given. */
export function wipeGiven(given: GivenKey | GivenKbpk | undefined): void {
  if (given) wipe('key' in given ? given.key : given.kbpk);
}
