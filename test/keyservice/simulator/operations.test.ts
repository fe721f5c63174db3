import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runs } from '../../quick';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { Key } from '../../../src/keyservice/operations';
import { usageAttributes, modesOfUse } from '../../../src/keyservice/rules/keyAttributes';
import { allFour, attributes, service, startService } from './client';

const day = 86_400_000;
const ahead = { days: 0 };
const at = service({ clock: () => Date.now() + ahead.days * day });
const later = async <T>(days: number, work: () => Promise<T>): Promise<T> => {
  ahead.days = days;
  try {
    return await work();
  } finally {
    ahead.days = 0;
  }
};

const kek = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour);
const create = async (given: object = {}): Promise<Key> =>
  (await at().call('CreateKey', { KeyAttributes: kek, Exportable: true, ...given })).Key;
const missing = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/aaaaaaaaaaaaaaaa';

describe('CreateKey', () => {
  it('answers as the service does', async () => {
    const before = Date.now();
    const key = await create({ Tags: [{ Key: 'a', Value: 'b' }] });
    expect(key).toMatchObject({
      KeyArn: expect.stringMatching(
        /^arn:aws:payment-cryptography:us-east-2:111122223333:key\/[a-z2-7]{16}$/,
      ) as string,
      KeyAttributes: {
        ...kek,
        KeyModesOfUse: {
          ...allFour,
          Generate: false,
          Sign: false,
          Verify: false,
          DeriveKey: false,
          NoRestrictions: false,
        },
      },
      KeyCheckValue: expect.stringMatching(/^[0-9A-F]{6}$/) as string,
      KeyCheckValueAlgorithm: 'CMAC',
      Enabled: true,
      Exportable: true,
      KeyState: 'CREATE_COMPLETE',
      KeyOrigin: 'AWS_PAYMENT_CRYPTOGRAPHY',
    });
    // Epoch seconds on the wire become the right Date, to the millisecond.
    expect(key.CreateTimestamp?.getTime()).toBeGreaterThanOrEqual(before);
    expect(key.CreateTimestamp?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(key.UsageStartTimestamp).toBeInstanceOf(Date);
    expect(key.UsageStopTimestamp).toBeUndefined();
  });

  const combinations = usageAttributes
    .filter(({ kind, listed }) => kind === 'symmetric' && listed === 'guide')
    .flatMap(({ keyUsage, algorithms, modes }) =>
      algorithms.flatMap((algorithm) =>
        Array.from(modes, (letter) => [keyUsage, algorithm, letter] as const),
      ),
    );
  it(`takes all ${combinations.length} legal combinations of symmetric keys`, async () => {
    const other = await startService();
    for (const [usage, algorithm, letter] of combinations) {
      const { Key: key } = await other.call('CreateKey', {
        KeyAttributes: attributes(usage as never, algorithm, modesOfUse(letter)!),
        Exportable: true,
      });
      expect(key.KeyAttributes.KeyAlgorithm).toBe(algorithm);
    }
    await other.close();
  });

  it.each([
    [
      'modes',
      attributes('TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY', 'AES_128', { Encrypt: true, Decrypt: true }),
      /KeyModesOfUse/,
    ],
    ['no modes', attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', {}), /KeyModesOfUse/],
    [
      'an algorithm',
      attributes('TR31_M3_ISO_9797_3_MAC_KEY', 'AES_128', { Generate: true }),
      /TDES_2KEY, TDES_3KEY/,
    ],
    ['a class', attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour, 'PUBLIC_KEY'), /KeyClass/],
    [
      'a pair without DeriveKeyUsage',
      attributes(
        'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
        'ECC_NIST_P256',
        { DeriveKey: true },
        'ASYMMETRIC_KEY_PAIR',
      ),
      /DeriveKeyUsage/,
    ],
  ] as const)('refuses %s', async (_, KeyAttributes, text) => {
    const failure = await at().wrong('CreateKey', { KeyAttributes, Exportable: true });
    expect(failure).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(text) as string,
    });
  });

  it.each([
    ['CMAC for TDES', 'TDES_2KEY', 'CMAC', true],
    ['ANSI_X9_24 for AES', 'AES_128', 'ANSI_X9_24', true],
    ['HMAC for AES', 'AES_128', 'HMAC', false],
    ['CMAC for HMAC', 'HMAC_SHA256', 'CMAC', false],
    ['HMAC for HMAC', 'HMAC_SHA256', 'HMAC', true],
  ] as const)('check value %s', async (_, algorithm, KeyCheckValueAlgorithm, taken) => {
    const KeyAttributes = algorithm.startsWith('HMAC')
      ? attributes('TR31_M7_HMAC_KEY', algorithm, { Generate: true, Verify: true })
      : attributes('TR31_P0_PIN_ENCRYPTION_KEY', algorithm, allFour);
    const input = { KeyAttributes, Exportable: true, KeyCheckValueAlgorithm };
    if (taken)
      expect((await at().call('CreateKey', input)).Key.KeyCheckValueAlgorithm).toBe(KeyCheckValueAlgorithm);
    else expect((await at().wrong('CreateKey', input)).message).toMatch(/check value/);
  });

  it('makes keys that may be used at once or not', async () => {
    const key = await create({ Enabled: false });
    expect(key.Enabled).toBe(false);
    expect(key.UsageStartTimestamp).toBeUndefined();
  });
});

