import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { fromHex } from '../../../src/core/crypto/bytes';
import type { OptionalBlockInput } from '../../../src/core/keyblock/blockHeader';
import { identityName } from '../../../src/keyservice/imports/identity';
import type { ImportNote } from '../../../src/keyservice/imports/note';
import {
  compareRowCheckValue,
  preflight,
  rowIdentities,
  type PreflightRow,
} from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import type { KeySummary, ServiceTarget } from '../../../src/keyservice/operations';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes } from '../simulator/client';

const live: ServiceTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'us-east-2',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
};
const arn = (name: string): string =>
  `arn:aws:payment-cryptography:us-east-2:111122223333:key/${name.padEnd(16, '0')}`;
const kbpk = new Uint8Array(randomBytes(32));
const wrapping: KeySummary = {
  KeyArn: arn('kek'),
  KeyState: 'CREATE_COMPLETE',
  KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256', allFour),
  KeyCheckValue: keyCheckValue('CMAC', kbpk, { algorithm: 'AES' }),
  Enabled: true,
};
const testKey = fromHex('0123456789ABCDEFFEDCBA9876543210')!;
const block = (key: Uint8Array, algorithm: 'A' | 'T', optionalBlocks: OptionalBlockInput[] = []): string =>
  testKeyBlock(
    { version: 'D', usage: 'P0', algorithm, mode: 'B', exportability: 'E', optionalBlocks },
    key,
    kbpk,
  );

interface Given {
  readonly rows: readonly Record<string, unknown>[];
  readonly keys?: readonly KeySummary[];
  readonly testAccounts?: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly notes?: ReadonlyMap<string, readonly ImportNote[]>;
}
function judged({
  rows,
  keys = [],
  testAccounts = [],
  aliases = {},
  notes = new Map(),
}: Given): readonly PreflightRow[] {
  const text = JSON.stringify({ version: 1, defaults: { wrappingKey: 'alias/kek' }, keys: rows });
  return preflight(readManifest(text), {
    target: live,
    now: new Date(),
    keys: [wrapping, ...keys],
    aliases: new Map([['alias/kek', wrapping.KeyArn], ...Object.entries(aliases)]),
    notes,
    testAccounts,
  }).rows;
}
const codes = ({ findings }: PreflightRow): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
const pin = (kcv: string, more: Partial<KeySummary> = {}): KeySummary => ({
  KeyArn: arn('pin'),
  KeyState: 'CREATE_COMPLETE',
  KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', allFour),
  KeyCheckValue: kcv,
  Enabled: true,
  ...more,
});
const key = new Uint8Array(randomBytes(16));
const kcv = keyCheckValue('ANSI_X9_24', key, { algorithm: 'TDES' });

