/** What a certificate lets its key be used for, straight from its DER: RFC 5280 4.2.1.3 and 4.2.1.12. */
import { keyUsageNames } from '../../x509/bitNames';
import type { CertificateSummary } from '../types';
import { childrenOf, contentHex, type Part, partsOf } from './derParts';

const keyUsage = '551D0F';
const extendedKeyUsage = '551D25';
const octetString = 0x04;
const bitString = 0x03;
const sequence = 0x30;

/** The last number of id-kp (1.3.6.1.5.5.7.3) to its name. */
const purposes: Readonly<Record<string, string | undefined>> = {
  '01': 'serverAuth',
  '02': 'clientAuth',
  '03': 'codeSigning',
  '04': 'emailProtection',
  '08': 'timeStamping',
  '09': 'OCSPSigning',
};
const purposeArc = '2B060105050703';

/** @param extensions the [3] of the certificate. A use that is not there, or cannot be read, is left out. */
export function readCertificateUses(
  bytes: Uint8Array,
  extensions: Part,
): Pick<CertificateSummary, 'keyUsage' | 'extendedKeyUsage'> {
  const [list] = childrenOf(bytes, extensions);
  const found: { keyUsage?: string[]; extendedKeyUsage?: string[] } = {};
  for (const extension of list?.tag === sequence ? childrenOf(bytes, list) : []) {
    const parts = childrenOf(bytes, extension);
    const value = parts.at(-1);
    if (!parts[0] || value?.tag !== octetString) continue;
    const oid = contentHex(bytes, parts[0]);
    const [inner] = partsOf(bytes, value.contentStart, value.end);
    if (oid === keyUsage && inner?.tag === bitString) found.keyUsage = usagesOf(bytes, inner);
    if (oid === extendedKeyUsage && inner?.tag === sequence)
      found.extendedKeyUsage = childrenOf(bytes, inner).map((one) => purposeOf(contentHex(bytes, one)));
  }
  return found;
}

function usagesOf(bytes: Uint8Array, { contentStart, end }: Part): string[] {
  // The first octet counts unused bits, which are zero.
  return keyUsageNames.filter((_, bit) => {
    const at = contentStart + 1 + (bit >> 3);
    return at < end && (bytes[at]! & (0x80 >> (bit & 7))) !== 0;
  });
}

function purposeOf(hex: string): string {
  const known = hex.startsWith(purposeArc) ? purposes[hex.slice(purposeArc.length)] : undefined;
  return known ?? `OID ${hex}`;
}
