// Dumps in which one thing differs by a number: bytes of a row, digits and steps of the offset, columns, gaps, rows left out.
import { expect, it } from 'vitest';
import { findKeyMaterial } from '../../../src/core/input/material';
import { LineCursor } from '../../../src/core/input/lineCursor';
import { outcome, ranges, upTo } from './outcomes';

const key = Buffer.concat([
  Buffer.from('3081a3020105300d06092a864886f70d0101010500', 'hex'),
  Buffer.from('04818e', 'hex'),
  Buffer.alloc(142, 0x5a),
]);
interface Layout {
  readonly row?: number;
  readonly group?: number;
  readonly gap?: string;
  readonly middle?: string;
  readonly label?: (offset: number, row: number) => string;
  readonly between?: string;
  readonly end?: (row: number) => string;
}

function dump(
  bytes: Buffer,
  { row = 16, group = 1, gap = ' ', middle = '', label, between = ': ', end }: Layout,
): string {
  const rows: string[] = [];
  for (let from = 0; from < bytes.length; from += row) {
    const groups =
      bytes
        .subarray(from, from + row)
        .toString('hex')
        .match(new RegExp(`.{1,${2 * group}}`, 'g')) ?? [];
    const half =
      groups.slice(0, 8 / group).join(gap) +
      (groups.length > 8 / group ? gap + middle : '') +
      groups.slice(8 / group).join(gap);
    const at = rows.length;
    rows.push((label?.(from, at) ?? from.toString(16).padStart(8, '0')) + between + half + (end?.(at) ?? ''));
  }
  return rows.join('\n');
}

function table(name: string, numbers: readonly number[], make: (at: number) => string): string[] {
  const words = 'nothing of interest, only words upon words;\n'.repeat(20);
  return ranges(
    name,
    numbers.map((at) => {
      const text = make(at);
      const seen = (before: string, behind: string): string =>
        outcome(findKeyMaterial(before + text + behind), before.length, before.length + text.length);
      const alone = seen('', '');
      const within = seen(words, `\n${words}`);
      return [at, alone === within ? alone : `${alone} | within: ${within}`];
    }),
  );
}

const padded =
  (digits: number, radix = 16) =>
  (offset: number): string =>
    offset.toString(radix).padStart(digits, '0');

