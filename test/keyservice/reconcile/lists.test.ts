// Keys of an account, rows of a manifest, and check values that are written in a text: whole.
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import type { GivenValue } from '../../../src/core/checkValues/types';
import type { Key, KeySummary } from '../../../src/keyservice/operations';
import {
  accountList,
  answerList,
  manifestList,
  needsDetails,
  type AccountKey,
} from '../../../src/keyservice/reconcile/accountList';
import { asKeys, methodGiven, writtenValues } from '../../../src/keyservice/reconcile/writtenValues';
import { wholeText } from '../../whole';
import { block, blocks } from './blocks';

const summary = (id: string, more: object = {}, attributes: object = {}): KeySummary => ({
  KeyArn: `arn:aws:payment-cryptography:eu-west-1:111122223333:key/${id}`,
  KeyState: 'CREATE_COMPLETE',
  KeyAttributes: {
    KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
    KeyClass: 'SYMMETRIC_KEY',
    KeyAlgorithm: 'TDES_2KEY',
    KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
    ...attributes,
  },
  KeyCheckValue: '08d7b4',
  Enabled: true,
  Exportable: false,
  ...more,
});
const detail = (of: KeySummary, more: Partial<Key>): Key => Object.assign({ ...of } as Key, more);
const aes = summary('aes', { KeyCheckValue: '2331550102' }, { KeyAlgorithm: 'AES_256' });
const bare = summary('bare', { KeyCheckValue: undefined, Enabled: undefined, Exportable: undefined });
const accountKeys: readonly AccountKey[] = [
  { summary: summary('one'), aliases: ['alias/one', 'alias/uno'] },
  { summary: aes, aliases: [] },
  { summary: aes, aliases: ['alias/aes'], detail: detail(aes, { KeyCheckValueAlgorithm: 'CMAC' }) },
  { summary: aes, aliases: [], detail: detail(aes, { KeyCheckValueAlgorithm: 'NEW' }) },
  { summary: summary('pending', { KeyState: 'DELETE_PENDING' }), aliases: [] },
  { summary: summary('made', { KeyState: 'CREATE_IN_PROGRESS' }), aliases: [] },
  {
    summary: summary('pair', {}, { KeyClass: 'ASYMMETRIC_KEY_PAIR', KeyAlgorithm: 'RSA_2048' }),
    aliases: [],
  },
  { summary: summary('odd', { KeyCheckValue: 'zz', Enabled: false, Exportable: true }, { KeyUsage: 'NEW', KeyAlgorithm: 'NEW' }), aliases: [] }, // prettier-ignore
  { summary: { ...bare, KeyAttributes: { ...bare.KeyAttributes, KeyModesOfUse: {} } }, aliases: [] },
];

const manifest = JSON.stringify({
  version: 1,
  defaults: { wrappingKey: 'alias/kek', enabled: false },
  keys: [
    { keyBlock: blocks.withValues, alias: 'alias/one' },
    { keyBlock: blocks.withValues, checkValue: 'AABBCCDD', checkValueAlgorithm: 'CMAC', enabled: true },
    { keyBlock: blocks.des, checkValue: '08D7B4', wrappingKey: 'alias/other' },
    { keyBlock: blocks.aes, checkValue: '08D7' },
    { keyBlock: blocks.unknownMode, checkValue: 'nothing' },
    { alias: 'alias/none', checkValue: '112233' },
  ],
});

