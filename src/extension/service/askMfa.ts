import * as vscode from 'vscode';
import { CredentialsError, type AskMfa } from '../../keyservice/identity';

/** The code of an MFA device, typed; it is neither kept here nor logged. */
export const askMfa: AskMfa = async ({ serial, profile, signal, used }) => {
  const cancelling = new vscode.CancellationTokenSource();
  const cancel = (): void => cancelling.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const code = await vscode.window.showInputBox(
      {
        title: vscode.l10n.t('MFA code for {0}', profile),
        prompt: serial,
        ignoreFocusOut: true,
        password: true,
        validateInput: (text) =>
          !/^\d{6}$/.test(text.trim())
            ? vscode.l10n.t('Six digits are expected.')
            : used(text.trim())
              ? vscode.l10n.t('This code was already used. Enter the next one that the device shows.')
              : undefined,
      },
      cancelling.token,
    );
    if (code === undefined) throw new CredentialsError('MfaCancelled', 'cancelled');
    return code.trim();
  } finally {
    signal.removeEventListener('abort', cancel);
    cancelling.dispose();
  }
};
