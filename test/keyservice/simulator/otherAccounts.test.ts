// A key of another account in an import: as its resource policy says, and never without one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws } from '../../../src/keyservice/aws/service';
import { KeyServiceError } from '../../../src/keyservice/errors';
import type { KeyService } from '../../../src/keyservice/operations';
import { startSimulator, type Simulator } from '../../../src/keyservice/simulator/server';
import { allFour, attributes } from './client';

const caller = '111122223333';
const lender = '444455556666';
let simulator: Simulator;
let mine: KeyService;
let theirs: KeyService;
let kek = '';
let block = '';

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [caller, lender], region: 'us-east-2' });
  [mine, theirs] = simulator.accounts.map(({ account, credentials }) =>
    connectAws({
      target: { kind: 'simulator', profile: 'test', region: 'us-east-2', account, endpoint: simulator.url },
      credentials: () => Promise.resolve(credentials),
      queue: new RateQueue({ rate: 1000 }),
    }),
  ) as unknown as [KeyService, KeyService];
  const { Key } = (
    await theirs.call('CreateKey', {
      KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
      Exportable: true,
    })
  ).output;
  kek = Key.KeyArn;
  const pin = await theirs.call('CreateKey', {
    KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
    Exportable: true,
  });
  const { output } = await theirs.call('ExportKey', {
    ExportKeyIdentifier: pin.output.Key.KeyArn,
    KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek } },
  });
  block = output.WrappedKey.KeyMaterial;
});
afterAll(() => simulator.close());

const policy = (more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: caller },
        Action: ['payment-cryptography:ImportKey', 'payment-cryptography:GetKey'],
        Resource: '*',
        ...more,
      },
    ],
  });
const put = (Policy: string): Promise<unknown> =>
  theirs.call('PutResourcePolicy', { ResourceArn: kek, Policy });
const nameOf = (error: unknown): string =>
  error instanceof KeyServiceError ? (error.serviceName ?? error.kind) : 'another error';
const importUnder = (WrappingKeyIdentifier = kek): Promise<string> =>
  mine
    .call('ImportKey', { KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier, WrappedKeyBlock: block } } })
    .then(({ output }) => output.Key.KeyArn.split(':')[4] ?? '', nameOf);
const get = (): Promise<string> =>
  mine.call('GetKey', { KeyIdentifier: kek }).then(({ output }) => output.Key.KeyArn, nameOf);

describe('a wrapping key of another account', () => {
  it('is refused without a policy, as one that does not exist', async () => {
    expect(await importUnder()).toBe('ResourceNotFoundException');
    expect(await get()).toBe('ResourceNotFoundException');
    expect(await importUnder(kek.replace(/.{16}$/, 'a'.repeat(16)))).toBe('ResourceNotFoundException');
  });

  it('unwraps where its policy gives ImportKey: the new key is of the caller', async () => {
    await put(policy());
    expect(await importUnder()).toBe(caller);
    expect(await get()).toBe(kek);
  });

  it.each([
    ['another action', policy({ Action: 'payment-cryptography:GetKey' })],
    ['another account', policy({ Principal: { AWS: '999999999999' } })],
    [
      'a condition, which is not evaluated',
      policy({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ],
    ['a refusal', policy({ Effect: 'Deny' })],
  ])('is refused by a policy for %s', async (_, text) => {
    await put(text);
    expect(await importUnder()).toBe('ResourceNotFoundException');
  });

  it.each([
    ['the root of the account', policy({ Principal: { AWS: `arn:aws:iam::${caller}:root` } })],
    ['a pattern of actions', policy({ Action: 'payment-cryptography:Import*' })],
    [
      'all but another account',
      policy({ Principal: undefined, NotPrincipal: { AWS: '999999999999' }, Condition: undefined }),
    ],
  ])('by %s', async (_, text) => {
    const known = await put(text).then(
      () => true,
      () => false,
    );
    // A policy for everyone but some is public: it cannot be put.
    expect(known).toBe(!text.includes('NotPrincipal'));
    if (known) expect(await importUnder()).toBe(caller);
  });

  it('is neither changed nor exported from here', async () => {
    await put(policy({ Action: '*' }));
    await expect(mine.call('StopKeyUsage', { KeyIdentifier: kek })).rejects.toThrow();
    await expect(
      mine.call('ExportKey', {
        ExportKeyIdentifier: kek,
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek } },
      }),
    ).rejects.toThrow();
  });
});
