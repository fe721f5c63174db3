/** Whether an answer is one: what its status says is not enough. And how every answer about keys is read. */
import type { OperationName } from '../model/shapes';

/**
 * The members without which an answer is none, though its status says that the call succeeded: a text, a time, or where
 * one name is given a list. An incomplete list is not an empty one: keys that it does not show may be there.
 */
const key = ['Key', 'KeyArn'] as const;
const regions = ['EnabledReplicationRegions'] as const;
const association = ['MpaTeamAssociation', 'MpaTeamArn'] as const;
const required: Readonly<Partial<Record<OperationName, readonly [string, string?]>>> = {
  AddKeyReplicationRegions: key,
  AssociateMpaTeam: association,
  CreateKey: key,
  DeleteKey: key,
  DisableDefaultKeyReplicationRegions: regions,
  DisassociateMpaTeam: association,
  EnableDefaultKeyReplicationRegions: regions,
  ExportKey: ['WrappedKey', 'KeyMaterial'],
  GetAlias: ['Alias', 'AliasName'],
  GetDefaultKeyReplicationRegions: regions,
  GetKey: key,
  GetMpaTeamAssociation: association,
  ImportKey: key,
  ListAliases: ['Aliases'],
  ListKeys: ['Keys'],
  ListTagsForResource: ['Tags'],
  RemoveKeyReplicationRegions: key,
  RestoreKey: key,
  StartKeyUsage: key,
  StopKeyUsage: key,
};

/** Texts and times of an answer itself. */
const requiredOfAnswer: Readonly<Partial<Record<OperationName, readonly string[]>>> = {
  GetCertificateSigningRequest: ['CertificateSigningRequest'],
  GetParametersForExport: ['ExportToken', 'SigningKeyCertificate', 'ParametersValidUntilTimestamp'],
  GetParametersForImport: ['ImportToken', 'WrappingKeyCertificate', 'ParametersValidUntilTimestamp'],
  GetResourcePolicy: ['Policy'],
};

/** Of an answer as it came. */
export function isComplete(operation: OperationName, output: object): boolean {
  const members = output as Members;
  if (!(requiredOfAnswer[operation] ?? []).every((name) => isGiven(name, members[name]))) return false;
  const [outer, inner] = required[operation] ?? [];
  if (outer === undefined) return true;
  const found = members[outer];
  if (inner === undefined) return Array.isArray(found) && (operation !== 'ListKeys' || found.every(isNamed));
  return isMembers(found) && isGiven(inner, found[inner]);
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isGiven = (name: string, value: unknown): boolean =>
  isTimeName(name) ? timeOf(value) !== undefined : isText(value);
const isNamed = (one: unknown): boolean => isMembers(one) && isText(one.KeyArn);

/**
 * Every answer is read here once, so that its readers find what the types of `operations.ts` say, whether or not the pinned
 * SDK knows its members. Times become Dates. Of keys, members that are absent, or hold something else than their type, are
 * absent; a required text is ''. An object of modes of which none is on says nothing of them, and is absent: no key without
 * any mode is documented. Members that no model has pass as they are.
 */
export function readAnswer(answer: object): Members {
  const output = readTimes(answer) as Members;
  const { Key, Keys, MpaTeamAssociation: association } = output;
  return {
    ...output,
    ...(isMembers(Key) ? { Key: readKey(Key) } : {}),
    ...(Array.isArray(Keys) ? { Keys: Keys.filter(isMembers).map(readKey) } : {}),
    ...(isMembers(association) ? { MpaTeamAssociation: readAssociation(association) } : {}),
  };
}

/** Epoch seconds on the wire. */
const isTimeName = (name: string): boolean => name.endsWith('Timestamp') || name === 'InitiationDate';
const isTime = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime());

/** Undefined where it is not a number, or beyond what a Date can hold. */
function timeOf(value: unknown): Date | undefined {
  const date = typeof value === 'number' ? new Date(value * 1000) : undefined;
  return isTime(date) ? date : undefined;
}

function readTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readTimes);
  if (!isMembers(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      if (!isTimeName(name) || typeof member !== 'number') return [[name, readTimes(member)]];
      const date = timeOf(member);
      return date ? [[name, date]] : [];
    }),
  );
}

/** Members of a key that hold a text, of those that are read; newer ones pass as they are. */
const texts = [
  'KeyCheckValue',
  'KeyCheckValueAlgorithm',
  'KeyOrigin',
  'DeriveKeyUsage',
  'MultiRegionKeyType',
  'PrimaryRegion',
];
const booleans = ['Enabled', 'Exportable', 'UsingDefaultReplicationRegions'];

function isRead([name, value]: [string, unknown]): boolean {
  if (isTimeName(name)) return isTime(value);
  if (texts.includes(name)) return isText(value);
  return !booleans.includes(name) || typeof value === 'boolean';
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function readKey(given: Members): Members {
  const { MpaStatus, ReplicationStatus, ...rest } = given;
  const { KeyModesOfUse: modes, ...attributes } = isMembers(rest.KeyAttributes) ? rest.KeyAttributes : {};
  return {
    ...Object.fromEntries(Object.entries(rest).filter(isRead)),
    KeyState: textOf(rest.KeyState),
    KeyAttributes: {
      ...attributes,
      KeyUsage: textOf(attributes.KeyUsage),
      KeyClass: textOf(attributes.KeyClass),
      KeyAlgorithm: textOf(attributes.KeyAlgorithm),
      ...(isMembers(modes) && Object.values(modes).includes(true) ? { KeyModesOfUse: modes } : {}),
    },
    ...(isMembers(MpaStatus) ? { MpaStatus: readSession(MpaStatus) } : {}),
    ...(isMembers(ReplicationStatus) ? { ReplicationStatus: readRegions(ReplicationStatus) } : {}),
  };
}

function readRegions(given: Members): Members {
  return Object.fromEntries(
    Object.entries(given).flatMap(([region, status]) =>
      isMembers(status) ? [[region, readMessage({ ...status, Status: textOf(status.Status) })]] : [],
    ),
  );
}

function readSession(given: Members): Members {
  const { InitiationDate: at, ...rest } = given;
  return readMessage({
    ...rest,
    MpaSessionArn: textOf(given.MpaSessionArn),
    Status: textOf(given.Status),
    ...(isTime(at) ? { InitiationDate: at } : {}),
  });
}

function readMessage({ StatusMessage, ...rest }: Members): Members {
  return isText(StatusMessage) ? { ...rest, StatusMessage } : rest;
}

function readAssociation({ MpaStatus, ...rest }: Members): Members {
  return {
    ...rest,
    Action: textOf(rest.Action),
    MpaTeamArn: textOf(rest.MpaTeamArn),
    AssociationState: textOf(rest.AssociationState),
    ...(isMembers(MpaStatus) ? { MpaStatus: readSession(MpaStatus) } : {}),
  };
}

/** The account in the ARNs of keys; undefined where there are none, or they differ. */
export function accountOfKeys(arns: readonly string[]): string | undefined {
  const accounts = new Set(
    arns.map((arn) => /^arn:[\w-]+:payment-cryptography:[\w-]+:(\d{12}):key\//.exec(arn)?.[1]),
  );
  return accounts.size === 1 ? [...accounts][0] : undefined;
}
