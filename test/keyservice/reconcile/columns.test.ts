import { describe, expect, it } from 'vitest';
import {
  guessColumns,
  keptColumns,
  keysOfTable,
  plainHeader,
  readListTable,
} from '../../../src/keyservice/reconcile/columns';
import {
  readAlgorithm,
  readEnabled,
  readExportable,
  readKcv,
  readMethod,
  readMode,
  readUsage,
} from '../../../src/keyservice/reconcile/listedKey';

describe('words of lists', () => {
  it.each<[string, string, unknown]>([
    ['TDES_2KEY', '', { cipher: 'TDES', bits: 128 }],
    ['TDES_3KEY', '', { cipher: 'TDES', bits: 192 }],
    ['3DES', 'double', { cipher: 'TDES', bits: 128 }],
    ['3DES', '24', { cipher: 'TDES', bits: 192 }],
    ['TDES', '112', { cipher: 'TDES', bits: 128 }],
    ['TDES', 'triple', { cipher: 'TDES', bits: 192 }],
    ['Triple DES', '', { cipher: 'TDES' }],
    ['2TDEA', '', { cipher: 'TDES', bits: 128 }],
    ['TDES', 'single', { cipher: 'DES', bits: 64 }],
    ['DES', '', { cipher: 'DES', bits: 64 }],
    ['D', '', { cipher: 'DES', bits: 64 }],
    ['T', '', { cipher: 'TDES' }],
    ['AES-256', '', { cipher: 'AES', bits: 256 }],
    ['AES_128', '', { cipher: 'AES', bits: 128 }],
    ['AES', '32', { cipher: 'AES', bits: 256 }],
    ['A', '', { cipher: 'AES' }],
    ['HMAC_SHA256', '', { cipher: 'HMAC' }],
    ['RSA_2048', '', { cipher: 'RSA' }],
    ['ECC_NIST_P256', '', { cipher: 'ECC' }],
    ['', '128', {}],
    ['Blowfish', '128', {}],
  ])('algorithm %s %s', (text, length, expected) => expect(readAlgorithm(text, length)).toEqual(expected));

  it.each([
    ['P0', 'P0'],
    ['TR31_P0_PIN_ENCRYPTION_KEY', 'P0'],
    ['k1 key block protection', 'K1'],
    ['ZPK', 'P0'],
    ['ZMK', undefined],
    ['PIN', undefined],
    ['', undefined],
  ])('usage %s', (text, expected) => expect(readUsage(text)).toBe(expected));

  it.each([
    ['B', 'B'],
    ['Encrypt + Decrypt + Wrap + Unwrap', 'B'],
    ['Generate, Verify', 'C'],
    ['none', undefined],
  ])('mode %s', (text, expected) => expect(readMode(text)).toBe(expected));

  it('reads yes and no, states, methods and values', () => {
    expect(['yes', 'E', 'S', 'no', 'N', 'Non-exportable', 'maybe'].map(readExportable)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      undefined,
    ]);
    expect(['Enabled', 'active', 'disabled', 'Inactive', ''].map(readEnabled)).toEqual([
      true,
      true,
      false,
      false,
      undefined,
    ]);
    expect(['CMAC', 'ANSI_X9_24', 'legacy', '00', '01', ''].map(readMethod)).toEqual([
      'CMAC',
      'ANSI_X9_24',
      'ANSI_X9_24',
      'ANSI_X9_24',
      'CMAC',
      undefined,
    ]);
    expect(["'08D7B4", '08 d7 b4', '08D7', '', 'none', '0'.repeat(17)].map(readKcv)).toEqual([
      '08D7B4',
      '08D7B4',
      '08D7',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('columns', () => {
  it.each([
    [
      'Label,Key Type,Algorithm,Length,Check Digits,Exportable,Status',
      'name usage algorithm length kcv exportable state',
    ],
    ['alias,usage,algorithm,kcv,key_block', 'name usage algorithm kcv keyBlock'],
    [
      'ARN,Aliases,Usage,Algorithm,Modes of use,State,Enabled,Exportable,KCV,KCV method',
      'ignore name usage algorithm mode state ignore exportable kcv method',
    ],
    ['Name;KCV;KCV Method;Component', 'name kcv method component'],
  ])('of %s', (text, roles) => {
    const table = readListTable(`${text}\n`)!;
    expect(guessColumns(table.header).join(' ')).toBe(roles);
    expect(keptColumns(guessColumns(table.header), table.header)).toEqual(guessColumns(table.header));
  });

  it('are kept for one header only, and only as roles', () => {
    expect(plainHeader(['KCV ', 'Key-Type'])).toBe('kcv|keytype');
    for (const value of [undefined, 'kcv', ['kcv'], ['kcv', 'nonsense'], ['kcv', 'name', 'name']])
      expect(keptColumns(value, ['KCV', 'Name'])).toBeUndefined();
  });

  it('make keys of rows, with what a key block states itself', () => {
    const text = [
      'alias,usage,algorithm,length,kcv,block,part',
      'pek,P0,TDES,128,08D7B4,,',
      'kek,,,,,D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34,',
      'bdk,,,,,B0128B1TX00N0300KS18FFFF00A0200001E00000KC0C000169E3KP0C00ECAD626F9F1A826814AA066D86C8C18BD0E14033E1EBEC75BEDF586E6E325F3AA8C0E5,',
      'part,K0,TDES,128,8CA64D,,1 of 3',
    ].join('\r\n');
    const table = readListTable(text)!;
    const keys = keysOfTable(table, guessColumns(table.header));
    expect(keys[0]).toEqual({
      row: 1,
      names: ['pek'],
      kcv: '08D7B4',
      method: 'ANSI_X9_24',
      cipher: 'TDES',
      bits: 128,
      usage: 'P0',
    });
    expect(keys[1]).toMatchObject({ cipher: 'AES', usage: 'P0', mode: 'E', exportable: true });
    expect(keys[1]).not.toHaveProperty('kcv');
    expect(keys[2]).toMatchObject({ kcv: '0169E3', method: 'ANSI_X9_24', usage: 'B1', exportable: false });
    expect(keys[3]).toMatchObject({ component: true });
  });

  it('reads nothing without a header of two columns, and nothing too long', () => {
    expect(readListTable('')).toBeUndefined();
    expect(readListTable('only one\n1\n')).toBeUndefined();
    expect(readListTable(Array.from({ length: 61 }, (_, n) => `c${n}`).join(','))).toBeUndefined();
  });
});
