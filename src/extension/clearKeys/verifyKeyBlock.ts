import * as vscode from 'vscode';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { evenParityBytes } from '../../core/crypto/desKey';
import { kcvCipher } from '../../core/crypto/kcv';
import { cipherStrength } from '../../core/crypto/strength';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { KeyBlockError } from '../../core/keyblock/keyBlockError';
import { versionRow } from '../../core/keyblock/tables';
import type { KeyBlock } from '../../core/keyblock/types';
import { unwrapKeyBlock, type Unwrapped } from '../../core/keyblock/unwrap';
import type { VerificationModel } from '../../protocol/verification';
import { checkValuesOf } from '../testKeys/keyFacts';
import { askKeyBlock, type SourceBlock } from '../material/keyBlockSource';
import { askKey } from '../flow/keyPrompt';
import { rememberClearKey } from '../testKeys/clearKeyValues';
import { rememberLoadedKey } from '../testKeys/loadedKeys';
import { localisedMessage } from '../ui/localise';
import { type Ui, back } from '../flow/ui';
import { runSteps } from '../flow/steps';
import { failureModel, verificationModel } from '../inspector/verificationModel';
import type { KeyRing } from '../testKeys/keyRing';

/** What came of a verification, ready to show. */
export interface VerificationResult {
  readonly source: SourceBlock;
  readonly model: VerificationModel;
  /** The clear key, for Reveal; the holder disposes it. Undefined where the MAC does not fit. */
  readonly key: RevealableKey | undefined;
}

export interface RevealableKey {
  /** Upper-case hexadecimal digits; undefined once disposed. */
  digits(): string | undefined;
  dispose(): void;
}

/** Bytes that a KBPK for a version may have. */
export function kbpkLengths(cipher: 'TDES' | 'AES'): readonly number[] {
  return cipher === 'TDES' ? [16, 24] : [16, 24, 32];
}

/** What keeps a block from being verified, whatever the KBPK; undefined where nothing does. */
export function whyNotVerifiable(block: KeyBlock): string | undefined {
  if (versionRow(block.version.code) && block.payload && block.mac) {
    const blocking = block.findings.find(({ code }) =>
      /^(payload_not_hex|payload_empty_or_not_block_multiple|mac_not_hex|mac_truncated)$/.test(code),
    );
    return blocking && localisedMessage(blocking);
  }
  const error = block.findings.find(({ severity }) => severity === 'error');
  return error ? localisedMessage(error) : vscode.l10n.t('Encrypted key or MAC could not be made out.');
}

/** Asks for what is missing (block, KBPK) and verifies. Undefined where the user gave up. */
export async function askAndVerify(
  ui: Ui,
  ring: KeyRing,
  given: SourceBlock | undefined,
): Promise<VerificationResult | { readonly source: SourceBlock; readonly problem: string } | undefined> {
  let source = given;
  let kbpk: Uint8Array | undefined;
  let problem: string | undefined;
  try {
    const end = await runSteps(vscode.l10n.t('Verify Key Block'), [
      {
        when: () => given === undefined,
        ask: async (frame) => {
          const answer = await askKeyBlock(ui, frame, source?.text);
          if (answer === back || answer === undefined) return answer;
          source = answer;
          return 'next';
        },
      },
      {
        ask: async (frame) => {
          if (!source) return undefined;
          const block = decodeKeyBlock(source.text);
          problem = whyNotVerifiable(block);
          const cipher = versionRow(block.version.code)?.cipher;
          if (problem !== undefined || !cipher) return 'next';
          const answer = await askKey(ui, frame, {
            name: 'KBPK',
            kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
            lengths: kbpkLengths(cipher),
            ring: { keys: ring, cipher },
          });
          if (answer === back || answer === undefined) return answer;
          kbpk = answer;
          return 'next';
        },
      },
    ]);
    if (end !== 'next' || !source) return undefined;
    if (kbpk) return { source, ...verify(decodeKeyBlock(source.text), kbpk) };
    return { source, problem: problem ?? vscode.l10n.t('The block cannot be unwrapped.') };
  } finally {
    wipe(kbpk);
  }
}

/** Unwraps under a KBPK, which stays the caller's to wipe. */
export function verify(block: KeyBlock, kbpk: Uint8Array): Omit<VerificationResult, 'source'> {
  const cipher = versionRow(block.version.code)?.cipher ?? 'AES';
  const facts = {
    kbpk: cipherStrength(cipher, kbpk),
    kbpkCheckValues: checkValuesOf({ algorithm: cipher === 'AES' ? 'A' : 'T' }, kbpk),
  };
  let unwrapped: Unwrapped | undefined;
  try {
    unwrapped = unwrapKeyBlock(block, kbpk);
    if (unwrapped.privateKey) rememberLoadedKey(unwrapped.privateKey);
    const own = kcvCipher(block.algorithm.code);
    if (own) rememberClearKey(own, unwrapped.key);
    const des = /^[TD]$/.test(block.algorithm.code) && unwrapped.bits > 0;
    const model = verificationModel(block, unwrapped, {
      ...facts,
      ...(des ? { evenParityBytes: evenParityBytes(unwrapped.key) } : {}),
    });
    return { model, key: revealable(unwrapped) };
  } catch (error) {
    unwrapped?.dispose();
    if (!(error instanceof KeyBlockError)) throw error;
    return { model: failureModel(error.findings, error.likelyCause, facts), key: undefined };
  }
}

function revealable(unwrapped: Unwrapped): RevealableKey {
  let there = true;
  return {
    digits: () => (there ? toUpperHex(unwrapped.key) : undefined),
    dispose: () => {
      there = false;
      unwrapped.dispose();
    },
  };
}
