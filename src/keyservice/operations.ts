/**
 * The port to a key service: the operations of the AWS Payment Cryptography control plane as plain,
 * typed data. Adapters (the AWS SDK) and the simulator stand behind it. Names, members and optionality
 * are those of the API (2021-09-14); times are Dates here and epoch seconds on the wire.
 */
import type {
  DeriveKeyUsage,
  KeyCheckValueAlgorithm,
  KeyClass,
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
  KeyExportability,
  KeyMaterialType,
  KeyOrigin,
  KeyState,
  KeyUsage,
  Open,
  RequestedCheckValueAlgorithm,
  SymmetricKeyAlgorithm,
  Tr34KeyBlockFormat,
  WrappedKeyMaterialFormat,
  WrappingKeySpec,
} from './model/enums';
import type { OperationName } from './model/shapes';
import type { KeyAlgorithm, KeyModesOfUse } from './rules/keyAttributes';

export interface KeyAttributes {
  readonly KeyUsage: KeyUsage;
  readonly KeyClass: KeyClass;
  readonly KeyAlgorithm: KeyAlgorithm;
  /** Only the true ones need be there. */
  readonly KeyModesOfUse: KeyModesOfUse;
}

/**
 * Attributes as an answer has them. An absent KeyModesOfUse says nothing of the modes: what is not given is neither
 * shown as off nor judged. AWS user guide, page on multi-party approval, whose answers have true members only or none.
 */
export interface AnsweredAttributes {
  readonly KeyUsage: Open<KeyUsage>;
  readonly KeyClass: Open<KeyClass>;
  readonly KeyAlgorithm: Open<KeyAlgorithm>;
  readonly KeyModesOfUse?: KeyModesOfUse;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

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
  readonly ImportToken: string;
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
    readonly ExportToken: string;
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
}
export type ExportKeyMaterial = OneOf<ExportKeyMaterialMembers>;

/** A key as answers have it. The model requires more members than the service's own examples have: those may be absent. */
export interface Key {
  readonly KeyArn: string;
  readonly KeyAttributes: AnsweredAttributes;
  /** Missing in answers for certificates, as is Exportable. */
  readonly KeyCheckValue?: string;
  readonly KeyCheckValueAlgorithm?: Open<KeyCheckValueAlgorithm>;
  readonly Enabled: boolean;
  readonly Exportable?: boolean;
  /** CREATE_FAILED, of a refused approval, is in no model. */
  readonly KeyState: Open<KeyState>;
  readonly KeyOrigin?: Open<KeyOrigin>;
  readonly CreateTimestamp?: Date;
  readonly UsageStartTimestamp?: Date;
  readonly UsageStopTimestamp?: Date;
  readonly DeletePendingTimestamp?: Date;
  readonly DeleteTimestamp?: Date;
  readonly DeriveKeyUsage?: Open<DeriveKeyUsage>;
}

/** What a list says of a key: no origin, no dates. */
export interface KeySummary {
  readonly KeyArn: string;
  readonly KeyState: Open<KeyState>;
  readonly KeyAttributes: AnsweredAttributes;
  readonly KeyCheckValue?: string;
  readonly Exportable?: boolean;
  readonly Enabled: boolean;
}

export interface Alias {
  readonly AliasName: string;
  /** Missing where the alias points to nothing. */
  readonly KeyArn?: string;
}

export interface WrappedKey {
  readonly WrappingKeyArn: string;
  readonly WrappedKeyMaterialFormat: WrappedKeyMaterialFormat;
  readonly KeyMaterial: string;
  readonly KeyCheckValue?: string;
  readonly KeyCheckValueAlgorithm?: Open<KeyCheckValueAlgorithm>;
}

export interface ImportKeyInput {
  readonly KeyMaterial: ImportKeyMaterial;
  readonly KeyCheckValueAlgorithm?: RequestedCheckValueAlgorithm;
  readonly Enabled?: boolean;
  readonly Tags?: readonly Tag[];
}

export interface ExportKeyInput {
  readonly KeyMaterial: ExportKeyMaterial;
  readonly ExportKeyIdentifier: string;
  readonly ExportAttributes?: {
    readonly ExportDukptInitialKey?: { readonly KeySerialNumber: string };
    readonly KeyCheckValueAlgorithm?: RequestedCheckValueAlgorithm;
  };
}

export interface CreateKeyInput {
  readonly KeyAttributes: KeyAttributes;
  readonly Exportable: boolean;
  readonly KeyCheckValueAlgorithm?: RequestedCheckValueAlgorithm;
  readonly Enabled?: boolean;
  readonly Tags?: readonly Tag[];
  readonly DeriveKeyUsage?: DeriveKeyUsage;
}

export interface GetParametersForImportInput {
  readonly KeyMaterialType: KeyMaterialType;
  readonly WrappingKeyAlgorithm: KeyAlgorithm;
  /** The last token of this type and algorithm once more, where it has 7 days left. */
  readonly ReuseLastGeneratedToken?: boolean;
}

export interface GetParametersForImportOutput {
  readonly WrappingKeyCertificate: string;
  readonly WrappingKeyCertificateChain: string;
  readonly WrappingKeyAlgorithm: KeyAlgorithm;
  readonly ImportToken: string;
  readonly ParametersValidUntilTimestamp: Date;
}

