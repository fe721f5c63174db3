import { createHash, X509Certificate } from 'node:crypto';
import fc from '../../properties';
import { runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/asn1/value';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { readCertificate } from '../../../src/core/x509/certificate';
import { validityFindings } from '../../../src/core/x509/certificateFindings';
import { derBlocks, hasVectors, vectorIndex } from '../asn1/material';
import { makeCertificate } from './makeCertificate';

const codes = (certificate: Certificate): string[] => certificate.findings.map(({ code }) => code);
const files = vectorIndex().filter(({ kind }) => kind === 'x509');
const entries = files.flatMap((entry) =>
  derBlocks(entry.file, /CERTIFICATE/).map((der, i) => ({ entry, der, i })),
);

function nodeCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

/** What Node prints: attributes in the order of the bytes, one a line. */
function nodeName(certificate: Certificate['subject']): string {
  return certificate.rdns
    .map((rdn) => rdn.map(({ type, value }) => `${type}=${value}`).join(' + '))
    .join('\n');
}

describe.skipIf(!hasVectors)('every certificate of the corpus', () => {
  it('equals Node: serial, dates, names, fingerprints, key, CA, alternative names', () => {
    let compared = 0;
    for (const { entry, der, i } of entries) {
      const theirs = nodeCertificate(der);
      if (!theirs) continue;
      compared++;
      const ours = readCertificate(der);
      const what = `${entry.file}#${i}`;
      expect(ours.wellFormed, what).toBe(true);
      expect(ours.serial.hex, what).toBe(theirs.serialNumber);
      expect(ours.notBefore?.date?.getTime(), what).toBe(new Date(theirs.validFrom).getTime());
      expect(ours.notAfter?.date?.getTime(), what).toBe(new Date(theirs.validTo).getTime());
      expect(createHash('sha256').update(ours.raw).digest('hex'), what).toBe(
        theirs.fingerprint256.replaceAll(':', '').toLowerCase(),
      );
      if (!/t61|printable/.test(entry.file)) {
        expect(nodeName(ours.subject), what).toBe(theirs.subject);
        expect(nodeName(ours.issuer), what).toBe(theirs.issuer);
      }
      // Node calls a CA whose path length is negative no CA; ours says CA, and the path length is a finding.
      if (!entry.file.includes('negative_path'))
        expect(ours.basicConstraints?.ca ?? false, what).toBe(theirs.ca);
      if (theirs.infoAccess !== undefined) {
        const access = ours.extensions.find(({ name }) => name === 'authorityInfoAccess');
        const lines = access?.fields.map(
          ({ id, children }) =>
            `${id === 'ocsp' ? 'OCSP' : 'CA Issuers'} - ${children!.map(({ name, meaning }) => `${name}:${meaning}`).join()}`,
        );
        expect(lines?.join('\n'), what).toBe(theirs.infoAccess.trim());
      }
      let key: ReturnType<typeof der.slice> | undefined;
      try {
        key = new Uint8Array(theirs.publicKey.export({ format: 'der', type: 'spki' }));
      } catch {
        // Node 20 has no ML-DSA and ML-KEM keys.
      }
      if (key) {
        expect(toHex(ours.publicKey.raw), what).toBe(toHex(key));
        expect(ours.publicKey.bits).toBe(theirs.publicKey.asymmetricKeyDetails?.modulusLength);
      }
    }
    expect(compared).toBeGreaterThan(30);
  });

  it('equals the values of the index', () => {
    let checked = 0;
    for (const { entry, der } of entries) {
      const { subject, issuer, serial, notBefore, notAfter, sha256Fingerprint, extensions } =
        (entry.expected ?? {}) as Record<string, string>;
      if (subject === undefined) continue;
      checked++;
      const ours = readCertificate(der);
      expect([ours.subject.text, ours.issuer.text, ours.serial.hex]).toEqual([subject, issuer, serial]);
      expect([ours.notBefore?.date, ours.notAfter?.date]).toEqual([
        new Date(notBefore!),
        new Date(notAfter!),
      ]);
      expect(createHash('sha256').update(ours.raw).digest('hex')).toBe(
        sha256Fingerprint!.replaceAll(':', '').toLowerCase(),
      );
      const usages: Record<string, string> = {
        digitalSignature: 'Digital Signature',
        keyEncipherment: 'Key Encipherment',
        keyCertSign: 'Certificate Sign',
        cRLSign: 'CRL Sign',
      };
      const wanted = (extensions as unknown as string[]).join('; ');
      expect(wanted).toContain(`critical CA:${ours.basicConstraints?.ca === true ? 'TRUE' : 'FALSE'}`);
      expect(wanted).toContain(
        `Key Usage: critical ${ours.keyUsage!.map((usage) => usages[usage]).join(', ')}`,
      );
      expect(ours.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    }
    expect(checked).toBe(11);
  });

  const expected: readonly (readonly [file: string, codes: readonly string[]])[] = [
    ['bad_signature_algorithm_oid', ['x509_algorithm_unknown']],
    ['bad_validity', ['der_time_form']],
    ['basic_constraints_negative_path', ['x509_path_length', 'x509_weak_hash', 'x509_weak_key']],
    ['cert_data_after_signature', ['x509_structure', 'x509_trailing_data']],
    ['cert_empty_sequence', ['x509_structure']],
    ['extensions_duplicate_key_usage', ['x509_extension_duplicate']],
    ['extensions_empty_sequence', ['x509_extensions_empty']],
    ['issuer_bad_printable_string', ['asn1_string_charset']],
    ['serial_negative', ['x509_serial_negative']],
    ['subject_t61string', ['x509_name_encoding']],
  ];
  it.each(expected)('%s', (file, wanted) => {
    const [found] = entries.filter(({ entry }) => entry.file.includes(file));
    const got = codes(readCertificate(found!.der));
    expect(got).toEqual(expect.arrayContaining([...wanted]));
  });

  it('names post-quantum keys', () => {
    const name = (file: string): string =>
      readCertificate(entries.find(({ entry }) => entry.file.includes(file))!.der).publicKey.name;
    expect(name('ML-DSA-44')).toBe('ML-DSA-44');
    expect(name('ML-KEM-512')).toBe('ML-KEM-512');
  });

  it('changed anywhere: never throws, in bounded time', () => {
    const samples = entries.map(({ der }) => der);
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.record({ at: fc.nat(), to: fc.nat({ max: 255 }), cut: fc.boolean() }), {
          minLength: 1,
          maxLength: 4,
        }),
        (sample, edits) => {
          let bytes = sample.slice();
          for (const { at, to, cut } of edits) {
            if (cut && bytes.length > 1) bytes = bytes.slice(0, 1 + (at % (bytes.length - 1)));
            else bytes[at % bytes.length] = to;
          }
          const read = readCertificate(bytes);
          for (const { span } of read.findings) {
            if (span)
              expect(span.start >= 0 && span.start <= span.end && span.end <= bytes.length).toBe(true);
          }
        },
      ),
      { numRuns: runs(3000) },
    );
  });
});

