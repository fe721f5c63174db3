/** Long texts with no key material in them, of the kinds that logs, lists and programs are made of: the same ones each time. */
import { numbers } from './mixtures';

type Next = (below: number) => number;
const digits = (next: Next, count: number, of: string): string =>
  Array.from({ length: count }, () => of[next(of.length)]).join('');
const hex = '0123456789abcdef';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const words = 'nothing of interest only words upon words that a log holds and a reader passes over'.split(
  ' ',
);
const word = (next: Next): string => words[next(words.length)]!;
const uuid = (next: Next): string => [8, 4, 4, 4, 12].map((size) => digits(next, size, hex)).join('-');
const two = (next: Next, below: number): string => String(next(below)).padStart(2, '0');
const time = (next: Next): string =>
  `2026-${two(next, 12)}-${two(next, 28)} ${two(next, 24)}:${two(next, 60)}:${two(next, 60)}`;

const pieces: readonly (readonly [name: string, make: (next: Next) => string])[] = [
  ['prose', (next) => `${word(next)}${[' ', ' ', ', ', '.\n'][next(4)]!}`],
  ['UUIDs', (next) => `${uuid(next)}\n`],
  ['UUIDs in a list', (next) => `${uuid(next)}, `],
  ['UUIDs in JSON', (next) => `{"id":"${uuid(next)}","n":${next(1000)}},`],
  ['hex ids', (next) => `id=${digits(next, [8, 16, 24, 32, 40, 64][next(6)]!, hex)} ${word(next)}\n`],
  ['hex of any length', (next) => `${digits(next, 1 + next(80), hex)}${[' ', '\n', ', ', ':'][next(4)]!}`],
  ['hex like DER', (next) => `30${digits(next, 2 + 2 * next(40), hex)}${[' ', '\n', ';'][next(3)]!}`],
  ['hex of text', (next) => `${Buffer.from(word(next) + word(next) + word(next)).toString('hex')} `],
  ['base64 words', (next) => `${digits(next, 4 + next(60), `${letters}+/`)}${['==', '', '='][next(3)]!} `],
  ['base64 like DER', (next) => `M${digits(next, 12 + next(50), letters)}\n`],
  ['base64 of text', (next) => `${Buffer.from(word(next) + word(next)).toString('base64')}; `],
  [
    'tokens in addresses',
    (next) => `/a/${digits(next, 3 + next(30), letters)}%2F${word(next)}?q=${next(99)} `,
  ],
  ['times', (next) => `${time(next)} ${word(next)}\n`],
  ['times in a row', (next) => `${time(next)} `],
  ['numbers', (next) => `${next(10 ** (1 + next(9)))}${[' ', ',', '\n', '; '][next(4)]!}`],
  ['pairs', (next) => `${digits(next, 2, hex)}${[' ', ' ', ' ', ':', '\n'][next(5)]!}`],
  ['groups of four', (next) => `${digits(next, 4, hex)}${[' ', ' ', '-', '\n'][next(4)]!}`],
  ['groups of eight', (next) => `${digits(next, 8, hex)}${[' ', ', ', '\n'][next(3)]!}`],
  ['groups of sixteen', (next) => `${digits(next, 16, hex)}${[' ', ' ', '\n'][next(3)]!}`],
  ['octets of programs', (next) => `0x${digits(next, 2, hex)}, `],
  ['octets in strings', (next) => `\\x${digits(next, 2, hex)}${['', '', '" "', '\n'][next(4)]!}`],
  ['escapes', (next) => `\\n${word(next)}\\u00${digits(next, 2, hex)}${digits(next, next(20), letters)}\\t`],
  [
    'like headers',
    (next) => `B0${digits(next, 3, '0123456789')}P0TE0${next(9)}${['E', 'N', 'S', 'x'][next(4)]!}0000 `,
  ],
  [
    'headers in words',
    (next) => `${word(next)}S${'ABCD1'[next(5)]!}00${two(next, 90)}${digits(next, 40, letters)} `,
  ],
  ['long digits', (next) => `${digits(next, 40 + next(60), '0123456789')} `],
  [
    'not in Latin-1',
    (next) => `${word(next)} ${['é', '漢', '\u{1f511}', '\u00a0'][next(4)]!} ${digits(next, 20, hex)} `,
  ],
];

/** The kinds, and a text of a kind that has so many characters. */
export const fillers: readonly (readonly [name: string, make: (size: number) => string])[] = pieces.map(
  ([name, make], i) => [
    name,
    (size) => {
      const next = numbers(101 + i);
      let text = '';
      while (text.length < size) text += make(next);
      return text.slice(0, size);
    },
  ],
);
