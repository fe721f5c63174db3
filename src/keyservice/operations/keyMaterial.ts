/** Key material in requests: what ImportKey is given, and in which form ExportKey gives a key. */
import type {
  As2805KeyVariant,
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
  KeyExportability,
  SymmetricKeyAlgorithm,
  Tr34KeyBlockFormat,
  WrappingKeySpec,
} from '../model/enums';
import type { KeyAlgorithm, KeyModesOfUse } from '../rules/keyAttributes';
import type { KeyAttributes } from './keys';

export interface RootCertificatePublicKey {
  readonly KeyAttributes: KeyAttributes;
  /** Base64 of the PEM text. */
  readonly PublicKeyCertificate: string;
}

export interface TrustedCertificatePublicKey extends RootCertificatePublicKey {
  /** ARN or alias of the issuer, imported before. */
  readonly CertificateAuthorityPublicKeyIdentifier: string;
}

export interface ImportTr31KeyBlock {
  /** ARN or alias of the KBPK. */
  readonly WrappingKeyIdentifier: string;
  readonly WrappedKeyBlock: string;
}

export interface ImportTr34KeyBlock {
  readonly CertificateAuthorityPublicKeyIdentifier: string;
  /** Of the KDH. */
  readonly SigningKeyCertificate: string;
  /** Of GetParametersForImport. One's own pair is named in its place, with its certificate. */
  readonly ImportToken?: string;
  /** Own key pair (usage K2) whose private key opens the token. */
  readonly WrappingKeyIdentifier?: string;
  /** Of that pair, by one's own CA for its certificate signing request. */
  readonly WrappingKeyCertificate?: string;
  /** Upper-case hexadecimal digits, at most 2048 bytes. */
  readonly WrappedKeyBlock: string;
  readonly KeyBlockFormat: Tr34KeyBlockFormat;
  /** 16 to 32 hexadecimal digits; of a two-pass token. */
  readonly RandomNonce?: string;
}

export interface ImportKeyCryptogram {
  readonly KeyAttributes: KeyAttributes;
  readonly Exportable: boolean;
  /** Upper-case hexadecimal digits. */
  readonly WrappedKeyCryptogram: string;
  readonly ImportToken: string;
  readonly WrappingSpec?: WrappingKeySpec;
}

/** A key under a variant of a TDES key, as AS 2805 has it. The variant says the usage: there is no KeyUsage here. */
export interface ImportAs2805KeyCryptogram {
  readonly As2805KeyVariant: As2805KeyVariant;
  readonly KeyModesOfUse: KeyModesOfUse;
  readonly KeyAlgorithm: KeyAlgorithm;
  readonly Exportable: boolean;
  /** ARN or alias of the key whose variant wraps. */
  readonly WrappingKeyIdentifier: string;
  /** Upper-case hexadecimal digits. */
  readonly WrappedKeyCryptogram: string;
}

interface DiffieHellman {
  /** Own key pair: ECC, K3, DeriveKey. */
  readonly PrivateKeyIdentifier: string;
  readonly CertificateAuthorityPublicKeyIdentifier: string;
  /** Of the other party. */
  readonly PublicKeyCertificate: string;
  /** Algorithm of the derived KBPK. */
  readonly DeriveKeyAlgorithm: SymmetricKeyAlgorithm;
  readonly KeyDerivationFunction: KeyDerivationFunction;
  readonly KeyDerivationHashAlgorithm: KeyDerivationHashAlgorithm;
  readonly DerivationData: { readonly SharedInformation: string };
}

export interface ImportDiffieHellmanTr31KeyBlock extends DiffieHellman {
  readonly WrappedKeyBlock: string;
}

/** One of the members of a union; the others are not there. */
type OneOf<Members> = {
  [Name in keyof Members]: { readonly [Only in Name]: Members[Only] } & Readonly<
    Partial<Record<Exclude<keyof Members, Name>, never>>
  >;
}[keyof Members];

export interface ImportKeyMaterialMembers {
  readonly RootCertificatePublicKey: RootCertificatePublicKey;
  readonly TrustedCertificatePublicKey: TrustedCertificatePublicKey;
  readonly Tr31KeyBlock: ImportTr31KeyBlock;
  readonly Tr34KeyBlock: ImportTr34KeyBlock;
  readonly KeyCryptogram: ImportKeyCryptogram;
  readonly DiffieHellmanTr31KeyBlock: ImportDiffieHellmanTr31KeyBlock;
  readonly As2805KeyCryptogram: ImportAs2805KeyCryptogram;
}
export type ImportKeyMaterial = OneOf<ImportKeyMaterialMembers>;

export interface KeyBlockHeaders {
  readonly KeyModesOfUse?: KeyModesOfUse;
  readonly KeyExportability?: KeyExportability;
  readonly KeyVersion?: string;
  readonly OptionalBlocks?: Readonly<Record<string, string>>;
}

export interface ExportKeyMaterialMembers {
  readonly Tr31KeyBlock: {
    readonly WrappingKeyIdentifier: string;
    readonly KeyBlockHeaders?: KeyBlockHeaders;
  };
  readonly Tr34KeyBlock: {
    readonly CertificateAuthorityPublicKeyIdentifier: string;
    /** Of the receiver (KRD). */
    readonly WrappingKeyCertificate: string;
    /** Of GetParametersForExport. One's own pair is named in its place, with its certificate. */
    readonly ExportToken?: string;
    /** Own key pair (usage S0) that signs. */
    readonly SigningKeyIdentifier?: string;
    /** Of that pair, by one's own CA for its certificate signing request. */
    readonly SigningKeyCertificate?: string;
    readonly KeyBlockFormat: Tr34KeyBlockFormat;
    readonly RandomNonce?: string;
    readonly KeyBlockHeaders?: KeyBlockHeaders;
  };
  readonly KeyCryptogram: {
    readonly CertificateAuthorityPublicKeyIdentifier: string;
    readonly WrappingKeyCertificate: string;
    readonly WrappingSpec?: WrappingKeySpec;
  };
  readonly DiffieHellmanTr31KeyBlock: DiffieHellman & { readonly KeyBlockHeaders?: KeyBlockHeaders };
  readonly As2805KeyCryptogram: {
    readonly WrappingKeyIdentifier: string;
    readonly As2805KeyVariant: As2805KeyVariant;
  };
}
export type ExportKeyMaterial = OneOf<ExportKeyMaterialMembers>;
