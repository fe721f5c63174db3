// PEM blocks in which one thing differs by a number: lengths of lines, blanks, signs before each line, lines left out.
import { expect, it } from 'vitest';
import { findKeyMaterial } from '../../../src/core/input/material';
import { outcome, ranges, upTo } from './outcomes';

/** A SEQUENCE of a number, an algorithm's name and octets: 12 lines of 64 characters and a shorter one. */
const content = Buffer.concat([
  Buffer.from('30820264020105300d06092a864886f70d0101010500' + '0482024e', 'hex'),
  Buffer.from(Array.from({ length: 590 }, (_, i) => (i * 151 + (i >> 3) * 7 + 11) & 255)),
]);
const digits = content.toString('base64');
const cut = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
const framed = (lines: readonly string[], end = '\n', label = 'X'): string =>
  [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join(end);

function table(name: string, numbers: readonly number[], make: (at: number) => string): string[] {
  return ranges(
    name,
    numbers.map((at) => {
      const text = make(at);
      return [at, outcome(findKeyMaterial(text), 0, text.length)];
    }),
  );
}

const lines = cut(digits, 64);
/** The lines, one of them changed. */
const changed = (at: number, change: (line: string) => string): string[] =>
  lines.map((line, i) => (i === at ? change(line) : line));
const all = lines.map((_, i) => i);

it('line lengths', async () => {
  const rows = [
    ...table('lines of so many', [...upTo(1, 80), 512, 1200], (width) => framed(cut(digits, width))),
    ...table('breaks spelled out, lines of so many', [4, ...upTo(60, 78)], (width) =>
      JSON.stringify(framed(cut(digits, width))),
    ),
    ...[63, 64, 65, 75, 76, 77].flatMap((width) => [
      ...table(`lines of ${width}, the second has one character less, so many lines`, upTo(1, 8), (count) =>
        framed(cut(digits.slice(0, count * width), width).map((line, i) => (i === 1 ? line.slice(1) : line))),
      ),
      ...table(`lines of ${width}, so many of them are one shorter`, upTo(0, 8), (count) =>
        framed(cut(digits, width).map((line, i) => (i < count ? line.slice(0, -1) : line))),
      ),
    ]),
    ...table('the third line is shorter by', upTo(0, 63), (count) =>
      framed(changed(2, (line) => line.slice(count))),
    ),
    ...table('the third line is longer by', upTo(0, 9), (count) =>
      framed(changed(2, (line) => line + 'A'.repeat(count))),
    ),
    ...table('the last line is longer by', upTo(0, 40), (count) =>
      framed(changed(lines.length - 1, (line) => 'A'.repeat(count) + line)),
    ),
    ...table('one character less in line', all, (at) => framed(changed(at, (line) => line.slice(0, -1)))),
    ...table('four characters more in line', all, (at) => framed(changed(at, (line) => `${line}AAAA`))),
    ...table('so many different lengths', upTo(1, 7), (count) =>
      framed(lines.map((line, i) => (i < 2 * count && i % 2 === 0 ? line.slice(i) : line))),
    ),
    ...table('twice line', all, (at) => framed(changed(at, (line) => `${line}\n${line}`))),
    ...table('without line', all, (at) => framed(lines.filter((_, i) => i !== at))),
    ...table('without so many first lines', all, (count) => framed(lines.slice(count))),
    ...table('without so many last lines', all, (count) => framed(lines.slice(0, lines.length - count))),
    ...table('without so many last characters', upTo(0, 70), (count) =>
      framed(cut(digits.slice(0, digits.length - count), 64)),
    ),
    ...table('cut off so many characters before the end', upTo(0, 60), (count) => {
      const text = framed(lines);
      return text.slice(0, text.length - count);
    }),
  ];
  await expect(rows.join('\n')).toMatchFileSnapshot('whole/pemLines.txt');
});

it('what is around lines', async () => {
  const few = lines.slice(0, 3);
  const rows = [
    ...table('so many "+" before each line', upTo(0, 4), (count) =>
      framed(lines.map((line) => '+'.repeat(count) + line)),
    ),
    ...table('so many blanks before each line', upTo(0, 50), (count) =>
      framed(lines.map((line) => ' '.repeat(count) + line)),
    ),
    ...table('so many blanks behind each line', upTo(0, 50), (count) =>
      framed(lines.map((line) => line + ' '.repeat(count))),
    ),
    ...table('so many words before the first line', upTo(0, 16), (count) =>
      framed([`${'; a'.repeat(count)}${lines[0]!}`, ...lines.slice(1)]),
    ),
    ...table('so many words and a break', upTo(0, 16), (count) =>
      framed(['; ab'.repeat(count), ...lines.map((line) => `> ${line}`)]),
    ),
    ...table('a sign before so many lines', upTo(0, 13), (count) =>
      framed(lines.map((line, i) => (i < count ? `> ${line}` : line))),
    ),
    ...table('so many signs in the second line', [...upTo(0, 4), ...upTo(47, 53), ...upTo(88, 94)], (count) =>
      framed(changed(1, (line) => '!'.repeat(count) + line)),
    ),
    ...table('a sign in line', all, (at) =>
      framed(changed(at, (line) => `${line.slice(0, 5)}*${line.slice(6)}`)),
    ),
    ...table('the last line has so many "="', upTo(0, 5), (count) =>
      framed([...lines.slice(0, -1), lines.at(-1)!.replace(/=+$/, '') + '='.repeat(count)]),
    ),
    ...table('so many blanks at the end', upTo(0, 4), (count) =>
      framed([...lines.slice(0, -1), `${lines.at(-1)!}=${' '.repeat(count)}${'\n'.repeat(count)}`]),
    ),
    ...table('padding at the end of line', all, (at) =>
      framed(changed(at, (line) => `${line.slice(0, -1)}=`)),
    ),
    ...table('"=" behind so many characters', upTo(60, 70), (count) =>
      framed(cut(`${digits.slice(0, count)}=${digits.slice(count)}`, 64)),
    ),
    ...table(
      'the text begins at so many blanks, in JSON',
      upTo(36, 44),
      (count) => ' '.repeat(count) + JSON.stringify(framed(changed(2, (line) => line.slice(1)))),
    ),
  ];
  for (const sign of '\t "\'\\&%#*,:;<>|~')
    rows.push(
      ...table(`${JSON.stringify(sign)} in front of so many lines`, [1, 2, 6, 7, 13], (count) =>
        framed(lines.map((line, i) => (i < count ? sign + line : line))),
      ),
    );
  rows.push(
    ...table('so many dashes', upTo(0, 9), (count) =>
      framed(few).replace('-----BEGIN', `${'-'.repeat(count)}BEGIN`),
    ),
    ...table('so many dashes behind', upTo(0, 9), (count) =>
      framed(few).replace('X-----\n', `X${'-'.repeat(count)}\n`),
    ),
    ...table('so many dashes of END', upTo(0, 9), (count) =>
      framed(lines).replace('-----END', `${'-'.repeat(count)}END`),
    ),
    ...table('a label of so many characters', [...upTo(0, 3), ...upTo(97, 103)], (count) =>
      framed(lines, '\n', 'L'.repeat(count)),
    ),
    ...table('so many headers', [...upTo(0, 3), 99, 100, 101], (count) =>
      framed([...Array.from({ length: count }, (_, i) => `A-${i}: b`), '', ...lines]),
    ),
    ...table('a header with a name of so many', [1, 2, ...upTo(59, 63)], (count) =>
      framed([`${'N'.repeat(count)}: b`, '', ...lines]),
    ),
    ...table('a header that goes on with so many blanks', upTo(0, 4), (count) =>
      framed(['DEK-Info: b,', `${' '.repeat(count)}c`, '', ...lines]),
    ),
    ...table('empty lines behind BEGIN', upTo(0, 5), (count) => framed(['\n'.repeat(count), ...lines])),
    ...table(
      'empty lines before the cut, without END',
      upTo(0, 5),
      (count) => `-----BEGIN X-----\n${lines.join('\n')}\n${'\n'.repeat(count)}and words`,
    ),
  );
  await expect(rows.join('\n')).toMatchFileSnapshot('whole/pemAround.txt');
});
