// An account by itself, without a server: its keys by every name, its tokens, quotas and answers.
import { describe, expect, it } from 'vitest';
import { Account, shortId } from '../../../src/keyservice/simulator/account';
import { keyAnswer } from '../../../src/keyservice/simulator/keyAnswer';
import { ServiceError } from '../../../src/keyservice/simulator/serviceError';
import { Store, type KeyRecord, type TokenRecord } from '../../../src/keyservice/simulator/store';
import { allFour, attributes } from './client';

const start = Date.UTC(2026, 10, 28);
const day = 86_400_000;
const prefix = 'arn:aws:payment-cryptography:us-east-2:111122223333:';

async function opened(mostKeys = 2000) {
  const clock = { now: start };
  const account = new Account(await Store.open(), {
    account: '111122223333',
    region: 'us-east-2',
    now: () => clock.now,
    mostKeys,
    mostAliases: 10,
    tokenDays: 30,
  });
  const add = (more: Partial<Parameters<Account['add']>[0]> = {}): KeyRecord =>
    account.add({
      attributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
      exportable: true,
      enabled: true,
      origin: 'EXTERNAL',
      checkValue: 'DF9ADA',
      checkValueAlgorithm: 'CMAC',
      material: { kind: 'symmetric', key: '00'.repeat(16) },
      tags: [],
      ...more,
    });
  return { clock, account, add };
}

