import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import type { KeyBlockHeader } from '../../../src/core/keyblock/blockHeader';
import type { ImportKeyMaterial, Key, OutputOf } from '../../../src/keyservice/operations';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import {
  certificateOfParameter,
  testAgreedKeyBlock,
  testCryptogram,
  testKeyBlock,
} from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes, service, verifier } from './client';
import { without } from '../../programs';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const ahead = { milliseconds: 0 };
const at = service({ clock: () => Date.now() + ahead.milliseconds });

const importKey = async (KeyMaterial: ImportKeyMaterial): Promise<Key> =>
  (await at().call('ImportKey', { KeyMaterial })).Key;
const refused = async (KeyMaterial: unknown): Promise<string> => {
  const failure = await at().wrong('ImportKey', { KeyMaterial });
  expect(failure.name).toBe('ValidationException');
  expect(failure.message).toMatch(/^Simulator: /);
  return failure.message;
};

/** One token takes many keys, and RSA keys take long to make. */
const known = new Map<string, Promise<OutputOf<'GetParametersForImport'>>>();
function cryptogramParameters(
  WrappingKeyAlgorithm: 'RSA_2048' | 'RSA_3072',
): Promise<OutputOf<'GetParametersForImport'>> {
  const one =
    known.get(WrappingKeyAlgorithm) ??
    at().call('GetParametersForImport', { KeyMaterialType: 'KEY_CRYPTOGRAM', WrappingKeyAlgorithm });
  known.set(WrappingKeyAlgorithm, one);
  return one;
}

/** A KEK of known bytes gets in by RSA, as a person would start. */
async function importKek(
  key: Uint8Array,
  algorithm: 'TDES_2KEY' | 'TDES_3KEY' | 'AES_128',
  modes: object = allFour,
): Promise<Key> {
  const parameters = await cryptogramParameters('RSA_3072');
  return importKey({
    KeyCryptogram: {
      KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', algorithm, modes),
      Exportable: true,
      WrappedKeyCryptogram: testCryptogram(key, parameters.WrappingKeyCertificate),
      ImportToken: parameters.ImportToken,
      WrappingSpec: 'RSA_OAEP_SHA_256',
    },
  });
}

