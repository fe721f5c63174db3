import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/core/x509/certificate';
import {
  buildCertificate,
  certificateExtensions,
  distinguishedName,
  type CertificateSignature,
} from '../../../src/core/x509/certificateBuilder';
import { checkChain } from '../../../src/core/x509/chain';

const kinds: [algorithm: CertificateSignature, hash: string, curve: string | undefined][] = [
  ['sha256WithRSAEncryption', 'sha256', undefined],
  ['sha384WithRSAEncryption', 'sha384', undefined],
  ['sha512WithRSAEncryption', 'sha512', undefined],
  ['ecdsa-with-SHA256', 'sha256', 'P-256'],
  ['ecdsa-with-SHA384', 'sha384', 'P-384'],
  ['ecdsa-with-SHA512', 'sha512', 'P-521'],
];

describe('certificates built', () => {
  it.each(kinds)('%s reads as it was meant, here and in Node', async (algorithm, hash, namedCurve) => {
    const pair =
      namedCurve === undefined
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve });
    const publicKey = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
    const name = distinguishedName(
      ['C', 'DE'],
      ['O', 'Bürö 鍵'],
      ['serialNumber', '0012'],
      ['CN', 'TEST "x", y'],
    );
    const { basicConstraints, keyUsage, extendedKeyUsage, subjectKeyId, authorityKeyId } =
      certificateExtensions;
    const der = await buildCertificate(
      {
        serial: Uint8Array.of(0xf0, 1),
        subject: name,
        issuer: name,
        notBefore: new Date('2026-01-01T00:00:00Z'),
        notAfter: new Date('2060-01-01T00:00:00Z'),
        publicKey,
        extensions: [
          basicConstraints(true),
          keyUsage('digitalSignature', 'keyCertSign', 'decipherOnly'),
          extendedKeyUsage('1.3.6.1.5.5.7.3.2'),
          subjectKeyId(publicKey),
          authorityKeyId(publicKey),
        ],
        algorithm,
      },
      (data) => new Uint8Array(sign(hash, data, pair.privateKey)),
    );
    const read = readCertificate(der);
    expect(read.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(read).toMatchObject({
      version: 3,
      selfIssued: true,
      basicConstraints: { ca: true },
      keyUsage: ['digitalSignature', 'keyCertSign', 'decipherOnly'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
      subjectKeyId: read.authorityKeyId,
      signatureAlgorithm: { name: algorithm },
    });
    expect(read.notAfter?.date).toEqual(new Date('2060-01-01T00:00:00Z'));
    const { checkedPaths } = await checkChain([read], new Date('2026-06-01T00:00:00Z'));
    expect(checkedPaths[0]?.verdict).toBe('good');
    const theirs = new X509Certificate(der);
    expect([theirs.verify(pair.publicKey), theirs.ca, theirs.serialNumber]).toEqual([
      true,
      true,
      '00F001'.replace(/^00/, ''),
    ]);
    expect(theirs.subject).toContain('O=Bürö 鍵');
  });

  it('refuses what is no public key', () => {
    expect(() => certificateExtensions.subjectKeyId(new Uint8Array(5))).toThrow(RangeError);
  });
});
