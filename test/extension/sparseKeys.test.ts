// Every surface that shows a key, with answers of the service that leave members out: nothing throws, and nothing is
// said that is not known.
import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { contextOf, filterKeys, groupKeys, keyTooltip } from '../../src/extension/keys/keyTree';
import { detailsText } from '../../src/extension/keys/keyDetailsPage';
import { comparedWords } from '../../src/extension/keys/exported';
import { keyListCsv } from '../../src/extension/keys/exportKeyList';
import { headerLines, narrowerModes } from '../../src/extension/keys/exportTr31';
import { unfitAsWrappingKey } from '../../src/extension/keys/wrappingKey';
import { keyFacts } from '../../src/extension/import/importFailures';
import { comparisonLines, likenessWords } from '../../src/extension/import/aliasOfKey';
import { verdictOf } from '../../src/extension/import/importRecord';
import { keyLines } from '../../src/extension/service/confirmChange';
import type { CatalogueKey } from '../../src/extension/service/keyCatalogue';
import { descriptionParts, exportableWords, originWords, spokenKey } from '../../src/extension/service/names';
import type { Key } from '../../src/keyservice/operations';

const KeyArn = 'arn:aws:payment-cryptography:us-east-1:111122223333:key/k7x2m4pqabcdefgh';
const bare: Key = {
  KeyArn,
  KeyState: 'CREATE_COMPLETE',
  Enabled: true,
  KeyAttributes: {
    KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyClass: 'SYMMETRIC_KEY',
    KeyAlgorithm: 'AES_128',
  },
};
const shown = (more: Partial<Key> = {}): CatalogueKey => {
  const key = { ...bare, ...more };
  return { summary: key, aliases: [], detail: key };
};
const newer = shown({
  KeyState: 'CREATE_FAILED',
  KeyOrigin: 'QUANTUM',
  KeyCheckValueAlgorithm: 'SHA_1',
  KeyAttributes: { KeyUsage: 'TR31_Q7_NEW', KeyClass: 'NEW_CLASS', KeyAlgorithm: 'ML_KEM' },
});
/** Without Enabled: neither enabled nor disabled. */
const unreported = ((): CatalogueKey => {
  const { KeyArn: arn, KeyState, KeyAttributes } = bare;
  const key = { KeyArn: arn, KeyState, KeyAttributes };
  return { summary: key, aliases: [], detail: key };
})();
const empty = shown({ KeyState: '', KeyAttributes: { KeyUsage: '', KeyClass: '', KeyAlgorithm: '' } });

const all = [
  ['bare', shown()],
  ['newer', newer],
  ['empty', empty],
  ['unreported', unreported],
] as const;

/** Everything that can be said of a key, in one text. */
const everything = (key: CatalogueKey): string =>
  [
    keyTooltip(key).value,
    detailsText(key, [], []),
    keyListCsv([key]),
    spokenKey(key),
    contextOf(key),
    keyFacts(key.detail!),
    ...descriptionParts(key),
    ...keyLines(key),
    ...headerLines({ exportability: 'NON_EXPORTABLE', mode: undefined }, key),
    ...comparisonLines(key.detail!, [{ value: 'ABCDEF' }]),
    ...(['usage', 'state', 'alias'] as const).flatMap((grouping) =>
      groupKeys([key], grouping, true).map(({ label }) => label),
    ),
  ].join('\n');

