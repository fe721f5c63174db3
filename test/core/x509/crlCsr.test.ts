import { X509Certificate } from 'node:crypto';
import fc from '../../properties';
import { quick, runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/core/x509/certificate';
import { crlFreshness, readCrl } from '../../../src/core/x509/crl';
import { checkCsrSignature, readCsr } from '../../../src/core/x509/csr';
import { fingerprints } from '../../../src/core/x509/fingerprints';
import { checkSignature } from '../../../src/core/x509/signature';
import { makeCrl } from '../asn1/makeCrl';
import { derBlocks, hasVectors } from '../asn1/material';
import { issue, issueCrl, party, request } from './issue';

const ca = party('TEST CA', 'rsa');
const device = party('TEST device');

describe('revocation lists', () => {
  const der = issueCrl(ca, [{ serial: [0x34], reason: 1 }, { serial: [0, 0x99] }]);
  it('fields, entries, number', () => {
    const crl = readCrl(der);
    expect(crl).toMatchObject({ wellFormed: true, version: 2, count: 2, number: '7', findings: [] });
    expect(crl.issuer.text).toBe('CN=TEST CA');
    expect(crl.revoked().map(({ serial, reason }) => [serial.hex, reason])).toEqual([
      ['34', 'keyCompromise'],
      ['99', undefined],
    ]);
    expect(crl.find(new Uint8Array([0, 0x99]))?.serial.decimal).toBe('153');
    expect(crl.find(new Uint8Array([0x99]))).toBeUndefined();
  });
  it('signature, dates', async () => {
    const crl = readCrl(der);
    const key = readCertificate(issue(ca, ca, { ca: true })).publicKey;
    expect(await checkSignature(key, crl.signatureAlgorithm, crl.signature, crl.tbs)).toEqual({
      verdict: 'valid',
    });
    expect(crlFreshness(crl, new Date('2026-12-02')).map(({ code }) => code)).toEqual(['x509_crl_stale']);
    expect(crlFreshness(crl, new Date('2026-11-30'))).toEqual([]);
  });
  it.skipIf(!hasVectors)('of the corpus', async () => {
    const [bytes] = derBlocks('tr34/generated/kdhca.crl');
    const [issuer] = derBlocks('tr34/generated/kdhca.crt');
    const crl = readCrl(bytes!);
    const key = readCertificate(issuer!).publicKey;
    expect(crl.wellFormed).toBe(true);
    expect(await checkSignature(key, crl.signatureAlgorithm, crl.signature, crl.tbs)).toEqual({
      verdict: 'valid',
    });
  });
  it.skipIf(quick)('100 000 entries: a page at a time', () => {
    const crl = readCrl(makeCrl(100_000));
    expect(crl.count).toBe(100_000);
    expect(crl.revoked(99_990).map(({ reason }) => reason)).toHaveLength(10);
  });
  it('anything else is said to be none', () => {
    expect(readCrl(issue(ca, ca)).wellFormed).toBe(false);
    expect(readCertificate(der).wellFormed).toBe(false);
    expect(readCsr(der).wellFormed).toBe(false);
  });
});

describe('requests', () => {
  it('fields, requested extensions, no password', async () => {
    const csr = readCsr(request(device));
    expect(csr).toMatchObject({ wellFormed: true, version: 1, findings: [] });
    expect(csr.subject.text).toBe('CN=TEST device');
    expect(csr.publicKey.name).toBe('EC P-256');
    expect(csr.extensions.map(({ name, summary }) => [name, summary])).toEqual([
      ['keyUsage', 'digitalSignature'],
    ]);
    expect(JSON.stringify(csr.attributes)).not.toContain('hidden word');
    expect(await checkCsrSignature(csr)).toEqual({ verdict: 'valid' });
  });
  it('signed with another key', async () => {
    expect(await checkCsrSignature(readCsr(request(device, party('other'))))).toEqual({ verdict: 'invalid' });
    expect(await checkCsrSignature(readCsr(request(device, ca)))).toMatchObject({
      verdict: 'invalid',
      reason: { template: '{0} cannot have been made with a key {1}' },
    });
  });
});

describe('fingerprints', () => {
  it('equal Node', async () => {
    const der = issue(ca, ca);
    const theirs = new X509Certificate(der);
    expect(await fingerprints(readCertificate(der))).toMatchObject({
      sha1: theirs.fingerprint,
      sha256: theirs.fingerprint256,
    });
  });
});

describe('changed anywhere', () => {
  it('never throws', () => {
    const samples = [issueCrl(ca, [{ serial: [1], reason: 9 }]), request(device), issue(ca, ca)];
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat({ max: 255 }), (sample, at, to) => {
        const bytes = sample.slice();
        bytes[at % bytes.length] = to;
        readCrl(bytes).revoked();
        readCsr(bytes);
        readCertificate(bytes);
      }),
      { numRuns: runs(3000) },
    );
  });
});
