import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { certificateExtensions, makeCertificate, type NamePart } from '../../../src/core/make/certificates';
import type { SigningHash } from '../../../src/core/make/keys';
import { testKeyKinds } from '../../../src/core/make/keys';
import { readCertificate } from '../../../src/core/x509/certificate';
import { checkChain } from '../../../src/core/x509/chain';

const kinds: [algorithm: string, hash: SigningHash, curve: string | undefined][] = [
  ['sha256WithRSAEncryption', 'SHA-256', undefined],
  ['sha384WithRSAEncryption', 'SHA-384', undefined],
  ['sha512WithRSAEncryption', 'SHA-512', undefined],
  ['ecdsa-with-SHA256', 'SHA-256', 'P-256'],
  ['ecdsa-with-SHA384', 'SHA-384', 'P-384'],
  ['ecdsa-with-SHA512', 'SHA-512', 'P-521'],
];

describe('certificates made', () => {
  it('are for the kinds of keys that tests may have', () => {
    expect(testKeyKinds).toEqual([
      ...['RSA_2048', 'RSA_3072', 'RSA_4096'],
      ...['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'],
    ]);
  });

  it('name each attribute by its type, in their order', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const der = await makeCertificate({
      subject: [
        ['C', 'DE'],
        ['ST', 'Hessen'],
        ['L', 'Frankfurt'],
        ['O', 'Bank'],
        ['OU', 'Payments'],
        ['CN', 'KDH'],
        ['serialNumber', '7'],
      ],
      privateKey: new Uint8Array(pair.privateKey.export({ type: 'pkcs8', format: 'der' })),
      publicKey: new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })),
      hash: 'SHA-256',
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2027-01-01T00:00:00Z'),
      extensions: [],
    });
    expect(new X509Certificate(der).subject.split('\n')).toEqual([
      'C=DE',
      'ST=Hessen',
      'L=Frankfurt',
      'O=Bank',
      'OU=Payments',
      'CN=KDH',
      'serialNumber=7',
    ]);
    // RFC 5280 appendix A: country and serial number are PrintableString, the others UTF8String.
    const types = readAsn1(readCertificate(der).subject.raw)
      .roots[0]!.children()
      .map((set) => set.children()[0]!.children()[1]!.tagName);
    expect(types).toEqual(['PrintableString', ...Array<string>(5).fill('UTF8String'), 'PrintableString']);
  });

  it.each(kinds)('%s reads as it was meant, here and in Node', async (algorithm, hash, namedCurve) => {
    const pair =
      namedCurve === undefined
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve });
    const publicKey = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
    const subject: NamePart[] = [
      ['C', 'DE'],
      ['O', 'Bürö 鍵'],
      ['serialNumber', '0012'],
      ['CN', 'TEST "x", y'],
    ];
    const { basicConstraints, keyUsage, extendedKeyUsage, subjectKeyId, authorityKeyId } =
      certificateExtensions;
    const der = await makeCertificate({
      serial: Uint8Array.of(0xf0, 1),
      subject,
      privateKey: new Uint8Array(pair.privateKey.export({ type: 'pkcs8', format: 'der' })),
      hash,
      notBefore: new Date('2026-01-01T00:00:00.500Z'),
      notAfter: new Date('2060-01-01T00:00:00.500Z'),
      publicKey,
      extensions: [
        basicConstraints(true),
        keyUsage('digitalSignature', 'keyCertSign', 'decipherOnly'),
        extendedKeyUsage('1.3.6.1.5.5.7.3.2'),
        subjectKeyId(publicKey),
        authorityKeyId(publicKey),
      ],
    });
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

  it('each extension is critical where RFC 5280 says so, and in the order given', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const { basicConstraints, keyUsage, extendedKeyUsage, subjectKeyId, authorityKeyId } =
      certificateExtensions;
    const der = await makeCertificate({
      subject: [['CN', 'TEST']],
      privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
      hash: 'SHA-256',
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2027-01-01T00:00:00Z'),
      publicKey: spki,
      extensions: [
        subjectKeyId(spki),
        extendedKeyUsage('1.3.6.1.5.5.7.3.1'),
        keyUsage('keyAgreement'),
        authorityKeyId(spki),
        basicConstraints(false),
      ],
    });
    const { extensions, findings } = readCertificate(der);
    expect(extensions.map(({ name, critical }) => [name, critical])).toEqual([
      ['subjectKeyIdentifier', false],
      ['extKeyUsage', false],
      ['keyUsage', true],
      ['authorityKeyIdentifier', false],
      ['basicConstraints', true],
    ]);
    expect(findings).toEqual([]);
  });

  it('refuses what is no public key', async () => {
    await expect(certificateExtensions.subjectKeyId(new Uint8Array(5))).rejects.toThrow();
  });
});
