/**
 * The sieve is used in the middle of a long text only: what is found there is what is found in a short one, with the
 * same characters looked at, which are 16 apart.
 */
import { describe, expect, it } from 'vitest';
import { findKeyMaterial } from '../../../src/core/input/material';
import { coats, dumps } from './coatSamples';

const key = Uint8Array.from(Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex'));
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const uuid = '9f1c2d3e-58a1-4b6e-9d4c-2f6a7b8c9d0e';
const text = Uint8Array.from(Buffer.from(`key ${block} of ${uuid}, 2026-11-29 08:12:30`, 'latin1'));
const words = 'nothing of interest, only words upon words; '.repeat(40);

const seen = (given: string, from: number): unknown[] =>
  findKeyMaterial(given).map((one) => ({
    kind: one.kind,
    coats: one.coats,
    start: one.span.start - from,
    end: one.span.end - from,
    held: one.kind === 'der' ? Buffer.from(one.bytes).toString('hex') : one.text,
  }));

describe('in the middle of a long text', () => {
  it.each(
    [...coats, ...dumps].flatMap(({ name, wrap }) => [key, text].map((inner) => ({ name, wrap, inner }))),
  )('as in a short one: $name', ({ wrap, inner }) => {
    for (const before of ['', `${uuid}\n`, '2026-11-29 08:12:30\n', 'id=3f\n']) {
      const part = `${before}${wrap(inner)}`;
      for (let shift = 0; shift < 16; shift++) {
        const given = `${' '.repeat(shift)}\n${part}\nnothing of interest, `;
        expect(seen(words + given + words, words.length)).toEqual(seen(given, 0));
      }
    }
  });
});
