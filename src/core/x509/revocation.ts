/** Whether a CRL that is here lists a certificate: RFC 5280 5.3 and 6.3. That none lists it says nothing. */
import { phrase, type Finding } from '../findings';
import { sameOctets } from '../octets';
import { day } from './certificateFindings';
import type { Certificate } from './certificateTypes';
import type { Crl, RevokedEntry } from './crl';
import { x509Finding } from './findingTexts';
import { checkIssuerSignature } from './issuerSignature';

export interface Revocation {
  readonly entry: RevokedEntry;
  /** Whether the signature on the CRL was verified: without it, anybody may have written the list. */
  readonly verified: boolean;
}

/** CRLs that are looked through: the overview of a certificate waits for them. */
const mostCrls = 50;

/**
 * The entry of a certificate in CRLs of its issuer, one of a verified CRL before others; undefined where none lists it.
 * An overdue CRL counts: a certificate does not come back, but for certificateHold and removeFromCRL, which the reason
 * of the entry shows. Never throws.
 * @param known certificates with which the signatures of the CRLs are checked
 */
export async function revocationOf(
  { issuer, serial }: Certificate,
  crls: readonly Crl[],
  known: readonly Certificate[],
): Promise<Revocation | undefined> {
  let listed: Revocation | undefined;
  const own = crls.filter((crl) => crl.wellFormed && sameOctets(crl.issuer.raw, issuer.raw));
  for (const crl of own.slice(0, mostCrls)) {
    const entry = crl.find(serial.content, issuer.raw);
    if (!entry || entry.reason === 'removeFromCRL') continue;
    const { verdict } = await checkIssuerSignature(crl, known);
    if (verdict === 'valid') return { entry, verified: true };
    // A signature that fails makes the list worthless; the CRL itself shows it.
    if (verdict !== 'invalid') listed ??= { entry, verified: false };
  }
  return listed;
}

/** That a CRL lists it, as a finding on the certificate; nothing where none does. Never throws. */
export function revocationFindings(found: Revocation | undefined): Finding[] {
  if (!found) return [];
  const { date } = found.entry;
  const code = found.verified ? 'x509_revoked' : 'x509_listed_revoked';
  return [x509Finding(code, undefined, [date ? day(date) : phrase('an unknown date')])];
}
