import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/core/checkValues/form';
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
    // What is not a value.
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
