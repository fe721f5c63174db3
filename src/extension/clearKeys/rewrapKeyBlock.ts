import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { kcvCipher } from '../../core/crypto/kcv';
import { headerOf } from '../../core/keyblock/blockHeader';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { rewrapChoices, versionChoices } from '../../core/keyblock/headerChoices';
import { KeyBlockError } from '../../core/keyblock/keyBlockError';
import { judgeRewrap, rewrapKeyBlock, timeStampOf } from '../../core/keyblock/rewrap';
import {
  exportabilityRow,
  keyContextRow,
  modeRow,
  versionRow,
  type TableRow,
} from '../../core/keyblock/tables';
import type { KeyBlock } from '../../core/keyblock/types';
import { unwrapKeyBlock, type Unwrapped } from '../../core/keyblock/unwrap';
import { rememberClearKey } from '../testKeys/loadedKeys';
import { askCipher, askCode, askDelivery, type Delivery } from './headerPrompts';
import { askKeyBlock, type SourceBlock } from '../material/keyBlockSource';
import { checkValueText, keyText } from '../testKeys/keyFacts';
import { flow, flowInStep, made } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import { localised } from '../ui/localise';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { failureTitle } from '../inspector/verificationModel';
import type { Cipher, KeyRing } from '../testKeys/keyRing';
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
  let problem: string | undefined;
  /** A change that the header allows, asked where there is something to choose. */
  const change = (
    field: 'exportability' | 'mode' | 'keyContext',
    placeholder: string,
    row: (code: string) => TableRow | undefined,
  ) => {
    const rows = (opened: Opened): TableRow[] =>
      rewrapChoices(headerOf(opened.block))[field].flatMap((code) => row(code) ?? []);
    return {
      when: ({ opened }: { readonly opened?: Opened }) => opened !== undefined && rows(opened).length > 1,
      ask: (frame: Frame, { opened }: { readonly opened: Opened }, former?: string) =>
        askCode(ui, frame, { placeholder, choices: { legal: rows(opened), other: [] }, active: former }),
    };
  };
  const exportability = change(
    'exportability',
    vscode.l10n.t('Exportability: unchanged or stricter'),
    exportabilityRow,
  );
  const mode = change('mode', vscode.l10n.t('Mode of use: unchanged or narrower'), modeRow);
  const keyContext = change(
    'keyContext',
    vscode.l10n.t('Key context: unchanged or more specific'),
    keyContextRow,
  );

  const answers = await flow(vscode.l10n.t('Rewrap Key Block'))
    .askWhen(
      () => given === undefined,
      'source',
      (frame, _, former?: SourceBlock) => askKeyBlock(ui, frame, former?.text),
    )
    .ask(
      'opened',
      async (frame, { source = given! }) => {
        const block = decodeKeyBlock(source.text);
        problem = whyNotVerifiable(block);
        const cipher = versionRow(block.version.code)?.cipher;
        if (problem !== undefined || !cipher) return undefined;
        const answer = await askAndUnwrap(ui, ring, frame, block, cipher);
        return made(answer, (unwrapped): Answer<Opened> => {
          if (!('problem' in unwrapped)) return { block, cipher, unwrapped };
          // Nothing is left to ask.
          ({ problem } = unwrapped);
          return undefined;
        });
      },
      { forget: ({ unwrapped }) => unwrapped.dispose() },
    )
    .ask('cipher', (frame, { opened }, former?: Cipher) =>
      askCipher(
        ui,
        frame,
        vscode.l10n.t('Which KBPK should protect the rewrapped key?'),
        former ?? opened.cipher,
      ),
    )
    .ask(
      'kbpk',
      (frame, { cipher }) =>
        askKey(ui, frame, {
          name: vscode.l10n.t('new KBPK'),
          kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
          lengths: kbpkLengths(cipher),
          ring: { keys: ring, cipher },
        }),
      { forget: wipe },
    )
    .ask('version', (frame, { opened, cipher }, former: string = opened.block.version.code) => {
      const choices = versionChoices(cipher);
      const present = [...choices.legal, ...choices.other].find(({ code }) => code === former);
      return askCode(ui, frame, {
        placeholder: vscode.l10n.t('Version of the new block'),
        choices,
        active: present?.code,
      });
    })
    .askWhen(exportability.when, 'exportability', exportability.ask)
    .askWhen(mode.when, 'mode', mode.ask)
    .askWhen(keyContext.when, 'keyContext', keyContext.ask)
    .askWhen(
      (sofar) => against(sofar) !== '',
      'anyway',
      async (_, sofar) => {
        const rewrap = vscode.l10n.t('Rewrap Anyway');
        const leave = vscode.l10n.t('Leave Block Unchanged');
        // A dialog shows all of it, where a list would cut it; the first is what Enter takes.
        const chosen = await ui.confirm(
          vscode.l10n.t('There are warnings. Rewrap anyway?'),
          against(sofar),
          leave,
          rewrap,
        );
        return chosen === rewrap ? true : chosen === leave ? undefined : back;
      },
    )
    .ask('result', async (frame, { opened: { block, unwrapped }, kbpk, ...changes }) => {
      const rewrapped = rewrapKeyBlock(block, unwrapped, {
        kbpk,
        changes,
        timeStamp: timeStampOf(now()),
        options: { random, obfuscate: unwrapped.obfuscated || unwrapped.bits === longestBits(block) },
      });
      const kind = { algorithm: block.algorithm.code };
      const facts = vscode.l10n.t(
        'Key block created: {0}',
        `${keyText(kind, unwrapped.key)} · ${checkValueText(kind, unwrapped.key)}`,
      );
      const answer = await askDelivery(ui, frame, rewrapped, facts);
      return made(answer, (delivery) => ({ block: rewrapped, delivery }));
    })
    .run();
  if (!answers) return problem === undefined ? undefined : { problem };
  answers.opened.unwrapped.dispose();
  wipe(answers.kbpk);
  return answers.result;
}

