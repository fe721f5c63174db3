import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CredentialsProvider } from './credentials';

/**
 * The account that credentials belong to: twelve digits, or '' where STS names none.
 * The endpoint of STS is given, as the SDK would take that of [default] otherwise.
 */
export async function callerAccount(
  credentials: CredentialsProvider,
  region: string,
  endpoint = process.env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.amazonaws.com`,
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
