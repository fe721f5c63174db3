/** What the sender wrapped for: import parameters with a token, or a key pair of the account with its own certificate. */
import type { Localisable } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { importTokenId } from '../model/members';
import { keyIdOf } from '../model/names';
import type { ServiceTarget } from '../operations';
import { opensTokens } from '../plans/tokenPlans';
import { awsKeyAlgorithm } from '../rules/certificates';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import { publicKeyDigest } from '../rules/pairCertificates';
import type {
  Candidate,
  DraftField,
  DraftKnown,
  DraftPairCertificate,
  DraftParameters,
  DraftReceiver,
  WayAnswers,
} from './draft';
import { draftText } from './draftTexts';
import { choiceField, onlyOne, proposed, stateRefusals, type Proposal } from './fields';
import { fileParameters, fingerprintOf, parametersOfToken } from './materialFields';

/** One of the things that a token or cryptogram may have been made for. */
interface Kept {
  readonly candidate: Candidate;
  readonly certificate: Certificate | undefined;
  /** Undefined where it can never be used here. */
  readonly parameters: DraftReceiver['parameters'] | undefined;
  readonly issuers: readonly Certificate[];
  /** Milliseconds since 1970, for their order. */
  readonly ends: number;
}

/** Why something that a sender may have wrapped for does not fit this material; undefined where it does. */
export type ReceiverRefusal = (
  certificate: Certificate | undefined,
  wrappingAlgorithm: string,
) => Localisable | undefined;

/**
 * Kept parameters and certificates of own key pairs, those that the material was made for on top.
 * @param refusal of those that could be used
 * @param madeFor RSA key that the material was made for, as its size shows
 */
export function parametersField(
  known: DraftKnown,
  answers: WayAnswers,
  materialType: 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM',
  refusal: ReceiverRefusal,
  origin: Localisable,
  madeFor: KeyAlgorithm | undefined,
): { readonly field: DraftField; readonly chosen: DraftReceiver | undefined } {
  const { pairCertificates = [], context, facts, request } = known;
  const parameters = known.parameters.filter((one) => one.parameters.materialType === materialType);
  const kept = [
    ...parameters.map((one) => keptParameters(one, context.now, refusal)),
    ...pairCertificates.map((one) => keptCertificate(one, known, materialType, refusal)),
  ].sort((a, b) => b.ends - a.ends);
  const ofFile = parametersOfFile(request, parameters, context.target, materialType, madeFor);
  const candidates = kept.map(({ candidate }) => candidate);
  const byFacts = kept.find(
    ({ certificate }) => certificate && facts?.krdFingerprint?.toUpperCase() === fingerprintOf(certificate),
  );
  // A payload that names other parameters was made for none of these.
  const proposal: Proposal | undefined = facts?.krdFingerprint
    ? proposed(byFacts?.candidate.id, draftText('named_by_facts'))
    : onlyOne(candidates, origin);
  const all = ofFile ? [fileCandidate(ofFile), ...candidates] : candidates;
  const field = choiceField('parameters', answers, all, proposal);
  if (field.value === fileParameters && ofFile) return { field, chosen: { ...ofFile, issuers: [] } };
  const chosen = kept.find(({ candidate }) => candidate.id === field.value);
  return {
    field,
    chosen: chosen?.parameters && {
      parameters: chosen.parameters,
      certificate: chosen.certificate,
      issuers: chosen.issuers,
    },
  };
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

const labelOf = (title: string, ends: Date | undefined, certificate: Certificate | undefined): string =>
  [title, ...(ends ? [dayOf(ends)] : []), ...(certificate ? [certificate.serial.hex.slice(-8)] : [])].join(
    ' · ',
  );

function keptParameters(one: DraftParameters, now: Date, refusal: ReceiverRefusal): Kept {
  const { parameters, certificate, misfit } = one;
  const { validUntil, wrappingAlgorithm, ofDocument } = parameters;
  const reason =
    misfit !== undefined
      ? draftText('misfit', misfit)
      : (refusal(certificate, wrappingAlgorithm) ??
        (validUntil && validUntil <= now ? draftText('expired', dayOf(validUntil)) : undefined));
  return {
    candidate: {
      id: one.id,
      label: labelOf(one.title, validUntil, certificate),
      notes: ofDocument === undefined ? [] : [draftText('of_answer')],
      refusals: reason ? [reason] : [],
    },
    certificate,
    parameters,
    issuers: [],
    ends: validUntil?.getTime() ?? 0,
  };
}

function keptCertificate(
  { id, pair: arn, certificate, issuers, publicKey, misfit }: DraftPairCertificate,
  { keys, context }: DraftKnown,
  materialType: 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM',
  refusal: ReceiverRefusal,
): Kept {
  const found = keys.find(({ key }) => key.KeyArn === arn);
  const wrapping = certificate && awsKeyAlgorithm(certificate.publicKey);
  const ends = certificate?.notAfter?.date;
  const reasons = (): readonly Localisable[] => {
    if (misfit !== undefined) return [draftText('misfit', misfit)];
    if (materialType === 'KEY_CRYPTOGRAM') return [draftText('own_not_for_rsa')];
    const other = refusal(certificate, wrapping ?? '');
    if (other) return [other];
    if (!certificate || !wrapping) return [draftText('krd_unreadable')];
    if (!found) return [draftText('own_pair_missing')];
    if (publicKey !== undefined && publicKey !== publicKeyDigest(certificate.publicKey))
      return [draftText('own_other_key')];
    if (!opensTokens(found.key)) return [draftText('own_cannot_open')];
    if (ends && ends <= context.now) return [draftText('own_expired', dayOf(ends))];
    return stateRefusals(found.key);
  };
  return {
    candidate: {
      id,
      label: labelOf([found?.aliases[0] ?? keyIdOf(arn), wrapping ?? ''].join(' · '), ends, certificate),
      notes: [draftText('own_certificate')],
      refusals: reasons(),
    },
    certificate,
    parameters:
      certificate && found && wrapping && ends
        ? {
            materialType: 'TR34_KEY_BLOCK',
            wrappingAlgorithm: wrapping,
            validUntil: ends,
            pair: found.key,
            certificate,
            publicKey,
          }
        : undefined,
    issuers,
    ends: ends?.getTime() ?? 0,
  };
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
