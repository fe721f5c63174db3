/** Text of bytes, against Node's own reading: every length around a piece, and a letter beyond ASCII at every place. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/core/input/material';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
/** Characters that are converted at once. */
const piece = 8192;

describe('text of bytes', () => {
  it('is whole at every length around a piece', () => {
    for (const length of [0, 1, piece - 1, piece, piece + 1, 2 * piece - 1, 2 * piece, 2 * piece + 1]) {
      const text = Array.from({ length }, (_, i) => String.fromCharCode(33 + (i % 90))).join('');
      expect(textOf(bytesOf(text)), String(length)).toBe(text);
    }
  });

  it('has a letter of two, three and four bytes at every place around a piece', () => {
    for (const letter of ['é', '…', '🔑'])
      for (let at = piece - 6; at <= piece + 2; at++) {
        const text = `${'a'.repeat(at)}${letter}${'b'.repeat(piece)}`;
        expect(textOf(bytesOf(text)), `${letter} at ${at}`).toBe(text);
      }
  });

  it('leaves out a byte order mark at its beginning alone', () => {
    expect(textOf(bytesOf('\ufeffa\ufeffb'))).toBe('a\ufeffb');
  });
});
