/** The certificates of kept import parameters. */
import { decodeBase64 } from '../../core/input/encodings';
import { findPemBlocks } from '../../core/input/pem';
import { sameOctets } from '../../core/octets';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';
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
