/** What the key of a test payload shall be: only what the service takes is offered. */
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
import { protectsInKeyBlock, transportMethods } from '../../keyservice/rules/wrappingKeys';
import { askCode } from '../clearKeys/headerPrompts';
import { flowInStep, made } from '../flow/flow';
import { askKey, generateKey } from '../flow/keyEntry';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { pickFitting } from '../flow/pickFitting';
import { fittingWrapping } from '../parameters/getParameters';
import { keyRing, type Cipher } from '../testKeys/keyRing';
import { usageWords } from '../service/names';
import { keptKeys, readKeptKey, type KeptKey, type PartyStore } from '../testKeys/kept';
import { shapeOf, type PayloadKind, type SentKey } from './payload';

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

export function askKind(ui: Ui, frame: Frame, active: PayloadKind | undefined): Promise<Answer<PayloadKind>> {
  return ui.pick<PayloadKind>(frame, {
    placeholder: vscode.l10n.t('Which payload? All are TEST payloads, made from test keys'),
    choices: [
      {
        label: vscode.l10n.t('TR-34 token'),
        description: vscode.l10n.t('signed by a test KDH; the first key of an account comes so'),
        value: 'tr34',
      },
      {
        label: vscode.l10n.t('RSA cryptogram'),
        description: vscode.l10n.t('the key alone under RSA-OAEP'),
        value: 'cryptogram',
      },
      {
        label: vscode.l10n.t('TR-31 key block'),
        description: vscode.l10n.t('under a key encryption key that the service has already'),
        value: 'keyBlock',
      },
      {
        label: vscode.l10n.t('ECDH key block'),
        description: vscode.l10n.t('under a key agreed with a key pair of the service'),
        value: 'agreed',
      },
    ],
    active,
  });
}

export function askUsage(ui: Ui, frame: Frame, active: string | undefined): Promise<Answer<string>> {
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('What will the key be for?'),
    choices: usageChoices(),
    active,
  });
}

/** Only a mode of the usage; the first of them where the former one is none. */
export function askMode(
  ui: Ui,
  frame: Frame,
  usage: string,
  former: string | undefined,
): Promise<Answer<string>> {
  const modes = Array.from(usageAttributesOf(usage)?.modes ?? '');
  return askCode(ui, frame, {
    placeholder: vscode.l10n.t('Mode of use: what may be done with the key?'),
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
    ...(code === 'K1' ? { description: vscode.l10n.t('a KEK for TR-31 key blocks: begin with one') } : {}),
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
  const legal = cipherAlgorithms.filter((algorithm) => row?.algorithms.includes(algorithm));
  const usable = legal.filter((algorithm) => travels(kind, algorithm));
  return pickFitting<(typeof legal)[number]>(ui, frame, {
    placeholder: vscode.l10n.t('Algorithm of the key'),
    items: legal,
    show: (algorithm) => ({
      label: algorithm,
      ...(row?.unused.includes(algorithm)
        ? { description: vscode.l10n.t('can be imported, but no operation uses it so') }
        : {}),
    }),
    refusal: (algorithm) =>
      usable.includes(algorithm)
        ? undefined
        : vscode.l10n.t('No RSA key may carry {0}. Use a TR-31 or an ECDH key block.', algorithm),
    active: usable.find((algorithm) => algorithm === former) ?? usable[0],
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
        placeholder: vscode.l10n.t('The key itself: {0}', keyAlgorithm),
        choices: [
          {
            label: `$(sparkle) ${vscode.l10n.t('Generate')}`,
            description: vscode.l10n.t('random, {0} bits', bytes * 8),
            value: 'generate',
          },
          {
            label: `$(edit) ${vscode.l10n.t('Type or combine components…')}`,
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

/** A KBPK for a key block; the caller wipes it. */
export interface GivenKbpk {
  readonly kbpk: Uint8Array;
  readonly cipher: Cipher;
}

/** A KEK of an earlier payload, or a typed or remembered one. Whatever is weaker than the key is not usable. */
export async function askKbpk(
  ui: Ui,
  frame: Frame,
  keyAlgorithm: KeyAlgorithm,
  store: PartyStore,
): Promise<Answer<GivenKbpk>> {
  const carries = (cipher: Cipher, bytes: number): boolean =>
    protectsInKeyBlock(algorithmOf(cipher, bytes), keyAlgorithm) === true;
  const answers = await flowInStep(frame)
    .ask('choice', async (inner) => {
      const all = await keptKeys(store);
      const label = ({ cipher, bytes, kcv }: KeptKey): string =>
        `$(key) ${algorithmOf(cipher, bytes)} · KCV ${kcv}`;
      return pickFitting<KeptKey, Cipher>(ui, inner, {
        placeholder: vscode.l10n.t(
          'KBPK: a key encryption key that the service has, known by its check value',
        ),
        items: all,
        show: (kept) => ({ label: label(kept), description: vscode.l10n.t('of an earlier test payload') }),
        refusal: ({ cipher, bytes }) =>
          carries(cipher, bytes)
            ? undefined
            : vscode.l10n.t(
                'A KBPK has to be as strong as what it carries; this one is weaker than {0}.',
                keyAlgorithm,
              ),
        group: vscode.l10n.t('Kept'),
        others: (['AES', 'TDES'] as const)
          .filter((cipher) => kbpkLengths[cipher].some((bytes) => carries(cipher, bytes)))
          .map((cipher, place) => ({
            label: `$(edit) ${vscode.l10n.t('Type or take a remembered {0} key…', cipher)}`,
            value: cipher,
            ...(place === 0 ? { group: vscode.l10n.t('Typed') } : {}),
          })),
      });
    })
    .ask('given', async (inner, { choice }): Promise<Answer<GivenKbpk>> => {
      if (typeof choice === 'object') {
        const kbpk = await readKeptKey(choice);
        if (kbpk) return { kbpk, cipher: choice.cipher };
        ui.warn(vscode.l10n.t('The kept key is damaged. Delete it and build a new payload for it.'));
        return back;
      }
      if (!(await ui.clearKeys(frame.title))) return back;
      const kbpk = await askKey(ui, inner, {
        name: 'KBPK',
        kind: { algorithm: choice === 'AES' ? 'A' : 'T' },
        lengths: kbpkLengths[choice].filter((bytes) => carries(choice, bytes)),
        ring: { keys: keyRing, cipher: choice },
      });
      return made(kbpk, (digits) => ({ kbpk: digits, cipher: choice }));
    })
    .run();
  return made(answers, ({ given }) => given);
}

const kbpkLengths: Readonly<Record<Cipher, readonly number[]>> = { TDES: [16, 24], AES: [16, 24, 32] };

export function algorithmOf(cipher: Cipher, bytes: number): KeyAlgorithm {
  if (cipher === 'TDES') return bytes === 16 ? 'TDES_2KEY' : 'TDES_3KEY';
  return bytes === 16 ? 'AES_128' : bytes === 24 ? 'AES_192' : 'AES_256';
}

/** Overwrites the bytes of a key that was given. */
export function wipeGiven(given: GivenKey | GivenKbpk | undefined): void {
  if (given) wipe('key' in given ? given.key : given.kbpk);
}
