/** Dumps in hundreds of layouts, those of programs and those of nobody: which are read as one, and as which bytes. */
import { expect, it } from 'vitest';
import { decodeHex } from '../../../src/core/input/encodings';
import { findKeyMaterial } from '../../../src/core/input/material';
import { wholeLines } from '../../whole';
import { heldOf, numbers, picker } from './mixtures';

const key = Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex');
const block = Buffer.from('B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E');
const zeros = Buffer.from(`303a020105040200ff0431${'00'.repeat(49)}`, 'hex');
const other = Buffer.from(Array.from({ length: 150 }, (_, i) => (7 * i + 3) & 0xff));

function dump(seed: number): string {
  const next = numbers(31 + 104_729 * seed);
  const pick = picker(next);
  const bytes = pick([key, key, zeros, block, other]);
  const width = pick([16, 16, 16, 16, 16, 8, 8, 32, 32, 4, 1, 2, 10, 20, 24, 63, 64, 65]);
  const radix = pick([16, 16, 16, 10, 8]);
  const digits = pick([8, 8, 8, 8, 4, 4, 4, 6, 7, 3, 5, 16, 19, 20, 21]);
  const size = pick([1, 1, 1, 1, 1, 2, 2, 4, 8, 16, 17]);
  const between = pick([' ', ' ', ' ', ' ', ' ', ' ', '-', '  ', '']);
  const middle = pick(['', '', '', ' ', ' ', '  ', '-']);
  const before = pick([
    ...['', '', '', '', '', ''],
    '  ',
    '0x',
    '0X',
    'x',
    '.',
    'a',
    '> ',
    '2026-11-29 08:12:30 hex ',
    '| ',
    '\t',
    'addr=0x',
  ]);
  const behind = pick([': ', ':', ' ', '  ', ' - ', '-', '|', '\t', '', '      ', '        ', ' | ', ':-|']);
  const characters = pick(['', '', '  ', ' |', '   ', ' ; ', '\t', ' "']);
  const first = pick([0, 0, 0, 0, width, 16, 0xfff0, 1]);
  const ends = pick(['\n', '\n', '\r\n', '\n\n', '\n   \n']);
  const stars = next(4) === 0;
  const shift = pick([0, 0, 0, 0, 0, 1, 2, 3, 4]);
  const lines: string[] = [];
  let last = '';
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const groups = row.toString('hex').match(new RegExp(`.{1,${2 * size}}`, 'g')) ?? [];
    const half = groups.length >> 1;
    const text =
      groups.length > 2 && middle !== ''
        ? `${groups.slice(0, half).join(between)}${between}${middle}${groups.slice(half).join(between)}`
        : groups.join(between);
    if (stars && text === last) {
      if (lines.at(-1) !== '*') lines.push('*');
      continue;
    }
    last = text;
    const printed = row.toString('latin1').replace(/[^ -~]/g, '.');
    const offset = (first + at).toString(radix).padStart(digits, '0');
    const indent = lines.length > 0 ? ' '.repeat(shift) : '';
    lines.push(`${indent}${before}${offset}${behind}${text}${characters === '' ? '' : characters + printed}`);
  }
  if (next(3) === 0) lines.push(before + (first + bytes.length).toString(radix).padStart(digits, '0'));
  const cut = next(5) === 0 ? lines.slice(0, 1 + next(2)) : lines;
  return pick(['', 'dump:\n', 'x ']) + cut.join(ends) + pick(['', '\n', '\nend']);
}

it('what is found', async () => {
  const lines = heldOf(480, dump, (text) =>
    findKeyMaterial(text).map((one) => [
      ...wholeLines(one, ['findings', 'charOf']),
      ...(one.kind === 'der'
        ? [Array.from({ length: one.bytes.length + 1 }, (_, i) => one.charOf?.(i)).join()]
        : []),
    ]),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/dumpsFound.txt');
});

it('what is decoded', async () => {
  const lines = heldOf(640, dump, (text) => {
    const { charOf, ...decoded } = decodeHex(text);
    return {
      ...decoded,
      places: Array.from({ length: decoded.bytes.length + 1 }, (_, i) => charOf(i)).join(),
    };
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/dumpsDecoded.txt');
});
