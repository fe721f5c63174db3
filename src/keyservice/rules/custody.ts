/**
 * What a careful custodian would refuse, whatever the service would say: nothing that this extension made is
 * trusted by, or receives a key from, a live account that is not listed as a test account (design, custody guards).
 */
import type { Certificate } from '../../core/x509/certificate';
import type { Name } from '../../core/x509/name';
import { isLoopback } from '../endpoints';
import type { ServiceTarget } from '../operations';

/** Why something is refused; the extension words it. */
export type CustodyRefusal =
  /** A certificate that this extension made would be trusted, or would say who sends a key. */
  | 'ownCertificateTrusted'
  /** A key would go to a certificate that this extension made. */
  | 'ownCertificateReceives'
  /** A certificate would be trusted whose private key is loaded here. */
  | 'loadedKeyTrusted'
  /** A key would go to a certificate whose private key is loaded here. */
  | 'loadedKeyReceives'
  /** A key that was typed, not generated, would go there in a payload made here. */
  | 'typedKey'
  /** One of these, and the account is not known, so that it cannot be looked up in the list. */
  | 'accountUnknown';

/** What a call would do with certificates and keys. */
export interface CustodyMatter {
  /** Roots, trusted certificates, and certificates that say who sends a key. */
  readonly trusts?: readonly Certificate[];
  /** Whose key a key would be exported under. */
  readonly receives?: Certificate;
  /** The payload was made here from a key that was typed. */
  readonly typedKey?: boolean;
}

/** What this machine remembers. */
export interface CustodyMemory {
  /** By fingerprint. */
  readonly madeHere: (certificate: Certificate) => boolean;
  /** The private key was made here and is kept, or was opened in this window. */
  readonly keyIsHere: (certificate: Certificate) => boolean;
}

export interface CustodyVerdict {
  readonly refusal: CustodyRefusal;
  /** The first that stands against it; undefined where that is a typed key. */
  readonly certificate?: Certificate;
}

/** What this extension writes into subjects as organisation (core/x509/issue, simulator/authority). */
const ourOrganisation = 'Key Material Inspector';

/** Whether a certificate, or what issued it, says that this extension made it. */
export function bearsOurMark({ subject, issuer }: Pick<Certificate, 'subject' | 'issuer'>): boolean {
  const marked = (name: Name): boolean =>
    name.rdns.flat().some(({ type, value }) => type === 'O' && value === ourOrganisation);
  return marked(subject) || marked(issuer);
}

/** What stands against a call, on whatever account; undefined where nothing does. */
export function custodyObjection(matter: CustodyMatter, memory: CustodyMemory): CustodyVerdict | undefined {
  const ours = (one: Certificate): boolean => bearsOurMark(one) || memory.madeHere(one);
  for (const certificate of matter.trusts ?? []) {
    if (ours(certificate)) return { refusal: 'ownCertificateTrusted', certificate };
    if (memory.keyIsHere(certificate)) return { refusal: 'loadedKeyTrusted', certificate };
  }
  const { receives } = matter;
  if (receives && ours(receives)) return { refusal: 'ownCertificateReceives', certificate: receives };
  if (receives && memory.keyIsHere(receives)) return { refusal: 'loadedKeyReceives', certificate: receives };
  return matter.typedKey === true ? { refusal: 'typedKey' } : undefined;
}

/** The objection that counts for this service: none on this machine's own, nor in an account for tests. */
export function custodyVerdict(
  target: ServiceTarget,
  testAccounts: readonly string[],
  objection: CustodyVerdict | undefined,
): CustodyVerdict | undefined {
  if (!objection || isForTests(target, testAccounts)) return undefined;
  return isAccount(target.account) ? objection : { ...objection, refusal: 'accountUnknown' };
}

/** Whether calls go to AWS itself: neither the simulator nor any service on this machine. */
export function isLive(target: Pick<ServiceTarget, 'kind' | 'endpoint'>): boolean {
  if (target.kind === 'simulator') return false;
  const host = /^https?:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/i.exec(target.endpoint)?.[1] ?? target.endpoint;
  return !isLoopback(host);
}

/** Whether test material may go there: not live, or an account that this machine lists for tests. */
export function isForTests(target: ServiceTarget, testAccounts: readonly string[]): boolean {
  const { account } = target;
  return !isLive(target) || (isAccount(account) && testAccounts.includes(account));
}

function isAccount(account: string | undefined): account is string {
  return account !== undefined && /^\d{12}$/.test(account);
}
