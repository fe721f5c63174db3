/** The CRL of a token: whose it is, whether it is current, and whether it lists the certificate in question. */
import { sameOctets } from '../../octets';
import type { Certificate } from '../../x509/certificateTypes';
import type { Crl } from '../../x509/crl';
import type { Name } from '../../x509/name';
import type { Serial } from '../../x509/serial';
import { checkSignature } from '../../x509/signature';
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
  const subject = subjectOf(token);
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

/** The certificate that the CRL is about: the signer's, or the one in a credential token. */
function subjectOf(token: Tr34Token): { issuer: Name; serial: Serial } | undefined {
  if (token.kind === 'CT_KDH' || token.kind === 'CT_KRD' || token.kind === 'CERTIFICATE')
    return token.certificate;
  const sid = token.signer?.sid;
  return sid?.kind === 'issuerAndSerial' ? sid : undefined;
}

async function judge(
  token: Tr34Token,
  crl: Crl,
  subject: { issuer: Name; serial: Serial } | undefined,
  known: readonly Certificate[],
  at: Date,
): Promise<Tr34Check> {
  const name = crl.issuer.text;
  const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? 'an unknown date';
  if (subject && !sameOctets(crl.issuer.raw, subject.issuer.raw))
    return tr34Check(token, 'crl_other', [name, subject.issuer.text]);
  const serial = subject?.serial.hex ?? '';
  const entry = subject && crl.find(subject.serial.content);
  // Listed is listed, whoever signed the list: a refusal errs to the safe side.
  if (entry) return tr34Check(token, 'crl_revoked', [name, serial, day(entry.date)]);
  const issuers = known.filter(({ subject: { raw } }) => sameOctets(raw, crl.issuer.raw));
  if (issuers.length === 0) return tr34Check(token, 'crl_issuer', [name]);
  const results = await Promise.all(
    issuers.map(({ publicKey }) => checkSignature(publicKey, crl.signatureAlgorithm, crl.signature, crl.tbs)),
  );
  if (!results.some(({ verdict }) => verdict === 'valid')) {
    const unchecked = results.find(({ verdict }) => verdict === 'cannot_check');
    return unchecked
      ? tr34Check(token, 'crl_cannot', [unchecked.reason ?? ''])
      : tr34Check(token, 'crl_signature', [name]);
  }
  if (crl.nextUpdate?.date && at > crl.nextUpdate.date)
    return tr34Check(token, 'crl_stale', [name, serial || '(any)', day(crl.nextUpdate.date)]);
  if (crl.thisUpdate?.date && at < crl.thisUpdate.date)
    return tr34Check(token, 'crl_early', [name, serial || '(any)', day(crl.thisUpdate.date)]);
  return subject ? tr34Check(token, 'crl_right', [name, serial]) : tr34Check(token, 'crl_alone', [name]);
}
