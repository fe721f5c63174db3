/** The question for a passphrase: hidden as it is typed, kept nowhere. */
import * as vscode from 'vscode';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';

/** Undefined where the user gave up. @param again the one before was not the right one */
export function askPassphrase(
  ui: Ui,
  title: string,
  prompt: string,
  again: boolean,
): Promise<string | undefined> {
  return once(title, (frame) =>
    ui.input(frame, {
      password: true,
      prompt: again
        ? vscode.l10n.t('That was not the right passphrase. Try again, or press Escape.')
        : prompt,
      check: () => undefined,
    }),
  );
}
