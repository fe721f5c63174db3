import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { CancelSignal, KeyService } from '../../keyservice/operations';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { failureText, failureWords } from './serviceFailure';
import type { Ui } from '../flow/ui';

/**
 * One call with progress and Cancel. A failure is told and may be tried again; undefined where it was cancelled or
 * given up, so that what was entered can be changed.
 */
export async function serviceCall<T>(
  ui: Pick<Ui, 'failed' | 'progress'>,
  service: KeyService,
  title: string,
  run: (signal: CancelSignal) => Promise<T>,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await ui.progress(title, run);
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      // A code that was not given, or Cancel before anything was sent: the user knows.
      if (error.serviceName === 'MfaCancelled') return undefined;
      if (error.kind === 'cancelled' && error.effect === 'none') return undefined;
      const simulator = service.target.kind === 'simulator';
      const again = vscode.l10n.t('Try Again');
      // Another account is confirmed by the question before, which then shows it.
      const actions = error.kind === 'otherAccount' ? [] : [again];
      const { what } = failureWords(error, simulator);
      const rest = failureText(error, simulator).split('\n').slice(1).join('\n');
      const answer = await ui.failed(escapeNotification(what), escapeNotificationLines(rest), ...actions);
      if (answer !== again) return undefined;
    }
  }
}
