/** The certificates of kept import parameters, and those of own key pairs. */
import { decodeBase64 } from '../../core/input/encodings';
import { findPemBlocks } from '../../core/input/pem';
import { sameOctets } from '../../core/octets';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { DraftPairCertificate } from '../../keyservice/draft/draft';
import { awsCertificateParameter } from '../../keyservice/rules/certificates';
import type { KeptCertificate } from './pairCertificates';
import type { KeptParameters } from './parameterStore';

/** The KRD's certificate first, then upwards to the root; what belongs nowhere comes last. */
export function certificatesOf({
  certificate,
  chain,
}: Pick<KeptParameters, 'certificate' | 'chain'>): Certificate[] {
  const [leaf, ...more] = [...certificatesIn(certificate), ...certificatesIn(chain)];
  if (!leaf) return [];
  const ordered = [leaf];
  const rest = more.filter(({ raw }) => !sameOctets(raw, leaf.raw));
  for (let last = leaf; ; last = ordered.at(-1)!) {
    const place = rest.findIndex(({ subject }) => sameOctets(subject.raw, last.issuer.raw));
    if (place < 0) return [...ordered, ...rest];
    ordered.push(...rest.splice(place, 1));
  }
}

/** @param parameter base64 of PEM, one certificate or several */
export function certificatesIn(parameter: string): Certificate[] {
  const { bytes } = decodeBase64(parameter.trim());
  return findPemBlocks(new TextDecoder('latin1').decode(bytes)).map((block) => readCertificate(block.bytes));
}

/** Several certificates in the form of an import parameter: base64 of their PEM texts; '' for none. */
export function chainParameter(certificates: readonly Certificate[]): string {
  return btoa(certificates.map((one) => atob(awsCertificateParameter(one))).join(''));
}

/** As a draft uses it. @param misfit why it cannot be used for the service, in words */
export function draftCertificate(kept: KeptCertificate, misfit: string | undefined): DraftPairCertificate {
  const [certificate, ...issuers] = certificatesOf(kept);
  return { id: kept.id, pair: kept.pair, certificate, issuers, publicKey: kept.publicKey, misfit };
}
