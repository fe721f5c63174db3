/**
 * A planned import: one exact request, what is to be said about it before it is sent, and what a person
 * confirms. Made from decoded material and choices; nothing here asks the service.
 */
import { bySeverity, type Finding, phrase, type Words } from '../../core/findings';
import { awsCliText, type CliText } from '../cliText';
import { aliasName } from '../model/members';
import { operationInputs } from '../model/shapes';
import { violations } from '../model/violations';
import type {
  ImportKeyInput,
  ImportKeyMaterial,
  ImportKeyMaterialMembers,
  Key,
  KeySummary,
  ServiceTarget,
  Tag,
} from '../operations';
import type { WantedKey } from '../imports/note';
import type { RequestedCheckValueAlgorithm } from '../model/enums';
import { modesText } from '../model/names';
import type { CheckValue } from '../rules/checkValues';
import type { KeyAlgorithm, KeyModesOfUse } from '../rules/keyAttributes';
import { testKeyFinding } from '../rules/knownTestKeys';
import { keysOfSameValue } from '../rules/sameKeys';
import { isReplica } from '../rules/regions';
import type { PlanFindings } from './planFindings';
import {
  checkReplication,
  replicationMember,
  replicationText,
  type DefaultRegions,
  type Replication,
} from './replication';

export type ImportKind = keyof ImportKeyMaterialMembers;

/** Choices that every import has. */
export interface ImportChoices {
  readonly checkValueAlgorithm?: RequestedCheckValueAlgorithm;
  /** True where not given, as the service does. */
  readonly enabled?: boolean;
  /** It is asked for disabled: an equal check value does not enable it afterwards. */
  readonly staysDisabled?: boolean;
  readonly tags?: readonly Tag[];
  /** For the team that approves imports of root certificates; sent with these alone. */
  readonly requesterComment?: string;
  /** In which other Regions the key will exist; undefined where nobody asked. */
  readonly replication?: Replication;
  /** Made after the import; it is no part of the request. */
  readonly alias?: string;
  /**
   * Check values of the key as far as they are known before the call: typed, computed here, of a manifest. That of a
   * key block's KC is read from the block itself.
   */
  readonly expectedCheckValues?: readonly CheckValue[];
  /** They are from the file that the key is in: whoever can change one can change the other, so they release nothing. */
  readonly expectedOfFile?: true;
}

/** Where the call goes, and what is known of the account. */
export interface ImportContext {
  readonly target: ServiceTarget;
  readonly now: Date;
  /** Names that exist, where the list was read. */
  readonly aliases?: readonly string[];
  /** Keys of the account, where the list was read: those of the same check value are named. */
  readonly keys?: readonly KeySummary[];
  /** Alias of a key by its ARN, to name it by. */
  readonly aliasOf?: (arn: string) => string | undefined;
  /** Accounts in which published test keys are no reason for a warning. */
  readonly testAccounts?: readonly string[];
  /** Regions to which new keys replicate; undefined while they were not asked for. */
  readonly defaultRegions?: DefaultRegions;
}

/** What the rules look at of a key of the service: from GetKey or a list. */
export type KnownKey = Pick<Key, 'KeyArn' | 'KeyAttributes' | 'KeyState' | 'Enabled'> &
  Partial<Pick<Key, 'KeyCheckValue' | 'KeyCheckValueAlgorithm' | 'DeriveKeyUsage'>> & {
    /** Of another account, and GetKey is not allowed: only its ARN is known, the rest is made up. */
    readonly unread?: boolean;
  };

/** Lines of the confirmation, in the order in which they are read. */
export type SummaryRow =
  | 'action'
  | 'profile'
  | 'account'
  | 'region'
  | 'endpoint'
  | 'usage'
  | 'algorithm'
  | 'modes'
  | 'exportable'
  | 'wrappingKey'
  | 'authority'
  | 'signer'
  | 'subject'
  | 'fingerprint'
  | 'tokenEnds'
  | 'ownCertificate'
  | 'certificateEnds'
  | 'enabled'
  | 'regions'
  | 'alias'
  | 'tags';

/** English; the extension localises by the row's name. */
export const summaryLabels: Readonly<Record<SummaryRow, string>> = {
  action: 'Import',
  profile: 'Profile',
  account: 'Account',
  region: 'Region',
  endpoint: 'Endpoint',
  usage: 'Key usage',
  algorithm: 'Algorithm',
  modes: 'Modes of use',
  exportable: 'Exportable',
  wrappingKey: 'Wrapping key',
  authority: 'Certificate authority',
  signer: 'Signer',
  subject: 'Subject',
  fingerprint: 'SHA-256 fingerprint',
  tokenEnds: 'Import token valid until',
  ownCertificate: 'Certificate of the own key pair',
  certificateEnds: 'Certificate valid until',
  enabled: 'Enabled',
  regions: 'Also in',
  alias: 'Alias',
  tags: 'Tags',
};

