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
} from '../../core/keyblock/headerChoices';
import { timeStampOf } from '../../core/keyblock/rewrap';
import { wrapKeyBlock } from '../../core/keyblock/wrap';
import { askCipher, askCode, askKeyVersion, taken } from './headerPrompts';
import { checkValueText, keyText, type KeyKind } from '../testKeys/keyFacts';
import { askKey } from '../flow/keyPrompt';
import type { Ui } from '../flow/ui';
import { runSteps, type Step } from '../flow/steps';
import { keyLengths } from './calculateKcv';
import type { Cipher, KeyRing } from '../testKeys/keyRing';
import { askDelivery, type Delivery } from './newBlock';
import { kbpkLengths } from './verifyKeyBlock';

/** What may be added to a new header, and whether the length of the key is hidden. */
type Extra = 'KC' | 'KP' | 'TS' | 'LB' | 'hide';

interface Answers {
  cipher: Cipher;
  version: string;
  usage: string;
  algorithm: string;
  hash: HashName;
  mode: string;
  exportability: string;
  keyVersion: string;
  keyContext: string;
  extras: readonly Extra[];
  label: string;
}

export const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

/** Asks for KBPK, header and key; a block, and what to do with it. Undefined where the user gave up. */
export async function askAndWrap(
  ui: Ui,
  ring: KeyRing,
  now: () => Date = () => new Date(),
): Promise<{ block: string; delivery: Delivery } | undefined> {
  const answers: Answers = {
    cipher: 'AES',
    version: 'D',
    usage: 'P0',
    algorithm: 'A',
    hash: 'SHA-256',
    mode: 'B',
    exportability: 'E',
    keyVersion: '00',
    keyContext: '0',
    extras: ['hide'],
    label: '',
  };
  let kbpk: Uint8Array | undefined;
  let key: Uint8Array | undefined;
  let result: { block: string; delivery: Delivery } | undefined;
  const kind = (): KeyKind => ({
    algorithm: answers.algorithm,
    ...(answers.algorithm === 'H' ? { hash: answers.hash } : {}),
    ...(answers.keyVersion.startsWith('c') ? { component: true } : {}),
  });

  const steps: Step[] = [
    {
      ask: async (frame) =>
        taken(
          await askCipher(ui, frame, vscode.l10n.t('Which KBPK protects the block?'), answers.cipher),
          (cipher) => {
            if (cipher !== answers.cipher) answers.version = cipher === 'AES' ? 'D' : 'B';
            answers.cipher = cipher;
          },
        ),
    },
    {
      ask: async (frame) => {
        wipe(kbpk);
        kbpk = undefined;
        const answer = await askKey(ui, frame, {
          name: 'KBPK',
          kind: { algorithm: answers.cipher === 'AES' ? 'A' : 'T' },
          lengths: kbpkLengths(answers.cipher),
          ring: { keys: ring, cipher: answers.cipher },
        });
        return taken(answer, (bytes) => (kbpk = bytes));
      },
    },
    ...headerSteps(ui, answers),
    {
      ask: async (frame) => {
        wipe(key);
        key = undefined;
        const lengths = keyLengths[answers.algorithm] ?? [];
        const answer = await askKey(ui, frame, {
          name: answers.keyVersion.startsWith('c') ? vscode.l10n.t('component') : vscode.l10n.t('key'),
          kind: kind(),
          lengths,
          generated: answers.algorithm === 'H' ? [32, 64] : lengths,
          under: kbpk && cipherStrength(answers.cipher, kbpk),
        });
        return taken(answer, (bytes) => (key = bytes));
      },
    },
    {
      ask: async (frame) => {
        if (!kbpk || !key) return undefined;
        const block = wrapKeyBlock(headerFrom(answers, now()), key, kbpk, {
          random,
          obfuscate: answers.extras.includes('hide'),
        });
        const facts = vscode.l10n.t(
          'Key block made: {0}',
          `${keyText(kind(), key)} · ${checkValueText(kind(), key)}`,
        );
        return taken(await askDelivery(ui, frame, block, facts), (delivery) => {
          result = { block, delivery };
        });
      },
    },
  ];
  try {
    const end = await runSteps(vscode.l10n.t('Wrap Key'), steps);
    return end === 'next' ? result : undefined;
  } finally {
    wipe(kbpk, key);
  }
}

