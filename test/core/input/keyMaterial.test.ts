/** Where in a text the characters of a key block are, which may be in pieces or under escapes. */
import { expect, it } from 'vitest';
import { inputOffset, type KeyMaterial, type Segment } from '../../../src/core/input/keyMaterial';

const material = (start: number, end: number, ...segments: Segment[]): KeyMaterial => ({
  kind: 'keyBlock',
  encoding: 'text',
  text: 'x'.repeat(9),
  span: { start, end },
  segments,
});
const offsets = (of: KeyMaterial): number[] => Array.from({ length: 12 }, (_, at) => inputOffset(of, at));

it('of one piece, of several, and of characters that are longer in the text', () => {
  expect(offsets(material(5, 14, { at: 0, span: { start: 5, end: 14 } }))).toEqual([
    5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 14, 14,
  ]);
  const pieces = material(
    5,
    19,
    { at: 0, span: { start: 5, end: 9 } },
    { at: 4, span: { start: 11, end: 14 } },
    { at: 7, span: { start: 17, end: 19 } },
  );
  expect(offsets(pieces)).toEqual([5, 6, 7, 8, 11, 12, 13, 17, 18, 19, 19, 19]);
  // Two characters of the material are four places in the text, and then one is three.
  const coated = material(
    5,
    12,
    { at: 0, characters: 2, span: { start: 5, end: 9 } },
    { at: 2, characters: 1, span: { start: 9, end: 12 } },
  );
  expect(offsets(coated).slice(0, 5)).toEqual([5, 5, 9, 12, 12]);
  expect(inputOffset(material(5, 9), 3)).toBe(5);
});
