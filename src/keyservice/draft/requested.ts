/** What a request file asks for, as answers of a draft; and what of it the draft does not do. */
import { asciiBytes, toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Localisable } from '../../core/findings';
import { isAlias, modesText } from '../model/names';
import { keyCheckValueAlgorithms, type RequestedCheckValueAlgorithm } from '../model/enums';
import type { ServiceTarget, Tag } from '../operations';
import { keyAlgorithms, modeLetter } from '../rules/keyAttributes';
import { regionsText } from '../rules/regions';
import type { ParameterValues, RequestValues } from '../requests/requestTypes';
import type {
  DraftParameters,
  Found,
  Candidate,
  DraftAnswers,
  DraftCheck,
  DraftField,
  DraftKnown,
  DraftWay,
  FieldId,
  WayAnswers,
} from './draft';
import { choiceField } from './fields';
import { draftText } from './draftTexts';
import { tagsText } from './entered';
import { unreadAnswers } from './requestFaults';
import { fileParameters, fingerprintOf, nameOf, parametersOfToken } from './materialFields';

const ways: Readonly<Record<string, DraftWay>> = {
  Tr31KeyBlock: 'keyBlock',
  DiffieHellmanTr31KeyBlock: 'agreed',
  Tr34KeyBlock: 'tr34',
  KeyCryptogram: 'cryptogram',
  RootCertificatePublicKey: 'certificates',
  TrustedCertificatePublicKey: 'certificates',
};

/** Answers in the place of the user's: ids of candidates, whether they are there or not. */
export function requestedAnswers(
  known: Pick<DraftKnown, 'request' | 'parameters' | 'pairCertificates' | 'aliasTarget' | 'keys'>,
): DraftAnswers {
  const { request } = known;
  if (!request) return {};
  const { values, exported, faults = [] } = request.document;
  if (exported) {
    const { wrappingKeyArn, checkValue } = exported;
    return given({
      expected: checkValue,
      ...(wrappingKeyArn === undefined ? {} : namedWrapping(known, wrappingKeyArn)),
    });
  }
  if (!values) return {};
  const arnOf = (identifier: string | undefined): string | undefined =>
    identifier === undefined
      ? undefined
      : isAlias(identifier)
        ? (known.aliasTarget(identifier) ?? identifier)
        : identifier;
  const { way, certificate, modes, exportable, enabled, tags, regions } = values;
  const answers = given({
    way: way && ways[way],
    purpose: way?.endsWith('CertificatePublicKey')
      ? values.usage?.startsWith('TR31_D1') === true
        ? 'PUBLIC_KEY'
        : 'ALL'
      : undefined,
    wrappingKey: arnOf(values.wrappingKey),
    authority: arnOf(values.authority),
    pair: arnOf(values.pair),
    partner: way === 'DiffieHellmanTr31KeyBlock' && certificate ? fingerprintOf(certificate) : undefined,
    signer: way === 'Tr34KeyBlock' && certificate ? fingerprintOf(certificate) : undefined,
    parameters:
      values.token === undefined
        ? way === 'Tr34KeyBlock' && values.wrappingKey !== undefined
          ? ownPair(known, arnOf(values.wrappingKey), values)
          : undefined
        : (parametersOfToken(values.token, known.parameters)?.id ?? fileParameters),
    randomNumber: values.nonce,
    ...(way === 'KeyCryptogram'
      ? {
          algorithm: values.algorithm,
          usage: values.usage,
          modes: modes && modesAnswer(modes),
          exportable: exportable === undefined ? undefined : exportable ? 'yes' : 'no',
          // As the API reads a call without it.
          spec: values.spec ?? 'RSA_OAEP_SHA_256',
        }
      : {}),
    derived: values.derived,
    function: values.derivation,
    hash: values.hash,
    sharedInformation: values.sharedInformation,
    checkValue: values.checkValueAlgorithm,
    comment: way === 'RootCertificatePublicKey' ? values.comment : undefined,
    enabled: enabled === undefined ? undefined : enabled ? 'yes' : 'no',
    tags: tags && tagsText(tags),
    regions: regions && (regions.length > 0 ? 'chosen' : 'none'),
    otherRegions: regions && regions.length > 0 ? regionsText(regions) : undefined,
  });
  // A value that could not be read fits no candidate: its field stays empty, and nothing is proposed there.
  return { ...answers, ...unreadAnswers(way, faults, answers) };
}

