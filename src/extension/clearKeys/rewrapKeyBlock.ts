import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { kcvCipher } from '../../core/crypto/kcv';
import { headerOf } from '../../core/keyblock/blockHeader';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { rewrapChoices, versionChoices } from '../../core/keyblock/headerChoices';
import { KeyBlockError } from '../../core/keyblock/keyBlockError';
import { judgeRewrap, rewrapKeyBlock, timeStampOf, type RewrapChanges } from '../../core/keyblock/rewrap';
import {
  exportabilityRow,
  keyContextRow,
  modeRow,
  versionRow,
  type TableRow,
} from '../../core/keyblock/tables';
import type { KeyBlock } from '../../core/keyblock/types';
import { unwrapKeyBlock, type Unwrapped } from '../../core/keyblock/unwrap';
import { rememberClearKey } from '../testKeys/clearKeyValues';
import { askCipher, askCode, taken } from './headerPrompts';
import { askKeyBlock, type SourceBlock } from '../material/keyBlockSource';
import { checkValueText, keyText } from '../testKeys/keyFacts';
import { askKey } from '../flow/keyPrompt';
import { localisedMessage } from '../ui/localise';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { runSteps, type Step } from '../flow/steps';
import { failureTitle } from '../inspector/verificationModel';
import type { Cipher, KeyRing } from '../testKeys/keyRing';
import { askDelivery, type Delivery } from './newBlock';
import { kbpkLengths, whyNotVerifiable } from './verifyKeyBlock';
import { random } from './wrapKey';

export type RewrapResult =
  | { readonly block: string; readonly delivery: Delivery }
  /** Why it cannot be: what the reader or the MAC says. */
  | { readonly problem: string };

/**
 * Asks for what is missing: block, its KBPK, the new KBPK, and the few changes that the header allows.
 * Undefined where the user gave up.
 */
