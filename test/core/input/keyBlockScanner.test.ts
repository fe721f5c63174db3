import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { findKeyBlocks } from '../../../src/core/input/find';
import { KeyBlockScanner, type LocatedKeyBlock } from '../../../src/core/input/keyBlockScanner';
import type { Units } from '../../../src/core/input/lineCursor';
import { examples } from '../keyblock/blocks';

const blocks = examples.map(({ block }) => block);
const d = blocks.find((block) => block.startsWith('D'))!;

/** Scans a text cut into pieces of a size, as a reader of a file does. */
function scan(text: string, size: number, units: Units = 'utf16'): LocatedKeyBlock[] {
  const scanner = new KeyBlockScanner(units);
  const found: LocatedKeyBlock[] = [];
  let kept = '';
  for (let at = 0; ; at += size) {
    const piece = kept + text.slice(at, at + size);
    const last = at + size >= text.length;
    const result = scanner.push(piece, last);
    found.push(...result.found);
    if (last) return found;
    kept = piece.slice(piece.length - result.keep);
  }
}

/** UTF-8 bytes as characters, as the desktop hands them in. */
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Line and UTF-16 column by splitting, as an editor would. */
function positions(text: string): { line: number; character: number; text: string }[] {
  return findKeyBlocks(text).map(({ span, text: block }) => {
    const before = text
      .slice(0, span.start)
      .replace(/^\ufeff/, '')
      .split(/\r\n|\n|\r/);
    return { line: before.length - 1, character: before.at(-1)!.length, text: block };
  });
}

const shape = (found: readonly LocatedKeyBlock[]) =>
  found.map(({ material, start }) => ({ ...start, text: material.text }));

describe('scanning a file in pieces', () => {
  it.each([1_000_000, 50_000, 40_001, 4096])('pieces of %i find what the whole does', (size) => {
    const lines = Array.from(
      { length: 3000 },
      (_, i) =>
        `2026-11-2${i % 10} é€🔑 request ${i} block=${i % 7 === 0 ? blocks[i % blocks.length]! : 'none'};`,
    );
    const text = lines.join('\n');
    const wanted = positions(text);
    expect(wanted.length).toBe(429);
    expect(shape(scan(text, size))).toEqual(wanted);
    expect(shape(scan(bytesOf(text), size, 'utf8Bytes'))).toEqual(wanted);
  });

  it('a border inside what stands before a block without a gap', () => {
    const words = 'nothing of interest, only words upon words; '.repeat(1_000);
    const coat = Buffer.from(`words upon words in front: ${d} and behind`).toString('base64');
    for (const part of [
      `S${d}`,
      `\\n${d}`,
      `\\u0022${d}`,
      `%0A${d}`,
      `${d.slice(1, 5)}${d}`,
      `${d}1A2B3C${d}`,
      coat,
    ]) {
      const text = `${words} ${part} ${words}`;
      const wanted = positions(text);
      expect(wanted.length).toBeGreaterThan(0);
      // The last 40 000 characters of a piece are searched with the next one.
      const missed = Array.from({ length: 300 }, (_, i) => words.length - 20 + i + 40_000).filter(
        (size) => JSON.stringify(shape(scan(text, size))) !== JSON.stringify(wanted),
      );
      expect([part, missed]).toEqual([part, []]);
    }
  });

  it.each([1_000_000, 50_000, 40_001, 7777])('pieces of %i find blocks in coats', (size) => {
    const coats = [
      (text: string) => `dump ${Buffer.from(text).toString('hex')}`,
      (text: string) => `zmk: ${Buffer.from(text).toString('base64')}`,
      (text: string) => `kb=${text.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`)}&x=1`,
      (text: string) => text,
    ];
    const text = Array.from({ length: 1200 }, (_, i) =>
      i % 6 === 0
        ? `é line ${i} ${coats[i % coats.length]!(blocks[i % blocks.length]!)}`
        : `line ${i} of a log, id 9f1c2d3e-58a1-4b0e-9d2b-1f0f4e7a6c55`,
    ).join('\n');
    const wanted = positions(text);
    expect(wanted.length).toBeGreaterThan(150);
    expect(shape(scan(text, size))).toEqual(wanted);
    expect(shape(scan(bytesOf(text), size, 'utf8Bytes'))).toEqual(wanted);
  });

  it('a block across every border between pieces is found once', () => {
    const filler = 'x'.repeat(30) + '\n';
    for (const size of [40_100, 40_033, 45_000]) {
      const text = filler.repeat(1290) + `key ${d}\n` + filler.repeat(3000);
      const found = shape(scan(text, size));
      expect(found).toEqual([{ line: 1290, character: 4, text: d }]);
    }
  });

  it.each([
    ['LF', 'a\nb\n'],
    ['CRLF', 'a\r\nb\r\n'],
    ['CR', 'a\rb\r'],
    ['a mark of byte order', '\ufeffa\nb\n'],
    ['a mark of byte order on the first line', '\ufeff'],
    ['emoji and accents', 'é\n🔑🔑 ü '],
    ['one long line', 'é '.repeat(90_000)],
  ])('lines and columns with %s', (_name, before) => {
    const text = `${before}${d} and ${d}\r\n${d}`;
    for (const size of [500_000, 50_001]) {
      expect(shape(scan(text, size))).toEqual(positions(text));
      expect(shape(scan(bytesOf(text), size, 'utf8Bytes'))).toEqual(positions(text));
    }
  });

  it.each(['\xf1\xe9\xa0\xfc ', 'Espa\xf1a, \xbfqu\xe9? ', 'M\xfcnchen \xa7 5 ', '\xe2\x82'])(
    'Latin-1 takes the columns that an editor shows for it: %j',
    (before) => {
      const shown = Buffer.from(before, 'latin1').toString('utf8').length;
      expect(scan(before + ' ' + d, 1000, 'utf8Bytes')[0]?.start.character).toBe(shown + 1);
    },
  );

  it('any mixture of text, line ends and blocks', () => {
    const part = fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', ' ', 'é', '🔑', 'R', 'S', 'x', '"', '0'.repeat(9000), ...blocks),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }),
        fc.integer({ min: 2000, max: 120_000 }),
        (parts, size) => {
          const text = parts.join('');
          expect(shape(scan(text, size))).toEqual(positions(text));
          expect(shape(scan(bytesOf(text), size, 'utf8Bytes'))).toEqual(positions(text));
        },
      ),
      { numRuns: 150 },
    );
  });
});