describe('a key of which the service says little', () => {
  it.each(all)('%s: is shown everywhere, without what is not known', (_, key) => {
    const text = everything(key);
    expect(text).not.toMatch(/undefined|NaN|Invalid Date|\bnull\b/);
    expect(text).not.toMatch(/\bimported\b|\bcreated\b|not exportable|fits as wrapping key/);
    expect(filterKeys([key], 'k7x2')).toEqual([key]);
  });

  it('has modes that are not given, and an origin that is not shown', () => {
    const text = detailsText(shown(), [], []);
    expect(text).toContain('modes not reported');
    expect(text).toContain('unknown: its modes were not reported');
    expect(text).not.toContain('Origin');
    expect(keyTooltip(shown()).value).toContain('modes not reported');
    expect(originWords(shown())).toBeUndefined();
  });

  it('shows values that no model has as the service names them', () => {
    const text = everything(newer);
    for (const value of ['CREATE_FAILED', 'QUANTUM', 'SHA_1', 'TR31_Q7_NEW', 'NEW_CLASS', 'ML_KEM'])
      expect(text).toContain(value);
  });

  it('is offered for what nothing stands against', () => {
    expect(contextOf(shown()).split(' ')).toEqual([
      'key',
      'enabled',
      'complete',
      'symmetric',
      'changeable',
      'exports',
      'wraps',
    ]);
    expect(unfitAsWrappingKey(shown(), 'import')).toBeUndefined();
    expect(narrowerModes(shown())).toEqual([]);
  });

  it('is neither enabled nor disabled where that is not given, and can be made either', () => {
    // The list names its columns.
    const rest = everything(unreported).replace('"Enabled"', '');
    expect(rest.replaceAll(/enabled or disabled\\*: not reported/gi, '')).not.toMatch(/enabled|disabled/i);
    expect(keyListCsv([unreported])).not.toMatch(/yes|\bno\b/);
    expect(keyTooltip(unreported).value).toMatch(/Enabled or disabled\\*: not reported/);
    expect(descriptionParts(unreported)).toContain('enabled or disabled: not reported');
    expect(contextOf(unreported).split(' ')).toEqual([
      'key',
      'unreported',
      'complete',
      'symmetric',
      'changeable',
      'exports',
      'wraps',
    ]);
    expect(unfitAsWrappingKey(unreported, 'import')).toBeUndefined();
    expect(unfitAsWrappingKey(shown({ Enabled: false }), 'import')).toContain('disabled');
  });

  it('is judged by the modes that are given, all others being off', () => {
    const partial = shown({
      KeyAttributes: { ...bare.KeyAttributes, KeyModesOfUse: { Encrypt: true, Wrap: true } },
    });
    expect(unfitAsWrappingKey(partial, 'import')).toContain('Decrypt');
    expect(unfitAsWrappingKey(partial, 'export')).toBeUndefined();
    expect(contextOf(partial)).not.toContain('wraps');
  });

  it('has no check value that could match or differ', () => {
    expect(verdictOf(bare, [{ value: 'ABCDEF' }])).toBe('unknown');
    const tools = { catalogue: { keys: [shown()] } } as unknown as Parameters<typeof likenessWords>[0];
    expect(
      likenessWords(tools, bare, { kind: 'aws', profile: 'p', region: 'us-east-1', endpoint: 'https://e' }),
    ).toEqual([]);
  });

  it('is compared with what was exported only where both values are of one method', () => {
    const own = shown({ KeyCheckValue: 'AABBCC', KeyCheckValueAlgorithm: 'CMAC' });
    const words = (KeyCheckValueAlgorithm: string, kcv: string, key = own): string =>
      comparedWords(
        key,
        {
          WrappingKeyArn: KeyArn,
          WrappedKeyMaterialFormat: 'TR31_KEY_BLOCK',
          KeyMaterial: '',
          KeyCheckValueAlgorithm,
        },
        kcv,
      );
    expect(words('CMAC', 'aabbcc')).toBe('KCV aabbcc ✓ matches the key');
    expect(words('CMAC', '112233')).toContain('✗ differs');
    expect(words('ANSI_X9_24', '112233')).toBe('KCV 112233');
    expect(words('CMAC', '112233', shown())).toBe('KCV 112233');
  });

  it('is neither exportable nor not, where that is not given', () =>
    expect([undefined, true, false].map(exportableWords)).toEqual([
      'exportability not reported',
      'exportable',
      'not exportable',
    ]));
});
