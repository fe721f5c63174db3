import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../../properties';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrivateKeyFileError, readPrivateKeyFile } from '../../../src/core/crypto/privateKeyFile';
import { readRsaPrivateKey } from '../../../src/core/crypto/rsa';
import { slowPfx } from './berPfx';
import { without } from '../../programs';
import { phrased } from '../../phrased';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
const traditional = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs1' }));
const bytes = (text: string | Buffer): Uint8Array => new Uint8Array(Buffer.from(text));
const codeOf = async (data: Uint8Array, passphrase?: string): Promise<string> => {
  try {
    await readPrivateKeyFile(data, passphrase);
    return 'read';
  } catch (error) {
    return error instanceof PrivateKeyFileError ? error.code : 'other';
  }
};

describe('plain and PBES2', () => {
  it.each([
    ['PKCS#8', der, der, 'PKCS#8'],
    ['PKCS#1', traditional, traditional, 'DER'],
    ['PEM of PKCS#8', bytes(privateKey.export({ format: 'pem', type: 'pkcs8' })), der, 'PEM PRIVATE KEY'],
    [
      'PEM of PKCS#1',
      bytes(privateKey.export({ format: 'pem', type: 'pkcs1' })),
      traditional,
      'PEM RSA PRIVATE KEY',
    ],
  ])('%s', async (_name, file, expected, container) => {
    const read = await readPrivateKeyFile(file);
    expect(read).toMatchObject({ container, certificates: [] });
    expect(read.der).toEqual(expected);
    expect(readRsaPrivateKey(read.der)).toMatchObject({ size: 256 });
  });

  it.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des-ede3-cbc'])('PBES2 with %s', async (cipher) => {
    const passphrase = 'pass phrase ä€𝄞';
    const file = bytes(privateKey.export({ format: 'der', type: 'pkcs8', cipher, passphrase }));
    expect(await codeOf(file)).toBe('passphrase_needed');
    expect(await codeOf(file, 'wrong')).toBe('passphrase_wrong');
    const read = await readPrivateKeyFile(file, passphrase);
    expect(read.der).toEqual(der);
    expect(String(read.encryption)).toMatch(/^PBES2, PBKDF2 with hmacWithSHA\d+, /);
  });

  it('what is no private key, cut off, or encrypted by OpenSSL of old', async () => {
    expect(await codeOf(bytes('nothing'))).toBe('no_private_key');
    expect(await codeOf(new Uint8Array())).toBe('no_private_key');
    expect(await codeOf(new Uint8Array([0x30, 3, 2, 1, 9]))).toBe('no_private_key');
    expect(await codeOf(der.slice(0, 500))).toBe('damaged');
    const old = privateKey.export({ format: 'pem', type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: 'x' });
    await expect(readPrivateKeyFile(bytes(old), 'x')).rejects.toMatchObject({
      code: 'encryption_old',
      detail: expect.toSatisfy((words) => String(words).includes('AES-128-CBC')) as unknown,
    });
  });

  it('never throws anything else, whatever is changed', async () => {
    const file = bytes(
      privateKey.export({ format: 'der', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 3 }), async (changes) => {
        const changed = file.slice();
        for (const [place, value] of changes) changed[place] = value;
        expect(await codeOf(changed, 'x')).not.toBe('other');
      }),
      { numRuns: 60 },
    );
  });
});

describe.skipIf(without('openssl'))('files of OpenSSL (skipped where it is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
  const at = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  beforeAll(() => {
    writeFileSync(at('key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    openssl('req', '-x509', '-key', at('key.pem'), '-out', at('cert.pem'), '-subj', '/CN=TEST', '-days', '2');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['PBES2 and a MAC with SHA-256', [], 1],
    [
      'three-key TDES for the key, no encryption of certificates',
      ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'NONE', '-macalg', 'sha1'],
      1,
    ],
    ['no encryption at all', ['-keypbe', 'NONE', '-certpbe', 'NONE'], 1],
    ['three-key TDES for all', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES'], 1],
  ] as const)('PKCS#12: %s', async (_name, options, certificates) => {
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      at('key.pem'),
      '-in',
      at('cert.pem'),
      '-out',
      at('file.p12'),
      '-passout',
      'pass:secret ä',
      ...options,
    );
    const file = new Uint8Array(readFileSync(at('file.p12')));
    expect(await codeOf(file)).toBe('passphrase_needed');
    expect(await codeOf(file, 'wrong')).toBe('passphrase_wrong');
    const read = await readPrivateKeyFile(file, 'secret ä');
    expect(read.container).toBe('PKCS#12');
    expect(read.certificates.length).toBe(certificates);
    const [key, again] = [readRsaPrivateKey(read.der), readRsaPrivateKey(der)];
    expect(key).toEqual(again);
  });

  it('old kinds are named', async () => {
    openssl(
      'pkcs8',
      '-topk8',
      '-in',
      at('key.pem'),
      '-out',
      at('old.pem'),
      '-v1',
      'PBE-SHA1-3DES',
      '-passout',
      'pass:x',
    );
    expect(
      String((await readPrivateKeyFile(new Uint8Array(readFileSync(at('old.pem'))), 'x')).encryption),
    ).toMatch(/an old method$/);
  });

  it('scrypt is named', async () => {
    openssl(
      'pkcs8',
      '-topk8',
      '-in',
      at('key.pem'),
      '-out',
      at('scrypt.pem'),
      '-scrypt',
      '-passout',
      'pass:x',
    );
    await expect(
      readPrivateKeyFile(new Uint8Array(readFileSync(at('scrypt.pem'))), 'x'),
    ).rejects.toMatchObject({
      code: 'encryption_unknown',
      detail: phrased('PBES2 with scrypt and aes256-CBC'),
    });
  });
});

it('a safe that would have to be hashed too often is told as that, not as an old encryption', async () => {
  expect(await codeOf(slowPfx(), 'any')).toBe('too_many_iterations');
});
