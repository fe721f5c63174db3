import { error, type FindingCode, findingTable, info } from '../core/findings';
const guide = 'AWS SDKs and Tools reference guide';

/** Every finding on profiles and endpoints. */
export const profileFinding = findingTable('AWS profiles', {
  profile_unknown: error('There is no profile "{0}" in {1}. Choose another, or add it there.', guide),
  profile_no_credentials: error(
    'Profile "{0}" names no credentials: add keys, role_arn, sso_session or credential_process to it.',
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
    'Profile "{0}" takes its credentials from profile "{1}", which is not there.',
    guide,
  ),
  profile_source_ring: error(
    'The profiles {0} take their credentials from each other. Give one of them credentials.',
    guide,
  ),
  profile_sso_session_unknown: error(
    'Profile "{0}" names the SSO session "{1}", and there is no section [sso-session {1}].',
    guide,
  ),
  profile_sso_incomplete: error(
    'Profile "{0}" signs in by SSO and lacks {1}. Run aws configure sso, or add it.',
    guide,
  ),
  profile_login_unsupported: error(
    'Profile "{0}" signs in by aws login (login_session), which is not supported here yet. Use SSO, a role or keys.',
    guide,
  ),
  profile_process: info('Profile "{0}" runs a command to get its credentials (credential_process).', guide),
  profile_services_unknown: error(
    'Profile "{0}" names the services section "{1}", which is not there. Nothing is sent, as it would go to AWS instead.',
    guide,
  ),
  profile_region_missing: info('Profile "{0}" names no Region: choose one.', guide),
  region_malformed: error(
    'The Region "{0}" of profile "{1}" is no name of a Region: letters, digits and hyphens are expected. Nothing is sent.',
    guide,
  ),
  endpoint_malformed: error('The endpoint "{0}" ({1}) is no http or https address.', guide),
  endpoint_insecure: error(
    'The endpoint {0} ({1}) is http on another machine: keys are not sent there. Use https, or a loopback address.',
    'custody rule of this extension',
  ),
  endpoint_custom: info('Calls go to {0}, by {1}, not to the endpoint of AWS.', guide),
});

export type ProfileFindingCode = FindingCode<typeof profileFinding>;
