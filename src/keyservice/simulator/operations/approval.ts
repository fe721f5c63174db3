/** Multi-party approval: the teams of an account, and what waits for them. */
import type { InputOf } from '../../operations';
import type { Account } from '../account';
import { approvalAnswer } from '../lifecycle';
import type { TeamRecord } from '../store';
import { type Answer, conflict, notFound } from '../serviceError';

export function associateTeam(account: Account, input: InputOf<'AssociateMpaTeam'>): Answer {
  const { Action: action, MpaTeamArn: arn } = input;
  if (account.team(action)) throw conflict(`a team already approves ${action}; disassociate it first.`);
  return answer(account.putTeam({ action, arn }));
}

/** The team that approves an action approves as well that it does so no longer. */
export function disassociateTeam(account: Account, input: InputOf<'DisassociateMpaTeam'>): Answer {
  const team = account.team(input.Action);
  if (!team) throw notFound(input.Action);
  if (team.approval?.status === 'PENDING')
    throw conflict('the disassociation is already waiting for approval.');
  return answer(
    account.putTeam({ ...team, approval: account.askApproval(team.arn, input.RequesterComment) }),
  );
}

export function getTeamAssociation(account: Account, input: InputOf<'GetMpaTeamAssociation'>): Answer {
  const team = account.team(input.Action);
  if (!team) throw notFound(input.Action);
  return answer(team);
}

function answer({ action, arn, approval }: TeamRecord): Answer {
  return {
    MpaTeamAssociation: {
      Action: action,
      MpaTeamArn: arn,
      AssociationState: approval?.status === 'PENDING' ? 'DELETE_PENDING' : 'ACTIVE',
      ...(approval ? { MpaStatus: approvalAnswer(approval) } : {}),
    },
  };
}
