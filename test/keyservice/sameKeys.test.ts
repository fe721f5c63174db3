import { describe, expect, it } from 'vitest';
import type { KeySummary } from '../../src/keyservice/operations';
import { keysOfSameValue } from '../../src/keyservice/rules/sameKeys';
import { allFour, attributes } from './simulator/client';

const kek = attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_128', allFour);
const key = (name: string, more: Partial<KeySummary> = {}): KeySummary => ({
  KeyArn: name,
  KeyState: 'CREATE_COMPLETE',
  KeyAttributes: kek,
  KeyCheckValue: '2090A6',
  Enabled: true,
  ...more,
});
const keys = [
  key('same'),
  key('disabled', { Enabled: false }),
  key('longer', { KeyCheckValue: '2090a61122' }),
  key('another value', { KeyCheckValue: '2090A7' }),
  key('short value', { KeyCheckValue: '2090' }),
  key('no value', { KeyCheckValue: undefined } as unknown as KeySummary),
  key('another usage', { KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour) }),
  key('another length', { KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_192', allFour) }),
  key('deleted', { KeyState: 'DELETE_COMPLETE' }),
  key('being deleted', { KeyState: 'DELETE_PENDING' }),
];
const named = (wanted: Parameters<typeof keysOfSameValue>[1]): string[] =>
  keysOfSameValue(keys, wanted).map(({ KeyArn }) => KeyArn);

describe('keys that may be the same', () => {
  const { KeyUsage: usage, KeyAlgorithm: algorithm } = kek;
  it('have usage, algorithm and check value alike', () => {
    expect(named({ usage, algorithm, kcv: '2090A6', method: 'CMAC' })).toEqual([
      'same',
      'disabled',
      'longer',
    ]);
    expect(named({ usage, algorithm, kcv: '2090a6' })).toEqual(['same', 'disabled', 'longer']);
  });
  it('are looked for among several algorithms, and by as much as is known', () => {
    expect(named({ usage, algorithm: ['AES_192', 'AES_256'], kcv: '2090A6' })).toEqual(['another length']);
    expect(named({ kcv: '2090A6' })).toEqual([
      'same',
      'disabled',
      'longer',
      'another usage',
      'another length',
    ]);
  });
  it('are not named by fewer than six digits', () => {
    expect(named({ usage, algorithm, kcv: '2090' })).toEqual([]);
  });
});
