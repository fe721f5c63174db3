/** What is said of a PEM block that holds something else than its label says: for every label and every structure. */
import { expect, it } from 'vitest';
import { pemLabels } from '../../../src/core/input/pem';
import { isCertificateLabel, labelFinding, usualLabel } from '../../../src/core/input/pemLabel';

const types = [
  ...[
    'Certificate',
    'AttributeCertificate',
    'CertificateList',
    'CertificationRequest',
    'ContentInfo',
    'SignedData',
  ],
  ...['EnvelopedData', 'RandomNumberToken', 'SubjectPublicKeyInfo', 'RSAPublicKey', 'PrivateKeyInfo'],
  ...['EncryptedPrivateKeyInfo', 'RSAPrivateKey', 'DSAPrivateKey', 'ECPrivateKey', 'PFX', 'DhParameters'],
  ...['X942DhParameters', 'DsaParameters', 'DsaSignature', 'EcParameters', 'OCSPResponse', 'OCSPRequest'],
  ...['TimeStampResp', 'TimeStampReq', 'SomethingElse'],
];
const others = [
  ...[
    'X509 CERTIFICATE',
    'TRUSTED CERTIFICATE',
    'NEW CERTIFICATE REQUEST',
    'CRL',
    'PKCS7',
    'PKCS #7 SIGNED DATA',
  ],
  ...['CERTIFICATE ', 'certificate', 'KEY', ''],
];

it('every label over every structure', async () => {
  const labels = [...new Set([...Object.values(pemLabels), ...others])];
  const lines = labels.flatMap((label) => [
    `# ${JSON.stringify(label)} is usually ${usualLabel(label)}, certificate ${isCertificateLabel(label)}`,
    ...[...types, undefined].map((type) => {
      const found = labelFinding(label, { type });
      return `${type}: ${found ? `${found.severity} ${found.code}: ${found.message}` : 'nothing'}`;
    }),
  ]);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/pemLabelFindings.txt');
});

it('a name and a label that are known better go before those of the type', () => {
  const said = (content: object): readonly string[] | undefined =>
    labelFinding('CERTIFICATE', { type: 'ContentInfo', ...content })?.args?.map(String);
  expect(said({})).toEqual(['a CMS message', 'CERTIFICATE', 'CMS']);
  expect(said({ name: 'a TR-34 token' })).toEqual(['a TR-34 token', 'CERTIFICATE', 'CMS']);
  expect(said({ label: 'PKCS7' })).toEqual(['a CMS message', 'CERTIFICATE', 'PKCS7']);
  expect(said({ type: undefined, name: 'a TR-34 token' })).toBeUndefined();
  expect(said({ type: 'SomethingElse', name: 'a key' })).toEqual(['a key', 'CERTIFICATE']);
});
