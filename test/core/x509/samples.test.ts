/** The structures of media/samples: made here, with keys that are thrown away. KMI_WRITE_SAMPLES=1 makes them anew. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCms } from '../../../src/core/cms/read';
import { checkSigners } from '../../../src/core/cms/verify';
import { findKeyMaterial, structureOf } from '../../../src/core/input/material';
import { toPem } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { checkChain } from '../../../src/core/x509/chain';
import { tlv } from '../asn1/makeCrl';
import { dn, issue, issueCrl, oid, party, request, signerOf, type Party } from './issue';

const folder = path.join(import.meta.dirname, '../../../media/samples');
const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const ids = {
  data: '2a864886f70d010701',
  signedData: '2a864886f70d010702',
  contentType: '2a864886f70d010903',
  messageDigest: '2a864886f70d010904',
  sha256: '608648016503040201',
};

function signedData(
  content: Uint8Array | undefined,
  certificates: Uint8Array[],
  signers: Uint8Array[],
): Uint8Array {
  const digest = tlv(0x30, oid(ids.sha256));
  const inside = tlv(0x30, oid(ids.data), ...(content ? [tlv(0xa0, tlv(4, content))] : []));
  return tlv(
    0x30,
    oid(ids.signedData),
    tlv(
      0xa0,
      tlv(
        0x30,
        tlv(2, [1]),
        tlv(0x31, ...(signers.length > 0 ? [digest] : [])),
        inside,
        tlv(0xa0, ...certificates),
        tlv(0x31, ...signers),
      ),
    ),
  );
}

function signer(by: Party, issuer: Party, serial: number, content: Uint8Array): Uint8Array {
  const digest = new Uint8Array(createHash('sha256').update(content).digest());
  const attributes = [
    tlv(0x30, oid(ids.contentType), tlv(0x31, oid(ids.data))),
    tlv(0x30, oid(ids.messageDigest), tlv(0x31, tlv(4, digest))),
  ];
  const { algorithm, make } = signerOf(by);
  return tlv(
    0x30,
    tlv(2, [1]),
    tlv(0x30, dn(issuer.name), tlv(2, [serial])),
    tlv(0x30, oid(ids.sha256)),
    tlv(0xa0, ...attributes),
    algorithm,
    tlv(4, make(tlv(0x31, ...attributes))),
  );
}

function makeSamples(): Record<string, Uint8Array | string> {
  const root = party('TEST Root CA', 'p256');
  const authority = party('TEST KDH CA', 'p256');
  const host = party('TEST KDH 1', 'rsa');
  const old = party('TEST KDH 0', 'p256');
  const rootDer = issue(root, root, {
    ca: true,
    serial: 0x51,
    notBefore: '240101000000Z',
    notAfter: '440101000000Z',
  });
  const authorityDer = issue(authority, root, {
    ca: true,
    pathLength: 0,
    serial: 0x52,
    notBefore: '250101000000Z',
    notAfter: '360101000000Z',
  });
  const hostDer = issue(host, authority, {
    serial: 0x53,
    keyUsage: '030206c0',
    notBefore: '260101000000Z',
    notAfter: '310101000000Z',
  });
  const oldDer = issue(old, authority, {
    serial: 0x54,
    notBefore: '240101000000Z',
    notAfter: '260104000000Z',
  });
  const message = ascii('Key ceremony of 2026-11-20: test keys only.\n');
  // As people keep them: leaf in the middle, root last, one expired.
  const bundle = [authorityDer, hostDer, oldDer, rootDer].map((der) => toPem('CERTIFICATE', der)).join('');
  return {
    'chain.pem': bundle,
    'kdh.der': hostDer,
    'expired.crt': toPem('CERTIFICATE', oldDer),
    'revoked.crl': issueCrl(authority, [
      { serial: [0x54], reason: 4 },
      { serial: [0x2f], reason: 1 },
    ]),
    'kdh.csr': toPem('CERTIFICATE REQUEST', request(host)),
    'chain.p7b': signedData(undefined, [hostDer, authorityDer, rootDer], []),
    'ceremony.p7m': signedData(message, [hostDer, authorityDer], [signer(host, authority, 0x53, message)]),
  };
}

const names = ['chain.pem', 'kdh.der', 'expired.crt', 'revoked.crl', 'kdh.csr', 'chain.p7b', 'ceremony.p7m'];
if (process.env.KMI_WRITE_SAMPLES === '1' || !names.every((name) => existsSync(path.join(folder, name))))
  for (const [name, content] of Object.entries(makeSamples()))
    writeFileSync(path.join(folder, name), content);

const read = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, name)));
const structures = (name: string): Uint8Array[] =>
  findKeyMaterial(read(name)).flatMap((one) => (one.kind === 'der' ? [one.bytes] : []));

describe('samples', () => {
  it.each([
    ['chain.pem', 'Certificate', 4],
    ['kdh.der', 'Certificate', 1],
    ['expired.crt', 'Certificate', 1],
    ['revoked.crl', 'CertificateList', 1],
    ['kdh.csr', 'CertificationRequest', 1],
    ['chain.p7b', 'ContentInfo', 1],
    ['ceremony.p7m', 'ContentInfo', 1],
  ])('%s is %s', (name, type, count) => {
    const found = structures(name);
    expect(found.map(structureOf)).toEqual(Array.from({ length: count }, () => type));
    expect(Buffer.from(read(name)).toString('latin1')).not.toContain('PRIVATE');
  });

  it('the chain goes up to its root, and every subject says TEST', async () => {
    const certificates = structures('chain.pem').map(readCertificate);
    for (const { subject } of certificates) expect(subject.label).toMatch(/^TEST /);
    const chain = await checkChain(certificates, new Date('2026-11-20'));
    const verdicts = chain.checkedPaths.map(({ verdict, complete }) => [verdict, complete]);
    expect(verdicts).toEqual([
      ['good', true],
      ['bad', true],
    ]);
  });

  it('the message is signed rightly', async () => {
    const { content } = readCms(read('ceremony.p7m'));
    if (content.type !== 'signedData') throw new Error('no SignedData');
    const [check] = await checkSigners(content);
    expect(check).toMatchObject({ digest: 'match', signature: { verdict: 'valid' } });
  });
});
