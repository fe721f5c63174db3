/** Texts made to be slow: each took minutes or never ended while the place that reads it was not linear. */
import { describe, expect, it } from 'vitest';
import { findKeyBlocks } from '../../../src/core/input/find';
import { findKeyMaterial } from '../../../src/core/input/material';
import { findPemBlocks } from '../../../src/core/input/pem';

const million = 1_000_000;
const header = 'D0112P0AE00E0000';

describe('the seam of a block that was wrapped over lines', () => {
  it.each([
    ['blanks after a continuation sign', `${header}&${'\t'.repeat(million)}_`],
    ['blanks after a closing quotation mark', `${header}"${' '.repeat(million)}x`],
    ['blanks and no further line', `${header}${'\t'.repeat(million)}`],
    ['blanks as indentation', `${header}\n${' '.repeat(million)}`],
  ])('%s are read once', (_, text) => {
    expect(findKeyBlocks(text)).toEqual([]);
    expect(findKeyBlocks(`${text}\n${text}`)).toEqual([]);
  });

  it.each(['"+\n"', "' \\\r\n\t'", ' & _\r\n', '\n\t'])('is still known: %j', (seam) => {
    const pieces = ['D0048P0AE00E0000', '0123456789ABCDEF', 'FEDCBA9876543210'];
    expect(findKeyBlocks(pieces.join(seam)).map(({ text }) => text)).toEqual([pieces.join('')]);
  });
});

describe('headers of a PEM block', () => {
  const begin = '-----BEGIN X-----';
  const end = '-----END X-----';

  it('may go on with a line of blanks, however long', () => {
    const [block] = findPemBlocks(`${begin}\nA: b\n${'\t'.repeat(million)}\rAAAA\n${end}`);
    expect(block?.headers).toEqual([['A', 'b']]);
    const [other] = findPemBlocks(`${begin}\nA: b\n${' '.repeat(million)}\n\nAAAA\n${end}`);
    expect(other?.headers).toEqual([['A', 'b ']]);
    expect(other?.bytes.length).toBe(3);
  });

  it('may have any number of continuations', () => {
    const [block] = findPemBlocks(`${begin}\nA: b${'\n c'.repeat(300_000)}\n\nAAAA\n${end}`);
    expect(block?.headers[0]?.[1].length).toBe(1 + 2 * 300_000);
  });

  it('are not looked for behind the block, where each of many would read all that follows', () => {
    const text = ` ${begin}A:x\n`.repeat(10_000) + ' y\n'.repeat(300_000);
    const blocks = findPemBlocks(text);
    expect(blocks).toHaveLength(10_000);
    expect(blocks[0]?.headers).toEqual([['A', 'x']]);
  });

  it('is ended by a lone CR in a continuation, which then belongs to the content', () => {
    expect(findPemBlocks(`${begin}\nA: b\n c\rd\n${end}`)[0]?.headers).toEqual([['A', 'b']]);
    expect(findPemBlocks(`${begin}\nA: b\rc\n${end}`)[0]?.headers).toEqual([]);
    expect(findPemBlocks(`${begin}\nA: b\r\n c\r\n\r\n${end}`)[0]?.headers).toEqual([['A', 'b c']]);
  });
});

it.each([
  ['blanks after base64', `${'M'.repeat(40)}${' '.repeat(million)}+ +`],
  ['short lines after base64', `${'M'.repeat(40)}${'\nAB'.repeat(million / 4)}!`],
  ['lines that begin as DER does', '30 00\n'.repeat(million / 2)],
  ['runs that begin as DER does', '3083ffffff000000\n30 00\n'.repeat(million / 8)],
  ['rows with an offset each', '0000  30 83 ff ff ff 44 45 46 47\n'.repeat(million / 8)],
  ['dates before text in pairs', '31.12.2026 08:12:30 41 42 43 44 45 46\n'.repeat(million / 8)],
  ['blanks between hex digits', `${'30 '.repeat(million / 4)}!`],
])('all material of %s', (_, text) => {
  expect(findKeyMaterial(text).length).toBeLessThanOrEqual(1);
});
