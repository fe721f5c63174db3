/** What a certificate has wrong in itself, whatever its chain and the time: RFC 5280 section 4. */
import { phrase, type Finding, type Localisable, type Span } from '../findings';
import { sameOctets } from '../octets';
import type { AlgorithmInfo } from './algorithm';
import type { Certificate, ValidityDate } from './certificateTypes';
import { x509Finding } from './findingTexts';
import { nameFindings } from './name';

type Bare = Omit<Certificate, 'findings'>;

/**
 * Findings in the order of the checks. `extensionsSpan` is the span of the [3] extensions, undefined if the
 * certificate has none.
 */
export function certificateFindings(certificate: Bare, extensionsSpan: Span | undefined): Finding[] {
  return [
    ...versionFindings(certificate, extensionsSpan),
    ...serialFindings(certificate),
    ...signatureFindings(certificate.signatureAlgorithm, certificate.innerAlgorithm),
    ...subjectFindings(certificate),
    ...validityForm(certificate),
    ...certificate.publicKey.findings,
    ...extensionFindings(certificate),
    ...roleFindings(certificate),
  ];
}

function versionFindings({ version, extensions }: Bare, span: Span | undefined): Finding[] {
  if (span && extensions.length === 0) return [x509Finding('x509_extensions_empty', span)];
  if (version > 3 || version < 1) return [x509Finding('x509_version_unknown', undefined, [version])];
  return span && version < 3 ? [x509Finding('x509_version', span, [version, 3])] : [];
}

function serialFindings({ serial }: Bare): Finding[] {
  const { value, span, content } = serial;
  if (content.length === 0) return [x509Finding('x509_serial_missing', span.end > 0 ? span : undefined)];
  const findings: Finding[] = [];
  if (value === 0n) findings.push(x509Finding('x509_serial_zero', span));
  if (value !== undefined && value < 0n)
    findings.push(x509Finding('x509_serial_negative', span, [serial.hex, serial.octets]));
  if (content.length > 20) findings.push(x509Finding('x509_serial_long', span, [content.length]));
  return findings;
}

const brokenHashes = new Set(['MD2', 'MD4', 'MD5', 'SHA-0', 'SHA-1']);

/** For certificates, CRLs and requests alike. */
export function signatureFindings(outer: AlgorithmInfo, inner?: AlgorithmInfo): Finding[] {
  const findings: Finding[] = [];
  if (inner && !sameOctets(outer.raw, inner.raw)) {
    findings.push(x509Finding('x509_algorithm_mismatch', outer.span, [outer.name, inner.name]));
  }
  if (!outer.known)
    findings.push(x509Finding('x509_algorithm_unknown', outer.span, [outer.oid || phrase('none')]));
  if (outer.hash !== undefined && brokenHashes.has(outer.hash)) {
    findings.push(x509Finding('x509_weak_hash', outer.span, [outer.hash]));
  }
  return findings;
}

function subjectFindings({ issuer, subject, extensions }: Bare): Finding[] {
  const findings: Finding[] = [];
  if (issuer.rdns.length === 0) findings.push(x509Finding('x509_issuer_empty', issuer.span));
  const alternative = extensions.find(({ name }) => name === 'subjectAltName');
  if (subject.rdns.length === 0 && alternative?.critical !== true) {
    findings.push(x509Finding('x509_subject_empty', subject.span));
  }
  return [
    ...findings,
    ...nameFindings(issuer, phrase('issuer')),
    ...nameFindings(subject, phrase('subject')),
  ];
}

function validityForm({ notBefore, notAfter }: Bare): Finding[] {
  const findings: Finding[] = [
    ...dateFindings(notBefore, phrase('begin')),
    ...dateFindings(notAfter, phrase('end')),
  ];
  if (notBefore?.date && notAfter?.date && notAfter.date < notBefore.date) {
    findings.push(
      x509Finding('x509_validity_order', notAfter.span, [day(notAfter.date), day(notBefore.date)]),
    );
  }
  return findings;
}

function dateFindings(date: ValidityDate | undefined, which: Localisable): Finding[] {
  if (!date?.date) return [x509Finding('x509_validity_missing', date?.span, [which])];
  const late = date.date.getUTCFullYear() >= 2050;
  const generalized = date.type === 'GeneralizedTime';
  return late === generalized ? [] : [x509Finding('x509_time_type', date.span, [which, date.type])];
}

/** A date in UTC to the second: "2026-11-28 20:15:00 UTC". Throws RangeError for an invalid date. */
export function day(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

function extensionFindings({ extensions }: Bare): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { oid, name, field, findings: own } of extensions) {
    if (seen.has(oid)) findings.push(x509Finding('x509_extension_duplicate', field.span, [name]));
    seen.add(oid);
    findings.push(...own);
  }
  return findings;
}

/** basicConstraints, keyUsage and key identifier against each other. */
function roleFindings({ basicConstraints, keyUsage, extensions, subjectKeyId }: Bare): Finding[] {
  const findings: Finding[] = [];
  const constraints = extensions.find(({ name }) => name === 'basicConstraints');
  const usage = extensions.find(({ name }) => name === 'keyUsage');
  const ca = basicConstraints?.ca === true;
  const path = basicConstraints?.pathLength;
  if (path !== undefined && (path < 0 || !ca)) {
    const why = path < 0 ? phrase(': it is negative') : phrase(' without CA');
    findings.push(x509Finding('x509_path_length', constraints?.field.span, [path, why]));
  }
  if (ca && constraints?.critical === false) {
    findings.push(x509Finding('x509_basic_constraints_not_critical', constraints.field.span));
  }
  if (keyUsage?.length === 0) findings.push(x509Finding('x509_key_usage_empty', usage?.field.span));
  const signs = keyUsage?.includes('keyCertSign');
  if (ca && signs === false) findings.push(x509Finding('x509_ca_key_usage', usage?.field.span));
  if (!ca && signs === true) findings.push(x509Finding('x509_cert_sign_without_ca', usage?.field.span));
  if (ca && subjectKeyId === undefined) findings.push(x509Finding('x509_ski_missing', undefined));
  return findings;
}

/** Validity at a moment, as findings: expired, not yet valid, or nothing. */
export function validityFindings(
  certificate: Pick<Certificate, 'notBefore' | 'notAfter'>,
  at: Date,
): Finding[] {
  const { notBefore, notAfter } = certificate;
  if (notAfter?.date && at > notAfter.date)
    return [x509Finding('x509_expired', notAfter.span, [day(notAfter.date)])];
  if (notBefore?.date && at < notBefore.date)
    return [x509Finding('x509_not_yet_valid', notBefore.span, [day(notBefore.date)])];
  return [];
}