describe('key blocks', () => {
  const aes = hex('88E1AB2A2E3DD38C1FA039A536500CC8');
  const tdes = hex('89E88CF7931444F334BD7547FC3F380C');
  let kek: Key;
  let tdesKek: Key;
  beforeAll(async () => {
    kek = await importKek(aes, 'AES_128');
    tdesKek = await importKek(tdes, 'TDES_2KEY');
  });

  const header = (given: Partial<KeyBlockHeader> = {}): KeyBlockHeader => ({
    version: 'D',
    usage: 'P0',
    algorithm: 'T',
    mode: 'B',
    exportability: 'E',
    ...given,
  });
  const key16 = hex('0123456789ABCDEFFEDCBA9876543210');

  it('takes attributes from the header and the length from the key', async () => {
    const block = testKeyBlock(header(), key16, aes);
    const key = await importKey({
      Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: block },
    });
    expect(key).toMatchObject({
      KeyAttributes: {
        KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
        KeyAlgorithm: 'TDES_2KEY',
        KeyClass: 'SYMMETRIC_KEY',
        KeyModesOfUse: { ...allFour, NoRestrictions: false },
      },
      KeyCheckValue: '08D7B4',
      KeyCheckValueAlgorithm: 'ANSI_X9_24',
      Enabled: true,
      Exportable: true,
      KeyState: 'CREATE_COMPLETE',
      KeyOrigin: 'EXTERNAL',
    });
  });

  it.each([
    ['B0 X', { usage: 'B0', mode: 'X', algorithm: 'A' }, 16, 'AES_128', 'CMAC'],
    ['C0 C', { usage: 'C0', mode: 'C' }, 16, 'TDES_2KEY', 'ANSI_X9_24'],
    [
      'M7 with HMAC',
      { usage: 'M7', mode: 'C', algorithm: 'H', optionalBlocks: [{ id: 'HM', data: '21' }] },
      32,
      'HMAC_SHA256',
      'HMAC',
    ],
    ['not exportable', { exportability: 'N' }, 24, 'TDES_3KEY', 'ANSI_X9_24'],
    [
      'KP of the KBPK',
      { optionalBlocks: [{ id: 'KP', data: '010000000000' }] },
      16,
      'TDES_2KEY',
      'ANSI_X9_24',
    ],
  ] as const)('%s', async (name, given, size, algorithm, method) => {
    const key = new Uint8Array(randomBytes(size));
    const block = testKeyBlock(header(given), key, aes);
    const result = await importKey({
      Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: block },
    });
    expect(result.KeyAttributes.KeyAlgorithm).toBe(algorithm);
    expect(result.KeyCheckValueAlgorithm).toBe(method);
    const cipher = algorithm.startsWith('TDES') ? 'TDES' : 'AES';
    const value =
      method === 'HMAC'
        ? keyCheckValue('HMAC', key, { hash: 'SHA-256' })
        : keyCheckValue(method, key, { algorithm: cipher });
    expect(result.KeyCheckValue).toBe(value);
    expect(result.Exportable).toBe(name !== 'not exportable');
  });

  it('takes B, A and C under TDES', async () => {
    for (const version of ['A', 'B', 'C']) {
      const block = testKeyBlock(header({ version }), key16, tdes);
      const key = await importKey({
        Tr31KeyBlock: { WrappingKeyIdentifier: tdesKek.KeyArn, WrappedKeyBlock: block },
      });
      expect(key.KeyCheckValue).toBe('08D7B4');
    }
  });

  const blocks: [name: string, block: () => string, wrapping: () => string, text: RegExp][] = [
    [
      'another KBPK',
      () => testKeyBlock(header(), key16, hex('00'.repeat(15) + '01')),
      () => kek.KeyArn,
      /cannot be unwrapped/,
    ],
    [
      'an altered block',
      () => testKeyBlock(header(), key16, aes).replace('P0TB00E', 'P0TB00N'),
      () => kek.KeyArn,
      /cannot be unwrapped/,
    ],
    ['version D under TDES', () => testKeyBlock(header(), key16, aes), () => tdesKek.KeyArn, /Version D/],
    [
      'version B under AES',
      () => testKeyBlock(header({ version: 'B' }), key16, tdes),
      () => kek.KeyArn,
      /Version B/,
    ],
    [
      'a stronger key',
      () => testKeyBlock(header({ algorithm: 'A', usage: 'D0' }), new Uint8Array(32), aes),
      () => kek.KeyArn,
      /AES_256/,
    ],
    [
      'a mode that does not go with the usage',
      () => testKeyBlock(header({ mode: 'X' }), key16, aes),
      () => kek.KeyArn,
      /DeriveKey/,
    ],
    [
      'a usage that AWS has not',
      () => testKeyBlock(header({ usage: 'E3', mode: 'X' }), key16, aes),
      () => kek.KeyArn,
      /E3/,
    ],
    ['an unknown alias', () => testKeyBlock(header(), key16, aes), () => 'alias/none', /./],
  ];
  it.each(blocks)('refuses %s', async (name, block, wrapping, text) => {
    const material = { Tr31KeyBlock: { WrappingKeyIdentifier: wrapping(), WrappedKeyBlock: block() } };
    if (name === 'an unknown alias') {
      const failure = await at().wrong('ImportKey', { KeyMaterial: material });
      expect(failure).toMatchObject({ name: 'ResourceNotFoundException', resourceId: 'alias/none' });
    } else expect(await refused(material)).toMatch(text);
  });

  it('refuses a wrapping key that is stopped, or may only wrap', async () => {
    const only = await importKek(aes, 'AES_128', { Encrypt: true, Wrap: true });
    const block = testKeyBlock(header(), key16, aes);
    const material = { Tr31KeyBlock: { WrappingKeyIdentifier: only.KeyArn, WrappedKeyBlock: block } };
    expect(await refused(material)).toMatch(/Decrypt and Unwrap/);
    const stopped = await importKek(aes, 'AES_128');
    await at().call('StopKeyUsage', { KeyIdentifier: stopped.KeyArn });
    expect(
      await refused({ Tr31KeyBlock: { ...material.Tr31KeyBlock, WrappingKeyIdentifier: stopped.KeyArn } }),
    ).toMatch(/disabled/);
  });

  it('makes two keys of one block imported twice', async () => {
    const block = testKeyBlock(header(), key16, aes);
    const material = { Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: block } };
    const [first, second] = [await importKey(material), await importKey(material)];
    expect(first.KeyArn).not.toBe(second.KeyArn);
  });
});

