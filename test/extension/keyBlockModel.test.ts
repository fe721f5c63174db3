import fs from 'node:fs';
import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import { english } from '../../src/core/findings';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { compareKeyBlocks, differingRuns } from '../../src/extension/inspector/compareKeyBlocks';
import { keyBlockModel, type ModelTexts, type ShownBlock } from '../../src/extension/inspector/keyBlockModel';
import { keyBlockJson, keyBlockMarkdown } from '../../src/extension/material/keyBlockCopies';
import type { InspectorField } from '../../src/protocol/inspector';

const pin =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const bdk =
  'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627';
const old = 'A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701';

const texts: ModelTexts = {
  localise: english,
  finding: ({ code }) => `said: ${code}`,
  headline: ({ text }) => text,
  facts: {
    keyUsage: 'usage',
    keyAlgorithms: 'algorithm',
    modes: 'modes',
    exportable: 'exportable',
    usable: 'usable',
  },
  yes: 'yes',
  no: 'no',
  unclear: 'unclear',
  comparedWith: (title) => `with ${title}`,
  comparison: (differing, equal) => `${differing}/${equal}`,
};
const typed = (text: string): ShownBlock => ({
  text,
  at: new Date('2026-12-01T00:00:00Z'),
  typed: text,
  restore: undefined,
  place: undefined,
  notice: undefined,
  made: undefined,
});
const modelOf = (text: string, other?: string, place?: string) =>
  keyBlockModel(
    { ...typed(text), other: other === undefined ? undefined : { text: other, ...(place && { place }) } },
    texts,
  );

describe('what the inspector shows', () => {
  it('shows every character of the block in one of its fields', () => {
    for (const text of [pin, bdk, old, pin.slice(0, 50), 'D0', `${pin}00`])
      expect(
        modelOf(text)
          .fields.map(({ raw }) => raw)
          .join(''),
      ).toBe(text);
  });

  it('has a row for every optional block, and a card for every certificate', () => {
    expect(modelOf(bdk).optionalBlocks).toEqual([
      {
        field: 'optional-KS',
        id: 'KS',
        name: 'Initial key serial number, TDEA DUKPT',
        value: 'KSN 00604B120F9292800000',
        certificates: [],
      },
    ]);
    const base64 = fs.readFileSync('media/samples/kdh.der').toString('base64');
    const length = (12 + base64.length).toString(16).toUpperCase().padStart(4, '0');
    const [ct] = modelOf(`D9999S0RS00N0100CT0004${length}00${base64}`).optionalBlocks;
    expect(ct?.certificates).toHaveLength(1);
    const { title, issuer, validUntil, publicKey, ...rest } = ct!.certificates[0]!;
    for (const name of [title, issuer]) expect(name).toMatch(/^CN=/);
    expect(validUntil).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(publicKey).toMatch(/^RSA \d+$/);
    expect(rest).toEqual({ validity: undefined, start: 28, end: 28 + base64.length });
    for (const [day, validity] of [
      ['2099-01-01', 'expired'],
      ['1999-01-01', 'notYetValid'],
    ] as const) {
      const then = { ...typed(`D9999S0RS00N0100CT0004${length}00${base64}`), at: new Date(day) };
      expect(keyBlockModel(then, texts).optionalBlocks[0]?.certificates[0]?.validity).toBe(validity);
    }
  });

  it('does so for any text, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc
            .tuple(fc.nat(110), fc.string({ unit: 'binary', maxLength: 3 }))
            .map(([at, by]) => bdk.slice(0, at) + by + bdk.slice(at + by.length)),
        ),
        (text) => {
          const model = modelOf(text);
          for (const field of model.fields) expect(field.raw).toBe(text.slice(field.start, field.end));
          for (const { severity } of model.findings) expect(['error', 'warning', 'info']).toContain(severity);
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it('keeps header, optional blocks and the rest apart, and names sources', () => {
    const { fields } = modelOf(bdk);
    expect(fields.map(({ group }) => group)).toEqual([
      ...Array<string>(10).fill('header'),
      'optional',
      'tail',
      'tail',
    ]);
    const ks = fields.find(({ group }) => group === 'optional')!;
    expect(ks.raw).toBe('KS1800604B120F9292800000');
    expect(ks.parts.length).toBeGreaterThan(2);
    for (const part of ks.parts) expect(part.start >= ks.start && part.end <= ks.end).toBe(true);
    for (const field of fields) expect(field.reference).toMatch(/^X9\.143:2021 /);
  });

  it('puts errors first and in the words it is given', () => {
    const { findings } = modelOf(
      'B0096P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E',
    );
    expect(findings[0]).toMatchObject({
      severity: 'error',
      message: 'said: length_field_mismatch',
      start: 1,
      end: 5,
    });
    const order = findings.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
    expect(order).toEqual([...order].sort());
  });

  it('says what AWS makes of it, and facts only of a key that can come to be', () => {
    const { verdict } = modelOf(pin);
    expect(verdict.importable).toBe('yes');
    expect(verdict.facts).toContainEqual({ label: 'usage', value: 'TR31_P0_PIN_ENCRYPTION_KEY' });
    expect(verdict.facts).toContainEqual({ label: 'exportable', value: 'yes' });
    const refused = modelOf(pin.replace('P0', '99')).verdict;
    expect(refused).toMatchObject({ importable: 'no', facts: [] });
    expect(refused.findings.some(({ severity }) => severity === 'error')).toBe(true);
  });

  it('bounds the depth of what is nested', () => {
    const depth = (field: InspectorField): number => 1 + Math.max(0, ...field.parts.map(depth));
    expect(Math.max(...modelOf(bdk).fields.map(depth))).toBeLessThanOrEqual(9);
  });
});

describe('two blocks', () => {
  it('equal ones have no difference', () => {
    const rows = compareKeyBlocks(decodeKeyBlock(bdk), decodeKeyBlock(bdk), english);
    expect(rows.every(({ state }) => state === 'same')).toBe(true);
    expect(modelOf(bdk, bdk).comparison?.summary).toBe(`0/${rows.length}`);
  });

  it('say where the other one is', () => {
    expect(modelOf(bdk, pin).comparison?.title).toMatch(/^with TR-31 key block/);
    expect(modelOf(bdk, pin, 'payments.log, line 2').comparison?.title).toMatch(
      /^with payments\.log, line 2 · TR-31 key block/,
    );
  });

  it('an optional block of one stands at its place, and is said to be missing in the other', () => {
    const rows = compareKeyBlocks(decodeKeyBlock(old), decodeKeyBlock(bdk), english);
    const at = rows.findIndex(({ state }) => state === 'onlyThere');
    expect(rows[at]?.there?.raw).toContain('KS');
    expect(rows[at]?.here).toBeUndefined();
    expect(rows[at - 1]?.name).toBe('Reserved');
    expect(compareKeyBlocks(decodeKeyBlock(bdk), decodeKeyBlock(old), english)[at]?.state).toBe('onlyHere');
  });

  it('every field of both is there once, whatever the blocks', () => {
    const block = fc.constantFrom(pin, bdk, old, pin.slice(0, 40), 'D0', '');
    fc.assert(
      fc.property(block, block, fc.nat(60), (a, b, cut) => {
        const [here, there] = [decodeKeyBlock(a), decodeKeyBlock(b.slice(0, cut + 20))];
        const rows = compareKeyBlocks(here, there, english);
        expect(rows.filter((row) => row.here).length).toBe(here.fields.length);
        expect(rows.filter((row) => row.there).length).toBe(there.fields.length);
      }),
    );
  });

  it.each([
    ['AB', 'AB', [], []],
    [
      'ABCD',
      'AXCY',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['ABCD', 'ABXXCD', [], [[2, 4]]],
    ['ABCD', 'CD', [[0, 2]], []],
    ['', 'AB', [], [[0, 2]]],
  ])('%j and %j differ in %j and %j', (a, b, left, right) => {
    expect(differingRuns(a, b)).toEqual([left, right]);
  });

  it('what is not marked is equal in both', () => {
    const text = fc.string({ unit: fc.constantFrom('A', 'B'), maxLength: 12 });
    const rest = (value: string, runs: readonly (readonly [number, number])[]): string =>
      Array.from(value)
        .filter((_, at) => !runs.some(([start, end]) => start <= at && at < end))
        .join('');
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = differingRuns(a, b);
        expect(rest(a, left)).toBe(rest(b, right));
      }),
    );
  });
});