describe('the life of a key', () => {
  it('starts and stops', async () => {
    const { KeyArn: KeyIdentifier } = await create();
    const stopped = (await at().call('StopKeyUsage', { KeyIdentifier })).Key;
    expect([stopped.Enabled, stopped.UsageStopTimestamp instanceof Date]).toEqual([false, true]);
    const started = (await at().call('StartKeyUsage', { KeyIdentifier })).Key;
    expect([started.Enabled, started.UsageStopTimestamp]).toEqual([true, undefined]);
  });

  it('is deleted in 7 days, can be restored until then, and then not', async () => {
    const { KeyArn: KeyIdentifier } = await create();
    await at().call('CreateAlias', { AliasName: 'alias/dying', KeyArn: KeyIdentifier });
    const pending = (await at().call('DeleteKey', { KeyIdentifier })).Key;
    expect(pending).toMatchObject({ KeyState: 'DELETE_PENDING', Enabled: false });
    expect(Math.round((pending.DeletePendingTimestamp!.getTime() - Date.now()) / day)).toBe(7);
    expect((await at().call('GetAlias', { AliasName: 'alias/dying' })).Alias.KeyArn).toBeUndefined();
    expect((await at().wrong('DeleteKey', { KeyIdentifier })).message).toMatch(
      /not in CREATE_COMPLETE state\./,
    );
    expect((await at().wrong('StartKeyUsage', { KeyIdentifier })).message).toMatch(/DELETE_PENDING/);
    const restored = (await at().call('RestoreKey', { KeyIdentifier })).Key;
    expect(restored).toMatchObject({ KeyState: 'CREATE_COMPLETE', Enabled: false });
    expect(restored.DeletePendingTimestamp).toBeUndefined();
    // A restore gives back neither: the alias stays without a key, and the key disabled.
    expect((await at().call('GetAlias', { AliasName: 'alias/dying' })).Alias.KeyArn).toBeUndefined();
    expect((await at().wrong('RestoreKey', { KeyIdentifier })).message).toMatch(/not DELETE_PENDING/);
    await at().call('DeleteKey', { KeyIdentifier, DeleteKeyInDays: 3 });
    await later(4, async () => {
      const { Key: gone } = await at().call('GetKey', { KeyIdentifier });
      expect(gone).toMatchObject({ KeyState: 'DELETE_COMPLETE', DeleteTimestamp: expect.any(Date) as Date });
      expect((await at().wrong('RestoreKey', { KeyIdentifier })).message).toMatch(/DELETE_COMPLETE/);
    });
  });

  it('leaves nothing of a deleted key in its store', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kmi-deleted-'));
    const now = { days: 0 };
    const file = path.join(folder, 'store');
    const own = await startService({ file, clock: () => Date.now() + now.days * day });
    try {
      const { KeyArn: KeyIdentifier } = (
        await own.call('CreateKey', { KeyAttributes: kek, Exportable: true })
      ).Key;
      await own.call('DeleteKey', { KeyIdentifier, DeleteKeyInDays: 3 });
      now.days = 4;
      await own.call('GetKey', { KeyIdentifier });
      await own.close();
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      expect(lines.at(-1)).toContain('"state":"DELETE_COMPLETE"');
      expect(lines.at(-1)).toContain('"material":{"kind":"erased"}');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([2, 181])('is not deleted in %d days', async (DeleteKeyInDays) => {
    const { KeyArn } = await create();
    expect((await at().wrong('DeleteKey', { KeyIdentifier: KeyArn, DeleteKeyInDays })).name).toBe(
      'ValidationException',
    );
  });

  const ofKey: OperationName[] = [
    'GetKey',
    'DeleteKey',
    'RestoreKey',
    'StartKeyUsage',
    'StopKeyUsage',
    'GetPublicKeyCertificate',
  ];
  it.each(ofKey)('%s says which key there is not', async (operation) => {
    for (const KeyIdentifier of [
      missing,
      'alias/none',
      missing.replace('111122223333', '444455556666'),
      missing.replace('us-east-2', 'us-east-1'),
    ])
      expect(await at().wrong(operation, { KeyIdentifier })).toMatchObject({
        name: 'ResourceNotFoundException',
        resourceId: KeyIdentifier,
      });
    expect((await at().wrong(operation, {})).name).toBe('ValidationException');
  });

  it('is found by ARN, by alias, and by ARN of the alias', async () => {
    const { KeyArn } = await create();
    await at().call('CreateAlias', { AliasName: 'alias/by/name_1', KeyArn });
    for (const KeyIdentifier of [KeyArn, 'alias/by/name_1', KeyArn.replace(/key\/.*/, 'alias/by/name_1')])
      expect((await at().call('GetKey', { KeyIdentifier })).Key.KeyArn).toBe(KeyArn);
  });
});

describe('aliases', () => {
  it('are made, moved, loosened, listed and deleted', async () => {
    const [a, b] = [await create(), await create()];
    const AliasName = 'alias/moving';
    expect((await at().call('CreateAlias', { AliasName, KeyArn: a.KeyArn })).Alias).toEqual({
      AliasName,
      KeyArn: a.KeyArn,
    });
    expect(await at().wrong('CreateAlias', { AliasName, KeyArn: b.KeyArn })).toMatchObject({
      name: 'ConflictException',
      message: expect.stringMatching(/^Simulator: /) as string,
    });
    await at().call('UpdateAlias', { AliasName, KeyArn: b.KeyArn });
    expect((await at().call('GetAlias', { AliasName })).Alias.KeyArn).toBe(b.KeyArn);
    expect((await at().call('ListAliases', { KeyArn: b.KeyArn })).Aliases).toEqual([
      { AliasName, KeyArn: b.KeyArn },
    ]);
    expect((await at().call('ListAliases', { KeyArn: a.KeyArn })).Aliases).toEqual([]);
    await at().call('UpdateAlias', { AliasName });
    expect((await at().call('GetAlias', { AliasName })).Alias).toEqual({ AliasName });
    await at().call('DeleteAlias', { AliasName });
    for (const operation of ['GetAlias', 'DeleteAlias', 'UpdateAlias'] as const)
      expect(await at().wrong(operation, { AliasName })).toMatchObject({
        name: 'ResourceNotFoundException',
        resourceId: AliasName,
      });
    expect((await at().wrong('CreateAlias', { AliasName, KeyArn: missing })).name).toBe(
      'ResourceNotFoundException',
    );
    expect((await at().call('CreateAlias', { AliasName })).Alias).toEqual({ AliasName });
  });

  it('point to no key that is deleted, or will be', async () => {
    const { KeyArn } = await create();
    const AliasName = 'alias/too-late';
    await at().call('CreateAlias', { AliasName });
    await at().call('DeleteKey', { KeyIdentifier: KeyArn });
    const refused = async (state: string): Promise<void> => {
      expect(await at().wrong('UpdateAlias', { AliasName, KeyArn })).toMatchObject({
        name: 'ValidationException',
        message: `Simulator: the key is in state ${state}; no alias can point to it.`,
      });
      expect((await at().call('GetAlias', { AliasName })).Alias).toEqual({ AliasName });
    };
    await refused('DELETE_PENDING');
    await later(8, () => refused('DELETE_COMPLETE'));
  });
});

describe('tags', () => {
  it('are added, changed, listed in pages and taken away', async () => {
    const { KeyArn: ResourceArn } = await create({ Tags: [{ Key: 'a', Value: '1' }] });
    await at().call('TagResource', {
      ResourceArn,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
        { Key: 'c', Value: '4' },
      ],
    });
    const first = await at().call('ListTagsForResource', { ResourceArn, MaxResults: 2 });
    expect(first.Tags).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '3' },
    ]);
    const rest = await at().call('ListTagsForResource', { ResourceArn, NextToken: first.NextToken! });
    expect([rest.Tags, rest.NextToken]).toEqual([[{ Key: 'c', Value: '4' }], undefined]);
    await at().call('UntagResource', { ResourceArn, TagKeys: ['a', 'zz'] });
    expect((await at().call('ListTagsForResource', { ResourceArn })).Tags).toHaveLength(2);
    expect(
      (
        await at().wrong('TagResource', {
          ResourceArn,
          Tags: [
            { Key: 'd', Value: '1' },
            { Key: 'd', Value: '2' },
          ],
        })
      ).message,
    ).toMatch(/twice/);
    expect(
      (await at().wrong('TagResource', { ResourceArn, Tags: [{ Key: 'aws:x', Value: '1' }] })).message,
    ).toMatch(/aws:/);
    const many = Array.from({ length: 200 }, (_, i) => ({ Key: `k${i}`, Value: 'v' }));
    expect((await at().wrong('TagResource', { ResourceArn, Tags: many })).name).toBe(
      'ServiceQuotaExceededException',
    );
    for (const operation of ['TagResource', 'UntagResource', 'ListTagsForResource'] as const)
      expect((await at().wrong(operation, { ResourceArn: missing, Tags: [], TagKeys: [] })).name).toMatch(
        /ResourceNotFound|Validation/,
      );
  });
});

