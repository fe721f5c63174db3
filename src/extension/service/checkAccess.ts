/**
 * Check Access: what the chosen profile may do, found out by reads that a user asked for. Nothing is sent before, and
 * nothing that creates or changes anything at all.
 */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { OperationName } from '../../keyservice/model/shapes';
import type { CancelSignal, KeyService, ServiceIdentity, ServiceTarget } from '../../keyservice/operations';
import type { ConnectedService } from '../host/keyServices';
import type { Ui } from '../flow/ui';
import { callService, failureWords } from './callService';
import { mayConnect } from './connection';
import { boundService } from './target';
import type { ServiceTools } from './tools';

/** One action, and what came of asking for it. */
export interface AccessRow {
  /** As a policy names it: "payment-cryptography:ListKeys". */
  readonly action: string;
  /** What the extension needs it for. */
  readonly purpose: string;
  /** `changes`: never called by this check, as it creates or changes something. */
  readonly result: 'allowed' | 'denied' | 'failed' | 'notAsked' | 'changes';
  /** Error name, text and request ID with who gave them, or why it was not asked. */
  readonly words?: string;
}

export interface AccessReport {
  /** With the account, where it was found out. */
  readonly target: ServiceTarget;
  readonly identity: ServiceIdentity | undefined;
  readonly rows: readonly AccessRow[];
  readonly at: Date;
}

/** Where a report is shown. */
export interface AccessPages {
  open(report: AccessReport): Promise<void>;
}

/** Asks the chosen service, or the one that is chosen now, and shows what it answered. */
export async function checkAccess(tools: ServiceTools, ui: Ui, pages: AccessPages): Promise<void> {
  if (!mayConnect()) return;
  const { connection } = tools;
  const service = await connection.connect();
  if (!service) return;
  const report = await callService(
    { tools, ui, service },
    {
      doing: vscode.l10n.t('Checking access'),
      run: (signal, say) => askForAccess(service, signal, say),
      repeatable: true,
      failed: vscode.l10n.t('Access could not be checked.'),
    },
  );
  if (!report) return;
  const { identity } = report;
  if (identity) connection.learnFrom(service, { account: identity.account, store: identity.store });
  await pages.open(report);
}

/** Failures of the connection or the credentials: what is asked next would fail the same way, and may take as long. */
const ofEveryCall = (error: KeyServiceError): boolean =>
  error.ofIdentity ||
  ['expiredCredentials', 'badCredentials', 'clockSkew', 'unreachable', 'timedOut', 'wrongEndpoint'].includes(
    error.kind,
  );

/**
 * Reads of one thing each, in an order in which each has what it asks about from one before it. Rejects with
 * KeyServiceError where there are no credentials, or it was cancelled.
 */
