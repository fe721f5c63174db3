import fc from '../../properties';
import { runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/keyservice/manifest/csv';
import { manifestLimits, type Manifest } from '../../../src/keyservice/manifest/format';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { inputSpans } from '../../../src/core/input/keyMaterial';

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

/** Codes with the text that their spans cut out, of the whole and of the rows. */
function said(text: string, manifest: Manifest = readManifest(text)): string[] {
  return [...manifest.findings, ...manifest.rows.flatMap((row) => row.findings)].map(
    ({ code, span }) => `${code} ${span ? text.slice(span.start, span.end).slice(0, 30) : '-'}`,
  );
}

describe('a manifest in JSON', () => {
  it('is read with defaults, comments, a byte order mark and a last comma', () => {
    const text = `\ufeff// from the ceremony
    { "$schema": "x", "version": 1,
      "defaults": { "wrappingKey": "alias/kek", "tags": { "batch": "7", "site": "a" }, "enabled": false },
      "keys": [
        { "keyBlock": " ${block} ", "alias": "alias/x", "checkValue": "08d7b4", "tags": { "site": "b" } },
        { "keyBlock": "S${block}", "wrappingKey": "alias/other", "enabled": true, "checkValueAlgorithm": "CMAC", "note": "n" },
      ] }`;
    const { form, rows, findings } = readManifest(text);
    expect(form).toBe('json');
    expect([...findings, ...rows.flatMap((row) => row.findings)]).toEqual([]);
    expect(rows[0]).toMatchObject({
      number: 1,
      keyBlock: block,
      wrappingKey: 'alias/kek',
      alias: 'alias/x',
      checkValue: '08D7B4',
      enabled: false,
      tags: [
        { Key: 'batch', Value: '7' },
        { Key: 'site', Value: 'b' },
      ],
    });
    expect(rows[1]).toMatchObject({
      number: 2,
      keyBlock: block,
      wrappingKey: 'alias/other',
      enabled: true,
      checkValueAlgorithm: 'CMAC',
      note: 'n',
    });
    for (const { material } of rows) {
      const [place] = inputSpans(material!.block, { start: 0, end: 16 });
      expect(text.slice(place!.start + material!.at, place!.end + material!.at)).toBe(block.slice(0, 16));
    }
  });

  it.each<[string, string, string[]]>([
    ['nothing', '{}', ['manifest_version {', 'manifest_type {']],
    ['a list', '[]', ['manifest_type []']],
    ['a later version', '{"version":2,"keys":[]}', ['manifest_version 2']],
    ['no keys', '{"version":1,"keys":[]}', ['manifest_empty {']],
    ['keys of another kind', '{"version":1,"keys":{}}', ['manifest_type {}']],
    [
      'a row of another kind',
      '{"version":1,"keys":[7]}',
      ['manifest_type 7', 'manifest_missing 7', 'manifest_missing 7'],
    ],
    [
      'a misspelt member',
      `{"version":1,"keys":[{"keyblock":"${block}","wrappingKey":"alias/k"}]}`,
      ['manifest_unknown "keyblock"', `manifest_missing {"keyblock":"${block.slice(0, 17)}`],
    ],
    [
      'a member twice',
      `{"version":1,"keys":[{"keyBlock":"${block}","wrappingKey":"alias/k","alias":"alias/a","alias":"alias/b"}]}`,
      ['manifest_twice "alias"'],
    ],
    [
      'wrong forms',
      `{"version":1,"keys":[{"keyBlock":5,"wrappingKey":"kek","tags":["a"],"enabled":"yes","checkValue":"12E45","checkValueAlgorithm":"SHA"}]}`,
      [
        'manifest_type 5',
        'manifest_wrapping_key_form "kek"',
        'manifest_tags ["a"]',
        'manifest_enabled "yes"',
        'manifest_check_value "12E45"',
        'manifest_check_value_algorithm "SHA"',
      ],
    ],
    ['half a file', '{"version":1,"keys":[', ['manifest_json ']],
  ])('says what is wrong, and where: %s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it('is bounded in size, rows and depth', () => {
    expect(said('['.repeat(200_000))).toEqual(['manifest_depth [']);
    // Many values side by side are not deep.
    expect(said(`[${'[],{},'.repeat(200)}0]`)).not.toContain('manifest_depth [');
    const row = `{"keyBlock":"${block}","wrappingKey":"alias/k"}`;
    const many = readManifest(
      `{"version":1,"keys":[${Array.from({ length: manifestLimits.rows + 1 }, () => row).join()}]}`,
    );
    expect(many.rows).toHaveLength(manifestLimits.rows);
    expect(many.findings.map(({ code }) => code)).toEqual(['manifest_too_many_rows']);
    expect(readManifest(' '.repeat(manifestLimits.characters + 1)).findings[0]?.code).toBe(
      'manifest_too_large',
    );
  });
});

