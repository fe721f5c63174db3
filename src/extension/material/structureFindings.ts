import type { Finding } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { validityFindings } from '../../core/x509/certificateFindings';

/** What is to be said of a certificate at a moment: its own findings and its validity. */
export function certificateFindings(certificate: Certificate, now: Date): Finding[] {
  return [...validityFindings(certificate, now), ...certificate.findings];
}

/** Findings of a decoder include those of its bytes: each is listed once. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, span, message }) => {
    const key = `${code} ${span?.start ?? ''} ${span?.end ?? ''} ${message}`;
    return seen.has(key) ? false : (seen.add(key), true);
  });
}