describe('copies', () => {
  it('JSON has its documented members, in English', () => {
    const json = keyBlockJson(decodeKeyBlock(bdk));
    expect(Object.keys(json)).toEqual([
      'block',
      'version',
      'length',
      'usage',
      'algorithm',
      'mode',
      'keyVersion',
      'exportability',
      'optionalBlockCount',
      'keyContext',
      'reserved',
      'optionalBlocks',
      'payload',
      'mac',
      'findings',
      'aws',
    ]);
    expect(json.version).toMatchObject({ code: 'B' });
    expect(json.length).toMatchObject({ code: '0104', declared: 104, actual: 104 });
    expect(json.optionalBlocks[0]).toMatchObject({
      id: 'KS',
      data: '00604B120F9292800000',
      start: 16,
      end: 40,
    });
    expect(json.payload).toMatchObject({ bytes: 24 });
    expect(json.mac).toEqual({ hex: '248719E24B433627', bytes: 8 });
    expect(json.aws).toMatchObject({ keyUsage: 'TR31_B0_BASE_DERIVATION_KEY', keyModesOfUse: ['DeriveKey'] });
  });

  it('JSON of anything is JSON again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (tail) => {
        const json = keyBlockJson(decodeKeyBlock('B0104B0TX12S0100' + tail));
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      }),
      { numRuns: runs(300) },
    );
  });

  const markdown = {
    title: 'T',
    columns: ['Field', 'Code', 'Meaning', 'Characters'],
    severities: { error: 'Error', warning: 'Warning', info: 'Note' },
    name: ({ name }: { name: string }) => name,
    meaning: ({ meaning }: { meaning: string }) => meaning,
    finding: ({ message }: { message: string }) => message,
    follows: 'Follows from it',
    verdicts: [['MAC', 'not verified']],
  } as const;

  it('Markdown is a table with a row for each field and part', () => {
    const lines = keyBlockMarkdown(decodeKeyBlock(bdk), markdown).split('\n');
    expect(lines).toContain('| :-- | :-- | :-- | :-- |');
    expect(lines.some((line) => line.startsWith('| Key usage | `B0` |'))).toBe(true);
    expect(lines.some((line) => line.includes('KS › Data') || line.includes('KS › '))).toBe(true);
  });

  it('nothing from a block breaks out of its cell', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('|', '`', '\n', '<', '[', ']', '(', 'A', '\\'), maxLength: 30 }),
        (label) => {
          const length = (label.length + 4).toString(16).padStart(2, '0').toUpperCase();
          const table = keyBlockMarkdown(
            decodeKeyBlock(`D0112P0AE00E0100LB${length}${label}${pin.slice(16)}`),
            markdown,
          );
          for (const line of table.split('\n').filter((one) => one.startsWith('|')))
            expect(line.replace(/\\./g, '').split('|').length).toBe(6);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