/** A block that its KBPK fits. */
interface Opened {
  readonly block: KeyBlock;
  readonly cipher: Cipher;
  readonly unwrapped: Unwrapped;
}

/** All that stands against it, a line each; empty where nothing does, or not all is known yet. */
function against(known: {
  readonly opened?: Opened;
  readonly kbpk?: Uint8Array;
  readonly version?: string;
}): string {
  const { opened, kbpk, version } = known;
  if (!opened || !kbpk) return '';
  return judgeRewrap(opened.block, opened.unwrapped, kbpk, version ?? opened.block.version.code)
    .map(localised)
    .join('\n');
}

/** Asks for the KBPK that a block was made with, and again while another may be the one that fits. */
async function askAndUnwrap(
  ui: Ui,
  ring: KeyRing,
  frame: Frame,
  block: KeyBlock,
  cipher: Cipher,
): Promise<Answer<Unwrapped | { readonly problem: string }>> {
  const answers = await flowInStep(frame)
    .ask(
      'kbpk',
      (inner) =>
        askKey(ui, inner, {
          name: vscode.l10n.t('current KBPK'),
          kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
          lengths: kbpkLengths(cipher),
          ring: { keys: ring, cipher },
        }),
      { forget: wipe },
    )
    .ask('end', async (inner, { kbpk }): Promise<Answer<Unwrapped | { readonly problem: string }>> => {
      const outcome = unwrapUnder(block, kbpk);
      if (!('retry' in outcome)) return outcome;
      const stop = await ui.pick(inner, {
        placeholder: outcome.retry,
        choices: [
          { label: `$(edit) ${vscode.l10n.t('Enter another KBPK')}`, value: false },
          { label: `$(close) ${vscode.l10n.t('Stop')}`, value: true },
        ],
      });
      return made(stop, (stopped) => (stopped ? { problem: outcome.problem } : back));
    })
    .run();
  return made(answers, ({ kbpk, end }) => {
    wipe(kbpk);
    return end;
  });
}

/** The key in a block, or what keeps it from being read; `retry`: another KBPK may fit. */
function unwrapUnder(
  block: KeyBlock,
  kbpk: Uint8Array,
): Unwrapped | { readonly problem: string } | { readonly problem: string; readonly retry: string } {
  try {
    const unwrapped = unwrapKeyBlock(block, kbpk);
    const own = kcvCipher(block.algorithm.code);
    if (own) rememberClearKey(own, unwrapped.key);
    return unwrapped;
  } catch (error) {
    if (!(error instanceof KeyBlockError)) throw error;
    const problem = error.findings.map(localised).join(' ');
    return error.likelyCause === undefined || error.likelyCause === 'block_altered'
      ? { problem }
      : { problem, retry: failureTitle(error.findings, error.likelyCause) };
  }
}

/** Longest key of the block's algorithm in bits: whether its length was hidden cannot be told then. */
function longestBits(block: KeyBlock): number | undefined {
  return { A: 256, T: 192 }[block.algorithm.code];
}