describe('RSA-wrapped keys', () => {
  const parameters = (kind: 'RSA_2048' | 'RSA_3072' = 'RSA_3072') => cryptogramParameters(kind);
  const cryptogram = (more: object): unknown => ({
    KeyCryptogram: {
      KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_128', allFour),
      Exportable: true,
      ...more,
    },
  });

  it.skipIf(without('openssl')).each(['sha256', 'sha512'] as const)(
    'takes what OpenSSL wrapped with %s',
    async (hash) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'kmi-oaep-'));
      try {
        const { ImportToken, WrappingKeyCertificate } = await parameters();
        writeFileSync(path.join(folder, 'krd.pem'), Buffer.from(WrappingKeyCertificate, 'base64'));
        writeFileSync(path.join(folder, 'key.bin'), hex('8A8349794C9EE9A4C2927098F249FED6'));
        const options = ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`];
        const out = execFileSync(
          'openssl',
          [
            'pkeyutl',
            '-encrypt',
            '-certin',
            '-inkey',
            'krd.pem',
            '-in',
            'key.bin',
            ...options.flatMap((o) => ['-pkeyopt', o]),
          ],
          { cwd: folder },
        );
        const WrappingSpec = hash === 'sha256' ? 'RSA_OAEP_SHA_256' : 'RSA_OAEP_SHA_512';
        const WrappedKeyCryptogram = out.toString('hex').toUpperCase();
        const key = await importKey(
          cryptogram({ ImportToken, WrappedKeyCryptogram, WrappingSpec }) as ImportKeyMaterial,
        );
        expect(key.KeyCheckValue).toBe(
          keyCheckValue('CMAC', hex('8A8349794C9EE9A4C2927098F249FED6'), { algorithm: 'AES' }),
        );
        const other = hash === 'sha512' ? 'RSA_OAEP_SHA_256' : 'RSA_OAEP_SHA_512';
        expect(await refused(cryptogram({ ImportToken, WrappedKeyCryptogram, WrappingSpec: other }))).toMatch(
          /another hash/,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('takes many keys with one token, until it expires', async () => {
    const { ImportToken, WrappingKeyCertificate, ParametersValidUntilTimestamp } = await parameters();
    const WrappedKeyCryptogram = testCryptogram(randomBytes(16), WrappingKeyCertificate);
    const material = cryptogram({ ImportToken, WrappedKeyCryptogram }) as ImportKeyMaterial;
    await importKey(material);
    await importKey(material);
    const lifetime = ParametersValidUntilTimestamp.getTime() - Date.now();
    expect(Math.abs(lifetime - 30 * 86_400_000)).toBeLessThan(600_000);
    ahead.milliseconds = lifetime + 1000;
    try {
      expect(await refused(material)).toMatch(/expired/);
    } finally {
      ahead.milliseconds = 0;
    }
  });

  it.each([
    ['AES_128 under RSA_2048', 'RSA_2048', 'AES_128', 16, /too strong/],
    ['AES_256', 'RSA_3072', 'AES_256', 32, /too strong/],
    ['HMAC', 'RSA_3072', 'HMAC_SHA256', 32, /HMAC/],
    ['24 bytes as AES_128', 'RSA_3072', 'AES_128', 24, /24 bytes/],
  ] as const)('refuses %s', async (_, wrapping, algorithm, size, text) => {
    const { ImportToken, WrappingKeyCertificate } = await parameters(wrapping);
    const WrappedKeyCryptogram = testCryptogram(randomBytes(size), WrappingKeyCertificate);
    const usage = algorithm === 'HMAC_SHA256' ? 'TR31_M7_HMAC_KEY' : 'TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY';
    const modes = algorithm === 'HMAC_SHA256' ? { Generate: true, Verify: true } : allFour;
    const KeyAttributes = attributes(usage, algorithm, modes);
    expect(await refused(cryptogram({ KeyAttributes, ImportToken, WrappedKeyCryptogram }))).toMatch(text);
  });

  it('refuses a token of another kind, an unknown one, and what is for another key', async () => {
    const mine = await parameters('RSA_3072');
    const theirs = await parameters('RSA_2048');
    const WrappedKeyCryptogram = testCryptogram(randomBytes(16), theirs.WrappingKeyCertificate);
    expect(await refused(cryptogram({ ImportToken: mine.ImportToken, WrappedKeyCryptogram }))).toMatch(
      /cannot be decrypted with/,
    );
    const unknown = 'import-token-aaaaaaaaaaaaaaaa';
    expect(await refused(cryptogram({ ImportToken: unknown, WrappedKeyCryptogram }))).toMatch(
      /no such import token/,
    );
    const tr34 = await at().call('GetParametersForImport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      WrappingKeyAlgorithm: 'RSA_2048',
    });
    expect(await refused(cryptogram({ ImportToken: tr34.ImportToken, WrappedKeyCryptogram }))).toMatch(
      /TR34_KEY_BLOCK/,
    );
  });
});

describe('certificates', () => {
  const root = ({ parameter, kind }: TestParty): ImportKeyMaterial => ({
    RootCertificatePublicKey: { KeyAttributes: verifier(kind), PublicKeyCertificate: parameter },
  });
  const trusted = ({ parameter, kind }: TestParty, authority: string): ImportKeyMaterial => ({
    TrustedCertificatePublicKey: {
      KeyAttributes: verifier(kind),
      PublicKeyCertificate: parameter,
      CertificateAuthorityPublicKeyIdentifier: authority,
    },
  });

  it('imports a chain from the root down, and a public key for encryption under it', async () => {
    const [top, middle, leaf] = await testChain(['Root', 'Middle', 'Leaf'], 'RSA_2048');
    const first = await importKey(root(top!));
    expect(first).toMatchObject({
      KeyAttributes: { KeyClass: 'PUBLIC_KEY' },
      KeyOrigin: 'EXTERNAL',
      Exportable: true,
      Enabled: true,
    });
    const second = await importKey(trusted(middle!, first.KeyArn));
    const encrypting = await importKey({
      TrustedCertificatePublicKey: {
        KeyAttributes: attributes(
          'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION',
          'RSA_2048',
          { Encrypt: true, Wrap: true },
          'PUBLIC_KEY',
        ),
        PublicKeyCertificate: leaf!.parameter,
        CertificateAuthorityPublicKeyIdentifier: second.KeyArn,
      },
    });
    expect(encrypting.KeyAttributes.KeyUsage).toContain('D1');
    expect(await refused(trusted(leaf!, first.KeyArn))).toMatch(/signature/);
  });

  it.each(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const)(
    'imports a root of %s',
    async (kind) => {
      const party = await testParty('EC root', { kind, ca: true });
      expect((await importKey(root(party))).KeyAttributes.KeyAlgorithm).toBe(kind);
    },
  );

  it('refuses what does not verify, is out of date, too weak, or of another kind than said', async () => {
    const top = await testParty('Root', { kind: 'ECC_NIST_P384', ca: true });
    const middle = await testParty('Middle', { kind: 'ECC_NIST_P384', ca: true, issuer: top });
    expect(await refused(root(middle))).toMatch(/self-issued/);
    const bytes = Buffer.from(top.certificate);
    bytes[bytes.length - 3]! ^= 1;
    const pem = `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const altered = { ...top, parameter: Buffer.from(pem).toString('base64') };
    expect(await refused(root(altered))).toMatch(/does not verify/);
    const past = await testParty('Past', {
      kind: 'ECC_NIST_P256',
      ca: true,
      notAfter: new Date(Date.now() - 1000),
    });
    expect(await refused(root(past))).toMatch(/expired/);
    const future = await testParty('Future', {
      kind: 'ECC_NIST_P256',
      ca: true,
      notBefore: new Date(Date.now() + 100_000),
    });
    expect(await refused(root(future))).toMatch(/not valid before/);
    const { KeyArn } = await importKey(root(top));
    const stronger = await testParty('Stronger', { kind: 'ECC_NIST_P521', ca: true, issuer: top });
    expect(await refused(trusted(stronger, KeyArn))).toMatch(/at least as strong/);
    expect(await refused(root({ ...top, kind: 'ECC_NIST_P256' }))).toMatch(/KeyAlgorithm/);
    expect(
      await refused(root({ ...top, parameter: Buffer.from(top.certificate).toString('base64') })),
    ).toMatch(/PEM/);
    expect(await refused(root({ ...top, parameter: top.pem }))).toMatch(/base64/);
  });

  it.skipIf(without('openssl'))('takes chains that OpenSSL made, and OpenSSL takes ours', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kmi-chain-'));
    const run = (...args: string[]): string =>
      execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    try {
      run(
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'ca.key',
        '-out',
        'ca.pem',
        '-subj',
        '/CN=OpenSSL root',
        '-days',
        '2',
      );
      run(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'sub.key',
        '-out',
        'sub.csr',
        '-subj',
        '/CN=OpenSSL sub',
      );
      run(
        'x509',
        '-req',
        '-in',
        'sub.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        'sub.pem',
        '-days',
        '2',
      );
      const parameter = (file: string): string => Buffer.from(run('x509', '-in', file)).toString('base64');
      const kind = 'RSA_2048';
      const top = await importKey(root({ kind, parameter: parameter('ca.pem') } as TestParty));
      await importKey(trusted({ kind, parameter: parameter('sub.pem') } as TestParty, top.KeyArn));

      const { WrappingKeyCertificate, WrappingKeyCertificateChain } = await at().call(
        'GetParametersForImport',
        {
          KeyMaterialType: 'TR34_KEY_BLOCK',
          WrappingKeyAlgorithm: 'RSA_2048',
        },
      );
      writeFileSync(path.join(folder, 'krd.pem'), Buffer.from(WrappingKeyCertificate, 'base64'));
      writeFileSync(path.join(folder, 'chain.pem'), Buffer.from(WrappingKeyCertificateChain, 'base64'));
      expect(run('verify', '-x509_strict', '-CAfile', 'chain.pem', 'krd.pem')).toContain('OK');
      const chain = await testChain(['Ours', 'Sub', 'Leaf'], 'ECC_NIST_P256');
      chain.forEach(({ pem }, i) => writeFileSync(path.join(folder, `${i}.pem`), pem));
      expect(run('verify', '-x509_strict', '-CAfile', '0.pem', '-untrusted', '1.pem', '2.pem')).toContain(
        'OK',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('keys under an agreed key (ECDH)', () => {
  const make = (KeyAlgorithm: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521') =>
    at().call('CreateKey', {
      KeyAttributes: attributes(
        'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
        KeyAlgorithm,
        { DeriveKey: true },
        'ASYMMETRIC_KEY_PAIR',
      ),
      Exportable: true,
      DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    });

  it.each([
    ['ECC_NIST_P256', 'NIST_SP800', 'SHA_256', 'AES_256', 'T', 16],
    ['ECC_NIST_P521', 'NIST_SP800', 'SHA_512', 'AES_256', 'A', 32],
    ['ECC_NIST_P384', 'ANSI_X963', 'SHA_384', 'AES_192', 'A', 24],
    ['ECC_NIST_P521', 'ANSI_X963', 'SHA_256', 'TDES_3KEY', 'T', 24],
  ] as const)(
    '%s by %s with %s',
    async (curve, KeyDerivationFunction, KeyDerivationHashAlgorithm, DeriveKeyAlgorithm, algorithm, size) => {
      const own = (await make(curve)).Key;
      const { KeyCertificate } = await at().call('GetPublicKeyCertificate', { KeyIdentifier: own.KeyArn });
      const [top, party] = await testChain(['KDH root', 'KDH'], curve);
      const authority = await importKey({
        RootCertificatePublicKey: { KeyAttributes: verifier(curve), PublicKeyCertificate: top!.parameter },
      });
      const choices = { DeriveKeyAlgorithm, KeyDerivationFunction, KeyDerivationHashAlgorithm };
      const clear = new Uint8Array(randomBytes(size));
      const { keyBlock, sharedInformation } = testAgreedKeyBlock(
        { usage: 'K1', algorithm, mode: 'B', exportability: 'E' },
        clear,
        party!.privateKey,
        KeyCertificate,
        choices,
      );
      const material = {
        PrivateKeyIdentifier: own.KeyArn,
        CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
        PublicKeyCertificate: party!.parameter,
        ...choices,
        DerivationData: { SharedInformation: sharedInformation },
        WrappedKeyBlock: keyBlock,
      };
      const key = await importKey({ DiffieHellmanTr31KeyBlock: material });
      const [method, cipher] =
        algorithm === 'T' ? (['ANSI_X9_24', 'TDES'] as const) : (['CMAC', 'AES'] as const);
      expect(key.KeyCheckValue).toBe(keyCheckValue(method, clear, { algorithm: cipher }));
      const other = { ...material, DerivationData: { SharedInformation: '00' } };
      expect(await refused({ DiffieHellmanTr31KeyBlock: other })).toMatch(/cannot be unwrapped/);
    },
  );

  it('refuses another curve, a strange certificate, a key that derives no wrapping key', async () => {
    const own = (await make('ECC_NIST_P256')).Key;
    const { KeyCertificate } = await at().call('GetPublicKeyCertificate', { KeyIdentifier: own.KeyArn });
    expect(certificateOfParameter(KeyCertificate).publicKey.curve).toBe('P-256');
    const top = await testParty('Root', { kind: 'ECC_NIST_P384', ca: true });
    const party = await testParty('Other curve', { kind: 'ECC_NIST_P384', issuer: top });
    const stranger = await testParty('Stranger', { kind: 'ECC_NIST_P256' });
    const authority = await importKey({
      RootCertificatePublicKey: {
        KeyAttributes: verifier('ECC_NIST_P384'),
        PublicKeyCertificate: top.parameter,
      },
    });
    const material = {
      PrivateKeyIdentifier: own.KeyArn,
      CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
      PublicKeyCertificate: party.parameter,
      DeriveKeyAlgorithm: 'AES_128',
      KeyDerivationFunction: 'NIST_SP800',
      KeyDerivationHashAlgorithm: 'SHA_256',
      DerivationData: { SharedInformation: '1234' },
      WrappedKeyBlock: 'D0112P0TE00E0000'.padEnd(112, '0'),
    } as const;
    expect(await refused({ DiffieHellmanTr31KeyBlock: material })).toMatch(/same curve/);
    expect(
      await refused({ DiffieHellmanTr31KeyBlock: { ...material, PublicKeyCertificate: stranger.parameter } }),
    ).toMatch(/does not verify/);
    const data = await at().call('CreateKey', {
      KeyAttributes: attributes(
        'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
        'ECC_NIST_P256',
        { DeriveKey: true },
        'ASYMMETRIC_KEY_PAIR',
      ),
      Exportable: true,
      DeriveKeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
    });
    expect(
      await refused({ DiffieHellmanTr31KeyBlock: { ...material, PrivateKeyIdentifier: data.Key.KeyArn } }),
    ).toMatch(/TR31_P0/);
  });

  it.skipIf(without('openssl'))('agrees with OpenSSL on secret and derivation', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kmi-ecdh-'));
    const run = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    try {
      const own = (await make('ECC_NIST_P521')).Key;
      const { KeyCertificate } = await at().call('GetPublicKeyCertificate', { KeyIdentifier: own.KeyArn });
      const certificate = certificateOfParameter(KeyCertificate);
      run(
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-521',
        '-nodes',
        '-keyout',
        'u.key',
        '-out',
        'u.pem',
        '-subj',
        '/CN=OpenSSL party U',
        '-days',
        '2',
      );
      const spki = createPublicKey({
        key: Buffer.from(certificate.publicKey.raw),
        format: 'der',
        type: 'spki',
      });
      writeFileSync(path.join(folder, 'v.pem'), spki.export({ type: 'spki', format: 'pem' }));
      const secret = run('pkeyutl', '-derive', '-inkey', 'u.key', '-peerkey', 'v.pem').toString('hex');
      const kbpk = run(
        'kdf',
        '-keylen',
        '32',
        '-kdfopt',
        'digest:SHA2-512',
        '-kdfopt',
        `hexsecret:${secret}`,
        '-kdfopt',
        'hexinfo:0102030405',
        '-binary',
        'SSKDF',
      );
      const WrappedKeyBlock = testKeyBlock(
        { version: 'D', usage: 'D0', algorithm: 'A', mode: 'B', exportability: 'E' },
        hex('2B7E151628AED2A6ABF7158809CF4F3C'),
        new Uint8Array(kbpk),
      );
      const PublicKeyCertificate = run('x509', '-in', 'u.pem').toString('base64');
      const authority = await importKey({
        RootCertificatePublicKey: { KeyAttributes: verifier('ECC_NIST_P521'), PublicKeyCertificate },
      });
      const key = await importKey({
        DiffieHellmanTr31KeyBlock: {
          PrivateKeyIdentifier: own.KeyArn,
          // As in the service's sample: one certificate that signed itself is both.
          CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
          PublicKeyCertificate,
          DeriveKeyAlgorithm: 'AES_256',
          KeyDerivationFunction: 'NIST_SP800',
          KeyDerivationHashAlgorithm: 'SHA_512',
          DerivationData: { SharedInformation: '0102030405' },
          WrappedKeyBlock,
        },
      });
      expect(key.KeyCheckValue).toBe(
        keyCheckValue('CMAC', hex('2B7E151628AED2A6ABF7158809CF4F3C'), { algorithm: 'AES' }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