describe('a manifest in CSV', () => {
  const expected = {
    keyBlock: block,
    wrappingKey: 'alias/kek',
    alias: 'alias/x',
    checkValue: '08D7B4',
    tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'x, y' },
    ],
    enabled: false,
  };
  it.each([
    [
      'commas',
      `keyBlock,wrappingKey,alias,checkValue,tags,enabled\n${block},alias/kek,alias/x,08D7B4,"a=1;b=x, y",no\n`,
    ],
    [
      'semicolons and CR LF',
      `keyBlock;wrappingKey;alias;checkValue;tags;enabled\r\n${block};alias/kek;alias/x;08D7B4;"a=1;b=x, y";FALSE\r\n`,
    ],
    [
      'tabs',
      `keyBlock\twrappingKey\talias\tcheckValue\ttags\tenabled\n${block}\talias/kek\talias/x\t08 D7 B4\ta=1;b=x, y\t0`,
    ],
    [
      'what Excel writes',
      `\ufeffsep=;\r\nKCV;Key Block;wrapping_key;ALIAS;Tags;Enabled\r\n08d7b4;"${block}";alias/kek; alias/x ;"a=1\nb=x, y";false\r\n\r\n;;;;;\r\n`,
    ],
  ])('is read: %s', (_, text) => {
    const manifest = readManifest(text);
    expect(manifest.form).toBe('csv');
    expect(said(text)).toEqual([]);
    expect(manifest.rows).toHaveLength(1);
    expect(manifest.rows[0]).toMatchObject(expected);
    const { material } = manifest.rows[0]!;
    const [place] = inputSpans(material!.block, { start: 0, end: 112 });
    expect(text.slice(place!.start + material!.at, place!.end + material!.at)).toBe(block);
  });

  it.each<[string, string, string[]]>([
    ['nothing', '', ['manifest_empty ']],
    ['no header', `${block},alias/kek\n`, [`manifest_header ${block.slice(0, 30)}`]],
    [
      'a column twice',
      `keyBlock,wrappingKey,kcv,checkValue\n${block},alias/k,08D7B4,\n`,
      ['manifest_twice checkValue'],
    ],
    [
      'a column that is not known',
      `keyBlock,wrappingKey,owner\n${block},alias/k,me\n`,
      ['manifest_unknown owner'],
    ],
    [
      'a cell too many',
      `keyBlock,wrappingKey\n${block},alias/k,me\n`,
      [`manifest_cells ${block.slice(0, 30)}`],
    ],
    ['empty cells', `keyBlock,wrappingKey,note\n,,x\n`, ['manifest_missing ,,x', 'manifest_missing ,,x']],
    [
      'an open quotation mark',
      `keyBlock,wrappingKey,note\n${block},alias/k,"x\n${block},alias/k,y\n`,
      ['manifest_quote "'],
    ],
    ['tags without values', `keyBlock,wrappingKey,tags\n${block},alias/k,prod\n`, ['manifest_tags prod']],
    [
      'a number of a check value',
      `keyBlock,wrappingKey,kcv\n${block},alias/k,1.2E+05\n`,
      ['manifest_check_value 1.2E+05'],
    ],
  ])('says what is wrong, and where: %s', (_, text, expectedCodes) => {
    expect(said(text, readManifest(text, 'csv'))).toEqual(expectedCodes);
  });

  it('gives back every table that RFC 4180 can write', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', 'é') });
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(',', ';', '\t'),
        (table, delimiter) => {
          const head = ['x', 'y'];
          const text = [head, ...table]
            .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter))
            .join('\r\n');
          const { records } = readCsv(text, 100);
          const wanted = [head, ...table].filter((row) => row.some((one) => one.trim() !== ''));
          expect(records.map(({ cells }) => cells.map(({ value }) => value))).toEqual(wanted);
          for (const { cells } of records)
            for (const { value, span, literal } of cells)
              if (literal) expect(text.slice(span.start, span.end)).toBe(value);
        },
      ),
    );
  });
});

it('reads whatever it is given, with spans inside it', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    ';',
    '\n',
    'keyBlock',
    'wrappingKey',
    'keys',
    'version',
    '1',
    'null',
    block,
    '\\u0',
    '/*',
    '=',
    'alias/k',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
      ),
      fc.constantFrom('json', 'csv', undefined),
      (text, form) => {
        const { rows, findings } = readManifest(text, form);
        const spans = [...findings, ...rows.flatMap((row) => row.findings)].map(({ span }) => span);
        for (const span of [...spans, ...rows.map((row) => row.span)])
          expect(span && span.start <= span.end && span.start >= 0 && span.end <= text.length).toBe(true);
        if (rows.length === 0) expect(findings.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: runs(500) },
  );
});

describe('comments before the brace', () => {
  const json = '{"version":1,"keys":[]}';
  it.each([
    ['/* a */ // b\n' + json, 'json'],
    ['\ufeff\r\n/* [ */' + json, 'json'],
    ['// {\nkeyBlock,wrappingKey', 'csv'],
    ['/* {', 'csv'],
    ['// {', 'csv'],
    ['/{', 'csv'],
    ['', 'csv'],
  ])('%j', (text, form) => expect(readManifest(text).form).toBe(form));

  const many = 100_000;
  it.each([
    ['empty comments', '/**/'.repeat(many)],
    ['comments that hold the start of others', '/**//*\n[*//*\n*'.repeat(many)],
    ['comments to the end of the line', '//\n'.repeat(many)],
    ['white space', ' \n'.repeat(many)],
    ['openings', '/*'.repeat(many)],
  ])('any number of %s', (_, text) => {
    expect(readManifest(text).rows).toEqual([]);
    expect(readManifest(`${text}x`).rows).toEqual([]);
  });
  it('are all passed over', () => expect(readManifest('/**/'.repeat(many) + json).form).toBe('json'));
});
