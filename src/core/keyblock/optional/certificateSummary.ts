/**
 * What a certificate says of itself, read straight from its DER: enough for a line in a hover, a
 * fraction of the reader in core/x509, which judges as well. RFC 5280 4.1.
 */
import { decodeString } from '../../asn1/strings';
import { parseGeneralizedTime, parseUtcTime } from '../../asn1/time';
import { phrase, type Localisable } from '../../findings';
import type { CertificateSummary } from '../types';
import { readCertificateUses } from './certificateUses';
import { childrenOf, contentHex, type Part, partsOf } from './derParts';

/** A part of the certificate and its bytes. */
export interface SummaryPart {
  readonly id: string;
  readonly name: Localisable;
  readonly meaning: string | Localisable;
  readonly start: number;
  readonly end: number;
}

const sequence = 0x30;
const set = 0x31;
const oid = 0x06;
const integer = 0x02;
const bitString = 0x03;
const utcTime = 0x17;

/** Types of name attributes (RFC 4514, X.520), by the hex of their identifiers. */
const attributeTypes: Readonly<Record<string, string | undefined>> = {
  '550403': 'CN',
  '550405': 'serialNumber',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '55040A': 'O',
  '55040B': 'OU',
  '550461': 'organizationIdentifier',
  '0992268993F22C640119': 'DC',
  '0992268993F22C640101': 'UID',
  '2A864886F70D010901': 'emailAddress',
};
const curves: Readonly<Record<string, string | undefined>> = {
  '2A8648CE3D030107': 'EC P-256',
  '2B81040022': 'EC P-384',
  '2B81040023': 'EC P-521',
  '2B8104000A': 'EC secp256k1',
};
const rsaKey = '2A864886F70D010101';
const ecKey = '2A8648CE3D0201';
const dsaKey = '2A8648CE380401';

/** Undefined where the bytes are not built like a certificate. */
export function readCertificateSummary(
  bytes: Uint8Array,
): { summary: CertificateSummary; parts: readonly SummaryPart[] } | undefined {
  const [whole] = partsOf(bytes, 0, bytes.length);
  if (whole?.tag !== sequence) return undefined;
  const [tbs] = childrenOf(bytes, whole);
  if (tbs?.tag !== sequence) return undefined;
  const fields = childrenOf(bytes, tbs);
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serial, algorithm, issuer, validity, subject, key] = fields;
  if (
    serial?.tag !== integer ||
    algorithm?.tag !== sequence ||
    issuer?.tag !== sequence ||
    validity?.tag !== sequence ||
    subject?.tag !== sequence ||
    key?.tag !== sequence
  )
    return undefined;
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  const [from, to] = childrenOf(bytes, validity);
  const summary: CertificateSummary = {
    subject: nameText(bytes, subject),
    issuer: nameText(bytes, issuer),
    serial: contentHex(bytes, serial),
    notBefore: from && moment(bytes, from),
    notAfter: to && moment(bytes, to),
    publicKey: keyName(bytes, key),
    ...(extensions ? readCertificateUses(bytes, extensions) : {}),
  };
  const part = (
    id: string,
    name: Localisable,
    meaning: string | Localisable,
    { start, end }: Part,
  ): SummaryPart => ({
    id,
    name,
    meaning,
    start,
    end,
  });
  return {
    summary,
    parts: [
      part('serial', phrase('Serial number'), summary.serial, serial),
      part('issuer', phrase('Issuer'), summary.issuer, issuer),
      part(
        'validity',
        phrase('Validity'),
        phrase('{0} to {1}', day(summary.notBefore), day(summary.notAfter)),
        validity,
      ),
      part('subject', phrase('Subject'), summary.subject, subject),
      part('publicKey', phrase('Public key'), summary.publicKey, key),
    ],
  };
}

const day = (date: Date | undefined): string | Localisable =>
  date?.toISOString().slice(0, 10) ?? phrase('unreadable');

/** RFC 4514: last part first. */
function nameText(bytes: Uint8Array, name: Part): string {
  const parts = childrenOf(bytes, name).map((rdn) =>
    rdn.tag !== set
      ? '?'
      : childrenOf(bytes, rdn)
          .map((attribute) => attributeText(bytes, attribute))
          .join('+'),
  );
  return parts.reverse().join(',') || '(empty name)';
}

function attributeText(bytes: Uint8Array, attribute: Part): string {
  const [type, value] = childrenOf(bytes, attribute);
  if (type?.tag !== oid || !value) return '?';
  const hex = contentHex(bytes, type);
  const text = decodeString(
    bytes,
    value.contentStart,
    Math.min(value.end, value.contentStart + 256),
    value.tag & 0x1f,
  );
  return `${attributeTypes[hex] ?? `OID ${hex}`}=${text.replace(/[,+"\\<>;]/g, '\\$&')}`;
}

function moment(bytes: Uint8Array, part: Part): Date | undefined {
  let text = '';
  for (let at = part.contentStart; at < Math.min(part.end, part.contentStart + 32); at++)
    text += String.fromCharCode(bytes[at] ?? 0);
  return (part.tag === utcTime ? parseUtcTime(text) : parseGeneralizedTime(text)).date;
}

function keyName(bytes: Uint8Array, key: Part): string {
  const [algorithm, bits] = childrenOf(bytes, key);
  if (!algorithm) return 'unknown';
  const [type, parameters] = childrenOf(bytes, algorithm);
  if (!type) return 'unknown';
  const hex = contentHex(bytes, type);
  if (hex === ecKey) {
    const curve = parameters?.tag === oid ? contentHex(bytes, parameters) : undefined;
    return curve === undefined ? 'EC' : (curves[curve] ?? `EC, curve OID ${curve}`);
  }
  if (hex === dsaKey) {
    const [prime] = parameters ? childrenOf(bytes, parameters) : [];
    const length = prime?.tag === integer ? bitsOf(bytes, prime) : 0;
    return length === 0 ? 'DSA' : `DSA ${length}`;
  }
  if (hex !== rsaKey) return `algorithm OID ${hex}`;
  if (bits?.tag !== bitString) return 'RSA';
  const [keySequence] = partsOf(bytes, bits.contentStart + 1, bits.end);
  const [modulus] = keySequence ? childrenOf(bytes, keySequence) : [];
  if (modulus?.tag !== integer) return 'RSA';
  return `RSA ${bitsOf(bytes, modulus)}`;
}

/** Bits of an INTEGER without its leading zeros. */
function bitsOf(bytes: Uint8Array, number: Part): number {
  let first = number.contentStart;
  while (first < number.end && bytes[first] === 0) first++;
  return first < number.end ? (number.end - first) * 8 - Math.clz32(bytes[first]!) + 24 : 0;
}
