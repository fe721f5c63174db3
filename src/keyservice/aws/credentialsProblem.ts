/** Why there are no credentials: the failures of the SDK, which has no codes for them, by their words. */
import { CredentialsError, credentialsProblems, type CredentialsProblem } from '../identity';
import { rawFailure } from './rawFailure';

/** What kind of failure it was. */
export function credentialsProblem(error: unknown): CredentialsProblem {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (Object.hasOwn(credentialsProblems, name))
    return credentialsProblems[name as keyof typeof credentialsProblems];
  if (name === 'AbortError') return 'cancelled';
  if (networkWords(error) !== undefined) return 'identityUnreachable';
  if (/aws sso login/i.test(message) || message.split('\n').some(isSsoSessionOver)) return 'ssoExpired';
  if (name === 'UnauthorizedException' || /^(Error: )?UnauthorizedException\b/.test(message))
    return 'ssoExpired';
  if (/MultiFactorAuthentication|MFA|TokenCode/i.test(message)) return 'mfaRefused';
  if (/^Command failed|credential_process/i.test(message)) return 'processFailed';
  if (refusals.test(name) || refusals.test(message)) return 'roleRefused';
  return 'other';
}

/** Errors of STS and IAM Identity Center that are about the role, not about the keys that ask for it. */
const refusals =
  /^(Error: )?(AccessDenied(Exception)?|ForbiddenException|ValidationError|RegionDisabledException|MalformedPolicyDocument\w*|PackedPolicyTooLarge\w*|IDPRejectedClaim\w*|InvalidIdentityToken\w*)\b/;

/** The same failure under a name of ours, where it is one that is told apart. */
export function asCredentialsError(error: unknown): unknown {
  const problem = credentialsProblem(error);
  const known = Object.entries(credentialsProblems).find(([, one]) => one === problem);
  if (!known || !(error instanceof Error) || error.name === known[0]) return error;
  const { name, message } = error;
  const words =
    problem === 'identityUnreachable'
      ? (networkWords(error) ?? message)
      : name === 'Error' || name === 'CredentialsProviderError'
        ? message
        : `${name}: ${message}`;
  return new CredentialsError(known[0] as keyof typeof credentialsProblems, words, { cause: error });
}

const networkCodes =
  'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ETIMEDOUT|EPROTO|CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|ERR_TLS_CERT_ALTNAME_INVALID';
const network = new RegExp(`\\b(?:${networkCodes})\\b`);
const networkAndHost = new RegExp(`\\b(?:${networkCodes})\\b(?: [\\w.:\\[\\]-]{1,255})?`);

/** Code and host of a connection that could not be made; the SDK keeps them in the text alone in places. */
function networkWords(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { networkCode } = rawFailure(error);
  const { message } = error;
  if (networkCode !== undefined && network.test(networkCode))
    return networkAndHost.exec(message)?.[0] ?? networkCode;
  return error.name === 'CredentialsProviderError' ? networkAndHost.exec(message)?.[0] : undefined;
}

/** In two steps: one expression would look for the reason again at each mention of the session. */
function isSsoSessionOver(line: string): boolean {
  const session = line.search(/SSO session/i);
  return session >= 0 && /expired|invalid|not found/i.test(line.slice(session));
}
