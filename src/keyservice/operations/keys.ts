/** Keys as requests describe them and as answers have them. */
import type {
  DeriveKeyUsage,
  KeyCheckValueAlgorithm,
  KeyClass,
  KeyOrigin,
  KeyReplicationState,
  KeyState,
  KeyUsage,
  MultiRegionKeyType,
  Open,
} from '../model/enums';
import type { KeyAlgorithm, KeyModesOfUse } from '../rules/keyAttributes';
import type { MpaStatus } from './approval';

export interface KeyAttributes {
  readonly KeyUsage: KeyUsage;
  readonly KeyClass: KeyClass;
  readonly KeyAlgorithm: KeyAlgorithm;
  /** Only the true ones need be there. */
  readonly KeyModesOfUse: KeyModesOfUse;
}

/**
 * Attributes as an answer has them. An absent KeyModesOfUse says nothing of the modes: what is not given is neither
 * shown as off nor judged. AWS user guide, page on multi-party approval, whose answers have true members only or none.
 */
export interface AnsweredAttributes {
  readonly KeyUsage: Open<KeyUsage>;
  readonly KeyClass: Open<KeyClass>;
  readonly KeyAlgorithm: Open<KeyAlgorithm>;
  readonly KeyModesOfUse?: KeyModesOfUse;
}

/** How far a key is in one Region besides its own. */
export interface ReplicationStatusType {
  readonly Status: Open<KeyReplicationState>;
  readonly StatusMessage?: string;
}

/** A key as answers have it. The model requires more members than the service's own examples have: those may be absent. */
export interface Key {
  readonly KeyArn: string;
  readonly KeyAttributes: AnsweredAttributes;
  /** Missing in answers for certificates, as is Exportable. */
  readonly KeyCheckValue?: string;
  readonly KeyCheckValueAlgorithm?: Open<KeyCheckValueAlgorithm>;
  /** Absent, nothing is known of it: neither enabled nor disabled. */
  readonly Enabled?: boolean;
  readonly Exportable?: boolean;
  /** CREATE_FAILED, of a refused approval, is in no model. */
  readonly KeyState: Open<KeyState>;
  readonly KeyOrigin?: Open<KeyOrigin>;
  readonly CreateTimestamp?: Date;
  readonly UsageStartTimestamp?: Date;
  readonly UsageStopTimestamp?: Date;
  readonly DeletePendingTimestamp?: Date;
  readonly DeleteTimestamp?: Date;
  readonly DeriveKeyUsage?: Open<DeriveKeyUsage>;
  /** Absent for a key that exists in one Region only. */
  readonly MultiRegionKeyType?: Open<MultiRegionKeyType>;
  /** Where the key is changed; of a replica another Region. */
  readonly PrimaryRegion?: string;
  /** By Region. */
  readonly ReplicationStatus?: Readonly<Record<string, ReplicationStatusType>>;
  /** Whether the Regions are the defaults of the account, not chosen for this key. */
  readonly UsingDefaultReplicationRegions?: boolean;
  /** Of a key whose import waits, or waited, for the approval of a team. */
  readonly MpaStatus?: MpaStatus;
}

/** What a list says of a key: no origin, no dates. */
export interface KeySummary {
  readonly KeyArn: string;
  readonly KeyState: Open<KeyState>;
  readonly KeyAttributes: AnsweredAttributes;
  readonly KeyCheckValue?: string;
  readonly Exportable?: boolean;
  /** Absent, nothing is known of it: neither enabled nor disabled. */
  readonly Enabled?: boolean;
  readonly MultiRegionKeyType?: Open<MultiRegionKeyType>;
  readonly PrimaryRegion?: string;
}
