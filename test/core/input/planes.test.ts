/** The bits of characters are the same with vector instructions and without, and one window may use them inside another. */
import { expect, it } from 'vitest';
import fc from '../../properties';
import { runs } from '../../quick';
import { findHsmMaterial, keyBlocksIn } from '../../../src/core/input/finder';
import { findKeyMaterial } from '../../../src/core/input/material';
import { makePlanes, moduleOf, mostHeld, planes } from '../../../src/core/input/planes';
import { base64Sign, classes, listed, word } from '../../../src/core/input/scan';
import { vectorUnit } from '../../../src/core/platform';

const unit = vectorUnit(moduleOf());
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';

it('a host of today has vector instructions, and takes the module', () => {
  expect(unit).toBeDefined();
});

it('without WebAssembly, or where it is not allowed, there is no unit', () => {
  expect(vectorUnit(Uint8Array.of(0, 1, 2, 3))).toBeUndefined();
});

it('each octet has the bits of its classes, both ways', () => {
  for (const planes of [makePlanes(unit), makePlanes(undefined)]) {
    planes.octets.set(Uint8Array.from({ length: 256 }, (_, octet) => octet));
    planes.classify(256);
    const bit = (plane: Int32Array, at: number): boolean => ((plane[at >> 5]! >>> (at & 31)) & 1) === 1;
    for (let octet = 0; octet < 256; octet++) {
      const kind = classes[octet]!;
      expect([octet, bit(planes.words, octet)]).toEqual([octet, (kind & word) !== 0]);
      expect([octet, bit(planes.runs, octet)]).toEqual([octet, (kind & (word | base64Sign)) !== 0]);
      expect([octet, bit(planes.lists, octet)]).toEqual([octet, (kind & listed) !== 0]);
    }
  }
});

it('any octets have the same bits both ways, up to a full window', () => {
  const [vectors, single] = [makePlanes(unit), makePlanes(undefined)];
  const check = (octets: Uint8Array): void => {
    const size = (octets.length + 31) >> 5;
    for (const planes of [vectors, single]) {
      planes.octets.fill(0);
      planes.octets.set(octets);
      planes.classify(size * 32);
    }
    for (const name of ['words', 'runs', 'lists'] as const)
      expect(Array.from(vectors[name].subarray(0, size))).toEqual(Array.from(single[name].subarray(0, size)));
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), check), { numRuns: runs(300) });
  check(Uint8Array.from({ length: mostHeld }, (_, i) => (i * 37 + (i >> 7)) & 127));
});

it('what is in a coat is looked at in between, and nothing behind it is missed', () => {
  const words = 'nothing of interest, only words upon words; '.repeat(60);
  const long = Buffer.from(`${words}key ${block} and ${words}`).toString('base64');
  const text = `${words}${block}\n${long}\n${words}${block} ${words}${long} ${block} é ${words}`;
  const found = findKeyMaterial(text);
  expect(found.map((one) => (one.kind === 'keyBlock' ? [one.text, one.coats?.[0]] : one.kind))).toEqual([
    [block, undefined],
    [block, 'base64'],
    [block, undefined],
    [block, 'base64'],
    [block, undefined],
  ]);
});

it('nothing of a text is left in the planes after a search', () => {
  const { octets, words, runs, lists } = planes();
  // A last window that is short, and writes beyond its characters.
  const text = `${'words, and more words; '.repeat(3000)}${block} ${'é'.repeat(400)} words`;
  const held = (): number[] =>
    [octets, words, runs, lists].map((part) => Array.from(part).filter((one) => one !== 0).length);
  octets[0] = 1;
  expect(held()).not.toEqual([0, 0, 0, 0]);
  octets[0] = 0;
  for (const search of [findKeyMaterial, findHsmMaterial, (one: string) => keyBlocksIn(one, 0, one.length)]) {
    expect(() => search(text)).not.toThrow();
    expect(held()).toEqual([0, 0, 0, 0]);
  }
  expect(keyBlocksIn(text, 0, text.length)).toHaveLength(1);
});
