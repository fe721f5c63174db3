// Tokens of GetParameters…: which is given again, which is forgotten, to the millisecond. Without a server.
import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../../../src/keyservice/simulator/account';
import {
  getParametersForExport,
  getParametersForImport,
} from '../../../src/keyservice/simulator/operations/parameters';
import { Store, type TokenRecord } from '../../../src/keyservice/simulator/store';

const start = Date.UTC(2026, 10, 28);
const day = 86_400_000;
const clock = { now: start };
let account: Account;
beforeAll(async () => {
  account = new Account(await Store.open(), {
    account: '111122223333',
    region: 'us-east-2',
    now: () => clock.now,
    mostKeys: 10,
    mostAliases: 10,
    tokenDays: 30,
  });
});

const importing = async (more: object = {}): Promise<Readonly<Record<string, unknown>>> =>
  getParametersForImport(account, {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_2048',
    ...more,
  } as never);

describe('a token', () => {
  it('is given again while it has 7 days left, and its certificate with it', async () => {
    clock.now = start;
    const first = await importing();
    expect(first).toMatchObject({
      WrappingKeyAlgorithm: 'RSA_2048',
      ParametersValidUntilTimestamp: (start + 30 * day) / 1000,
    });
    clock.now = start + 23 * day;
    const again = await importing({ ReuseLastGeneratedToken: true });
    expect(again).toEqual(first);
    clock.now = start + 23 * day + 1;
    const second = await importing({ ReuseLastGeneratedToken: true });
    expect(second.ImportToken).not.toBe(first.ImportToken);
    expect(second.ParametersValidUntilTimestamp).toBe((clock.now + 30 * day) / 1000);
    expect(second.WrappingKeyCertificateChain).toBe(first.WrappingKeyCertificateChain);
    expect((await importing()).ImportToken).not.toBe(second.ImportToken);
  });

  it('is remembered for 30 days after it has expired', async () => {
    clock.now = start;
    const kept = (name: string, validUntil: number): void => {
      const record: TokenRecord = {
        token: name,
        direction: 'export',
        materialType: 'TR34_KEY_BLOCK',
        algorithm: 'RSA_3072',
        validUntil,
        pkcs8: '',
        certificate: '',
      };
      account.store.commit(['tokens', name, record]);
    };
    kept('over', start - 30 * day);
    kept('just over', start - 30 * day + 1);
    await importing();
    expect([account.store.tokens.has('over'), account.store.tokens.has('just over')]).toEqual([false, true]);
  });

  it('is for one direction', async () => {
    clock.now = start;
    const first = await getParametersForExport(account, {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      SigningKeyAlgorithm: 'RSA_2048',
    });
    expect(String(first.ExportToken)).toMatch(/^export-token-[a-z2-7]{16}$/);
    const other = await importing({ KeyMaterialType: 'TR34_KEY_BLOCK', ReuseLastGeneratedToken: true });
    expect(String(other.ImportToken)).toMatch(/^import-token-[a-z2-7]{16}$/);
    const again = await getParametersForExport(account, {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      SigningKeyAlgorithm: 'RSA_2048',
      ReuseLastGeneratedToken: true,
    });
    expect(again).toEqual(first);
  });

  it('is for TR-34 and cryptograms, and for RSA keys', async () => {
    const failure = async (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'none',
        (error: unknown) => (error as Error).message,
      );
    expect(await failure(importing({ KeyMaterialType: 'TR31_KEY_BLOCK' }))).toBe(
      'Simulator: TR31_KEY_BLOCK is imported without parameters; only TR34_KEY_BLOCK and KEY_CRYPTOGRAM need them.',
    );
    for (const [operation, member] of [
      [importing({ WrappingKeyAlgorithm: 'ECC_NIST_P256' }), 'WrappingKeyAlgorithm'],
      [
        getParametersForExport(account, {
          KeyMaterialType: 'TR34_KEY_BLOCK',
          SigningKeyAlgorithm: 'ECC_NIST_P256',
        }),
        'SigningKeyAlgorithm',
      ],
    ] as const)
      expect(await failure(operation)).toContain(
        `${member} must be RSA_2048, RSA_3072 or RSA_4096, not ECC_NIST_P256.`,
      );
    expect(
      await failure(
        getParametersForExport(account, {
          KeyMaterialType: 'KEY_CRYPTOGRAM',
          SigningKeyAlgorithm: 'RSA_2048',
        }),
      ),
    ).toContain('KEY_CRYPTOGRAM is exported without parameters; only TR34_KEY_BLOCK needs them.');
  });
});