export async function askAndRewrap(
  ui: Ui,
  ring: KeyRing,
  given: SourceBlock | undefined,
  now: () => Date = () => new Date(),
): Promise<RewrapResult | undefined> {
  let source = given;
  let block: KeyBlock | undefined;
  let unwrapped: Unwrapped | undefined;
  let problem: string | undefined;
  let cipher: Cipher | undefined;
  let kbpk: Uint8Array | undefined;
  let result: RewrapResult | undefined;
  const changes: { -readonly [K in keyof RewrapChanges]: RewrapChanges[K] } = {};
  const open = (): boolean => problem === undefined;

  const change = (
    field: 'exportability' | 'mode' | 'keyContext',
    placeholder: string,
    row: (code: string) => TableRow | undefined,
  ): Step => {
    const rows = (): TableRow[] =>
      block ? rewrapChoices(headerOf(block))[field].flatMap((code) => row(code) ?? []) : [];
    return {
      when: () => open() && rows().length > 1,
      ask: async (frame) =>
        taken(
          await askCode(ui, frame, {
            placeholder,
            choices: { legal: rows(), other: [] },
            active: changes[field],
          }),
          (code) => (changes[field] = code),
        ),
    };
  };

  const steps: Step[] = [
    {
      when: () => given === undefined,
      ask: async (frame) => taken(await askKeyBlock(ui, frame, source?.text), (found) => (source = found)),
    },
    {
      ask: async (frame) => {
        if (!source) return undefined;
        unwrapped?.dispose();
        unwrapped = undefined;
        block = decodeKeyBlock(source.text);
        problem = whyNotVerifiable(block);
        const current = versionRow(block.version.code)?.cipher;
        if (problem !== undefined || !current) return 'next';
        const answer = await askAndUnwrap(ui, ring, frame, block, current);
        if (answer === back || answer === undefined) return answer;
        if ('problem' in answer) ({ problem } = answer);
        else unwrapped = answer;
        cipher ??= current;
        return 'next';
      },
    },
    {
      when: open,
      ask: async (frame) =>
        taken(
          await askCipher(ui, frame, vscode.l10n.t('Which KBPK shall protect the key now?'), cipher),
          (chosen) => (cipher = chosen),
        ),
    },
    {
      when: open,
      ask: async (frame) => {
        if (!cipher) return undefined;
        wipe(kbpk);
        kbpk = undefined;
        const answer = await askKey(ui, frame, {
          name: vscode.l10n.t('new KBPK'),
          kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
          lengths: kbpkLengths(cipher),
          ring: { keys: ring, cipher },
        });
        return taken(answer, (bytes) => (kbpk = bytes));
      },
    },
    {
      when: open,
      ask: async (frame) => {
        const choices = versionChoices(cipher ?? 'AES');
        const present = [...choices.legal, ...choices.other].find(
          ({ code }) => code === (changes.version ?? block?.version.code),
        );
        return taken(
          await askCode(ui, frame, {
            placeholder: vscode.l10n.t('Version of the new block'),
            choices,
            active: present?.code,
          }),
          (version) => (changes.version = version),
        );
      },
    },
    change('exportability', vscode.l10n.t('Exportability: as it is, or stricter'), exportabilityRow),
    change('mode', vscode.l10n.t('Mode of use: as it is, or narrower'), modeRow),
    change('keyContext', vscode.l10n.t('Key context: as it is, or more definite'), keyContextRow),
    {
      when: () => open() && remarks() !== '',
      ask: async (frame) =>
        taken(
          await ui.pick(frame, {
            placeholder: vscode.l10n.t('Something stands against this. Rewrap all the same?'),
            choices: [
              {
                label: `$(warning) ${vscode.l10n.t('Rewrap all the same')}`,
                detail: remarks(),
                value: true,
              },
            ],
          }),
          () => undefined,
        ),
    },
    {
      when: open,
      ask: async (frame) => {
        if (!block || !unwrapped || !kbpk) return undefined;
        const made = rewrapKeyBlock(block, unwrapped, {
          kbpk,
          changes,
          timeStamp: timeStampOf(now()),
          options: { random, obfuscate: unwrapped.obfuscated || unwrapped.bits === longestBits(block) },
        });
        const kind = { algorithm: block.algorithm.code };
        const facts = vscode.l10n.t(
          'Key block made: {0}',
          `${keyText(kind, unwrapped.key)} · ${checkValueText(kind, unwrapped.key)}`,
        );
        return taken(await askDelivery(ui, frame, made, facts), (delivery) => {
          result = { block: made, delivery };
        });
      },
    },
  ];
  /** One line for all that stands against it; empty where nothing does. */
  function remarks(): string {
    if (!block || !unwrapped || !kbpk) return '';
    const version = changes.version ?? block.version.code;
    return judgeRewrap(block, unwrapped, kbpk, version)
      .map((finding) => localisedMessage(finding))
      .join(' ');
  }
  try {
    const end = await runSteps(vscode.l10n.t('Rewrap Key Block'), steps);
    if (end !== 'next') return undefined;
    return problem === undefined ? result : { problem };
  } finally {
    unwrapped?.dispose();
    wipe(kbpk);
  }
}

/** Asks for the KBPK that a block was made with, and again while another may be the one that fits. */
async function askAndUnwrap(
  ui: Ui,
  ring: KeyRing,
  frame: Frame,
  block: KeyBlock,
  cipher: Cipher,
): Promise<Answer<Unwrapped | { readonly problem: string }>> {
  for (;;) {
    const kbpk = await askKey(ui, frame, {
      name: vscode.l10n.t('present KBPK'),
      kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
      lengths: kbpkLengths(cipher),
      ring: { keys: ring, cipher },
    });
    if (kbpk === back || kbpk === undefined) return kbpk;
    try {
      const unwrapped = unwrapKeyBlock(block, kbpk);
      const own = kcvCipher(block.algorithm.code);
      if (own) rememberClearKey(own, unwrapped.key);
      return unwrapped;
    } catch (error) {
      if (!(error instanceof KeyBlockError)) throw error;
      const problem = error.findings.map((finding) => localisedMessage(finding)).join(' ');
      if (error.likelyCause === undefined || error.likelyCause === 'block_altered') return { problem };
      const again = await ui.pick(
        { ...frame, canGoBack: true },
        {
          placeholder: failureTitle(error.findings, error.likelyCause),
          choices: [
            { label: `$(edit) ${vscode.l10n.t('Give another KBPK')}`, value: true },
            { label: `$(close) ${vscode.l10n.t('Stop')}`, value: false },
          ],
        },
      );
      if (again === undefined) return undefined;
      if (again === false) return { problem };
    } finally {
      wipe(kbpk);
    }
  }
}

/** Longest key of the block's algorithm in bits: whether its length was hidden cannot be told then. */
function longestBits(block: KeyBlock): number | undefined {
  return { A: 256, T: 192 }[block.algorithm.code];
}
