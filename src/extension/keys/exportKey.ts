/** A key that leaves the service: as TR-31 under another key of it, or as TR-34 to the certificate of a receiver. */
import * as vscode from 'vscode';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { once } from '../flow/flow';
import { pickFitting } from '../flow/pickFitting';
import { back } from '../flow/ui';
import { type ServiceAction, changing } from '../service/serviceAction';
import { chooseKey } from '../service/pickKey';
import type { CatalogueKey } from '../service/keyCatalogue';
import { exportTr31 } from './exportTr31';
import { exportTr34 } from './exportTr34';
import { isPair, isPublic, keyWithKcv, lifeStage } from '../service/names';
import type { KeyPanels } from './keyDetails';

/** Why a key cannot leave; undefined where it can. */
export function unfitToLeave({ summary }: CatalogueKey): string | undefined {
  if (isPublic(summary) || isPair(summary)) return vscode.l10n.t('Only symmetric keys are exported.');
  if (summary.Exportable === false)
    return vscode.l10n.t('This key was created as not exportable; this cannot be changed.');
  const stage = lifeStage(summary);
  if (stage === 'disabled') return vscode.l10n.t('This key is disabled. Enable it first.');
  return stage === 'enabled' || stage === 'unreported'
    ? undefined
    : vscode.l10n.t('its state is {0}', summary.KeyState);
}

type Way = 'tr31' | 'tr34';

export async function exportKey(action: ServiceAction, argument: unknown, panels: KeyPanels): Promise<void> {
  const title = vscode.l10n.t('Export Key');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key to export (wrapped)'),
    unfit: unfitToLeave,
  });
  const there = key && (await changing(action));
  if (!there) return;
  // A wrapping key or certificate may stand on any page.
  await there.ui.progress(vscode.l10n.t('Reading keys'), (signal) => there.tools.catalogue.loadAll(signal));
  for (;;) {
    const way = await once(title, (frame) =>
      pickFitting<Way>(there.ui, frame, {
        placeholder: vscode.l10n.t('{0}: select a format', keyWithKcv(key)),
        items: ['tr31', 'tr34'],
        show: (item) => ways(item),
        refusal: (item) => (item === 'tr34' ? noTr34(key) : undefined),
      }),
    );
    if (way === undefined) return;
    const end = await (way === 'tr31' ? exportTr31 : exportTr34)(there, key, panels);
    if (end !== back) return;
  }
}

function ways(way: Way): { label: string; description: string } {
  return way === 'tr31'
    ? {
        label: vscode.l10n.t('TR-31 key block'),
        description: vscode.l10n.t(
          'under a key encryption or key block protection key that the receiver has',
        ),
      }
    : {
        label: vscode.l10n.t('TR-34 key token'),
        description: vscode.l10n.t('to the certificate of the receiver (KRD)'),
      };
}

function noTr34({ summary: { KeyAttributes } }: CatalogueKey): string | undefined {
  const { KeyAlgorithm } = KeyAttributes;
  return transportMethods(KeyAlgorithm, 'RSA_4096').includes('TR34')
    ? undefined
    : vscode.l10n.t('{0} keys are not wrapped under RSA: no RSA key is strong enough.', KeyAlgorithm);
}
