/**
 * Credentials of a profile, asked for once: an MFA code is wanted once for all clients of a profile, not once
 * for each. What the SDK says of a failure is told with what to do about it.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import type { AwsCredentialIdentity } from '@smithy/types';
import { sharedFilePaths } from './sharedFiles';

export type CredentialsProvider = () => Promise<AwsCredentialIdentity>;

export interface CredentialsOptions {
  /** Asks the user for a code of the MFA device; rejects where the user cancels. */
  readonly mfaCode: (serial: string, profile: string) => Promise<string>;
}

/** Credentials are fetched again when they have less than this left, in milliseconds. */
const renewBefore = 5 * 60_000;

/** One provider a profile, kept until the shared files change. */
export class CredentialsCache {
  private readonly providers = new Map<string, CredentialsProvider>();

  constructor(private readonly options: CredentialsOptions) {}

  /**
   * @param profile name in the shared files; '' for the keys of the environment
   * @param region where STS is asked, for roles of profiles that name none
   */
  of(profile: string, region: string): CredentialsProvider {
    const key = `${profile}\n${region}`;
    const known = this.providers.get(key);
    if (known) return known;
    const paths = sharedFilePaths();
    const source: CredentialsProvider =
      profile === ''
        ? fromEnv()
        : fromIni({
            profile,
            filepath: paths.credentials,
            configFilepath: paths.config,
            ignoreCache: true,
            mfaCodeProvider: (serial) => this.options.mfaCode(serial, profile),
            clientConfig: { region },
          });
    const provider = once(source);
    this.providers.set(key, provider);
    return provider;
  }

  /** Forgets what was fetched: after the files changed, or to sign in anew. */
  clear(): void {
    this.providers.clear();
  }
}

/** One fetch at a time; its result is kept until it is about to expire. A failure is not kept. */
function once(source: CredentialsProvider): CredentialsProvider {
  let current: AwsCredentialIdentity | undefined;
  let pending: Promise<AwsCredentialIdentity> | undefined;
  return () => {
    if (current && (current.expiration?.getTime() ?? Infinity) - Date.now() > renewBefore)
      return Promise.resolve(current);
    pending ??= source()
      .then((credentials) => (current = credentials))
      .finally(() => (pending = undefined));
    return pending;
  };
}

export type CredentialsProblem = 'ssoExpired' | 'mfaCancelled' | 'mfaRefused' | 'processFailed' | 'other';

/** What kind of failure it was, by the words of the SDK, which has no codes for it. */
export function credentialsProblem(error: unknown): CredentialsProblem {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name === 'MfaCancelled') return 'mfaCancelled';
  if (/aws sso login/i.test(message) || message.split('\n').some(isSsoSessionOver)) return 'ssoExpired';
  if (/MultiFactorAuthentication|MFA|TokenCode/i.test(message)) return 'mfaRefused';
  if (/^Command failed|credential_process/i.test(message)) return 'processFailed';
  return 'other';
}

/** In two steps: one expression would look for the reason again at each mention of the session. */
function isSsoSessionOver(line: string): boolean {
  const session = line.search(/SSO session/i);
  return session >= 0 && /expired|invalid|not found/i.test(line.slice(session));
}
