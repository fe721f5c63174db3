import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: {
    t: (text: string, ...args: unknown[]) => text.replace(/\{(\d)\}/g, (_, at: string) => String(args[+at])),
  },
}));

import { kcvMethodName } from '../../src/core/crypto/kcv';
import { usageWords } from '../../src/extension/service/names';
import { keyCheckValueAlgorithms, keyUsages } from '../../src/keyservice/model/enums';
import {
  accountText,
  aliasOf,
  aliasStem,
  arnEnd,
  keyIdOf,
  modesText,
  shortKeyId,
  usageCode,
} from '../../src/keyservice/model/names';
import { modeLetter, modeNames, modesOfUse, usageAttributes } from '../../src/keyservice/rules/keyAttributes';

const arn = 'arn:aws:payment-cryptography:us-east-1:111122223333:key/k7x2m4pqabcdefgh';

describe('names of what the key service has', () => {
  it('every usage has words of its own, with its code', () => {
    const usages = [...keyUsages, ...usageAttributes.map(({ keyUsage }) => keyUsage)];
    const names = new Set(usages);
    const words = new Set([...names].map(usageWords));
    expect(words.size).toBe(names.size);
    for (const usage of names) {
      expect(usageCode(usage)).toMatch(/^[A-Z]\d$/);
      expect(usageWords(usage)).toMatch(/^[A-Z][\w, -]+ \([A-Z]\d\)$/);
      expect(usageWords(usage)).toContain(`(${usageCode(usage)})`);
    }
  });

  it('what is not known stays as it is', () => {
    expect([usageWords('TR31_Z9_NEW'), usageCode('other'), keyIdOf('id'), accountText('12')]).toEqual([
      'TR31_Z9_NEW',
      'other',
      'id',
      '12',
    ]);
  });

  it('modes are those of the API, in its order', () => {
    expect(modesText(Object.fromEntries(modeNames.toReversed().map((name) => [name, true])))).toBe(
      'Encrypt + Decrypt + Wrap + Unwrap + Generate + Sign + Verify + DeriveKey + NoRestrictions',
    );
    for (const letter of 'BEDCGVXNS') expect(modeLetter(modesOfUse(letter)!)).toBe(letter);
    expect(modesText({ Encrypt: false })).toBe('');
  });

  it('check values have a method as people write it', () => {
    expect(keyCheckValueAlgorithms.map(kcvMethodName)).toEqual(['CMAC', 'ANSI X9.24', 'HMAC']);
  });

  it.each([
    ['kek-main', 'alias/kek-main', 'kek-main'],
    [' alias/pos/kek ', 'alias/pos/kek', 'pos/kek'],
    ['', '', ''],
  ])('alias %j', (typed, alias, stem) => {
    expect(aliasOf(typed)).toBe(alias);
    expect(aliasStem(alias)).toBe(stem);
  });

  it('ids and accounts', () => {
    expect([keyIdOf(arn), shortKeyId(arn), arnEnd(arn)]).toEqual([
      'k7x2m4pqabcdefgh',
      'k7x2m4pq…',
      'abcdefgh',
    ]);
    expect(shortKeyId('arn:aws:x:::key/123456789')).toBe('123456789');
    expect(accountText('111122223333')).toBe('1111-2222-3333');
  });
});
