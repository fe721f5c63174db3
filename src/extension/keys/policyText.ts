/** A resource policy in words: who gets what, dangerous grants first, and what is not understood of it. */
import * as vscode from 'vscode';
import { grantsOf, type PolicyGrant, type ReadPolicy } from '../../keyservice/iam/resourcePolicy';
import { localised } from '../ui/localise';

/** Most grants that a dialog can show; how many there are besides is said. */
const mostGrants = 20;

/**
 * A line for each grant and each fault, those that deserve a second look first and marked with "! ".
 * @param account of the key
 */
export function policyLines(read: ReadPolicy, account: string): string[] {
  const grants = grantsOf(read, account);
  const refusals = read.statements.filter(({ effect }) => effect === 'Deny').length;
  const more = grants.length - mostGrants;
  return [
    ...read.findings.map((finding) => `! ${localised(finding)}`),
    ...grants.slice(0, mostGrants).map(grantLine),
    ...(more > 0 ? [`! ${vscode.l10n.t('{0} more grants are not listed.', more)}`] : []),
    ...(grants.length === 0 ? [vscode.l10n.t('It allows nothing.')] : []),
    ...(refusals === 0
      ? []
      : [
          refusals === 1
            ? vscode.l10n.t('One Deny statement overrides what is allowed.')
            : vscode.l10n.t('{0} Deny statements override what is allowed.', refusals),
        ]),
  ];
}

function grantLine(grant: PolicyGrant): string {
  const { dangers, conditions } = grant;
  const text = vscode.l10n.t('{0} may {1}', principalWords(grant), actionWords(grant));
  const bound =
    conditions.length === 0 ? text : vscode.l10n.t('{0}, only if {1}', text, conditions.join('; '));
  return dangers.length === 0
    ? bound
    : `! ${vscode.l10n.t('{0}. This includes {1}.', bound, dangers.join(', '))}`;
}

function principalWords({ principal, except, other }: PolicyGrant): string {
  if (except) return vscode.l10n.t('Everyone except {0}', principal);
  if (principal === '*') return vscode.l10n.t('Everyone');
  return other ? principal : vscode.l10n.t('{0} (own account)', principal);
}

const actionWords = ({ actions, exceptActions }: PolicyGrant): string => {
  const names = actions.map((action) => action.replace(/^payment-cryptography:/i, '')).join(', ');
  return exceptActions ? vscode.l10n.t('do everything except {0}', names) : names;
};
