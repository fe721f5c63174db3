import * as vscode from 'vscode';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { evenParityBytes } from '../../core/crypto/desKey';
import { kcvCipher, kcvMethodName } from '../../core/crypto/kcv';
import { cipherStrength } from '../../core/crypto/strength';
import { unfolded } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { KeyBlockError } from '../../core/keyblock/keyBlockError';
import { longerReading } from '../../core/keyblock/longerReading';
import { versionRow } from '../../core/keyblock/tables';
import type { KeyBlock } from '../../core/keyblock/types';
import { unwrapKeyBlock, type Unwrapped } from '../../core/keyblock/unwrap';
import type { RecordedStep } from '../../keyservice/ceremony/record';
import type { VerificationModel } from '../../protocol/verification';
import { rememberVerification } from '../history/verifications';
import { checkValuesOf } from '../testKeys/keyFacts';
import { askKeyBlock, type SourceBlock } from '../material/keyBlockSource';
import { flow, made } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import { rememberClearKey, rememberLoadedKey } from '../testKeys/loadedKeys';
import { localised } from '../ui/localise';
import type { Ui } from '../flow/ui';
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
    const blocking = unfolded(block.findings).find(({ code }) =>
      /^(payload_not_hex|payload_empty_or_not_block_multiple|mac_not_hex|mac_truncated)$/.test(code),
    );
    return blocking && localised(blocking);
  }
  const error = block.findings.find(({ severity }) => severity === 'error');
  return error ? localised(error) : vscode.l10n.t('The encrypted key or the MAC could not be identified.');
}

/** Asks for what is missing (block, KBPK) and verifies. Undefined where the user gave up. */
export async function askAndVerify(
  ui: Ui,
  ring: KeyRing,
  given: SourceBlock | undefined,
): Promise<VerificationResult | { readonly source: SourceBlock; readonly problem: string } | undefined> {
  let unverifiable: { readonly source: SourceBlock; readonly problem: string } | undefined;
  const answers = await flow(vscode.l10n.t('Verify Key Block'))
    .askWhen(
      () => given === undefined,
      'source',
      (frame, _, former?: SourceBlock) => askKeyBlock(ui, frame, former?.text),
    )
    .ask(
      'opener',
      async (frame, { source = given! }) => {
        const block = decodeKeyBlock(source.text);
        const problem = whyNotVerifiable(block);
        const cipher = versionRow(block.version.code)?.cipher;
        if (problem !== undefined || !cipher) {
          // Nothing is left to ask.
          unverifiable = { source, problem: problem ?? vscode.l10n.t('The block cannot be unwrapped.') };
          return undefined;
        }
        const kbpk = await askKey(ui, frame, {
          name: 'KBPK',
          kind: { algorithm: cipher === 'AES' ? 'A' : 'T' },
          lengths: kbpkLengths(cipher),
          ring: { keys: ring, cipher },
        });
        return made(kbpk, (bytes) => ({ source, block, kbpk: bytes }));
      },
      { forget: ({ kbpk }) => wipe(kbpk) },
    )
    .run();
  if (!answers) return unverifiable;
  const { source, block, kbpk } = answers.opener;
  try {
    const verified = verify(block, kbpk, source.mayGoOn);
    rememberVerification(verificationStep(block, kbpk, verified.model));
    return { source, ...verified };
  } finally {
    wipe(kbpk);
  }
}

/**
 * Unwraps under a KBPK, which stays the caller's to wipe.
 *
 * @param mayGoOn digits behind the block that are tried as a part of it where its MAC does not fit
 */
export function verify(
  block: KeyBlock,
  kbpk: Uint8Array,
  mayGoOn?: string,
): Omit<VerificationResult, 'source'> {
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
    const longer =
      error.likelyCause !== undefined && mayGoOn !== undefined
        ? longerReading(block, mayGoOn, kbpk)
        : undefined;
    return {
      model: longer
        ? failureModel([longer], undefined, facts)
        : failureModel(error.findings, error.likelyCause, facts),
      key: undefined,
    };
  }
}

/** For a ceremony record: what was compared; no key, no block. */
function verificationStep(block: KeyBlock, kbpk: Uint8Array, model: VerificationModel): RecordedStep {
  const cipher = versionRow(block.version.code)?.cipher ?? 'AES';
  const own = kcvCipher(block.algorithm.code);
  const [first] = checkValuesOf({ algorithm: cipher === 'AES' ? 'A' : 'T' }, kbpk);
  return {
    title: vscode.l10n.t('Verification of a key block'),
    time: Date.now(),
    ...(block.usage.known ? { usage: `${localised(block.usage.words)} (${block.usage.code})` } : {}),
    ...(block.algorithm.known ? { algorithm: localised(block.algorithm.words) } : {}),
    ...(block.exportability.known ? { exportability: localised(block.exportability.words) } : {}),
    kcvs: model.checkValues.map(({ method, digits }) => ({
      method: kcvMethodName(method),
      digits,
      ...(own === undefined ? {} : { cipher: own }),
    })),
    checks: [
      {
        what: 'mac',
        outcome: model.verdict === 'right' ? 'verified' : 'different',
        ...(first ? { against: { method: first.method, digits: first.digits, cipher } } : {}),
      },
    ],
  };
}

function revealable(unwrapped: Unwrapped): RevealableKey {
  let disposed = false;
  return {
    digits: () => (disposed ? undefined : toUpperHex(unwrapped.key)),
    dispose: () => {
      disposed = true;
      unwrapped.dispose();
    },
  };
}
