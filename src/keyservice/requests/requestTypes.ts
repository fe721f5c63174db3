/**
 * The JSON of the AWS CLI around keys, as documents have it: requests (`--cli-input-json`, `--key-material file://`) and
 * answers. What a document is follows from its members, never from its name.
 */
import type { Finding, Localisable, Span } from '../../core/findings';
import type { Tr34Token } from '../../core/cms/tr34/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ImportKind } from '../plans/plan';
import type { Tag } from '../operations';

/** Characters that are read; the longest request has under 100,000. */
export const longestRequest = 1_000_000;
/** Members of an object; a request has under twenty. */
export const mostMembers = 200;
/** Levels of objects and lists; a request has six. */
export const deepestRequest = 16;

export type RequestKind =
  /** Input of ImportKey. */
  | 'importKey'
  /** The value of KeyMaterial alone. */
  | 'keyMaterial'
  /** Input of ExportKey: it holds nothing to import. */
  | 'exportKey'
  /** Answer of ExportKey. */
  | 'exportedKey'
  /** Answer of GetParametersForImport. */
  | 'importParameters'
  /** Answer of GetKey, ImportKey or CreateKey, or the Key in it. */
  | 'key';

/** Kinds that hold something to import. */
export const sourceKinds: ReadonlySet<RequestKind> = new Set(['importKey', 'keyMaterial', 'exportedKey']);

/** What is imported, as it was decoded; undefined where it cannot be. */
export type RequestMaterial =
  | { readonly kind: 'keyBlock'; readonly text: string; readonly span: Span }
  | { readonly kind: 'tr34'; readonly token: Tr34Token; readonly span: Span }
  | { readonly kind: 'cryptogram'; readonly bytes: Uint8Array; readonly span: Span }
  | { readonly kind: 'certificate'; readonly certificate: Certificate; readonly span: Span };

/** Values of a request that could be read, as the document spells them. What is not there is undefined. */
export interface RequestValues {
  /** The way of import; undefined where none or several are given. */
  readonly way: ImportKind | undefined;
  readonly material?: RequestMaterial | undefined;
  readonly usage?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly keyClass?: string | undefined;
  /** Names of modes that are on; undefined where KeyModesOfUse is not there. */
  readonly modes?: readonly string[] | undefined;
  readonly exportable?: boolean | undefined;
  readonly spec?: string | undefined;
  readonly wrappingKey?: string | undefined;
  readonly authority?: string | undefined;
  readonly pair?: string | undefined;
  /** Of the signer of a TR-34 token, or of the other party of a key agreement. */
  readonly certificate?: Certificate | undefined;
  /** Of the key pair that a TR-34 token is for, in place of an import token. */
  readonly receiver?: Certificate | undefined;
  readonly derived?: string | undefined;
  readonly derivation?: string | undefined;
  readonly hash?: string | undefined;
  readonly sharedInformation?: string | undefined;
  readonly nonce?: string | undefined;
  readonly token?: string | undefined;
  readonly checkValueAlgorithm?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** For the team that approves roots. */
  readonly comment?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Other Regions in which the key is to exist; empty where the list is. */
  readonly regions?: readonly string[] | undefined;
  /** Options of the command that were written into the JSON. */
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** Answer of ExportKey. */
export interface ExportedValues {
  readonly format?: string | undefined;
  readonly material?: RequestMaterial | undefined;
  readonly wrappingKeyArn?: string | undefined;
  /** Of the exported key. */
  readonly checkValue?: string | undefined;
  readonly checkValueAlgorithm?: string | undefined;
}

/** Answer of GetParametersForImport. For which kind of material it was given is not in it. */
export interface ParameterValues {
  readonly token?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly certificate?: Certificate | undefined;
  readonly validUntil?: Date | undefined;
}

/** A key as an answer describes it. Answers may be sparse: what is absent is not known. */
export interface KeyValues {
  readonly arn?: string | undefined;
  readonly usage?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly keyClass?: string | undefined;
  readonly modes?: readonly string[] | undefined;
  readonly exportable?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  readonly state?: string | undefined;
  readonly origin?: string | undefined;
  readonly checkValue?: string | undefined;
  readonly checkValueAlgorithm?: string | undefined;
  readonly created?: Date | undefined;
  readonly derives?: string | undefined;
}

/** A change of text that takes a finding away. */
export interface RequestFix {
  /** Of the finding. */
  readonly code: string;
  /** Of the finding. */
  readonly span: Span;
  readonly title: Localisable;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
  /** False where it is one of several that are possible. */
  readonly certain: boolean;
}

/** An error of a request, with the member that it is in. */
export interface RequestFault {
  readonly finding: Finding;
  /** Names of members from outside in, the last as the API spells it; empty for the object as a whole. */
  readonly names: readonly string[];
  /** The member's value as the document has it, shortened. */
  readonly text: string;
}

export interface RequestDocument {
  readonly kind: RequestKind;
  /** The whole object. */
  readonly span: Span;
  /** Names of members, for the hover; in the order of the text. */
  readonly names: readonly Span[];
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  readonly fixes: readonly RequestFix[];
  /** Of importKey and keyMaterial. */
  readonly values?: RequestValues;
  /** Of importKey and keyMaterial: errors among the findings. */
  readonly faults?: readonly RequestFault[];
  readonly exported?: ExportedValues;
  readonly parameters?: ParameterValues;
  readonly key?: KeyValues;
}