export interface GetParametersForExportInput {
  readonly KeyMaterialType: KeyMaterialType;
  readonly SigningKeyAlgorithm: KeyAlgorithm;
  /** The last token of this type and algorithm once more, where it has 7 days left. */
  readonly ReuseLastGeneratedToken?: boolean;
}

export interface GetParametersForExportOutput {
  readonly SigningKeyCertificate: string;
  readonly SigningKeyCertificateChain: string;
  readonly SigningKeyAlgorithm: KeyAlgorithm;
  readonly ExportToken: string;
  readonly ParametersValidUntilTimestamp: Date;
}

export interface Page {
  readonly NextToken?: string;
  /** 1 to 100; 50 where not given. */
  readonly MaxResults?: number;
}

type Nothing = Readonly<Record<string, never>>;
interface OfKey {
  readonly KeyIdentifier: string;
}
interface OneKey {
  readonly Key: Key;
}

/** Input and output of every operation. */
export interface Operations {
  CreateAlias: {
    input: { readonly AliasName: string; readonly KeyArn?: string };
    output: { readonly Alias: Alias };
  };
  CreateKey: { input: CreateKeyInput; output: OneKey };
  DeleteAlias: { input: { readonly AliasName: string }; output: Nothing };
  DeleteKey: { input: OfKey & { readonly DeleteKeyInDays?: number }; output: OneKey };
  ExportKey: { input: ExportKeyInput; output: { readonly WrappedKey: WrappedKey } };
  GetAlias: { input: { readonly AliasName: string }; output: { readonly Alias: Alias } };
  GetKey: { input: OfKey; output: OneKey };
  GetParametersForExport: { input: GetParametersForExportInput; output: GetParametersForExportOutput };
  GetParametersForImport: { input: GetParametersForImportInput; output: GetParametersForImportOutput };
  GetPublicKeyCertificate: {
    input: OfKey;
    output: { readonly KeyCertificate: string; readonly KeyCertificateChain: string };
  };
  ImportKey: { input: ImportKeyInput; output: OneKey };
  ListAliases: {
    input: Page & { readonly KeyArn?: string };
    output: { readonly Aliases: readonly Alias[]; readonly NextToken?: string };
  };
  ListKeys: {
    input: Page & { readonly KeyState?: KeyState };
    output: { readonly Keys: readonly KeySummary[]; readonly NextToken?: string };
  };
  ListTagsForResource: {
    input: Page & { readonly ResourceArn: string };
    output: { readonly Tags: readonly Tag[]; readonly NextToken?: string };
  };
  RestoreKey: { input: OfKey; output: OneKey };
  StartKeyUsage: { input: OfKey; output: OneKey };
  StopKeyUsage: { input: OfKey; output: OneKey };
  TagResource: { input: { readonly ResourceArn: string; readonly Tags: readonly Tag[] }; output: Nothing };
  UntagResource: {
    input: { readonly ResourceArn: string; readonly TagKeys: readonly string[] };
    output: Nothing;
  };
  UpdateAlias: {
    input: { readonly AliasName: string; readonly KeyArn?: string };
    output: { readonly Alias: Alias };
  };
}

export type InputOf<Name extends OperationName> = Operations[Name]['input'];
export type OutputOf<Name extends OperationName> = Operations[Name]['output'];

/** Calls that change nothing at the service: they may be sent again without a look first. */
export const readOperations: ReadonlySet<OperationName> = new Set<OperationName>([
  'GetAlias',
  'GetKey',
  'GetPublicKeyCertificate',
  'ListAliases',
  'ListKeys',
  'ListTagsForResource',
]);

/** Of an AbortSignal, what the port needs. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What the service is: shown before every change. */
export interface ServiceTarget {
  readonly kind: 'simulator' | 'aws';
  /** Name of the profile; of the simulator its own. */
  readonly profile: string;
  readonly region: string;
  /** 12 digits, where known. */
  readonly account?: string;
  /** Where the calls really go. */
  readonly endpoint: string;
  /** Id of the store behind a simulator, where it is known: the same one under another port. */
  readonly store?: string;
}

/** Whose credentials are, as far as it was found out. */
export interface ServiceIdentity {
  /** 12 digits. */
  readonly account: string;
  /** Id of the store, where the answer is that of a simulator. */
  readonly store?: string;
  /** Said by STS, or read in the ARN of a key of the account. */
  readonly by: 'sts' | 'key';
}

export interface CallOptions {
  readonly signal?: CancelSignal;
  /**
   * The account, 12 digits, for which the call was confirmed. The call is signed with credentials that were found to
   * be of that account, or is not sent: then the failure is `otherAccount` or `accountUnknown`, without effect.
   */
  readonly account?: string;
  /**
   * Awaited when turn, credentials and account are settled and nothing but the call itself is left to do. Where it
   * rejects, nothing is sent and its own rejection is that of the call.
   */
  readonly ready?: () => Promise<void>;
}

export interface Reply<Output> {
  readonly output: Output;
  readonly requestId?: string;
}

/** A key service. Every rejection is a KeyServiceError, save that of `ready`. */
export interface KeyService {
  readonly target: ServiceTarget;
  /** Whether `CallOptions.ready` is awaited by the call itself. */
  readonly honoursReady: boolean;
  call<Name extends OperationName>(
    operation: Name,
    input: InputOf<Name>,
    options?: CallOptions,
  ): Promise<Reply<OutputOf<Name>>>;
}
