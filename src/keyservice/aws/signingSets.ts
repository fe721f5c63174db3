/**
 * One client for each set of credentials, so that a call is signed with the very set whose account was checked and
 * never with one that was fetched between the check and the call.
 */
import type { LookupFunction } from 'node:net';
import { PaymentCryptographyClient } from '@aws-sdk/client-payment-cryptography';
import type { AwsCredentialIdentity } from '@smithy/types';

/** Credentials by value: what a provider later does to its object does not reach them. */
export type SigningSet = Readonly<
  Pick<AwsCredentialIdentity, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'credentialScope'>
>;

export interface Connection {
  readonly region: string;
  readonly endpoint: string;
  /** Milliseconds that one answer may take. */
  readonly timeout: number;
  readonly connectionTimeout?: number;
  /** Finds the address of a host in place of DNS: leads a live name to this machine in tests. */
  readonly lookup?: LookupFunction;
}

export function requestHandler({
  timeout,
  connectionTimeout = 10_000,
  lookup,
}: Pick<Connection, 'timeout' | 'connectionTimeout' | 'lookup'>): object {
  return {
    connectionTimeout,
    requestTimeout: timeout,
    throwOnRequestTimeout: true,
    ...(lookup ? { httpAgent: { lookup }, httpsAgent: { lookup } } : {}),
  };
}

/** A set with the client that signs with it and nothing else. */
export class Signer<Kept> {
  readonly client: PaymentCryptographyClient;
  /** What is known of the set. */
  readonly kept: Kept;
  private users = 0;
  private left = false;

  constructor(
    readonly set: SigningSet,
    connection: Connection,
    keep: (signer: Signer<Kept>) => Kept,
    private readonly closed: (signer: Signer<Kept>) => void,
  ) {
    this.kept = keep(this);
    // Region, endpoint and credentials are always given: what is missing the SDK takes from [default].
    this.client = new PaymentCryptographyClient({
      region: connection.region,
      endpoint: connection.endpoint,
      // A copy: the SDK marks the object it is given.
      credentials: { ...set },
      maxAttempts: 1,
      requestHandler: requestHandler(connection),
    });
  }

  hold(): void {
    this.users++;
  }

  release(): void {
    this.users--;
    this.closeWhereIdle();
  }

  /** No more calls come: closes the connections when the last one that is under way has ended. */
  leave(): void {
    this.left = true;
    this.closeWhereIdle();
  }

  private closeWhereIdle(): void {
    if (!this.left || this.users > 0) return;
    this.client.destroy();
    this.closed(this);
  }
}

/** The signer of the latest set; that of an earlier one lives as long as a call of its own. */
export class Signers<Kept> {
  private current: Signer<Kept> | undefined;
  private readonly open = new Set<Signer<Kept>>();

  constructor(
    private readonly connection: Connection,
    private readonly keep: (signer: Signer<Kept>) => Kept,
  ) {}

  /** The signer of these credentials, held for the caller, who releases it. */
  hold(credentials: AwsCredentialIdentity): Signer<Kept> {
    const set = byValue(credentials);
    if (!this.current || !sameSet(this.current.set, set)) {
      this.current?.leave();
      this.current = this.made(set);
    }
    this.current.hold();
    return this.current;
  }

  private made(set: SigningSet): Signer<Kept> {
    const signer = new Signer<Kept>(set, this.connection, this.keep, (left) => this.open.delete(left));
    this.open.add(signer);
    return signer;
  }

  close(): void {
    for (const { client } of this.open) client.destroy();
    this.open.clear();
    this.current = undefined;
  }
}

function byValue({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  credentialScope,
}: AwsCredentialIdentity): SigningSet {
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(credentialScope === undefined ? {} : { credentialScope }),
  };
}

function sameSet(a: SigningSet, b: SigningSet): boolean {
  return (
    a.accessKeyId === b.accessKeyId &&
    a.secretAccessKey === b.secretAccessKey &&
    a.sessionToken === b.sessionToken &&
    a.credentialScope === b.credentialScope
  );
}
