/** The certificates that the simulator makes, whole: who they name, how long they hold, and what they allow. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { certificateOfParameter, testAgreedKbpk } from '../../../src/keyservice/testsource/payloads';
import { attributes, service } from './client';

const at = service();
const hour = 3_600_000;
const year = 365 * 24 * hour;

const whole = (certificate: Certificate) => ({
  version: certificate.version,
  subject: certificate.subject.text,
  issuer: certificate.issuer.text,
  signedWith: certificate.signatureAlgorithm.name,
  key: certificate.publicKey.name,
  extensions: certificate.extensions.map(({ name, critical, summary }) => [name, critical, summary]),
  findings: certificate.findings.map(({ code }) => code),
});

const keyId = expect.stringMatching(/^(Key identifier: )?([0-9A-F]{2}:){19}[0-9A-F]{2}$/) as string;
const purposes = ['extKeyUsage', false, 'serverAuth, clientAuth'];

function rootOf(family: 'RSA' | 'ECC', key: string, signedWith: string) {
  const name = `CN=${at().simulator.account} TEST ${family} root,OU=TEST simulator,O=Key Material Inspector,C=US`;
  return {
    version: 3,
    subject: name,
    issuer: name,
    signedWith,
    key,
    extensions: [
      ['basicConstraints', true, 'CA'],
      ['subjectKeyIdentifier', false, keyId],
      ['keyUsage', true, 'keyCertSign, cRLSign'],
    ],
    findings: [],
  };
}

function leafOf(root: { subject: string }, key: string, signedWith: string, use: string) {
  return {
    version: 3,
    subject: expect.stringMatching(
      new RegExp(`^serialNumber=[0-9]{10},OU=TEST simulator,CN=${at().simulator.account}$`),
    ) as string,
    issuer: root.subject,
    signedWith,
    key,
    extensions: [
      ['basicConstraints', true, 'no CA'],
      ['authorityKeyIdentifier', false, keyId],
      ['subjectKeyIdentifier', false, keyId],
      ['keyUsage', true, `digitalSignature, ${use}`],
      purposes,
    ],
    findings: [],
  };
}

/** Hours from now, or years. */
const hours = (date: Date | undefined): number => Math.round((date!.getTime() - Date.now()) / hour);

it('for RSA keys', async () => {
  const answer = await at().call('GetParametersForImport', {
    KeyMaterialType: 'TR34_KEY_BLOCK',
    WrappingKeyAlgorithm: 'RSA_2048',
  });
  const leaf = certificateOfParameter(answer.WrappingKeyCertificate);
  const root = certificateOfParameter(answer.WrappingKeyCertificateChain);
  const expected = rootOf('RSA', 'RSA 4096', 'sha512WithRSAEncryption');
  expect(whole(root)).toEqual(expected);
  expect(whole(leaf)).toEqual(leafOf(expected, 'RSA 2048', 'sha512WithRSAEncryption', 'keyEncipherment'));
  expect([hours(root.notBefore?.date), hours(leaf.notBefore?.date)]).toEqual([-1, -1]);
  expect(hours(root.notAfter?.date)).toBe((10 * year) / hour);
  expect(leaf.notAfter!.date!.getTime()).toBe(
    Math.floor(answer.ParametersValidUntilTimestamp.getTime() / 1000) * 1000,
  );
  // The same authority signs again.
  const again = await at().call('GetParametersForExport', {
    KeyMaterialType: 'TR34_KEY_BLOCK',
    SigningKeyAlgorithm: 'RSA_2048',
  });
  expect(again.SigningKeyCertificateChain).toBe(answer.WrappingKeyCertificateChain);
  expect(certificateOfParameter(again.SigningKeyCertificate).subject.text).not.toBe(leaf.subject.text);
});

it('for EC keys', async () => {
  const { Key } = await at().call('CreateKey', {
    Exportable: true,
    KeyAttributes: attributes(
      'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      'ECC_NIST_P256',
      { DeriveKey: true },
      'ASYMMETRIC_KEY_PAIR',
    ),
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  });
  const answer = await at().call('GetPublicKeyCertificate', { KeyIdentifier: Key.KeyArn });
  const [leaf, root] = [answer.KeyCertificate, answer.KeyCertificateChain].map(certificateOfParameter);
  const expected = rootOf('ECC', 'EC P-521', 'ecdsa-with-SHA512');
  expect(whole(root!)).toEqual(expected);
  expect(whole(leaf!)).toEqual(leafOf(expected, 'EC P-256', 'ecdsa-with-SHA512', 'keyAgreement'));
  expect([hours(leaf!.notBefore?.date), hours(leaf!.notAfter?.date)]).toEqual([-1, 90 * 24]);

  // What a sender agrees with it, by the algorithm of the key that is to protect the block.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const agreed = (['TDES_2KEY', 'TDES_3KEY', 'AES_128', 'AES_192', 'AES_256'] as const).map(
    (DeriveKeyAlgorithm) =>
      testAgreedKbpk(
        privateKey,
        leaf!,
        { DeriveKeyAlgorithm, KeyDerivationFunction: 'ANSI_X963', KeyDerivationHashAlgorithm: 'SHA_256' },
        'CAFE',
      ),
  );
  expect(agreed.map(({ length }) => length)).toEqual([16, 24, 16, 24, 32]);
});