it('dumps', async () => {
  const rows = [
    ...table('bytes of a row', upTo(1, 70), (row) => dump(key, { row })),
    ...table('bytes of a row, in groups of two', upTo(1, 20), (row) => dump(key, { row: 2 * row, group: 2 })),
    ...table('digits of the offset', upTo(1, 24), (digits) => dump(key, { label: padded(digits) })),
    ...table('digits of a decimal offset', upTo(1, 12), (digits) => dump(key, { label: padded(digits, 10) })),
    ...table('digits of an octal offset', upTo(1, 12), (digits) => dump(key, { label: padded(digits, 8) })),
    ...table('the first offset', [0, 1, 15, 16, 255, 4096, 65_520, 65_535, 65_536], (first) =>
      dump(key, { label: (offset) => padded(4)(offset + first) }),
    ),
    ...table('a step of the offset', upTo(0, 34), (step) =>
      dump(key, { label: (_, row) => padded(8)(row * step) }),
    ),
    ...table('the offset of the third row is off by', upTo(-17, 17), (by) =>
      dump(key, { label: (offset, row) => padded(8)(offset + (row === 2 ? by : 0)) }),
    ),
    ...table('the first row is further right by', upTo(0, 7), (by) => `${' '.repeat(by)}${dump(key, {})}`),
    ...table('the other rows are further right by', upTo(0, 7), (by) =>
      dump(key, { label: (offset, row) => (row === 0 ? '' : ' '.repeat(by)) + padded(8)(offset) }),
    ),
    ...table('each row is further right by one, so many rows', upTo(0, 7), (count) =>
      dump(key, { label: (offset, row) => ' '.repeat(Math.min(row, count)) + padded(8)(offset) }),
    ),
    ...table('a word before the other rows, of so many', upTo(0, 6), (by) =>
      dump(key, { label: (offset, row) => (row === 0 ? '' : 'x'.repeat(by)) + padded(8)(offset) }),
    ),
    ...table('blanks behind the offset', upTo(0, 12), (count) => dump(key, { between: ' '.repeat(count) })),
    ...table('blanks between the bytes', upTo(0, 5), (count) => dump(key, { gap: ' '.repeat(count) })),
    ...table('more blanks in the middle', upTo(0, 5), (count) => dump(key, { middle: ' '.repeat(count) })),
    ...table('groups of', [1, 2, 4, 8, 16], (group) => dump(key, { group })),
    ...table('blanks and characters behind', upTo(0, 5), (count) =>
      dump(key, { end: () => `${' '.repeat(count)}|0..*.H........|` }),
    ),
    ...table('blanks and a hexadecimal word behind', upTo(0, 5), (count) =>
      dump(key, { end: () => `${' '.repeat(count)}abcdefab` }),
    ),
    ...table('so many characters behind', [0, 1, ...upTo(545, 560)], (count) =>
      dump(key, { end: () => ' '.repeat(count) }),
    ),
    ...table('so many bytes alone on a row', upTo(1, 20), (size) => dump(key.subarray(0, size), {})),
    ...table('cut off so many characters before the end', upTo(0, 70), (count) =>
      dump(key, {}).slice(0, -count || undefined),
    ),
    ...table('without row', upTo(0, 10), (row) =>
      dump(key, {})
        .split('\n')
        .filter((_, i) => i !== row)
        .join('\n'),
    ),
    ...table('a date before so many rows', upTo(0, 11), (count) =>
      dump(key, { label: (offset, row) => (row < count ? '2026-11-29 08:12:30 ' : '') + padded(8)(offset) }),
    ),
    ...table('indented, a date before the first row', upTo(0, 22), (count) =>
      dump(key, {
        label: (offset, row) => (row === 0 ? '2026-11-29 08:12:30 ' : ' '.repeat(count)) + padded(8)(offset),
      }),
    ),
  ];
  // Rows that repeat, left out: the octets of 5a begin at 24.
  const lines = dump(key, { between: '  ' }).split('\n');
  const starred = (from: number, to: number): string =>
    [...lines.slice(0, from), '*', ...lines.slice(to)].join('\n');
  rows.push(
    ...table('repeated rows, from', upTo(1, 9), (from) => starred(from, 10)),
    ...table('repeated rows, up to', upTo(3, 11), (to) => starred(3, to)),
    ...table('blanks before the star', upTo(0, 4), (count) =>
      starred(3, 9).replace('*', `${' '.repeat(count)}*`),
    ),
  );
  await expect(rows.join('\n')).toMatchFileSnapshot('whole/dumpBoundaries.txt');
});

it('words of a date and parts of a list before it', async () => {
  const hex = key.toString('hex');
  const rows = [2, 4, 8, 16].flatMap((size) => {
    const groups = (hex.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(' ');
    return [
      '2026-11-29 ',
      '08:12:30 ',
      '41 ',
      '12345678 ',
      '30 30 ',
      '9f1c2d3e-58a1-4b6e-9d4c-2f6a7b8c9d0e ',
      '00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n',
    ].flatMap((front) =>
      table(
        `groups of ${size}, so many of ${JSON.stringify(front)}`,
        upTo(0, 14),
        (count) => front.repeat(count) + groups,
      ),
    );
  });
  await expect(rows.join('\n')).toMatchFileSnapshot('whole/listFronts.txt');
});

it('a text of UTF-8 that begins or is cut within a character', () => {
  const columns = (text: string): number => {
    const cursor = new LineCursor('utf8Bytes');
    cursor.begin(text, 0);
    return cursor.advance(text.length).character;
  };
  expect(
    ['\x80', '\x80\x80', '\x80a', '\xc3', '\xc3\xa9', '\xf0\x9f\x94\x91', '\xf0\x9f', '\xe2\x82\xac\x80'].map(
      columns,
    ),
  ).toEqual([1, 2, 2, 1, 1, 2, 1, 2]);
});
