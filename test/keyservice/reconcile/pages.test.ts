// What is said of two lists, whole: as Markdown, CSV and JSON, with every reason and difference; and the manifest of what
// is missing.
import { describe, expect, it } from 'vitest';
import type { KeyList, ListedKey } from '../../../src/keyservice/reconcile/listedKey';
import { missingManifest } from '../../../src/keyservice/reconcile/missingManifest';
import {
  kindTexts,
  reconcileDifferenceTexts,
  reconcilePageTexts,
  reconcileWhyTexts,
  reconciliationCsv,
  reconciliationJson,
  reconciliationMarkdown,
} from '../../../src/keyservice/reconcile/page';
import { reconcile, reconcileKinds, type Reconciliation } from '../../../src/keyservice/reconcile/reconcile';

type Change = { [Name in keyof ListedKey]?: ListedKey[Name] | undefined };
const key = (change: Change): ListedKey =>
  Object.fromEntries(
    Object.entries({
      row: 1,
      names: ['pek-01'],
      method: 'ANSI_X9_24',
      cipher: 'TDES',
      bits: 128,
      usage: 'P0',
      mode: 'B',
      exportable: true,
      enabled: true,
      ...change,
    }).filter(([, value]) => value !== undefined),
  ) as unknown as ListedKey;
const list = (name: string, keys: readonly ListedKey[]): KeyList => ({
  name,
  keys: keys.map((one, place) => ({ ...one, row: place + 1 })),
});
const arn = (id: string): string => `arn:aws:payment-cryptography:eu-west-1:111122223333:key/${id}`;

/** What the first list has of a key, and the second. */
const pairs: readonly (readonly [Change | undefined, Change | undefined])[] = [
  [{ kcv: '000001' }, { kcv: '000001', names: ['alias/PEK 01'], arn: arn('one') }],
  [{ kcv: '000002AABBCCDD' }, { kcv: '000002' }],
  [
    { kcv: '000003', names: ['a'] },
    { kcv: '000003', names: ['b', 'c'] },
  ],
  [
    { kcv: '000004', names: [] },
    { kcv: '000004', names: [], arn: arn('four') },
  ],
  [
    { kcv: '000005', bits: undefined },
    { kcv: '000005', cipher: undefined },
  ],
  [{ kcv: '000006', usage: undefined }, { kcv: '000006' }],
  [
    { kcv: '000007', cipher: 'AES', method: undefined },
    { kcv: '000007', cipher: 'AES', method: 'CMAC' },
  ],
  [{ kcv: '000008', cipher: undefined, method: undefined, usage: undefined, names: [] }, { kcv: '000008' }],
  [
    { kcv: '000009', usage: 'K0' },
    { kcv: '000009', usage: 'P0' },
  ],
  [{ kcv: '00000A', mode: 'E' }, { kcv: '00000A' }],
  [{ kcv: '00000B', exportable: false }, { kcv: '00000B' }],
  [{ kcv: '00000C' }, { kcv: '00000C', enabled: false }],
  [
    { kcv: '00000D', usage: 'K0', mode: 'E' },
    { kcv: '00000D', exportable: false, enabled: false, names: ['pek01', 'x'] },
  ],
  [{ kcv: '00000E', names: ['only-here'] }, undefined],
  [undefined, { kcv: '00000F', names: [], arn: arn('there') }],
  [
    { kcv: '000010', names: ['one-name'], usage: 'B0' },
    { kcv: '000011', names: ['ONE_NAME'], usage: 'B0' },
  ],
  [
    { kcv: '000012', usage: 'C0', names: ['c'] },
    { kcv: '000012', usage: 'D0', names: ['d'] },
  ],
  [
    { kcv: '000013', usage: 'E0', method: 'CMAC', names: ['e'] },
    { kcv: '000014', usage: 'E0', names: ['e'] },
  ],
  [
    { kcv: '000015', usage: 'E1', names: ['e1'] },
    { kcv: '0000', usage: 'E1', names: ['e1'] },
  ],
  [{ usage: 'E2', names: ['no value'] }, undefined],
  [
    { kcv: '0000166', component: true, names: [] },
    { kcv: '000016', component: true, names: [] },
  ],
  [
    { kcv: '000017', names: [] },
    { kcv: '000017', names: [] },
  ],
  [undefined, { kcv: '000017', names: [] }],
  [
    { kcv: '000018', names: ['a|b', '<i>'] },
    { kcv: '000018', names: ['=a|b'] },
  ],
];
const whole = reconcile(
  list(
    'hsm *export*.csv',
    pairs.flatMap(([here]) => (here ? [key(here)] : [])),
  ),
  list(
    'custody, eu-west-1',
    pairs.flatMap(([, there]) => (there ? [key(there)] : [])),
  ),
);

