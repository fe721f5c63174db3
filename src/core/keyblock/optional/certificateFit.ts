/** Whether a certificate in CT is valid, and whether it can be that of the key in the block. */
import type { Span } from '../../findings';
import type { Report } from '../report';
import type { CertificateSummary } from '../types';
import type { HeaderCodes } from './dataField';

/** Key usages (RFC 5280 4.2.1.3) of which one is needed, by usage of the block; S2 may be anything. */
const neededUsages: Readonly<Record<string, readonly string[] | undefined>> = {
  // Certificates and CRLs are signed as well: AWS imports authorities as S0.
  S0: ['digitalSignature', 'nonRepudiation', 'keyCertSign', 'cRLSign'],
  S1: ['keyCertSign', 'cRLSign'],
  D1: ['dataEncipherment', 'keyEncipherment'],
  K3: ['keyEncipherment', 'keyAgreement'],
};
/** Of these no key is for encryption: RFC 5280 4.2.1.12. */
const signingPurposes: ReadonlySet<string> = new Set(['codeSigning', 'timeStamping', 'OCSPSigning']);
const encrypting: ReadonlySet<string> = new Set(['D1', 'K3']);

/** Algorithm of the header to the beginning of a public key's name. */
const keyNames: Readonly<Record<string, string | undefined>> = { R: 'RSA', E: 'EC', S: 'DSA' };

/**
 * A date that has passed is certain. CT is said to carry the certificate of the key in the block, so what does not
 * fit it is a warning.
 * @param span of the certificate
 * @param isLeaf whether it should be that of the key; others of a chain have other keys
 */
export function judgeCertificate(
  summary: CertificateSummary,
  span: Span,
  { usage, algorithm }: HeaderCodes,
  isLeaf: boolean,
  report: Report,
): void {
  const { subject, notBefore, notAfter, publicKey, keyUsage, extendedKeyUsage } = summary;
  const { at } = report;
  if (at && notAfter && at > notAfter) report.lint('ct_expired', span, [subject, day(notAfter)]);
  else if (at && notBefore && at < notBefore)
    report.lint('ct_not_yet_valid', span, [subject, day(notBefore)]);
  const ours = keyNames[algorithm];
  if (!isLeaf || ours === undefined) return;
  const theirs = Object.values(keyNames).find((name) => name !== undefined && publicKey.startsWith(name));
  if (theirs !== undefined && theirs !== ours)
    report.lint('ct_key_algorithm', span, [subject, publicKey, algorithm]);
  const needed = neededUsages[usage];
  if (needed && keyUsage && !needed.some((one) => keyUsage.includes(one)))
    report.lint('ct_key_usage', span, [subject, keyUsage.join(', ') || 'none', usage, needed.join(' or ')]);
  if (
    encrypting.has(usage) &&
    extendedKeyUsage !== undefined &&
    extendedKeyUsage.length > 0 &&
    extendedKeyUsage.every((one) => signingPurposes.has(one))
  )
    report.lint('ct_extended_key_usage', span, [subject, extendedKeyUsage.join(', '), usage]);
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
