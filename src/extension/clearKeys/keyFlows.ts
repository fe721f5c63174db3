import * as vscode from 'vscode';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { KeyBlockError } from '../../core/keyblock/keyBlockError';
import { attachVerification, inspectedBlock, showInspector } from '../inspector/inspector';
import { VerificationHolder } from './verificationHolder';
import { hsmMaterialHere } from '../material/hsmMaterial';
import { keyBlockHere } from '../material/keyBlockSource';
import { localised } from '../ui/localise';
import { log } from '../ui/log';
import { escapeNotification } from '../ui/markdown';
import { vscodeUi } from '../flow/vscodeUi';
import { requireClearKeys } from '../testKeys/clearKeys';
import { keyRing, ownedKeyRing } from '../testKeys/keyRing';
import { deliver } from './headerPrompts';
import { askAndRewrap } from './rewrapKeyBlock';
import { askAndVerifyAtalla, whyNotAtalla } from './verifyAtalla';
import { askAndVerify, whyNotVerifiable } from './verifyKeyBlock';
import { askAndWrap } from './wrapKey';

export async function verifyKeyBlock(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  const other = await hsmMaterialHere(argument);
  if (other?.kind === 'atalla') return verifyAtalla(other.text);
  const source = await keyBlockHere(argument, inspectedBlock);
  // A block that no KBPK can verify needs no clear keys to say so.
  const hopeless = source && whyNotVerifiable(decodeKeyBlock(source.text));
  if (source && hopeless !== undefined) {
    showInspector(context, source.text, source.origin);
    cannot(vscode.l10n.t('This block cannot be verified with any KBPK. {0}', hopeless));
    return;
  }
  if (!(await requireClearKeys(vscode.l10n.t('Verify Key Block')))) return;
  const result = await askAndVerify(vscodeUi, ownedKeyRing(context), source);
  if (!result) return;
  showInspector(context, result.source.text, result.source.origin);
  if ('problem' in result) {
    cannot(vscode.l10n.t('This block cannot be verified with any KBPK. {0}', result.problem));
    return;
  }
  log().info(`A block was verified: MAC ${result.model.verdict}.`);
  const { model, key } = result;
  const shown = attachVerification(result.source.text, (post) => new VerificationHolder(model, key, post));
  if (!shown) key?.dispose();
}

async function verifyAtalla(text: string): Promise<void> {
  const hopeless = whyNotAtalla(text);
  if (hopeless !== undefined) {
    cannot(hopeless);
    return;
  }
  if (!(await requireClearKeys(vscode.l10n.t('Verify Atalla Key Block')))) return;
  const said = await askAndVerifyAtalla(vscodeUi, text);
  if (said?.verified) void vscode.window.showInformationMessage(said.message);
  else if (said) cannot(said.message);
}

export async function wrapKey(context: vscode.ExtensionContext): Promise<void> {
  const result = await refusalsSaid(() => askAndWrap(vscodeUi, ownedKeyRing(context)));
  if (!result) return;
  log().info('A key was wrapped.');
  const { delivery, block, made } = result;
  // What was wrapped is shown wherever the block goes; the clipboard and an editor say nothing of it.
  await deliver(delivery, block, () => undefined);
  showInspector(context, block, undefined, { made, preserveFocus: delivery !== 'show' });
}

export async function rewrapKeyBlock(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  const source = await keyBlockHere(argument, inspectedBlock);
  const result = await refusalsSaid(() => askAndRewrap(vscodeUi, ownedKeyRing(context), source));
  if (!result) return;
  if ('problem' in result) {
    cannot(vscode.l10n.t('The block cannot be rewrapped. {0}', result.problem));
    return;
  }
  log().info('A block was rewrapped.');
  await deliver(result.delivery, result.block, (block) => showInspector(context, block, undefined));
}

export function forgetKeys(): void {
  const count = keyRing.forget();
  void vscode.window.showInformationMessage(
    count === 0
      ? vscode.l10n.t('No keys are remembered.')
      : count === 1
        ? vscode.l10n.t('1 key was forgotten and its bytes were overwritten.')
        : vscode.l10n.t('{0} keys were forgotten and their bytes were overwritten.', count),
  );
}

function cannot(message: string): void {
  void vscode.window.showWarningMessage(escapeNotification(message));
}

/** What a header or block cannot hold is said in words; anything else is a failure of ours. */
async function refusalsSaid<T>(body: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof KeyBlockError)) throw error;
    cannot(vscode.l10n.t('The block cannot be created. {0}', error.findings.map(localised).join(' ')));
    return undefined;
  }
}
