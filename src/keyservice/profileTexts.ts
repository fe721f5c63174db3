import { fillTemplate, type Finding, type Severity } from '../core/findings';

interface ProfileText {
  readonly severity: Severity;
  readonly template: string;
  readonly reference: string;
}
const guide = 'AWS SDKs and Tools reference guide';

/** Every finding on profiles and endpoints. */
export const profileTexts = {
  profile_unknown: {
    severity: 'error',
    template: 'There is no profile "{0}" in {1}. Choose another, or add it there.',
    reference: guide,
  },
  profile_no_credentials: {
    severity: 'error',
    template:
      'Profile "{0}" names no credentials: add keys, role_arn, sso_session or credential_process to it.',
    reference: guide,
  },
  profile_key_without_secret: {
    severity: 'error',
    template: 'Profile "{0}" has aws_access_key_id without aws_secret_access_key. Add the secret.',
    reference: guide,
  },
  profile_role_without_source: {
    severity: 'error',
    template: 'Profile "{0}" assumes a role but has neither source_profile nor credential_source.',
    reference: guide,
  },
  profile_role_with_two_sources: {
    severity: 'error',
    template: 'Profile "{0}" has both source_profile and credential_source. Keep one of them.',
    reference: guide,
  },
  profile_source_unknown: {
    severity: 'error',
    template: 'Profile "{0}" takes its credentials from profile "{1}", which is not there.',
    reference: guide,
  },
  profile_source_ring: {
    severity: 'error',
    template: 'The profiles {0} take their credentials from each other. Give one of them credentials.',
    reference: guide,
  },
  profile_sso_session_unknown: {
    severity: 'error',
    template: 'Profile "{0}" names the SSO session "{1}", and there is no section [sso-session {1}].',
    reference: guide,
  },
  profile_sso_incomplete: {
    severity: 'error',
    template: 'Profile "{0}" signs in by SSO and lacks {1}. Run aws configure sso, or add it.',
    reference: guide,
  },
  profile_login_unsupported: {
    severity: 'error',
    template:
      'Profile "{0}" signs in by aws login (login_session), which is not supported here yet. Use SSO, a role or keys.',
    reference: guide,
  },
  profile_process: {
    severity: 'info',
    template: 'Profile "{0}" runs a command to get its credentials (credential_process).',
    reference: guide,
  },
  profile_services_unknown: {
    severity: 'error',
    template:
      'Profile "{0}" names the services section "{1}", which is not there. Nothing is sent, as it would go to AWS instead.',
    reference: guide,
  },
  profile_region_missing: {
    severity: 'info',
    template: 'Profile "{0}" names no Region: choose one.',
    reference: guide,
  },
  region_malformed: {
    severity: 'error',
    template:
      'The Region "{0}" of profile "{1}" is no name of a Region: letters, digits and hyphens are expected. Nothing is sent.',
    reference: guide,
  },
  endpoint_malformed: {
    severity: 'error',
    template: 'The endpoint "{0}" ({1}) is no http or https address.',
    reference: guide,
  },
  endpoint_insecure: {
    severity: 'error',
    template:
      'The endpoint {0} ({1}) is http on another machine: keys are not sent there. Use https, or a loopback address.',
    reference: 'custody rule of this extension',
  },
  endpoint_custom: {
    severity: 'info',
    template: 'Calls go to {0}, by {1}, not to the endpoint of AWS.',
    reference: guide,
  },
} as const satisfies Readonly<Record<string, ProfileText>>;

export type ProfileFindingCode = keyof typeof profileTexts;

export function profileFinding(code: ProfileFindingCode, args: readonly string[]): Finding {
  const { severity, template, reference } = profileTexts[code];
  return { code, severity, message: fillTemplate(template, args), reference, args };
}
