import { ofTable, phrase, type Words } from '../findings';
import { toHex } from '../asn1/value';
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
  /** keyIdentifier of the authorityKeyIdentifier. */
  readonly authorityKeyId: Uint8Array | undefined;
}

/** What is known of the signature of an issuer; a valid one says nothing of dates or trust. */
export type IssuerSignature =
  | { readonly verdict: 'valid' | 'invalid'; readonly by: Certificate }
  | { readonly verdict: 'cannot_check'; readonly by: Certificate; readonly reason: Words }
  /** No certificate at hand bears the issuer's name. */
  | { readonly verdict: 'no_issuer' };

/** Keys of one name that are tried: an authority renews its key now and then. */
const mostTried = 8;

/** Whether the authorityKeyIdentifier of one names the subjectKeyIdentifier of the other (RFC 5280 4.2.1.1, 4.2.1.2). */
export function compareKeyIds(
  { authorityKeyId }: Pick<SignedByIssuer, 'authorityKeyId'>,
  { subjectKeyId }: Certificate,
): 'match' | 'differ' | 'unknown' {
  if (!authorityKeyId || !subjectKeyId) return 'unknown';
  return sameOctets(authorityKeyId, subjectKeyId) ? 'match' : 'differ';
}

const order = { match: 0, unknown: 1, differ: 2 } as const;

/**
 * Certificates that bear the issuer's name, byte by byte, one for each key: those that the key identifier names first.
 * Identifiers only order: anybody can copy one. No cryptography.
 */
function issuersByName(signed: SignedByIssuer, candidates: readonly Certificate[]): Certificate[] {
  const keys = new Set<string>();
  return candidates
    .filter(({ subject, wellFormed }) => wellFormed && sameOctets(subject.raw, signed.issuer.raw))
    .map((certificate) => ({ certificate, rank: order[compareKeyIds(signed, certificate)] }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ certificate }) => certificate)
    .filter(({ publicKey }) => keys.size < keys.add(toHex(publicKey.raw)).size);
}

/**
 * Checks the signature of a certificate or CRL with those certificates that bear its issuer's name, byte by byte
 * (RFC 5280 6.1.3 a): the first eight keys, those that the key identifier names before others. One that verifies
 * decides. It fails only where no key is left that could have made it: one that cannot be used here, or was not tried,
 * leaves it unchecked, except where a key that fails is the one that is named. The one place that decides this.
 * @param candidates the certificate itself among them, where it may have signed itself
 */
export async function checkIssuerSignature(
  signed: SignedByIssuer,
  candidates: readonly Certificate[],
): Promise<IssuerSignature> {
  const issuers = issuersByName(signed, candidates);
  let failed: Certificate | undefined;
  let unchecked: IssuerSignature | undefined;
  for (const by of issuers.slice(0, mostTried)) {
    const check = await checkSignature(by.publicKey, signed.signatureAlgorithm, signed.signature, signed.tbs);
    if (check.verdict === 'valid') return { verdict: 'valid', by };
    if (check.verdict === 'invalid') failed ??= by;
    else unchecked ??= { verdict: 'cannot_check', by, reason: check.reason ?? ofTable('') };
  }
  if (issuers.length > mostTried && issuers[0])
    unchecked ??= {
      verdict: 'cannot_check',
      by: issuers[0],
      reason: phrase(
        '{0} keys bear the name of the issuer, and {1} of them were tried',
        issuers.length,
        mostTried,
      ),
    };
  if (failed && (!unchecked || isNamed(signed, failed, issuers))) return { verdict: 'invalid', by: failed };
  return unchecked ?? { verdict: 'no_issuer' };
}

/** No other key has the identifier that is named. */
function isNamed(signed: SignedByIssuer, one: Certificate, issuers: readonly Certificate[]): boolean {
  const named = issuers.filter((issuer) => compareKeyIds(signed, issuer) === 'match');
  return named.length === 1 && named[0] === one;
}
