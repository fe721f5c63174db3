import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { hashNames, hmCodeOf, type HashName } from '../../core/crypto/hmac';
import { cipherStrength } from '../../core/crypto/strength';
import type { KeyBlockHeader, OptionalBlockInput } from '../../core/keyblock/blockHeader';
import {
  algorithmChoices,
  contextChoices,
  exportabilityChoices,
  modeChoices,
  usageChoices,
  versionChoices,
  type Choices,
} from '../../core/keyblock/headerChoices';
import { timeStampOf } from '../../core/keyblock/rewrap';
import { wrapKeyBlock } from '../../core/keyblock/wrap';
import { askCipher, askCode, askDelivery, askKeyVersion, type Delivery } from './headerPrompts';
import { checkValueText, keyText, type KeyKind } from '../testKeys/keyFacts';
import { flow, made } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import type { Answer, Frame, Ui } from '../flow/ui';
import { keyLengths } from './calculateKcv';
import type { Cipher, KeyRing } from '../testKeys/keyRing';
import type { InspectorMade } from '../../protocol/inspector';
import { kbpkLengths } from './verifyKeyBlock';

/** What may be added to a new header, and whether the length of the key is hidden. */
type Extra = 'KC' | 'KP' | 'TS' | 'LB' | 'hide';

export const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

/** A block that was made, what to do with it, and what is told of it: check values, no bytes of keys. */
export interface WrapResult {
  readonly block: string;
  readonly delivery: Delivery;
  readonly made: InspectorMade;
}

/** Asks for KBPK, header and key; a block, and what to do with it. Undefined where the user gave up. */
export async function askAndWrap(
  ui: Ui,
  ring: KeyRing,
  now: () => Date = () => new Date(),
): Promise<WrapResult | undefined> {
  // What does not go with an earlier answer any more falls back to what does.
  const proposed = { version: 'D', algorithm: 'A', mode: 'B' };
  const askProposed = async (
    frame: Frame,
    field: keyof typeof proposed,
    placeholder: string,
    choices: Choices,
  ): Promise<Answer<string>> => {
    const answer = await askCode(ui, frame, { placeholder, choices, active: proposed[field] });
    return made(answer, (code) => (proposed[field] = code));
  };
  const answers = await flow(vscode.l10n.t('Wrap Key'))
    .ask('cipher', async (frame, _, former?: Cipher) => {
      const before = former ?? 'AES';
      const answer = await askCipher(ui, frame, vscode.l10n.t('Which KBPK protects the block?'), before);
      return made(answer, (cipher) => {
        if (cipher !== before) proposed.version = cipher === 'AES' ? 'D' : 'B';
        return cipher;
      });
    })
    .ask(
      'kbpk',
      (frame, { cipher }) =>
        askKey(ui, frame, {
          name: 'KBPK',
          kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
          lengths: kbpkLengths(cipher),
          ring: { keys: ring, cipher },
        }),
      { forget: wipe },
    )
    .ask('version', (frame, { cipher }) =>
      askProposed(frame, 'version', vscode.l10n.t('Version of the block'), versionChoices(cipher)),
    )
    .ask('usage', async (frame, _, former?: string) => {
      const answer = await askCode(ui, frame, {
        placeholder: vscode.l10n.t('Key usage: what is the key for?'),
        choices: usageChoices(),
        active: former ?? 'P0',
      });
      return made(answer, (usage) => {
        proposed.algorithm = fitting(proposed.algorithm, algorithmChoices(usage));
        proposed.mode = fitting(proposed.mode, modeChoices(usage));
        return usage;
      });
    })
    .ask('algorithm', (frame, { usage }) =>
      askProposed(frame, 'algorithm', vscode.l10n.t('Algorithm of the key'), algorithmChoices(usage)),
    )
    .askWhen(
      () => proposed.algorithm === 'H',
      'hash',
      (frame, _, former?: HashName) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('Hash of the HMAC key, written to optional block HM'),
          choices: hashNames.map((name) => ({ label: name, value: name })),
          active: former ?? 'SHA-256',
        }),
    )
    .ask('mode', (frame, { usage }) =>
      askProposed(
        frame,
        'mode',
        vscode.l10n.t('Mode of use: what may be done with the key?'),
        modeChoices(usage),
      ),
    )
    .ask('exportability', (frame, _, former?: string) =>
      askCode(ui, frame, {
        placeholder: vscode.l10n.t('Exportability'),
        choices: exportabilityChoices(),
        active: former ?? 'E',
      }),
    )
    .ask('keyVersion', (frame, _, former?: string) => askKeyVersion(ui, frame, former ?? '00'))
    .askWhen(
      () => /[A-E]/.test(proposed.version),
      'keyContext',
      (frame, _, former?: string) =>
        askCode(ui, frame, {
          placeholder: vscode.l10n.t('Key context'),
          choices: contextChoices(),
          active: former ?? '0',
        }),
    )
    .ask('extras', (frame, _, former?: readonly Extra[]) => askExtras(ui, frame, former ?? ['hide']))
    .askWhen(
      ({ extras }) => extras?.includes('LB') === true,
      'label',
      (frame, _, former?: string) => askLabel(ui, frame, former ?? ''),
    )
    .ask(
      'key',
      (frame, { cipher, kbpk, algorithm, ...header }) => {
        const lengths = keyLengths[algorithm] ?? [];
        const kind = kindOf({ algorithm, ...header });
        return askKey(ui, frame, {
          name: kind.component ? vscode.l10n.t('component') : vscode.l10n.t('key'),
          kind,
          lengths,
          generated: algorithm === 'H' ? [32, 64] : lengths,
          under: cipherStrength(cipher, kbpk),
        });
      },
      { forget: wipe },
    )
    .ask('result', async (frame, { kbpk, key, ...header }) => {
      const block = wrapKeyBlock(headerFrom(header, now()), key, kbpk, {
        random,
        obfuscate: header.extras.includes('hide'),
      });
      const kind = kindOf(header);
      const facts = vscode.l10n.t(
        'Key block created: {0}',
        `${keyText(kind, key)} · ${checkValueText(kind, key)}`,
      );
      const answer = await askDelivery(ui, frame, block, facts);
      const kbpkKind = { algorithm: header.cipher === 'AES' ? 'A' : 'T' };
      const wrapped: InspectorMade = {
        title: vscode.l10n.t('Key wrapped'),
        rows: [
          {
            label: kind.component ? vscode.l10n.t('Component') : vscode.l10n.t('Key'),
            value: `${keyText(kind, key)} · ${checkValueText(kind, key)}`,
          },
          {
            label: 'KBPK',
            value: `${keyText(kbpkKind, kbpk)} · ${checkValueText(kbpkKind, kbpk)}`,
          },
        ],
      };
      return made(answer, (delivery) => ({ block, delivery, made: wrapped }));
    })
    .run();
  wipe(answers?.kbpk, answers?.key);
  return answers?.result;
}

