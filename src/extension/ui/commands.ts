import * as vscode from 'vscode';
import { logFailure } from './log';

/**
 * Registers a command whose own failure is said in one sentence and logged by place only. `body` loads what it needs.
 * @param title as it stands in that sentence
 */
export function guardedCommand(
  id: string,
  title: () => string,
  body: (...args: unknown[]) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      await body(...args);
    } catch (error) {
      logFailure(title(), error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('{0} could not finish. The log says where it failed, and no key.', title()),
      );
    }
  });
}
