/**
 * Texts put together at random, the same ones each time, from what programs and people write around key material: for
 * tests that hold what is made of hundreds of them without writing it out.
 */
import { createHash } from 'node:crypto';
import { wholeLines } from '../../whole';

/** The same numbers each time, below what is asked for; a linear congruential generator. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export type Pick = <T>(of: readonly T[]) => T;
export const picker =
  (next: (below: number) => number): Pick =>
  (of) =>
    of[next(of.length)]!;

const publicKey = Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex');
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const wrappedBlock =
  'D0112P0AE00E00002C77A6C7C1BA6B1F4C1E2E4D7C5D9A6A5C8C3F4E2D1B0A9F8E7D6C5B4A39281706F5E4D3C2B1A0F9E8D7C6B5A493827';
const uuid = '9f1c2d3e-58a1-4b6e-9d4c-2f6a7b8c9d0e';
const contents: readonly Buffer[] = [
  publicKey,
  Buffer.concat([Buffer.from('300a', 'hex'), Buffer.from('02010502010604020500', 'hex')]),
  Buffer.from(`key ${block} of ${uuid}`),
  Buffer.from(`303a020105040200ff0431${'00'.repeat(49)}`, 'hex'),
  Buffer.from(block),
  Buffer.from(`-----BEGIN PUBLIC KEY-----\n${publicKey.toString('base64')}\n-----END PUBLIC KEY-----\n`),
];

const inLines = (text: string, width: number, indent: string, end: string): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).map((line) => indent + line).join(end);

/** Digits of bytes, in groups with what may be between them. */
function hexPiece(bytes: Buffer, pick: Pick): string {
  const size = pick([1, 1, 1, 2, 4, 8, 16, 200]);
  const hex = pick([false, false, true]) ? bytes.toString('hex').toUpperCase() : bytes.toString('hex');
  const groups = hex.match(new RegExp(`.{1,${2 * size}}`, 'g')) ?? [];
  const [before, between] = pick([
    ['', ''],
    ['', ' '],
    ['', ':'],
    ['', '-'],
    ['', ', '],
    ['', ','],
    ['0x', ', '],
    ['0x', ','],
    ['0X', ' '],
    ['\\x', ''],
    ['\\x', '" "'],
    ['(byte)0x', ', '],
    ['%', ''],
    ['', '\n'],
    ['', '  '],
    ['', '\\n'],
    ['', ';'],
    ['&#x', ';'],
  ] as const);
  const text = groups.map((group) => before + group).join(between);
  return pick([false, false, false, true])
    ? inLines(text, pick([16, 32, 47, 64]), pick(['', '  ', '# ']), '\n')
    : text;
}

function base64Piece(bytes: Buffer, pick: Pick): string {
  const text = pick([false, false, true]) ? bytes.toString('base64url') : bytes.toString('base64');
  const cut = pick([
    text,
    text,
    text,
    text.replace(/=+$/, ''),
    text.slice(0, -3),
    `${text}=`,
    text.replaceAll('+', '%2B'),
  ]);
  const width = pick([1000, 1000, 76, 64, 48, 20, 15, 8]);
  return inLines(
    cut,
    width,
    pick(['', '', '  ', '> ', '"']),
    pick(['\n', '\r\n', '\\n', '"\n', '" +\n', '\\\n']),
  );
}

function blockPiece(pick: Pick): string {
  const text = pick([
    block,
    block,
    wrappedBlock,
    block.toLowerCase(),
    block.slice(0, 60),
    `${block}00`,
    block.slice(0, 16),
  ]);
  const width = pick([1000, 1000, 1000, 64, 40, 20, 16, 8, 7]);
  return inLines(text, width, pick(['', '', ' ', '\t']), pick(['\n', '\r\n', '\\n', ' ', '"\n"']));
}

const fronts = [
  ...[
    '',
    '',
    '',
    '0x',
    'x',
    '\\x',
    "x'",
    "h'",
    '$',
    '"',
    '=',
    '%',
    'S',
    'R',
    '\\n',
    '\\r\\n',
    '\\u0022',
    '(byte)',
    '#',
    '^',
    '/',
    '+',
    '-',
  ],
  ...[
    `${uuid} `,
    `${uuid}:`,
    '2026-11-29 08:12:30 ',
    'id=3f ',
    'ab',
    '0000: ',
    '00000000  ',
    '<a>',
    '{',
    '[',
    '=?utf-8?B?',
    '\u001b[32m',
    '\ufeff',
  ],
  ...['key: ', 'M', 'MA', 'zz', '41 42 ', '30', '30 ', '08D7B4 ', 'xx'],
];
const backs = [
  ...[
    '',
    '',
    '',
    'h',
    ',',
    ')',
    '"',
    ' ',
    '=',
    '%41',
    '\\',
    '\\n',
    '\n',
    ':',
    '-',
    '.',
    '_',
    '/',
    '+',
    'é',
    '\u001b[0m',
    '\0',
  ],
  ...[' 41', ',42', 'zz', '0', '00', 'G', '</a>', '}', ']', '?=', `-${uuid}`, ' |ABC|', '\n30', ';'],
];

/** One text, of one to three pieces. @param next numbers of a seed */
export function mixture(next: (below: number) => number): string {
  const pick = picker(next);
  const pieces = Array.from({ length: 1 + next(3) }, () => {
    const bytes = pick(contents);
    const piece = pick([hexPiece, hexPiece, base64Piece, () => blockPiece(pick)])(bytes, pick);
    return pick(fronts) + piece + pick(backs);
  });
  return pieces.join(pick([' ', '\n', '', ', ', '\t']));
}

/**
 * What is made of so many texts: of every eight, how many lines each gives, and a number made of all of them.
 * @param make the text of a number
 */
export function heldOf(
  count: number,
  make: (at: number) => string,
  look: (text: string) => unknown,
): string[] {
  const rows = Array.from({ length: count }, (_, at) => wholeLines(look(make(at))).join('\n'));
  return Array.from({ length: Math.ceil(count / 8) }, (_, i) => {
    const held = rows.slice(8 * i, 8 * i + 8);
    const sizes = held.map((row) => (row === '' ? 0 : row.split('\n').length)).join(' ');
    return `${8 * i}: ${sizes} ${createHash('sha256').update(held.join('\n\n')).digest('hex').slice(0, 12)}`;
  });
}
