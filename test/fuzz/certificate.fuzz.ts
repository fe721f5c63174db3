/** Mutated certificates through the BER reader and the certificate reader: nothing throws, places lie inside. */
import { readAsn1 } from '../../src/core/asn1/read';
import type { Finding } from '../../src/core/findings';
import { readCertificate } from '../../src/core/x509/certificate';
import { makeCertificate } from '../core/x509/makeCertificate';
import { mutatedBytes, type FuzzTarget } from './fuzz';

const certificates: readonly Uint8Array[] = [
  makeCertificate(),
  makeCertificate({ basicConstraints: '30060101ff020100', keyUsage: '03020106' }),
  makeCertificate({ notBefore: '000101000000Z', country: 'X', other: '2a0304' }),
];

export const target: FuzzTarget<Uint8Array> = {
  name: 'certificate',
  make: (random) => mutatedBytes(random.of(certificates), random),
  check: (bytes) => {
    const document = readAsn1(bytes);
    let at = 0;
    for (const root of document.roots) {
      if (root.start !== at) throw new Error(`a root begins at ${root.start}, not at ${at}`);
      at = root.end;
    }
    if (at !== bytes.length) throw new Error(`roots end at ${at}, not at ${bytes.length}`);
    checkPlaces(document.findings(), bytes.length);
    checkPlaces(readCertificate(bytes).findings, bytes.length);
  },
};

function checkPlaces(findings: readonly Finding[], length: number): void {
  for (const { code, span } of findings)
    if (span && (span.start < 0 || span.end > length || span.end < span.start))
      throw new Error(`${code} lies at ${span.start} to ${span.end} of ${length}`);
}
