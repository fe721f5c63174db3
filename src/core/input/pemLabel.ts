/** Whether a PEM block holds what its label says: RFC 7468, and the labels of OpenSSL. */
import { phrase, type Finding, type Localisable } from '../findings';
import { pemFinding } from './findingTexts';
import { pemLabels } from './pem';

/** Other labels of the same structures. */
const others: Readonly<Record<string, string>> = {
  'X509 CERTIFICATE': 'CERTIFICATE',
  'TRUSTED CERTIFICATE': 'CERTIFICATE',
  'NEW CERTIFICATE REQUEST': 'CERTIFICATE REQUEST',
  CRL: 'X509 CRL',
  PKCS7: 'CMS',
  'PKCS #7 SIGNED DATA': 'CMS',
};
const known: ReadonlySet<string> = new Set(Object.values(pemLabels));

/** What structures are called in a sentence, by their name in the schema. */
const names: Readonly<Record<string, Localisable>> = {
  Certificate: phrase('a certificate'),
  AttributeCertificate: phrase('an attribute certificate'),
  CertificateList: phrase('a certificate revocation list'),
  CertificationRequest: phrase('a certification request'),
  ContentInfo: phrase('a CMS message'),
  SignedData: phrase('CMS signed data without its ContentInfo'),
  EnvelopedData: phrase('CMS enveloped data without its ContentInfo'),
  RandomNumberToken: phrase('a TR-34 random number token'),
  SubjectPublicKeyInfo: phrase('a public key (X.509)'),
  RSAPublicKey: phrase('an RSA public key (PKCS #1)'),
  PrivateKeyInfo: phrase('a private key (PKCS #8)'),
  EncryptedPrivateKeyInfo: phrase('an encrypted private key (PKCS #8)'),
  RSAPrivateKey: phrase('an RSA private key (PKCS #1)'),
  DSAPrivateKey: phrase('a DSA private key'),
  ECPrivateKey: phrase('an EC private key (RFC 5915)'),
  PFX: phrase('a PKCS #12 key store'),
  DhParameters: phrase('DH parameters'),
  X942DhParameters: phrase('DH parameters (X9.42)'),
  DsaParameters: phrase('DSA parameters'),
  DsaSignature: phrase('an ECDSA or DSA signature'),
  EcParameters: phrase('EC parameters'),
  OCSPResponse: phrase('an OCSP response'),
  OCSPRequest: phrase('an OCSP request'),
  TimeStampResp: phrase('a time-stamp response'),
  TimeStampReq: phrase('a time-stamp request'),
};

/** Structures in which there is certainly no private key. */
const publicTypes: ReadonlySet<string> = new Set([
  'Certificate',
  'AttributeCertificate',
  'CertificateList',
  'CertificationRequest',
  'SubjectPublicKeyInfo',
  'RSAPublicKey',
  'DhParameters',
  'X942DhParameters',
  'DsaParameters',
  'EcParameters',
  'DsaSignature',
]);

/** What a block holds. */
export interface PemContent {
  /** Name in the schema; undefined where it is none that is known. */
  readonly type: string | undefined;
  /** What it is called, where more is known than its type. */
  readonly name?: Localisable | undefined;
  /** The label that it should have, where it is another than usual. */
  readonly label?: string | undefined;
}

/** The label as it is usual: "CERTIFICATE" of "X509 CERTIFICATE"; undefined for one that no structure here has. */
export function usualLabel(label: string): string | undefined {
  const usual = others[label] ?? label;
  return known.has(usual) ? usual : undefined;
}

/** Whether a label says that the block holds a certificate. */
export const isCertificateLabel = (label: string): boolean => usualLabel(label) === 'CERTIFICATE';

/** That a block holds something else than its label says; undefined where they agree, or either is not known. */
export function labelFinding(label: string, content: PemContent): Finding | undefined {
  const { type } = content;
  const wanted = usualLabel(label);
  const name = content.name ?? (type === undefined ? undefined : names[type]);
  if (type === undefined || wanted === undefined || name === undefined || pemLabels[type] === wanted)
    return undefined;
  if (type === 'PFX') return pemFinding('pem_label_pkcs12', undefined, [label]);
  const right = content.label ?? pemLabels[type];
  if (right === undefined) return pemFinding('pem_label_other', undefined, [name, label]);
  return wanted.endsWith('PRIVATE KEY') && publicTypes.has(type)
    ? pemFinding('pem_label_no_key', undefined, [name, label, right])
    : pemFinding('pem_label', undefined, [name, label, right]);
}