/** Name and words of the error that a call ends with. */
function errorOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.type}: ${error.resourceId ?? error.message}`;
  }
  return 'none';
}

describe('what is told of a key', () => {
  it('has each time and usage where the record has it, and no other member', async () => {
    const { account, add } = await opened();
    const record = add({ enabled: false });
    const least = {
      KeyArn: `${prefix}key/${record.id}`,
      KeyAttributes: {
        ...record.attributes,
        KeyModesOfUse: {
          Encrypt: true,
          Decrypt: true,
          Wrap: true,
          Unwrap: true,
          Generate: false,
          Sign: false,
          Verify: false,
          DeriveKey: false,
          NoRestrictions: false,
        },
      },
      KeyCheckValue: 'DF9ADA',
      KeyCheckValueAlgorithm: 'CMAC',
      Enabled: false,
      Exportable: true,
      KeyState: 'CREATE_COMPLETE',
      KeyOrigin: 'EXTERNAL',
      CreateTimestamp: start / 1000,
    };
    expect(keyAnswer(account, record)).toStrictEqual(least);
    const optional = [
      ['usageStart', start + 1500, 'UsageStartTimestamp', start / 1000 + 1.5],
      ['usageStop', start, 'UsageStopTimestamp', start / 1000],
      ['deletePending', start, 'DeletePendingTimestamp', start / 1000],
      ['deleted', start, 'DeleteTimestamp', start / 1000],
      ['deriveKeyUsage', 'TR31_P0_PIN_ENCRYPTION_KEY', 'DeriveKeyUsage', 'TR31_P0_PIN_ENCRYPTION_KEY'],
    ] as const;
    for (const [member, value, name, answered] of optional)
      expect(keyAnswer(account, { ...record, [member]: value })).toStrictEqual({
        ...least,
        [name]: answered,
      });
  });

  it('is put down when it is made: times of the clock, an order, and what it derives', async () => {
    const { clock, account, add } = await opened();
    const first = add();
    clock.now += 5;
    const second = add({ enabled: false, deriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' });
    expect(first).toMatchObject({ created: start, usageStart: start, state: 'CREATE_COMPLETE' });
    expect('deriveKeyUsage' in first).toBe(false);
    expect(second).toMatchObject({
      created: start + 5,
      deriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    });
    expect('usageStart' in second).toBe(false);
    expect(second.sequence).toBe(first.sequence + 1);
    expect(account.store.keys.get(second.id)).toBe(second);
    expect([first.id, second.id].every((id) => /^[a-z2-7]{16}$/.test(id))).toBe(true);
    expect([shortId(0), shortId(7).length]).toEqual(['', 7]);
  });
});

it('a key is found by its id, ARN and alias of this account and Region', async () => {
  const { account, add } = await opened();
  const { id } = add();
  account.store.commit(['aliases', 'alias/one', { name: 'alias/one', sequence: 9, keyId: id }]);
  account.store.commit(['aliases', 'alias/none', { name: 'alias/none', sequence: 10 }]);
  for (const name of [`${prefix}key/${id}`, `key/${id}`, 'alias/one', `${prefix}alias/one`])
    expect(account.key(name).id, name).toBe(id);
  for (const name of [
    id,
    'alias/none',
    'alias/two',
    `${prefix}key/${id.slice(1)}`,
    `${prefix.replace('us-east-2', 'us-east-1')}key/${id}`,
    `${prefix.replace('3333', '4444')}alias/one`,
    '',
  ])
    expect(
      errorOf(() => account.key(name)),
      name,
    ).toBe(`ResourceNotFoundException: ${name}`);
});

it('a key is usable where it is complete and enabled', async () => {
  const { account, add } = await opened();
  const record = add();
  const told = (change: Partial<KeyRecord>): string => {
    account.put({ ...record, ...change });
    return errorOf(() => account.usableKey(`key/${record.id}`, 'KEK'));
  };
  expect(told({})).toBe('none');
  expect(told({ enabled: false })).toBe(
    'ValidationException: Simulator: the KEK is disabled; call StartKeyUsage first.',
  );
  expect(told({ state: 'DELETE_PENDING', deletePending: start + day })).toBe(
    'ValidationException: Simulator: the KEK is in state DELETE_PENDING, not CREATE_COMPLETE.',
  );
});

it('a deletion is carried out at its time, and not before', async () => {
  const { clock, account, add } = await opened();
  const record = account.put({ ...add(), state: 'DELETE_PENDING', deletePending: start + day });
  const at = (time: number): KeyRecord => {
    clock.now = time;
    return account.key(`key/${record.id}`);
  };
  expect(at(start + day - 1)).toBe(record);
  const deleted = at(start + day);
  expect(deleted).toMatchObject({
    state: 'DELETE_COMPLETE',
    deleted: start + day,
    material: { kind: 'erased' },
  });
  expect('deletePending' in deleted).toBe(false);
  expect(at(start + 9 * day)).toBe(deleted);
});

it('the quota counts keys that are not deleted', async () => {
  const { clock, account, add } = await opened(2);
  const first = add();
  add();
  const full = 'ServiceQuotaExceededException: Simulator: the account has 2 keys; the limit is 2.';
  expect(errorOf(() => add())).toBe(full);
  account.put({ ...first, state: 'DELETE_PENDING', deletePending: start + day });
  expect(errorOf(() => account.checkKeyQuota())).toBe(full);
  clock.now += day;
  expect(errorOf(() => add())).toBe('none');
  expect(errorOf(() => add())).toBe(full);
});

it('a token is for one direction and one kind of material, until it expires', async () => {
  const { clock, account } = await opened();
  const record: TokenRecord = {
    token: 'import-token-a',
    direction: 'import',
    materialType: 'TR34_KEY_BLOCK',
    algorithm: 'RSA_2048',
    validUntil: account.tokenEnd,
    pkcs8: '',
    certificate: '',
  };
  expect(record.validUntil).toBe(start + 30 * day);
  account.store.commit(['tokens', record.token, record]);
  expect(account.token('import-token-a', 'import', 'TR34_KEY_BLOCK')).toBe(record);
  const unknown = (direction: string): string =>
    `ValidationException: Simulator: no such ${direction} token was issued in this account and Region.`;
  expect(errorOf(() => account.token('import-token-b', 'import', 'TR34_KEY_BLOCK'))).toBe(unknown('import'));
  expect(errorOf(() => account.token('import-token-a', 'export', 'TR34_KEY_BLOCK'))).toBe(unknown('export'));
  expect(errorOf(() => account.token('import-token-a', 'import', 'KEY_CRYPTOGRAM'))).toBe(
    'ValidationException: Simulator: the token was issued for TR34_KEY_BLOCK, not for KEY_CRYPTOGRAM.',
  );
  clock.now = record.validUntil - 1;
  expect(errorOf(() => account.token('import-token-a', 'import', 'TR34_KEY_BLOCK'))).toBe('none');
  clock.now = record.validUntil;
  expect(errorOf(() => account.token('import-token-a', 'import', 'TR34_KEY_BLOCK'))).toBe(
    'ValidationException: Simulator: the token expired at 2026-12-28T00:00:00.000Z; get new parameters.',
  );
});
