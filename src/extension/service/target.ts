import { KeyServiceError } from '../../keyservice/errors';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import * as vscode from 'vscode';
import { isLive } from '../../keyservice/rules/live';
import { escapeNotification } from '../ui/markdown';
import type { Chosen } from './connection';
import type { ServiceTools } from './tools';

/**
 * A service whose every call carries the account that was confirmed: reads, too, as a look for what became of a call
 * has to be one into the same account.
 *
 * @param target with the account, where it is known
 * @param otherAccount called with the number where the credentials were found to be of another account
 */
export function boundService(
  service: KeyService,
  target: ServiceTarget,
  otherAccount: (account: string) => void = () => undefined,
): KeyService {
  const bound = target.account === undefined ? {} : { account: target.account };
  return {
    target,
    honoursReady: service.honoursReady,
    call: async (operation, input, options) => {
      try {
        return await service.call(operation, input, { ...bound, ...options });
      } catch (error) {
        const found = error instanceof KeyServiceError ? error.foundAccount : undefined;
        if (found !== undefined) otherAccount(found);
        throw error;
      }
    },
  };
}

export interface Connected {
  /** Bound to the account of the target: another is refused before anything is sent. */
  readonly service: KeyService;
  /** With account and endpoint as they really are; of a simulator also its store, where it gives it. */
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
  let told = false;
  if (known(first.target, connection.chosen).account === undefined) {
    const { learnAccount } = await import('./selectProfile');
    told = await learnAccount(connection);
  }
  // The question took time: another profile may have been chosen since, or the profiles changed.
  const service = await connection.connect();
  if (!service) return undefined;
  const target = known(service.target, connection.chosen);
  if (isLive(target) && target.account === undefined) {
    if (!told) await refuse(target);
    return undefined;
  }
  return {
    service: boundService(service, target, (account) =>
      connection.learnFrom(service, { account, store: undefined }),
    ),
    target,
  };
}

/** What a service was found to be goes before what was known when it was connected. */
function known(target: ServiceTarget, chosen: Chosen | undefined): ServiceTarget {
  const account = chosen?.account ?? target.account;
  const store = chosen?.store ?? target.store;
  return {
    ...target,
    ...(account === undefined ? {} : { account }),
    ...(store === undefined ? {} : { store }),
  };
}

async function refuse({ profile, region }: ServiceTarget): Promise<void> {
  const choose = vscode.l10n.t('Select AWS Profile…');
  const chosen = await vscode.window.showWarningMessage(
    escapeNotification(
      vscode.l10n.t(
        'The account of profile {0} in {1} is unknown, so nothing is changed there. Sign in, or select another profile.',
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
    a.account === b.account &&
    a.store === b.store
  );
}
