import { createPublicKey, generateKeyPair, generateKeyPairSync, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateKeys, signWithRsa } from '../../src/core/make/keys';

const tests = path.resolve(__dirname, '..');
/** What starts a process or a worker, or makes a bundle. */
const heavy = /from '(node:child_process|node:worker_threads|esbuild|(\.\.?\/)+(\w+\/)*nodeScript)'/;

describe('unit tests that are not called *.process.test.ts', () => {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !/\.process\.test\.ts$|^(host|e2e)[\\/]/.test(file))
    .map((file) => ({ file, text: readFileSync(path.join(tests, file), 'utf8') }));

  it('start a process only where the quick tier leaves them out', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(
      files
        .filter(({ text }) => heavy.test(text) && !/import \{ (quick|without) \} from/.test(text))
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('put a double in place of a module only in folders whose files are kept apart', () => {
    expect(
      files
        .filter(
          ({ file, text }) =>
            /\bvi\.(mock|doMock|stubGlobal)\(/.test(text) && !/^(extension|manifest)[\\/]/.test(file),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });
});

describe('RSA keys of tests', () => {
  const publicKeys = (): Promise<string[]> =>
    Promise.all([
      new Promise<string>((resolve, reject) => {
        generateKeyPair('rsa', { modulusLength: 2048 }, (error, publicKey) => {
          if (error) reject(error);
          else resolve(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'));
        });
      }),
      Promise.resolve(
        generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }),
      ).then((spki) => spki.toString('base64')),
      generateKeys('RSA_2048').then(({ publicKey }) => Buffer.from(publicKey).toString('base64')),
    ]);

  it('are another each time, whoever asks for them', async () => {
    const keys = [...(await publicKeys()), ...(await publicKeys())];
    expect(new Set(keys).size).toBe(6);
    for (const spki of keys)
      expect(
        createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' }),
      ).toMatchObject({
        asymmetricKeyType: 'rsa',
        asymmetricKeyDetails: { modulusLength: 2048, publicExponent: 65_537n },
      });
  });

  it('sign, and are verified with their public part', async () => {
    const { privateKey, publicKey } = await generateKeys('RSA_3072');
    const data = new Uint8Array([1, 2, 3]);
    const signature = await signWithRsa(privateKey, data);
    expect(signature).toHaveLength(384);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(verify('sha256', data, key, signature)).toBe(true);
  });
});
