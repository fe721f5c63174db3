import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/core/x509/certificateTypes';
import { readCertificate } from '../../src/core/x509/certificate';
import { checkChain } from '../../src/core/x509/chain';
import {
  awsCertificateFindings,
  awsCertificateParameter,
  awsCertificatePlan,
  awsKeyAlgorithm,
} from '../../src/keyservice/rules/certificates';
import type { CertificatePlan } from '../../src/keyservice/rules/certificates';
import type { ChainPurpose } from '../../src/keyservice/rules/chainTypes';
import { derBlocks, hasVectors } from '../core/asn1/material';
import { issue, party } from '../core/x509/issue';

const at = new Date('2026-12-01T00:00:00Z');
const codes = (findings: readonly { code: string }[]): string[] => findings.map(({ code }) => code);

async function plan(
  bag: readonly Uint8Array[],
  purpose: ChainPurpose,
): Promise<{ plan: CertificatePlan; certificates: readonly Certificate[] }> {
  const chain = await checkChain(bag.map(readCertificate), at);
  return {
    plan: awsCertificatePlan(chain, chain.checkedPaths[0]!, purpose),
    certificates: chain.certificates,
  };
}

describe('one certificate', () => {
  it.each([
    ['expired', { notAfter: '261130000000Z' }, ['aws_certificate_expired']],
    ['not yet valid', { notBefore: '261202000000Z' }, ['aws_certificate_not_yet_valid']],
    ['good', {}, []],
  ] as const)('%s', (_name, options, wanted) => {
    const key = party('TEST', 'p256');
    expect(codes(awsCertificateFindings(readCertificate(issue(key, key, options)), at))).toEqual(wanted);
  });

  it('keys that AWS does not have', () => {
    const key = party('TEST', 'ed25519');
    expect(codes(awsCertificateFindings(readCertificate(issue(key, key)), at))).toEqual([
      'aws_certificate_key',
    ]);
    expect(codes(awsCertificateFindings(readCertificate(new Uint8Array([0x30, 0])), at))).toEqual([
      'aws_certificate_unreadable',
    ]);
  });

  it('names keys as the API does', () => {
    const name = (kind: 'rsa' | 'p256' | 'p521'): string | undefined => {
      const key = party('TEST', kind);
      return awsKeyAlgorithm(readCertificate(issue(key, key)).publicKey);
    };
    expect([name('rsa'), name('p256'), name('p521')]).toEqual(['RSA_2048', 'ECC_NIST_P256', 'ECC_NIST_P521']);
  });

  it('the parameter is base64 of PEM', () => {
    const key = party('TEST');
    const der = issue(key, key);
    const text = Buffer.from(awsCertificateParameter(readCertificate(der)), 'base64').toString();
    expect(text.startsWith('-----BEGIN CERTIFICATE-----\n')).toBe(true);
    expect(Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64').equals(Buffer.from(der))).toBe(
      true,
    );
  });
});

