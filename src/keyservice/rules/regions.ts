/**
 * Keys in several Regions: one primary key, which is changed, and replicas, which are read only. User guide, page on
 * multi-Region keys; API reference, Key and ReplicationStatusType.
 */
import { regionName } from '../model/members';
import type { Key, KeySummary } from '../operations';
import type { ReplicationStatusType } from '../operations/keys';

/** Whether the service refuses changes of the key here: they are made in its primary Region. */
export const isReplica = ({ MultiRegionKeyType }: Pick<KeySummary, 'MultiRegionKeyType'>): boolean =>
  MultiRegionKeyType === 'REPLICA';

export const isPrimary = ({ MultiRegionKeyType }: Pick<KeySummary, 'MultiRegionKeyType'>): boolean =>
  MultiRegionKeyType === 'PRIMARY';

/** Region with its status, in the order of their names. */
export function replicationOf({
  ReplicationStatus = {},
}: Pick<Key, 'ReplicationStatus'>): readonly (readonly [region: string, status: ReplicationStatusType])[] {
  return Object.entries(ReplicationStatus).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether nothing of the replication is on its way any more. A status that no model has is not waited for. */
export const replicationSettled = (key: Pick<Key, 'ReplicationStatus'>): boolean =>
  replicationOf(key).every(([, { Status }]) => Status !== 'IN_PROGRESS' && Status !== 'DELETE_IN_PROGRESS');

/** What is wrong with a list of Regions, with the text that it is about. */
export interface RegionsProblem {
  readonly problem: 'form' | 'own';
  readonly text: string;
}

/**
 * Regions from a text with commas or white space between them, each once.
 * @param own Region of the key, which cannot be among them
 */
export function readRegions(text: string, own: string): readonly string[] | RegionsProblem {
  const parts = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  for (const part of parts) {
    if (regionName.pattern?.test(part) !== true) return { problem: 'form', text: part };
    if (part === own) return { problem: 'own', text: part };
  }
  return [...new Set(parts)];
}

/** Whether a text has been read as Regions. */
export const isRegions = (read: readonly string[] | RegionsProblem): read is readonly string[] =>
  Array.isArray(read);

/** "eu-west-1, us-west-2". */
export const regionsText = (regions: readonly string[]): string => regions.join(', ');
