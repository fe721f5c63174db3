// Texts in which one character is another, is left out or has another before it: what is found in each.
import { expect, it } from 'vitest';
import { readKeyText } from '../../../src/core/crypto/keyText';
import { decodeBase64, decodeHex } from '../../../src/core/input/encodings';
import { findKeyBlocks, keyBlockAt, keyBlockInSelection } from '../../../src/core/input/find';
import { LineCursor } from '../../../src/core/input/lineCursor';
import { findKeyMaterial, structureOf, textOf } from '../../../src/core/input/material';
import { findPemBlocks } from '../../../src/core/input/pem';
import { squeezedKeyBlockAt } from '../../../src/core/input/squeezed';
import { changed } from './changed';

const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const wrapped = (width: number, indent = '', end = '\n'): string =>
  (block.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => indent + line).join(end);

const texts: readonly (readonly [name: string, text: string])[] = [
  ['in quotes', `a "${block}"`],
  ['with a tag', `k=S${block};`],
  ['an escape', `"\\u0022${block}"`],
  ['wrapped', `x:\n${wrapped(32)}\nend`],
  ['indented', `x:\r\n${wrapped(40, '  ', '\r\n')}\r\n`],
  ['in a source', `"${wrapped(40, '', '" +\n  "')}"`],
  ['spaced', block.match(/.{1,8}/g)!.join(' ')],
  ['lower case', ` ${block.toLowerCase()}`],
  ['an LMK', `10048P0TE00E0000${'1309DFC752C7DBE5'.repeat(2)} `],
  ['optional', 'B0064B1TX00N0100KP0C0088BEB000000000000000000000000000000000AAAA'],
];

