/** Explanations whole, as people and programs get them; and for each pair of facts what is shown, fits and is excluded. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { explainCheckValues } from '../../../src/core/checkValues/explain';
import { chanceText, explanationJson, explanationMarkdown } from '../../../src/core/checkValues/page';
import type { ClearMaterial, GivenValue, JudgedCause, KeyFacts } from '../../../src/core/checkValues/types';
import { english } from '../../../src/core/findings';
import { cmac, legacy, randomBytes } from './mismatches';

const value = (digits: string, more: Partial<GivenValue> = {}): GivenValue => ({
  value: digits,
  origin: 'typed',
  role: 'key',
  ...more,
});
const random = randomBytes(3);
const [double, triple, kek] = [random(16), random(24), random(16)];
const components = [random(16), random(16), random(16)];
const combined = Buffer.from(
  components[0]!.map((octet, at) => octet ^ components[1]![at]! ^ components[2]![at]!),
);
const plain = (one: Buffer): Uint8Array => Uint8Array.from(one);
const of = (key: Buffer, more: Partial<ClearMaterial> = {}): ClearMaterial => ({
  algorithm: 'TDES',
  key: plain(key),
  components: [],
  ...more,
});
const swapped = (key: Buffer): Buffer =>
  Buffer.concat([key.subarray(8, 16), key.subarray(0, 8), key.subarray(16)]);
const every: KeyFacts = {
  algorithm: 'TDES',
  bits: 128,
  part: 'whole',
  moved: 'cryptogram',
  usage: 'PIN | K0 *x*',
};

const cases: readonly (readonly [string, readonly GivenValue[], KeyFacts, ClearMaterial?])[] = [
  ['one pair, nothing known', [value('08D7B4'), value('111111', { origin: 'form, | line 2' })], {}],
  ['one pair, all facts', [value('08D7B4'), value('111111')], every],
  [
    'a component in a key block',
    [value('08D7B4'), value('111111')],
    { part: 'component', moved: 'keyBlock' },
  ],
  [
    'in components, of AES',
    [value('08D7B4'), value('111111')],
    { algorithm: 'AES', bits: 256, moved: 'components' },
  ],
  ['the same digits', [value('08D7B4'), value('08 D7 B4')], {}],
  ['four digits', [value('08D7'), value('1111')], {}],
  ['one of four digits, the other of six', [value('08D7B4'), value('08D7')], {}],
  [
    'several pairs, with causes named and not',
    [value('08D7B4'), value('08D7B8'), value('8CA64D', { method: 'CMAC' })],
    { algorithm: 'TDES' },
  ],
  [
    'values of a component and a wrapping key',
    [
      value('08D7B4'),
      value('111111'),
      value('111111', { role: 'component', origin: 'component 1' }),
      value('08D7B4', { role: 'kek', origin: 'KP' }),
    ],
    {},
  ],
  ['a component alone', [value('08D7B4'), value('111111', { role: 'component', method: 'ANSI_X9_24' })], {}],
  ['one value', [value('08D7B4')], {}],
  ['none that can be read', [value('xyz'), value('12')], {}],
  [
    'a test key, parts exchanged',
    [value(legacy('TDES', double)), value(legacy('TDES', swapped(double)))],
    {},
    of(double),
  ],
  [
    'a test key, by two methods',
    [value(legacy('TDES', triple)), value(cmac('TDES', triple, Buffer.alloc(8)))],
    { algorithm: 'TDES', bits: 192 },
    of(triple),
  ],
  ['a test key that is of one value only', [value(legacy('TDES', double)), value('111111')], {}, of(double)],
  ['a test key that is of neither', [value('222222'), value('111111')], {}, of(double)],
  [
    'components in place',
    [value(legacy('TDES', combined)), value(legacy('TDES', components[1]!))],
    { moved: 'components' },
    of(combined, { components: components.map(plain) }),
  ],
  [
    'a component entered twice',
    [
      value(legacy('TDES', combined)),
      value(legacy('TDES', Buffer.from(combined.map((octet, at) => octet ^ components[0]![at]!)))),
    ],
    {},
    of(combined, { components: components.map(plain) }),
  ],
  [
    'with a wrapping key',
    [value(legacy('TDES', double)), value(legacy('TDES', kek)), value(legacy('TDES', double).slice(0, 4))],
    { moved: 'cryptogram' },
    of(double, { kek: { algorithm: 'TDES', key: plain(kek) } }),
  ],
  ['AES for TDES', [value(legacy('TDES', double)), value(legacy('AES', double))], {}, of(double)],
  ['HMAC', [value('ABCDEF'), value('123456')], { algorithm: 'HMAC' }, of(double, { algorithm: 'HMAC' })],
];

it('for people', async () => {
  // Of each cause the table holds what would prove it; the first page has it, the others have its reasons.
  const pages = cases.map(([title, given, facts, clear], nth) => {
    const page = explanationMarkdown(explainCheckValues(given, facts, clear), facts);
    const kept = nth === 0 ? page : page.replace(/^\| ([^|]+) \| [^|]+\.(?= \|)/gm, '| $1 | …');
    return `<!-- ${title} -->\n${kept}`;
  });
  await expect(pages.join('\n')).toMatchFileSnapshot('whole/pages.txt');
});

it('for programs', async () => {
  const texts = cases
    .slice(0, 4)
    .concat(cases.slice(7, 8), cases.slice(12, 13))
    .map(([title, given, facts, clear]) => {
      const json = JSON.parse(explanationJson(explainCheckValues(given, facts, clear), facts)) as object;
      return `${title}\n${JSON.stringify(json, undefined, 1).replace(/\n {4,}/g, ' ')}`;
    });
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot('whole/explanationJson.txt');
  const [, given, facts] = cases[0]!;
  const text = explanationJson(explainCheckValues(given, facts), facts);
  expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
});

it('says every text in the language of the reader', () => {
  const [, given, facts, clear] = cases[18]!;
  const said: string[] = [];
  const page = explanationMarkdown(explainCheckValues(given, facts, clear), facts, (text) => {
    said.push(english(text));
    return '';
  });
  // Origins are as they were given; what a value is made of is named in brackets.
  expect(page.replace(/typed|\(.*?\)/g, '')).not.toMatch(/[a-z]{3}/);
  expect(said.length).toBeGreaterThan(40);
});

describe('a number expected by chance', () => {
  it.each([
    [0, '0'],
    [0.000_999, '< 0.001'],
    [0.001, '0.001'],
    [0.3149, '0.315'],
    [5.964, '5.96'],
    [9.999, '10'],
    [9.99, '9.99'],
    [10, '10'],
    [12.4, '12'],
    [12.5, '13'],
  ])('%d is %s', (expected, text) => expect(chanceText(expected)).toBe(text));
});

it('each fact beside each pair of values', async () => {
  const facts: KeyFacts[] = [
    {},
    ...(['DES', 'TDES', 'AES', 'HMAC'] as const).map((algorithm) => ({ algorithm })),
    ...[64, 128, 192, 256].map((bits) => ({ bits })),
    ...[128, 192].map((bits) => ({ algorithm: 'TDES' as const, bits })),
    ...(['whole', 'component'] as const).map((part) => ({ part })),
    ...(['components', 'cryptogram', 'keyBlock'] as const).map((moved) => ({ moved })),
    { moved: 'cryptogram', bits: 64 },
    { part: 'component', moved: 'components' },
  ];
  const component = (digits: string): GivenValue =>
    value(digits, { role: 'component', origin: `C ${digits}` });
  const given: readonly (readonly [string, readonly GivenValue[]])[] = [
    ['different', [value('08D7B4'), value('111111')]],
    ['one digit', [value('08D7B4'), value('08D7B5')]],
    ['one digit of four', [value('08D7'), value('08D8')]],
    ['first digit', [value('08D7B4'), value('18D7B4')]],
    ['exchanged', [value('08D7B4'), value('08D74B')]],
    ['exchanged apart', [value('08D7B4'), value('B8D704')]],
    ['neighbours not exchanged', [value('08D7B4'), value('08D7CC')]],
    ['three digits', [value('08D7B4'), value('08D111')]],
    ['one digit, another length', [value('08D7B4'), value('08D7B5AA')]],
    [
      'one digit, two methods',
      [value('08D7B4', { method: 'CMAC' }), value('08D7B5', { method: 'ANSI_X9_24' })],
    ],
    ['one digit, one method', [value('08D7B4', { method: 'CMAC' }), value('08D7B5', { method: 'CMAC' })]],
    [
      'the same digits, two methods',
      [value('08D7B4', { method: 'CMAC' }), value('08D7B4', { method: 'ANSI_X9_24' })],
    ],
    ['start', [value('08D7B4'), value('08D7B4AA')]],
    ['start of four', [value('08D7'), value('08D7B4')]],
    ['zeros', [value('8CA64D'), value('111111')]],
    ['zeros on the other side', [value('111111'), value('66E94B')]],
    ['zeros of AES-192', [value('AAE069'), value('111111')]],
    ['zeros of four digits', [value('8CA6'), value('1111')]],
    ...(['CMAC_EMPTY', 'ONES', 'HMAC', 'HMAC_ZEROS', 'SHA_1', 'SHA_256'] as const).map(
      (method) => [method, [value('08D7B4', { method }), value('111111', { method: 'CMAC' })]] as const,
    ),
    ['component by its label', [component('08D7B4'), value('111111')]],
    ['two components', [component('08D7B4'), component('111111')]],
    ['KEK by its label', [value('08D7B4'), value('111111', { role: 'kek' })]],
    ['two KEKs by their labels', [value('08D7B4', { role: 'kek' }), value('111111', { role: 'kek' })]],
    ['a component given', [value('08D7B4'), value('111111'), component('111111')]],
    ['a component given, not this', [value('08D7B4'), value('111111'), component('222222')]],
    [
      'components given, not this',
      [value('08D7B4'), value('111111'), component('222222'), component('333333')],
    ],
    ['components given, this', [value('08D7B4'), value('111111'), component('222222'), component('08D7B4')]],
    ['a component of four digits', [value('08D7B4'), value('111111'), component('1111')]],
    ['a component of ten digits', [value('08D7B4'), value('111111'), component('1111110000')]],
    [
      'a component by another method',
      [
        value('08D7B4', { method: 'CMAC' }),
        value('111111', { method: 'CMAC' }),
        value('111111', { role: 'component', method: 'ONES' }),
      ],
    ],
    ['a KEK given', [value('08D7B4'), value('111111'), value('08D7B4', { role: 'kek', origin: 'KP' })]],
    ['a KEK given, not this', [value('08D7B4'), value('111111'), value('222222', { role: 'kek' })]],
  ];
  const idsBy = (list: readonly JudgedCause[]): string[] => {
    const reasons = new Map<string, string[]>();
    for (const { id, because } of list) {
      const reason = because ? english(because) : 'not excluded';
      reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
    }
    return [...reasons].map(([reason, ids]) => `  ${ids.join(' ')}: ${reason}`);
  };
  const lines = (values: readonly GivenValue[], known: KeyFacts): string[] =>
    explainCheckValues(values, known).pairs.flatMap(({ first, second, relation, named, fits, excluded }) => [
      `  ${first} ${second} ${relation}`,
      ...named.flatMap(({ causes }) =>
        causes.map(({ id, standing, because }) => `  ${standing} ${id}: ${because ? english(because) : ''}`),
      ),
      ...idsBy(excluded),
      ...(fits.length > 0 ? [`  fit: ${fits.map(({ id }) => id).join(' ')}`] : []),
    ]);
  const plainPair = given[0]![1];
  const texts = [
    ...facts.flatMap((known) => [`# ${JSON.stringify(known)}`, ...lines(plainPair, known)]),
    ...given.flatMap(([title, values]) => [`# ${title}`, ...lines(values, {})]),
  ];
  await expect(`${texts.join('\n')}\n`).toMatchFileSnapshot('whole/standings.txt');
  // The reasons of a cause are looked at in one order, whatever else is known.
  const digests = facts.map((known) => {
    const text = given.flatMap(([title, values]) => [title, ...lines(values, known)]).join('\n');
    return `${createHash('sha256').update(text).digest('hex').slice(0, 16)} ${JSON.stringify(known)}`;
  });
  await expect(`${digests.join('\n')}\n`).toMatchFileSnapshot('whole/standingsByFacts.txt');
});
