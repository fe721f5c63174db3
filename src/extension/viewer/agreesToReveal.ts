import * as vscode from 'vscode';
import { revealSeconds } from '../../protocol/verification';

/** The question before private values of a structure are shown. */
export async function agreesToReveal(): Promise<boolean> {
  const show = vscode.l10n.t('Show for {0} Seconds', revealSeconds);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Show the private values of this key?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Anyone who sees the screen can read them, and they can be copied. Do this only with test keys.',
      ),
    },
    show,
  );
  return answer === show;
}
