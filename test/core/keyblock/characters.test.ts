// Classes of characters, for every code up to where letters of other scripts begin.
import { describe, expect, it } from 'vitest';
import {
  decimalAt,
  firstLowerHex,
  firstNotHex,
  firstOutside,
  hexAt,
  isAlphanumeric,
  isDigit,
  isHex,
  isPrintable,
} from '../../../src/core/keyblock/characters';

const codes = [...Array.from({ length: 400 }, (_, code) => code), 0x660, 0xff10, 0xff21, 0xffff];
const of = (belongs: (code: number) => boolean): number[] => codes.filter(belongs);
const matching = (expression: RegExp): number[] =>
  codes.filter((code) => expression.test(String.fromCharCode(code)));

describe('every code', () => {
  it.each([
    ['N', isDigit, /[0-9]/],
    ['H', isHex, /[0-9A-Fa-f]/],
    ['AN', isAlphanumeric, /[0-9A-Za-z]/],
    ['PA', isPrintable, /[ -~]/],
  ] as const)('format %s', (_, belongs, expression) => {
    expect(of(belongs)).toEqual(matching(expression));
    expect(belongs(Number.NaN)).toBe(false);
  });

  it('where the first is that is outside', () => {
    for (const code of codes) {
      const text = `0A${String.fromCharCode(code)}af`;
      const hex = /[0-9A-Fa-f]/.test(text[2]!);
      expect(firstNotHex(text, 0, 5), `${code}`).toBe(hex ? -1 : 2);
      expect(firstOutside(text, 0, 5, isHex), `${code}`).toBe(hex ? -1 : 2);
      expect(firstLowerHex(text, 0, 5), `${code}`).toBe(/[a-f]/.test(text[2]!) ? 2 : 3);
      expect(decimalAt(text, 2, 3), `${code}`).toBe(/[0-9]/.test(text[2]!) ? Number(text[2]) : -1);
      expect(hexAt(text, 2, 3), `${code}`).toBe(hex ? Number.parseInt(text[2]!, 16) : -1);
    }
  });
});

it('only the characters of the place count', () => {
  const text = 'xa0gb1y';
  const places = [
    [1, 3],
    [1, 4],
    [4, 6],
    [0, 7],
    [3, 3],
    [0, 1],
    [6, 7],
    [5, 6],
  ] as const;
  const told = places.map(([start, end]) => [
    firstNotHex(text, start, end),
    firstOutside(text, start, end, isDigit),
    firstLowerHex(text, start, end),
  ]);
  expect(told).toEqual([
    [-1, 1, 1],
    [3, 1, 1],
    [-1, 4, 4],
    [0, 0, 1],
    [-1, -1, -1],
    [0, 0, -1],
    [6, 6, -1],
    [-1, -1, -1],
  ]);
});

it('numbers of a place, none where a character is missing', () => {
  const text = '0120';
  expect([
    decimalAt(text, 0, 4),
    decimalAt(text, 0, 2),
    decimalAt(text, 3, 4),
    decimalAt(text, 0, 5),
    decimalAt(text, 4, 4),
    decimalAt(text, 4, 5),
    decimalAt(text, 2, 1),
  ]).toEqual([120, 1, 0, -1, -1, -1, -1]);
  const hex = '0aFf9';
  expect([
    hexAt(hex, 0, 4),
    hexAt(hex, 1, 5),
    hexAt(hex, 0, 1),
    hexAt(hex, 0, 6),
    hexAt(hex, 5, 5),
    hexAt(hex, 3, 2),
    hexAt('FFFFFFFF', 0, 8),
  ]).toEqual([0x0aff, 0xaff9, 0, -1, -1, -1, 0xffffffff]);
});
