/** Errors of a request file in the draft of its import: each stops it until the user has answered what it is about. */
import type { Finding } from '../../core/findings';
import type { ServiceTarget } from '../operations';
import type { ImportKind } from '../plans/plan';
import { requestFinding, type RequestRule } from '../requests/requestTexts';
import type { RequestFault, RequestValues } from '../requests/requestTypes';
import type { DraftAnswers, DraftField, DraftKnown, FieldId } from './draft';

/** A finding on the file, and the field whose answer settles it. */
export interface FileFinding {
  readonly finding: Finding;
  readonly field: FieldId | undefined;
}

/** Fields by the member that they answer. */
const fieldsByMember: Readonly<Record<string, FieldId>> = {
  CertificateAuthorityPublicKeyIdentifier: 'authority',
  PrivateKeyIdentifier: 'pair',
  SigningKeyCertificate: 'signer',
  ImportToken: 'parameters',
  RandomNonce: 'randomNumber',
  WrappingSpec: 'spec',
  DeriveKeyAlgorithm: 'derived',
  KeyDerivationFunction: 'function',
  KeyDerivationHashAlgorithm: 'hash',
  DerivationData: 'sharedInformation',
  SharedInformation: 'sharedInformation',
  KeyCheckValueAlgorithm: 'checkValue',
  Enabled: 'enabled',
  Tags: 'tags',
  ReplicationRegions: 'regions',
  RequesterComment: 'comment',
};

const fieldsByWay: Readonly<Partial<Record<ImportKind, Readonly<Record<string, FieldId>>>>> = {
  Tr31KeyBlock: { WrappingKeyIdentifier: 'wrappingKey' },
  DiffieHellmanTr31KeyBlock: { PublicKeyCertificate: 'partner' },
  Tr34KeyBlock: { WrappingKeyIdentifier: 'parameters', WrappingKeyCertificate: 'parameters' },
  KeyCryptogram: {
    KeyUsage: 'usage',
    KeyAlgorithm: 'algorithm',
    KeyModesOfUse: 'modes',
    Exportable: 'exportable',
  },
};

/** Fields whose value may be read in part, or be there though the file's could not be read. */
const partlyRead: ReadonlySet<FieldId> = new Set(['modes', 'tags', 'spec']);

/** Texts that are sent as they are read, and that their field judges. */
const judgedByField: ReadonlySet<FieldId> = new Set(['randomNumber', 'sharedInformation', 'comment']);

/** The value was read, and is sent in the right form. */
const ofForm: ReadonlySet<string> = new Set<RequestRule>([
  'request_certificate_form',
  'request_lower_case',
  'request_not_hex',
  'request_block_spaces',
]);

/** The draft has checks of its own for what these are about. */
const checkedByDraft: ReadonlySet<string> = new Set<RequestRule>([
  'request_cryptogram_length',
  'request_root_issued',
  'request_nonce',
]);

const atName: ReadonlySet<string> = new Set<RequestRule>(['request_spelling', 'request_cli_option']);

function fieldOf({ names }: RequestFault, way: ImportKind | undefined): FieldId | undefined {
  const ofWay = (way && fieldsByWay[way]) ?? {};
  for (const name of [...names].reverse()) {
    const field = (Object.hasOwn(ofWay, name) ? ofWay[name] : undefined) ?? byMember(name);
    if (field) return field;
  }
  return undefined;
}

const byMember = (name: string): FieldId | undefined =>
  Object.hasOwn(fieldsByMember, name) ? fieldsByMember[name] : undefined;

/** Nothing is asked for there: the field asks, as it does without a file. A tag without its key or value is lost. */
function isOpen(fault: RequestFault, field: FieldId | undefined): boolean {
  const { code } = fault.finding;
  return (code === 'request_missing' || code === 'request_placeholder') && field !== 'tags';
}

/** What the file has in place of values that could not be read: no candidate is called so. */
export function unreadAnswers(
  way: ImportKind | undefined,
  faults: readonly RequestFault[],
  answers: DraftAnswers,
): DraftAnswers {
  const unread: Partial<Record<FieldId, string>> = {};
  for (const fault of faults) {
    const field = fieldOf(fault, way);
    if (!field || field === 'tags' || isOpen(fault, field) || !fault.finding.code.startsWith('request_'))
      continue;
    if (ofForm.has(fault.finding.code)) continue;
    if (answers[field] === undefined || partlyRead.has(field)) unread[field] = fault.text;
  }
  return unread;
}

