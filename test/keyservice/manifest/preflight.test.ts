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
      'The length field is 0144, but the block has 60 characters. Check whether the block was cut off or something was added.',
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

const sound =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

/** What becomes of rows, each with its notes, in a line. */
function verdicts(
  rows: readonly Record<string, unknown>[],
  notesOf: readonly (readonly ImportNote[] | undefined | 'none')[],
  more: Partial<Parameters<typeof preflight>[1]> = {},
): string[] {
  const manifest = readManifest(
    JSON.stringify({
      version: 1,
      defaults: { wrappingKey: 'alias/kek' },
      keys: rows.map((row) => ({ keyBlock: sound, ...row })),
    }),
  );
  const notes = new Map(
    rowIdentities(manifest, live).flatMap((identity, i) => {
      const of = notesOf[i] ?? notesOf[0];
      return of === 'none' ? [] : [[identityName(identity), of] as const];
    }),
  );
  const checked = preflight(manifest, {
    target: live,
    now: new Date('2026-12-01T00:00:00Z'),
    keys: [wrapping],
    aliases: new Map([['alias/kek', wrapping.KeyArn]]),
    notes,
    ...more,
  });
  const { counts, exportable, calls } = checked;
  return [
    ...checked.rows.map(({ verdict, enable, again, record, plan, reason, findings }) =>
      [
        verdict,
        enable ? 'enable' : '',
        again ? `again after ${again.after}: ${again.reason}` : '',
        record ? `was ${record.number}` : '',
        plan ? `plan, ${JSON.stringify(plan.request.Enabled)}` : '',
        reason?.code ?? '',
        findings
          .map(
            ({ severity, code, span, args }) =>
              `${severity} ${code} ${span ? `${span.start}-${span.end}` : ''} ${JSON.stringify(args ?? [])}`,
          )
          .join(', '),
      ].join(' | '),
    ),
    `${JSON.stringify(counts)} ${exportable} exportable, ${calls} calls`,
  ];
}

it('whole: rows whose block was imported before', async () => {
  const facts = {
    v: 1,
    id: '0'.repeat(32),
    identity: rowIdentities(
      readManifest(JSON.stringify({ version: 1, keys: [{ keyBlock: sound }] })),
      live,
    )[0]!,
    profile: 'payments',
    endpoint: live.endpoint,
    startedAt: 0,
    wanted: {},
  } as const;
  const imported = (number: number, name: string, of: object = {}): ImportNote => ({
    ...facts,
    state: 'imported',
    number,
    arn: arn(name),
    importedAt: number * 86_400_000,
    kcv: '08D7B4',
    ...of,
  });
  const open = (number: number): ImportNote => ({ ...facts, state: 'open', number, tagged: true });
  const first = imported(1, 'pin');
  const there = (more: Partial<KeySummary> = {}): KeySummary[] => [wrapping, pin('08D7B4', more)];
  const rows: readonly Record<string, unknown>[] = [
    {},
    { checkValue: '08D7B4' },
    { checkValue: '08D7B4', enabled: false },
    { checkValue: '08D7B5', alias: 'alias/new' },
    { checkValue: '08D7' },
    { alias: 'alias/pin' },
    { alias: 'alias/other' },
    { alias: 'no alias' },
    { wrappingKey: 'alias/none', alias: 'alias/other' },
    { again: 'lost' },
    { again: 'done', alias: 'alias/other' },
  ];
  const aliases = new Map([
    ['alias/kek', wrapping.KeyArn],
    ['alias/pin', arn('pin')],
    ['alias/other', arn('other')],
    ['alias/empty', ''],
  ]);
  const again = imported(2, 'again', { again: { reason: 'done', after: 1 } });
  const states: readonly (readonly [string, readonly ImportNote[] | undefined | 'none', KeySummary[]])[] = [
    ['never', 'none', there()],
    ['notes without one', [], there()],
    ['a note that cannot be read', undefined, there()],
    ['there', [first], there()],
    ['there, disabled', [first], there({ Enabled: false })],
    [
      'there, disabled, its check value is not known',
      [imported(1, 'pin', { kcv: undefined })],
      there({ Enabled: false }),
    ],
    ['being deleted', [first], there({ KeyState: 'DELETE_PENDING' })],
    ['not in this account', [first], [wrapping]],
    ['got no response', [open(1)], there()],
    ['imported, then one that got no response', [first, open(2)], there()],
    ['imported twice', [first, again], [...there(), pin('08D7B4', { KeyArn: arn('again'), Enabled: false })]],
  ];
  const lines = states.flatMap(([name, notes, keys]) =>
    [false, true].flatMap((enableAfterMatch) => [
      `# ${name}${enableAfterMatch ? ', enabled after its check value matched' : ''}`,
      ...rows.map((row) =>
        [JSON.stringify(row), ...verdicts([row], [notes], { keys, aliases, enableAfterMatch })]
          .join('\n  ')
          .replaceAll(/"\w+":0,?/g, ''),
      ),
    ]),
  );
  const beside = [
    '# beside each other',
    ...verdicts(
      [
        { alias: 'alias/pin' },
        { alias: 'alias/pin' },
        { checkValue: '08D7B4' },
        { keyBlock: '' },
        { keyBlock: sound.replace('E00E', 'E00N'), checkValue: '08D7B4', alias: 'alias/a' },
        { keyBlock: sound.replace('E00E', 'E00S'), checkValue: '08D7B4', alias: 'alias/a' },
        { keyBlock: sound.slice(0, 90) },
        { keyBlock: '', wrappingKey: ' ' },
        { keyBlock: null, wrappingKey: null },
        { keyBlock: '""' },
        { keyBlock: 5 },
      ],
      ['none'],
      { aliases },
    ),
  ];
  await expect([...lines, ...beside].join('\n')).toMatchFileSnapshot('whole/preflight.txt');
});