export interface ImportPlan {
  readonly kind: ImportKind;
  readonly request: ImportKeyInput;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** A rule that is documented forbids it: an error among the findings. */
  readonly blocked: boolean;
  readonly summary: readonly { readonly row: SummaryRow; readonly value: string }[];
  /** What the key will be, where it can be told; several algorithms where only unwrapping tells. */
  readonly algorithms: readonly KeyAlgorithm[];
  /** The same as facts, for the note of the import and for the comparison with a key that is found. */
  readonly wanted: WantedKey;
}

export interface PlanParts {
  readonly kind: ImportKind;
  readonly material: ImportKeyMaterial;
  readonly choices: ImportChoices;
  readonly context: ImportContext;
  readonly findings: PlanFindings;
  readonly algorithms: readonly KeyAlgorithm[];
  readonly usage: string | undefined;
  readonly modes: KeyModesOfUse;
  readonly exportable: boolean | undefined;
  /** That the material carries itself. */
  readonly checkValue?: CheckValue | undefined;
  readonly rows: Readonly<Partial<Record<SummaryRow, string>>>;
}

const actions: Readonly<Record<ImportKind, string>> = {
  RootCertificatePublicKey: 'root certificate',
  TrustedCertificatePublicKey: 'trusted certificate',
  Tr31KeyBlock: 'TR-31 key block',
  Tr34KeyBlock: 'TR-34 token',
  KeyCryptogram: 'RSA-wrapped key',
  DiffieHellmanTr31KeyBlock: 'TR-31 key block under an agreed key (ECDH)',
  As2805KeyCryptogram: 'AS 2805 key cryptogram',
};

