/** What a report has of certificates, requests and CRLs: all of it is public, but a request's attributes may hold a passphrase. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { Reading } from '../cms/reading';
import type { Finding } from '../findings';
import { validityFindings } from '../x509/certificateFindings';
import type { Certificate, ValidityDate } from '../x509/certificateTypes';
import { type Crl, crlFreshness } from '../x509/crl';
import { oidName } from '../asn1/oidNames';
import { colonHex } from '../x509/fingerprints';
import type { PublicKeyInfo } from '../x509/publicKey';
import type { Told } from './keyBlock';
import { moment } from './moment';
import type { ReportedField } from './types';
import { field, group } from './values';

/** What a report has of one certificate. */
export function toldCertificate(certificate: Certificate, at: Date): Told {
  return {
    kind: 'certificate',
    name: 'Certificate',
    fields: certificateFields(certificate),
    findings: [...validityFindings(certificate, at), ...certificate.findings],
  };
}

/** Its fields; none where it is not that of a certificate. */
export function certificateFields(certificate: Certificate): ReportedField[] {
  const { subject, issuer, serial, notBefore, notAfter, publicKey, signatureAlgorithm } = certificate;
  const { basicConstraints, keyUsage, extendedKeyUsage, extensions, wellFormed, raw } = certificate;
  if (!wellFormed) return [];
  return [
    field('subject', 'Subject', subject.text),
    field('issuer', 'Issuer', issuer.text),
    field('serial', 'Serial number', serial.hex),
    ...date('notBefore', 'Valid from', notBefore),
    ...date('notAfter', 'Valid to', notAfter),
    ...publicKeyFields(publicKey),
    field('signatureAlgorithm', 'Signature algorithm', signatureAlgorithm.name),
    ...(basicConstraints
      ? [field('basicConstraints', 'Basic constraints', basicConstraints.ca ? 'CA' : 'not a CA')]
      : []),
    ...(keyUsage ? [field('keyUsage', 'Key usage', keyUsage.join(', '))] : []),
    ...(extendedKeyUsage
      ? [
          field(
            'extendedKeyUsage',
            'Extended key usage',
            extendedKeyUsage.map((oid) => oidName(oid) ?? oid).join(', '),
          ),
        ]
      : []),
    field('extensions', 'Extensions', extensions.map(({ name }) => name).join(', ')),
    field('sha256', 'SHA-256 fingerprint', colonHex(sha256(raw))),
  ];
}

/** With the fingerprint of SubjectPublicKeyInfo: the same over renewals with one key. */
export function publicKeyFields(key: PublicKeyInfo): ReportedField[] {
  return [
    field('publicKey', 'Public key', key.name),
    ...(key.raw.length > 0
      ? [field('publicKeySha256', 'SHA-256 of the public key', colonHex(sha256(key.raw)))]
      : []),
  ];
}

function date(id: string, name: string, value: ValidityDate | undefined): ReportedField[] {
  if (!value) return [];
  return [field(id, name, value.date === undefined ? value.text : moment(value.date))];
}

/** What a report has of a CRL: how many it lists, not which. */
export function toldCrl(crl: Crl, at: Date): Told {
  const { issuer, thisUpdate, nextUpdate, number, count, signatureAlgorithm, wellFormed } = crl;
  return {
    kind: 'crl',
    name: 'Certificate revocation list',
    fields: wellFormed
      ? [
          field('issuer', 'Issuer', issuer.text),
          ...date('thisUpdate', 'This update', thisUpdate),
          ...date('nextUpdate', 'Next update', nextUpdate),
          ...(number === undefined ? [] : [field('number', 'CRL number', number)]),
          field('count', 'Revoked certificates', String(count)),
          field('signatureAlgorithm', 'Signature algorithm', signatureAlgorithm.name),
        ]
      : [],
    findings: [...crlFreshness(crl, at), ...crl.findings],
  };
}

/** What a report has of a request: none of its attributes but the names of extensions. */
export function toldRequest({ request }: Reading): Told {
  const { subject, publicKey, signatureAlgorithm, extensions, findings } = request;
  return {
    kind: 'certificateRequest',
    name: 'Certification request',
    fields: [
      field('subject', 'Subject', subject.text),
      ...publicKeyFields(publicKey),
      field('signatureAlgorithm', 'Signature algorithm', signatureAlgorithm.name),
      field('extensions', 'Requested extensions', extensions.map(({ name }) => name).join(', ')),
    ],
    findings,
  };
}

/** Certificates inside something else. */
export function carriedCertificates(certificates: readonly Certificate[]): ReportedField[] {
  return certificates
    .slice(0, 50)
    .map((certificate, at) =>
      group(
        `certificate-${at + 1}`,
        'Certificate',
        certificateFields(certificate),
        certificate.subject.label,
      ),
    );
}

/** What a certificate that is carried along is faulted for is no fault of what carries it, but for its dates. */
export const carriedFindings = (certificates: readonly Certificate[], at: Date): Finding[] =>
  certificates.flatMap((certificate) => validityFindings(certificate, at));