describe('two lists', () => {
  it('are told whole as before', async () => {
    const forms = {
      markdown: reconciliationMarkdown(whole),
      csv: reconciliationCsv(whole),
      json: reconciliationJson(whole),
    };
    for (const [form, text] of Object.entries(forms))
      await expect(text).toMatchFileSnapshot(`whole/page.${form}.txt`);
    expect(whole.rows.flatMap(({ why }) => why)).toEqual(
      expect.arrayContaining(Object.keys(reconcileWhyTexts)),
    );
    expect(reconcileKinds.map((kind) => whole.counts[kind])).not.toContain(0);
  });

  it('of nothing are told too', () => {
    expect(reconciliationMarkdown(reconcile(list('a', []), list('b', [])))).toMatchInlineSnapshot(`
      "# Reconciled Keys

      First list: a (keys: 0). Second list: b (keys: 0).

      | Result | Keys |
      | :-- | --: |
      | Different | 0 |
      | Missing in second list | 0 |
      | Missing in first list | 0 |
      | Not comparable | 0 |
      | Probable | 0 |
      | Matched | 0 |

      Pairs of different keys expected to have the same KCV by chance: 0. A KCV that occurs only once is not proof.

      Matched: KCVs of one method with six digits or more, algorithm, length, usage, and alias or label. Probable: KCV and usage are equal, but another attribute is missing or differs.
      "
    `);
  });

  it('are told in another language by the texts of the tables', () => {
    const tables = [kindTexts, reconcileWhyTexts, reconcileDifferenceTexts, reconcilePageTexts] as const;
    const texts = new Set(tables.flatMap((table) => Object.values(table)));
    const said = new Set<string>();
    const say = ({ template }: { template: string }): string => (said.add(template), template);
    reconciliationMarkdown(whole, say);
    reconciliationCsv(whole, say);
    expect([...said].filter((one) => !texts.has(one))).toEqual([]);
    expect([...texts].filter((one) => !said.has(one))).toEqual([reconcilePageTexts.more]);
  });

  it.each([499, 500, 501])('have 500 rows of a kind in the page: %d', (count) => {
    const kcv = (i: number): string => (i + 0x100000).toString(16).toUpperCase();
    const many = Array.from({ length: count }, (_, i) => key({ kcv: kcv(i), names: [`k${i}`] }));
    const result = reconcile(list('a', many), list('b', []));
    const page = reconciliationMarkdown(result);
    expect(page.match(/^\| k\d/gm)).toHaveLength(Math.min(count, 500));
    expect(/^.* are in the CSV\.$/m.exec(page)?.[0]).toBe(
      count > 500 ? '500 rows are shown here; 501 are in the CSV.' : undefined,
    );
    expect(reconciliationCsv(result).trim().split('\n')).toHaveLength(count + 1);
  });

  it('say how many pairs chance gives', () => {
    const pages = [0, 100, 1000, 10_000_000, 200_000_000].map(
      (pair) =>
        /by chance: ([^ ]+( 0\.\d+)?)\. /.exec(
          reconciliationMarkdown({ ...whole, chance: pair / 16 ** 6 }),
        )?.[1],
    );
    expect(pages).toEqual(['0', '< 0.001', '< 0.001', '0.596', '12']);
    expect(JSON.parse(reconciliationJson({ ...whole, chance: 1.23456 }))).toMatchObject({
      expectedChancePairs: 1.23,
    });
  });

  it('count chance by cipher and method, of keys that can be compared', () => {
    const chance = (here: Change[], there: Change[]): number =>
      reconcile(list('a', here.map(key)), list('b', there.map(key))).chance * 16 ** 6;
    const one = { kcv: '000001' };
    const aes = { kcv: '000002', cipher: 'AES', method: 'CMAC' } as const;
    const unknown = { kcv: '000003', cipher: undefined, method: undefined };
    expect(chance([one, one, aes, unknown], [one, one, one, aes, aes, unknown])).toBe(2 * 3 + 2 + 1);
    expect(chance([one, { kcv: '0000' }, { component: true, ...one }, {}], [one, { kcv: '00001' }])).toBe(1);
    expect(chance([one], [aes])).toBe(0);
  });

  it('print ten digits of a value at most', () => {
    const digits = '0123456789ABCDEF';
    const printed = (length: number): string | undefined =>
      /"kcv": "([^"]*)"/.exec(reconciliationJson(reconcile(list('a', [key({ kcv: digits.slice(0, length) })]), list('b', []))))?.[1]; // prettier-ignore
    expect([6, 9, 10, 11].map(printed)).toEqual(['012345', '012345678', '0123456789', '0123456789…']);
  });

  it('take the name of no component for that of a key', () => {
    const component = key({ component: true, kcv: '000009' });
    const [row] = reconcile(list('a', [key({ kcv: '000001' })]), list('b', [component])).rows;
    expect([row?.kind, row?.why, row?.row]).toEqual(['missingThere', [], undefined]);
  });

  it('look at 50 keys of one value, and no more', () => {
    const last = (count: number): unknown =>
      reconcile(
        list('a', [key({ kcv: '000001' })]),
        list('b', Array.from({ length: count }, (_, i) => key({ kcv: '000001', names: i === count - 1 ? ['pek-01'] : [`x${i}`] }))), // prettier-ignore
      ).rows[0]?.kind;
    expect([last(49), last(50), last(51)]).toEqual(['matched', 'matched', 'probable']);
  });
});

