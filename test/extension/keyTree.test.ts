import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: {
    t: (text: string, ...args: unknown[]) => text.replace(/\{(\d)\}/g, (_, at: string) => String(args[+at])),
  },
  MarkdownString: class {
    constructor(readonly value: string) {}
  },
}));

import type { CatalogueKey } from '../../src/extension/service/keyCatalogue';
import { filterKeys, groupKeys, keyTooltip } from '../../src/extension/keys/keyTree';
import {
  dayWords,
  descriptionParts,
  spokenKey,
  stageWords,
  stateWords,
} from '../../src/extension/service/names';
import type { Key, KeySummary } from '../../src/keyservice/operations';

const prefix = 'arn:aws:payment-cryptography:us-east-1:111122223333:key/';
type Given = Partial<Omit<KeySummary, 'KeyAttributes'>> & {
  usage?: string;
  algorithm?: string;
  keyClass?: string;
  aliases?: readonly string[];
  detail?: Partial<Key>;
};

function key(id: string, given: Given = {}): CatalogueKey {
  const {
    usage = 'TR31_P0_PIN_ENCRYPTION_KEY',
    algorithm = 'TDES_2KEY',
    keyClass,
    aliases,
    detail,
    ...rest
  } = given;
  const summary = {
    KeyArn: prefix + id,
    KeyState: 'CREATE_COMPLETE',
    Enabled: true,
    Exportable: true,
    KeyCheckValue: '08D7B4',
    KeyAttributes: {
      KeyUsage: usage,
      KeyClass: keyClass ?? 'SYMMETRIC_KEY',
      KeyAlgorithm: algorithm,
      KeyModesOfUse: { NoRestrictions: true },
    },
    ...rest,
  } as KeySummary;
  return { summary, aliases: aliases ?? [], ...(detail ? { detail: { ...summary, ...detail } } : {}) };
}

const kek = key('aaaaaaaaaaaaaaaa', {
  usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  algorithm: 'AES_128',
  KeyCheckValue: '8A3F01',
  aliases: ['alias/pos/kek-main'],
});
const pek10 = key('bbbbbbbbbbbbbbbb', { aliases: ['alias/pek-10'] });
const pek9 = key('cccccccccccccccc', { aliases: ['alias/pek-9'], Enabled: false });
const nameless = key('k7x2m4pqdddddddd', { KeyState: 'DELETE_PENDING', Enabled: false });
const all = [nameless, pek10, kek, pek9];
const shape = (grouping: 'usage' | 'state' | 'alias', complete = true): unknown =>
  groupKeys(all, grouping, complete).map((group) => [
    group.label,
    group.count,
    group
      .first(1000)
      .map(({ summary }) => summary.KeyArn.at(-1))
      .join(''),
  ]);

describe('a filter over many keys', () => {
  it('leaves what a look at all words of each key would leave', () => {
    const states = ['CREATE_COMPLETE', 'DELETE_PENDING', 'CREATE_FAILED'] as const;
    const keys = Array.from({ length: 600 }, (_, i) =>
      key(i.toString(16).padStart(16, '0'), {
        KeyState: states[i % 3]!,
        Enabled: i % 2 === 0,
        Exportable: i % 5 !== 0,
        keyClass: i % 7 === 0 ? 'ASYMMETRIC_KEY_PAIR' : i % 11 === 0 ? 'PUBLIC_KEY' : 'SYMMETRIC_KEY',
        algorithm: i % 4 === 0 ? 'AES_128' : 'TDES_3KEY',
        aliases: i % 3 === 0 ? [`alias/Pos/k-${i}`] : [],
        ...(i % 13 === 0 ? { detail: { KeyOrigin: 'EXTERNAL' } } : {}),
      }),
    );
    const words = (one: CatalogueKey): string =>
      [
        ...one.aliases,
        one.summary.KeyArn,
        one.summary.KeyCheckValue,
        one.summary.KeyAttributes.KeyUsage,
        one.summary.KeyAttributes.KeyAlgorithm,
        one.summary.KeyAttributes.KeyAlgorithm.replaceAll('_', '-'),
        one.summary.KeyState,
        stageWords(one.summary),
        ...stateWords(one),
      ]
        .join('\n')
        .toLowerCase();
    for (const filter of [
      'pos',
      'K-3 aes-128',
      'disabled',
      'not exportable',
      'key pair',
      'public',
      '08d7 pending',
      'failed',
      'tdes',
      'zzz',
      '00f p0',
    ]) {
      const wanted = keys.filter((one) =>
        filter
          .toLowerCase()
          .split(' ')
          .every((word) => words(one).includes(word)),
      );
      expect(filterKeys(keys, filter), filter).toEqual(wanted);
    }
  });
});

describe('a large group', () => {
  const aliases = Array.from({ length: 5000 }, (_, i) => `alias/k-${(i * 2731) % 5000}`);
  const keys = [
    ...aliases.map((alias, i) => key(i.toString(16).padStart(16, '0'), { aliases: [alias] })),
    key('ffffffffffffffff'),
  ];
  const [group] = groupKeys(keys, 'usage', true);

  it.each([1, 10, 999, 1000, 4999])('gives the first %i by name as if all were put in order', (most) => {
    expect(group!.first(most).map(({ aliases: [alias] }) => alias)).toEqual(
      Array.from({ length: most }, (_, i) => `alias/k-${i}`),
    );
  });

  it('gives all where all are asked for, nameless keys last', () => {
    expect(group!.size).toBe(5001);
    const whole = group!.first(10_000);
    expect(new Set(whole).size).toBe(5001);
    expect(whole.at(-1)).toBe(keys.at(-1));
  });
});

