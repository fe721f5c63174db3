/** What can fail, with the likely cause and one action each. Texts are templates by kind, for localisation. */
import { textTable } from '../core/findings';
import type { credentialsProblems, CredentialsErrorName } from './identity';

type CredentialsFailure = (typeof credentialsProblems)[CredentialsErrorName];

export type FailureKind =
  | 'notAuthorised'
  | 'expiredCredentials'
  | 'badCredentials'
  /** Before anything was sent: there are no credentials to sign with. */
  | 'noCredentials'
  | CredentialsFailure
  | 'clockSkew'
  | 'notFound'
  | 'validation'
  /** A cryptogram holds a key of another length than the call says. */
  | 'wrappedAlgorithm'
  | 'throttled'
  | 'conflict'
  | 'quota'
  | 'unavailable'
  | 'unreachable'
  | 'timedOut'
  | 'wrongEndpoint'
  | 'cancelled'
  /** Of this machine, before anything was sent: the credentials are of another account than the confirmed one. */
  | 'otherAccount'
  /** Of this machine, before anything was sent: nobody could say whose the credentials are. */
  | 'accountUnknown'
  | 'unexpected';

export interface FailureText {
  readonly what: string;
  readonly cause: string;
  readonly action: string;
}

/** {0} operation, {1} endpoint, {2} what was not found, the name the service gave, or the words of a failed sign-in. */
export const failureTexts = textTable<Readonly<Record<FailureKind, FailureText>>>(
  {
    notAuthorised: {
      what: 'You are not allowed to call {0}.',
      cause: 'The policy of this identity does not allow the action, or one of its conditions is not met.',
      action:
        'Ask an administrator to allow payment-cryptography:{0} for this profile, or select another profile.',
    },
    expiredCredentials: {
      what: 'The credentials of this profile have expired.',
      cause: 'The session token has exceeded its lifetime.',
      action: 'Sign in again (for SSO: aws sso login), then try again.',
    },
    badCredentials: {
      what: 'The credentials of this profile were not accepted.',
      cause: 'The access key is unknown or deleted, or its secret access key does not match.',
      action: 'Check the access keys of the profile, or select another profile.',
    },
    noCredentials: {
      what: 'There are no credentials for this profile: {2}.',
      cause: 'A setting of the profile, or of its credential source, is incomplete. Nothing was sent.',
      action: 'Check the profile, or select another one.',
    },
    ssoExpired: {
      what: 'The SSO session of this profile has expired, or was never started.',
      cause: 'IAM Identity Center sessions expire after some hours. Nothing was sent.',
      action: 'Sign in, then try again.',
    },
    mfaCancelled: {
      what: 'No MFA code was entered.',
      cause: 'The role of this profile needs the code of an MFA device. Nothing was sent.',
      action: 'Enter an MFA code, or select another profile.',
    },
    mfaRefused: {
      what: 'AWS STS did not accept the MFA code: {2}.',
      cause: 'The code was mistyped, belongs to another device, or was used before. Nothing was sent.',
      action: 'Enter the next code that the device shows.',
    },
    roleRefused: {
      what: 'AWS did not let this profile assume its role: {2}.',
      cause:
        'The trust policy of the role, or the policy of its source profile, does not allow it. Nothing was sent.',
      action: 'Ask an administrator to allow the role, or select another profile.',
    },
    processFailed: {
      what: 'The credential process of this profile failed: {2}.',
      cause: 'The command of credential_process ended with an error. Nothing was sent.',
      action: 'Run the command in a terminal to see what is wrong, then try again.',
    },
    programMissing: {
      what: 'The program of credential_process was not found: {2}.',
      cause: 'It is not installed on this machine, or not in the PATH of VS Code. Nothing was sent.',
      action: 'Install it, or enter its full path in the profile, then try again.',
    },
    identityTimedOut: {
      what: 'No credentials within {2} seconds. The program that was started for them was stopped.',
      cause: 'The credential process or the sign-in service is not responding. Nothing was sent.',
      action: 'Try again, or keep waiting.',
    },
    identityUnreachable: {
      what: 'This machine could not reach the sign-in service of the profile: {2}.',
      cause: 'No network, no DNS, a proxy or firewall, or a wrong Region. Nothing was sent.',
      action: 'Check the network of this machine and the Region of the profile, then try again.',
    },
    clockSkew: {
      what: 'The time of this request was not accepted.',
      cause: "This machine's clock is off by more than a few minutes.",
      action: 'Set the clock, then try again.',
    },
    notFound: {
      what: '{2} was not found.',
      cause: 'It does not exist in this account and Region, or was deleted.',
      action: 'Check the ARN or alias, and the profile and Region.',
    },
    validation: {
      what: 'The request {0} was rejected.',
      cause: 'The request, or the unwrapped key, breaks a rule of AWS Payment Cryptography.',
      action: 'Review the findings, correct the input, then try again.',
    },
    wrappedAlgorithm: {
      what: 'The request {0} was rejected: the key length differs from the one in the request.',
      cause: 'The key in the cryptogram has another length than KeyAlgorithm of KeyAttributes.',
      action: 'Ask the sender which algorithm the key has, select that algorithm, then try again.',
    },
    throttled: {
      what: 'Calls of this account are being throttled.',
      cause: 'All calls in an account and Region share a rate limit of a few calls per second.',
      action: 'Wait a few seconds, then try again.',
    },
    conflict: {
      what: '{0} is not possible in the current state of the resource.',
      cause: 'The name is already in use, or the resource is being changed.',
      action: 'Refresh, then enter another name or try again.',
    },
    quota: {
      what: 'A quota of the account is reached.',
      cause: 'The account has reached its limit of keys or aliases.',
      action: 'Delete resources that you do not need, or request a quota increase.',
    },
    unavailable: {
      what: 'No valid response to {0}.',
      cause: 'An internal error of the service.',
      action: 'Check whether the call took effect before you try again.',
    },
    unreachable: {
      what: '{1} cannot be reached.',
      cause: 'No network, a proxy or firewall, a wrong Region, or a simulator that has ended.',
      action: 'Check network, Region and endpoint, then try again.',
    },
    timedOut: {
      what: '{1} did not answer {0} in time.',
      cause: 'The network is slow, or the connection was lost on the way.',
      action: 'Check whether the call took effect before you try again.',
    },
    wrongEndpoint: {
      what: '{1} does not answer as AWS Payment Cryptography.',
      cause: 'The endpoint belongs to another service, a proxy or a web page.',
      action: 'Check the endpoint of the profile.',
    },
    cancelled: {
      what: '{0} was cancelled.',
      cause: 'You cancelled it.',
      action: 'Check whether the call took effect before you try again.',
    },
    otherAccount: {
      what: 'The credentials of this profile now belong to another account: {2}.',
      cause: 'They were renewed, or the profile was changed, after you confirmed.',
      action: 'Check the account shown and confirm again. Nothing was sent.',
    },
    accountUnknown: {
      what: 'The account of these credentials could not be determined.',
      cause: 'AWS STS could not be reached or denied the call, and no key of this account could be listed.',
      action: 'Sign in again or allow access to AWS STS, then try again. Nothing was sent.',
    },
    unexpected: {
      what: '{0} failed: {2}.',
      cause: 'An error that is not known to this tool.',
      action: 'Read the error text, then try again or contact AWS Support with the request ID.',
    },
  },
  ({ what, cause, action }) => [what, cause, action],
);

