/** What the reader of CMS messages finds (RFC 5652): parts, signers, recipients, content. */
import type { Asn1Node } from '../asn1/node';
import type { Field, Finding, Span, Words } from '../findings';
import type { AlgorithmInfo } from '../x509/algorithm';
import type { Certificate } from '../x509/certificateTypes';
import type { Crl } from '../x509/crl';
import type { Name } from '../x509/name';
import type { PublicKeyInfo } from '../x509/publicKey';
import type { Serial } from '../x509/serial';

export interface TypeName {
  readonly oid: string;
  /** From the OID table, else the OID. */
  readonly name: string;
}

/** How a message names a certificate: RFC 5652 5.3, 6.2. */
export type CertificateReference =
  | {
      readonly kind: 'issuerAndSerial';
      readonly issuer: Name;
      readonly serial: Serial;
      readonly raw: Uint8Array;
      readonly text: Words;
    }
  | { readonly kind: 'keyIdentifier'; readonly id: Uint8Array; readonly text: Words }
  | { readonly kind: 'publicKey'; readonly key: PublicKeyInfo; readonly text: Words }
  | { readonly kind: 'unknown'; readonly text: Words };

export interface Attribute extends TypeName {
  readonly values: readonly Asn1Node[];
  /** Values as one line. */
  readonly text: string;
  readonly field: Field;
  readonly span: Span;
}

export interface SignerInfo {
  readonly version: number | undefined;
  readonly sid: CertificateReference;
  readonly digestAlgorithm: AlgorithmInfo;
  /** "SHA-256", …; undefined where not known. */
  readonly hash: string | undefined;
  readonly signatureAlgorithm: AlgorithmInfo;
  readonly signature: Uint8Array;
  /** Undefined where there are none: the signature is then over the content itself. */
  readonly signedAttributes: readonly Attribute[] | undefined;
  /** The attributes as received with the tag SET OF: what is signed. */
  readonly attributesAsReceived: Uint8Array | undefined;
  /** The same in DER order. */
  readonly attributesSorted: Uint8Array | undefined;
  readonly inDerOrder: boolean;
  readonly unsignedAttributes: readonly Attribute[];
  readonly contentType: TypeName | undefined;
  readonly messageDigest: Uint8Array | undefined;
  readonly signingTime: Date | undefined;
  readonly span: Span;
}

export interface SignedData {
  readonly type: 'signedData';
  readonly version: number | undefined;
  readonly digestAlgorithms: readonly AlgorithmInfo[];
  readonly eContentType: TypeName;
  /** Content octets that are digested; undefined where the signature is detached. */
  readonly eContent: Uint8Array | undefined;
  /** The value inside [0]. */
  readonly eContentNode: Asn1Node | undefined;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** Certificates and revocation information of other kinds (attribute certificates, OCSP responses). */
  readonly others: number;
  readonly signers: readonly SignerInfo[];
}

export interface Recipient {
  readonly kind: 'keyTransport' | 'keyAgreement' | 'kek' | 'password' | 'kem' | 'other';
  readonly version: number | undefined;
  /** One for most kinds; key agreement may name several. */
  readonly names: readonly CertificateReference[];
  readonly algorithm: AlgorithmInfo;
  /** RSA-OAEP parameters, where that is the algorithm. */
  readonly oaep: OaepParameters | undefined;
  /** As many as names. */
  readonly encryptedKeys: readonly Uint8Array[];
  readonly field: Field;
  readonly span: Span;
}

/** RSAES-OAEP-params as written: RFC 8017 A.2.1, and the untagged form of TR-34 samples. */
export interface OaepParameters {
  readonly form: 'tagged' | 'untagged' | 'defaults';
  /** "SHA-1" where left out. */
  readonly hash: string | undefined;
  readonly mgfHash: string | undefined;
  readonly label: Uint8Array;
  /** NULL parameters behind the hash. */
  readonly hashNull: boolean;
}

export interface EncryptedContent {
  readonly contentType: TypeName;
  readonly algorithm: AlgorithmInfo;
  readonly iv: Uint8Array | undefined;
  readonly ciphertext: Uint8Array | undefined;
  readonly position: 'sibling' | 'inside_algorithm' | 'absent';
  readonly span: Span;
}

export interface EnvelopedData {
  readonly type: 'envelopedData' | 'authEnvelopedData';
  readonly version: number | undefined;
  /** Of originatorInfo. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly recipients: readonly Recipient[];
  readonly content: EncryptedContent | undefined;
  readonly authenticatedAttributes: readonly Attribute[];
  readonly mac: Uint8Array | undefined;
  readonly unprotectedAttributes: readonly Attribute[];
}

export interface EncryptedData {
  readonly type: 'encryptedData';
  readonly version: number | undefined;
  readonly content: EncryptedContent | undefined;
  readonly unprotectedAttributes: readonly Attribute[];
}

export interface DigestedData {
  readonly type: 'digestedData';
  readonly version: number | undefined;
  readonly digestAlgorithm: AlgorithmInfo;
  readonly hash: string | undefined;
  readonly eContentType: TypeName;
  readonly eContent: Uint8Array | undefined;
  readonly digest: Uint8Array;
}

export interface AuthenticatedData {
  readonly type: 'authenticatedData';
  readonly version: number | undefined;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly recipients: readonly Recipient[];
  readonly macAlgorithm: AlgorithmInfo;
  readonly digestAlgorithm: AlgorithmInfo | undefined;
  readonly eContentType: TypeName;
  readonly eContent: Uint8Array | undefined;
  readonly authenticatedAttributes: readonly Attribute[];
  readonly mac: Uint8Array;
  readonly unauthenticatedAttributes: readonly Attribute[];
}

/** data, and types that are not known. */
export interface OtherContent {
  readonly type: 'data' | 'other';
  readonly octets: Uint8Array | undefined;
}

export type CmsContent =
  SignedData | EnvelopedData | EncryptedData | DigestedData | AuthenticatedData | OtherContent;

export interface Cms {
  readonly kind: 'cms';
  readonly raw: Uint8Array;
  readonly contentType: TypeName;
  /** False where the value stood by itself, and its type was told by its structure. */
  readonly contentInfo: boolean;
  readonly content: CmsContent;
  readonly wellFormed: boolean;
  /** Spans are bytes of what was read. */
  readonly findings: readonly Finding[];
}
