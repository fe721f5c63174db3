import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { findPemBlocks } from '../../../src/core/input/pem';
import type { ImportTr34KeyBlock, Key, OutputOf } from '../../../src/keyservice/operations';
import { Store, usualAccount } from '../../../src/keyservice/simulator/store';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import { service, startService, verifier, type Service } from './client';

const at = service();
const key16 = fromHex('0123456789ABCDEFFEDCBA9876543210')!;
const nonce = '00112233445566778899AABBCCDDEEFF';
let parameters: OutputOf<'GetParametersForImport'>;
let chain: TestParty[];
let authority: string;

beforeAll(async () => {
  parameters = await at().call('GetParametersForImport', {
    KeyMaterialType: 'TR34_KEY_BLOCK',
    WrappingKeyAlgorithm: 'RSA_2048',
  });
  chain = await testChain(['CA KDH', 'KDH'], 'RSA_2048');
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

const build = (given: Partial<Parameters<typeof testTr34Token>[0]> = {}): Promise<string> =>
  testTr34Token({
    key: key16,
    header: 'D9999K0TB00E0000',
    kdh: chain[1]!,
    krd: parameters.WrappingKeyCertificate,
    fresh: fromHex(nonce)!,
    ...given,
  });
const material = (WrappedKeyBlock: string, more: Partial<ImportTr34KeyBlock> = {}): ImportTr34KeyBlock => ({
  CertificateAuthorityPublicKeyIdentifier: authority,
  SigningKeyCertificate: chain[1]!.parameter,
  ImportToken: parameters.ImportToken,
  KeyBlockFormat: 'X9_TR34_2012',
  RandomNonce: nonce,
  WrappedKeyBlock,
  ...more,
});
const importKey = async (Tr34KeyBlock: ImportTr34KeyBlock): Promise<Key> =>
  (await at().call('ImportKey', { KeyMaterial: { Tr34KeyBlock } })).Key;
const refused = async (Tr34KeyBlock: unknown): Promise<string> => {
  const failure = await at().wrong('ImportKey', { KeyMaterial: { Tr34KeyBlock } });
  expect(failure.name).toBe('ValidationException');
  return failure.message;
};

describe('TR-34 tokens', () => {
  it.each(['aws_2012', 'annex_b_2019', 'annex_b_print', 'cms', 'futurex'] as const)(
    'are opened in the form %s',
    async (profile) => {
      const key = await importKey(material(await build({ profile })));
      expect(key).toMatchObject({
        KeyAttributes: {
          KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
          KeyAlgorithm: 'TDES_2KEY',
          KeyClass: 'SYMMETRIC_KEY',
        },
        KeyCheckValue: '08D7B4',
        Exportable: true,
        KeyOrigin: 'EXTERNAL',
      });
    },
  );

  it('two-pass with 8 bytes, and one-pass', async () => {
    const short = nonce.slice(0, 16);
    await importKey(material(await build({ fresh: fromHex(short)! }), { RandomNonce: short.toLowerCase() }));
    const onePass = material(await build({ fresh: new Date() }));
    await importKey({ ...onePass, RandomNonce: undefined } as unknown as ImportTr34KeyBlock);
  });

  it('refuses another nonce, none, and one for a token without', async () => {
    const token = await build();
    expect(await refused(material(token, { RandomNonce: nonce.replace('0', '1') }))).toMatch(
      /: this token answers a different request\./,
    );
    expect(await refused({ ...material(token), RandomNonce: undefined })).toMatch(/RandomNonce/);
    expect(await refused(material(await build({ fresh: new Date() })))).toMatch(/one-pass/);
  });

  it('refuses another signer, another authority, another recipient', async () => {
    const other = await testParty('Other KDH', { issuer: chain[0]! });
    expect(await refused(material(await build({ kdh: other })))).toMatch(/refused/);
    const [stranger] = await testChain(['Stranger'], 'RSA_2048');
    expect(
      await refused(
        material(await build({ kdh: stranger! }), { SigningKeyCertificate: stranger!.parameter }),
      ),
    ).toMatch(/does not verify/);
    expect(await refused(material(await build({ krd: other.parameter })))).toMatch(/not for the expected/);
  });

  it('refuses a token of which one byte was changed', async () => {
    const token = await build();
    for (const place of [0.25, 0.45, 0.6, 0.9, 0.999]) {
      const byte = 2 * Math.floor((token.length / 2) * place);
      const changed = token.slice(0, byte) + (token[byte] === 'F' ? '0' : 'F') + token.slice(byte + 1);
      expect((await at().wrong('ImportKey', { KeyMaterial: { Tr34KeyBlock: material(changed) } })).name).toBe(
        'ValidationException',
      );
    }
    expect(await refused(material('00'.repeat(200)))).toMatch(/is not a TR-34/);
    expect(await refused(material(token.toLowerCase()))).toMatch(/upper-case/);
    expect(await refused(material('30'.repeat(2049)))).toMatch(/at most 4096/);
  });

  it('goes by the strength table and the attributes of the header', async () => {
    const aes = { header: 'D9999K0AB00E0000', cipher: 'AES' } as const;
    expect(await refused(material(await build({ ...aes, key: new Uint8Array(16).fill(7) })))).toMatch(
      /too strong/,
    );
    expect(await refused(material(await build({ header: 'D9999P0TX00E0000' })))).toMatch(/DeriveKey/);
    expect(await refused(material(await build({ header: 'D9999E3TX00E0000' })))).toMatch(/E3/);
    const strong = await at().call('GetParametersForImport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      WrappingKeyAlgorithm: 'RSA_3072',
    });
    const token = await build({
      ...aes,
      key: new Uint8Array(16).fill(7),
      krd: strong.WrappingKeyCertificate,
    });
    const key = await importKey(material(token, { ImportToken: strong.ImportToken }));
    expect(key.KeyAttributes.KeyAlgorithm).toBe('AES_128');
  });
});

const vectors = path.resolve(__dirname, '../../../../shared/vectors/tr34/generated');
describe.skipIf(!existsSync(vectors))('tokens that another program made', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-vectors-'));
  let seeded: Service;
  const token = 'import-token-vectorsvectors01';
  const cryptogram = 'import-token-vectorsvectors02';
  const read = (name: string): Buffer => readFileSync(path.join(vectors, name));
  const parameter = (name: string): string => read(name).toString('base64');
  beforeAll(async () => {
    // Their KRD key, as if this account had given it out.
    const file = path.join(folder, 'state');
    const store = await Store.open(file);
    const account = store.of(usualAccount);
    const pkcs8 = createPrivateKey(read('krd.key'))
      .export({ type: 'pkcs8', format: 'der' })
      .toString('base64');
    const certificate = Buffer.from(findPemBlocks(read('krd.crt').toString())[0]!.bytes).toString('base64');
    const record = {
      direction: 'import',
      algorithm: 'RSA_3072',
      validUntil: Date.now() + 1e9,
      pkcs8,
      certificate,
    } as const;
    account.commit(['tokens', token, { ...record, token, materialType: 'TR34_KEY_BLOCK' }]);
    account.commit(['tokens', cryptogram, { ...record, token: cryptogram, materialType: 'KEY_CRYPTOGRAM' }]);
    await store.close();
    seeded = await startService({ file });
  });
  afterAll(async () => {
    await seeded.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['aws2012-noncms-2pass-tdes.der', '3F7DE1ABD8BF06CC', '08D7B4'],
    ['aws2012-noncms-2pass-aes.der', '3F7DE1ABD8BF06CC', undefined],
    ['annexB2019-2pass.der', '3F7DE1ABD8BF06CC', '08D7B4'],
    ['annexB2019-1pass.der', undefined, '08D7B4'],
    ['cms-strict-2pass-aes.der', '3F7DE1ABD8BF06CC', undefined],
  ])('%s', async (name, RandomNonce, kcv) => {
    const { Key: ca } = await seeded.call('ImportKey', {
      KeyMaterial: {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: parameter('kdhca.crt'),
        },
      },
    });
    const { Key: key } = await seeded.call('ImportKey', {
      KeyMaterial: {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: ca.KeyArn,
          SigningKeyCertificate: parameter('kdh.crt'),
          ImportToken: token,
          KeyBlockFormat: 'X9_TR34_2012',
          WrappedKeyBlock: read(name).toString('hex').toUpperCase(),
          ...(RandomNonce === undefined ? {} : { RandomNonce }),
        },
      },
    });
    expect(key.KeyCheckValue).toBe(kcv ?? keyCheckValue('CMAC', key16, { algorithm: 'AES' }));
  });

  it('rsa-oaep-sha256.hex', async () => {
    const { Key: key } = await seeded.call('ImportKey', {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: {
            KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
            KeyClass: 'SYMMETRIC_KEY',
            KeyAlgorithm: 'TDES_2KEY',
            KeyModesOfUse: { NoRestrictions: true },
          },
          Exportable: true,
          ImportToken: cryptogram,
          WrappedKeyCryptogram: read('rsa-oaep-sha256.hex').toString().trim().toUpperCase(),
        },
      },
    });
    expect(key.KeyCheckValue).toBe('08D7B4');
  });
});
