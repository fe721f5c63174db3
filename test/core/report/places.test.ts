/** Lines and columns: marks, ends of lines, characters of two units, and places behind the end. */
import { describe, expect, it } from 'vitest';
import { TextPlaces } from '../../../src/core/report/places';
import { reportOf, ReportScanner } from '../../../src/core/report/report';
import { placeText } from './lines';

const start = { line: 0, character: 0 };
/** Where each character of a text is, and the place behind the last one. */
const columns = (text: string, first = start): string => {
  const places = new TextPlaces(text, first);
  return Array.from(
    { length: text.length + 2 },
    (_, at) => placeText(places.of({ start: at, end: at })).split('-')[0]!,
  ).join(' ');
};

describe('the place of each character', () => {
  it.each([
    ['', '1:1 1:2'],
    ['ab', '1:1 1:2 1:3 1:4'],
    ['a\nb', '1:1 1:2 2:1 2:2 2:3'],
    ['a\r\nb', '1:1 1:2 1:3 2:1 2:2 2:3'],
    ['a\rb', '1:1 1:2 2:1 2:2 2:3'],
    ['\n\n', '1:1 2:1 3:1 3:2'],
    ['\r\r\n', '1:1 2:1 2:2 3:1 3:2'],
    ['\n\r\n', '1:1 2:1 2:2 3:1 3:2'],
    ['\n\r', '1:1 2:1 3:1 3:2'],
    ['a\r\n\nb\rc', '1:1 1:2 1:3 2:1 3:1 3:2 4:1 4:2 4:3'],
    ['a\nb\r\nc\rd\n', '1:1 1:2 2:1 2:2 2:3 3:1 3:2 4:1 4:2 5:1 5:2'],
    // A key is two units wide.
    ['🔑a\n🔑', '1:1 1:2 1:3 1:4 2:1 2:2 2:3 2:4'],
    // A mark takes no column, and is none anywhere else.
    ['\ufeffab', '1:1 1:1 1:2 1:3 1:4'],
    ['\ufeff\na', '1:1 1:1 2:1 2:2 2:3'],
    ['a\ufeffb', '1:1 1:2 1:3 1:4 1:5'],
    ['a\n\ufeffb', '1:1 1:2 2:1 2:2 2:3 2:4'],
  ])('of %j: %s', (text, expected) => expect(columns(text)).toBe(expected));

  it.each([
    ['ab\nc', { line: 3, character: 0 }, '4:1 4:2 4:3 5:1 5:2 5:3'],
    ['ab\nc', { line: 3, character: 7 }, '4:8 4:9 4:10 5:1 5:2 5:3'],
    ['ab\nc', { line: 0, character: 7 }, '1:8 1:9 1:10 2:1 2:2 2:3'],
    // The middle of a text has no mark.
    ['\ufeffa', { line: 1, character: 0 }, '2:1 2:2 2:3 2:4'],
    ['\ufeffa', { line: 0, character: 1 }, '1:2 1:3 1:4 1:5'],
  ])('of %j from %j: %s', (text, first, expected) => expect(columns(text, first)).toBe(expected));

  it('is that of a span with both its ends, of which the last is never before the first', () => {
    const places = new TextPlaces('ab\ncd', start);
    expect(places.of({ start: 1, end: 4 })).toEqual({
      unit: 'lines',
      line: 1,
      column: 2,
      endLine: 2,
      endColumn: 2,
    });
    expect(placeText(places.of({ start: 4, end: 1 }))).toBe('2:2-2:2');
  });
});

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const at = new Date('2026-11-30T00:00:00Z');
const told = (input: string | Uint8Array): string => {
  const { materials, source } = reportOf(input, { at });
  return `${materials.map(({ place }) => placeText(place)).join(', ')} of ${source.size.count} ${source.size.unit}`;
};

describe('the place of a material', () => {
  it.each([
    ['by itself', block, '1:1-1:113 of 112 characters'],
    ['behind a mark', `\ufeff${block}`, '1:1-1:113 of 112 characters'],
    ['behind a mark and a line', `\ufeffx\r\n ${block}`, '2:2-2:114 of 116 characters'],
    ['behind characters of two units', `🔑🔑 ${block}\n`, '1:6-1:118 of 118 characters'],
    ['over two lines', `${block.slice(0, 60)}\n${block.slice(60)}`, '1:1-2:53 of 113 characters'],
    ['twice', `${block}\r${block}`, '1:1-1:113, 2:1-2:113 of 225 characters'],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toBe(expected);
    expect(told(Buffer.from(text, 'utf8'))).toBe(expected);
    expect(told(Buffer.from(`\ufeff${text.replace('\ufeff', '')}`, 'utf16le'))).toBe(expected);
  });

  it('is that of bytes in a binary file, and there is none in an empty one', () => {
    expect(told(Uint8Array.of(0x30, 3, 2, 1, 5))).toBe('bytes 0-5 of 5 bytes');
    expect(told(new Uint8Array(0))).toBe(' of 0 characters');
    expect(told('')).toBe(' of 0 characters');
  });

  it('is the same where the text comes in pieces, also one character at a time behind the first', () => {
    const text = `\ufeffa\r\n🔑\r${'x'.repeat(70_000)}\r\n${block}\n${block}`;
    const whole = reportOf(text, { at }).materials;
    expect(whole.map(({ place }) => placeText(place))).toEqual(['4:1-4:113', '5:1-5:113']);
    for (const cut of [1, 2, 3, 4, 5, 6, 7, 69_000, 70_005, 70_010]) {
      const scanner = new ReportScanner({ at });
      const found = [...scanner.push(text.slice(0, cut), false), ...scanner.push(text.slice(cut), false)];
      expect([...found, ...scanner.push('', true)], String(cut)).toEqual(whole);
    }
  });
});