function headerSteps(ui: Ui, answers: Answers): Step[] {
  const code = (
    field: 'version' | 'usage' | 'algorithm' | 'mode' | 'exportability' | 'keyContext',
    placeholder: string,
    choices: () => Parameters<typeof askCode>[2]['choices'],
  ): Step => ({
    ask: async (frame) => {
      const offered = choices();
      const known = [...offered.legal, ...offered.other].some((row) => row.code === answers[field]);
      const active = known ? answers[field] : undefined;
      return taken(await askCode(ui, frame, { placeholder, choices: offered, active }), (value) => {
        answers[field] = value;
        if (field === 'usage') fitToUsage(answers);
      });
    },
  });
  return [
    code('version', vscode.l10n.t('Version of the block'), () => versionChoices(answers.cipher)),
    code('usage', vscode.l10n.t('Key usage: what is the key for?'), usageChoices),
    code('algorithm', vscode.l10n.t('Algorithm of the key'), () => algorithmChoices(answers.usage)),
    {
      when: () => answers.algorithm === 'H',
      ask: async (frame) =>
        taken(
          await ui.pick(frame, {
            placeholder: vscode.l10n.t('Hash of the HMAC key, written to optional block HM'),
            choices: hashNames.map((name) => ({ label: name, value: name })),
            active: answers.hash,
          }),
          (hash) => (answers.hash = hash),
        ),
    },
    code('mode', vscode.l10n.t('Mode of use: what may be done with the key?'), () =>
      modeChoices(answers.usage),
    ),
    code('exportability', vscode.l10n.t('Exportability'), exportabilityChoices),
    {
      ask: async (frame) =>
        taken(await askKeyVersion(ui, frame, answers.keyVersion), (value) => (answers.keyVersion = value)),
    },
    {
      ...code('keyContext', vscode.l10n.t('Key context'), contextChoices),
      when: () => /[A-E]/.test(answers.version),
    },
    {
      ask: async (frame) =>
        taken(
          await ui.pickMany<Extra>(frame, {
            placeholder: vscode.l10n.t('What else? PB is added where it is needed'),
            choices: [
              { label: 'KC', description: vscode.l10n.t('check value of the key'), value: 'KC' },
              { label: 'KP', description: vscode.l10n.t('check value of the KBPK'), value: 'KP' },
              { label: 'TS', description: vscode.l10n.t('time of wrapping: now'), value: 'TS' },
              { label: 'LB', description: vscode.l10n.t('a label, asked next'), value: 'LB' },
              {
                label: vscode.l10n.t('Hide the length'),
                description: vscode.l10n.t('pad the key to the longest of its algorithm'),
                value: 'hide',
              },
            ],
            picked: answers.extras,
          }),
          (extras) => (answers.extras = extras),
        ),
    },
    {
      when: () => answers.extras.includes('LB'),
      ask: async (frame) =>
        taken(
          await ui.input(frame, {
            prompt: vscode.l10n.t('Label: printable ASCII characters'),
            value: answers.label,
            check: (text, entered) =>
              !/^[\x20-\x7e]{0,200}$/.test(text) || (entered && text === '')
                ? {
                    message: vscode.l10n.t('1 to 200 letters, digits, signs and spaces (ASCII) expected.'),
                    severity: 'error',
                  }
                : undefined,
          }),
          (label) => (answers.label = label),
        ),
    },
  ];
}

/** What no longer goes with the usage falls back to what does. */
function fitToUsage(answers: Answers): void {
  const fit = (field: 'algorithm' | 'mode', legal: readonly { code: string }[]): void => {
    if (!legal.some(({ code }) => code === answers[field])) answers[field] = legal[0]?.code ?? answers[field];
  };
  fit('algorithm', algorithmChoices(answers.usage).legal);
  fit('mode', modeChoices(answers.usage).legal);
}

/** The header of the answers. KC and KP are filled in when the block is made. */
function headerFrom(answers: Answers, now: Date): KeyBlockHeader {
  const optionalBlocks: OptionalBlockInput[] = [];
  const add = (id: string, data: string): void => void optionalBlocks.push({ id, data });
  if (answers.algorithm === 'H') add('HM', hmCodeOf(answers.hash));
  if (answers.extras.includes('KC') && /^[ATD]$/.test(answers.algorithm)) add('KC', '');
  if (answers.extras.includes('KP')) add('KP', '');
  if (answers.extras.includes('TS')) add('TS', timeStampOf(now));
  if (answers.extras.includes('LB')) add('LB', answers.label);
  const { version, usage, algorithm, mode, keyVersion, exportability } = answers;
  const keyContext = /[A-E]/.test(version) ? answers.keyContext : '0';
  return { version, usage, algorithm, mode, keyVersion, exportability, keyContext, optionalBlocks };
}
