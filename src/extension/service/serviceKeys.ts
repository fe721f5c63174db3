/** Keys of the service as choices of a flow. */
import * as vscode from 'vscode';
import type { KeySummary } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import { escapeNotificationLines } from '../ui/markdown';
import { failureText } from './serviceFailure';
import type { CatalogueKey } from './keyCatalogue';
import type { ServiceTools } from './tools';
import type { Ui } from '../flow/ui';

/** All pages, so that nothing is missing in a choice; false where they cannot be read and the user leaves it. */
export async function readKeys(tools: ServiceTools, ui: Ui): Promise<boolean> {
  const { catalogue, connection } = tools;
  for (;;) {
    if (catalogue.complete && catalogue.readAt !== undefined) return true;
    await ui.progress(vscode.l10n.t('Reading keys…'), (signal) => catalogue.loadAll(signal));
    const { failure } = catalogue;
    if (failure === undefined) return catalogue.readAt !== undefined;
    // Who gave no MFA code knows why nothing was read.
    if (failure.serviceName === 'MfaCancelled') return false;
    const again = vscode.l10n.t('Try Again');
    const answer = await ui.failed(
      vscode.l10n.t('The keys of the service could not be read. What you entered is still here.'),
      escapeNotificationLines(failureText(failure, connection.chosen?.choice.kind === 'simulator')),
      again,
    );
    if (answer !== again) return false;
    await ui.progress(vscode.l10n.t('Reading keys…'), (signal) => catalogue.refresh(signal));
  }
}

/** Why a key cannot be used at all now. */
export function unusableState({ KeyState, Enabled }: KeySummary): string | undefined {
  if (KeyState === 'DELETE_PENDING') return vscode.l10n.t('It is to be deleted; restore it first.');
  if (KeyState !== 'CREATE_COMPLETE') return vscode.l10n.t('It is in state {0}.', KeyState);
  return Enabled ? undefined : vscode.l10n.t('It is disabled; enable it first.');
}

/** "alias/kek-main" or the key's id; algorithm and check value. */
export function keyLabel({ summary, aliases }: CatalogueKey): { label: string; description: string } {
  const { KeyArn, KeyAttributes, KeyCheckValue } = summary;
  return {
    label: aliases[0] ?? KeyArn.slice(KeyArn.lastIndexOf('/') + 1),
    description: [
      KeyAttributes.KeyAlgorithm.replaceAll('_', '-'),
      ...(KeyCheckValue === undefined ? [] : [vscode.l10n.t('KCV {0}', KeyCheckValue)]),
    ].join(' · '),
  };
}

/** As plans take it, with what GetKey said where it was asked. */
export function knownKey({ summary, detail }: CatalogueKey): KnownKey {
  return detail ?? summary;
}
