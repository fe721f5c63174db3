/**
 * What each action is about, and which condition keys it has: AWS Service Authorization Reference, page "Actions,
 * resources, and condition keys for AWS Payment Cryptography".
 */

export interface ActionRule {
  /** Member of the request that names the key: the action is checked on that key. */
  readonly key?: string;
  /** Member of the request that names the alias: the action is checked on the alias too. */
  readonly alias?: string;
  /** The key that the alias points to is checked as well. */
  readonly aliasTarget?: true;
  /** Checked on the approval teams of the account. */
  readonly team?: true;
}

/** Of an action that is about no single resource: a statement allows it with `"Resource": "*"` only. */
const none: ActionRule = {};
const onKey: ActionRule = { key: 'KeyIdentifier' };
const onArn: ActionRule = { key: 'ResourceArn' };

/** The actions of the control plane, each with the name of its operation. */
export const actionRules: Readonly<Record<string, ActionRule>> = {
  AddKeyReplicationRegions: onKey,
  AssociateMpaTeam: { team: true },
  CreateAlias: { alias: 'AliasName', key: 'KeyArn' },
  CreateKey: none,
  DeleteAlias: { alias: 'AliasName' },
  DeleteKey: onKey,
  DeleteResourcePolicy: onArn,
  DisableDefaultKeyReplicationRegions: none,
  DisassociateMpaTeam: { team: true },
  EnableDefaultKeyReplicationRegions: none,
  ExportKey: { key: 'ExportKeyIdentifier' },
  GetAlias: { alias: 'AliasName', aliasTarget: true },
  GetCertificateSigningRequest: onKey,
  GetDefaultKeyReplicationRegions: none,
  GetKey: onKey,
  GetMpaTeamAssociation: { team: true },
  GetParametersForExport: none,
  GetParametersForImport: none,
  GetPublicKeyCertificate: onKey,
  GetResourcePolicy: onArn,
  ImportKey: none,
  ListAliases: none,
  ListKeys: none,
  ListTagsForResource: onArn,
  PutResourcePolicy: onArn,
  RemoveKeyReplicationRegions: onKey,
  RestoreKey: onKey,
  StartKeyUsage: onKey,
  StopKeyUsage: onKey,
  TagResource: onArn,
  UntagResource: onArn,
  UpdateAlias: { alias: 'AliasName', key: 'KeyArn' },
};

/** Those of the data plane have the same prefix. Nothing here calls them; a policy may name them. */
const ofDataPlane: readonly string[] = [
  'DecryptData',
  'EncryptData',
  'GenerateAs2805KekValidation',
  'GenerateAuthRequestCryptogram',
  'GenerateCardValidationData',
  'GenerateMac',
  'GenerateMacEmvPinChange',
  'GeneratePinData',
  'ReEncryptData',
  'TranslateKeyMaterial',
  'TranslatePinData',
  'VerifyAuthRequestCryptogram',
  'VerifyCardValidationData',
  'VerifyMac',
  'VerifyPinData',
];

export const servicePrefix = 'payment-cryptography';

/** Every action that a policy may name, "payment-cryptography:ImportKey". */
export const allActions: readonly string[] = [...Object.keys(actionRules), ...ofDataPlane].map(
  (name) => `${servicePrefix}:${name}`,
);

/** Condition keys that are answered, in small letters: IAM does not mind their case. */
const single: readonly string[] = [
  'aws:principalaccount',
  'aws:requestedregion',
  'payment-cryptography:certificateauthoritypublickeyidentifier',
  'payment-cryptography:derivekeyusage',
  'payment-cryptography:exportdukptinitialkey',
  'payment-cryptography:exportkeymaterial',
  'payment-cryptography:importkeymaterial',
  'payment-cryptography:keyalgorithm',
  'payment-cryptography:keyclass',
  'payment-cryptography:keyusage',
  'payment-cryptography:privatekeyidentifier',
  'payment-cryptography:requestalias',
  'payment-cryptography:signingkeyidentifier',
  'payment-cryptography:wrappingkeyidentifier',
];

/** Those with several values, which are asked with ForAllValues or ForAnyValue. */
const several: readonly string[] = ['aws:tagkeys', 'payment-cryptography:resourcealiases'];

/** Followed by a tag key. */
const tagPrefixes: readonly string[] = ['aws:requesttag/', 'aws:resourcetag/'];

/** Whether a condition key has one value or several; undefined where it is not answered here. */
export function conditionKeyKind(name: string): 'single' | 'several' | undefined {
  const small = name.toLowerCase();
  if (several.includes(small)) return 'several';
  const isTag = tagPrefixes.some((prefix) => small.startsWith(prefix) && small.length > prefix.length);
  return isTag || single.includes(small) ? 'single' : undefined;
}
