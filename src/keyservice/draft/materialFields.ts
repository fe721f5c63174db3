/** Fields that several ways have: kept import parameters, and certificates at hand. */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Localisable } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { importTokenId } from '../model/members';
import type { ServiceTarget } from '../operations';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import type { Candidate, DraftField, DraftKnown, WayAnswers, DraftParameters } from './draft';
import { draftText } from './draftTexts';
import { choiceField, onlyOne, proposed, type Proposal } from './fields';

/** Kept parameters, those that the material was made for on top. @param refusal of parameters that could be used */
export function parametersField(
  { parameters, context, facts, request }: DraftKnown,
  answers: WayAnswers,
  materialType: 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM',
  refusal: (one: DraftParameters) => Localisable | undefined,
  origin: Localisable,
  /** RSA key that the material was made for, as its size shows. */
  madeFor: KeyAlgorithm | undefined,
): { readonly field: DraftField; readonly chosen: DraftParameters | undefined } {
  const kept = parameters
    .filter((one) => one.parameters.materialType === materialType)
    .sort((a, b) => endOf(b) - endOf(a));
  const candidates = kept.map((one): Candidate => {
    const { validUntil } = one.parameters;
    const reason =
      one.misfit !== undefined
        ? draftText('misfit', one.misfit)
        : (refusal(one) ??
          (validUntil && validUntil <= context.now
            ? draftText('expired', validUntil.toISOString().slice(0, 10))
            : undefined));
    return {
      id: one.id,
      label: [
        one.title,
        ...(validUntil ? [validUntil.toISOString().slice(0, 10)] : []),
        ...(one.certificate ? [one.certificate.serial.hex.slice(-8)] : []),
      ].join(' · '),
      notes: one.parameters.ofDocument === undefined ? [] : [draftText('of_answer')],
      refusals: reason ? [reason] : [],
    };
  });
  const ofFile = parametersOfFile(request, kept, context.target, materialType, madeFor);
  const byFacts = kept.find(
    ({ certificate }) => certificate && facts?.krdFingerprint?.toUpperCase() === fingerprintOf(certificate),
  );
  // A payload that names other parameters was made for none of these.
  const proposal: Proposal | undefined = facts?.krdFingerprint
    ? proposed(byFacts?.id, draftText('named_by_facts'))
    : onlyOne(candidates, origin);
  const all = ofFile ? [fileCandidate(ofFile), ...candidates] : candidates;
  const field = choiceField('parameters', answers, all, proposal);
  const chosen = field.value === fileParameters ? ofFile : kept.find(({ id }) => id === field.value);
  return { field, chosen };
}

/** Until when they are valid, for their order. */
const endOf = ({ parameters: { validUntil } }: DraftParameters): number => validUntil?.getTime() ?? 0;

/** Id of the token that is in the request file itself. */
export const fileParameters = 'file';

/** The kept parameters that a token names: of them more is known than the token. */
export function parametersOfToken(
  token: string | undefined,
  parameters: DraftKnown['parameters'],
): DraftParameters | undefined {
  return token === undefined ? undefined : parameters.find((one) => one.parameters.token === token);
}

/** The token of a request file, for the material of that file and nothing else. */
function parametersOfFile(
  request: DraftKnown['request'],
  kept: readonly DraftParameters[],
  { region, account, endpoint, store }: ServiceTarget,
  materialType: 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM',
  madeFor: KeyAlgorithm | undefined,
): DraftParameters | undefined {
  const token = request?.document.values?.token;
  if (!request || token === undefined || madeFor === undefined || parametersOfToken(token, kept))
    return undefined;
  if (importTokenId.pattern?.test(token) !== true) return undefined;
  return {
    id: fileParameters,
    title: madeFor,
    parameters: {
      token,
      materialType,
      wrappingAlgorithm: madeFor,
      region,
      endpoint,
      ...(account === undefined ? {} : { account }),
      ...(store === undefined ? {} : { store }),
      ofDocument: request.place,
    },
    certificate: undefined,
  };
}

const fileCandidate = ({ title, parameters }: DraftParameters): Candidate => ({
  id: fileParameters,
  label: title,
  notes: [draftText('of_file', parameters.ofDocument ?? '')],
  refusals: [],
});

/** Certificates by the last digits of their serial number and where they were found. */
export function certificateCandidates(
  certificates: DraftKnown['certificates'],
  refusalsOf: (certificate: Certificate) => Candidate['refusals'],
): readonly (Candidate & { readonly certificate: Certificate })[] {
  const seen = new Set<string>();
  return certificates.flatMap(({ value, place }) => {
    // By its bytes: documents come and go, and an answer must not come to mean another certificate.
    const id = fingerprintOf(value);
    if (seen.has(id)) return [];
    seen.add(id);
    return [
      {
        id,
        certificate: value,
        label: [nameOf(value), value.serial.hex.slice(-8)].join(' · '),
        notes: place === '' ? [] : [draftText('found_in', place)],
        refusals: refusalsOf(value),
      },
    ];
  });
}

export const nameOf = ({ subject }: Pick<Certificate, 'subject'>): string => subject.label || subject.text;

const fingerprints = new WeakMap<Certificate, string>();

/** SHA-256, upper-case hex. */
export function fingerprintOf(certificate: Certificate): string {
  const made = fingerprints.get(certificate) ?? toUpperHex(digestOf('SHA-256', certificate.raw));
  fingerprints.set(certificate, made);
  return made;
}
