/**
 * What is about to be imported, before anything is sent: each answer with the values it may have and the reasons against
 * the others, where each value came from, what is wrong, and the exact request. The Import Key page, its tests and whatever
 * else prepares an import use this one model. Pure: what is known is handed in.
 */
import { bySeverity, type Finding, type Localisable } from '../../core/findings';
import type { Tr34Token } from '../../core/cms/tr34/types';
import type { KeyBlock } from '../../core/keyblock/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { KeyAlgorithm, KeyModesOfUse } from '../rules/keyAttributes';
import type { AssociationState, Open } from '../model/enums';
import type { ImportChoices, ImportContext, ImportPlan, KnownKey } from '../plans/plan';
import type { ImportParameters, OwnReceiver } from '../plans/tokenPlans';
import type { ChainStep } from './chainSteps';
import type { PayloadFacts } from './payloadFacts';
import type { RequestDocument } from '../requests/requestTypes';

/** Ways to import: under a key of the service, under an agreed key, by TR-34, by RSA, as certificates. */
export const draftWays = ['keyBlock', 'agreed', 'tr34', 'cryptogram', 'certificates'] as const;
export type DraftWay = (typeof draftWays)[number];

export type DraftMaterial =
  | { readonly kind: 'keyBlock'; readonly block: KeyBlock }
  | { readonly kind: 'tr34'; readonly token: Tr34Token }
  | { readonly kind: 'cryptogram'; readonly bytes: Uint8Array }
  | { readonly kind: 'certificates'; readonly certificates: readonly Certificate[] };

/** A key of the account. */
export interface DraftKey {
  readonly key: KnownKey;
  readonly aliases: readonly string[];
  /** Milliseconds since 1970 at which something was imported under it from here. */
  readonly lastUse?: number;
  /** From GetKey, where it was asked. */
  readonly created?: Date | undefined;
}

/** Import parameters that are kept on this machine. */
export interface DraftParameters {
  readonly id: string;
  /** "TR-34, RSA_3072". */
  readonly title: string;
  readonly parameters: ImportParameters;
  /** The KRD certificate; undefined where it cannot be read. */
  readonly certificate: Certificate | undefined;
  /** Why they cannot be used in this account, in the user's language. */
  readonly misfit?: string | undefined;
}

/** A certificate that one's own CA issued for a key pair of an account, kept on this machine. */
export interface DraftPairCertificate {
  readonly id: string;
  /** ARN of the key pair. */
  readonly pair: string;
  /** Undefined where it cannot be read. */
  readonly certificate: Certificate | undefined;
  /** Its issuers, as far as they were kept with it: for the custody guard. */
  readonly issuers: readonly Certificate[];
  /** SHA-256 of the pair's SubjectPublicKeyInfo, upper-case hex; undefined where it could not be read. */
  readonly publicKey: string | undefined;
  /** Why it cannot be used in this account, in the user's language. */
  readonly misfit?: string | undefined;
}

/** What a token is opened with: parameters with a token, or a key pair of the account with its certificate. */
export interface DraftReceiver {
  readonly parameters: ImportParameters | OwnReceiver;
  readonly certificate: Certificate | undefined;
  /** Issuers of an own certificate. */
  readonly issuers: readonly Certificate[];
}

/** A value with the name of the document that it was found in. */
export interface Found<T> {
  readonly value: T;
  readonly place: string;
}

/** The request file, or the answer of ExportKey, that the material is in. */
export interface RequestedImport {
  /** Name of the document. */
  readonly place: string;
  readonly document: RequestDocument;
}

/** Whether a team decides about imports of root certificates into the account and Region. */
export type RootApproval =
  | { readonly kind: 'team'; readonly arn: string; readonly state: Open<AssociationState> }
  | { readonly kind: 'none' }
  /**
   * Not known. `reason` is in the user's language; `statement` is JSON that would allow the read. The service does not know the operation where `unknownOperation`:
   * then a comment may be refused as well, and is not proposed.
   */
  | {
      readonly kind: 'unread';
      readonly reason: string;
      readonly unknownOperation: boolean;
      readonly statement?: string | undefined;
    };

/** All that a draft is made from. */
export interface DraftKnown {
  readonly material: DraftMaterial;
  readonly context: ImportContext;
  readonly keys: readonly DraftKey[];
  /** Keys of other accounts that the user named for this import. */
  readonly foreignKeys?: readonly DraftKey[];
  readonly parameters: readonly DraftParameters[];
  /** Of key pairs that receive by TR-34 (K2). */
  readonly pairCertificates?: readonly DraftPairCertificate[];
  /** Of documents that are open, and loaded for this import. */
  readonly certificates: readonly Found<Certificate>[];
  readonly randomNumbers: readonly Found<Uint8Array>[];
  /** What the document says of its payload. */
  readonly facts?: PayloadFacts | undefined;
  /** What the request file around the material asks for: it comes before every proposal. */
  readonly request?: RequestedImport | undefined;
  /** Whether a team decides about roots; undefined while it was not asked. */
  readonly approval?: RootApproval | undefined;
  /** KCVs that are written near the material, upper-case hex. */
  readonly checkValuesNear: readonly string[];
  /** The key that a certificate became when it was imported from here. */
  readonly imported: (certificate: Certificate, usage: string) => KnownKey | undefined;
  /** Alias of a key by its ARN. */
  readonly aliasTarget: (alias: string) => string | undefined;
  /** What was answered at the last import of this way. */
  readonly last: DraftAnswers;
}

