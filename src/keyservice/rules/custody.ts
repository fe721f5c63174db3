/**
 * What a careful custodian would refuse, whatever the service would say: nothing that this extension made is
 * trusted by, or receives a key from, a live account that is not listed as a test account (design, custody guards).
 */
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Name } from '../../core/x509/name';
import type { KeySummary, ServiceTarget } from '../operations';
import { type CheckValue, compareCheckValues } from './checkValues';
import { publishedTestKey } from './knownTestKeys';
import { isAccount, isLive } from './live';

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
  /** A key pair of the account would be vouched for by a certificate authority that this extension made. */
  | 'ownCertificateOfPair'
  /** A key pair of the account would be vouched for by one whose private key is loaded here. */
  | 'loadedKeyOfPair'
  /** A key that was typed, not generated, would go there in a payload made here. */
  | 'typedKey'
  /** A key would leave under a key that may be in the clear on this machine. */
  | 'wrappingKeyHere'
  /** A key would leave under a key that may be a published test key. */
  | 'wrappingKeyPublished'
  /** One of these, and the account is not known, so that it cannot be looked up in the list. */
  | 'accountUnknown'
  /** The same, and the account that is not known is that for which a payload is made. */
  | 'receiverUnknown';

/** What a call would do with certificates and keys. */
export interface CustodyMatter {
  /** Roots, trusted certificates, and certificates that say who sends a key. */
  readonly trusts?: readonly Certificate[];
  /** Whose key a key would be exported under. */
  readonly receives?: Certificate;
  /** Of a key pair of the account, named in a call or kept for one; with its issuers, as far as they are known. */
  readonly ofPair?: readonly Certificate[];
  /** The payload was made here from a key that was typed. */
  readonly typedKey?: boolean;
  /**
   * The service that alone can import a payload made here, where another may be chosen now: that whose import
   * parameters it is made for. A cryptogram carries nothing by which a later guard could recognise it.
   */
  readonly madeFor?: ServiceTarget;
  /** The key of the service under which a key would leave in a key block. */
  readonly wrapsUnder?: Pick<KeySummary, 'KeyAttributes' | 'KeyCheckValue'>;
}

/** What is known of a symmetric key whose clear bytes are, or were, on this machine. */
export interface ClearKey {
  readonly cipher: 'TDES' | 'AES';
  /** Its length. */
  readonly bytes: number;
  /** By every method, as far as known. */
  readonly checkValues: readonly CheckValue[];
}

/** What this machine remembers. */
export interface CustodyMemory {
  /** By fingerprint. */
  readonly madeHere: (certificate: Certificate) => boolean;
  /** The private key was made here and is kept, or was opened in this window. */
  readonly keyIsHere: (certificate: Certificate) => boolean;
  /** Symmetric keys that are kept, or were typed or unwrapped in this window. */
  readonly clearKeys?: readonly ClearKey[];
}

export interface CustodyVerdict {
  readonly refusal: CustodyRefusal;
  /** The first that is an objection; undefined where that is a key. */
  readonly certificate?: Certificate;
  /** 12 digits, the account that is not listed; undefined where it is not known. */
  readonly account?: string;
}

/** What this extension writes into subjects as organisation (core/make/certificates, simulator/authority). */
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
  for (const certificate of matter.ofPair ?? []) {
    if (ours(certificate)) return { refusal: 'ownCertificateOfPair', certificate };
    if (memory.keyIsHere(certificate)) return { refusal: 'loadedKeyOfPair', certificate };
  }
  const { wrapsUnder } = matter;
  if (wrapsUnder && memory.clearKeys?.some((clear) => mayBe(wrapsUnder, clear)))
    return { refusal: 'wrappingKeyHere' };
  if (wrapsUnder && isPublished(wrapsUnder)) return { refusal: 'wrappingKeyPublished' };
  return matter.typedKey === true ? { refusal: 'typedKey' } : undefined;
}

/** An equal check value may be chance, but a key that left under a known one cannot be taken back. */
function mayBe(
  { KeyAttributes: { KeyAlgorithm }, KeyCheckValue }: NonNullable<CustodyMatter['wrapsUnder']>,
  { cipher, bytes, checkValues }: ClearKey,
): boolean {
  // A TDES key of two parts is one of three whose last is its first.
  const alike = cipher === 'TDES' ? KeyAlgorithm.startsWith('TDES_') : KeyAlgorithm === `AES_${bytes * 8}`;
  return (
    alike &&
    // Of a key without a check value it cannot be said that it is another one.
    (KeyCheckValue === undefined ||
      checkValues.some((one) => compareCheckValues(one, { value: KeyCheckValue }, KeyAlgorithm) === 'equal'))
  );
}

function isPublished({ KeyAttributes, KeyCheckValue }: NonNullable<CustodyMatter['wrapsUnder']>): boolean {
  return (
    KeyCheckValue !== undefined && publishedTestKey(KeyCheckValue, KeyAttributes.KeyAlgorithm) !== undefined
  );
}

/**
 * The objection that counts: none on this machine's own services, nor in an account for tests. What is made for another
 * service than the chosen one has to be allowed for both.
 */
export function custodyVerdict(
  target: ServiceTarget,
  testAccounts: readonly string[],
  objection: CustodyVerdict | undefined,
  madeFor?: ServiceTarget,
): CustodyVerdict | undefined {
  if (!objection) return undefined;
  const of = (
    { account, ...service }: ServiceTarget,
    unknown: 'accountUnknown' | 'receiverUnknown',
  ): CustodyVerdict | undefined => {
    if (!isLive(service)) return undefined;
    if (!isAccount(account)) return { ...objection, refusal: unknown };
    return testAccounts.includes(account) ? undefined : { ...objection, account };
  };
  return (madeFor && of(madeFor, 'receiverUnknown')) ?? of(target, 'accountUnknown');
}
