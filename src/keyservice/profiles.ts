/**
 * AWS profiles as the shared files give them: which kind, which account, Region and endpoint, and what is
 * missing. Pure: the files come in parsed. Order of kinds as the SDK's `fromIni` tries them; endpoints are
 * resolved here, because the SDK ignores those of a named profile and takes those of [default] instead.
 */
import { error, type Finding, type FindingCode, findingTable, info, phrase } from '../core/findings';

const guide = 'AWS SDKs and Tools reference guide';

/** Every finding on profiles and endpoints. */
export const profileFinding = findingTable('AWS profiles', {
  profile_unknown: error('There is no profile "{0}" in {1}. Select another, or add it there.', guide),
  profile_no_credentials: error(
    'Profile "{0}" has no credentials. Add access keys, role_arn, sso_session or credential_process to it.',
    guide,
  ),
  profile_key_without_secret: error(
    'Profile "{0}" has aws_access_key_id without aws_secret_access_key. Add the secret.',
    guide,
  ),
  profile_role_without_source: error(
    'Profile "{0}" assumes a role but has neither source_profile nor credential_source.',
    guide,
  ),
  profile_role_with_two_sources: error(
    'Profile "{0}" has both source_profile and credential_source. Keep one of them.',
    guide,
  ),
  profile_source_unknown: error(
    'Profile "{0}" gets its credentials from profile "{1}", which does not exist.',
    guide,
  ),
  profile_source_ring: error(
    'The profiles {0} get their credentials from each other. Give one of them credentials of its own.',
    guide,
  ),
  profile_sso_session_unknown: error(
    'Profile "{0}" refers to the SSO session "{1}", but there is no section [sso-session {1}].',
    guide,
  ),
  profile_sso_incomplete: error(
    'Profile "{0}" signs in with SSO but lacks {1}. Run aws configure sso, or add it.',
    guide,
  ),
  profile_login_unsupported: error(
    'Profile "{0}" signs in with aws login (login_session), which is not supported here yet. Use SSO, a role or access keys.',
    guide,
  ),
  profile_process: info('Profile "{0}" runs a command to get its credentials (credential_process).', guide),
  profile_services_unknown: error(
    'Profile "{0}" refers to the services section "{1}", which does not exist. Nothing is sent, because it would go to AWS instead.',
    guide,
  ),
  profile_region_missing: info('Profile "{0}" has no Region. Select one.', guide),
  region_malformed: error(
    'The Region "{0}" of profile "{1}" is not a valid Region name: use letters, digits and hyphens. Nothing is sent.',
    guide,
  ),
  endpoint_malformed: error('The endpoint "{0}" ({1}) is not an http or https address.', guide),
  endpoint_insecure: error(
    'The endpoint {0} ({1}) uses http on another machine; keys are not sent there. Use https, or a loopback address.',
    'custody rule of this extension',
  ),
  endpoint_custom: info('Calls go to {0} (set by {1}), not to the AWS endpoint.', guide),
});

export type ProfileFindingCode = FindingCode<typeof profileFinding>;

/** Sections of an ini file: name → setting → value; sub-settings are joined with a dot. */
export type IniSections = Readonly<Record<string, Readonly<Record<string, string | undefined>> | undefined>>;

