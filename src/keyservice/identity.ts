/**
 * What stands between a profile and its credentials: waits on machines and on people, and how they fail. The SDK has
 * no codes for its failures, so each is given a name here, which everything later goes by.
 */
import type { CancelSignal } from './operations';

/** process, sts, sso: machines, which have to answer in time. The others wait on a person or on the clock. */
export type WaitKind = 'process' | 'sts' | 'sso' | 'mfa' | 'nextCode' | 'browser' | 'other';

/** Something that is waited for before a call can be signed. */
export interface IdentityWait {
  readonly kind: WaitKind;
  /** '' for the keys of the environment. */
  readonly profile: string;
  readonly region: string;
  /** Serial of the MFA device, ARN of the role, or '' where there is nothing to add. */
  readonly subject: string;
  /** Milliseconds after its begin at which it ends by itself; undefined where it waits as long as it takes. */
  readonly limit: number | undefined;
  /** Takes the limit away. */
  keepWaiting(): void;
  cancel(): void;
}

/** Called when a wait begins, when it changes, and once with `over`. */
export type WaitListener = (wait: IdentityWait, over: boolean) => void;

export interface MfaQuestion {
  /** Serial number or ARN of the device. */
  readonly serial: string;
  readonly profile: string;
  readonly signal: CancelSignal;
  /** Whether the code was given before: it is of no use then. */
  readonly used: (code: string) => boolean;
}

/** Asks the user for a code; rejects with an error named MfaCancelled where there is none. */
export type AskMfa = (question: MfaQuestion) => Promise<string>;

/** Names of errors that this extension gives, with the failure that each stands for. */
export const credentialsProblems = {
  SsoExpired: 'ssoExpired',
  MfaCancelled: 'mfaCancelled',
  MfaRefused: 'mfaRefused',
  RoleRefused: 'roleRefused',
  ProcessFailed: 'processFailed',
  ProgramMissing: 'programMissing',
  IdentityTimedOut: 'identityTimedOut',
  IdentityUnreachable: 'identityUnreachable',
} as const;

export type CredentialsErrorName = keyof typeof credentialsProblems;
export type CredentialsProblem = (typeof credentialsProblems)[CredentialsErrorName] | 'cancelled' | 'other';

/** Why there are no credentials, under a name of `credentialsProblems`. */
export class CredentialsError extends Error {
  constructor(
    override readonly name: CredentialsErrorName,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
