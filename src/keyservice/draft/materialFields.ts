/** What several ways look for: import parameters by their token, and certificates at hand. */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Candidate, DraftKnown, DraftParameters } from './draft';
import { draftText } from './draftTexts';

/** Id of the token that is in the request file itself. */
export const fileParameters = 'file';

/** The kept parameters that a token names: of them more is known than the token. */
export function parametersOfToken(
  token: string | undefined,
  parameters: DraftKnown['parameters'],
): DraftParameters | undefined {
  return token === undefined ? undefined : parameters.find((one) => one.parameters.token === token);
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
