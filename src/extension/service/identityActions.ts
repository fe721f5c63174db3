/** What a user can do about credentials that could not be had: the same wherever the failure is shown. */
import * as vscode from 'vscode';
import type { FailureKind } from '../../keyservice/errors';

export interface IdentityAction {
  readonly label: string;
  readonly icon: string;
  readonly command: string;
}

const retry = (): IdentityAction => ({
  label: vscode.l10n.t('Retry'),
  icon: 'refresh',
  command: 'keyMaterial.retrySignIn',
});

/** The most helpful first. */
export function identityActions(kind: FailureKind): readonly IdentityAction[] {
  switch (kind) {
    case 'ssoExpired':
      return [{ label: vscode.l10n.t('Sign In'), icon: 'sign-in', command: 'keyMaterial.signIn' }, retry()];
    case 'mfaCancelled':
    case 'mfaRefused':
      return [
        {
          label: vscode.l10n.t('Enter MFA Code'),
          icon: 'device-mobile',
          command: 'keyMaterial.retrySignIn',
        },
      ];
    case 'identityTimedOut':
      return [
        { label: vscode.l10n.t('Keep Waiting'), icon: 'watch', command: 'keyMaterial.keepWaiting' },
        retry(),
      ];
    default:
      return [retry()];
  }
}
