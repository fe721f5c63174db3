/** The private key in the payload against the header's algorithm and the certificate in optional block CT. */
import { belongsTo, type PrivateKeyInfo } from '../crypto/privateKey';
import type { Finding, Span } from '../findings';
import { decodeBase64 } from '../input/encodings';
import { readCertificate } from '../x509/certificate';
import { keyFinding } from './keyFindingTexts';
import type { KeyBlock } from './types';

/** Families of private keys by the algorithm character of the header. */
const families: Readonly<Record<string, readonly string[]>> = { R: ['RSA'], E: ['EC'], S: ['DSA'] };

/** Base64 of the first certificate: format 00 is one, 02 a chain with the leaf first (X9.143:2021 tables 10 and 11). */
function leafOf(data: string): string | undefined {
  const format = data.slice(0, 2);
  if (format === '00') return data.slice(2);
  if (format !== '02') return undefined;
  const length = /^00([0-9A-Fa-f]{4})/.exec(data.slice(2))?.[1];
  return length === undefined ? undefined : data.slice(8, 8 + parseInt(length, 16));
}

export interface PrivateKeyVerdict {
  /** True or false where a certificate is there and can be compared. */
  readonly certificateMatches: boolean | undefined;
  readonly findings: readonly Finding[];
}

/** `span` is the payload's. EMV certificates (format 01) and unreadable ones are left to the reader. */
export function judgePrivateKey(block: KeyBlock, privateKey: PrivateKeyInfo, span: Span): PrivateKeyVerdict {
  const findings: Finding[] = privateKey.findings.map((finding) => ({ ...finding, span }));
  const expected = families[block.algorithm.code];
  if (expected && privateKey.algorithm !== 'unknown' && !expected.includes(privateKey.algorithm))
    findings.push(
      keyFinding('private_key_algorithm_differs', span, [block.algorithm.code, privateKey.name], {
        found: privateKey.algorithm,
      }),
    );
  const optional = block.optionalBlocks.find((candidate) => candidate.id === 'CT');
  const base64 = optional && leafOf(optional.data);
  if (!optional || base64 === undefined) return { certificateMatches: undefined, findings };
  const certificate = readCertificate(decodeBase64(base64).bytes);
  if (!certificate.wellFormed) return { certificateMatches: undefined, findings };
  const matches = belongsTo(privateKey, certificate.publicKey);
  if (matches === false)
    findings.push(
      keyFinding('certificate_key_mismatch', optional.dataSpan, [
        certificate.publicKey.name,
        privateKey.name,
      ]),
    );
  else if (matches === undefined && privateKey.algorithm !== 'unknown')
    findings.push(
      keyFinding('certificate_match_unknown', optional.dataSpan, [
        certificate.publicKey.name,
        privateKey.name,
      ]),
    );
  return { certificateMatches: matches, findings };
}