export async function askForAccess(
  service: ConnectedService,
  signal: CancelSignal,
  say: (message: string) => void = () => undefined,
): Promise<AccessReport> {
  say('sts:GetCallerIdentity');
  let identity: ServiceIdentity | undefined;
  try {
    identity = await service.identity(signal);
  } catch (error) {
    // STS may be denied while the reads are not: then each is asked, and says for itself what is wrong.
    if (!(error instanceof KeyServiceError) || error.kind !== 'accountUnknown') throw error;
  }
  // An account that nobody confirmed just now is not shown as checked, and no call is held against it.
  const { kind, profile, region, endpoint } = service.target;
  const place = { kind, profile, region, endpoint };
  const target: ServiceTarget = identity ? { ...place, account: identity.account } : place;
  const simulator = target.kind === 'simulator';
  const rows: AccessRow[] = [identityRow(identity)];
  let stopped: string | undefined;

  async function ask<Output>(
    operation: OperationName,
    purpose: string,
    call: ((bound: KeyService) => Promise<{ readonly output: Output }>) | string,
  ): Promise<Output | undefined> {
    const action = actionOf(operation);
    const reason = stopped ?? (typeof call === 'string' ? call : undefined);
    if (reason !== undefined || typeof call === 'string') {
      rows.push({ action, purpose, result: 'notAsked', ...(reason === undefined ? {} : { words: reason }) });
      return undefined;
    }
    say(action);
    try {
      const { output } = await call(boundService(service, target));
      rows.push({ action, purpose, result: 'allowed' });
      return output;
    } catch (error) {
      if (!(error instanceof KeyServiceError) || error.kind === 'cancelled') throw error;
      const { what, service: said } = failureWords(error, simulator);
      rows.push({
        action,
        purpose,
        result: error.kind === 'notAuthorised' ? 'denied' : 'failed',
        // Of a failure on this computer, its name and text need what they are about.
        words: error.ofService && said !== undefined ? said : [what, said].filter(Boolean).join(' '),
      });
      if (ofEveryCall(error)) stopped = vscode.l10n.t('Not sent after the failure above.');
      return undefined;
    }
  }

  const keys = await ask('ListKeys', vscode.l10n.t('shows keys, finds the wrapping key'), (bound) =>
    bound.call('ListKeys', { MaxResults: 1 }, { signal }),
  );
  const aliases = await ask('ListAliases', vscode.l10n.t('shows aliases'), (bound) =>
    bound.call('ListAliases', { MaxResults: 1 }, { signal }),
  );
  const key = keys?.Keys[0];
  const noKey = keys
    ? vscode.l10n.t('There is no key to check in this account and Region.')
    : vscode.l10n.t('No key is known that could be checked.');
  await ask(
    'GetKey',
    vscode.l10n.t('shows details of a key'),
    key ? (bound) => bound.call('GetKey', { KeyIdentifier: key.KeyArn }, { signal }) : noKey,
  );
  await ask(
    'ListTagsForResource',
    vscode.l10n.t('shows tags, finds an import that got no response'),
    key
      ? (bound) => bound.call('ListTagsForResource', { ResourceArn: key.KeyArn, MaxResults: 1 }, { signal })
      : noKey,
  );
  const alias = aliases?.Aliases[0];
  await ask(
    'GetAlias',
    vscode.l10n.t('checks an alias before it is changed'),
    alias
      ? (bound) => bound.call('GetAlias', { AliasName: alias.AliasName }, { signal })
      : aliases
        ? vscode.l10n.t('There is no alias to check in this account and Region.')
        : vscode.l10n.t('No alias is known that could be checked.'),
  );
  for (const [operation, purpose] of changingActions())
    rows.push({ action: actionOf(operation), purpose, result: 'changes' });
  return { target, identity, rows, at: new Date() };
}

const actionOf = (operation: OperationName): string => `payment-cryptography:${operation}`;

function identityRow(identity: ServiceIdentity | undefined): AccessRow {
  const about = { action: 'sts:GetCallerIdentity', purpose: vscode.l10n.t('shows the account') };
  if (identity?.by === 'sts') return { ...about, result: 'allowed' };
  return {
    ...about,
    result: 'failed',
    words: identity
      ? vscode.l10n.t('The call failed. The account was read from the ARN of a key.')
      : vscode.l10n.t('The account could not be determined. See the Key Material log for details.'),
  };
}

/** What an import needs besides the reads; the least that is of use for it first. */
function changingActions(): readonly (readonly [OperationName, string])[] {
  return [
    ['GetParametersForImport', vscode.l10n.t('gets a certificate for wrapping, for TR-34 and RSA')],
    ['ImportKey', vscode.l10n.t('imports keys and certificates')],
    ['TagResource', vscode.l10n.t('tags an import so that it can be found')],
    ['CreateAlias', vscode.l10n.t('assigns an alias to a new key')],
    ['UpdateAlias', vscode.l10n.t('moves an alias to a new key')],
    ['ExportKey', vscode.l10n.t('exports keys')],
  ];
}