const named = (modes: readonly string[]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(modes.map((name) => [name, true]));

/** The certificate that is kept for the pair which the file names; one of another file is not the same. */
function ownPair(
  { pairCertificates = [] }: Pick<DraftKnown, 'pairCertificates'>,
  arn: string | undefined,
  { wrappingKey = '', receiver }: RequestValues,
): string {
  const kept = pairCertificates.find(
    ({ pair, certificate }) =>
      pair === arn && certificate && (!receiver || fingerprintOf(receiver) === fingerprintOf(certificate)),
  );
  return kept?.id ?? `pair ${wrappingKey}`;
}

const modesAnswer = (modes: readonly string[]): string => modeLetter(named(modes)) ?? modes.join();

/** An exported key may go back under its wrapping key, where that is in this account. In another it is another key. */
function namedWrapping(
  { aliasTarget, keys }: Pick<DraftKnown, 'aliasTarget' | 'keys'>,
  identifier: string,
): DraftAnswers {
  const arn = isAlias(identifier) ? aliasTarget(identifier) : identifier;
  const key = keys.find((one) => one.key.KeyArn === arn)?.key;
  return key?.KeyAttributes.KeyClass === 'SYMMETRIC_KEY' ? { way: 'keyBlock', wrappingKey: key.KeyArn } : {};
}

function given(answers: Readonly<Partial<Record<FieldId, string | undefined>>>): DraftAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
}

/** The certificate of a signer, or of the other party, that a request file holds. */
export function withCertificateOfFile(known: DraftKnown): DraftKnown {
  const { request } = known;
  const value = request?.document.values?.certificate;
  if (!request || !value || known.material.kind === 'certificates') return known;
  return { ...known, certificates: [{ value, place: request.place }, ...known.certificates] };
}

/** Tags of a request file, until the user writes others. */
export function tagsOfFile({ request }: DraftKnown, { tags }: WayAnswers): readonly Tag[] | undefined {
  return tags === undefined ? request?.document.values?.tags : undefined;
}

export const checkValueAlgorithms: readonly RequestedCheckValueAlgorithm[] = [
  ...keyCheckValueAlgorithms,
  'SHA_1',
];

/** What only a request file asks for: without one these are left to the service. */
export function requestedFields(answers: WayAnswers): DraftField[] {
  const candidate = (id: string, label: string, notes: readonly Localisable[] = []): Candidate => ({
    id,
    label,
    notes,
    refusals: [],
  });
  const { checkValue, enabled } = answers.requested ?? {};
  return [
    ...(checkValue === undefined
      ? []
      : [
          {
            ...choiceField(
              'checkValue',
              answers,
              checkValueAlgorithms.map((one) => candidate(one, one)),
            ),
            optional: true,
          },
        ]),
    ...(enabled === undefined
      ? []
      : [
          choiceField(
            'enabled',
            answers,
            (['yes', 'no'] as const).map((one) => candidate(one, '', [draftText(`enabled_${one}`)])),
          ),
        ]),
  ];
}

/** Fields whose requested value differs from what is sent, and what of the request has no field. */
export function requestedChecks(
  { request }: Pick<DraftKnown, 'request'>,
  requested: DraftAnswers,
  fields: readonly DraftField[],
): DraftCheck[] {
  const values = request?.document.values;
  if (!request || !values) return [];
  return Object.entries(requested).flatMap(([name, wanted]): DraftCheck[] => {
    const id = name as FieldId;
    const field = fields.find((one) => one.id === id);
    if (!field)
      return id === 'randomNumber'
        ? [check(draftText('requested_unused', `RandomNonce ${wanted}`), undefined)]
        : [];
    if (field.value === wanted || isSame(id, field.value, wanted)) return [];
    return [check(differenceText(id, wanted, field, values), id)];
  });
}

