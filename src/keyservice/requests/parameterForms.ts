/** Values of parameters as documents have them: certificates and digits, with the form they are in. */
import { readTr34 } from '../../core/cms/tr34/read';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { toUpperHex } from '../../core/crypto/bytes';
import { decodeBase64, decodeHex } from '../../core/input/encodings';
import { textOf } from '../../core/input/material';
import { findPemBlocks } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';

/** Base64 of PEM is what parameters want; the others can be written as that. */
export type CertificateForm = 'base64 of PEM' | 'PEM' | 'base64 of DER' | 'hexadecimal digits';

export interface CertificateParameter {
  readonly certificate: Certificate;
  readonly form: CertificateForm;
}

/** Far more than a certificate has. */
const longest = 200_000;

/** The certificate of a parameter, whatever form it is in; undefined where there is none. */
export function certificateParameter(text: string): CertificateParameter | undefined {
  if (text.length > longest) return undefined;
  const pem = firstOfPem(text);
  if (pem) return { certificate: pem, form: 'PEM' };
  if (/^[0-9A-Fa-f\s]+$/.test(text)) {
    const certificate = wellFormed(decodeHex(text).bytes);
    return certificate && { certificate, form: 'hexadecimal digits' };
  }
  if (!/^[A-Za-z0-9+/=\s]+$/.test(text)) return undefined;
  const { bytes } = decodeBase64(text);
  const inside = firstOfPem(textOf(bytes) ?? '');
  if (inside) return { certificate: inside, form: 'base64 of PEM' };
  const der = wellFormed(bytes);
  return der && { certificate: der, form: 'base64 of DER' };
}

function firstOfPem(text: string): Certificate | undefined {
  if (!text.includes('-----BEGIN')) return undefined;
  for (const { bytes } of findPemBlocks(text)) {
    const certificate = wellFormed(bytes);
    if (certificate) return certificate;
  }
  return undefined;
}

function wellFormed(bytes: Uint8Array): Certificate | undefined {
  if (bytes.length === 0) return undefined;
  const certificate = readCertificate(bytes);
  return certificate.wellFormed ? certificate : undefined;
}

/** Bytes of a parameter that the API wants as upper-case hexadecimal digits. */
export interface HexParameter {
  readonly bytes: Uint8Array;
  readonly form: 'upper case' | 'lower case' | 'hexadecimal digits with others' | 'base64' | 'PEM';
}

/** Undefined where the text is in none of these forms. */
export function hexParameter(text: string): HexParameter | undefined {
  if (text.length === 0 || text.length > longest) return undefined;
  const [pem] = text.includes('-----BEGIN') ? findPemBlocks(text) : [];
  if (pem) return { bytes: pem.bytes, form: 'PEM' };
  if (/^(?:[0-9A-F]{2})+$/.test(text)) return { bytes: decodeHex(text).bytes, form: 'upper case' };
  if (/^(?:[0-9A-Fa-f]{2})+$/.test(text)) return { bytes: decodeHex(text).bytes, form: 'lower case' };
  if (/^[0-9A-Fa-f\s:]+$/.test(text)) {
    // Of an odd number of digits nobody knows which one is missing.
    if (oddDigits(text) !== undefined) return undefined;
    const { bytes, strange } = decodeHex(text);
    return strange.length === 0 && bytes.length > 0
      ? { bytes, form: 'hexadecimal digits with others' }
      : undefined;
  }
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text.trim())) return undefined;
  const { bytes } = decodeBase64(text);
  return bytes.length > 0 ? { bytes, form: 'base64' } : undefined;
}

/** How many hexadecimal digits a text has, where it has nothing else and their number is odd. */
export function oddDigits(text: string): number | undefined {
  if (text.length > longest || !/^[0-9A-Fa-f\s:]+$/.test(text)) return undefined;
  const { length } = text.replace(/[\s:]/g, '');
  return length % 2 === 1 ? length : undefined;
}

/** A key token (KT_KDH), whichever form the text is in. */
export function tokenParameter(text: string): Tr34Token | undefined {
  const given = hexParameter(text);
  const token = given?.bytes[0] === 0x30 ? readTr34(given.bytes) : undefined;
  return token?.kind === 'KT_KDH' ? token : undefined;
}

export const asHexParameter = (bytes: Uint8Array): string => toUpperHex(bytes);
