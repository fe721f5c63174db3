import { csvText } from '../../src/core/plainText';
import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/keyservice/manifest/csv';

const formula = /^[\s"]*[=+\-@＝＋－＠﹢﹣﹦﹫]/;

describe('CSV', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a-b=c+d@e', '"a-b=c+d@e"'],
    ['a;b', '"a;b"'],
    ['=1', `"'=1"`],
    ['＝1', `"'＝1"`],
    ['＋1', `"'＋1"`],
    ['－1', `"'－1"`],
    ['＠A1', `"'＠A1"`],
    [' =1', `"' =1"`],
    ['\t=1', '"\\u0009=1"'],
    ['\r=1', '"\\u000d=1"'],
    ['a\n=1', '"a\\u000a=1"'],
    ['a;=1', `"a;'=1"`],
    ['a;@b;-c', `"a;'@b;'-c"`],
    ['a; "＝1', `"a;' ""＝1"`],
    ['a";"=1', `"a"";'""=1"`],
  ])('%j as %s', (text, cell) => expect(csvText([[text]])).toBe(`${cell}\r\n`));

  const cell = fc
    .array(
      fc.constantFrom(
        'a',
        '=',
        '+',
        '-',
        '@',
        '＝',
        '＋',
        '－',
        '＠',
        ';',
        ',',
        '"',
        "'",
        ' ',
        '\t',
        '\r',
        '\n',
      ),
      {
        maxLength: 8,
      },
    )
    .map((all) => all.join(''));
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 3 });

  it('has no cell that is a formula, whatever the separator', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';'), (rows, separator) => {
        const text = csvText(rows);
        const read = readCsv(`sep=${separator}\r\n${text}`, 100).records.flatMap(({ cells }) => cells);
        for (const { value } of read) expect(value).not.toMatch(formula);
        // A reader that knows no quotation marks.
        if (separator === ';') for (const part of text.split(/;|\r\n/)) expect(part).not.toMatch(formula);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('has the cells that it was given, but for what was made harmless', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z;,"=]{1,6}$/), { minLength: 2, maxLength: 3 }), (row) => {
        const [record] = readCsv(`sep=,\r\n${csvText([row])}`, 100).records;
        const plain = record?.cells.map(({ value }) => value.replaceAll("'", ''));
        expect(plain).toEqual(row);
      }),
    );
  });

  it('of many semicolons is soon made', () => {
    const text = ';'.repeat(300_000) + ' '.repeat(300_000) + '"'.repeat(300_000);
    expect(csvText([[text]]).length).toBe(2 + 600_000 + 600_000 + 2);
  });
});
