/** Certificates that one's own CA issued for key pairs of an account, as they are kept: public, nothing of them is secret. */
import type { ServiceTarget } from '../../keyservice/operations';
import type { PairPurpose } from '../../keyservice/rules/pairPurposes';

/** One of them; `kind` to `store` say whose it is, as of import parameters. */
export interface KeptCertificate extends ServiceTarget {
  /** 32 hex digits of our own. */
  readonly id: string;
  readonly purpose: PairPurpose;
  /** ARN of the key pair. */
  readonly pair: string;
  /** How the key pair was called when the certificate was kept: its alias, or its id. */
  readonly pairName: string;
  /** Common name of the certificate, or its whole subject. */
  readonly subject: string;
  /** SHA-256 of the pair's SubjectPublicKeyInfo, upper-case hex; absent where it could not be read. */
  readonly publicKey?: string;
  /** Who gave it: the service, or a request that was checked here. Absent where that is not known. */
  readonly publicKeyBy?: 'certificate' | 'request';
  /** Base64 of PEM, as import parameters have it. */
  readonly certificate: string;
  /** Its issuers, as far as they came with it: base64 of PEM. */
  readonly chain: string;
  /** End of the certificate, milliseconds since 1970. */
  readonly validUntil: number;
}

const purposes: ReadonlySet<unknown> = new Set<PairPurpose>(['receive', 'sign', 'agree']);

/** Whether what was kept is one of them, whole. */
export function isKeptCertificate(value: unknown): value is KeptCertificate {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Record<string, unknown>;
  const texts = [
    ...['id', 'kind', 'profile', 'region', 'endpoint'],
    ...['pair', 'pairName', 'subject', 'certificate', 'chain'],
  ];
  return (
    typeof one.validUntil === 'number' &&
    purposes.has(one.purpose) &&
    texts.every((name) => typeof one[name] === 'string') &&
    [undefined, 'certificate', 'request'].includes(one.publicKeyBy as string | undefined) &&
    ['account', 'store', 'publicKey'].every((name) => ['string', 'undefined'].includes(typeof one[name]))
  );
}
