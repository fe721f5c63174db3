/**
 * Credentials of a profile, asked for once: an MFA code is wanted once for all clients of a profile, not once
 * for each. Roles are assumed here one after another, so that each step can be waited for and cancelled by itself;
 * what gives the first credentials is left to the SDK, but for a process.
 */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { AskMfa } from '../identity';
import type { CancelSignal } from '../operations';
import { readProfile, settingsOf, type Settings, type SharedFiles } from '../profiles';
import { SharedAnswer } from './cancel';
import { runCredentialProcess } from './credentialProcess';
import { asCredentialsError } from './credentialsProblem';
import { IdentityWaits, type Awaited } from './identityWaits';
import { MfaCodes } from './mfaCodes';
import { readSharedFiles, sharedFilePaths } from './sharedFiles';
import { requestHandler } from './signingSets';

export type CredentialsProvider = (signal?: CancelSignal) => Promise<AwsCredentialIdentity>;

export interface CredentialsOptions {
  readonly mfaCode: AskMfa;
  readonly waits?: IdentityWaits;
  /** A line for the log: a process that could not be ended. */
  readonly log?: (line: string) => void;
  /** For tests: milliseconds that a code of an MFA device is shown for. */
  readonly mfaStep?: number;
  /** For tests: milliseconds that a process has to end by itself. */
  readonly grace?: number;
}

/** Credentials are fetched again when they have less than this left, in milliseconds. */
const renewBefore = 5 * 60_000;

/** One provider a profile, kept until the shared files change. */
export class CredentialsCache {
  private readonly providers = new Map<string, CredentialsProvider>();
  private readonly waits: IdentityWaits;
  private readonly codes: MfaCodes;

  constructor(private readonly options: CredentialsOptions) {
    this.waits = options.waits ?? new IdentityWaits();
    this.codes = new MfaCodes(options.mfaCode, this.waits, options.mfaStep);
  }

  /**
   * @param profile name in the shared files; '' for the keys of the environment
   * @param region where STS is asked, for roles of profiles that name none
   */
  of(profile: string, region: string): CredentialsProvider {
    const key = `${profile}\n${region}`;
    const known = this.providers.get(key);
    if (known) return known;
    const provider = once((signal) =>
      this.fetch({ profile, region }, signal).catch((error: unknown) => {
        throw asCredentialsError(error);
      }),
    );
    this.providers.set(key, provider);
    return provider;
  }

  /** Forgets what was fetched: after the files changed, or to sign in anew. */
  clear(): void {
    this.providers.clear();
  }

