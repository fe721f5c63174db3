import * as vscode from 'vscode';
import {
  revealSeconds,
  type VerificationModel,
  type FromVerification,
  type ToVerification,
} from '../../protocol/verification';
import type { RevealableKey } from './verifyKeyBlock';
import { expectedVerdict } from '../inspector/expectedCheckValue';
import { log } from '../ui/log';
import type { VerificationView } from '../inspector/inspector';

/** Minutes that an unwrapped key waits for Reveal; after that the block has to be verified again. */
const keyMinutes = 10;

/** Asks once more, in a modal dialog. */
async function confirmReveal(): Promise<boolean> {
  const keep = vscode.l10n.t('Keep Hidden');
  const reveal = vscode.l10n.t('Reveal for {0} Seconds', revealSeconds);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Show the clear key on the screen?'),
    {
      modal: true,
      detail: vscode.l10n.t('Anyone who sees this screen or a recording of it can read the key.'),
    },
    // The first is what Enter takes.
    keep,
    reveal,
  );
  return chosen === reveal;
}

/**
 * The result of a verification while its block is shown. Holds the unwrapped key until it is disposed, and
 * hands it to the page only after a confirmation, in one message.
 */
export class VerificationHolder implements VerificationView {
  #revealed: ReturnType<typeof setTimeout> | undefined;
  readonly #expiry: ReturnType<typeof setTimeout> | undefined;
  #key: RevealableKey | undefined;
  #asking = false;

  constructor(
    readonly model: VerificationModel,
    key: RevealableKey | undefined,
    private readonly post: (message: ToVerification) => void,
    private readonly confirmed: () => Promise<boolean> = confirmReveal,
  ) {
    this.#key = key;
    this.#expiry = key && setTimeout(() => this.#forget(), keyMinutes * 60_000);
  }

  /** The model, whenever the page is new. A key that was shown before is hidden again. */
  show(): void {
    this.#conceal();
    this.post({ type: 'verification', model: this.model });
  }

  async handle(message: FromVerification): Promise<void> {
    if (message.type === 'hide') {
      this.#conceal();
      this.post({ type: 'hidden' });
      return;
    }
    if (message.type === 'expect') {
      const { text } = message;
      const verdict = expectedVerdict(text, this.model.checkValues);
      this.post({ type: 'expected', text, ...(verdict && { verdict }) });
      return;
    }
    if (this.#asking) return;
    if (!this.#key) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The key is no longer in memory. Verify the block again to reveal it.'),
      );
      return;
    }
    this.#asking = true;
    try {
      if (!(await this.confirmed())) return;
      // It may have been disposed of while the question stood.
      const digits = (this.#key as RevealableKey | undefined)?.digits();
      if (digits === undefined) return;
      log().info('A key was revealed.');
      this.#conceal();
      this.post({ type: 'revealed', key: digits, seconds: revealSeconds });
      this.#revealed = setTimeout(() => this.post({ type: 'hidden' }), revealSeconds * 1000);
    } finally {
      this.#asking = false;
    }
  }

  #conceal(): void {
    clearTimeout(this.#revealed);
    this.#revealed = undefined;
  }

  #forget(): void {
    this.#key?.dispose();
    this.#key = undefined;
  }

  dispose(): void {
    this.#conceal();
    clearTimeout(this.#expiry);
    this.#forget();
  }
}
