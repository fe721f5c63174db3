/** Keys that exist in several Regions: one primary, which is changed, and replicas, which are read only. */
import type { Key } from './keys';

interface OfRegions {
  /** "us-east-1", …; one at least. */
  readonly ReplicationRegions: readonly string[];
}
interface EnabledRegions {
  readonly EnabledReplicationRegions: readonly string[];
}
interface OneKeyAndRegions {
  input: OfRegions & { readonly KeyIdentifier: string };
  output: { readonly Key: Key };
}

export interface ReplicationOperations {
  AddKeyReplicationRegions: OneKeyAndRegions;
  RemoveKeyReplicationRegions: OneKeyAndRegions;
  /** Of the account and Region: every key made afterwards replicates to these, unless it names its own. */
  EnableDefaultKeyReplicationRegions: { input: OfRegions; output: EnabledRegions };
  DisableDefaultKeyReplicationRegions: { input: OfRegions; output: EnabledRegions };
  GetDefaultKeyReplicationRegions: { input: Readonly<Record<string, never>>; output: EnabledRegions };
}
