/** Hexadecimal dumps of few and of many octets a line, beside lines that only look like one. */
import { expect, it } from 'vitest';
import { decodeHex } from '../../../src/core/input/encodings';

const octets = Array.from({ length: 130 }, (_, i) => (7 * i) & 0xff);
const hexOf = (octet: number): string => octet.toString(16).padStart(2, '0');

/** As xxd writes it, that many octets a line. */
function dump(width: number, from = 0): string {
  const lines: string[] = [];
  for (let at = 0; at < octets.length; at += width) {
    const offset = (from + at).toString(16).padStart(8, '0');
    lines.push(
      `${offset}: ${octets
        .slice(at, at + width)
        .map(hexOf)
        .join(' ')}`,
    );
  }
  return lines.join('\n');
}

it.each([1, 2, 8, 16, 31, 32])('%i octets a line', (width) => {
  const { bytes, strange, problem } = decodeHex(dump(width));
  expect([...bytes]).toEqual(octets);
  expect([strange, problem]).toEqual([[], undefined]);
});

it('offsets get longer where the dump is', () => {
  const long = Array.from({ length: 70_000 }, (_, i) => (7 * i) & 0xff);
  const rows: string[] = [];
  for (let at = 0; at < long.length; at += 16)
    rows.push(
      `${at.toString(16).padStart(4, '0')} - ${long
        .slice(at, at + 16)
        .map(hexOf)
        .join(' ')}`,
    );
  const { bytes, strange } = decodeHex(rows.join('\n'));
  expect([bytes.length, bytes.at(-1), strange]).toEqual([70_000, long.at(-1), []]);
});

it('offsets that do not rise from 0 are no offsets', () => {
  // Then their digits are digits as others are, and the colons do not belong.
  for (const text of [dump(16, 16), '00000000: 41 42\n00000000: 43 44'])
    expect(decodeHex(text).bytes.length).toBeGreaterThan(text.match(/ [0-9a-f]{2}\b/g)!.length);
});

it('the second row of a dump may be behind blank lines', () => {
  const pairs = [0x30, 0x03, 0x02, 0x01, 0x05, 0x06, 0x07, 0x08];
  for (const gap of ['\n', '\n\n', '\n\n\n'])
    expect([...decodeHex(`0000 30 03 02 01${gap}0004 05 06 07 08`).bytes]).toEqual(pairs);
});