export function makePlan(parts: PlanParts): ImportPlan {
  const { kind, choices, context, findings, rows } = parts;
  const request: ImportKeyInput = {
    KeyMaterial: parts.material,
    ...(choices.checkValueAlgorithm === undefined
      ? {}
      : { KeyCheckValueAlgorithm: choices.checkValueAlgorithm }),
    ...(choices.enabled === undefined ? {} : { Enabled: choices.enabled }),
    ...(choices.tags === undefined || choices.tags.length === 0 ? {} : { Tags: choices.tags }),
    ...(choices.requesterComment === undefined || kind !== 'RootCertificatePublicKey'
      ? {}
      : { RequesterComment: choices.requesterComment }),
    ...replicationMember(choices.replication),
  };
  checkChoices(choices, context, parts.algorithms, findings);
  checkValues(parts);
  checkReplication(choices.replication, findings);
  for (const { path, expected, found } of violations(operationInputs.ImportKey, request))
    findings.add('aws_plan_member', path, expected, found);
  const { target } = context;
  const values: Partial<Record<SummaryRow, string>> = {
    action: actions[kind],
    profile: target.profile,
    account: target.account ?? '',
    region: target.region,
    endpoint: target.endpoint,
    usage: parts.usage ?? '',
    algorithm: parts.algorithms.join(', '),
    modes: modesText(parts.modes),
    ...(parts.exportable === undefined ? {} : { exportable: parts.exportable ? 'yes' : 'no' }),
    enabled: choices.enabled === false ? 'no' : 'yes',
    regions: replicationText(choices.replication) ?? '',
    alias: choices.alias ?? '',
    tags: (choices.tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`).join(', '),
    ...rows,
  };
  const order = Object.keys(summaryLabels) as SummaryRow[];
  return {
    kind,
    request,
    findings: bySeverity(findings.all),
    blocked: findings.all.some(({ severity }) => severity === 'error'),
    summary: order.flatMap((row) => (values[row] ? [{ row, value: values[row] }] : [])),
    algorithms: parts.algorithms,
    wanted: {
      ...(parts.usage === undefined ? {} : { usage: parts.usage }),
      algorithms: parts.algorithms,
      modes: parts.modes,
      ...(parts.exportable === undefined ? {} : { exportable: parts.exportable }),
      enabled: choices.enabled ?? true,
      ...(choices.staysDisabled === true ? { staysDisabled: true } : {}),
    },
  };
}

/**
 * The plan as a command of the AWS CLI. The simulator's endpoint is named, a profile's own is not.
 * @param path where the file of the file form lies
 */
export function planCliText(plan: ImportPlan, target: ServiceTarget, path?: string): CliText {
  return awsCliText('ImportKey', plan.request, {
    profile: target.profile,
    region: target.region,
    ...(path === undefined ? {} : { path }),
    ...(target.kind === 'simulator' ? { endpointUrl: target.endpoint } : {}),
  });
}

function checkChoices(
  { tags = [], alias, checkValueAlgorithm }: ImportChoices,
  { aliases }: ImportContext,
  algorithms: readonly KeyAlgorithm[],
  findings: PlanFindings,
): void {
  const times = new Map<string, number>();
  for (const { Key, Value } of tags) {
    const now = (times.get(Key) ?? 0) + 1;
    times.set(Key, now);
    if (now === 2) findings.add('aws_plan_tag_twice', Key);
    if (now === 1 && Value === '') findings.add('aws_plan_tag_empty', Key);
    if (now === 1 && /^aws:/i.test(Key)) findings.add('aws_plan_tag_reserved', Key);
  }
  if (alias !== undefined) {
    const { pattern, max = Infinity } = aliasName;
    if (pattern?.test(alias) !== true || alias.length > max) findings.add('aws_plan_alias_form', alias);
    else if (aliases?.includes(alias)) findings.add('aws_plan_alias_taken', alias);
  }
  if (alias !== undefined || tags.length > 0) findings.add('aws_plan_plaintext');
  if (checkValueAlgorithm === undefined) return;
  const wrong = algorithms.find(
    (one) =>
      !/^(RSA|ECC)_/.test(one) &&
      (checkValueAlgorithm === 'SHA_1' || one.startsWith('HMAC') !== (checkValueAlgorithm === 'HMAC')),
  );
  if (wrong !== undefined)
    findings.add(
      'aws_plan_check_value_method',
      wrong,
      wrong.startsWith('HMAC') ? 'HMAC' : 'CMAC or ANSI_X9_24',
      checkValueAlgorithm,
    );
}

/** What check values that are known before the call show: a published test key, keys that may be the same. */
function checkValues({ checkValue, choices, context, algorithms, usage, findings }: PlanParts): void {
  const { target, keys = [], aliasOf, testAccounts = [] } = context;
  const values = [...(checkValue ? [checkValue] : []), ...(choices.expectedCheckValues ?? [])];
  const tested = values.map((value) => testKeyFinding(value, algorithms, { target, testAccounts }));
  const found = tested.find((finding) => finding !== undefined);
  if (found) findings.take([found]);
  const named = new Set<string>();
  for (const { value, method } of values) {
    const same = keysOfSameValue(keys, {
      algorithm: algorithms,
      kcv: value,
      ...(usage === undefined ? {} : { usage }),
      ...(method === undefined ? {} : { method }),
    });
    for (const key of same) {
      const { KeyArn, PrimaryRegion } = key;
      if (named.has(KeyArn)) continue;
      named.add(KeyArn);
      const name = aliasOf?.(KeyArn) ?? KeyArn;
      if (isReplica(key)) findings.add('aws_plan_replica_here', name, PrimaryRegion ?? '?', value);
      else findings.add('aws_plan_same_key', name, value);
    }
  }
}

/**
 * Whether a key of the service can be named in this call at all.
 * @param lent it may be of another account: the ImportKey page has that of the wrapping key and of the authority
 */
export function checkKey(
  role: Words,
  key: KnownKey,
  { target }: ImportContext,
  findings: PlanFindings,
  lent = false,
): void {
  const [, , , , region, account] = ['', ...key.KeyArn.split(':')];
  const foreign = target.account !== undefined && account !== target.account;
  const isAccount = /^\d{12}$/.test(account ?? '');
  if (lent && foreign && isAccount && region === target.region)
    findings.add('aws_plan_key_other_account', role, account ?? '?', target.account ?? '?');
  else if (region !== target.region || foreign)
    findings.add(
      'aws_plan_key_elsewhere',
      role,
      phrase('{0} in {1}', account ?? '?', region ?? '?'),
      phrase('{0} in {1}', target.account ?? phrase('this account'), target.region),
    );
  if (key.KeyState !== 'CREATE_COMPLETE') findings.add('aws_plan_key_state', role, key.KeyState);
  else if (key.Enabled === false) findings.add('aws_plan_key_disabled', role);
}

/** The imported certificate that a call names as its authority. */
export function checkAuthority(key: KnownKey, context: ImportContext, findings: PlanFindings): void {
  checkKey(phrase('The certificate authority'), key, context, findings, true);
  if (key.unread === true) {
    findings.add('aws_plan_key_unread', phrase('The certificate authority'));
    return;
  }
  const { KeyUsage, KeyClass } = key.KeyAttributes;
  if (KeyClass !== 'PUBLIC_KEY' || !KeyUsage.startsWith('TR31_S0'))
    findings.add('aws_plan_authority_usage', key.KeyArn, `${KeyUsage}, ${KeyClass}`);
}