/** The parsed files; sections of `config` are profile names, `sso-session.NAME` and `services.NAME`. */
export interface SharedFiles {
  readonly config: IniSections;
  readonly credentials: IniSections;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export type ProfileKind =
  'environment' | 'static' | 'session' | 'role' | 'webIdentity' | 'process' | 'sso' | 'login' | 'incomplete';

export interface Profile {
  /** As in the files; '' for the keys of the environment. */
  readonly name: string;
  readonly kind: ProfileKind;
  readonly region: string | undefined;
  /** Twelve digits, where the profile itself names the account. */
  readonly account: string | undefined;
  /** Serial or ARN of the MFA device that is asked for. */
  readonly mfaSerial: string | undefined;
  /** The profiles that a role is assumed from, nearest first. */
  readonly sources: readonly string[];
  readonly findings: readonly Finding[];
}

export type Settings = Readonly<Record<string, string | undefined>>;

/** Settings of a profile, undefined where no file has it: those of the credentials file win, name by name. */
export function settingsOf(files: SharedFiles, name: string): Settings | undefined {
  const config = own(files.config, name);
  const credentials = own(files.credentials, name);
  return config || credentials ? { ...config, ...credentials } : undefined;
}

/** A section that is there, never what an object inherits. */
export function own(sections: IniSections, name: string): Settings | undefined {
  return Object.hasOwn(sections, name) ? sections[name] : undefined;
}

/** All profiles, [default] first, then by name; the keys of the environment before them where they are set. */
export function listProfiles(files: SharedFiles, environment: Environment): Profile[] {
  const names = new Set([...Object.keys(files.config), ...Object.keys(files.credentials)]);
  const found = [...names]
    .filter((name) => !/^(sso-session|services)\./.test(name))
    .sort((a, b) => (a === 'default' ? -1 : b === 'default' ? 1 : a.localeCompare(b)))
    .map((name) => readProfile(files, environment, name));
  return environment.AWS_ACCESS_KEY_ID ? [readProfile(files, environment, ''), ...found] : found;
}

/** One profile, whatever its state. `name` '' stands for the keys of the environment. */
export function readProfile(files: SharedFiles, environment: Environment, name: string): Profile {
  const envRegion = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (name === '') {
    const complete = Boolean(environment.AWS_ACCESS_KEY_ID && environment.AWS_SECRET_ACCESS_KEY);
    return {
      ...nothing(name, envRegion),
      kind: complete ? 'environment' : 'incomplete',
      findings: complete ? [] : [profileFinding('profile_key_without_secret', undefined, ['environment'])],
    };
  }
  const settings = settingsOf(files, name);
  if (!settings)
    return {
      ...nothing(name, envRegion),
      findings: [profileFinding('profile_unknown', undefined, [name, phrase('the shared files')])],
    };
  const findings: Finding[] = [];
  const add = (code: ProfileFindingCode, ...args: string[]): void =>
    void findings.push(profileFinding(code, undefined, [name, ...args]));
  const judged = judge(files, settings, name, add, findings);
  const region = settings.region ?? envRegion;
  if (region === undefined) add('profile_region_missing');
  if (settings.services !== undefined && own(files.config, `services.${settings.services}`) === undefined)
    add('profile_services_unknown', settings.services);
  const kind = findings.some(
    ({ severity, code }) => severity === 'error' && code !== 'profile_services_unknown',
  )
    ? 'incomplete'
    : judged.kind;
  return { name, region, ...judged, kind, findings };
}

function nothing(name: string, region: string | undefined): Profile {
  return {
    name,
    kind: 'incomplete',
    region,
    account: undefined,
    mfaSerial: undefined,
    sources: [],
    findings: [],
  };
}

type Judged = Pick<Profile, 'kind' | 'account' | 'mfaSerial' | 'sources'>;

function judge(
  files: SharedFiles,
  settings: Settings,
  name: string,
  add: (code: ProfileFindingCode, ...args: string[]) => void,
  findings: Finding[],
): Judged {
  const plain = { account: undefined, mfaSerial: undefined, sources: [] };
  const role = settings.role_arn;
  if (role !== undefined && settings.web_identity_token_file !== undefined)
    return { ...plain, kind: 'webIdentity', account: accountOf(role) };
  if (role !== undefined) {
    const source = settings.source_profile;
    if (source !== undefined && settings.credential_source !== undefined)
      add('profile_role_with_two_sources');
    else if (source === undefined && settings.credential_source === undefined)
      add('profile_role_without_source');
    const sources = source === undefined ? [] : followSources(files, name, findings);
    const last = sources.at(-1);
    const settingsOfLast = last === undefined || last === name ? undefined : settingsOf(files, last);
    if (last !== undefined && settingsOfLast && (!settingsOfLast.role_arn || !settingsOfLast.source_profile))
      judge(
        files,
        settingsOfLast,
        last,
        (code, ...args) => findings.push(profileFinding(code, undefined, [last, ...args])),
        findings,
      );
    return { kind: 'role', account: accountOf(role), mfaSerial: settings.mfa_serial, sources };
  }
  if (settings.aws_access_key_id !== undefined) {
    if (!settings.aws_secret_access_key) add('profile_key_without_secret');
    return { ...plain, kind: settings.aws_session_token ? 'session' : 'static' };
  }
  if (settings.credential_process !== undefined) {
    add('profile_process');
    return { ...plain, kind: 'process' };
  }
  if (settings.sso_session !== undefined || settings.sso_start_url !== undefined) {
    const session = settings.sso_session;
    const section = session === undefined ? settings : own(files.config, `sso-session.${session}`);
    if (section === undefined) add('profile_sso_session_unknown', session ?? '');
    const missing = [
      ...['sso_account_id', 'sso_role_name'].filter((key) => !settings[key]),
      ...['sso_start_url', 'sso_region'].filter((key) => section && !section[key]),
    ];
    if (missing.length > 0) add('profile_sso_incomplete', missing.join(', '));
    return { ...plain, kind: 'sso', account: settings.sso_account_id };
  }
  if (settings.login_session !== undefined) {
    add('profile_login_unsupported');
    return { ...plain, kind: 'login' };
  }
  add('profile_no_credentials');
  return { ...plain, kind: 'incomplete' };
}

/** The profile whose SSO session a profile lives by: its own name, or the source of its role. */
export function signInProfile(files: SharedFiles, name: string): string {
  const hasSession = (one: string): boolean => {
    const { sso_session, sso_start_url } = settingsOf(files, one) ?? {};
    return sso_session !== undefined || sso_start_url !== undefined;
  };
  return [name, ...readProfile(files, {}, name).sources].find(hasSession) ?? name;
}

/** The chain of source profiles of a role, until one that has credentials of its own. */
function followSources(files: SharedFiles, first: string, findings: Finding[]): string[] {
  const chain: string[] = [];
  let name = first;
  let settings = settingsOf(files, name);
  while (settings?.role_arn !== undefined && settings.source_profile !== undefined) {
    const next = settings.source_profile;
    // A profile may be the source of its own role: then its keys are meant.
    if (next === name && settings.aws_access_key_id !== undefined) return [...chain, next];
    if (next === first || chain.includes(next)) {
      findings.push(
        profileFinding('profile_source_ring', undefined, [[first, ...chain].map((n) => `"${n}"`).join(', ')]),
      );
      return chain;
    }
    chain.push(next);
    settings = settingsOf(files, next);
    if (!settings) findings.push(profileFinding('profile_source_unknown', undefined, [name, next]));
    // Keys in a source end the chain, though it has a role as well.
    else if (settings.aws_access_key_id !== undefined) return chain;
    name = next;
  }
  return chain;
}

function accountOf(arn: string): string | undefined {
  return /^arn:[\w-]+:iam::(\d{12}):/.exec(arn)?.[1];
}
