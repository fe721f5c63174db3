/** What is wrong with one PEM block: the same in Problems and in the hover. */
import { readAsn1 } from '../../core/asn1/read';
import { isClearPrivateKey } from '../../core/crypto/keyPairs';
import type { Finding } from '../../core/findings';
import { structureOf } from '../../core/input/material';
import { pemFinding } from '../../core/input/findingTexts';
import { readCertificate } from '../../core/x509/certificate';
import { validityFindings } from '../../core/x509/certificateFindings';

/** Labels under which a certificate stands. */
export const certificateLabels = /^(X509 |TRUSTED )?CERTIFICATE$/;
/** Findings on a certificate itself, besides its dates. */
const mostErrors = 5;

export interface PemPart {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly encrypted: boolean;
  readonly problem?: string | undefined;
}

/** Findings on the frame first, then on what is in it. `name` is the subject of a certificate, else ''. */
export function pemFindings(
  { label, bytes, encrypted, problem }: PemPart,
  now: Date,
): { name: string; frame: Finding[]; content: Finding[] } {
  const frame = problem === undefined ? [] : [pemFinding('pem_broken', undefined, [problem])];
  if (certificateLabels.test(label)) {
    const certificate = readCertificate(bytes);
    const errors = certificate.findings.filter(({ severity }) => severity === 'error');
    return {
      name: certificate.subject.label,
      frame,
      content: [...validityFindings(certificate, now), ...errors.slice(0, mostErrors)],
    };
  }
  if (encrypted) return { name: '', frame, content: [] };
  const [root] = readAsn1(bytes).roots;
  const broken = root?.kind !== 'value' || root.truncated;
  if (broken && problem === undefined) frame.push(pemFinding('pem_content'));
  if (isClearPrivateKey(structureOf(bytes), label)) frame.push(pemFinding('private_key_not_encrypted'));
  return { name: '', frame, content: [] };
}