it('key blocks', async () => {
  const lines = texts.flatMap(([name, text]) =>
    changed(name, text, (one, at) => [
      findKeyBlocks(one),
      keyBlockAt(one, at)?.span,
      squeezedKeyBlockAt(one, at)?.span,
    ]),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/editedTexts.txt');
});

it('selections', async () => {
  const lines = texts.flatMap(([name, text]) => changed(name, text, keyBlockInSelection));
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/editedSelections.txt');
});

/** SubjectPublicKeyInfo of Ed25519. */
const der = Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex');
const base64 = der.toString('base64');
const pem = `-----BEGIN PUBLIC KEY-----\n${base64.slice(0, 32)}\n${base64.slice(32)}\n-----END PUBLIC KEY-----\n`;
const materials: readonly (readonly [name: string, text: string])[] = [
  ['PEM', pem],
  [
    'PEM with headers',
    `-----BEGIN X-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,00\r\n\r\nMAMCAQU=\r\n-----END X-----`,
  ],
  ['PEM in one line', JSON.stringify(pem)],
  ['base64', `key: ${base64}.`],
  ['base64 of PEM', Buffer.from(pem).toString('base64')],
  ['hex', `0x${der.toString('hex')} `],
  ['hex in pairs', der.toString('hex').toUpperCase().match(/../g)!.join(':')],
];

it('structures', async () => {
  const lines = materials.flatMap(([name, text]) => [
    ...changed(`${name}, PEM`, text, (text) => findPemBlocks(text)),
    ...changed(`${name}, all`, text, (text) => findKeyMaterial(text)),
  ]);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/editedStructures.txt');
});

it('digits', async () => {
  const lines = [
    'MAMCAQU=',
    'MAMC\r\nAQUF',
    'MA==',
    ' 30 03:02\n0105 ',
    '3003020105',
    '0x30 0x03',
    '89E88CF7 931444F3 34BD7547 FC3F380C',
  ].flatMap((text) => [
    ...changed(`${text}, base64`, text, (one) => {
      const { bytes, strange, problem, charOf } = decodeBase64(one);
      return { bytes, strange, problem, places: [0, 1, bytes.length].map(charOf) };
    }),
    ...changed(`${text}, hex`, text, (one) => {
      const { bytes, strange, problem, charOf } = decodeHex(one);
      return { bytes, strange, problem, places: [0, 1, bytes.length].map(charOf) };
    }),
    ...changed(`${text}, key`, text, (one) => readKeyText(one, [16, 24])),
  ]);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/editedDigits.txt');
});

it('lines and columns, in pieces', async () => {
  const text = 'a\nb\r\nc\rd\n\né\u{1f511}x\r\r\ny';
  const lines = (['utf16', 'utf8Bytes'] as const).flatMap((units) => {
    const whole = units === 'utf16' ? text : Buffer.from(text).toString('latin1');
    return ['', '\ufeff', '\xef\xbb\xbf'].flatMap((mark) =>
      Array.from({ length: whole.length + mark.length + 1 }, (_, cut) => {
        const cursor = new LineCursor(units);
        const places: string[] = [];
        for (const piece of [(mark + whole).slice(0, cut), (mark + whole).slice(cut)]) {
          cursor.begin(piece, 0);
          for (let at = 0; at <= piece.length; at++) {
            const { line, character } = cursor.advance(at);
            places.push(`${line}:${character}`);
          }
        }
        return `${units} ${mark.length} ${cut}: ${places.join(' ')}`;
      }),
    );
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/places.txt');
});

it('bytes as text', async () => {
  const starts = [
    '',
    'fffe',
    'feff',
    'efbbbf',
    'ff',
    'fe',
    'efbb',
    'fffe00',
    '00',
    '41',
    '1b',
    '0c',
    '0d',
    '0e',
    '1f',
    '7f',
    '80',
    'c3',
    'c3a9',
    'e282ac',
    'f09f9491',
    'eda080',
    '3000',
    '3080',
    '30820102',
  ];
  const ends = ['', '41', '4100', '0041', '3dd8d1dd', 'd83dddd1', 'd8', '00d8', 'd800', 'ff', '0a', '08'];
  const lines = starts.map((start) => {
    const told = ends.map((end) => {
      const bytes = new Uint8Array(Buffer.from(start + end, 'hex'));
      return `${end || 'nothing'} ${JSON.stringify(textOf(bytes))} ${structureOf(bytes) ?? ''}`;
    });
    return `${start || 'nothing'}: ${told.join(', ')}`;
  });
  // Many octets that are no UTF-8, and few.
  const strange = [63, 64, 65, 66, 512, 513, 600].map((count) => {
    const bytes = new Uint8Array(600).fill(0x41).fill(0xff, 0, count);
    const spread = Uint8Array.from({ length: count * 8 + 9 }, (_, i) => (i % 8 === 0 ? 0xff : 0x41));
    return `${count}: ${textOf(bytes)?.length ?? 'none'} ${textOf(spread)?.length ?? 'none'}`;
  });
  await expect([...lines, ...strange].join('\n')).toMatchFileSnapshot('whole/bytesAsText.txt');
});

it('a mark of the byte order counts at the beginning of a text alone', () => {
  for (const units of ['utf16', 'utf8Bytes'] as const) {
    const mark = units === 'utf16' ? '\ufeff' : '\xef\xbb\xbf';
    const cursor = new LineCursor(units);
    cursor.begin('', 0);
    cursor.begin(`${mark}ab`, 0);
    expect(cursor.advance(mark.length + 2)).toEqual({ line: 0, character: 2 });
    // In the next piece it is a character as others.
    cursor.begin(`${mark}c`, 0);
    expect(cursor.advance(mark.length + 1)).toEqual({ line: 0, character: 4 });
  }
});

it('blocks of every number of digits in their length', () => {
  for (const length of [96, 128, 992, 1008, 1040, 2000, 9984]) {
    const one = `B${String(length).padStart(4, '0')}P0TE00E0000${'0123456789ABCDEF'.repeat(625).slice(0, length - 16)}`;
    const text = `a: ${one}, `;
    const [found, ...more] = findKeyBlocks(text);
    expect([length, found?.span, more.length]).toEqual([length, { start: 3, end: 3 + length }, 0]);
    // In lines: the length says how many belong to it. The shortest has 40 characters.
    const lines = `${one.match(/.{1,64}/g)!.join('\n')}\nDEADBEEF`;
    if (length <= 128) expect(findKeyBlocks(lines)[0]?.text).toBe(one);
  }
  const shortest = 'A0040P0TE00E00000123456789ABCDEF01234567';
  expect(shortest).toHaveLength(40);
  expect(findKeyBlocks(`${shortest.slice(0, 24)}\n${shortest.slice(24)}\n`)[0]?.text).toBe(shortest);
});
