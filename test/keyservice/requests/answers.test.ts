// Answers of the AWS CLI, whole: what each is taken for, and what is read of each member.
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/keyservice/requests/read';
import { wholeText } from '../../whole';
import { requests } from './damages';

const now = new Date('2026-11-30T12:00:00Z');
const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const read = (value: unknown): unknown => {
  const document = readRequest(JSON.stringify(value), now);
  if (!document) return 'none of them';
  const { kind, findings, exported, parameters, key } = document;
  return { kind, findings, exported, parameters, key };
};

const token = 'import-token-0123456789abcdef';
const parameters = {
  ImportToken: token,
  ParametersValidUntilTimestamp: '2026-12-01T00:00:00Z',
  WrappingKeyAlgorithm: 'RSA_4096',
  WrappingKeyCertificate: 'LS0=',
};
const key = (more: object = {}, attributes: object = {}): object => ({
  KeyArn: 'arn:aws:payment-cryptography:us-east-2:111122223333:key/abc',
  KeyAttributes: {
    KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
    KeyAlgorithm: 'AES_128',
    KeyClass: 'SYMMETRIC_KEY',
    KeyModesOfUse: { Encrypt: true, Decrypt: false, Wrap: 'true', Unwrap: true },
    ...attributes,
  },
  Exportable: true,
  Enabled: false,
  KeyState: 'CREATE_COMPLETE',
  KeyOrigin: 'EXTERNAL',
  KeyCheckValue: '08D7B4',
  KeyCheckValueAlgorithm: 'CMAC',
  CreateTimestamp: 1_790_000_000,
  DeriveKeyUsage: 'TR31_B0_BASE_DERIVATION_KEY',
  ...more,
});
const wrapped = (more: object = {}): object => ({
  KeyMaterial: block,
  WrappedKeyMaterialFormat: 'TR31_KEY_BLOCK',
  WrappingKeyArn: 'arn:aws:payment-cryptography:us-east-2:111122223333:key/kek',
  KeyCheckValue: '08D7B4',
  KeyCheckValueAlgorithm: 'CMAC',
  ...more,
});
const hex = (bytes: number): string => '1A'.repeat(bytes);

const exported: Readonly<Record<string, unknown>> = {
  'a key block': { WrappedKey: wrapped() },
  'without what is around it': wrapped(),
  'a key block of no format': wrapped({ WrappedKeyMaterialFormat: undefined }),
  'of no wrapping key': wrapped({ WrappingKeyArn: undefined }),
  'of neither': wrapped({ WrappingKeyArn: undefined, WrappedKeyMaterialFormat: undefined }),
  'a newer format': wrapped({ WrappedKeyMaterialFormat: 'NEWER'.repeat(20) }),
  'a key block called a token': wrapped({ WrappedKeyMaterialFormat: 'TR34_KEY_BLOCK' }),
  'a token that is none': wrapped({ WrappedKeyMaterialFormat: 'TR34_KEY_BLOCK', KeyMaterial: '308201' }),
  'a format that is no text': wrapped({ WrappedKeyMaterialFormat: 5, KeyMaterial: hex(256) }),
  'no key material': wrapped({ KeyMaterial: '' }),
  'a placeholder': wrapped({ KeyMaterial: `<${'x'.repeat(60)}>` }),
  'a short header': wrapped({ KeyMaterial: 'D0112P0AE00E000' }),
  'no digits of a length': wrapped({ KeyMaterial: 'D011XP0AE00E0000' }),
  ...Object.fromEntries(
    ['TR31_KEY_BLOCK', 'KEY_CRYPTOGRAM', undefined].flatMap((format) =>
      [255, 256, 257, 384, 512].map((bytes) => [
        `${bytes} bytes of ${format ?? 'no format'}`,
        wrapped({ WrappedKeyMaterialFormat: format, KeyMaterial: hex(bytes) }),
      ]),
    ),
  ),
};

const others: Readonly<Record<string, unknown>> = {
  'import parameters': parameters,
  'without a certificate': { ...parameters, WrappingKeyCertificate: undefined },
  'without an end': { ...parameters, ParametersValidUntilTimestamp: undefined },
  'a token alone': { ImportToken: token },
  'no token': { ...parameters, ImportToken: undefined },
  'a token that is none': { ...parameters, ImportToken: 'token' },
  'a short token': { ...parameters, ImportToken: 'import-token-0123456789abcde' },
  'an empty token': { ...parameters, ImportToken: '' },
  'a token to fill in': { ...parameters, ImportToken: `<${'x'.repeat(60)}>` },
  'ended now': { ...parameters, ParametersValidUntilTimestamp: now.getTime() / 1000 },
  'ends in a second': { ...parameters, ParametersValidUntilTimestamp: now.getTime() / 1000 + 1 },
  'no date': { ...parameters, ParametersValidUntilTimestamp: 'soon' },
  'true as a date': { ...parameters, ParametersValidUntilTimestamp: true },
  'a key': { Key: key() },
  'a key alone': key(),
  'a key of the guide': key({}, { KeyUsage: 'TR31_K1_KEY_ENCRYPTION_KEY', KeyAlgorithm: 'ECC' }),
  'a key with little': { KeyArn: 'arn', KeyAttributes: {} },
  'a key without attributes': { KeyArn: 'arn', KeyAttributes: 'x' },
  'attributes without a key': { KeyAttributes: {} },
  'an export': {
    KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek' } },
    ExportKeyIdentifier: 'alias/x',
  },
  'attributes of an export': { KeyMaterial: { Tr31KeyBlock: {} }, ExportAttributes: {} },
  'material of an export': { Tr34KeyBlock: { ExportToken: 'export-token' } },
  'headers of an export': { Tr31KeyBlock: { KeyBlockHeaders: {} } },
  'material of an export and an import': { Tr31KeyBlock: { KeyBlockHeaders: {} }, KeyCryptogram: {} },
  'a way that is no object': { Tr31KeyBlock: 'x', KeyArn: 'arn' },
  'nothing to import': { KeyMaterial: {} },
  'nothing to import, with others': {
    KeyMaterial: {},
    Enabled: true,
    ReplicationRegions: [],
    RequesterComment: '',
  },
  'nothing to import, with what is not known': { KeyMaterial: {}, Other: true },
  'a member of a way': { KeyMaterial: { ImportToken: token } },
  'what no way has': { KeyMaterial: { Other: 1 } },
  'a way not served': { KeyMaterial: { As2805KeyCryptogram: {} } },
};

describe('answers', () => {
  it('of exported keys are read as before', async () => {
    await expect(
      wholeText(Object.entries(exported).map(([name, value]) => [name, read(value)] as const)),
    ).toMatchFileSnapshot('whole/exported.txt');
  });

  it('and other documents are read as before', async () => {
    await expect(
      wholeText(Object.entries(others).map(([name, value]) => [name, read(value)] as const)),
    ).toMatchFileSnapshot('whole/answers.txt');
  });

  it('are told from requests by their members alone', () => {
    const kindOf = (value: unknown): string | undefined => readRequest(JSON.stringify(value), now)?.kind;
    const { KeyMaterial } = requests.tr31;
    expect([kindOf(requests.tr31), kindOf(KeyMaterial), kindOf({ ...requests.tr31, ...parameters })]).toEqual(
      ['importKey', 'keyMaterial', 'importKey'],
    );
  });
});