describe('lists of an account and of manifests', () => {
  it('are the same as before', async () => {
    expect(accountKeys.map(needsDetails)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    await expect(
      wholeText([
        ['an account', accountList('custody, eu-west-1', accountKeys)],
        [
          'an answer of list-keys',
          answerList('keys.json', JSON.stringify({ Keys: [summary('one'), aes, null, 5, []] })),
        ],
        [
          'an answer of get-key',
          answerList('key.json', JSON.stringify({ Key: detail(aes, { KeyCheckValueAlgorithm: 'CMAC' }) })),
        ],
        ['a manifest', manifestList('keys.keymanifest.json', manifest)],
        [
          'a manifest as CSV',
          manifestList(
            'keys.csv',
            `keyBlock,wrappingKey,checkValue\n${blocks.withValues},,\n${blocks.aes},kek,08D7B4\n`,
          ),
        ],
      ]),
    ).toMatchFileSnapshot('whole/lists.txt');
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', [summary('one')]],
    ['a number', 1],
    ['no keys', { Keys: [] }],
    ['neither', {}],
    ['an object as keys', { Keys: {} }],
    ...['KeyArn', 'KeyState'].map((name): [string, unknown] => [
      name,
      { Key: { ...summary('one'), [name]: 1 } },
    ]),
    ...['KeyUsage', 'KeyAlgorithm', 'KeyClass', 'KeyModesOfUse'].map((name): [string, unknown] => [
      name,
      { Key: summary('one', {}, { [name]: 1 }) },
    ]),
    ['modes that are a list', { Key: summary('one', {}, { KeyModesOfUse: [] }) }],
    ['no attributes', { Key: { ...summary('one'), KeyAttributes: null } }],
  ])('are none of an answer with %s', (_name, answer) =>
    expect(answerList('x', typeof answer === 'string' ? answer : JSON.stringify(answer))).toBeUndefined(),
  );

  it('are none of a manifest without key blocks', () => {
    expect(manifestList('x', '{"version":1,"keys":[{"alias":"alias/x"}]}')).toBeUndefined();
    expect(
      answerList('x', JSON.stringify({ Key: summary('one', {}, { KeyModesOfUse: undefined }) }))?.keys,
    ).toHaveLength(1);
  });
});

describe('check values that are written in a text', () => {
  const form = [
    'KCV: 08D7B4',
    'Check value of the KEK (CMAC): 23 31 55 01 02',
    'ZMK KCV (ANSI X9.24): 8CA64D',
    'nothing',
  ].join('\n');
  const found = Object.values(blocks).map((text, i) => ({ block: decodeKeyBlock(text), line: i + 10 }));
  const rows = `keyBlock,wrappingKey,checkValue,checkValueAlgorithm\n${blocks.aes},,08D7B4,CMAC\n,,112233,HMAC\n${blocks.aes},,,\n${blocks.des},,zz,\n`;

  it('are the same as before', async () => {
    const letters = ['A', 'T', 'D', 'H', 'I', 'R', 'E', 'S', 'Z'].map((letter, i) => ({
      block: decodeKeyBlock(block(`D0144P0${letter}E00S0200`, 144, 'KC0C00010203KP0C01233155')),
      line: i + 1,
    }));
    await expect(
      wholeText([
        ['a form', writtenValues(form, [], 'form.txt')],
        ['blocks', writtenValues('', found, 'blocks.txt')],
        ['every letter of an algorithm', writtenValues('', letters, 'blocks.txt')],
        ['a manifest as CSV', writtenValues(rows, [], 'keys.csv')],
        ['a manifest', writtenValues(manifest, [], 'x.KeyManifest.JSON')],
        ['rows that are no manifest', writtenValues(rows, [], 'keys.txt')],
        ['all', writtenValues(`${rows}\n${form}`, found, 'all.csv')],
      ]),
    ).toMatchFileSnapshot('whole/writtenValues.txt');
  });

  it('are 200 at most', () => {
    const many = Array.from({ length: 201 }, (_, i) => ({ block: decodeKeyBlock(block('D0144P0AE00S0100', 144, 'KC0C00010203')), line: i })); // prettier-ignore
    expect([199, 200, 201].map((count) => writtenValues('', many.slice(0, count), 'x').length)).toEqual([
      199, 200, 200,
    ]);
  });

  it('have the methods of the API, and are of the key where the form is about a wrapping key alone', () => {
    expect(
      ['ANSI_X9_24', 'CMAC', 'HMAC', 'SHA_1', 'NEW', '', undefined].map((name) => methodGiven(name).method),
    ).toEqual(['ANSI_X9_24', 'CMAC', 'HMAC', 'SHA_1', undefined, undefined, undefined]);
    const value = (role: GivenValue['role']): GivenValue => ({
      value: '08D7B4',
      role,
      origin: 'x',
    });
    const roles = (...of: GivenValue['role'][]): string[] => asKeys(of.map(value)).map(({ role }) => role);
    expect([roles('kek', 'kek'), roles('kek', 'key'), roles('key')]).toEqual([
      ['key', 'key'],
      ['kek', 'key'],
      ['key'],
    ]);
  });
});
