import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPem } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { checkChain } from '../../../src/core/x509/chain';
import { readCrl } from '../../../src/core/x509/crl';
import { issueCertificate, issueCrl } from '../../../src/core/make/certificates';
import { generateKeys, type Issued } from '../../../src/core/make/keys';
import { without } from '../../programs';

const dates = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
let ca: Issued;
let leaf: Issued;
let crl: Uint8Array;
beforeAll(async () => {
  ca = await issueCertificate({
    name: 'Ümläut CA',
    keys: await generateKeys('RSA_2048'),
    ca: true,
    keyUsage: ['keyCertSign', 'cRLSign'],
    ...dates,
  });
  leaf = await issueCertificate({
    name: 'TEST leaf',
    keys: await generateKeys('RSA_3072'),
    issuer: ca,
    ca: false,
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    ...dates,
  });
  crl = await issueCrl(
    ca,
    [readCertificate(leaf.certificate).serial.content],
    dates.notBefore,
    dates.notAfter,
  );
}, 60_000);

describe('certificates and CRLs made for tests', () => {
  it('are sound, and say TEST in their subject', async () => {
    const [root, end] = [readCertificate(ca.certificate), readCertificate(leaf.certificate)];
    expect([root.findings, end.findings, readCrl(crl).findings]).toEqual([[], [], []]);
    expect([root.subject.text, end.subject.text]).toEqual([
      'CN=Ümläut CA,OU=TEST,O=Key Material Inspector',
      'CN=TEST leaf,OU=TEST,O=Key Material Inspector',
    ]);
    expect(end.keyUsage).toEqual(['digitalSignature', 'keyEncipherment']);
    expect(end.publicKey.bits).toBe(3072);
    const chain = await checkChain([end, root], new Date());
    expect(chain.checkedPaths[0]).toMatchObject({ verdict: 'good', complete: true });
    expect(readCrl(crl).find(end.serial.content)?.reason).toBe('keyCompromise');
    expect(readCrl(crl).extensions.map(({ name, critical }) => [name, critical])).toEqual([
      ['authorityKeyIdentifier', false],
      ['cRLNumber', false],
    ]);
  });

  it('have serial numbers of 16 octets, positive and without a zero in front', async () => {
    const keys = await generateKeys('ECC_NIST_P256');
    const serials: Uint8Array[] = [];
    for (let i = 0; i < 40; i++) {
      const { certificate } = await issueCertificate({
        name: 'x',
        keys,
        ca: true,
        keyUsage: ['keyCertSign'],
        ...dates,
      });
      serials.push(readCertificate(certificate).serial.content);
    }
    expect(new Set(serials.map((serial) => serial.length))).toEqual(new Set([16]));
    expect(serials.filter(([first = 0]) => first < 0x40 || first > 0x7f)).toEqual([]);
    // Every octet differs from certificate to certificate.
    for (let at = 0; at < 16; at++)
      expect(new Set(serials.map((serial) => serial[at])).size).toBeGreaterThan(8);
    // Each bit below the first two is random.
    for (let bit = 0; bit < 6; bit++)
      expect(new Set(serials.map(([first = 0]) => (first >> bit) & 1)).size, `bit ${bit}`).toBe(2);
  });

  it.each(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const)(
    '%s keys sign and are signed, also by RSA',
    async (kind) => {
      const keyUsage = ['keyCertSign'];
      const own = await issueCertificate({
        name: 'EC',
        keys: await generateKeys(kind),
        ca: true,
        keyUsage,
        ...dates,
      });
      const keys = await generateKeys(kind);
      const of = (issuer: Issued): Promise<Issued> =>
        issueCertificate({ name: 'below', keys, issuer, ca: false, keyUsage: ['keyAgreement'], ...dates });
      for (const issuer of [own, ca]) {
        const bag = [await of(issuer), issuer].map(({ certificate }) => readCertificate(certificate));
        const chain = await checkChain(bag, new Date());
        expect(chain.checkedPaths[0]).toMatchObject({ verdict: 'good', complete: true });
        expect(bag[0]!.findings).toEqual([]);
      }
    },
  );

  it('nobody issues with what is no certificate', async () => {
    const issuer = { ...ca, certificate: new Uint8Array([0x30, 0]) };
    await expect(
      issueCertificate({ name: 'x', keys: leaf, issuer, ca: false, keyUsage: [], ...dates }),
    ).rejects.toThrow(RangeError);
  });

  it('no two serial numbers are alike', async () => {
    const other = await issueCertificate({
      name: 'TEST',
      keys: leaf,
      issuer: ca,
      ca: false,
      keyUsage: ['digitalSignature'],
      ...dates,
    });
    const [a, b] = [leaf, other].map(({ certificate }) => readCertificate(certificate).serial);
    expect(a!.hex).not.toBe(b!.hex);
    expect(a!.content.length).toBe(16);
    expect(a!.value! > 0n).toBe(true);
  });

  describe.skipIf(without('openssl'))('for OpenSSL (skipped where it is not installed)', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'issue-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    it('verify, and are revoked by the CRL', () => {
      const file = (name: string, text: string): string => {
        const where = path.join(folder, name);
        writeFileSync(where, text);
        return where;
      };
      const root = file('ca.pem', toPem('CERTIFICATE', ca.certificate));
      const end = file('leaf.pem', toPem('CERTIFICATE', leaf.certificate));
      const list = file('crl.pem', toPem('X509 CRL', crl));
      expect(execFileSync('openssl', ['verify', '-x509_strict', '-CAfile', root, end]).toString()).toContain(
        'OK',
      );
      const revoked = spawnSync('openssl', ['verify', '-crl_check', '-CRLfile', list, '-CAfile', root, end]);
      expect(revoked.stderr.toString()).toContain('certificate revoked');
    });
  });
});