/**
 * Of a refusal whose text says why: {0} operation, {3} action, {4} type of the policy in the words of IAM. IAM user
 * guide, "Policy evaluation logic": an explicit deny cannot be overridden; boundaries and policies of an organization or
 * session only limit.
 */
export const refusalTexts = textTable(
  {
    notAllowed: {
      what: 'The action {3} is not allowed for this profile.',
      cause:
        'No policy of this identity allows the action on this resource, or a condition of the statement is not met.',
      action: 'Ask an administrator to allow the action, or select another profile.',
    },
    tagging: {
      what: 'The action {3} is not allowed for this profile. {0} needs it because tags are added to the key.',
      cause:
        'To tag a key when it is created, the statement that allows the action must apply to all keys, not to particular ones.',
      action: 'Ask an administrator to allow the action on all keys, or select another profile.',
    },
    denied: {
      what: 'The action {3} is explicitly denied for this profile.',
      cause: 'A Deny statement applies. A statement that allows the action does not override it.',
      action: 'Ask an administrator to change the Deny statement, or select another profile.',
    },
    deniedIn: {
      what: 'The action {3} is explicitly denied for this profile.',
      cause: 'A Deny statement applies ({4}). A statement that allows the action does not override it.',
      action: 'Ask an administrator to change the Deny statement, or select another profile.',
    },
    limited: {
      what: 'The action {3} is not allowed for this profile.',
      cause:
        'Another policy limits this identity ({4}). A statement in a policy of the identity is not enough.',
      action: 'Ask an administrator to allow the action in that policy, or select another profile.',
    },
  } satisfies Readonly<Record<string, FailureText>>,
  ({ what, cause, action }) => [what, cause, action],
);
