/** Keys of the service as choices of a flow. */
import * as vscode from 'vscode';
import { keyName } from './names';
import type { KeySummary } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import { callService } from './callService';
import type { CatalogueKey } from './keyCatalogue';
import type { ServiceTools } from './tools';
import type { Ui } from '../flow/ui';

/** All pages, so that nothing is missing in a choice; false where they cannot be read and the user leaves it. */
export async function readKeys(tools: ServiceTools, ui: Ui): Promise<boolean> {
  const { catalogue, connection } = tools;
  if (catalogue.complete && catalogue.readAt !== undefined) return true;
  const service = await connection.connect();
  if (!service) return false;
  let anew = false;
  const read = await callService(
    { tools, ui, service },
    {
      doing: vscode.l10n.t('Reading keys…'),
      failed: vscode.l10n.t('The keys of the service could not be read. What you entered is still here.'),
      repeatable: true,
      run: async (signal) => {
        await (anew ? catalogue.refresh(signal) : catalogue.loadAll(signal));
        anew = true;
        if (catalogue.failure) throw catalogue.failure;
        return catalogue.readAt !== undefined;
      },
    },
  );
  return read === true;
}

/** Why a key cannot be used at all now. */
export function unusableState({ KeyState, Enabled }: KeySummary): string | undefined {
  if (KeyState === 'DELETE_PENDING') return vscode.l10n.t('It is to be deleted; restore it first.');
  if (KeyState !== 'CREATE_COMPLETE') return vscode.l10n.t('It is in state {0}.', KeyState);
  return Enabled ? undefined : vscode.l10n.t('It is disabled; enable it first.');
}

/** Name, algorithm and check value of a key. */
export function keyLabel(key: CatalogueKey): { label: string; description: string } {
  const { KeyAttributes, KeyCheckValue } = key.summary;
  return {
    label: keyName(key),
    description: [
      KeyAttributes.KeyAlgorithm,
      ...(KeyCheckValue === undefined ? [] : [vscode.l10n.t('KCV {0}', KeyCheckValue)]),
    ].join(' · '),
  };
}

/** As plans take it, with what GetKey said where it was asked. */
export function knownKey({ summary, detail }: CatalogueKey): KnownKey {
  return detail ?? summary;
}
