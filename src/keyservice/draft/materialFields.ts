/** Fields that several ways have: kept import parameters, and certificates at hand. */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Localisable } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Candidate, DraftAnswers, DraftField, DraftKnown, DraftParameters } from './draft';
import { draftText } from './draftTexts';
import { choiceField, onlyOne, type Proposal } from './fields';

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
    ({ certificate }) =>
      certificate && facts?.krdFingerprint === toUpperHex(digestOf('SHA-256', certificate.raw)),
  );
  const proposal: Proposal | undefined = byFacts
    ? { id: byFacts.id, origin: draftText('named_by_facts') }
    : onlyOne(candidates, origin);
  const field = choiceField('parameters', answers, candidates, proposal);
  return { field, chosen: kept.find(({ id }) => id === field.value) };
}

/** Certificates by the last digits of their serial number and where they were found. */
export function certificateCandidates(
  known: DraftKnown,
  refusalsOf: (certificate: Certificate) => Candidate['refusals'],
): readonly (Candidate & { readonly certificate: Certificate })[] {
  return known.certificates.map(({ value, place }, index) => ({
    id: `certificate-${index}`,
    certificate: value,
    label: [value.subject.label || value.subject.text, value.serial.hex.slice(-8)].join(' · '),
    notes: place === '' ? [] : [draftText('found_in', place)],
    refusals: refusalsOf(value),
  }));
}
