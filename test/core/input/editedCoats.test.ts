// Material in the layouts of programs, in coats and in pieces, with each character changed in turn: what is found.
import { expect, it } from 'vitest';
import { findHsmMaterial } from '../../../src/core/input/finder';
import { findKeyMaterial } from '../../../src/core/input/material';
import { changed } from './changed';

/** SubjectPublicKeyInfo of Ed25519, and a structure with rows of zeros in it. */
const der = Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex');
const zeros = Buffer.from(`303a020105040200ff0431${'00'.repeat(49)}`, 'hex');
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const text64 = der.toString('base64');
const pem = `-----BEGIN PUBLIC KEY-----\n${text64}\n-----END PUBLIC KEY-----\n`;

const hex = (octet: number): string => octet.toString(16).padStart(2, '0');
const rows = (bytes: Buffer, width: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / width) }, (_, i) =>
    bytes.subarray(i * width, (i + 1) * width),
  );
const printed = (row: Buffer): string => row.toString('latin1').replace(/[^ -~]/g, '.');
interface Layout {
  readonly width?: number;
  readonly radix?: number;
  readonly digits?: number;
  readonly group?: number;
  readonly before?: string;
  readonly behind?: (row: Buffer) => string;
  readonly swapped?: boolean;
  readonly stars?: boolean;
}

/** A dump, the offsets in front. */
function dump(bytes: Buffer, layout: Layout = {}): string {
  const {
    width = 16,
    radix = 16,
    digits = 8,
    group = 1,
    before = '',
    swapped = false,
    stars = false,
  } = layout;
  let last = '';
  let starred = false;
  const lines = rows(bytes, width).flatMap((row, i) => {
    const pieces = rows(row, group).map((piece) =>
      Array.from(swapped ? [...piece].reverse() : piece, hex).join(''),
    );
    const text = pieces.join(' ');
    if (stars && text === last) {
      const first = !starred;
      starred = true;
      return first ? ['*'] : [];
    }
    last = text;
    starred = false;
    return [
      `${before}${(i * width).toString(radix).padStart(digits, '0')}${layout.behind ? ': ' : ' '}${text}${layout.behind?.(row) ?? ''}`,
    ];
  });
  return `${lines.join('\n')}\n`;
}

const ebcdic = new Map<string, number>();
for (const [from, letters] of [
  [0xc1, 'ABCDEFGHI'],
  [0xd1, 'JKLMNOPQR'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0x40, ' '],
] as const)
  Array.from(letters, (letter, i) => ebcdic.set(letter, from + i));
const inEbcdic = (text: string): Buffer =>
  Buffer.from(Array.from(text, (letter) => ebcdic.get(letter) ?? 0x6f));
const grouped = (first: number, size: number, gap = ' '): string =>
  [block.slice(0, first), ...(block.slice(first).match(new RegExp(`.{1,${size}}`, 'g')) ?? [])].join(gap);

const layouts: readonly (readonly [name: string, text: string])[] = [
  ['xxd', dump(der, { behind: (row) => `  ${printed(row)}`, group: 2 })],
  ['hexdump -C', dump(zeros, { stars: true }).replace(/ {1}(?=\S{2}(?: |$))/gm, ' ')],
  ['rows that repeat', `${dump(zeros, { width: 8, stars: true })}00003c\n`],
  ['od -A d', dump(der, { radix: 10, digits: 7 })],
  ['od', dump(der, { radix: 8, digits: 7 })],
  ['words, low byte first', dump(der, { group: 2, swapped: true, digits: 7 })],
  ['behind a log', dump(der, { before: '> ', behind: (row) => `  ${printed(row)}` })],
];
const coats: readonly (readonly [name: string, text: string])[] = [
  ['URL encoding', encodeURIComponent(pem)],
  ['a form', encodeURIComponent(pem).replaceAll('%20', '+')],
  ['twice', encodeURIComponent(encodeURIComponent(text64))],
  [
    'entities',
    der
      .toString('base64')
      .replaceAll('+', '&#43;')
      .replace(/^.{30}/, '$&&#xD;&#10;'),
  ],
  ['escapes', `"${text64.replace(/^.{32}/, '$&\\n').replace('=', '\\u003d')}"`],
  ['quoted-printable', `${text64.slice(0, 40)}=\r\n${text64.slice(40, -1)}=3D`],
  ['diff', `+${text64.slice(0, 32)}\n+${text64.slice(32)}\n`],
  ['comments', `// ${text64.slice(0, 32)}\n// ${text64.slice(32)}\n`],
  ['C', Array.from(der, (octet) => `0x${hex(octet)}`).join(',')],
  ['Java', Array.from(der, (octet) => `(byte)0x${hex(octet)}`).join(', ')],
  ['escaped octets', Array.from(der, (octet) => `\\x${hex(octet)}`).join('')],
];
const blocks: readonly (readonly [name: string, text: string])[] = [
  ['groups of 8', grouped(16, 8)],
  ['groups of 16 and two blanks', grouped(32, 16, '  ')],
  [
    'labels',
    `Header: ${block.slice(0, 16)}\nEncrypted key: ${block.slice(16, 64)}\nMAC = "${block.slice(64)}"\n`,
  ],
  ['hexadecimal', Buffer.from(block).toString('hex')],
  ['base64', Buffer.from(block).toString('base64')],
  ['EBCDIC', inEbcdic(block).toString('hex')],
  ['EBCDIC, words before it', inEbcdic(`uvwxyzstabcdjklm ${block} `).toString('hex').toUpperCase()],
  ['URL encoding', `k=${encodeURIComponent(`"${block}"`)}&x`],
];
const put = Array.from('\n0"');

it.each([
  ['layouts', layouts],
  ['coats', coats],
  ['blocks', blocks],
] as const)('%s', async (name, texts) => {
  const lines = texts.flatMap(([what, text]) => changed(what, text, (text) => findKeyMaterial(text), put));
  await expect(lines.join('\n')).toMatchFileSnapshot(`whole/edited-${name}.txt`);
});

it('what HSMs put out', async () => {
  const key = '0123456789ABCDEF'.repeat(2);
  const texts = [
    `AKB 1kDNE000,C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121,A6F16E2D41A449B3;`,
    `ZMK: "U${key}"`,
    `0000A100U${key}08D7B4`,
    'ksn = FFFF9876543210E00001,',
  ];
  const lines = texts.flatMap((text) => changed(text.slice(0, 12), text, findHsmMaterial));
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/edited-others.txt');
});
