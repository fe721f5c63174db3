/**
 * The private key in the payload against the header's algorithm and the certificate in optional block CT.
 *
 * What is to be said about an unwrapped key and its KBPK: lengths, strength, DES weaknesses.
 */
import { belongsTo, type PrivateKeyInfo } from '../crypto/privateKey';
import { ofTable, phrase, type Finding, type Localisable, type Span } from '../findings';
import { decodeBase64 } from '../input/encodings';
import { readCertificate } from '../x509/certificate';
import { keyFinding } from './keyBlockError';
import type { KeyBlock } from './types';
import { desKeyShape, desPartWeakness, judgeDesKey } from '../crypto/desKey';
import type { HashName } from '../crypto/hmac';
import { cipherStrength, hmacStrength, type KeyStrength, protects } from '../crypto/strength';

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

/** Key lengths in bytes by the algorithm character of the header (X9.143:2021 table 3). */
const keyLengths: Readonly<
  Record<string, { readonly bytes: readonly number[]; readonly words: Localisable }>
> = {
  A: { bytes: [16, 24, 32], words: phrase('128, 192 or 256 bits') },
  D: { bytes: [8], words: phrase('64 bits') },
  T: { bytes: [16, 24], words: phrase('128 or 192 bits') },
};

/**
 * Bits of security of a wrapped key by the algorithm character of its header (X9.143:2021 table 3). Undefined if the
 * length does not fit the algorithm, or if the private key could not be read.
 */
export function keyStrength(
  algorithm: string,
  key: Uint8Array,
  hash: HashName | undefined,
  privateKey: PrivateKeyInfo | undefined,
): KeyStrength | undefined {
  if (algorithm === 'A') return cipherStrength('AES', key);
  if (algorithm === 'T' || algorithm === 'D') return cipherStrength('TDES', key);
  if (/^[HIJ]$/.test(algorithm) && key.length > 0) return hmacStrength(key, hash);
  return privateKey && privateKey.strength > 0
    ? { name: privateKey.name, bits: privateKey.strength }
    : undefined;
}

/** Findings on the wrapped key; `span` is the payload's. */
export function judgeKey(algorithm: string, key: Uint8Array, span: Span): Finding[] {
  const findings: Finding[] = [];
  const legal = keyLengths[algorithm];
  if (legal ? !legal.bytes.includes(key.length) : key.length === 0 && /[A-Z]/.test(algorithm))
    findings.push(
      keyFinding('key_length_illegal_for_algorithm', span, [
        algorithm,
        legal?.words ?? phrase('at least 1 byte'),
        key.length * 8,
      ]),
    );
  if (algorithm === 'T' || algorithm === 'D')
    for (const finding of judgeDesKey(key)) findings.push({ ...finding, span });
  return findings;
}

/** Findings on the KBPK, and on what it protects. */
export function judgeKbpk(
  cipher: 'TDES' | 'AES',
  kbpk: Uint8Array,
  wrapped: KeyStrength | undefined,
  span: Span,
): Finding[] {
  const findings: Finding[] = [];
  const shape = cipher === 'TDES' ? desKeyShape(kbpk) : undefined;
  if (shape?.repeats !== undefined)
    findings.push(
      keyFinding('kbpk_repeated_parts', undefined, [shape.name, shape.strength, ofTable(shape.repeats)]),
    );
  for (let part = 0; cipher === 'TDES' && part < kbpk.length / 8; part++) {
    const weakness = desPartWeakness(kbpk, part);
    if (weakness) findings.push(keyFinding('kbpk_weak_part', undefined, [part + 1, weakness]));
  }
  const protecting = cipherStrength(cipher, kbpk);
  if (wrapped && protecting && !protects(protecting, wrapped))
    findings.push(
      keyFinding('key_stronger_than_kbpk', span, [
        wrapped.name,
        wrapped.bits,
        protecting.name,
        protecting.bits,
      ]),
    );
  return findings;
}