/**
 * Findings on the file, without a place, as theirs is in the document. Errors stay errors unless the draft sends what
 * the file asks for, or the user has answered the field.
 */
export function requestedFindings(
  { request, context }: Pick<DraftKnown, 'request' | 'context'>,
  fields: readonly DraftField[],
  answered: DraftAnswers,
): readonly FileFinding[] {
  const { findings = [], values, faults = [] } = request?.document ?? {};
  if (!values) return [];
  const whole = (finding: Finding, field?: FieldId): FileFinding => ({ finding, field });
  const warnings = findings.filter(
    ({ code, severity }) =>
      severity === 'warning' && code.startsWith('request_') && !checkedByDraft.has(code),
  );
  return [
    ...elsewhere(values, context.target).map((one) => whole(one)),
    ...faults.flatMap((fault): FileFinding[] => {
      const { code } = fault.finding;
      if (!code.startsWith('request_') || ofForm.has(code) || checkedByDraft.has(code)) return [];
      if (isCompared(fault, values, context.target.profile)) return [whole(placeless(fault.finding, true))];
      const id = fieldOf(fault, values.way);
      const field = fields.find((one) => one.id === id);
      return isSettled(fault, field, answered) ? [] : [whole(placeless(fault.finding), field?.id)];
    }),
    ...warnings.map((one) => whole(placeless(one))),
  ];
}

const placeless = ({ code, args = [] }: Finding, warns = false): Finding =>
  requestFinding(code as RequestRule, undefined, args, warns ? { severity: 'warning' } : {});

function isSettled(fault: RequestFault, field: DraftField | undefined, answered: DraftAnswers): boolean {
  const { code } = fault.finding;
  // Which of two counts is not known, whatever is answered.
  if (code === 'request_twice') return false;
  if (isOpen(fault, field?.id)) return code === 'request_missing' || (field?.value ?? '') !== '';
  if (!field) return false;
  if (answered[field.id] !== undefined) return true;
  return judgedByField.has(field.id) && !atName.has(code) && field.value !== '';
}

/** Options of the command whose value is held against the selected profile: they ask for nothing else. */
function isCompared({ finding, names, text }: RequestFault, values: RequestValues, profile: string): boolean {
  if (finding.code !== 'request_cli_option_outside') return false;
  const name = (names.at(-1) ?? '').toLowerCase().replace(/[^a-z]/g, '');
  if (name === 'region' || name === 'awsregion') return text === JSON.stringify(values.region);
  if (name === 'endpoint' || name === 'endpointurl') return values.endpoint !== undefined;
  return name === 'profile' && text === JSON.stringify(profile);
}

const identifiers = [
  ['wrappingKey', 'WrappingKeyIdentifier'],
  ['authority', 'CertificateAuthorityPublicKeyIdentifier'],
  ['pair', 'PrivateKeyIdentifier'],
] as const;

/** Account, Region and endpoint that the file names, against those of the selected profile. */
function elsewhere(values: RequestValues, target: ServiceTarget): Finding[] {
  const found: Finding[] = [];
  for (const [id, member] of identifiers) {
    const [, region, account] =
      /^arn:[^:]*:payment-cryptography:([^:]*):([^:]*):/.exec(values[id] ?? '') ?? [];
    if (region === undefined || account === undefined) continue;
    if (region === target.region && (target.account === undefined || account === target.account)) continue;
    const here = [target.account ?? '?', target.region] as const;
    found.push(requestFinding('request_key_elsewhere', undefined, [member, account, region, ...here]));
  }
  const { region, endpoint } = values;
  if (region !== undefined && region !== target.region)
    found.push(requestFinding('request_region', undefined, [region, target.region]));
  if (endpoint !== undefined && addressOf(endpoint) !== addressOf(target.endpoint))
    found.push(requestFinding('request_endpoint', undefined, [endpoint, target.endpoint]));
  return found;
}

const addressOf = (url: string): string => url.trim().toLowerCase().replace(/\/$/, '');
