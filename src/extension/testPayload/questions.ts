/** What the key of a test payload shall be: only what the service takes is offered. */
import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { exportabilityChoices } from '../../core/keyblock/headerChoices';
import { modeRow } from '../../core/keyblock/tables';
import { usageAttributes, usageAttributesOf, type KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { protectsInKeyBlock, transportMethods } from '../../keyservice/rules/strength';
import { askCode, taken } from '../clearKeys/headerPrompts';
import { askKey, generateKey } from '../flow/keyEntry';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import type { Step } from '../flow/steps';
import { fittingWrapping } from '../parameters/getParameters';
import { keyRing, type Cipher } from '../testKeys/keyRing';
import { algorithmWords, usageWords } from '../service/keyWords';
import { keptKeys, readKeptKey, type KeptKey, type PartyStore } from '../testKeys/kept';
import { shapeOf, type PayloadKind, type SentKey } from './payload';

/** Answers as they grow. */
export type Wanted = { -readonly [Name in keyof SentKey]: SentKey[Name] } & { kind: PayloadKind };

const cipherAlgorithms = ['TDES_2KEY', 'TDES_3KEY', 'AES_128', 'AES_192', 'AES_256'] as const;
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

export function askKind(ui: Ui, wanted: Wanted): Step {
  return {
    ask: async (frame) =>
      taken(
        await ui.pick<PayloadKind>(frame, {
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
          active: wanted.kind,
        }),
        (kind) => (wanted.kind = kind),
      ),
  };
}

export function keySteps(ui: Ui, wanted: Wanted): Step[] {
  return [
    {
      ask: async (frame) =>
        taken(
          await ui.pick(frame, {
            placeholder: vscode.l10n.t('What will the key be for?'),
            choices: usageChoices(),
            active: wanted.usage,
          }),
          (usage) => {
            wanted.usage = usage;
            const modes = usageAttributesOf(usage)?.modes ?? '';
            if (!modes.includes(wanted.mode)) wanted.mode = modes.charAt(0);
          },
        ),
    },
    {
      ask: async (frame) =>
        taken(await askAlgorithm(ui, frame, wanted), (algorithm) => (wanted.keyAlgorithm = algorithm)),
    },
    {
      ask: async (frame) =>
        taken(
          await askCode(ui, frame, {
            placeholder: vscode.l10n.t('Mode of use: what may be done with the key?'),
            choices: {
              legal: Array.from(usageAttributesOf(wanted.usage)?.modes ?? '').flatMap((code) => {
                const row = modeRow(code);
                return row ? [row] : [];
              }),
              other: [],
            },
            active: wanted.mode,
          }),
          (mode) => (wanted.mode = mode),
        ),
    },
    {
      ask: async (frame) =>
        taken(
          await askCode(ui, frame, {
            placeholder: vscode.l10n.t('Exportability'),
            choices: exportabilityChoices(),
            active: wanted.exportability,
          }),
          (code) => (wanted.exportability = code),
        ),
    },
  ];
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

async function askAlgorithm(ui: Ui, frame: Frame, wanted: Wanted): Promise<Answer<KeyAlgorithm>> {
  const row = usageAttributesOf(wanted.usage);
  const legal = cipherAlgorithms.filter((one) => row?.algorithms.includes(one));
  const usable = legal.filter((one) => travels(wanted.kind, one));
  const others = legal.filter((one) => !usable.includes(one));
  for (;;) {
    const answer = await ui.pick<KeyAlgorithm>(frame, {
      placeholder: vscode.l10n.t('Algorithm of the key'),
      choices: [
        ...usable.map((value) => ({
          label: algorithmWords(value),
          ...(row?.unused.includes(value)
            ? { description: vscode.l10n.t('can be imported, but no operation uses it so') }
            : {}),
          value,
        })),
        ...others.map((value, place) => ({
          label: algorithmWords(value),
          description: vscode.l10n.t('too strong for any RSA key: send it by TR-31 or ECDH'),
          value,
          ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
        })),
      ],
      active: usable.find((one) => one === wanted.keyAlgorithm) ?? usable[0],
    });
    if (answer === undefined || answer === back || usable.some((one) => one === answer)) return answer;
    ui.warn(
      vscode.l10n.t('No RSA key may carry {0}. Use a TR-31 or an ECDH key block.', algorithmWords(answer)),
    );
  }
}

/** A key and whether somebody typed it; the caller wipes it. */
export interface GivenKey {
  readonly key: Uint8Array;
  readonly typed: boolean;
}

/** Generated, or typed where clear keys are allowed. */
export async function askTestKey(ui: Ui, frame: Frame, wanted: Wanted): Promise<Answer<GivenKey>> {
  const { letter, bytes, cipher } = shapeOf(wanted.keyAlgorithm);
  for (;;) {
    const answer = await ui.pick<'generate' | 'type'>(frame, {
      placeholder: vscode.l10n.t('The key itself: {0}', algorithmWords(wanted.keyAlgorithm)),
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
    });
    if (answer === undefined || answer === back) return answer;
    if (answer === 'generate') return { key: generateKey({ algorithm: letter }, bytes), typed: false };
    if (!(await ui.clearKeys(frame.title))) continue;
    const isKek = /^K[01]$/.test(wanted.usage);
    const key = await askKey(
      ui,
      { ...frame, canGoBack: true },
      {
        name: vscode.l10n.t('key'),
        kind: { algorithm: letter },
        lengths: [bytes],
        // A typed one is not written to the disk; to wrap under it later it can be remembered in memory.
        ...(isKek ? { ring: { keys: keyRing, cipher } } : {}),
      },
    );
    if (key === undefined) return undefined;
    if (key !== back) return { key, typed: true };
  }
}

/** A KBPK for a key block; the caller wipes it. */
export interface GivenKbpk {
  readonly kbpk: Uint8Array;
  readonly cipher: Cipher;
}

type KbpkChoice = KeptKey | Cipher;

/** A KEK of an earlier payload, or a typed or remembered one. Whatever is weaker than the key is not usable. */
export async function askKbpk(
  ui: Ui,
  frame: Frame,
  wanted: Wanted,
  store: PartyStore,
): Promise<Answer<GivenKbpk>> {
  const carries = (cipher: Cipher, bytes: number): boolean =>
    protectsInKeyBlock(algorithmOf(cipher, bytes), wanted.keyAlgorithm) === true;
  for (;;) {
    const all = await keptKeys(store);
    const fitting = all.filter(({ cipher, bytes }) => carries(cipher, bytes));
    const weak = all.filter((one) => !fitting.includes(one));
    const choice = (one: KeptKey): Choice<KbpkChoice> => ({
      label: `$(key) ${algorithmWords(algorithmOf(one.cipher, one.bytes))} · KCV ${one.kcv}`,
      value: one,
    });
    const answer = await ui.pick<KbpkChoice>(frame, {
      placeholder: vscode.l10n.t('KBPK: a key encryption key that the service has, known by its check value'),
      choices: [
        ...fitting.map((one, place) => ({
          ...choice(one),
          description: vscode.l10n.t('of an earlier test payload'),
          ...(place === 0 ? { group: vscode.l10n.t('Kept') } : {}),
        })),
        ...(['AES', 'TDES'] as const)
          .filter((cipher) => kbpkLengths[cipher].some((bytes) => carries(cipher, bytes)))
          .map((cipher, place) => ({
            label: `$(edit) ${vscode.l10n.t('Type or take a remembered {0} key…', cipher)}`,
            value: cipher,
            ...(place === 0 ? { group: vscode.l10n.t('Typed') } : {}),
          })),
        ...weak.map((one, place) => ({
          ...choice(one),
          description: vscode.l10n.t('weaker than {0}', algorithmWords(wanted.keyAlgorithm)),
          ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
        })),
      ],
    });
    if (answer === undefined || answer === back) return answer;
    if (typeof answer === 'object') {
      if (weak.includes(answer)) {
        ui.warn(
          vscode.l10n.t(
            'A KBPK has to be as strong as what it carries. Take a stronger one, or a weaker key.',
          ),
        );
        continue;
      }
      const kbpk = await readKeptKey(answer);
      if (kbpk) return { kbpk, cipher: answer.cipher };
      ui.warn(vscode.l10n.t('The kept key is damaged. Delete it and build a new payload for it.'));
      continue;
    }
    if (!(await ui.clearKeys(frame.title))) continue;
    const kbpk = await askKey(
      ui,
      { ...frame, canGoBack: true },
      {
        name: 'KBPK',
        kind: { algorithm: answer === 'AES' ? 'A' : 'T' },
        lengths: kbpkLengths[answer].filter((bytes) => carries(answer, bytes)),
        ring: { keys: keyRing, cipher: answer },
      },
    );
    if (kbpk === undefined) return undefined;
    if (kbpk === back) continue;
    return { kbpk, cipher: answer };
  }
}

const kbpkLengths: Readonly<Record<Cipher, readonly number[]>> = { TDES: [16, 24], AES: [16, 24, 32] };

export function algorithmOf(cipher: Cipher, bytes: number): KeyAlgorithm {
  if (cipher === 'TDES') return bytes === 16 ? 'TDES_2KEY' : 'TDES_3KEY';
  return bytes === 16 ? 'AES_128' : bytes === 24 ? 'AES_192' : 'AES_256';
}

/** Overwrites what an earlier answer left. */
export function wipeGiven(given: GivenKey | GivenKbpk | undefined): void {
  if (given) wipe('key' in given ? given.key : given.kbpk);
}