export const fieldIds = [
  'way',
  'path',
  'purpose',
  'wrappingKey',
  'parameters',
  'pair',
  'partner',
  'signer',
  'authority',
  'randomNumber',
  'algorithm',
  'usage',
  'modes',
  'exportable',
  'spec',
  'derived',
  'function',
  'hash',
  'sharedInformation',
  'comment',
  'alias',
  'expected',
  'checkValue',
  'enabled',
  'tags',
  'regions',
  'otherRegions',
] as const;
export type FieldId = (typeof fieldIds)[number];

/** The user's answers: `id` of a candidate, or what was typed. What is not in it is for the draft to propose. */
export type DraftAnswers = Readonly<Partial<Record<FieldId, string>>>;

/**
 * Answers of the user, and in their absence what a request file asks for. What it asks for is not replaced by a
 * proposal: where it does not fit, the field stays empty.
 */
export type WayAnswers = DraftAnswers & { readonly requested?: DraftAnswers };

/** A value that a field may have. */
export interface Candidate {
  readonly id: string;
  /** In the field's own words, which need no translation: "alias/kek-main · AES_128 · KCV DF9ADA". */
  readonly label: string;
  /** More of it, to be translated: "identified by the block's KP". */
  readonly notes: readonly Localisable[];
  /** Why it cannot be chosen; empty where it can. */
  readonly refusals: readonly Localisable[];
}

export interface DraftField {
  readonly id: FieldId;
  readonly kind: 'choice' | 'text';
  /** Of a candidate, or text; '' for none. */
  readonly value: string;
  /** Where a value came from that the user did not give. */
  readonly origin?: Localisable | undefined;
  readonly optional: boolean;
  readonly candidates: readonly Candidate[];
  /** What is wrong with what was typed: nothing is sent with it. */
  readonly problem?: Localisable | undefined;
}

/** What was checked here, with its verdict. */
export interface DraftCheck {
  readonly state: 'verified' | 'failed' | 'warning' | 'notChecked';
  readonly text: Localisable;
  readonly field: FieldId | undefined;
  /** What to do where it failed. */
  readonly advice?: Localisable | undefined;
}

/** What an answered way comes to. */
export interface DraftWork {
  /** What, under what. */
  readonly headline: Localisable;
  /** The request; undefined where only certificates are imported. */
  readonly plan:
    ((choices: ImportChoices, context: ImportContext, authority?: KnownKey) => ImportPlan) | undefined;
  /** Certificates that the account would rely on by this call, for the custody guard. */
  readonly relied: readonly Certificate[];
  /** Of an own key pair that the call names, with its issuers, for the custody guard. */
  readonly ofPair?: readonly Certificate[];
  /** Certificates that are imported first, root first; those that are there already among them. */
  readonly steps: readonly ChainStep[];
  /** The step whose key the call names as its authority; undefined where that is there already. */
  readonly authorityStep?: number | undefined;
}

export interface Draft {
  readonly way: DraftWay;
  readonly fields: readonly DraftField[];
  readonly work: DraftWork | undefined;
  /** As the answers are now; undefined while some are missing. Blocked where there is an obstacle. */
  readonly plan: ImportPlan | undefined;
  readonly choices: ImportChoices;
  /** Worst first; `fieldOfFinding` says where each belongs. */
  readonly findings: readonly Finding[];
  readonly checks: readonly DraftCheck[];
  readonly becomes: Becomes;
  /** Of an import with a new root: whether a team decides about it. */
  readonly approval?: RootApproval | undefined;
  /** Why it cannot be imported as it is, and the field to go to. */
  readonly obstacle?: { readonly text: Localisable; readonly field: FieldId | undefined } | undefined;
}

/** What a way makes of the answers: its fields, and the work where they suffice. */
export interface WayDraft {
  readonly fields: readonly DraftField[];
  readonly work: DraftWork | undefined;
  readonly findings: readonly Finding[];
  readonly checks: readonly DraftCheck[];
  /** What the key will be, as far as the material and the answers show it. */
  readonly becomes: Becomes;
  /** The certificate whose issuer is asked for. */
  readonly issued?: string | undefined;
  /** Why there is no work though nothing is missing. */
  readonly nothing?: 'all_imported' | 'nothing_to_import';
}

export interface Becomes {
  readonly usage?: string | undefined;
  readonly algorithms?: readonly KeyAlgorithm[];
  readonly modes?: KeyModesOfUse;
  readonly exportable?: boolean | undefined;
}

const fieldsByCode: readonly (readonly [RegExp, FieldId])[] = [
  [/^aws_wrapping_/, 'wrappingKey'],
  [/^aws_plan_(token_|receiver_|cryptogram_length|too_strong)/, 'parameters'],
  [/^aws_pair_certificate_/, 'parameters'],
  [/^aws_plan_alias_/, 'alias'],
  [/^aws_plan_tag_/, 'tags'],
  [/^aws_plan_pair_/, 'pair'],
  [/^aws_plan_check_value_method$/, 'checkValue'],
  [/^aws_plan_curves$/, 'partner'],
  [/^aws_plan_authority_/, 'authority'],
  [/^aws_plan_(attributes|unused|usage_unlisted|pair)$/, 'usage'],
  [/^aws_plan_modes$/, 'modes'],
  [/^aws_plan_shared_/, 'sharedInformation'],
  [/^aws_plan_regions_/, 'regions'],
  [/^aws_(plan_(?:same_key|replica_here)|known_test_key)$/, 'expected'],
];

/** The field that a finding is about; undefined where it is about the material or the call as a whole. */
export function fieldOfFinding({ code }: Pick<Finding, 'code'>): FieldId | undefined {
  return fieldsByCode.find(([pattern]) => pattern.test(code))?.[1];
}

/** Findings that are shown: that alias and tags may be in logs is said at their fields. */
export function shownFindings(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return bySeverity(findings).filter(({ code, message }) => {
    const key = `${code} ${message}`;
    if (code === 'aws_plan_plaintext' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
