/** Multi-party approval: actions of an account that a team has to approve. User guide, page on multi-party approval. */
import type { AssociationState, MpaOperation, Open, SessionStatus } from '../model/enums';

/** A session in which a team approves one request. PENDING until it ends; one that lapses has to be asked for again. */
export interface MpaStatus {
  readonly MpaSessionArn: string;
  readonly Status: Open<SessionStatus>;
  readonly InitiationDate?: Date;
  readonly StatusMessage?: string;
}

/** The team that approves an action of this account and Region. */
export interface MpaTeamAssociation {
  readonly Action: Open<MpaOperation>;
  readonly MpaTeamArn: string;
  readonly AssociationState: Open<AssociationState>;
  /** Of a change of the association that is itself waiting. */
  readonly MpaStatus?: MpaStatus;
}

interface OneAssociation {
  readonly MpaTeamAssociation: MpaTeamAssociation;
}

export interface ApprovalOperations {
  AssociateMpaTeam: {
    input: {
      readonly Action: MpaOperation;
      readonly MpaTeamArn: string;
      /** 0 to 200 characters; shown to the team and in CloudTrail. */
      readonly RequesterComment?: string;
    };
    output: OneAssociation;
  };
  DisassociateMpaTeam: {
    input: { readonly Action: MpaOperation; readonly RequesterComment?: string };
    output: OneAssociation;
  };
  GetMpaTeamAssociation: { input: { readonly Action: MpaOperation }; output: OneAssociation };
}
