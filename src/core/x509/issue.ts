/**
 * Certificates and CRLs made for tests, with keys and signatures of the host: RFC 5280 sections 4 and 5. Every
 * subject says TEST, and who made it, so that nobody takes one for anything else and no live account trusts it.
 */
import { Tag } from '../asn1/tags';
import { bitString, context, der, derNull, integer, objectIdentifier, sequence, time } from '../asn1/write';
import { readPrivateKey } from '../crypto/privateKey';
import { hostSubtle, randomOctets } from '../platform';
import type { keyUsageNames } from './bitNames';
import { readCertificate } from './certificate';
import {
  buildCertificate,
  certificateExtension,
  certificateExtensions,
  distinguishedName,
} from './certificateBuilder';

/** Names are those of KeyAlgorithm in the API of AWS Payment Cryptography. */
export const testKeyKinds = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
] as const;
export type TestKeyKind = (typeof testKeyKinds)[number];

export interface KeyPair {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** PKCS#8, not encrypted: a test key. */
  readonly privateKey: Uint8Array;
}

export interface Issued extends KeyPair {
  /** Certificate in DER. */
  readonly certificate: Uint8Array;
}

/** Who issues: certificate for the name and key identifier, key to sign with. */
export type Issuer = Pick<Issued, 'certificate' | 'privateKey'>;

const rsaSigning = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const curves: Readonly<Record<string, string>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
};

/** Throws Error where the host has no WebCrypto. */
function subtle(): NonNullable<ReturnType<typeof hostSubtle>> {
  const host = hostSubtle();
  if (!host) throw new Error('this host has no WebCrypto');
  return host;
}

/** A new pair; RSA with exponent 65537. */
export async function generateKeys(kind: TestKeyKind): Promise<KeyPair> {
  const namedCurve = curves[kind];
  const algorithm =
    namedCurve === undefined
      ? {
          ...rsaSigning,
          modulusLength: Number(kind.slice('RSA_'.length)),
          publicExponent: new Uint8Array([1, 0, 1]),
        }
      : { name: 'ECDSA', namedCurve };
  const pair = await subtle().generateKey(algorithm, true, ['sign', 'verify']);
  return {
    publicKey: new Uint8Array(await subtle().exportKey('spki', pair.publicKey)),
    privateKey: new Uint8Array(await subtle().exportKey('pkcs8', pair.privateKey)),
  };
}

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2). Throws where the key is no RSA key in PKCS#8. */
export async function signWithRsa(privateKey: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const key = await subtle().importKey('pkcs8', privateKey, rsaSigning, false, ['sign']);
  return new Uint8Array(await subtle().sign(rsaSigning.name, key, data));
}

/** ECDSA with SHA-256 as SEQUENCE of r and s (RFC 3279 2.2.3). Throws where the key is none of the curve. */
async function signWithEc(privateKey: Uint8Array, namedCurve: string, data: Uint8Array): Promise<Uint8Array> {
  const key = await subtle().importKey('pkcs8', privateKey, { name: 'ECDSA', namedCurve }, false, ['sign']);
  const pair = new Uint8Array(await subtle().sign({ name: 'ECDSA', hash: 'SHA-256' }, key, data));
  const half = pair.length / 2;
  return sequence(integer(pair.subarray(0, half)), integer(pair.subarray(half)));
}

export interface CertificateRequest {
  /** Common name, as given: organisation and unit beside it say who made it, and TEST. */
  readonly name: string;
  readonly keys: KeyPair;
  /** Self-signed where not given. */
  readonly issuer?: Issuer;
  readonly ca: boolean;
  readonly keyUsage: readonly (typeof keyUsageNames)[number][];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Random where not given. */
  readonly serial?: number;
}

/** RFC 5280 4.1, version 3: basicConstraints, keyUsage and key identifiers. SHA-256, RSA or ECDSA by the issuer's key. */
export async function issueCertificate(request: CertificateRequest): Promise<Issued> {
  const { keys, issuer, ca } = request;
  const subject = distinguishedName(['O', 'Key Material Inspector'], ['OU', 'TEST'], ['CN', request.name]);
  const above = issuer && readCertificate(issuer.certificate);
  if (above && !above.wellFormed) throw new RangeError('the issuer is no certificate');
  const signingKey = issuer?.privateKey ?? keys.privateKey;
  const { curve } = readPrivateKey(signingKey);
  const { basicConstraints, keyUsage, subjectKeyId, authorityKeyId } = certificateExtensions;
  const certificate = await buildCertificate(
    {
      serial: request.serial ?? randomSerial(),
      subject,
      issuer: above?.subject.raw ?? subject,
      notBefore: request.notBefore,
      notAfter: request.notAfter,
      publicKey: keys.publicKey,
      extensions: [
        basicConstraints(ca),
        keyUsage(...request.keyUsage),
        subjectKeyId(keys.publicKey),
        authorityKeyId(above?.publicKey.raw ?? keys.publicKey),
      ],
      algorithm: curve === undefined ? 'sha256WithRSAEncryption' : 'ecdsa-with-SHA256',
    },
    (data) => (curve === undefined ? signWithRsa(signingKey, data) : signWithEc(signingKey, curve, data)),
  );
  return { ...keys, certificate };
}

/** RFC 5280 5.1, version 2, with a number, under an RSA key. Revoked serials are content octets of their INTEGER. */
export async function issueCrl(
  issuer: Issuer,
  revoked: readonly Uint8Array[],
  thisUpdate: Date,
  nextUpdate: Date,
): Promise<Uint8Array> {
  const { subject, publicKey } = readCertificate(issuer.certificate);
  const algorithm = sequence(objectIdentifier('sha256WithRSAEncryption'), derNull);
  const reason = sequence(certificateExtension('cRLReason', false, der(Tag.enumerated, [1])));
  const entries = revoked.map((serial) => sequence(der(Tag.integer, serial), time(thisUpdate), reason));
  const tbs = sequence(
    integer(1),
    algorithm,
    subject.raw,
    time(thisUpdate),
    time(nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(
      0,
      sequence(
        certificateExtensions.authorityKeyId(publicKey.raw),
        certificateExtension('cRLNumber', false, integer(1)),
      ),
    ),
  );
  return sequence(tbs, algorithm, bitString(await signWithRsa(issuer.privateKey, tbs)));
}

function randomSerial(): Uint8Array {
  const octets = randomOctets(16);
  octets[0] = 0x40 | (octets[0]! & 0x3f);
  return octets;
}
