import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import { characterOffsets, movedSpan, type Replacement } from '../../src/extension/inspector/placeInDocument';

const replaced = (text: string, { rangeOffset, rangeLength, text: by }: Replacement): string =>
  text.slice(0, rangeOffset) + by + text.slice(rangeOffset + rangeLength);

describe('a span in an edited document', () => {
  it.each([
    [
      'written before it',
      [{ rangeOffset: 0, rangeLength: 0, text: 'ab' }],
      { start: 12, end: 22, swallowed: false },
    ],
    [
      'written at its start',
      [{ rangeOffset: 10, rangeLength: 0, text: 'ab' }],
      { start: 12, end: 22, swallowed: false },
    ],
    [
      'written at its end',
      [{ rangeOffset: 20, rangeLength: 0, text: 'ab' }],
      { start: 10, end: 20, swallowed: false },
    ],
    [
      'written in it',
      [{ rangeOffset: 15, rangeLength: 0, text: 'ab' }],
      { start: 10, end: 22, swallowed: false },
    ],
    [
      'taken out of it',
      [{ rangeOffset: 15, rangeLength: 2, text: '' }],
      { start: 10, end: 18, swallowed: false },
    ],
    [
      'cut at its start',
      [{ rangeOffset: 5, rangeLength: 7, text: '' }],
      { start: 5, end: 13, swallowed: false },
    ],
    [
      'cut at its end',
      [{ rangeOffset: 18, rangeLength: 7, text: '' }],
      { start: 10, end: 18, swallowed: false },
    ],
    [
      'its line taken out',
      [{ rangeOffset: 5, rangeLength: 20, text: '' }],
      { start: 5, end: 5, swallowed: true },
    ],
    [
      'replaced',
      [{ rangeOffset: 10, rangeLength: 10, text: 'abc' }],
      { start: 10, end: 13, swallowed: true },
    ],
    [
      'all replaced',
      [{ rangeOffset: 0, rangeLength: 99, text: 'abc' }],
      { start: 0, end: 3, swallowed: true },
    ],
  ] as const)('%s', (_, edits, expected) => {
    expect(movedSpan({ start: 10, end: 20 }, edits)).toEqual(expected);
  });

  it('stays on the same characters whatever is edited around it', () => {
    const edit = fc.record({
      at: fc.nat(40),
      length: fc.nat(10),
      text: fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        let text = 'xxxxxxxxxxABCDEFGHIJyyyyyyyyyy';
        let span = { start: 10, end: 20 };
        for (const { at, length, text: by } of edits) {
          const rangeOffset = Math.min(at, text.length);
          const change = { rangeOffset, rangeLength: Math.min(length, text.length - rangeOffset), text: by };
          const touches =
            change.rangeOffset < span.end && change.rangeOffset + change.rangeLength > span.start;
          span = movedSpan(span, [change]);
          text = replaced(text, change);
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          if (touches) return;
          expect(text.slice(span.start, span.end)).toBe('ABCDEFGHIJ');
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('characters of a block in the text it was read from', () => {
  it.each([
    ['D0112P0A', 'D0112P0A', 0],
    ['D0112P0A', 'RD0112P0A', 1],
    ['D0112P0A', '"D01" +\n  "12P0A"', 1],
  ])('%s in %j', (block, source, first) => {
    const offsets = characterOffsets(block, source)!;
    expect(offsets[0]).toBe(first);
    expect(offsets.map((at) => source[at]).join('')).toBe(block);
  });

  it('is not there', () => {
    expect(characterOffsets('D0112', 'D011')).toBeUndefined();
    expect(characterOffsets('D', '')).toBeUndefined();
  });

  it('any white space between is left out', () => {
    const gap = fc.constantFrom('', ' ', '\n', '\r\n\t');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...'0123456789ABCDEF'.split('')), gap), { minLength: 1 }),
        (pieces) => {
          const block = pieces.map(([character]) => character).join('');
          const source = pieces.map((piece) => piece.join('')).join('');
          const offsets = characterOffsets(block, source)!;
          expect(offsets.map((at) => source[at]).join('')).toBe(block);
          for (const [index, at] of offsets.entries()) expect(at).toBeGreaterThan(offsets[index - 1] ?? -1);
        },
      ),
    );
  });
});
