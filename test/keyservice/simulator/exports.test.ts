import { execFileSync } from 'node:child_process';
import { constants, privateDecrypt, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTr34 } from '../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../src/core/cms/tr34/verify';
import { fromHex } from '../../../src/core/crypto/bytes';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { unwrapKeyBlock } from '../../../src/core/keyblock/unwrap';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { ExportKeyMaterial, InputOf, Key, WrappedKey } from '../../../src/keyservice/operations';
import { testChain, type TestParty } from '../../../src/keyservice/testsource/parties';
import {
  certificateOfParameter,
  testAgreedKbpk,
  testCryptogram,
  testKeyBlock,
} from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes, service, verifier } from './client';
import { without } from '../../programs';

const at = service();
const kbpk = new Uint8Array(randomBytes(16));
const clear = fromHex('0123456789ABCDEFFEDCBA9876543210')!;
let kek: Key;
let key: Key;
let chain: TestParty[];
let authority: string;

const pkcs8 = ({ privateKey }: TestParty): Uint8Array =>
  new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
const create = async (input: InputOf<'CreateKey'>): Promise<Key> => (await at().call('CreateKey', input)).Key;
const exported = async (KeyMaterial: ExportKeyMaterial, of: Key = key): Promise<WrappedKey> =>
  (await at().call('ExportKey', { KeyMaterial, ExportKeyIdentifier: of.KeyArn })).WrappedKey;
const refused = async (KeyMaterial: unknown, of: Key = key, more: object = {}): Promise<string> => {
  const failure = await at().wrong('ExportKey', { KeyMaterial, ExportKeyIdentifier: of.KeyArn, ...more });
  expect(failure.name).toBe('ValidationException');
  return failure.message;
};

beforeAll(async () => {
  const parameters = await at().call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const { ImportToken, WrappingKeyCertificate } = parameters;
  kek = (
    await at().call('ImportKey', {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
          Exportable: true,
          ImportToken,
          WrappedKeyCryptogram: testCryptogram(kbpk, WrappingKeyCertificate),
        },
      },
    })
  ).Key;
  const block = testKeyBlock(
    { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' },
    clear,
    kbpk,
  );
  key = (
    await at().call('ImportKey', {
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: block } },
    })
  ).Key;
  chain = await testChain(['Receiver root', 'Receiver'], 'RSA_2048');
  authority = (
    await at().call('ImportKey', {
      KeyMaterial: {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: chain[0]!.parameter,
        },
      },
    })
  ).Key.KeyArn;
});

