/** Whose credentials are, asked of STS. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CancelSignal, ServiceIdentity } from '../operations';
import { requestHandler, type Connection, type SigningSet } from './signingSets';

/** Milliseconds for a connection to STS: many networks let only the service itself through. */
const stsConnectionTimeout = 5_000;
const stsTimeout = 20_000;

export interface CallerOptions extends Partial<Pick<Connection, 'timeout' | 'lookup'>> {
  readonly region: string;
  /** Of `resolveStsEndpoint`, or that of a simulator. */
  readonly endpoint: string;
  readonly signal?: CancelSignal;
}

/**
 * What STS says of credentials. Throws the SDK's errors, and an Error where the answer has no account.
 */
export async function callerIdentity(
  set: SigningSet,
  { region, endpoint, signal, timeout = stsTimeout, lookup }: CallerOptions,
): Promise<ServiceIdentity> {
  const client = new STSClient({
    region,
    credentials: { ...set },
    endpoint,
    maxAttempts: 2,
    requestHandler: requestHandler({
      connectionTimeout: stsConnectionTimeout,
      timeout: Math.min(timeout, stsTimeout),
      ...(lookup ? { lookup } : {}),
    }),
  });
  try {
    const { Account = '', Arn = '' } = await client.send(
      new GetCallerIdentityCommand({}),
      signal && { abortSignal: signal as AbortSignal },
    );
    if (!/^\d{12}$/.test(Account)) throw new Error('the answer of STS names no account');
    const store = simulatorRole.exec(Arn)?.[1];
    return { account: Account, ...(store === undefined ? {} : { store }), by: 'sts' };
  } finally {
    client.destroy();
  }
}

/** The session name of a simulator's caller is the id of its store. */
const simulatorRole = /^arn:[\w-]+:sts::\d{12}:assumed-role\/simulator\/([\w.@=,+-]+)$/;