  private async fetch(of: Of, signal: CancelSignal): Promise<AwsCredentialIdentity> {
    if (of.profile === '') return fromEnv()();
    const files = await readSharedFiles();
    const { sources } = readProfile(files, process.env, of.profile);
    const base = sources.at(-1);
    const settings = settingsOf(files, base ?? of.profile) ?? {};
    // The SDK alone knows what a source without a role is to be.
    if (base === undefined || (settings.credential_source !== undefined && settings.role_arn === undefined))
      return this.first(of, of.profile, settings, files, signal);
    const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = settings;
    // Keys in a source go before a role that it has as well.
    let credentials: AwsCredentialIdentity =
      id && secret
        ? { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) }
        : await this.first(of, base, settings, files, signal);
    for (const name of [of.profile, ...sources.slice(0, -1)].reverse()) {
      const role = settingsOf(files, name) ?? {};
      const serial = role.mfa_serial;
      credentials = await this.assumeRole(
        of,
        credentials,
        {
          RoleArn: role.role_arn ?? '',
          RoleSessionName: role.role_session_name || `aws-sdk-js-${Date.now()}`,
          ...(role.external_id ? { ExternalId: role.external_id } : {}),
          DurationSeconds: parseInt(role.duration_seconds || '3600', 10),
          ...(serial ? { SerialNumber: serial, TokenCode: await this.codes.get(serial, of, signal) } : {}),
        },
        signal,
      );
    }
    return credentials;
  }

  /** Credentials that no role of another profile is needed for. */
  private async first(
    of: Of,
    name: string,
    settings: Settings,
    files: SharedFiles,
    signal: CancelSignal,
  ): Promise<AwsCredentialIdentity> {
    const { kind } = readProfile(files, process.env, name);
    const command = settings.credential_process;
    if (kind === 'process' && command !== undefined) return this.byProcess(of, command, signal);
    const paths = sharedFilePaths();
    const read = fromIni({
      profile: name,
      filepath: paths.credentials,
      configFilepath: paths.config,
      ignoreCache: true,
      mfaCodeProvider: (serial) => this.codes.get(serial, of, signal),
      roleAssumer: (source, params) =>
        this.assumeRole(of, source, { ...params, RoleArn: params.RoleArn }, signal),
      // A Region given here would take the place of the one of the SSO session.
      ...(kind === 'sso' ? {} : { clientConfig: { region: of.region } }),
    });
    if (kind === 'sso') return this.waits.run({ ...of, kind: 'sso' }, signal, () => read());
    if (kind === 'webIdentity')
      return this.waits.run({ ...of, kind: 'sts', subject: settings.role_arn ?? '' }, signal, () => read());
    return read();
  }

  private byProcess(of: Of, command: string, signal: CancelSignal): Promise<AwsCredentialIdentity> {
    let run: ReturnType<typeof runCredentialProcess> | undefined;
    const { log, grace } = this.options;
    return this.waits.run(
      { ...of, kind: 'process' },
      signal,
      (waiting) => {
        run = runCredentialProcess(command, {
          signal: waiting.signal,
          onPerson: () => waiting.onPerson(),
          strayed: ({ pid, name }) =>
            log?.(`credential process ended, but process ${pid} (${name}) had left its group and goes on`),
          ...(grace === undefined ? {} : { grace }),
        });
        return run.credentials;
      },
      () => run?.opensBrowser() ?? Promise.resolve(false),
    );
  }

  private assumeRole(
    of: Of,
    source: AwsCredentialIdentity,
    params: ConstructorParameters<typeof AssumeRoleCommand>[0],
    signal: CancelSignal,
  ): Promise<AwsCredentialIdentity> {
    return this.waits.run({ ...of, kind: 'sts', subject: params.RoleArn ?? '' }, signal, async (waiting) => {
      const client = new STSClient({
        region: of.region,
        credentials: { ...source },
        // A code is taken once: a second try with it would be refused.
        maxAttempts: params.TokenCode === undefined ? 3 : 1,
        // The limit is that of the wait.
        requestHandler: requestHandler({ timeout: 0 }),
      });
      try {
        const { Credentials: given } = await client.send(new AssumeRoleCommand(params), {
          abortSignal: waiting.signal,
        });
        if (!given?.AccessKeyId || !given.SecretAccessKey)
          throw new Error('the answer of STS has no credentials');
        return {
          accessKeyId: given.AccessKeyId,
          secretAccessKey: given.SecretAccessKey,
          ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
          ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
        };
      } finally {
        client.destroy();
      }
    });
  }
}

/** Whose wait it is. */
type Of = Pick<Awaited, 'profile' | 'region'>;

/**
 * One fetch at a time, given up when the last who waits for it was cancelled; its result is kept until it is about to
 * expire. A failure is not kept.
 */
function once(source: (signal: CancelSignal) => Promise<AwsCredentialIdentity>): CredentialsProvider {
  let current: AwsCredentialIdentity | undefined;
  let asking: SharedAnswer<AwsCredentialIdentity> | undefined;
  return (signal) => {
    if (current && (current.expiration?.getTime() ?? Infinity) - Date.now() > renewBefore)
      return Promise.resolve(current);
    const begun: SharedAnswer<AwsCredentialIdentity> = (asking ??= new SharedAnswer((shared) =>
      source(shared)
        .then((credentials) => (current = credentials))
        .finally(() => {
          if (asking === begun) asking = undefined;
        }),
    ));
    return begun.get(signal);
  };
}
