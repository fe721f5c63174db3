/** Fields that several ways have: kept import parameters, and certificates at hand. */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Localisable } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Candidate, DraftAnswers, DraftField, DraftKnown, DraftParameters } from './draft';
import { draftText } from './draftTexts';
import { choiceField, onlyOne, proposed, type Proposal } from './fields';

/** Kept parameters, those that the material was made for on top. @param refusal of parameters that could be used */
export function parametersField(
  { parameters, context, facts }: DraftKnown,
  answers: DraftAnswers,
  materialType: string,
  refusal: (one: DraftParameters) => Localisable | undefined,
  origin: Localisable,
): { readonly field: DraftField; readonly chosen: DraftParameters | undefined } {
  const kept = parameters
    .filter((one) => one.parameters.materialType === materialType)
    .sort((a, b) => b.parameters.validUntil.getTime() - a.parameters.validUntil.getTime());
  const candidates = kept.map((one): Candidate => {
    const { validUntil } = one.parameters;
    const reason =
      one.misfit !== undefined
        ? draftText('misfit', one.misfit)
        : (refusal(one) ??
          (validUntil <= context.now
            ? draftText('expired', validUntil.toISOString().slice(0, 10))
            : undefined));
    return {
      id: one.id,
      label: [
        one.title,
        validUntil.toISOString().slice(0, 10),
        ...(one.certificate ? [one.certificate.serial.hex.slice(-8)] : []),
      ].join(' · '),
      notes: [],
      refusals: reason ? [reason] : [],
    };
  });
  const byFacts = kept.find(
    ({ certificate }) => certificate && facts?.krdFingerprint?.toUpperCase() === fingerprintOf(certificate),
  );
  // A payload that names other parameters was made for none of these.
  const proposal: Proposal | undefined = facts?.krdFingerprint
    ? proposed(byFacts?.id, draftText('named_by_facts'))
    : onlyOne(candidates, origin);
  const field = choiceField('parameters', answers, candidates, proposal);
  return { field, chosen: kept.find(({ id }) => id === field.value) };
}

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
