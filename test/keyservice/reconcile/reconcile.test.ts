import { describe, expect, it } from 'vitest';
import type { KeyList, ListedKey } from '../../../src/keyservice/reconcile/listedKey';
import { reconcile, type Reconciled } from '../../../src/keyservice/reconcile/reconcile';
import fc from '../../properties';
import { runs } from '../../quick';

const pek: ListedKey = {
  row: 1,
  names: ['pek-01'],
  kcv: '08D7B4',
  method: 'ANSI_X9_24',
  cipher: 'TDES',
  bits: 128,
  usage: 'P0',
  mode: 'B',
  exportable: true,
  enabled: true,
};
/** A key with some facts changed, or left out where the value is undefined. */
const key = (change: { [Name in keyof ListedKey]?: ListedKey[Name] | undefined } = {}): ListedKey =>
  Object.fromEntries(
    Object.entries({ ...pek, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as ListedKey;
const list = (...keys: ListedKey[]): KeyList => ({
  name: 'list',
  keys: keys.map((one, place) => ({ ...one, row: place + 1 })),
});
const brief = ({ kind, differences, why, row }: Reconciled): unknown[] => [
  kind,
  ...(differences.length > 0 ? [differences] : []),
  ...(why.length > 0 ? [why] : []),
  ...(row === undefined ? [] : [row]),
];
const of = (here: ListedKey[], there: ListedKey[]): unknown[][] =>
  reconcile(list(...here), list(...there)).rows.map(brief);

describe('two lists', () => {
  it.each<[string, ListedKey[], ListedKey[], unknown[][]]>([
    ['all that a match needs', [key()], [key({ names: ['alias/PEK 01'] })], [['matched']]],
    ['more digits on one side', [key({ kcv: '08D7B4FB' })], [key()], [['matched']]],
    ['another name', [key()], [key({ names: ['other'] })], [['probable', ['nameNotEqual']]]],
    ['no name', [key({ names: [] })], [key()], [['probable', ['noName']]]],
    ['no length', [key({ bits: undefined })], [key()], [['probable', ['noLength']]]],
    ['no usage', [key({ usage: undefined })], [key()], [['probable', ['noUsage']]]],
    [
      'AES without method',
      [key({ cipher: 'AES', method: undefined })],
      [key({ cipher: 'AES', method: 'CMAC' })],
      [['probable', ['noMethod']]],
    ],
    ['usage', [key()], [key({ usage: 'K0' })], [['different', ['usage']]]],
    [
      'modes, exportability and state',
      [key()],
      [key({ mode: 'E', exportable: false, enabled: false })],
      [['different', ['mode', 'exportable', 'state']]],
    ],
    // The value alone, with another usage and name, is no match.
    [
      'one value, two usages',
      [key()],
      [key({ usage: 'K0', names: ['kek'] })],
      [
        ['missingThere', ['sameValue'], 1],
        ['missingHere', ['sameValue'], 1],
      ],
    ],
    [
      'one name, two values',
      [key()],
      [key({ kcv: '8CA64D' })],
      [
        ['missingThere', ['sameName'], 1],
        ['missingHere', ['sameName'], 1],
      ],
    ],
    ['missing', [key()], [], [['missingThere']]],
    ['new', [], [key()], [['missingHere']]],
    // Four digits never match, and never make a key missing.
    [
      'four digits here',
      [key({ kcv: '08D7' })],
      [key()],
      [
        ['notComparable', ['fewDigits']],
        ['notComparable', ['otherList'], 1],
      ],
    ],
    [
      'four digits there',
      [key()],
      [key({ kcv: '08D7' })],
      [
        ['notComparable', ['otherList'], 1],
        ['notComparable', ['fewDigits']],
      ],
    ],
    [
      'no value',
      [key({ kcv: undefined })],
      [key({ names: ['x'] })],
      [
        ['notComparable', ['noKcv']],
        ['notComparable', ['otherList']],
      ],
    ],
    // Another method is not comparable, never missing.
    [
      'two methods',
      [key({ cipher: 'AES', method: 'CMAC', kcv: '233155' })],
      [key({ cipher: 'AES', method: 'ANSI_X9_24', kcv: 'E45F2B', names: ['x'] })],
      [
        ['notComparable', ['method']],
        ['notComparable', ['method']],
      ],
    ],
    [
      'two methods, one name',
      [key({ method: 'CMAC', kcv: '233155' })],
      [key()],
      [
        ['notComparable', ['method'], 1],
        ['notComparable', ['method'], 1],
      ],
    ],
    [
      'two methods of keys that cannot be one',
      [key({ cipher: 'AES', method: 'CMAC', kcv: '233155' })],
      [key({ cipher: 'AES', method: 'ANSI_X9_24', kcv: 'E45F2B', names: ['x'], usage: 'K0' })],
      [['missingThere'], ['missingHere']],
    ],
    [
      'equal digits by two methods',
      [key({ method: 'CMAC' })],
      [key()],
      [
        ['notComparable', ['method'], 1],
        ['notComparable', ['method'], 1],
      ],
    ],
    // A component is no key.
    ['a component', [key({ component: true })], [key()], [['notComparable', ['component']], ['missingHere']]],
    // A double-length key is not a triple-length one, whatever the value.
    ['two lengths', [key()], [key({ bits: 192, names: ['y'] })], [['missingThere'], ['missingHere']]],
    [
      'several that fit',
      [key({ names: [] })],
      [key({ names: [] }), key({ names: [] })],
      [['probable', ['noName', 'several']], ['missingHere', ['sameValue']].slice(0, 1)],
    ],
  ])('%s', (_, here, there, expected) => expect(of(here, there)).toEqual(expected));

  it('gives a key with a name to the one of that name first', () => {
    const rows = reconcile(list(key({ names: [] }), key()), list(key(), key({ names: ['x'] }))).rows;
    expect(rows.map(({ kind, there }) => [kind, there?.row])).toEqual([
      ['probable', 2],
      ['matched', 1],
    ]);
  });

  it('has each key once, and says the same from both sides', () => {
    const some = fc.record(
      {
        names: fc.array(fc.constantFrom('a', 'b', 'alias/c'), { maxLength: 2 }),
        kcv: fc.option(fc.constantFrom('08D7B4', '08D7', '8CA64D', '8CA64D01', '233155'), { nil: undefined }),
        method: fc.constantFrom<ListedKey['method']>('ANSI_X9_24', 'CMAC', undefined),
        cipher: fc.constantFrom<ListedKey['cipher']>('TDES', 'AES', undefined),
        bits: fc.constantFrom(128, 192, undefined),
        usage: fc.constantFrom('P0', 'K0', undefined),
        exportable: fc.constantFrom(true, false, undefined),
      },
      { requiredKeys: ['names', 'kcv', 'method', 'cipher', 'bits', 'usage', 'exportable'] },
    );
    const lists = fc.array(
      some.map((change) => key(change)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const [here, there] = [list(...a), list(...b)];
        const { rows, counts } = reconcile(here, there);
        expect(rows.flatMap((row) => row.here ?? []).sort((x, y) => x.row - y.row)).toEqual(here.keys);
        expect(rows.flatMap((row) => row.there ?? []).sort((x, y) => x.row - y.row)).toEqual(there.keys);
        const back = reconcile(there, here).counts;
        expect([back.missingHere, back.missingThere, back.matched]).toEqual([
          counts.missingThere,
          counts.missingHere,
          counts.matched,
        ]);
        for (const row of rows)
          if (row.kind === 'matched') {
            expect(row.here!.kcv!.length).toBeGreaterThanOrEqual(6);
            expect(row.here!.method).toBe(row.there!.method);
            expect(row.here!.usage).toBe(row.there!.usage);
          }
      }),
      { numRuns: runs(2000) },
    );
  });

  it('expects about six chance pairs of 10,000 against 10,000 keys, and finds about as many', () => {
    let state = 12345;
    const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0);
    const keys = (): ListedKey[] =>
      Array.from({ length: 10_000 }, () =>
        key({
          names: [],
          kcv: (((random() >>> 8) ^ (random() << 4)) & 0xffffff).toString(16).toUpperCase().padStart(6, '0'),
        }),
      );
    const result = reconcile(list(...keys()), list(...keys()));
    expect(result.chance).toBeCloseTo(5.96, 2);
    expect(result.counts.matched).toBe(0);
    expect(result.counts.probable).toBeLessThan(30);
  });
});
