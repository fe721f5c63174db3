// What is found of key material in files and in an account, and the rules on it at their limits.
import { describe, expect, it } from 'vitest';
import { assetsOfFile, type Asset } from '../../../src/keyservice/materialReport/inventory';
import { judge, type RuleId } from '../../../src/keyservice/materialReport/rules';
import { wholeText } from '../../whole';

import { now, bytes, sample, account, lines, text, day, certificate } from './materials';

describe('what is found', () => {
  it('in files is the same as before', async () => {
    const names = [
      'chain.pem',
      'expired.crt',
      'keys.csv',
      'kdh.csr',
      'revoked.crl',
      'tr34-annex-b.cms',
      'tr34-rebind.cms',
    ];
    const atalla = `1PUNE000,${'A1'.repeat(24)},${'B2'.repeat(8)}`;
    await expect(
      wholeText([
        ...names.map((name) => [name, sample(name)] as const),
        ['blocks and cryptograms', assetsOfFile(bytes(text), 'all.txt')],
        ['an Atalla key block', assetsOfFile(bytes(`\r\n${atalla}\r\n`), 'atalla.txt')],
        ['an account', account],
      ]),
    ).toMatchFileSnapshot('whole/found.txt');
  });

  it.each([0, 1, 2, 3, 4, 7, 8])('has its line, behind %d others', (before) => {
    const content = `${'x\n'.repeat(before)}${lines[0] ?? ''}\n${'y\n'.repeat(5)}`;
    expect(assetsOfFile(bytes(content), 'f').map(({ place }) => place)).toEqual([`f:${before + 1}`]);
  });
});

describe('rules', () => {
  const rules = (...assets: readonly Asset[]): RuleId[] => judge(assets, now).map(({ rule }) => rule);
  const withKcv = (id: string, algorithm: string, digits: string, method: string): Asset => ({
    kind: 'keyBlock', id, place: id, version: 'D', usage: 'P0', algorithm, mode: 'E', exportability: 'N', kcv: { digits, method },
  }); // prettier-ignore

  it.each<[string, Asset[], RuleId[]]>([
    [
      'six digits',
      [withKcv('1', 'T', '08D7B4', ''), withKcv('2', 'T', '08D7B4', 'ANSI_X9_24')],
      ['duplicates'],
    ],
    ['five digits', [withKcv('1', 'T', '08D7B', ''), withKcv('2', 'T', '08D7B', '')], []],
    ['AES of no method', [withKcv('1', 'A', '08D7B4', ''), withKcv('2', 'A', '08D7B4', '')], []],
    [
      'AES of one method',
      [withKcv('1', 'A', '08D7B4', 'CMAC'), withKcv('2', 'AES_256', '08D7B4', 'CMAC')],
      ['duplicates'],
    ],
    ['two methods', [withKcv('1', 'A', '08D7B4', 'CMAC'), withKcv('2', 'A', '08D7B4', 'ANSI_X9_24')], []],
    ['two ciphers', [withKcv('1', 'A', '08D7B4', 'CMAC'), withKcv('2', 'H', '08D7B4', 'CMAC')], []],
    [
      'TDES by both names',
      [withKcv('1', 'T', '08D7B4', 'CMAC'), withKcv('2', 'TDES_2KEY', '08D7B4', 'CMAC')],
      ['duplicates'],
    ],
    [
      'HMAC',
      [withKcv('1', 'H', '08D7B4', 'HMAC'), withKcv('2', 'HMAC_SHA256', '08D7B4', 'HMAC')],
      ['duplicates'],
    ],
    ['one block twice', [withKcv('1', 'T', '08D7B4', ''), withKcv('1', 'T', '08D7B4', '')], []],
  ])('on duplicates: %s', (_, assets, expected) => expect(rules(...assets)).toEqual(expected));

  it('on one KBPK: several usages, by six digits', () => {
    const under = (id: string, usage: string, digits: string): Asset => ({
      kind: 'keyBlock',
      id,
      place: id,
      version: 'D',
      usage,
      algorithm: 'A',
      mode: 'E',
      exportability: 'N',
      kbpk: { digits, method: 'CMAC' },
    });
    const of = (digits: string, ...usages: string[]): RuleId[] =>
      rules(...usages.map((usage, i) => under(String(i), usage, digits)));
    expect([
      of('233155', 'P0', 'K0'),
      of('233155', 'P0', 'P0'),
      of('233155', 'P0'),
      of('23315', 'P0', 'K0'),
    ]).toEqual([['kekUsages'], [], [], []]);
  });

  it('on certificates, at their limits', () => {
    const at = (milliseconds: number, party = false): RuleId[] =>
      rules(certificate('c', undefined, { notAfter: new Date(now.getTime() + milliseconds), party }));
    expect([-1, 0, 90 * day - 1, 90 * day].map((left) => at(left))).toEqual([
      ['expired'],
      ['expiring'],
      ['expiring'],
      [],
    ]);
    expect([-1, 0].map((left) => at(left, true))).toEqual([['partyExpired'], ['expiring']]);
    expect([0, 1, 111, 112].map((strength) => rules(certificate('c', 400, { strength })))).toEqual([
      [],
      ['weakKey'],
      ['weakKey'],
      [],
    ]);
  });
});
