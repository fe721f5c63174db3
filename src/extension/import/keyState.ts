/** Enabling, disabling and restoring a key from what follows an import: confirmed, as everywhere else. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { Key, KeyService } from '../../keyservice/operations';
import { escapeNotificationLines } from '../ui/markdown';
import { failureText } from '../service/serviceFailure';
import type { ServiceTools } from '../service/tools';
import { keyIdOf } from '../service/choices';
import type { Ui } from '../flow/ui';
import { targetLines } from '../service/importTexts';

export interface AfterImport {
  readonly tools: ServiceTools;
  readonly service: KeyService;
  readonly ui: Ui;
}

type StateChange = 'StopKeyUsage' | 'StartKeyUsage' | 'RestoreKey';

/** Confirmed, then sent. @returns the key as it is now; undefined where it was not changed */
export async function changeState(
  after: AfterImport,
  key: Key,
  operation: StateChange,
): Promise<Key | undefined> {
  const { service, ui } = after;
  const words = stateWords(operation, keyIdOf(key.KeyArn));
  const chosen = await ui.confirm(
    words.question,
    [escapeNotificationLines(key.KeyArn), words.means, ...targetLines(service.target)].join('\n'),
    words.action,
  );
  return chosen === words.action ? sendState(after, key, operation) : undefined;
}

/** The same where it was confirmed with the import itself. */
export async function sendState(
  { tools, service, ui }: AfterImport,
  key: Key,
  operation: StateChange,
): Promise<Key | undefined> {
  const words = stateWords(operation, keyIdOf(key.KeyArn));
  for (;;) {
    try {
      const { output } = await service.call(operation, { KeyIdentifier: key.KeyArn });
      tools.catalogue.keyChanged(output.Key);
      void ui.tell(words.done);
      return output.Key;
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      const again = vscode.l10n.t('Try Again');
      const answer = await ui.failed(
        words.failed,
        escapeNotificationLines(failureText(error, service.target.kind === 'simulator')),
        again,
      );
      if (answer !== again) return undefined;
    }
  }
}

function stateWords(
  operation: StateChange,
  id: string,
): Readonly<Record<'question' | 'means' | 'action' | 'done' | 'failed', string>> {
  switch (operation) {
    case 'StopKeyUsage':
      return {
        question: vscode.l10n.t('Disable key {0}?', id),
        means: vscode.l10n.t('No call can use it until it is enabled again.'),
        action: vscode.l10n.t('Disable'),
        done: vscode.l10n.t('Key {0} is disabled.', id),
        failed: vscode.l10n.t('The key could not be disabled.'),
      };
    case 'StartKeyUsage':
      return {
        question: vscode.l10n.t('Enable key {0}?', id),
        means: vscode.l10n.t('Everybody with access to it can use it.'),
        action: vscode.l10n.t('Enable'),
        done: vscode.l10n.t('Key {0} is enabled.', id),
        failed: vscode.l10n.t('The key could not be enabled.'),
      };
    case 'RestoreKey':
      return {
        question: vscode.l10n.t('Restore key {0}?', id),
        means: vscode.l10n.t('Its deletion is cancelled. It stays disabled until it is enabled.'),
        action: vscode.l10n.t('Restore'),
        done: vscode.l10n.t('Key {0} is restored.', id),
        failed: vscode.l10n.t('The key could not be restored.'),
      };
  }
}
