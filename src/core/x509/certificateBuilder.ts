/** Certificates in DER with any key, name and extension: RFC 5280 section 4. Who signs, and where, is the caller's. */
import { sha1 } from '@noble/hashes/legacy.js';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import {
  bitString,
  context,
  der,
  derNull,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
} from '../asn1/write';
import { keyUsageNames } from './bitNames';

export type CertificateSignature =
  | 'sha256WithRSAEncryption'
  | 'sha384WithRSAEncryption'
  | 'sha512WithRSAEncryption'
  | 'ecdsa-with-SHA256'
  | 'ecdsa-with-SHA384'
  | 'ecdsa-with-SHA512';

export interface CertificateToBuild {
  /** Positive; big-endian, at most 20 bytes. */
  readonly serial: Uint8Array | number;
  /** Names in DER: see `distinguishedName`, or `Certificate.subject.raw`. */
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  /** See `extensions` below. */
  readonly extensions: readonly Uint8Array[];
  readonly algorithm: CertificateSignature;
}

/** One certificate in DER. `sign` gets the bytes to be signed; ECDSA as SEQUENCE of r and s. */
export async function buildCertificate(
  given: CertificateToBuild,
  sign: (signedPart: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<Uint8Array> {
  const { algorithm } = given;
  // RFC 4055 wants NULL as parameter of RSA, RFC 5758 wants none for ECDSA.
  const identifier = sequence(
    objectIdentifier(algorithm),
    ...(algorithm.endsWith('RSAEncryption') ? [derNull] : []),
  );
  const signedPart = sequence(
    context(0, integer(2)),
    integer(given.serial),
    identifier,
    given.issuer,
    sequence(time(given.notBefore), time(given.notAfter)),
    given.subject,
    given.publicKey,
    ...(given.extensions.length > 0 ? [context(3, sequence(...given.extensions))] : []),
  );
  return sequence(signedPart, identifier, bitString(await sign(signedPart)));
}

const attributes = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  ST: '2.5.4.8',
  L: '2.5.4.7',
  serialNumber: '2.5.4.5',
} as const;
/** RFC 5280 appendix A: these are PrintableString, always. */
const printable = new Set<keyof typeof attributes>(['C', 'serialNumber']);

/** A Name in DER, one attribute each in the order given. */
export function distinguishedName(
  ...parts: readonly (readonly [type: keyof typeof attributes, value: string])[]
): Uint8Array {
  return sequence(
    ...parts.map(([type, value]) =>
      set(
        sequence(
          objectIdentifier(attributes[type]),
          der(printable.has(type) ? Tag.printableString : Tag.utf8String, utf8(value)),
        ),
      ),
    ),
  );
}

/** UTF-8 without TextEncoder, which not every host types; half a surrogate pair becomes "?". */
function utf8(text: string): Uint8Array {
  const octets = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '?')).match(/%[0-9A-F]{2}|./g) ?? [];
  return Uint8Array.from(octets, (one) =>
    one.length === 3 ? parseInt(one.slice(1), 16) : one.charCodeAt(0),
  );
}

/** One extension in DER, by its OID or its name. */
export function certificateExtension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [der(Tag.boolean, [0xff])] : []), octetString(value));
}

/** Extensions in DER, for `CertificateToBuild.extensions`. */
export const certificateExtensions = {
  basicConstraints: (ca: boolean): Uint8Array =>
    certificateExtension('2.5.29.19', true, sequence(...(ca ? [der(Tag.boolean, [0xff])] : []))),

  keyUsage: (...names: readonly (typeof keyUsageNames)[number][]): Uint8Array => {
    const bits = names.map((name) => keyUsageNames.indexOf(name)).filter((bit) => bit >= 0);
    const highest = Math.max(0, ...bits);
    const octets = new Uint8Array((highest >> 3) + 1);
    for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
    // A named bit list ends with its last bit that is set: X.690 11.2.2.
    return certificateExtension('2.5.29.15', true, der(Tag.bitString, [7 - (highest & 7)], octets));
  },

  extendedKeyUsage: (...oids: readonly string[]): Uint8Array =>
    certificateExtension('2.5.29.37', false, sequence(...oids.map(objectIdentifier))),

  /** Of SubjectPublicKeyInfo in DER, as RFC 5280 4.2.1.2 (1) makes it. */
  subjectKeyId: (publicKey: Uint8Array): Uint8Array =>
    certificateExtension('2.5.29.14', false, octetString(keyIdOf(publicKey))),

  authorityKeyId: (issuerPublicKey: Uint8Array): Uint8Array =>
    certificateExtension('2.5.29.35', false, sequence(der(0x80, keyIdOf(issuerPublicKey)))),
};

function keyIdOf(publicKey: Uint8Array): Uint8Array {
  const [, key] = readAsn1(publicKey, { embedded: false }).roots[0]?.children() ?? [];
  if (key?.is(Tag.bitString) !== true) throw new RangeError('this is no SubjectPublicKeyInfo');
  return sha1(key.content.subarray(1));
}
