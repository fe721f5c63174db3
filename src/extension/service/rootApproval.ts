/** Whether a team decides about imports of root certificates into an account: asked when a page needs it, and kept by it. */
import * as vscode from 'vscode';
import type { RootApproval } from '../../keyservice/draft/draft';
import { KeyServiceError } from '../../keyservice/errors';
import type { CancelSignal } from '../../keyservice/operations';
import type { ImportAction, ImportVerdict } from '../../protocol/importPage';
import type { Asked } from './accountAnswers';
import { failureWords } from './callService';
import { copyPolicyLabel, statementFor } from './policyStatement';

/** Only reads. What cannot be read is an answer, too. */
export async function readRootApproval(
  { service, target }: Asked,
  signal?: CancelSignal,
): Promise<RootApproval> {
  const { account } = target;
  try {
    const { output } = await service.call(
      'GetMpaTeamAssociation',
      { Action: 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE' },
      { ...(account === undefined ? {} : { account }), ...(signal ? { signal } : {}) },
    );
    const { MpaTeamArn, AssociationState } = output.MpaTeamAssociation;
    return { kind: 'team', arn: MpaTeamArn, state: AssociationState };
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    // How the service says that there is no team is not documented: as it says it of everything else.
    if (error.kind === 'notFound') return { kind: 'none' };
    const { what, service: own } = failureWords(error, target.kind === 'simulator');
    return {
      kind: 'unread',
      reason: [what, own].filter((line) => line !== undefined && line !== '').join(' '),
      unknownOperation: error.kind === 'wrongEndpoint',
      statement: statementFor(error, { region: target.region, account }),
    };
  }
}

/** "release-officers": the end of the ARN of a team. */
function teamName(arn: string): string {
  const mark = ':approval-team/';
  const at = arn.indexOf(mark);
  return at < 0 || arn.length === at + mark.length ? arn : arn.slice(at + mark.length);
}

/** The same at the field of the comment, with why it is not known. */
export function approvalVerdicts(approval: RootApproval | undefined): ImportVerdict[] {
  switch (approval?.kind) {
    case 'team':
      return [
        {
          state: 'info',
          text: vscode.l10n.t('The approval team {0} decides on this import.', teamName(approval.arn)),
        },
      ];
    case 'unread':
      return [
        {
          state: 'notChecked',
          text: vscode.l10n.t(
            'It is unknown whether a team must approve this import; if so, a comment is required. {0}',
            approval.reason,
          ),
        },
      ];
    default:
      return [];
  }
}

/** What can be done about it there. */
export function approvalActions(approval: RootApproval | undefined): ImportAction[] {
  return [
    { id: 'askTeam', label: vscode.l10n.t('Check the Team Again') },
    ...(approval?.kind === 'unread' && approval.statement !== undefined
      ? [{ id: 'policy', label: copyPolicyLabel() }]
      : []),
  ];
}

/** What a person should know before the import of a root, a line each; none where no team decides. */
export function approvalLines(approval: RootApproval | undefined): string[] {
  switch (approval?.kind) {
    case 'team':
      return [
        vscode.l10n.t('Approval team that decides: {0} ({1})', teamName(approval.arn), approval.arn),
        ...(approval.state === 'ACTIVE' || approval.state === ''
          ? []
          : [vscode.l10n.t('Association state: {0}', approval.state)]),
        vscode.l10n.t(
          "The import waits for the team's decision. Sending it again before then would be a second request.",
        ),
      ];
    case 'unread':
      return [
        vscode.l10n.t(
          "It is unknown whether a team must approve this import. If so, the import waits for the team's decision.",
        ),
      ];
    default:
      return [];
  }
}