describe('findings of certificates made here', () => {
  it('a plain one has none', () => expect(codes(readCertificate(makeCertificate()))).toEqual([]));

  it.each([
    ['a negative serial', { serial: [0x80, 0x01] }, 'x509_serial_negative'],
    ['serial zero', { serial: [0] }, 'x509_serial_zero'],
    ['a serial of 21 octets', { serial: [1, ...new Array<number>(20).fill(7)] }, 'x509_serial_long'],
    [
      'dates the wrong way round',
      { notBefore: '300101000000Z', notAfter: '290101000000Z' },
      'x509_validity_order',
    ],
    ['no date', { notAfter: '991399000000Z' }, 'x509_validity_missing'],
    ['a country of three letters', { country: 'USA' }, 'x509_country_length'],
    ['path length without CA', { basicConstraints: '3003020100' }, 'x509_path_length'],
    ['a CA that may not sign', { basicConstraints: '30030101ff', keyUsage: '03020780' }, 'x509_ca_key_usage'],
    ['signing without CA', { basicConstraints: '3000', keyUsage: '03020204' }, 'x509_cert_sign_without_ca'],
    ['no usage at all', { keyUsage: '030100' }, 'x509_key_usage_empty'],
    ['a broken extension', { keyUsage: '020105' }, 'x509_extension_broken'],
    ['an unknown critical extension', { other: '2a0304' }, 'x509_extension_unknown_critical'],
  ] as const)('%s', (_name, options, code) => {
    expect(codes(readCertificate(makeCertificate(options)))).toContain(code);
  });

  it('time decides about expiry only where asked', () => {
    const certificate = readCertificate(
      makeCertificate({ notBefore: '260101000000Z', notAfter: '270101000000Z' }),
    );
    const at = (text: string): string[] =>
      validityFindings(certificate, new Date(text)).map(({ code }) => code);
    expect(at('2025-12-31T23:59:59Z')).toEqual(['x509_not_yet_valid']);
    expect(at('2026-01-01T00:00:00Z')).toEqual([]);
    expect(at('2027-01-01T00:00:00Z')).toEqual([]);
    expect(at('2027-01-01T00:00:01Z')).toEqual(['x509_expired']);
  });

  it('serials in every form', () => {
    const { serial } = readCertificate(makeCertificate({ serial: [0, 0xfb, 0x0c] }));
    expect(serial).toMatchObject({ hex: 'FB0C', decimal: '64268', octets: '00fb0c' });
  });

  it('nothing at all', () => {
    const nothing = readCertificate(new Uint8Array());
    expect(nothing.wellFormed).toBe(false);
    expect(codes(nothing)).toEqual(['asn1_empty', 'x509_structure']);
  });
});