describe('groups of keys', () => {
  it('by usage in words, keys with a name first, numbers in names by value', () =>
    expect(shape('usage')).toEqual([
      ['Key block protection (K1)', '1', 'a'],
      ['PIN encryption (P0)', '3', 'cbd'],
    ]));
  it('by state, in the order of a life', () =>
    expect(shape('state')).toEqual([
      ['Enabled', '2', 'ba'],
      ['Disabled', '1', 'c'],
      ['Pending deletion', '1', 'd'],
    ]));
  it('by what stands before the last slash of the alias, those without one last', () =>
    expect(shape('alias')).toEqual([
      ['alias/', '2', 'cb'],
      ['alias/pos/', '1', 'a'],
      ['No alias', '1', 'd'],
    ]));
  it('say that there may be more until all pages are in', () =>
    expect(shape('usage', false)).toMatchObject([
      ['Key block protection (K1)', '1+', 'a'],
      ['PIN encryption (P0)', '3+', 'cbd'],
    ]));
  it('keep their ids whatever is read', () =>
    expect(groupKeys(all, 'usage', false).map(({ id }) => id)).toEqual(
      groupKeys([...all].reverse(), 'usage', true).map(({ id }) => id),
    ));
  it('hold states that no model has under their own names', () =>
    expect(groupKeys([key('e', { KeyState: 'QUANTUM' })], 'state', true)[0]?.label).toBe('QUANTUM'));
  it('say of a key that was not made that its creation failed', () =>
    expect(groupKeys([key('e', { KeyState: 'CREATE_FAILED' })], 'state', true)[0]?.label).toBe(
      'Creation failed',
    ));

  const session = 'arn:aws:mpa:us-east-2:111122223333:session/roots/one';
  const approval = (KeyState: string, Status: string, StatusMessage?: string): CatalogueKey => {
    const MpaStatus = {
      MpaSessionArn: session,
      Status,
      InitiationDate: new Date('2026-11-28T09:00:00Z'),
      ...(StatusMessage === undefined ? {} : { StatusMessage }),
    };
    return key('e', { KeyState, detail: { MpaStatus } });
  };
  it.each([
    ['CREATE_IN_PROGRESS', 'PENDING', undefined, 'waiting for approval'],
    ['CREATE_FAILED', 'FAILED', 'Two of three rejected it.', 'not approved: Two of three rejected it.'],
    ['CREATE_FAILED', 'CANCELLED', undefined, 'not approved'],
  ])('show a key in %s whose approval is %s', (state, status, message, words) => {
    const one = approval(state, status, message);
    expect(stateWords(one)).toContain(words);
    const tooltip = keyTooltip(one).value.replaceAll('\\', '');
    for (const part of [status, session, message ?? '']) expect(tooltip).toContain(part);
  });
  it('say only that a key is being created where no session is known', () => {
    expect(stateWords(key('e', { KeyState: 'CREATE_IN_PROGRESS' }))).toContain('being created');
    expect(stateWords(key('e', { KeyState: 'CREATE_FAILED' }))).toContain('creation failed');
  });
});

describe('filter', () => {
  it.each([
    ['alias', 'KEK-main', 'a'],
    ['KCV', '8a3f01', 'a'],
    ['end of an ARN', 'k7x2', 'd'],
    ['usage in words', 'pin encryption', 'dbc'],
    ['usage of the API', 'TR31_K1', 'a'],
    ['algorithm in words', 'aes-128', 'a'],
    ['state, not as a part of another', 'disabled pek', 'c'],
    ['words in any order', 'p0 9', 'c'],
    ['nothing', 'nowhere', ''],
    ['blanks', '  ', 'dbac'],
  ])('by %s', (_, text, expected) =>
    expect(
      filterKeys(all, text)
        .map(({ summary }) => summary.KeyArn.at(-1))
        .join(''),
    ).toBe(expected),
  );
});

describe('words', () => {
  const due = new Date(new Date().getFullYear(), 10, 30, 12);
  it.each<[string, CatalogueKey, string]>([
    ['plain', pek10, 'TDES_2KEY · KCV 08D7B4'],
    ['disabled', pek9, 'TDES_2KEY · KCV 08D7B4 · disabled'],
    ['to be deleted, date not known', nameless, 'TDES_2KEY · KCV 08D7B4 · pending deletion'],
    [
      'to be deleted, date known',
      key('f', {
        KeyState: 'DELETE_PENDING',
        detail: { DeletePendingTimestamp: due, KeyOrigin: 'EXTERNAL' },
      }),
      'TDES_2KEY · KCV 08D7B4 · deletes Nov 30 · imported',
    ],
    [
      'public, without KCV',
      (({ summary, ...rest }) => {
        const { KeyCheckValue, ...bare } = summary;
        expect(KeyCheckValue).toBeDefined();
        return { summary: bare, ...rest };
      })(key('g', { keyClass: 'PUBLIC_KEY', algorithm: 'RSA_2048', Exportable: false })),
      'RSA_2048 · public',
    ],
    ['not exportable', key('h', { Exportable: false }), 'TDES_2KEY · KCV 08D7B4 · not exportable'],
    ['two names', key('i', { aliases: ['alias/a', 'alias/b'] }), 'TDES_2KEY · KCV 08D7B4 · 2 aliases'],
  ])('of a row: %s', (_, one, expected) => expect(descriptionParts(one).join(' · ')).toBe(expected));

  it('are spelled out for a screen reader', () =>
    expect(spokenKey(kek)).toBe(
      'alias/pos/kek-main, Key block protection (K1), AES_128, key check value 8 A 3 F 0 1, enabled',
    ));
  it('of another year name it', () =>
    expect(dayWords(new Date(2031, 0, 2, 12), new Date(2026, 0, 1))).toBe('Jan 2, 2031'));
});
