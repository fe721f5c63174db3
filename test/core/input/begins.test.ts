// What the first octets of something show of it: every value of each, in every writing.
import { expect, it } from 'vitest';
import { mayBeginDer } from '../../../src/core/input/derExtent';
import { findKeyMaterial } from '../../../src/core/input/material';
import {
  mayBeDer,
  mayBeDerInHex,
  mayBegin,
  mayStartText,
  startKinds,
} from '../../../src/core/input/runStarts';
import { allHexDigits, goesOn, isDer, isGroup, mayHaveBytes } from '../../../src/core/input/sieveLists';
import { digestOf, outcome, ranges, upTo } from './outcomes';

const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const firsts = [0, 1, 9, 10, 11, 40, 97, 98, 126, 127, 128, 129, 130, 131, 255];
const heres = [0, 11, 12, 31, 32, 33, 99, 100, 129, Infinity];

it('a length, a tag and a length', async () => {
  const lines = upTo(0, 133).map((length) => {
    const rows = [...upTo(0, 0x40), ...upTo(0x7e, 0x82), 0xa0, 0xbf, 0xc0, 0xff].map((tag) =>
      firsts
        .map((inner) => heres.map((here) => (mayBeginDer(length, tag, inner, () => here) ? 1 : 0)).join(''))
        .join(' '),
    );
    return `${length}: ${rows.join('').replaceAll(/[0 ]/g, '').length} ${digestOf(rows)}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/derBegins.txt');
});

it('are read alike in base64 and in hex', () => {
  const differing: string[] = [];
  for (const length of firsts)
    for (let tag = 0; tag < 256; tag += tag < 0x32 ? 1 : 7)
      for (const inner of firsts) {
        const bytes = Buffer.concat([Buffer.from([0x30, length, tag, inner]), Buffer.alloc(140, 0x5a)]);
        const wanted = mayBeginDer(length, tag, inner, () => Infinity);
        const base64 = octets(`${bytes.toString('base64')} `);
        const hex = octets(bytes.toString('hex'));
        if (mayBeDer(base64, 0, base64.length) !== wanted) differing.push(`base64 ${length} ${tag} ${inner}`);
        if (mayBeDerInHex(hex, [2, 4, 6], 144) !== mayBeginDer(length, tag, inner, () => 144))
          differing.push(`hex ${length} ${tag} ${inner}`);
      }
  expect(differing).toEqual([]);
});

it('how much of base64 is there', async () => {
  const bytes = Buffer.from(`302a0300${'5a'.repeat(40)}`, 'hex');
  const look = (text: string): string => {
    const all = octets(text);
    return [all.length, 20, 40].map((to) => (mayBeDer(all, 0, to) ? 'may' : 'no')).join();
  };
  const lines = ['', ' ', '  ', '\n', '-', '\\'].flatMap((gap) =>
    ['', 'QUJD', 'QUJDQUJDQUJDQUJ', 'QUJDQUJDQUJDQUJD'].flatMap((word) =>
      ranges(
        `${JSON.stringify(gap)} and ${word.length} behind so many`,
        upTo(5, 60).map((size) => [
          size,
          look(`${bytes.toString('base64').slice(0, size)}${gap}${word}, and`),
        ]),
      ),
    ),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/base64Begins.txt');
});

it('text in base64', async () => {
  const lines = upTo(0, 2).map((at) => {
    const seen = upTo(0, 255).map((octet) => {
      const bytes = Buffer.from('abc');
      bytes[at] = octet;
      const text = octets(bytes.toString('base64'));
      return mayStartText(text, 0) ? '1' : '0';
    });
    return `${at}: ${seen.join('')}`;
  });
  for (let at = 0; at < 4; at++)
    for (const sign of '-_+/=\\ ') {
      const text = `${'YWJj'.slice(0, at)}${sign}${'YWJj'.slice(at + 1)}`;
      lines.push(`${text} ${mayStartText(octets(text), 0)}`);
    }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/textBegins.txt');
});

it('words and groups', async () => {
  const kinds = startKinds();
  const words = [
    '30',
    '3a',
    '0x',
    '0X',
    'x',
    '30 ',
    '3082',
    '308',
    '30h',
    '30H',
    '30g',
    'MA',
    'MZ',
    'aG',
    'B0',
    'SB',
    'zz',
    '3030',
    '0x30',
    '41-42',
    '(b',
    '12:',
    '9\\x',
  ];
  const behinds = [
    '',
    ' ',
    '30',
    '3',
    'h',
    ' 30',
    '  30',
    '   30',
    '    30',
    ', 0x30',
    ' (byte)30',
    ' (byt',
    ' (x',
    ',3',
    ':x30',
    '\\x30',
    '\\n30',
    '-30',
    '30 30',
    ' 3',
    ' 3g',
    '0x',
    ' 0',
    ' x1',
    '\u00a030',
    ')30',
  ];
  const lines = words.map((word) => {
    const told = behinds.map((behind) => {
      const all = octets(`${' '.repeat(30)}${word}${behind}${' '.repeat(100)}.`);
      const kind = kinds[(all[30]! << 8) | all[31]!]!;
      const end = 30 + word.length;
      const bits = [
        mayBegin(all, 30, kind),
        isDer(all, 30),
        goesOn(all, end),
        ...[2, 4, 8].map((size) => isGroup(all, 30, size)),
        allHexDigits(all, 30, end),
      ];
      return bits.map(Number).join('');
    });
    return `${word}: ${told.join(' ')}`;
  });
  // How far a list goes on, and how many of its characters are near.
  lines.push(
    ...ranges(
      'blanks before a pair',
      upTo(55, 75).map((gap) => [gap, String(goesOn(octets(`30${' '.repeat(gap)}30 and more`), 2))]),
    ),
    ...ranges(
      'blanks before a word',
      upTo(55, 75).map((gap) => [gap, String(goesOn(octets(`30${' '.repeat(gap)}zz and more`), 2))]),
    ),
    ...upTo(0, 22).flatMap((before) =>
      ranges(
        `a list of ${before} before, and so many`,
        upTo(0, 22).map((behind) => [
          behind,
          String(
            mayHaveBytes(
              octets(`${'z'.repeat(30)}${'4'.repeat(before)}${'5'.repeat(behind)}${'z'.repeat(30)}`),
              30 + before,
            ),
          ),
        ]),
      ),
    ),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/listBegins.txt');
});

it('a SET, and what is longer than what it is in', async () => {
  const lines: string[] = [];
  for (const first of [0x2f, 0x30, 0x31, 0x32, 0xa0])
    for (const tag of [2, 4, 0x30, 0x31, 0x44, 0x20, 0xa0, 0x1f]) {
      const told = (['base64', 'hex'] as const).map((writing) =>
        ranges(
          '',
          upTo(10, 60).map((size) => {
            const content = Buffer.alloc(size - 4, 1);
            const bytes = Buffer.concat([Buffer.from([first, size - 2, tag, size - 4]), content]);
            const text = bytes.toString(writing);
            return [size, outcome(findKeyMaterial(text), 0, text.length)];
          }),
        )
          .slice(1)
          .join(' | '),
      );
      lines.push(`${first.toString(16)} ${tag.toString(16)}: base64 ${told[0]}; hex ${told[1]}`);
    }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/setBegins.txt');
});
