import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CredentialsProvider } from './credentials';

/**
 * The account that credentials belong to: twelve digits, or '' where STS names none.
 *
 * @param endpoint of `resolveStsEndpoint`
 */
export async function callerAccount(
  credentials: CredentialsProvider,
  region: string,
  endpoint: string,
): Promise<string> {
  const client = new STSClient({
    region,
    credentials,
    endpoint,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    return Account ?? '';
  } finally {
    client.destroy();
  }
}
