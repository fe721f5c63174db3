/**
 * Certificates and CRLs (RFC 5280 sections 4 and 5), made with @peculiar/x509 and keys of the host. Load this with
 * `import()`: the library takes about 50 ms. Every subject says TEST, and who made it, so that nobody takes one for
 * anything else and no live account trusts it.
 */
import { randomOctets } from '../platform';
import { toHex } from '../asn1/value';
import { keyUsageNames } from '../x509/bitNames';
import { readCertificate } from '../x509/certificate';
import { signingKey, type Issued, type Issuer, type KeyPair, type SigningHash } from './keys';
import { derOf, integer, wholeSeconds } from './values';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from './x509Library';

export type KeyUsageName = (typeof keyUsageNames)[number];

const attributes = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  ST: '2.5.4.8',
  L: '2.5.4.7',
  serialNumber: '2.5.4.5',
  emailAddress: '1.2.840.113549.1.9.1',
} as const;
/** RFC 5280 appendix A: these are PrintableString, always, and an email address is IA5String. */
const printable = new Set<keyof typeof attributes>(['C', 'serialNumber']);
const stringType = (type: keyof typeof attributes): string =>
  type === 'emailAddress' ? 'ia5String' : printable.has(type) ? 'printableString' : 'utf8String';

export type NamePart = readonly [type: keyof typeof attributes, value: string];

/** One attribute each, in the order given; the string types are ours, as the library would choose by content. */
export function nameOf(parts: readonly NamePart[]): Name {
  return new Name(
    parts.map(([type, value]) => ({
      [attributes[type]]: [
        // Half a surrogate pair is no character, and the library throws at it.
        { [stringType(type)]: value.replace(/[\ud800-\udfff]/gu, '?') },
      ],
    })),
  );
}

/** Extensions, for `CertificateToMake.extensions`. */
export const certificateExtensions = {
  basicConstraints: (ca: boolean): Promise<Extension> =>
    Promise.resolve(new BasicConstraintsExtension(ca, undefined, true)),
  keyUsage: (...names: readonly KeyUsageName[]): Promise<Extension> => {
    // Any sum of flags is one, which the type of the library leaves out.
    const flags = keyUsageNames.reduce(
      (sum, name, bit) => (names.includes(name) ? sum | (1 << bit) : sum),
      0,
    );
    return Promise.resolve(new KeyUsagesExtension(flags as never, true));
  },
  extendedKeyUsage: (...oids: readonly string[]): Promise<Extension> =>
    Promise.resolve(new ExtendedKeyUsageExtension([...oids], false)),
  /** Of SubjectPublicKeyInfo in DER, as RFC 5280 4.2.1.2 (1) makes it. */
  subjectKeyId: (publicKey: Uint8Array): Promise<Extension> =>
    SubjectKeyIdentifierExtension.create(plain(publicKey)),
  authorityKeyId: (issuerPublicKey: Uint8Array): Promise<Extension> =>
    AuthorityKeyIdentifierExtension.create(plain(issuerPublicKey)),
};

export interface CertificateToMake {
  /** Positive; big-endian, at most 20 bytes. Random where not given. */
  readonly serial?: Uint8Array | number;
  readonly subject: readonly NamePart[];
  /** Certificate in DER; self-signed where not given. */
  readonly issuer?: Uint8Array;
  /** PKCS#8 of the issuer, not kept. */
  readonly privateKey: Uint8Array;
  readonly hash: SigningHash;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  /** In this order. */
  readonly extensions: readonly Promise<Extension>[];
}

/** One certificate of version 3 in DER. Throws where a key cannot be used. */
export async function makeCertificate(given: CertificateToMake): Promise<Uint8Array> {
  const extensions = await Promise.all(given.extensions);
  const subject = nameOf(given.subject);
  const { serial = randomSerial() } = given;
  const made = await X509CertificateGenerator.create({
    serialNumber: typeof serial === 'number' ? toHex(derOf(integer(serial)).subarray(2)) : toHex(serial),
    subject,
    issuer: given.issuer ? new Name(plain(readCertificate(given.issuer).subject.raw)) : subject,
    notBefore: wholeSeconds(given.notBefore),
    notAfter: wholeSeconds(given.notAfter),
    publicKey: plain(given.publicKey),
    // A CryptoKey, by a name that core's types do not have.
    signingKey: (await signingKey(given.privateKey, given.hash)) as never,
    signingAlgorithm: { hash: given.hash } as never,
    extensions,
  });
  return new Uint8Array(made.rawData);
}

export interface CertificateRequest {
  /** Common name, as given: organisation and unit beside it say who made it, and TEST. */
  readonly name: string;
  readonly keys: KeyPair;
  /** Self-signed where not given. */
  readonly issuer?: Issuer;
  readonly ca: boolean;
  readonly keyUsage: readonly KeyUsageName[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Random where not given. */
  readonly serial?: number;
}

/** RFC 5280 4.1, version 3: basicConstraints, keyUsage and key identifiers. SHA-256, RSA or ECDSA by the issuer's key. */
export async function issueCertificate(request: CertificateRequest): Promise<Issued> {
  const { keys, issuer, ca, serial, notBefore, notAfter } = request;
  const above = issuer && readCertificate(issuer.certificate);
  if (above && !above.wellFormed) throw new RangeError('the issuer is no certificate');
  const { basicConstraints, keyUsage, subjectKeyId, authorityKeyId } = certificateExtensions;
  const certificate = await makeCertificate({
    ...(serial === undefined ? {} : { serial }),
    subject: [
      ['O', 'Key Material Inspector'],
      ['OU', 'TEST'],
      ['CN', request.name],
    ],
    ...(issuer ? { issuer: issuer.certificate } : {}),
    privateKey: issuer?.privateKey ?? keys.privateKey,
    hash: 'SHA-256',
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    extensions: [
      basicConstraints(ca),
      keyUsage(...request.keyUsage),
      subjectKeyId(keys.publicKey),
      authorityKeyId(above?.publicKey.raw ?? keys.publicKey),
    ],
  });
  return { ...keys, certificate };
}

/** RFC 5280 5.1, version 2, with a number. Revoked serials are content octets of their INTEGER. */
export async function issueCrl(
  issuer: Issuer,
  revoked: readonly Uint8Array[],
  thisUpdate: Date,
  nextUpdate: Date,
): Promise<Uint8Array> {
  const { subject, publicKey } = readCertificate(issuer.certificate);
  const made = await X509CrlGenerator.create({
    issuer: new Name(plain(subject.raw)),
    thisUpdate: wholeSeconds(thisUpdate),
    nextUpdate: wholeSeconds(nextUpdate),
    entries: revoked.map((serial) => ({
      serialNumber: toHex(serial),
      revocationDate: wholeSeconds(thisUpdate),
      reason: X509CrlReason.keyCompromise,
    })),
    extensions: [
      await certificateExtensions.authorityKeyId(publicKey.raw),
      new Extension('2.5.29.20', false, plain(derOf(integer(1)))),
    ],
    signingKey: (await signingKey(issuer.privateKey, 'SHA-256')) as never,
    signingAlgorithm: { hash: 'SHA-256' } as never,
  });
  return new Uint8Array(made.rawData);
}

/** Octets in a buffer of their own: a view into a file would take all of it along. */
function plain(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(octets);
}

/** 16 bytes, positive, no zero in front. */
function randomSerial(): Uint8Array {
  const octets = randomOctets(16);
  octets[0] = 0x40 | (octets[0]! & 0x3f);
  return octets;
}