describe('a chain', () => {
  const [root, middle, leaf] = [party('Root', 'p521'), party('Middle', 'p384'), party('Leaf', 'p256')];
  const bag = [issue(leaf, middle), issue(root, root, { ca: true }), issue(middle, root, { ca: true })];

  it('root, trusted, and the leaf not at all', async () => {
    const { plan: made, certificates } = await plan(bag, 'TR34_SIGNER');
    expect(
      made.steps.map(({ certificate, importAs, parent }) => [
        certificates[certificate]!.subject.label,
        importAs,
        parent === undefined ? undefined : certificates[parent]!.subject.label,
      ]),
    ).toEqual([
      ['Root', 'RootCertificatePublicKey', undefined],
      ['Middle', 'TrustedCertificatePublicKey', 'Root'],
      ['Leaf', 'none', 'Middle'],
    ]);
    expect(certificates[made.authority!]!.subject.label).toBe('Middle');
    expect(codes(made.findings)).toEqual(['aws_certificate_leaf_import']);
  });

  it('a public key for encryption is imported under its chain', async () => {
    const { plan: made } = await plan(bag, 'PUBLIC_KEY');
    expect(made.steps.at(-1)).toMatchObject({
      importAs: 'TrustedCertificatePublicKey',
      modes: ['Encrypt', 'Wrap'],
    });
  });

  it('one self-signed certificate is root and leaf', async () => {
    const { plan: made } = await plan([issue(root, root, { ca: true })], 'ECDH_PARTNER');
    expect(made.steps.map(({ importAs }) => importAs)).toEqual(['RootCertificatePublicKey', 'none']);
    expect(made.steps[1]!.parent).toBe(made.steps[0]!.certificate);
  });

  it.each([
    ['TR34_SIGNER', 'Import "CN=Root" as root; it is also the SigningKeyCertificate of the TR-34 import.'],
    [
      'TR34_RECIPIENT',
      'Import "CN=Root" as root; it is also the WrappingKeyCertificate of the TR-34 export.',
    ],
    ['ECDH_PARTNER', 'Import "CN=Root" as root; it is also the PublicKeyCertificate of the ECDH call.'],
    ['PUBLIC_KEY', 'Import "CN=Root" as root first, then again as a public key for encryption.'],
  ] as const)('one self-signed certificate gets one piece of advice: %s', async (purpose, sentence) => {
    const { plan: made } = await plan([issue(root, root, { ca: true })], purpose);
    expect(made.advice.map(({ text }) => text)).toEqual([sentence]);
    expect(codes(made.findings)).not.toContain('aws_certificate_leaf_import');
  });

  it('of three: one piece of advice for each', async () => {
    const { plan: made } = await plan(bag, 'TR34_SIGNER');
    expect(made.advice.map(({ text }) => text)).toEqual([
      'Import "CN=Root" as root.',
      'Import "CN=Middle" as trusted certificate.',
      'Do not import "CN=Leaf" as a key: it is the SigningKeyCertificate of the TR-34 import.',
    ]);
    const { plan: publicKey } = await plan(bag, 'PUBLIC_KEY');
    expect(publicKey.advice.at(-1)?.text).toBe('Import "CN=Leaf" as a public key for encryption.');
  });

  it('that is refused: why and what to do, and no advice', async () => {
    const broken = issue(middle, root, { ca: true, breakSignature: true });
    const { plan: made } = await plan([issue(root, root, { ca: true }), broken], 'TR34_SIGNER');
    expect(made.advice).toEqual([]);
    expect(made.refusals.map(({ message }) => message)).toEqual([
      'The signature on "CN=Middle" does not verify with the key of "CN=Root"; AWS will not build this chain. Get both certificates again from their issuers.',
    ]);
  });

  it.each([
    ['P-256 over P-384', 'p384', 'p256', 'aws_certificate_weak_issuer'],
    ['RSA over EC', 'p256', 'rsa', 'aws_certificate_mixed_issuer'],
    ['EC over RSA', 'rsa', 'p256', 'aws_certificate_other_issuer'],
  ] as const)('%s', async (_name, below, above, code) => {
    const [top, bottom] = [party('Top', above), party('Bottom', below)];
    const { plan: made } = await plan([issue(top, top, { ca: true }), issue(bottom, top)], 'TR34_SIGNER');
    expect(codes(made.findings)).toContain(code);
  });

  it.each([
    [
      'wrong signature',
      [issue(root, root, { ca: true }), issue(middle, root, { ca: true, breakSignature: true })],
      'aws_certificate_signature',
    ],
    ['no root', [issue(middle, root, { ca: true })], 'aws_certificate_chain_incomplete'],
    [
      'issuer without CA',
      [issue(root, root, { keyUsage: '03020106' }), issue(middle, root)],
      'aws_certificate_basic_constraints',
    ],
    [
      'leaf that may not sign',
      [issue(root, root, { ca: true }), issue(middle, root, { keyUsage: '03020520' })],
      'aws_certificate_key_usage',
    ],
  ] as const)('%s', async (_name, chain, code) => {
    const { plan: made } = await plan(chain, 'TR34_SIGNER');
    expect(codes(made.findings)).toContain(code);
  });

  it.skipIf(!hasVectors)('the KRD of the clover samples lacks keyEncipherment: a warning', async () => {
    const names = ['KRD_1', 'KRD_CA', 'Root'];
    const der = names.flatMap((name) => derBlocks(`tr34/clover/TR34_${name}_Cert_Pem.pem`));
    const { plan: made } = await plan(der, 'TR34_RECIPIENT');
    expect(made.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['aws_certificate_key_usage', 'warning'],
      ['aws_certificate_leaf_import', 'info'],
    ]);
  });
});
