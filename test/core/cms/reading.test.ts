import { describe, expect, it } from 'vitest';
import { Reading } from '../../../src/core/cms/reading';
import { derBlocks, hasVectors, vectorIndex } from '../asn1/material';

const samples = vectorIndex()
  .filter(({ file }) => /^(tr34|x509|cms)\/.*\.(der|pem|crt|crl|cer|p7b|bin)$/i.test(file))
  .flatMap(({ file }) => derBlocks(file).map((bytes, at) => [`${file} ${at}`, bytes] as const));

describe.skipIf(!hasVectors)('readings of whole structures', () => {
  it('each reader runs once: the same answer comes again', () => {
    expect(samples.length).toBeGreaterThan(20);
    for (const [name, bytes] of samples) {
      const reading = new Reading(bytes);
      for (const what of ['token', 'certificate', 'crl', 'request', 'message'] as const)
        expect(reading[what], `${name}: ${what}`).toBe(reading[what]);
    }
  });

  it('certificates are the one that stands there, or those that a message carries', () => {
    const counts = new Map<string, number>();
    for (const [, bytes] of samples) {
      const { type, certificates, certificate, message } = new Reading(bytes);
      if (type === 'Certificate') expect(certificates).toEqual([certificate]);
      else if (type === 'ContentInfo')
        expect(certificates).toEqual('certificates' in message.content ? message.content.certificates : []);
      else expect(certificates).toEqual([]);
      counts.set(type ?? '', (counts.get(type ?? '') ?? 0) + certificates.length);
    }
    expect(counts.get('Certificate')).toBeGreaterThan(5);
    expect(counts.get('ContentInfo')).toBeGreaterThan(2);
  });

  it('a certificate or CRL is no token, and a token is one', () => {
    const kinds = samples
      .map(([, bytes]) => new Reading(bytes))
      .map(({ type, token }) => [type, token?.kind]);
    expect(kinds.filter(([type, kind]) => type === 'Certificate' && kind !== undefined)).toEqual([]);
    expect(kinds.filter(([type, kind]) => type === 'CertificateList' && kind !== undefined)).toEqual([]);
    expect(kinds.filter(([, kind]) => kind === 'KT_KDH').length).toBeGreaterThan(1);
  });
});

describe('readings of what is nothing', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('no structure at all')],
    ['a sequence that is cut off', Uint8Array.of(0x30, 0x82, 0x01)],
  ])('%s', (_name, bytes) => {
    const reading = new Reading(bytes);
    expect([reading.type, reading.token, reading.certificates]).toEqual([undefined, undefined, []]);
    expect(reading.certificate.wellFormed).toBe(false);
    expect(reading.crl.wellFormed).toBe(false);
  });
});
