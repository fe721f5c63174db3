/** Dialogs on an import that an approval team decides, or decided, about. */
import * as vscode from 'vscode';
import { isOver } from '../../keyservice/imports/note';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import type { ServiceAction } from '../service/serviceAction';
import { headlineOf, refusedLines, sessionFacts, standing } from './approvalView';
import type { ImportRefused, ImportWaiting } from './importRun';

/** @returns what the user wants of one that waits */
export async function tellApproval(
  { ui, tools }: Pick<ServiceAction, 'ui' | 'tools'>,
  state: ImportWaiting | ImportRefused,
): Promise<'again' | 'byHand' | undefined> {
  const show = vscode.l10n.t('Show in Tree');
  tools.catalogue.keyChanged(state.key);
  const shown = async (chosen: string | undefined): Promise<void> => {
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', state.key.KeyArn);
  };
  if (state.kind === 'refused') {
    await shown(
      await ui.failed(
        escapeNotification(vscode.l10n.t('Not approved, not imported: {0}', headlineOf(state.note))),
        escapeNotificationLines(refusedLines(state.key, state.note).join('\n')),
        show,
      ),
    );
    return undefined;
  }
  const again = vscode.l10n.t('Check Again');
  const byHand = vscode.l10n.t('Resolve Manually…');
  const { waiting } = state.note;
  const chosen = await ui.confirm(
    escapeNotification(vscode.l10n.t('Waiting for approval: {0}', headlineOf(state.note))),
    escapeNotificationLines(
      [
        standing(waiting),
        ...sessionFacts(waiting).map(([, label, value]) => `${label}: ${value}`),
        vscode.l10n.t('Nothing is sent again while approval is pending.'),
      ].join('\n'),
    ),
    again,
    ...(isOver(waiting) ? [byHand] : []),
    show,
  );
  await shown(chosen);
  return chosen === again ? 'again' : chosen === byHand ? 'byHand' : undefined;
}
