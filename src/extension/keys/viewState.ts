/** What the Keys view says of its profile above the keys: what is waited for or what failed, and what can be done. */
import * as vscode from 'vscode';
import type { FailureKind } from '../../keyservice/errors';
import { failureSentences } from '../service/callService';
import type { KeyServiceConnection } from '../service/connection';
import { identityActions, type IdentityAction } from '../service/identityActions';
import { waitText } from '../service/identityWait';
import { copyPolicyLabel, statementFor } from '../service/policyStatement';
import type { KeyCatalogue } from '../service/keyCatalogue';

export interface ViewState {
  readonly message: string;
  /** Rows, the most helpful first. */
  readonly actions: readonly IdentityAction[];
}

/** Undefined where there is nothing to say. */
export function viewState(
  connection: Pick<KeyServiceConnection, 'wait' | 'chosen'>,
  catalogue: Pick<KeyCatalogue, 'failure'>,
): ViewState | undefined {
  const { wait } = connection;
  if (wait) {
    const cancel = { label: vscode.l10n.t('Cancel'), icon: 'close', command: 'keyMaterial.cancelWait' };
    const longer = {
      label: vscode.l10n.t('Keep Waiting'),
      icon: 'watch',
      command: 'keyMaterial.keepWaiting',
    };
    return { message: waitText(wait), actions: wait.limit === undefined ? [cancel] : [longer, cancel] };
  }
  const { failure } = catalogue;
  if (!failure) return undefined;
  const actions = [
    ...identityActions(failure.kind),
    // Where it goes is not said here: whether there is a statement does not depend on it.
    ...(statementFor(failure, { region: '' }) === undefined ? [] : [copyPolicy()]),
    ...(ofProfile(failure) ? [otherProfile()] : []),
  ];
  if (failure.kind === 'cancelled') return { message: vscode.l10n.t('Loading was cancelled.'), actions };
  return { message: failureSentences(failure, connection.chosen?.choice.kind === 'simulator'), actions };
}

const copyPolicy = (): IdentityAction => ({
  label: copyPolicyLabel(),
  icon: 'copy',
  command: 'keyMaterial.keys.copyPolicy',
});

const otherProfile = (): IdentityAction => ({
  label: vscode.l10n.t('Select AWS Profile…'),
  icon: 'account',
  command: 'keyMaterial.selectProfile',
});

/** Failures after which another profile, or the same one anew, may help. */
const profileKinds: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'cancelled',
  'notAuthorised',
  'expiredCredentials',
  'badCredentials',
  'unreachable',
  'wrongEndpoint',
]);

const ofProfile = ({ kind, ofIdentity }: { kind: FailureKind; ofIdentity: boolean }): boolean =>
  ofIdentity || profileKinds.has(kind);
