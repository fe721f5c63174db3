// The page of a manifest: counts that filter, and what each row says.
import { describe, expect, it } from 'vitest';
import { filters, rowsAPage, rowsTable, type TableContext } from '../../webview/manifestPage/table';
import type { ManifestPageModel, ManifestRowView, RowGroup } from '../../src/protocol/manifestPage';
import { textOf } from './templateText';

const row = (number: number, more: Partial<ManifestRowView> = {}): ManifestRowView => ({
  number,
  line: 10 + number,
  key: 'P0 · TDES · version D',
  wrappingKey: 'alias/kek-main',
  alias: `alias/t-${number}`,
  expected: '',
  found: '',
  group: 'ready',
  state: 'plain',
  word: 'ready',
  reasons: [],
  arn: '',
  actions: [],
  ...more,
});

const context = (group?: RowGroup, page = 0): TableContext => ({
  post: () => undefined,
  paint: () => undefined,
  memory: { group, page },
});

describe('the rows of a manifest', () => {
  it('show every reason, and both KCVs with how they compare', () => {
    const text = textOf(
      rowsTable(
        [
          row(1, {
            group: 'attention',
            state: 'failed',
            word: 'imported, but the KCV differs',
            expected: '000000',
            found: 'A1B2C3',
            compared: { state: 'failed', text: 'no match' },
            reasons: [
              { state: 'failed', text: 'This is the wrong key.' },
              { state: 'warning', text: 'It is exportable.' },
            ],
            arn: 'arn:aws:one',
            actions: [{ id: 'show', label: 'Show in Tree' }],
          }),
        ],
        context(),
      ),
    );
    expect(text.replace(/\s+/g, ' ')).toContain('imported, but the KCV differs');
    expect(text).toMatch(/000000 .*A1B2C3 .*✗ .*no match/);
    expect(text).toMatch(/Failed : .*This is the wrong key\. .*Warning : .*It is exportable\./);
    expect(text).toContain('arn:aws:one');
    expect(text).toContain('Show in Tree');
  });

  it('are those of the chosen count only, and say where none is left', () => {
    const rows = [row(1), row(2, { group: 'blocked', state: 'failed', word: 'blocked' }), row(3)];
    const blocked = textOf(rowsTable(rows, context('blocked')));
    expect(blocked).toContain('alias/t-2');
    expect(blocked).not.toContain('alias/t-1');
    expect(textOf(rowsTable(rows, context('imported')))).toContain('No rows are in this state.');
  });

  it('come in pages: of ten thousand rows a hundred are painted', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => row(i + 1));
    const count = (page: number): number =>
      textOf(rowsTable(rows, context(undefined, page))).split('alias/kek-main').length - 1;
    expect(count(0)).toBe(rowsAPage);
    expect(textOf(rowsTable(rows, context(undefined, 99)))).toContain('9901 to 10000 of 10000');
    // A page that is gone since rows were filtered shows the last one.
    expect(textOf(rowsTable(rows, context(undefined, 500)))).toContain('alias/t-10000');
  });

  it('have no table where there are none', () => {
    expect(textOf(rowsTable([], context()))).not.toContain('Row');
  });
});

it('counts say how many rows there are of each state', () => {
  const counts: ManifestPageModel['counts'] = [
    { group: 'ready', label: '24 ready', count: 24 },
    { group: 'blocked', label: '2 blocked', count: 2 },
  ];
  expect(textOf(filters({ counts, rows: 26 }, context())).trim()).toMatch(/26 rows .*24 ready .*2 blocked/);
  expect(textOf(filters({ counts: [], rows: 1 }, context())).trim()).toContain('1 row');
});