interface HeaderAnswers {
  readonly version: string;
  readonly usage: string;
  readonly algorithm: string;
  /** Of an HMAC key. */
  readonly hash?: HashName;
  readonly mode: string;
  readonly exportability: string;
  readonly keyVersion: string;
  readonly keyContext?: string;
  readonly extras: readonly Extra[];
  readonly label?: string;
}

/** The code where it is legal, else the first that is. */
const fitting = (code: string, { legal }: Choices): string =>
  legal.some((row) => row.code === code) ? code : (legal[0]?.code ?? code);

function kindOf({
  algorithm,
  hash,
  keyVersion,
}: Pick<HeaderAnswers, 'algorithm' | 'hash' | 'keyVersion'>): KeyKind {
  return { algorithm, ...(hash && { hash }), ...(keyVersion.startsWith('c') ? { component: true } : {}) };
}

function askExtras(ui: Ui, frame: Frame, picked: readonly Extra[]): Promise<Answer<readonly Extra[]>> {
  return ui.pickMany<Extra>(frame, {
    placeholder: vscode.l10n.t('Optional blocks (PB is added automatically)'),
    choices: [
      { label: 'KC', description: vscode.l10n.t('check value of the key'), value: 'KC' },
      { label: 'KP', description: vscode.l10n.t('check value of the KBPK'), value: 'KP' },
      { label: 'TS', description: vscode.l10n.t('time of wrapping: now'), value: 'TS' },
      { label: 'LB', description: vscode.l10n.t('a label, entered next'), value: 'LB' },
      {
        label: vscode.l10n.t('Hide the length'),
        description: vscode.l10n.t('pad the key to the maximum length of its algorithm'),
        value: 'hide',
      },
    ],
    picked,
  });
}

function askLabel(ui: Ui, frame: Frame, value: string): Promise<Answer<string>> {
  return ui.input(frame, {
    prompt: vscode.l10n.t('Label: printable ASCII characters'),
    value,
    check: (text, entered) =>
      !/^[\x20-\x7e]{0,200}$/.test(text) || (entered && text === '')
        ? {
            message: vscode.l10n.t('Enter 1 to 200 ASCII letters, digits, symbols and spaces.'),
            severity: 'error',
          }
        : undefined,
  });
}

/** The header of the answers. KC and KP are filled in when the block is made. */
function headerFrom(answers: HeaderAnswers, now: Date): KeyBlockHeader {
  const optionalBlocks: OptionalBlockInput[] = [];
  const add = (id: string, data: string): void => void optionalBlocks.push({ id, data });
  const { version, usage, algorithm, hash, mode, keyVersion, exportability, extras, label } = answers;
  if (hash) add('HM', hmCodeOf(hash));
  if (extras.includes('KC') && /^[ATD]$/.test(algorithm)) add('KC', '');
  if (extras.includes('KP')) add('KP', '');
  if (extras.includes('TS')) add('TS', timeStampOf(now));
  if (label !== undefined) add('LB', label);
  const keyContext = answers.keyContext ?? '0';
  return { version, usage, algorithm, mode, keyVersion, exportability, keyContext, optionalBlocks };
}
