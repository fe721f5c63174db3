import * as vscode from 'vscode';
import type { KeyService, ServiceTarget } from '../../../keyservice/operations';
import { isLive } from '../../../keyservice/rules/custody';
import { escapeNotification } from '../../support/markdown';
import type { ServiceTools } from '../keyService/tools';

export interface Connected {
  readonly service: KeyService;
  /** With the account, where it is a live one, and the endpoint as they really are. */
  readonly target: ServiceTarget;
}

/**
 * The chosen service with the account it belongs to. Nothing is changed in a live account whose number is not
 * known: then that is said, and the answer is undefined; as it is where the user chose no service.
 */
export async function connectedTarget(tools: ServiceTools): Promise<Connected | undefined> {
  const { connection } = tools;
  const first = await connection.connect();
  if (!first) return undefined;
  if (!isLive(first.target)) return { service: first, target: first.target };
  if (connection.chosen?.account === undefined) {
    const { learnAccount } = await import('../keyService/selectProfile');
    await learnAccount(connection);
  }
  // What was asked of AWS took time: another profile may have been chosen meanwhile.
  const service = await connection.connect();
  const account = connection.chosen?.account;
  if (!service) return undefined;
  if (!isLive(service.target)) return { service, target: service.target };
  if (account === undefined) {
    await refuse(service.target);
    return undefined;
  }
  return { service, target: { ...service.target, account } };
}

async function refuse({ profile, region }: ServiceTarget): Promise<void> {
  const choose = vscode.l10n.t('Select AWS Profile…');
  const chosen = await vscode.window.showWarningMessage(
    escapeNotification(
      vscode.l10n.t(
        'It is not known to which account profile {0} in {1} belongs, so nothing is changed there. Sign in, or choose another profile.',
        profile,
        region,
      ),
    ),
    choose,
  );
  if (chosen === choose) await vscode.commands.executeCommand('keyMaterial.selectProfile');
}

/** Whether calls go to the same place in the name of the same account. */
export function sameTarget(a: ServiceTarget, b: ServiceTarget): boolean {
  return (
    a.kind === b.kind &&
    a.profile === b.profile &&
    a.region === b.region &&
    a.endpoint === b.endpoint &&
    a.account === b.account
  );
}

/** "1111-2222-3333", as AWS's own pages write it. */
export function accountText(account: string): string {
  return account.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
}