describe('as a key block', () => {
  it('goes out as it came in', async () => {
    const wrapped = await exported({ Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn } });
    expect(wrapped).toMatchObject({
      WrappingKeyArn: kek.KeyArn,
      WrappedKeyMaterialFormat: 'TR31_KEY_BLOCK',
      KeyCheckValue: '08D7B4',
      KeyCheckValueAlgorithm: 'ANSI_X9_24',
    });
    const block = decodeKeyBlock(wrapped.KeyMaterial);
    expect(block.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(wrapped.KeyMaterial).toMatch(/^D\d{4}P0TB00E0000/);
    expect(unwrapKeyBlock(block, kbpk).key).toEqual(clear);
  });

  it('with the headers that were asked for', async () => {
    const { KeyMaterial } = await exported({
      Tr31KeyBlock: {
        WrappingKeyIdentifier: kek.KeyArn,
        KeyBlockHeaders: {
          KeyModesOfUse: { Encrypt: true, Wrap: true },
          KeyExportability: 'SENSITIVE',
          KeyVersion: '07',
          OptionalBlocks: { IK: 'ABCDEF' },
        },
      },
    });
    const block = decodeKeyBlock(KeyMaterial);
    expect([block.mode.code, block.exportability.code, block.keyVersion.code]).toEqual(['E', 'S', '07']);
    expect(block.optionalBlocks.map(({ id, data }) => [id, data])[0]).toEqual(['IK', 'ABCDEF']);
    expect(unwrapKeyBlock(block, kbpk).key).toEqual(clear);
  });

  it('version B under TDES, HMAC with its hash', async () => {
    const tdes = await create({
      KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'TDES_3KEY', allFour),
      Exportable: true,
    });
    const { KeyMaterial } = await exported({ Tr31KeyBlock: { WrappingKeyIdentifier: tdes.KeyArn } });
    expect(KeyMaterial).toMatch(/^B/);
    const hmac = await create({
      KeyAttributes: attributes('TR31_M7_HMAC_KEY', 'HMAC_SHA384', { Generate: true, Verify: true }),
      Exportable: true,
    });
    const block = decodeKeyBlock(
      (await exported({ Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn } }, hmac)).KeyMaterial,
    );
    expect(block.optionalBlocks[0]).toMatchObject({ id: 'HM', data: '22' });
    expect(keyCheckValue('HMAC', unwrapKeyBlock(block, kbpk).key, { hash: 'SHA-384' })).toBe(
      hmac.KeyCheckValue,
    );
  });

  it('and comes back with the same check value', async () => {
    const { KeyMaterial } = await exported({ Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn } });
    const again = await at().call('ImportKey', {
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: KeyMaterial } },
    });
    expect(again.Key.KeyCheckValue).toBe(key.KeyCheckValue);
  });

  it('not where it may not leave, or is stronger than the wrapping key, or that may only unwrap', async () => {
    const Tr31KeyBlock = { WrappingKeyIdentifier: kek.KeyArn };
    const fixed = await create({
      KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
      Exportable: false,
    });
    expect(await refused({ Tr31KeyBlock }, fixed)).toMatch(/not exportable/);
    const strong = await create({
      KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_256', allFour),
      Exportable: true,
    });
    expect(await refused({ Tr31KeyBlock }, strong)).toMatch(/at least as strong/);
    const only = await create({
      KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256', {
        Decrypt: true,
        Unwrap: true,
      }),
      Exportable: true,
    });
    expect(await refused({ Tr31KeyBlock: { WrappingKeyIdentifier: only.KeyArn } })).toMatch(
      /Encrypt and Wrap/,
    );
    expect(await refused({ Tr31KeyBlock: { WrappingKeyIdentifier: key.KeyArn } })).toMatch(/TR31_K1/);
    await at().call('StopKeyUsage', { KeyIdentifier: strong.KeyArn });
    expect(await refused({ Tr31KeyBlock }, strong)).toMatch(/disabled/);
    const headers = { KeyModesOfUse: { DeriveKey: true } };
    expect(await refused({ Tr31KeyBlock: { ...Tr31KeyBlock, KeyBlockHeaders: headers } })).toMatch(
      /KeyModesOfUse/,
    );
    const long = { OptionalBlocks: { IK: 'A'.repeat(100), CT: 'B'.repeat(10) } };
    expect(await refused({ Tr31KeyBlock: { ...Tr31KeyBlock, KeyBlockHeaders: long } })).toMatch(/112/);
  });
});

describe('DUKPT initial keys', () => {
  // The examples of ANSI X9.24-1 and X9.24-3.
  it.each([
    [
      'TDES_2KEY',
      'T',
      '0123456789ABCDEFFEDCBA9876543210',
      'FFFF9876543210E00000',
      '6AC292FAA1315B4D858AB3A3D7D5933A',
    ],
    [
      'AES_128',
      'A',
      'FEDCBA9876543210F1F1F1F1F1F1F1F1',
      '123456789012345600000000',
      '1273671EA26AC29AFA4D1084127652A1',
    ],
  ] as const)('of %s leave as B1', async (name, algorithm, base, KeySerialNumber, initial) => {
    const block = testKeyBlock(
      { version: 'D', usage: 'B0', algorithm, mode: 'X', exportability: 'E' },
      fromHex(base)!,
      kbpk,
    );
    const Tr31KeyBlock = { WrappingKeyIdentifier: kek.KeyArn };
    const { Key: bdk } = await at().call('ImportKey', {
      KeyMaterial: { Tr31KeyBlock: { ...Tr31KeyBlock, WrappedKeyBlock: block } },
    });
    const ask = { ExportAttributes: { ExportDukptInitialKey: { KeySerialNumber } } };
    const { WrappedKey: wrapped } = await at().call('ExportKey', {
      KeyMaterial: { Tr31KeyBlock },
      ExportKeyIdentifier: bdk.KeyArn,
      ...ask,
    });
    expect(wrapped.KeyMaterial.slice(5, 9)).toBe(`B1${algorithm}X`);
    expect(unwrapKeyBlock(decodeKeyBlock(wrapped.KeyMaterial), kbpk).key).toEqual(fromHex(initial));
    const other = name === 'AES_128' ? KeySerialNumber.slice(0, 20) : `${KeySerialNumber}0000`;
    const wrong = { ExportAttributes: { ExportDukptInitialKey: { KeySerialNumber: other } } };
    expect(await refused({ Tr31KeyBlock }, bdk, wrong)).toMatch(/KeySerialNumber/);
    expect(await refused({ Tr31KeyBlock }, key, ask)).toMatch(/TR31_B0/);
  });
});

