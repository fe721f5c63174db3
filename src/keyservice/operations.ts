/**
 * The port to a key service: the operations of the AWS Payment Cryptography control plane as plain,
 * typed data. Adapters (the AWS SDK) and the simulator stand behind it. Names, members and optionality
 * are those of the API (2021-09-14); times are Dates here and epoch seconds on the wire.
 */
import type {
  DeriveKeyUsage,
  KeyCheckValueAlgorithm,
  KeyMaterialType,
  KeyState,
  Open,
  RequestedCheckValueAlgorithm,
  SigningAlgorithmType,
  WrappedKeyMaterialFormat,
} from './model/enums';
import type { OperationName } from './model/shapes';
import type { ApprovalOperations } from './operations/approval';
import type { ExportKeyMaterial, ImportKeyMaterial } from './operations/keyMaterial';
import type { Key, KeyAttributes, KeySummary } from './operations/keys';
import type { ReplicationOperations } from './operations/replication';
import type { KeyAlgorithm } from './rules/keyAttributes';

export type {
  ExportKeyMaterial,
  ExportKeyMaterialMembers,
  ImportKeyMaterial,
  ImportKeyMaterialMembers,
  ImportTr34KeyBlock,
  KeyBlockHeaders,
} from './operations/keyMaterial';
export type { AnsweredAttributes, Key, KeyAttributes, KeySummary } from './operations/keys';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
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
  /** Where the key is to exist besides, in place of the account's default Regions. */
  readonly ReplicationRegions?: readonly string[];
  /** Of a root certificate where a team approves its import: 0 to 200 characters, shown to the team and in CloudTrail. */
  readonly RequesterComment?: string;
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
  /** Where the key is to exist besides, in place of the account's default Regions. */
  readonly ReplicationRegions?: readonly string[];
}

/** Subject of a certificate signing request. */
export interface CertificateSubjectType {
  readonly CommonName: string;
  readonly OrganizationUnit?: string;
  readonly Organization?: string;
  readonly City?: string;
  /** Two letters. */
  readonly Country?: string;
  readonly StateOrProvince?: string;
  readonly EmailAddress?: string;
}

export interface GetCertificateSigningRequestInput {
  /** ARN or alias of a key pair that CreateKey made: usage K2, S0 or K3. */
  readonly KeyIdentifier: string;
  readonly SigningAlgorithm: SigningAlgorithmType;
  readonly CertificateSubject: CertificateSubjectType;
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
interface OfResource {
  /** ARN of a key. */
  readonly ResourceArn: string;
}
interface OneKey {
  readonly Key: Key;
}
/** A policy is JSON text as IAM has it. */
interface OnePolicy extends OfResource {
  readonly Policy: string;
}

/** Input and output of every operation. */
export interface Operations extends ApprovalOperations, ReplicationOperations {
  CreateAlias: {
    input: { readonly AliasName: string; readonly KeyArn?: string };
    output: { readonly Alias: Alias };
  };
  CreateKey: { input: CreateKeyInput; output: OneKey };
  DeleteAlias: { input: { readonly AliasName: string }; output: Nothing };
  DeleteKey: { input: OfKey & { readonly DeleteKeyInDays?: number }; output: OneKey };
  DeleteResourcePolicy: { input: OfResource; output: Nothing };
  ExportKey: { input: ExportKeyInput; output: { readonly WrappedKey: WrappedKey } };
  GetAlias: { input: { readonly AliasName: string }; output: { readonly Alias: Alias } };
  GetCertificateSigningRequest: {
    input: GetCertificateSigningRequestInput;
    /** Base64 of the PEM text. */
    output: { readonly CertificateSigningRequest: string };
  };
  GetKey: { input: OfKey; output: OneKey };
  GetParametersForExport: { input: GetParametersForExportInput; output: GetParametersForExportOutput };
  GetParametersForImport: { input: GetParametersForImportInput; output: GetParametersForImportOutput };
  GetPublicKeyCertificate: {
    input: OfKey;
    output: { readonly KeyCertificate: string; readonly KeyCertificateChain: string };
  };
  GetResourcePolicy: { input: OfResource; output: OnePolicy };
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
    input: Page & OfResource;
    output: { readonly Tags: readonly Tag[]; readonly NextToken?: string };
  };
  PutResourcePolicy: { input: OnePolicy; output: OnePolicy };
  RestoreKey: { input: OfKey; output: OneKey };
  StartKeyUsage: { input: OfKey; output: OneKey };
  StopKeyUsage: { input: OfKey; output: OneKey };
  TagResource: { input: OfResource & { readonly Tags: readonly Tag[] }; output: Nothing };
  UntagResource: {
    input: OfResource & { readonly TagKeys: readonly string[] };
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
  // Signs with a key and keeps nothing.
  'GetCertificateSigningRequest',
  'GetDefaultKeyReplicationRegions',
  'GetKey',
  'GetMpaTeamAssociation',
  'GetPublicKeyCertificate',
  'GetResourcePolicy',
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
