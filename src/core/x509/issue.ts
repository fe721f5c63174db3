/**
 * Certificates and CRLs made for tests: RSA keys of the host, TEST in every subject, so that nobody
 * takes them for anything else. RFC 5280 sections 4 and 5.
 */
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
import { Tag } from '../asn1/tags';

import { digestOf } from '../crypto/hmac';
import { hostSubtle, randomOctets } from '../platform';
import { readAsn1 } from '../asn1/read';
import { stringOctets } from '../asn1/value';

export interface RsaPair {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** PKCS#8, not encrypted: a test key. */
  readonly privateKey: Uint8Array;
}

export interface Issued extends RsaPair {
  /** Certificate in DER. */
  readonly certificate: Uint8Array;
}

/** Who issues: certificate for the name and key identifier, key to sign with. */
export type Issuer = Pick<Issued, 'certificate' | 'privateKey'>;

const signingHash = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Throws Error where the host has no WebCrypto. */
function subtle(): NonNullable<ReturnType<typeof hostSubtle>> {
  const host = hostSubtle();
  if (!host) throw new Error('this host has no WebCrypto');
  return host;
}

export async function generateRsaPair(bits: 2048 | 3072 | 4096): Promise<RsaPair> {
  const algorithm = { ...signingHash, modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) };
  const pair = await subtle().generateKey(algorithm, true, ['sign', 'verify']);
  return {
    publicKey: new Uint8Array(await subtle().exportKey('spki', pair.publicKey)),
    privateKey: new Uint8Array(await subtle().exportKey('pkcs8', pair.privateKey)),
  };
}

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2). Throws where the key is no RSA key in PKCS#8. */
export async function signWithRsa(privateKey: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const key = await subtle().importKey('pkcs8', privateKey, signingHash, false, ['sign']);
  return new Uint8Array(await subtle().sign(signingHash.name, key, data));
}

export interface CertificateRequest {
  /** Common name; " TEST" is put behind it where it does not say TEST. */
  readonly name: string;
  readonly organization?: string;
  readonly keys: RsaPair;
  /** Self-signed where not given. */
  readonly issuer?: Issuer;
  readonly ca: boolean;
  /** Bits of keyUsage by number: 0 digitalSignature, 2 keyEncipherment, 5 keyCertSign, 6 cRLSign. */
  readonly keyUsage: readonly number[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Random where not given. */
  readonly serial?: number;
}

const sha256WithRsa = (): Uint8Array => sequence(objectIdentifier('sha256WithRSAEncryption'), derNull);

/** RFC 5280 4.1, version 3: basicConstraints, keyUsage and key identifiers. */
export async function issueCertificate(request: CertificateRequest): Promise<Issued> {
  const { keys, issuer, ca } = request;
  const subject = distinguishedName(request.name, request.organization ?? 'TEST');
  const above = issuer && partsOf(issuer.certificate);
  const identifier = keyIdentifier(keys.publicKey);
  const tbs = sequence(
    context(0, integer(2)),
    integer(request.serial ?? positive(randomOctets(16))),
    sha256WithRsa(),
    above?.subject ?? subject,
    sequence(time(request.notBefore), time(request.notAfter)),
    subject,
    keys.publicKey,
    context(
      3,
      sequence(
        extension('basicConstraints', true, sequence(...(ca ? [der(Tag.boolean, [0xff])] : []))),
        extension('keyUsage', true, namedBits(request.keyUsage)),
        extension('subjectKeyIdentifier', false, octetString(identifier)),
        extension(
          'authorityKeyIdentifier',
          false,
          sequence(der(0x80, above ? keyIdentifier(above.publicKey) : identifier)),
        ),
      ),
    ),
  );
  const signature = await signWithRsa(issuer?.privateKey ?? keys.privateKey, tbs);
  return { ...keys, certificate: sequence(tbs, sha256WithRsa(), bitString(signature)) };
}

/** RFC 5280 5.1, version 2, with a number. Revoked serials are content octets of their INTEGER. */
export async function issueCrl(
  issuer: Issuer,
  revoked: readonly Uint8Array[],
  thisUpdate: Date,
  nextUpdate: Date,
): Promise<Uint8Array> {
  const { subject, publicKey } = partsOf(issuer.certificate);
  const reason = sequence(extension('cRLReason', false, der(Tag.enumerated, [1])));
  const entries = revoked.map((serial) => sequence(der(Tag.integer, serial), time(thisUpdate), reason));
  const tbs = sequence(
    integer(1),
    sha256WithRsa(),
    subject,
    time(thisUpdate),
    time(nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(
      0,
      sequence(
        extension('authorityKeyIdentifier', false, sequence(der(0x80, keyIdentifier(publicKey)))),
        extension('cRLNumber', false, integer(1)),
      ),
    ),
  );
  return sequence(tbs, sha256WithRsa(), bitString(await signWithRsa(issuer.privateKey, tbs)));
}

function positive(octets: Uint8Array): Uint8Array {
  octets[0] = 0x40 | (octets[0]! & 0x3f);
  return octets;
}

function distinguishedName(name: string, organization: string): Uint8Array {
  const marked = /\bTEST\b/.test(name) ? name : `${name} TEST`;
  const attribute = (type: string, value: string): Uint8Array =>
    set(sequence(objectIdentifier(type), der(Tag.utf8String, utf8(value))));
  return sequence(attribute('organizationName', organization), attribute('commonName', marked));
}

/** Without TextEncoder, which core does not know. */
function utf8(text: string): Uint8Array {
  const encoded = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '?')).replace(
    /%([0-9A-F]{2})/g,
    (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Uint8Array.from(encoded, (character) => character.charCodeAt(0));
}

function extension(name: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(
    objectIdentifier(name),
    ...(critical ? [der(Tag.boolean, [0xff])] : []),
    octetString(value),
  );
}

/** Named bit list in DER: trailing zero bits left out (X.690 11.2.2). */
function namedBits(bits: readonly number[]): Uint8Array {
  const highest = Math.max(-1, ...bits);
  const octets = new Uint8Array((highest + 8) >> 3);
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return der(Tag.bitString, [highest < 0 ? 0 : 7 - (highest & 7)], octets);
}

/** RFC 5280 4.2.1.2 method 1. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const bits = readAsn1(publicKey).roots[0]?.children()[1];
  return digestOf('SHA-1', bits ? stringOctets(bits) : publicKey);
}

function partsOf(certificate: Uint8Array): { subject: Uint8Array; publicKey: Uint8Array } {
  const parts = readAsn1(certificate).roots[0]?.children()[0]?.children() ?? [];
  const at = parts[0]?.isContext(0) === true ? 1 : 0;
  const subject = parts[at + 4];
  const publicKey = parts[at + 5];
  if (!subject || !publicKey) throw new RangeError('the issuer is no certificate');
  return { subject: subject.raw, publicKey: publicKey.raw };
}
