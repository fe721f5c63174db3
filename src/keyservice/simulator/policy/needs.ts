/** What a call needs to be allowed: its action on each resource that it is about, and tagging where it makes a key with tags. */
import type { OperationName } from '../../model/shapes';
import { isAlias } from '../../model/names';
import type { Account } from '../account';
import type { KeyRecord } from '../store';
import { actionRules, servicePrefix } from '../../iam/actions';
import type { RequestContext } from './conditions';

/** An action on a resource, as a policy sees it. */
export interface AccessNeed {
  /** "payment-cryptography:ImportKey". */
  readonly action: string;
  /** An ARN, or "*" for an action that is about no single resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** As it came: nothing of it was checked yet. */
export type Input = Readonly<Record<string, unknown>>;

type Values = Record<string, readonly string[] | undefined>;

/** In the order in which they are checked. */
export function needsOf(account: Account, operation: OperationName, input: Input): readonly AccessNeed[] {
  const rule = actionRules[operation] ?? {};
  const need = (resource: string, more: Values = {}, name: string = operation): AccessNeed => ({
    action: `${servicePrefix}:${name}`,
    resource,
    context: contextOf({ ...ofPlace(account), ...ofRequest(operation, input), ...more }),
  });
  const alias = rule.alias === undefined ? undefined : textOf(input[rule.alias]);
  const target = alias !== undefined && rule.aliasTarget ? aliasTarget(account, alias) : undefined;
  const key = (rule.key === undefined ? undefined : textOf(input[rule.key])) ?? target;
  const needs = [
    ...(alias === undefined
      ? []
      : [need(arnOf(account, alias), { 'payment-cryptography:ResourceAliases': [alias] })]),
    ...(key === undefined ? [] : [onKey(account, key, need)]),
    ...(rule.team ? [need(teamOf(account, input))] : []),
  ];
  if (needs.length === 0) needs.push(need('*'));
  // The key has no id yet: only a statement that is about every key covers it (user guide, "Controlling access to tags").
  if (tagsOnCreation(operation, input)) needs.push(need(`${account.prefix}key/*`, {}, 'TagResource'));
  return needs;
}

function onKey(
  account: Account,
  identifier: string,
  need: (resource: string, more: Values) => AccessNeed,
): AccessNeed {
  const record = recordOf(account, identifier);
  const local = localName(account, identifier);
  const aliases = record
    ? [...account.store.aliases.values()].filter(({ keyId }) => keyId === record.id).map(({ name }) => name)
    : [];
  return need(record ? account.arnOf(record.id) : arnOf(account, identifier), {
    'payment-cryptography:RequestAlias': isAlias(local) ? [local] : undefined,
    'payment-cryptography:ResourceAliases': aliases.length > 0 ? aliases : undefined,
    ...Object.fromEntries((record?.tags ?? []).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, [Value]])),
  });
}

/** Read only: a deletion that is due is carried out by the call itself. */
function recordOf(account: Account, identifier: string): KeyRecord | undefined {
  const local = localName(account, identifier);
  const id = isAlias(local)
    ? account.store.aliases.get(local)?.keyId
    : local.startsWith('key/')
      ? local.slice(4)
      : undefined;
  return id === undefined ? undefined : account.store.keys.get(id);
}

function aliasTarget(account: Account, alias: string): string | undefined {
  const id = account.store.aliases.get(localName(account, alias))?.keyId;
  return id === undefined ? undefined : account.arnOf(id);
}

/** Without what all ARNs of this account and Region begin with. */
const localName = ({ prefix }: Account, identifier: string): string =>
  identifier.startsWith(prefix) ? identifier.slice(prefix.length) : identifier;

/** Longer texts are refused by the model. */
const arnOf = ({ prefix }: Account, identifier: string): string =>
  (identifier.startsWith('arn:') ? identifier : `${prefix}${identifier}`).slice(0, 400);

/** Which team it is, only AssociateMpaTeam names. */
function teamOf({ options }: Account, { MpaTeamArn }: Input): string {
  return textOf(MpaTeamArn) ?? `arn:aws:mpa:${options.region}:${options.account}:approval-team/*`;
}

function tagsOnCreation(operation: OperationName, { Tags }: Input): boolean {
  return (operation === 'ImportKey' || operation === 'CreateKey') && Array.isArray(Tags) && Tags.length > 0;
}

const ofPlace = ({ options }: Account): Values => ({
  'aws:PrincipalAccount': [options.account],
  'aws:RequestedRegion': [options.region],
});

/** Condition keys of the request itself; the reference says which operation has which. */
function ofRequest(operation: OperationName, input: Input): Values {
  switch (operation) {
    case 'ImportKey':
      return { ...tagsOf(input), ...materialOf(input, 'ImportKeyMaterial') };
    case 'ExportKey':
      return {
        ...materialOf(input, 'ExportKeyMaterial'),
        'payment-cryptography:ExportDukptInitialKey': [
          String(recordIn(input.ExportAttributes).ExportDukptInitialKey !== undefined),
        ],
      };
    case 'CreateKey': {
      const { KeyAlgorithm, KeyClass, KeyUsage } = recordIn(input.KeyAttributes);
      const named = { DeriveKeyUsage: input.DeriveKeyUsage, KeyAlgorithm, KeyClass, KeyUsage };
      return { ...tagsOf(input), ...ofService(named) };
    }
    case 'TagResource':
      return tagsOf(input);
    case 'UntagResource': {
      const { TagKeys } = input;
      return { 'aws:TagKeys': Array.isArray(TagKeys) ? TagKeys.map(String) : undefined };
    }
    default:
      return {};
  }
}

function tagsOf({ Tags }: Input): Values {
  const tags = (Array.isArray(Tags) ? Tags : []).map(recordIn);
  const pairs = tags.flatMap(({ Key, Value }) =>
    typeof Key === 'string' ? [[Key, textOf(Value) ?? ''] as const] : [],
  );
  if (pairs.length === 0) return {};
  return {
    'aws:TagKeys': pairs.map(([key]) => key),
    ...Object.fromEntries(pairs.map(([key, value]) => [`aws:RequestTag/${key}`, [value]])),
  };
}

/** Keys and certificates that the material names, as the request names them: by ARN or alias. */
function materialOf({ KeyMaterial }: Input, name: 'ImportKeyMaterial' | 'ExportKeyMaterial'): Values {
  const [[kind, value] = [undefined, undefined]] = Object.entries(recordIn(KeyMaterial));
  const { WrappingKeyIdentifier, CertificateAuthorityPublicKeyIdentifier } = recordIn(value);
  const { PrivateKeyIdentifier, SigningKeyIdentifier } = recordIn(value);
  return ofService({
    [name]: kind,
    WrappingKeyIdentifier,
    CertificateAuthorityPublicKeyIdentifier,
    PrivateKeyIdentifier,
    ...(name === 'ExportKeyMaterial' ? { SigningKeyIdentifier } : {}),
  });
}

const ofService = (members: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const text = textOf(value);
      return [`${servicePrefix}:${name}`, text === undefined ? undefined : [text]];
    }),
  );

function contextOf(values: Values): AccessNeed['context'] {
  return new Map(
    Object.entries(values).flatMap(([name, found]) => (found ? [[name.toLowerCase(), found] as const] : [])),
  );
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function recordIn(value: unknown): Input {
  return typeof value === 'object' && value !== null ? (value as Input) : {};
}
