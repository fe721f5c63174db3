import { sameOctets } from '../octets';
import type { AlgorithmInfo } from './algorithm';
import type { Certificate } from './certificateTypes';
import type { Name } from './name';
import { checkSignature } from './signature';

/** A certificate or CRL, as far as its signature goes. */
export interface SignedByIssuer {
  readonly issuer: Name;
  /** The signed part as received. */
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: AlgorithmInfo;
}

/** What is known of the signature of an issuer; a valid one says nothing of dates or trust. */
export type IssuerSignature =
  | { readonly verdict: 'valid' | 'invalid'; readonly by: Certificate }
  | { readonly verdict: 'cannot_check'; readonly by: Certificate; readonly reason: string }
  /** No certificate at hand bears the issuer's name. */
  | { readonly verdict: 'no_issuer' };

/** Certificates of one name that are tried: an authority renews its key now and then. */
const mostTried = 8;

/**
 * Checks the signature of a certificate or CRL with those certificates that bear its issuer's name, byte by byte
 * (RFC 5280 6.1.3 a). One that verifies decides; else the first that does not.
 * @param candidates the certificate itself among them, where it may have signed itself
 */
export async function checkIssuerSignature(
  signed: SignedByIssuer,
  candidates: readonly Certificate[],
): Promise<IssuerSignature> {
  const issuers = candidates.filter(
    ({ subject, wellFormed }) => wellFormed && sameOctets(subject.raw, signed.issuer.raw),
  );
  let found: IssuerSignature = { verdict: 'no_issuer' };
  for (const by of issuers.slice(0, mostTried)) {
    const check = await checkSignature(by.publicKey, signed.signatureAlgorithm, signed.signature, signed.tbs);
    if (check.verdict === 'valid') return { verdict: 'valid', by };
    if (check.verdict === 'invalid' && found.verdict !== 'invalid') found = { verdict: 'invalid', by };
    if (check.verdict === 'cannot_check' && found.verdict === 'no_issuer')
      found = { verdict: 'cannot_check', by, reason: check.reason ?? '' };
  }
  return found;
}