describe('the check of a manifest', () => {
  it('names a key of equal usage, algorithm and check value, never less', () => {
    const rows = [{ keyBlock: block(key, 'T'), checkValue: kcv }];
    const [row] = judged({ rows, keys: [pin(kcv)] });
    expect([row!.verdict, row!.reason?.code, row!.reason?.args]).toEqual([
      'warning',
      'manifest_key_there',
      [kcv, arn('pin')],
    ]);
    const others = [
      pin(kcv, { KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour) }),
      pin(kcv, { KeyAttributes: attributes('TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY', 'TDES_2KEY', allFour) }),
      pin(kcv, { KeyState: 'DELETE_PENDING' }),
      pin(kcv.slice(0, 4)),
    ];
    expect(codes(judged({ rows, keys: others })[0]!)).toEqual([]);
  });

  it('says what is wrong with a block in its own words, and nothing that follows from it', () => {
    const [row] = judged({ rows: [{ keyBlock: block(key, 'A').slice(0, 60) }] });
    expect(row!.verdict).toBe('blocked');
    expect(
      row!.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ).toEqual([
      'Length field says 0144, the block has 60 characters. Check whether the block was cut off or something was added.',
    ]);
  });

  it('knows the check value that the block itself carries', () => {
    const carried = block(key, 'T', [{ id: 'KC', data: `00${kcv}` }]);
    expect(codes(judged({ rows: [{ keyBlock: carried }], keys: [pin(kcv)] })[0]!)).toEqual([
      'manifest_key_there',
    ]);
  });

  it('warns of a published test key in a live account that is not listed', () => {
    const carried = block(testKey, 'T', [{ id: 'KC', data: '0008D7B4' }]);
    for (const row of [{ keyBlock: block(testKey, 'T'), checkValue: '08D7B4' }, { keyBlock: carried }]) {
      expect(codes(judged({ rows: [row] })[0]!)).toEqual(['aws_known_test_key']);
      expect(codes(judged({ rows: [row], testAccounts: ['111122223333'] })[0]!)).toEqual([]);
    }
    // The same digits of an AES key are of another key.
    expect(codes(judged({ rows: [{ keyBlock: block(key, 'A'), checkValue: '08D7B4' }] })[0]!)).toEqual([]);
  });

  it('says that four digits are few, and compares rows by six', () => {
    const [short, first, second, other] = judged({
      rows: [
        { keyBlock: block(key, 'T'), checkValue: kcv.slice(0, 4) },
        { keyBlock: block(key, 'T'), checkValue: kcv },
        { keyBlock: block(key, 'T'), checkValue: `${kcv}00` },
        { keyBlock: block(key, 'T'), checkValue: kcv.slice(0, 4) },
      ],
    });
    expect([short, first, second, other].map((row) => codes(row!))).toEqual([
      ['manifest_check_value_short'],
      [],
      ['manifest_same_check_value'],
      ['manifest_check_value_short'],
    ]);
    expect(second!.reason?.args).toEqual([2, `${kcv}00`]);
    const [long] = judged({ rows: [{ keyBlock: block(key, 'T'), checkValue: `${kcv}0011223344` }] });
    expect(codes(long!)).toEqual(['manifest_check_value_long']);
  });

  it('goes on with a second import that got no response, though the first key has the alias', () => {
    const rows = [{ keyBlock: block(key, 'T'), alias: 'alias/pin' }];
    const identity = rowIdentities(readManifest(JSON.stringify({ version: 1, keys: rows })), live)[0]!;
    const facts = {
      v: 1,
      id: '0'.repeat(32),
      identity,
      profile: 'payments',
      endpoint: live.endpoint,
      startedAt: 0,
    } as const;
    const notes = new Map<string, readonly ImportNote[]>([
      [
        identityName(identity),
        [
          { ...facts, state: 'imported', number: 1, wanted: {}, arn: arn('pin'), importedAt: 0 },
          {
            ...facts,
            state: 'open',
            number: 2,
            wanted: {},
            tagged: true,
            again: { reason: 'two', after: 1 },
          },
        ],
      ],
    ]);
    const given = { rows, notes, keys: [pin(kcv)] };
    expect(judged({ ...given, aliases: { 'alias/pin': arn('pin') } })[0]!.verdict).not.toBe('blocked');
    // Also where no note names the key of the alias: it may be the one that got no response.
    expect(judged({ ...given, aliases: { 'alias/pin': arn('other') } })[0]!.verdict).toBe('ready');
  });

  it('compares what a row expects with what its key got', () => {
    const compared = (row: Record<string, unknown>, got: string | undefined): string | undefined =>
      compareRowCheckValue(judged({ rows: [{ keyBlock: block(key, 'A'), ...row }] })[0]!, got);
    expect(compared({ checkValue: '2090A6' }, '2090A6')).toBe('equal');
    // The service makes that of AES by CMAC: what it shows is what the row means.
    expect(compared({ checkValue: '2090A6' }, '2090A7')).toBe('different');
    expect(compared({ checkValue: '2090A6', checkValueAlgorithm: 'ANSI_X9_24' }, '2090A7')).toBe('different');
    expect(compared({ checkValue: '2090' }, '2090A6')).toBe('notComparable');
    expect(compared({ checkValue: '2091' }, '2090A6')).toBe('different');
    expect(compared({}, '2090A6')).toBeUndefined();
    expect(compared({ checkValue: '2090A6' }, undefined)).toBeUndefined();
  });
});
