import { describe, expect, it } from 'vitest';
import { originTexts, readForm } from '../../../src/core/checkValues/form';
import fc from '../../properties';
import { runs } from '../../quick';

const read = (text: string): unknown[] =>
  readForm(text).map(({ digits, role, method }) => [digits, role, ...(method ? [method] : [])]);

describe('values of a form', () => {
  it.each<[string, unknown[]]>([
    ['KCV: 08D7B4', [['08D7B4', 'key']]],
    ['Key check value (CMAC) = 23 31 55 0B C9', [['2331550BC9', 'key', 'CMAC']]],
    ['Component 1 KCV    08-D7-B4', [['08D7B4', 'component']]],
    ['ZMK check digits: 08d7', [['08D7', 'kek']]],
    ['KCV by ANSI X9.24: 08D7B4', [['08D7B4', 'key', 'ANSI_X9_24']]],
    ['KCV of SP 800-38B: 233155', [['233155', 'key']]],
    ['| PEK | KCV | 08D7B4 |', [['08D7B4', 'key']]],
    ['Key check value: 428C 48', [['428C48', 'key']]],
    ['"KeyCheckValue": "0EB795",', [['0EB795', 'key']]],
    ['KCV (HMAC of nothing): 08D7B4', [['08D7B4', 'key', 'HMAC']]],
    ['KCV, SHA-1: 08D7B4', [['08D7B4', 'key', 'SHA_1']]],
    ['KCV, SHA1: 08D7B4', [['08D7B4', 'key', 'SHA_1']]],
    ['KCV, SHA-12: 08D7B4', [['08D7B4', 'key']]],
    ['KCV, zeros encrypted: 08D7B4', [['08D7B4', 'key', 'ANSI_X9_24']]],
    ['KCV legacy 08D7B4', [['08D7B4', 'key', 'ANSI_X9_24']]],
    ['KCV by ECB 08D7B4', [['08D7B4', 'key', 'ANSI_X9_24']]],
    ['Custodian 2, cksum 08D7B4', [['08D7B4', 'component']]],
    ['Comp. 2 check sum 08D7B4', [['08D7B4', 'component']]],
    ['Wrapping key checkdigits 08D7B4', [['08D7B4', 'kek']]],
    ['Component of the ZMK, KCV 08D7B4', [['08D7B4', 'component']]],
    ['KCV 0123456789ABCDEF', [['0123456789ABCDEF', 'key']]],
    ['KCV 08D7 then KCV 1111', [['08D7', 'key']]],
    ['KCV SP 8000 08D7B4', [['08D7B4', 'key']]],
    ['KCV X9.2400 08D7B4', [['08D7B4', 'key', 'ANSI_X9_24']]],
    ['KCV FIPS 1981 08D7B4', [['08D7B4', 'key']]],
    ['KCV ABCD', [['ABCD', 'key']]],
    [`KCV${' '.repeat(54)}08D7B4`, [['08D7B4', 'key']]],
    [`KCV${' '.repeat(54)}08D7B4, all`, [['08D7B4', 'key']]],
    [`KCV${' '.repeat(54)}08D7B4\r\n`, [['08D7B4', 'key']]],
    [`KCV${' '.repeat(57)}08D7B4`, []],
    [`${'x'.repeat(389)} KCV 08D7B4`, [['08D7B4', 'key']]],
    // What is not a value.
    ['KCV 08D', []],
    // What is looked at ends in it: the beginning of a component is no value.
    [`KCV${' '.repeat(56)}08D7B4`, []],
    [`KCV${' '.repeat(44)}0123456789ABCDEFFEDCBA9876543210`, []],
    [`KCV${' '.repeat(54)}08D7B4 08D7`, []],
    [`KCV${' '.repeat(53)}08D7B4 08D7`, []],
    [`KCV${' '.repeat(50)}08D7B4 08 AB CD`, []],
    [`KCV${' '.repeat(48)}08D7B4 all of it`, [['08D7B4', 'key']]],
    [`${'x'.repeat(390)} KCV 08D7B4`, []],
    ['KCV 0123456789ABCDEF0', []],
    ['KCV abcd', []],
    ['XKCV 08D7B4', []],
    ['KCVX 08D7B4', []],
    ['Component 1: 0123456789ABCDEFFEDCBA9876543210', []],
    ['KCV: 0123456789ABCDEFFEDCBA9876543210', []],
    ['KCV: none', []],
    ['KCV: faced with it', []],
    ['Check value method: CMAC', []],
    ['08D7B4', []],
  ])('%s', (text, expected) => expect(read(text)).toEqual(expected));

  it('keeps place, line and label of each', () => {
    const text = 'Form 7\r\nComponent 2 of 3, KCV: 08D7B4\r\nKey KCV ......... 8CA64D\r\n';
    const values = readForm(text);
    expect(values.map(({ line, label }) => [line, label])).toEqual([
      [2, 'Component 2 of 3, KCV'],
      [3, 'Key KCV'],
    ]);
    expect(values.map(({ span }) => text.slice(span.start, span.end))).toEqual(['08D7B4', '8CA64D']);
  });

  it('reads 64 values of a megabyte, and a last line without an end', () => {
    const many = (count: number): string =>
      Array.from({ length: count }, (_, n) => `KCV ${1000 + n}`).join('\n');
    expect(readForm(many(64)).map(({ digits }) => digits)).toEqual(
      Array.from({ length: 64 }, (_, n) => `${1000 + n}`),
    );
    expect(readForm(many(65))).toHaveLength(64);
    expect(readForm('\nKCV 1111').map(({ line }) => line)).toEqual([2]);
    const behind = (characters: number) =>
      readForm(`${'\n'.repeat(characters)}KCV 1111`).map(({ digits }) => digits);
    expect(behind(1024 * 1024 - 8)).toEqual(['1111']);
    expect(behind(1024 * 1024 - 1)).toEqual([]);
    expect(readForm('')).toEqual([]);
  });

  it('keeps sixty characters of a label, without what leads to the value', () => {
    const label = (text: string): string => readForm(text)[0]!.label;
    expect(label(`${'a'.repeat(60)} KCV: 1111`)).toBe(`${'a'.repeat(56)} KCV`);
    expect(label('| KCV |= . , ; _ - 1111')).toBe('| KCV');
    expect(label('KCV 1111')).toBe('KCV');
  });

  it('tells where a value is written', () => {
    expect(originTexts).toEqual({
      form: '{0} (line {1})',
      block: '{0} of the key block in line {1}',
      manifest: 'row {0} of the manifest',
    });
  });

  it('never reads more than 16 digits behind a label, whatever the text', () => {
    const piece = fc.constantFrom(
      'KCV',
      'check value',
      ' ',
      ':',
      '\n',
      '08D7',
      'ABCDEF0123456789',
      'z',
      '-',
      '=',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const { digits, span } of readForm(text)) {
          expect(digits).toMatch(/^[0-9A-F]{4,16}$/);
          expect(text.slice(span.start, span.end).replace(/[ :-]/g, '').toUpperCase()).toBe(digits);
        }
      }),
      { numRuns: runs(2000) },
    );
  });
});