describe('lists', () => {
  it(`page ${runs(2000)} keys without a gap or a double, while keys come and go`, async () => {
    const big = await startService({ mostKeys: 5000 });
    const arns: string[] = [];
    const make = async (): Promise<void> => {
      const { Key: key } = await big.call('CreateKey', { KeyAttributes: kek, Exportable: true });
      arns.push(key.KeyArn);
    };
    for (let i = 0; i < runs(100); i++) await Promise.all(Array.from({ length: 20 }, make));
    const seen: string[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await big.call('ListKeys', {
        MaxResults: runs(100),
        ...(NextToken === undefined ? {} : { NextToken }),
      });
      seen.push(...page.Keys.map(({ KeyArn }) => KeyArn));
      ({ NextToken } = page);
      pages++;
      if (pages === 5) await big.call('CreateKey', { KeyAttributes: kek, Exportable: true });
    } while (NextToken !== undefined);
    expect(pages).toBe(21);
    expect(new Set(seen).size).toBe(runs(2000) + 1);
    expect(arns.every((arn) => seen.includes(arn))).toBe(true);
    expect((await big.call('ListKeys', {})).Keys).toHaveLength(50);
    await big.close();
  });

  it('filter by state, and refuse a token of another list', async () => {
    const { KeyArn: KeyIdentifier } = await create();
    await at().call('DeleteKey', { KeyIdentifier });
    const { Keys } = await at().call('ListKeys', { KeyState: 'DELETE_PENDING' });
    expect(Keys.map(({ KeyArn }) => KeyArn)).toContain(KeyIdentifier);
    expect(new Set(Keys.map(({ KeyState }) => KeyState))).toEqual(new Set(['DELETE_PENDING']));
    expect(Keys[0]).not.toHaveProperty('KeyOrigin');
    const { NextToken } = await at().call('ListKeys', { MaxResults: 1 });
    expect((await at().wrong('ListAliases', { NextToken })).message).toMatch(/NextToken/);
    for (const token of ['nonsense', 'a2V5czo', '💥'])
      expect((await at().wrong('ListKeys', { NextToken: token })).message).toMatch(/NextToken/);
  });
});

