/**
 * In which Regions a new key will exist besides its own: by the defaults of the account, as chosen, or in none. API
 * reference, ImportKey and CreateKey (ReplicationRegions) and GetDefaultKeyReplicationRegions. How to keep a key out of
 * the default Regions is documented nowhere.
 */
import type { ImportKeyInput } from '../operations';
import { regionsText } from '../rules/regions';
import type { PlanFindings } from './planFindings';

/** The Regions to which new keys of an account and Region replicate where the call names none. */
export type DefaultRegions =
  | { readonly kind: 'read'; readonly regions: readonly string[] }
  /** `reason` is in the user's language. */
  | { readonly kind: 'unread'; readonly reason: string };

export type Replication =
  /** The call names none, so the service takes the defaults. */
  | { readonly by: 'default'; readonly defaults: DefaultRegions }
  /** One at least. */
  | { readonly by: 'chosen'; readonly regions: readonly string[] }
  /** No other Region is wanted. */
  | { readonly by: 'none'; readonly defaults: DefaultRegions };

/** Whether new keys replicate, or may do so, where the call names no Region. */
export const mayReplicate = (defaults: DefaultRegions): boolean =>
  defaults.kind === 'unread' || defaults.regions.length > 0;

/** What an answer comes to. @param chosen Regions, where they were chosen */
export const replicationOf = (
  by: Replication['by'],
  chosen: readonly string[],
  defaults: DefaultRegions,
): Replication => (by === 'chosen' ? { by, regions: chosen } : { by, defaults });

/**
 * The member of a request. Against defaults an empty list is sent: the model allows it, and it is the only way to name no
 * Region; whether AWS takes it for that is not documented.
 */
export function replicationMember(
  replication: Replication | undefined,
): Pick<ImportKeyInput, 'ReplicationRegions'> {
  switch (replication?.by) {
    case 'chosen':
      return { ReplicationRegions: replication.regions };
    case 'none':
      return mayReplicate(replication.defaults) ? { ReplicationRegions: [] } : {};
    default:
      return {};
  }
}

/** Adds what is not known of the Regions. That the key will exist in others is no fault: the confirmation names them. */
export function checkReplication(replication: Replication | undefined, findings: PlanFindings): void {
  if (replication?.by === 'none' && mayReplicate(replication.defaults)) findings.add('aws_plan_regions_none');
  if (replication?.by === 'default' && replication.defaults.kind === 'unread')
    findings.add('aws_plan_regions_unread');
}

/** The Regions that a plan's summary names: "eu-west-1, us-west-2"; '' for none, undefined where it is not known. */
export function replicationText(replication: Replication | undefined): string | undefined {
  switch (replication?.by) {
    case 'chosen':
      return regionsText(replication.regions);
    case 'default':
      return replication.defaults.kind === 'read' ? regionsText(replication.defaults.regions) : undefined;
    case 'none':
      return '';
    case undefined:
      return undefined;
  }
}