describe('by RSA', () => {
  it.skipIf(without('openssl')).each(['RSA_OAEP_SHA_256', 'RSA_OAEP_SHA_512'] as const)(
    '%s opens with OpenSSL',
    async (WrappingSpec) => {
      const wrapped = await exported({
        KeyCryptogram: {
          CertificateAuthorityPublicKeyIdentifier: authority,
          WrappingKeyCertificate: chain[1]!.parameter,
          WrappingSpec,
        },
      });
      expect(wrapped.WrappedKeyMaterialFormat).toBe('KEY_CRYPTOGRAM');
      const folder = mkdtempSync(path.join(tmpdir(), 'kmi-out-'));
      try {
        writeFileSync(path.join(folder, 'in'), Buffer.from(wrapped.KeyMaterial, 'hex'));
        writeFileSync(
          path.join(folder, 'key'),
          chain[1]!.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        );
        const hash = WrappingSpec.endsWith('512') ? 'sha512' : 'sha256';
        const options = ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`].flatMap(
          (one) => ['-pkeyopt', one],
        );
        const opened = execFileSync(
          'openssl',
          ['pkeyutl', '-decrypt', '-inkey', 'key', '-in', 'in', ...options],
          { cwd: folder },
        );
        expect(new Uint8Array(opened)).toEqual(clear);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it.each([
    ['RSA_OAEP_SHA_256', 'sha256', 'sha512'],
    ['RSA_OAEP_SHA_512', 'sha512', 'sha256'],
  ] as const)('%s opens with its hash, and with no other', async (WrappingSpec, hash, other) => {
    const { KeyMaterial, WrappingKeyArn, WrappedKeyMaterialFormat } = await exported({
      KeyCryptogram: {
        CertificateAuthorityPublicKeyIdentifier: authority,
        WrappingKeyCertificate: chain[1]!.parameter,
        WrappingSpec,
      },
    });
    expect([WrappingKeyArn, WrappedKeyMaterialFormat]).toEqual([authority, 'KEY_CRYPTOGRAM']);
    expect(KeyMaterial).toMatch(/^[0-9A-F]{512}$/);
    const open = (oaepHash: string): Uint8Array =>
      new Uint8Array(
        privateDecrypt(
          { key: chain[1]!.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
          Buffer.from(KeyMaterial, 'hex'),
        ),
      );
    expect(open(hash)).toEqual(clear);
    expect(() => open(other)).toThrow();
  });

  it('not for a stranger, nor what is too strong', async () => {
    const [stranger] = await testChain(['Stranger'], 'RSA_2048');
    const how = { CertificateAuthorityPublicKeyIdentifier: authority };
    expect(await refused({ KeyCryptogram: { ...how, WrappingKeyCertificate: stranger!.parameter } })).toMatch(
      /does not verify/,
    );
    const strong = await create({
      KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
      Exportable: true,
    });
    expect(
      await refused({ KeyCryptogram: { ...how, WrappingKeyCertificate: chain[1]!.parameter } }, strong),
    ).toMatch(/RSA_2048/);
  });
});

describe('under an agreed key', () => {
  it('opens with the other party', async () => {
    const own = await create({
      KeyAttributes: attributes(
        'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
        'ECC_NIST_P521',
        { DeriveKey: true },
        'ASYMMETRIC_KEY_PAIR',
      ),
      Exportable: true,
      DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    });
    const [root, party] = await testChain(['EC root', 'EC party'], 'ECC_NIST_P521');
    const above = await at().call('ImportKey', {
      KeyMaterial: {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('ECC_NIST_P521'),
          PublicKeyCertificate: root!.parameter,
        },
      },
    });
    const choices = {
      DeriveKeyAlgorithm: 'AES_256',
      KeyDerivationFunction: 'NIST_SP800',
      KeyDerivationHashAlgorithm: 'SHA_384',
    } as const;
    const { KeyMaterial, WrappingKeyArn } = await exported({
      DiffieHellmanTr31KeyBlock: {
        PrivateKeyIdentifier: own.KeyArn,
        CertificateAuthorityPublicKeyIdentifier: above.Key.KeyArn,
        PublicKeyCertificate: party!.parameter,
        ...choices,
        DerivationData: { SharedInformation: 'CAFE' },
      },
    });
    expect(WrappingKeyArn).toBe(own.KeyArn);
    const { KeyCertificate } = await at().call('GetPublicKeyCertificate', { KeyIdentifier: own.KeyArn });
    const agreed = testAgreedKbpk(party!.privateKey, certificateOfParameter(KeyCertificate), choices, 'CAFE');
    expect(unwrapKeyBlock(decodeKeyBlock(KeyMaterial), agreed).key).toEqual(clear);
  });
});

describe('as a TR-34 token', () => {
  it.each([
    ['two-pass', '0011223344556677'],
    ['one-pass', undefined],
  ] as const)('%s opens for the receiver', async (pass, RandomNonce) => {
    const parameters = await at().call('GetParametersForExport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      SigningKeyAlgorithm: 'RSA_2048',
    });
    const wrapped = await exported({
      Tr34KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: authority,
        WrappingKeyCertificate: chain[1]!.parameter,
        ExportToken: parameters.ExportToken,
        KeyBlockFormat: 'X9_TR34_2012',
        ...(RandomNonce === undefined ? {} : { RandomNonce }),
      },
    });
    expect(wrapped.WrappedKeyMaterialFormat).toBe('TR34_KEY_BLOCK');
    const bytes = fromHex(wrapped.KeyMaterial)!;
    const token = readTr34(bytes)!;
    expect([token.kind, token.pass, token.profile?.id, token.header]).toEqual([
      'KT_KDH',
      pass === 'two-pass' ? 'two' : 'one',
      'aws_2012',
      'D0112P0TB00E0000',
    ]);
    const krd = readCertificate(chain[1]!.certificate);
    const kdh = certificateOfParameter(parameters.SigningKeyCertificate);
    const root = certificateOfParameter(parameters.SigningKeyCertificateChain);
    const opened = openTr34(token, pkcs8(chain[1]!), [krd]);
    expect(opened.key).toEqual(clear);
    const nonce = RandomNonce === undefined ? {} : { nonce: fromHex(RandomNonce)! };
    const { checks } = await verifyTr34(token, [krd, kdh, root], {
      root,
      kdh,
      krd,
      opened: opened.checks,
      ...nonce,
    });
    expect(checks.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    if (without('openssl')) return;
    // And to a stranger, OpenSSL, the signature holds too.
    const folder = mkdtempSync(path.join(tmpdir(), 'kmi-tr34-'));
    try {
      writeFileSync(path.join(folder, 'token'), bytes);
      writeFileSync(path.join(folder, 'kdh.pem'), Buffer.from(parameters.SigningKeyCertificate, 'base64'));
      const args = [
        'cms',
        '-verify',
        '-inform',
        'DER',
        '-in',
        'token',
        '-certfile',
        'kdh.pem',
        '-noverify',
        '-nointern',
        '-binary',
        '-out',
        'content',
      ];
      execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('not without a token, nor for a stranger', async () => {
    const base = {
      CertificateAuthorityPublicKeyIdentifier: authority,
      WrappingKeyCertificate: chain[1]!.parameter,
      KeyBlockFormat: 'X9_TR34_2012',
    };
    expect(await refused({ Tr34KeyBlock: base })).toMatch(/ExportToken/);
    expect(
      await refused({ Tr34KeyBlock: { ...base, ExportToken: 'export-token-aaaaaaaaaaaaaaaa' } }),
    ).toMatch(/no such export token/);
  });
});

it('only one way at a time', async () => {
  expect(await refused({})).toMatch(/exactly one/);
});
