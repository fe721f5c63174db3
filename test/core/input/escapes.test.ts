/** Escapes that programs write for characters: which they are, where each ends, and what is none. */
import { expect, it } from 'vitest';
import { escapeAt } from '../../../src/core/input/escapes';

it.each<[text: string, expected: string]>([
  ['%41', '41 3'],
  ['%2b', '2b 3'],
  ['%2541', '41 5'],
  ['%25', '25 3'],
  ['%254', '25 3'],
  ['%25G1', '25 3'],
  ['%4', 'none'],
  ['%4G', 'none'],
  ['%', 'none'],
  ['&#x41;', '41 6'],
  ['&#X41;', '41 6'],
  ['&#65;', '41 5'],
  ['&#xA;', 'a 5'],
  ['&#x00FFFF;', 'ffff 10'],
  ['&#x010000;', 'none'],
  ['&#065535;', 'ffff 9'],
  ['&#065536;', 'none'],
  // At most six digits.
  ['&#000065;', '41 9'],
  ['&#0000065;', 'none'],
  ['&#x000041;', '41 10'],
  ['&#x0000041;', 'none'],
  ['&#;', 'none'],
  ['&#x;', 'none'],
  ['&#4G;', 'none'],
  ['&#AB;', 'none'],
  ['&#x41', 'none'],
  ['&x41;', 'none'],
  ['\\n', 'a 2'],
  ['\\r', 'd 2'],
  ['\\t', '9 2'],
  ['\\/', '2f 2'],
  ['\\"', '22 2'],
  ['\\=', '3d 2'],
  ['\\+', '2b 2'],
  ['\\q', 'none'],
  ['\\', 'none'],
  ['\\\\n', 'a 3'],
  ['\\\\\\n', 'a 4'],
  ['\\\\\\\\n', 'a 5'],
  ['\\\\\\\\\\n', 'none'],
  ['\\x2b', '2b 4'],
  ['\\x2', 'none'],
  ['\\u002b', '2b 6'],
  ['\\\\u002b', '2b 7'],
  ['\\u002', 'none'],
  ['\\u00G0', 'none'],
  ['n', 'none'],
  ['', 'none'],
])('%j is %s', (text, expected) => {
  for (const [before, behind] of [
    ['', ''],
    ['xyz', ''],
    ['', ' '],
    ['41', 'zz'],
  ] as const) {
    const found = escapeAt(before + text + behind, before.length);
    // What is behind may make something of an unfinished one only where it is a digit: here it is none.
    expect(found ? `${found.code.toString(16)} ${found.end - before.length}` : 'none').toBe(expected);
  }
});