const check = (text: Localisable, field: FieldId | undefined): DraftCheck => ({
  state: 'warning',
  text,
  field,
});

const digits = (text: string): string => text.replace(/[\s:-]/g, '').toUpperCase();

function isSame(id: FieldId, value: string, wanted: string): boolean {
  return (id === 'randomNumber' || id === 'sharedInformation') && digits(value) === digits(wanted);
}

const keyFields: ReadonlySet<FieldId> = new Set(['wrappingKey', 'authority', 'pair']);

function differenceText(id: FieldId, wanted: string, field: DraftField, values: RequestValues): Localisable {
  if (id === 'parameters')
    return values.token === undefined && values.wrappingKey !== undefined
      ? draftText('requested_pair', values.wrappingKey)
      : draftText('requested_token');
  if (keyFields.has(id)) {
    const shown = values[id as 'wrappingKey' | 'authority' | 'pair'] ?? wanted;
    const isHere = field.candidates.some((one) => one.id === wanted);
    return draftText(isHere ? 'requested_other' : 'requested_unknown', shown);
  }
  if (id === 'partner' || id === 'signer')
    return draftText('requested_other', values.certificate ? nameOf(values.certificate) : wanted);
  if (id === 'modes' && wanted === modesAnswer(values.modes ?? []))
    return draftText('requested_other', modesText(named(values.modes ?? [])) || '–');
  if (id === 'regions' && values.regions)
    return draftText('requested_other', regionsText(values.regions) || '–');
  if (id === 'way' || id === 'purpose') return draftText('requested_other', values.way ?? wanted);
  return draftText('requested_other', wanted);
}

/** That certificates would be imported otherwise than the file says: as what follows from the certificate itself. */
export function requestedWayCheck(
  { request }: Pick<DraftKnown, 'request'>,
  importAs: string | undefined,
): DraftCheck[] {
  const { way, material } = request?.document.values ?? {};
  if (way?.endsWith('CertificatePublicKey') !== true) return [];
  const issued =
    material?.kind === 'certificate' &&
    material.certificate.subject.text !== material.certificate.issuer.text;
  const isOther = (importAs ?? way) !== way || (issued && way === 'RootCertificatePublicKey');
  if (!isOther) return [];
  const text = draftText(way === 'RootCertificatePublicKey' ? 'requested_root' : 'requested_trusted');
  return [{ state: 'failed', text, field: undefined }];
}

/** By the token: documents come and go, and an answer must not come to mean another token. */
const answerId = (token: string): string =>
  `answer ${toUpperHex(digestOf('SHA-256', asciiBytes(token) ?? new Uint8Array())).slice(0, 32)}`;

/**
 * Answers of GetParametersForImport that are open, beside the parameters that are kept: those of a kept token are left
 * out. For which kind of material one was given is not in it, so that each is offered for both.
 */
export function answeredParameters(
  answers: readonly Found<ParameterValues>[],
  kept: readonly DraftParameters[],
  { region, account, endpoint, store }: ServiceTarget,
): DraftParameters[] {
  const seen = new Set<string>();
  return answers.flatMap(({ value: { token, algorithm, certificate, validUntil }, place }) => {
    const wrapping = keyAlgorithms.find((one) => one === algorithm);
    if (token === undefined || !wrapping || seen.has(token) || parametersOfToken(token, kept)) return [];
    seen.add(token);
    return (['TR34_KEY_BLOCK', 'KEY_CRYPTOGRAM'] as const).map((materialType) => ({
      id: answerId(token),
      title: `${wrapping}, ${place}`,
      parameters: {
        token,
        materialType,
        wrappingAlgorithm: wrapping,
        validUntil,
        region,
        endpoint,
        ...(account === undefined ? {} : { account }),
        ...(store === undefined ? {} : { store }),
        ofDocument: place,
      },
      certificate,
    }));
  });
}