describe('the manifest of what is missing', () => {
  const block = `D0144P0AE00S0000${'0'.repeat(128)}`;
  const missing = (...changes: Change[]): Reconciliation =>
    reconcile(
      list(
        'hsm.csv',
        changes.map((one, i) => key({ kcv: `00000${i}0011223344`, ...one })),
      ),
      list('b', []),
    );

  it('is the same as before', async () => {
    const some = missing(
      { keyBlock: block, names: ['pek 01'] },
      { keyBlock: block, names: ['pek-01'], wrappingKey: 'alias/kek' },
      { keyBlock: block, names: ['alias/a_b/c', 'alias/other'], wrappingKey: arn('kek'), method: 'CMAC' },
      { keyBlock: block, names: [], wrappingKey: 'the KEK', method: undefined, cipher: 'AES' },
      { names: ['no block'] },
      { names: ['no block either'] },
    );
    const text = (wrappingKey: string): string => {
      const { text: made, rows, without } = missingManifest(some, wrappingKey);
      return `rows ${rows}, without ${without}\n${made}`;
    };
    await expect([text(''), text('alias/all')].join('\n')).toMatchFileSnapshot('whole/missing.txt');
  });

  it('has what the second list lacks only, up to the limit of a manifest', () => {
    expect(missingManifest(whole, '')).toMatchObject({ rows: 0, without: whole.counts.missingThere });
    const many = missing(...Array.from({ length: 10_001 }, () => ({ keyBlock: block, names: [] })));
    const { rows, without } = missingManifest(many, '');
    expect(rows + without).toBe(10_001);
    expect(rows).toMatchInlineSnapshot(`10000`);
  });
});
