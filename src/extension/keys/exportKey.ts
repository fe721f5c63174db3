/** A key that leaves the service: as TR-31 under another key of it, or as TR-34 to the certificate of a receiver. */
import * as vscode from 'vscode';
import { transportMethods } from '../../keyservice/rules/strength';
import { type Choice, back } from '../flow/ui';
import { alone } from '../flow/flow';
import { changing } from '../service/change';
import type { CatalogueKey } from '../service/keyCatalogue';
import { exportTr31 } from './exportTr31';
import { exportTr34 } from './exportTr34';
import { chooseKey, type KeyFlow } from '../service/keyFlow';
import { isPair, isPublic, keyWithKcv, lifeStage } from '../service/keyWords';
import type { KeyPanels } from './panels';

/** Why a key cannot leave; undefined where it can. */
export function unfitToLeave({ summary }: CatalogueKey): string | undefined {
  if (isPublic(summary) || isPair(summary)) return vscode.l10n.t('Only symmetric keys are exported.');
  if (summary.Exportable === false)
    return vscode.l10n.t('This key was made not exportable; that cannot be changed.');
  const stage = lifeStage(summary);
  if (stage === 'disabled') return vscode.l10n.t('This key is disabled. Enable it first.');
  return stage === 'enabled' ? undefined : vscode.l10n.t('its state is {0}', summary.KeyState);
}

type Way = 'tr31' | 'tr34' | { readonly refused: string };

export async function exportKey(flow: KeyFlow, argument: unknown, panels: KeyPanels): Promise<void> {
  const title = vscode.l10n.t('Export Key');
  const key = await chooseKey(flow, argument, {
    title,
    placeholder: vscode.l10n.t('Key to export, wrapped'),
    unfit: unfitToLeave,
  });
  const there = key && (await changing(flow));
  if (!there) return;
  // A wrapping key or certificate may stand on any page.
  await there.ui.progress(vscode.l10n.t('Reading the keys of the service'), (signal) =>
    there.tools.catalogue.loadAll(signal),
  );
  for (;;) {
    const way = await there.ui.pick<Way>(alone(title), {
      placeholder: vscode.l10n.t('{0}: in which form?', keyWithKcv(key)),
      choices: ways(key),
    });
    if (way === undefined || way === back) return;
    if (typeof way === 'object') {
      there.ui.warn(way.refused);
      continue;
    }
    const end = await (way === 'tr31' ? exportTr31 : exportTr34)(there, key, panels);
    if (end !== back) return;
  }
}

function ways(key: CatalogueKey): Choice<Way>[] {
  const { KeyAlgorithm } = key.summary.KeyAttributes;
  const tr31: Choice<Way> = {
    label: vscode.l10n.t('TR-31 key block'),
    description: vscode.l10n.t('under a key encryption or key block protection key that the receiver has'),
    value: 'tr31',
  };
  const tr34 = {
    label: vscode.l10n.t('TR-34 key token'),
    description: vscode.l10n.t('to the certificate of the receiver (KRD)'),
  };
  if (transportMethods(KeyAlgorithm, 'RSA_4096').includes('TR34')) return [tr31, { ...tr34, value: 'tr34' }];
  const refused = vscode.l10n.t(
    '{0} keys are not moved under RSA: no RSA key is strong enough.',
    KeyAlgorithm,
  );
  return [tr31, { ...tr34, detail: refused, group: vscode.l10n.t('Not usable'), value: { refused } }];
}
