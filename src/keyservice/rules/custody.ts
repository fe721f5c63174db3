/**
 * What a careful custodian would refuse, whatever the service would say: nothing that this extension made is
 * trusted by, or receives a key from, a live account that is not listed as a test account (design, custody guards).
 */
import { isLoopback } from '../endpoints';
import type { ServiceTarget } from '../operations';

/** Why something is refused; the extension words it. */
export type CustodyRefusal =
  /** A certificate that this extension made would be trusted, or would say who sends a key. */
  | 'ownCertificateTrusted'
  /** A key would go to a certificate that this extension made. */
  | 'ownCertificateReceives'
  /** A key would go to a certificate whose private key is loaded here. */
  | 'loadedKeyReceives'
  /** A key that was typed, not generated, would go there in a payload made here. */
  | 'typedKey'
  /** The account is not known, so that it cannot be looked up in the list. */
  | 'accountUnknown';

/** Whether calls go to AWS itself: neither the simulator nor any service on this machine. */
export function isLive(target: Pick<ServiceTarget, 'kind' | 'endpoint'>): boolean {
  if (target.kind === 'simulator') return false;
  const host = /^https?:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/i.exec(target.endpoint)?.[1] ?? target.endpoint;
  return !isLoopback(host);
}

/** Whether test material may go there: not live, or an account that this machine lists for tests. */
export function isForTests(target: ServiceTarget, testAccounts: readonly string[]): boolean {
  return !isLive(target) || (target.account !== undefined && testAccounts.includes(target.account));
}
