/** The CRL of a token: whose it is, whether it is current, and whether it lists the certificate in question. */
import { phrase, type Localisable } from '../../findings';
import { sameOctets } from '../../octets';
import type { Certificate } from '../../x509/certificateTypes';
import type { Crl } from '../../x509/crl';
import type { Name } from '../../x509/name';
import type { Serial } from '../../x509/serial';
import { checkIssuerSignature, type IssuerSignature } from '../../x509/issuerSignature';
import { findCertificate } from '../verify';
import type { Tr34Check } from './checks';
import { tr34Check } from './checks';
import type { Tr34Token } from './types';

/** One line for each CRL that concerns the KDH; a line for none, where one is expected. */
export async function checkCrl(
  token: Tr34Token,
  known: readonly Certificate[],
  more: readonly Crl[],
  at: Date,
): Promise<Tr34Check[]> {
  const subject = subjectOf(token, known);
  if (!subject) {
    if (token.kind !== 'CRL') return [];
    return Promise.all(token.crls.map((crl) => judge(token, crl, undefined, known, at)));
  }
  const own = await Promise.all(token.crls.map((crl) => judge(token, crl, subject, known, at)));
  const fitting = more.filter(({ issuer }) => sameOctets(issuer.raw, subject.issuer.raw));
  const others = await Promise.all(fitting.map((crl) => judge(token, crl, subject, known, at)));
  const all = [...own, ...others];
  // The published tokens of a higher authority and certificates by themselves carry none, nor is one expected.
  const expected = ['KT_KDH', 'CT_KDH', 'UBT_KDH', 'RBT_KDH'].includes(token.kind);
  return all.length === 0 && expected ? [tr34Check(token, 'crl_load', [subject.issuer.text])] : all;
}

/** What a CRL is asked about: the signer's certificate, or the one in a credential token. */
interface Subject {
  readonly issuer: Name;
  readonly serial: Serial;
  /** The certificate itself, where it is at hand. */
  readonly certificate?: Certificate | undefined;
}

function subjectOf(token: Tr34Token, known: readonly Certificate[]): Subject | undefined {
  const { certificate } = token;
  if (token.kind === 'CT_KDH' || token.kind === 'CT_KRD' || token.kind === 'CERTIFICATE')
    return certificate && { issuer: certificate.issuer, serial: certificate.serial, certificate };
  const sid = token.signer?.sid;
  const signer = sid && findCertificate(sid, known);
  if (sid?.kind === 'issuerAndSerial') return { issuer: sid.issuer, serial: sid.serial, certificate: signer };
  return signer && { issuer: signer.issuer, serial: signer.serial, certificate: signer };
}

async function judge(
  token: Tr34Token,
  crl: Crl,
  subject: Subject | undefined,
  known: readonly Certificate[],
  at: Date,
): Promise<Tr34Check> {
  const name = crl.issuer.text;
  const day = (date: Date | undefined): string | Localisable =>
    date?.toISOString().slice(0, 10) ?? phrase('an unknown date');
  if (subject && !sameOctets(crl.issuer.raw, subject.issuer.raw))
    return tr34Check(token, 'crl_other', [name, subject.issuer.text]);
  const serial = subject?.serial.hex ?? '';
  const entry = subject && crl.find(subject.serial.content, subject.issuer.raw);
  const signature = await signatureOf(crl, subject?.certificate, known);
  if (signature.verdict === 'invalid') return tr34Check(token, 'crl_signature', [name]);
  if (signature.verdict !== 'valid') {
    // Anybody could have written it: said, as a refusal errs to the safe side, but no proof.
    if (entry) return tr34Check(token, 'crl_listed', [name, serial, day(entry.date)]);
    return signature.verdict === 'cannot_check'
      ? tr34Check(token, 'crl_cannot', [signature.reason])
      : tr34Check(token, 'crl_issuer', [name]);
  }
  if (entry) return tr34Check(token, 'crl_revoked', [name, serial, day(entry.date)]);
  if (isPartial(crl)) return tr34Check(token, 'crl_partial', [name]);
  if (!crl.nextUpdate?.date) return tr34Check(token, 'crl_undated', [name]);
  const [issued, due] = [day(crl.thisUpdate?.date), day(crl.nextUpdate.date)];
  if (at > crl.nextUpdate.date) return tr34Check(token, 'crl_stale', [name, serial || '(any)', due]);
  if (crl.thisUpdate?.date && at < crl.thisUpdate.date)
    return tr34Check(token, 'crl_early', [name, serial || '(any)', issued]);
  return subject
    ? tr34Check(token, 'crl_right', [name, serial, issued, due])
    : tr34Check(token, 'crl_alone', [name, issued, due]);
}

/**
 * Whether what is not listed may be listed elsewhere, or be meant otherwise: a delta, a part by kind or reason, an
 * indirect list, or a critical extension that is not known (RFC 5280, clauses 5.2.4, 5.2.5 and 6.3.3).
 */
function isPartial({ extensions }: Crl): boolean {
  return extensions.some(({ name, critical, known, node }) => {
    if (name === 'deltaCRLIndicator') return true;
    if (name === 'issuingDistributionPoint')
      return node?.children().every((part) => part.isContext(0)) !== true;
    return critical && !known;
  });
}

/**
 * By whom the CRL is signed. Where the certificate in question is at hand, only the key that issued it counts: a name is
 * free to take.
 */
async function signatureOf(
  crl: Crl,
  certificate: Certificate | undefined,
  known: readonly Certificate[],
): Promise<IssuerSignature> {
  if (!certificate) return checkIssuerSignature(crl, known);
  const issued = await checkIssuerSignature(certificate, known);
  if (issued.verdict === 'cannot_check') return checkIssuerSignature(crl, known);
  return issued.verdict === 'valid' ? checkIssuerSignature(crl, [issued.by]) : { verdict: 'no_issuer' };
}
