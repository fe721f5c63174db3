/** The Regions of a key in the user's words: primary key or replica, and how far each copy is. */
import * as vscode from 'vscode';
import type { KeySummary } from '../../keyservice/operations';
import type { ReplicationStatusType } from '../../keyservice/operations/keys';
import { isPrimary, isReplica, regionsText, replicationOf } from '../../keyservice/rules/regions';
import type { CatalogueKey } from './keyCatalogue';

/** Why a key cannot be changed here; undefined for every key but a replica. */
export function replicaReason(summary: KeySummary): string | undefined {
  if (!isReplica(summary)) return undefined;
  const { PrimaryRegion: region } = summary;
  return region === undefined
    ? vscode.l10n.t('Replica of a key in another Region. Change it there.')
    : vscode.l10n.t('Replica of the key in {0}. Change it there.', region);
}

/** "replica of us-east-2", or "primary, also in eu-west-1, us-west-2"; nothing for a key of one Region. */
export function regionWords({ summary, detail }: CatalogueKey): string | undefined {
  if (isReplica(summary))
    return summary.PrimaryRegion === undefined
      ? vscode.l10n.t('replica')
      : vscode.l10n.t('replica of {0}', summary.PrimaryRegion);
  const regions = replicationOf(detail ?? {}).map(([region]) => region);
  if (regions.length > 0) return vscode.l10n.t('primary, also in {0}', regionsText(regions));
  if (isPrimary(summary)) return vscode.l10n.t('primary, also in other Regions');
  // A type that no model has, as the service names it.
  return summary.MultiRegionKeyType;
}

/** "synchronized", "failed: …"; a status that no model has as the service names it. */
export function replicationWords({ Status, StatusMessage }: ReplicationStatusType): string {
  const words = statusWords(Status);
  return StatusMessage === undefined || StatusMessage === ''
    ? words
    : vscode.l10n.t('{0}: {1}', words, StatusMessage);
}

function statusWords(status: string): string {
  switch (status) {
    case 'SYNCHRONIZED':
      return vscode.l10n.t('synchronized');
    case 'IN_PROGRESS':
      return vscode.l10n.t('being replicated');
    case 'DELETE_IN_PROGRESS':
      return vscode.l10n.t('being deleted');
    case 'FAILED':
      return vscode.l10n.t('failed');
    default:
      return status;
  }
}

/** What is known of the Regions of a key, a row each; empty for a key of one Region. */
export function regionRows({ summary, detail }: CatalogueKey): (readonly [name: string, value: string])[] {
  const { MultiRegionKeyType: type, PrimaryRegion: primary } = summary;
  const reason = replicaReason(summary);
  return [
    ...(type === undefined
      ? []
      : [
          [
            vscode.l10n.t('Multi-Region'),
            reason ?? (isPrimary(summary) ? vscode.l10n.t('primary key') : type),
          ] as const,
        ]),
    ...(primary === undefined ? [] : [[vscode.l10n.t('Primary Region'), primary] as const]),
    ...replicationOf(detail ?? {}).map(([region, status]) => [region, replicationWords(status)] as const),
    ...(detail?.UsingDefaultReplicationRegions === true
      ? [[vscode.l10n.t('Regions by'), vscode.l10n.t('defaults of the account')] as const]
      : []),
  ];
}
