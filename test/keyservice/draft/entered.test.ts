// What people type for every import: aliases, tags and check values, at the edges of their forms.
import { expect, it } from 'vitest';
import { englishOf } from '../../../src/keyservice/draft/draftTexts';
import {
  aliasProblem,
  checkValueOf,
  isTags,
  readTags,
  suggestAlias,
  tagsText,
} from '../../../src/keyservice/draft/entered';
import { keyUsages } from '../../../src/keyservice/model/enums';
import { arn } from './setting';

const problem = (text: string): string => {
  const found = aliasProblem(text, (alias) => (alias === 'alias/taken' ? arn('pin') : undefined));
  return found ? englishOf(found) : '';
};
const form = 'Letters, digits, "/", "_" and "-" after alias/, 256 characters at most.';

it.each([
  ['', ''],
  ['  ', ''],
  ['a', ''],
  ['alias/', form],
  ['alias/a', ''],
  [' alias/a ', ''],
  ['a/b_c-d/Z9', ''],
  ['ä', form],
  ['a b', form],
  [`alias/${'x'.repeat(250)}`, ''],
  [`alias/${'x'.repeat(251)}`, form],
  ['x'.repeat(250), ''],
  ['x'.repeat(251), form],
  ['taken', 'alias/taken already exists and points to key pin0000000000000. Enter another alias.'],
  ['alias/taken', 'alias/taken already exists and points to key pin0000000000000. Enter another alias.'],
])('the alias "%s": %s', (text, said) => expect(problem(text)).toBe(said));

it('an alias is suggested by what a key is for, the first that is free', () => {
  const free = (): undefined => undefined;
  expect(
    Object.fromEntries(keyUsages.map((usage) => [usage.slice(5, 7), suggestAlias(usage, free)])),
  ).toEqual({
    B0: 'alias/bdk-01',
    C0: 'alias/cvk-01',
    D0: 'alias/dek-01',
    D1: 'alias/public-01',
    E0: 'alias/emv-01',
    E1: 'alias/emv-01',
    E2: 'alias/emv-01',
    E4: 'alias/emv-01',
    E5: 'alias/emv-01',
    E6: 'alias/emv-01',
    K0: 'alias/kek-01',
    K1: 'alias/kek-01',
    K2: 'alias/kek-01',
    K3: 'alias/agreement-01',
    M0: 'alias/mac-01',
    M1: 'alias/mac-01',
    M3: 'alias/mac-01',
    M6: 'alias/mac-01',
    M7: 'alias/hmac-01',
    P0: 'alias/pek-01',
    P1: 'alias/key-01',
    S0: 'alias/ca-01',
    V1: 'alias/pvk-01',
    V2: 'alias/pvk-01',
  });
  expect(suggestAlias(undefined, free)).toBe('alias/key-01');
  const upTo = (count: number): string =>
    suggestAlias('TR31_P0_PIN_ENCRYPTION_KEY', (alias) =>
      Number(alias.slice('alias/pek-'.length)) <= count ? arn('pin') : undefined,
    );
  expect([8, 9, 99, 998, 999].map(upTo)).toEqual([
    'alias/pek-09',
    'alias/pek-10',
    'alias/pek-100',
    'alias/pek-999',
    '',
  ]);
});

const read = (text: string): string => {
  const tags = readTags(text);
  return isTags(tags) ? JSON.stringify(tags.map(({ Key, Value }) => [Key, Value])) : englishOf(tags);
};

it.each([
  ['', '[]'],
  [' , ,', '[]'],
  ['a=b', '[["a","b"]]'],
  [' a = b , c=d=e ,', '[["a","b"],["c","d=e"]]'],
  ['a', 'Enter tags as Key=Value, separated by commas: a'],
  ['=b', 'Enter tags as Key=Value, separated by commas: =b'],
  [' =b', 'Enter tags as Key=Value, separated by commas: =b'],
  ['a=', '[["a",""]]'],
  ['a=b, =', 'Enter tags as Key=Value, separated by commas: ='],
  ['aws:a=b', 'Tags that begin with aws: are reserved for AWS: aws:a'],
  ['AWS:a=b', 'Tags that begin with aws: are reserved for AWS: AWS:a'],
  ['xaws:=b', '[["xaws:","b"]]'],
  ['a=b, A=b', '[["a","b"],["A","b"]]'],
  ['a=b, a=c', 'The tag a appears twice.'],
  [`${'k'.repeat(128)}=b`, `[["${'k'.repeat(128)}","b"]]`],
  [`${'k'.repeat(129)}=b`, `A tag key can have at most 128 characters: ${'k'.repeat(129)}`],
  [`a=${'v'.repeat(256)}`, `[["a","${'v'.repeat(256)}"]]`],
  [`a=${'v'.repeat(257)}`, 'The value of a can have at most 256 characters.'],
])('the tags "%.40s": %.60s', (text, said) => expect(read(text)).toBe(said));

it('one tag fewer than a key may have, as one is added', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=v`).join();
  expect(readTags(many(199))).toHaveLength(199);
  expect(read(many(200))).toBe('A key can have at most 200 tags, and one is added here.');
  expect(tagsText(readTags('b=c,a=d') as never)).toBe('b=c, a=d');
});

it.each([
  ['08d7b4', '08D7B4'],
  ['08 d7:b4-0.A', '08D7B40A'],
  ['08D', undefined],
  ['08D7', '08D7'],
  ['08D7B4000011223', '08D7B4000011223'],
  ['08D7B40000112233', '08D7B40000112233'],
  ['08D7B400001122334', undefined],
  ['08D7BG', undefined],
  ['', undefined],
])('the check value "%s" is %s', (text, value) => expect(checkValueOf(text)).toBe(value));
