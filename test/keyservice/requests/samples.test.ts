// The samples of the AWS user guide's files: each reads as what it is, without a fault; those with the guide's mistakes
// have the finding that their name says. KMI_WRITE_SAMPLES=1 makes new ones.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/keyservice/requests/read';
import { service } from '../simulator/client';
import { guideForms, jsonText, sampleForms, sampleNames } from './guideForms';

const folder = path.join(import.meta.dirname, '../../../media/samples/aws-guide');
const sample = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const at = service({ account: '111122223333', region: 'us-east-2' });

/** A token is good in one running simulator only. */
const token = 'import-token-0000000000000000';

it.runIf(process.env.KMI_WRITE_SAMPLES !== undefined)('are made', async () => {
  const forms = await guideForms((operation, input) => at().call(operation, input), {
    notAfter: new Date('2046-11-01T00:00:00Z'),
  });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  const text = (form: (typeof sampleForms)[number]): string =>
    jsonText(forms[form])
      .replace(/import-token-[0-9A-Za-z]+/g, token)
      .replace(/("ParametersValidUntilTimestamp": )"[^"]*"/, '$1"2046-11-01T00:00:00.000Z"');
  for (const form of sampleForms) write(sampleNames[form], text(form));
  const { KeyMaterial } = JSON.parse(text('tr31')) as { KeyMaterial: unknown };
  write('key-material-tr31.json', jsonText(KeyMaterial));
  // Two lines of the guide are one: the token stands as the certificate.
  const merged = text('tr34')
    .replace(/\s*"SigningKeyCertificate": "[^"]*",/, '')
    .replace('"WrappedKeyBlock"', '"SigningKeyCertificate"');
  write('guide-mistake-tr34.json', merged);
  const root = JSON.parse(text('root')) as {
    KeyMaterial: { RootCertificatePublicKey: { KeyAttributes: object; PublicKeyCertificate?: string } };
  };
  const { KeyAttributes, PublicKeyCertificate } = root.KeyMaterial.RootCertificatePublicKey;
  write(
    'guide-mistake-root.json',
    jsonText({
      KeyMaterial: {
        RootCertificatePublicKey: { KeyAttributes: { ...KeyAttributes, KeyUsage: PublicKeyCertificate } },
      },
    }),
  );
  write(
    'guide-mistake-usage.json',
    text('cryptogram')
      .replace('TR31_K0_KEY_ENCRYPTION_KEY', 'TR31_K1_KEY_ENCRYPTION_KEY')
      .replace('"DeriveKey"', '"Derive"'),
  );
  write(
    'guide-mistake-certificate.json',
    text('trusted')
      .replace(
        '"CertificateAuthorityPublicKeyIdentifier"',
        '"--certificate-authority-public-key-identifier="',
      )
      .replace('"RSA_2048"', '"RSA"'),
  );
  write(
    'guide-mistake-file.json',
    text('tr34').replace(/"SigningKeyCertificate": "[^"]*"/, '"SigningKeyCertificate": "file://kdh.pem"'),
  );
  write('guide-mistake-backslash.json', text('tr31').replace('{\n', '{ \\\n'));
});

describe('samples', () => {
  it.each([
    ['cryptogram', 'importKey', 'cryptogram'],
    ['tr31', 'importKey', 'keyBlock'],
    ['tr34', 'importKey', 'tr34'],
    ['root', 'importKey', 'certificate'],
    ['trusted', 'importKey', 'certificate'],
    ['publicKey', 'importKey', 'certificate'],
    ['ecdh', 'importKey', 'keyBlock'],
    ['exported', 'exportedKey', 'keyBlock'],
    ['parameters', 'importParameters', undefined],
    ['key', 'key', undefined],
  ] as const)('%s', (form, kind, material) => {
    const text = sample(sampleNames[form]);
    const now = new Date('2026-11-29T00:00:00Z');
    const request = readRequest(text, now);
    expect(request?.kind).toBe(kind);
    expect((request?.values ?? request?.exported)?.material?.kind).toBe(material);
    expect(request?.findings.map(({ code }) => code)).toEqual([]);
  });

  it('the value of KeyMaterial alone', () => {
    const request = readRequest(sample('key-material-tr31.json'));
    expect([request?.kind, request?.values?.way, request?.findings]).toEqual([
      'keyMaterial',
      'Tr31KeyBlock',
      [],
    ]);
  });

  it.each([
    ['guide-mistake-tr34.json', ['request_token_as_certificate']],
    ['guide-mistake-root.json', ['request_usage_certificate']],
    ['guide-mistake-usage.json', ['request_mode_derive', 'request_usage_k1']],
    ['guide-mistake-certificate.json', ['request_cli_option', 'request_algorithm']],
    ['guide-mistake-file.json', ['request_file_reference']],
    ['guide-mistake-backslash.json', ['request_backslash']],
  ])('%s', (name, codes) => {
    expect(readRequest(sample(name))?.findings.map(({ code }) => code)).toEqual(codes);
  });
});