describe('parameters and certificates', () => {
  it('come with a token, a certificate, its chain and an end in 30 days', async () => {
    const input = { KeyMaterialType: 'TR34_KEY_BLOCK', WrappingKeyAlgorithm: 'RSA_2048' } as const;
    const answer = await at().call('GetParametersForImport', input);
    expect(answer.ImportToken).toMatch(/^import-token-[0-9a-zA-Z]{16}$/);
    expect(Math.round((answer.ParametersValidUntilTimestamp.getTime() - Date.now()) / day)).toBe(30);
    const leaf = new X509Certificate(Buffer.from(answer.WrappingKeyCertificate, 'base64'));
    const root = new X509Certificate(Buffer.from(answer.WrappingKeyCertificateChain, 'base64'));
    expect([leaf.checkIssued(root), leaf.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(leaf.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect([leaf.subject, root.subject]).toEqual([
      expect.stringContaining('TEST'),
      expect.stringContaining('TEST'),
    ]);
    expect([leaf.ca, root.ca]).toEqual([false, true]);
    const out = await at().call('GetParametersForExport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      SigningKeyAlgorithm: 'RSA_2048',
    });
    expect(out.ExportToken).toMatch(/^export-token-/);
  });

  it.each([
    ['GetParametersForImport', { KeyMaterialType: 'TR31_KEY_BLOCK', WrappingKeyAlgorithm: 'RSA_2048' }],
    ['GetParametersForImport', { KeyMaterialType: 'KEY_CRYPTOGRAM', WrappingKeyAlgorithm: 'AES_128' }],
    ['GetParametersForExport', { KeyMaterialType: 'KEY_CRYPTOGRAM', SigningKeyAlgorithm: 'RSA_2048' }],
    ['GetParametersForExport', { KeyMaterialType: 'TR34_KEY_BLOCK', SigningKeyAlgorithm: 'ECC_NIST_P256' }],
    ['GetParametersForImport', {}],
  ] as const)('%s refuses %o', async (operation, input) => {
    expect((await at().wrong(operation, input)).name).toBe('ValidationException');
  });

  it('are given for own key pairs, and given again for a while', async () => {
    const pair = attributes(
      'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      'ECC_NIST_P256',
      { DeriveKey: true },
      'ASYMMETRIC_KEY_PAIR',
    );
    const key = await create({ KeyAttributes: pair, DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' });
    expect(key).toMatchObject({
      DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      KeyCheckValue: expect.stringMatching(/^[0-9A-F]{8}$/) as string,
    });
    const get = () => at().call('GetPublicKeyCertificate', { KeyIdentifier: key.KeyArn });
    const first = await get();
    const leaf = new X509Certificate(Buffer.from(first.KeyCertificate, 'base64'));
    const root = new X509Certificate(Buffer.from(first.KeyCertificateChain, 'base64'));
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(Math.round((Date.parse(leaf.validTo) - Date.now()) / day)).toBe(90);
    expect((await later(59, get)).KeyCertificate).toBe(first.KeyCertificate);
    expect((await later(61, get)).KeyCertificate).not.toBe(first.KeyCertificate);
    const symmetric = await create();
    expect((await at().wrong('GetPublicKeyCertificate', { KeyIdentifier: symmetric.KeyArn })).name).toBe(
      'ValidationException',
    );
  });
});

describe('limits', () => {
  it('keys and aliases', async () => {
    const small = await startService({ mostKeys: 2, mostAliases: 1 });
    const make = { KeyAttributes: kek, Exportable: true };
    await small.call('CreateKey', make);
    const { Key: second } = await small.call('CreateKey', make);
    expect((await small.wrong('CreateKey', make)).name).toBe('ServiceQuotaExceededException');
    await small.call('CreateAlias', { AliasName: 'alias/one' });
    expect((await small.wrong('CreateAlias', { AliasName: 'alias/two' })).name).toBe(
      'ServiceQuotaExceededException',
    );
    expect(second.KeyState).toBe('CREATE_COMPLETE');
    await small.close();
  });

  it('rate', async () => {
    const slow = await startService({ ratePerSecond: 5 });
    const results = await Promise.all(
      Array.from({ length: 12 }, () => slow.wrong('GetKey', { KeyIdentifier: 'alias/x' })),
    );
    const throttled = results.filter(({ name }) => name === 'ThrottlingException').length;
    expect(throttled).toBeGreaterThanOrEqual(5);
    expect(throttled).toBeLessThanOrEqual(7);
    await slow.close();
  });
});
