/** Which octets each string type allows, and what they read as: X.680 clause 41, Unicode table 3-7. */
import { describe, expect, it } from 'vitest';
import { decodeString, findBadCharacter, findBadUtf8, isStringTag } from '../../../src/core/asn1/strings';
import { Tag } from '../../../src/core/asn1/tags';
import { fromHex } from './material';

const every = Array.from({ length: 256 }, (_, octet) => octet);
const allowed = (tag: number): string =>
  String.fromCharCode(...every.filter((octet) => findBadCharacter(Uint8Array.of(octet), 0, 1, tag) < 0));
const through = (from: number, to: number): string => String.fromCharCode(...every.slice(from, to + 1));

it('the tags of string types', () => {
  expect(Array.from({ length: 40 }, (_, tag) => tag).filter(isStringTag)).toEqual([
    12, 18, 19, 20, 21, 22, 25, 26, 27, 28, 30,
  ]);
});

it('each octet, in types of one octet a character', () => {
  expect(allowed(Tag.numericString)).toBe(' 0123456789');
  expect(allowed(Tag.printableString)).toBe(
    " '()+,-./0123456789:=?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  );
  expect(allowed(Tag.ia5String)).toBe(through(0, 0x7f));
  expect(allowed(Tag.visibleString)).toBe(through(0x20, 0x7e));
  expect(allowed(Tag.utf8String)).toBe(through(0, 0x7f));
  for (const any of [20, 21, 25, 27]) expect(allowed(any)).toBe(through(0, 0xff));
});

describe('the first octet that is not allowed, between others', () => {
  it.each([
    [Tag.numericString, '3132 4133', 2],
    [Tag.printableString, '4142 4043', 2],
    [Tag.ia5String, '4142 8043', 2],
    [Tag.visibleString, '4142 7f43', 2],
    [Tag.utf8String, '41c3a9 ff41', 3],
    [Tag.bmpString, '0041 d800 0042', 2],
    [Tag.bmpString, '0041 dfff 0042', 2],
    [Tag.universalString, '00000041 00110000', 4],
  ])('tag %i: %s', (tag, hex, bad) => {
    const octets = fromHex(`ffff${hex.replaceAll(' ', '')}ffff`);
    expect(findBadCharacter(octets, 2, octets.length - 2, tag)).toBe(2 + bad);
    // What stands before and behind is another value's.
    expect(findBadCharacter(octets, 2, 2 + bad, tag)).toBe(-1);
  });
});

it('BMPString: every high octet, with the lowest and the highest low octet', () => {
  for (const high of every)
    for (const low of [0, 0xff]) {
      const octets = Uint8Array.of(high, low);
      const surrogate = high >= 0xd8 && high <= 0xdf;
      expect([high, low, findBadCharacter(octets, 0, 2, Tag.bmpString)]).toEqual([
        high,
        low,
        surrogate ? 0 : -1,
      ]);
      expect(decodeString(octets, 0, 2, Tag.bmpString).charCodeAt(0)).toBe(high * 256 + low);
    }
});

it('UniversalString: where the scalar values begin and end', () => {
  const good = (hex: string) => findBadCharacter(fromHex(hex), 0, 4, Tag.universalString) < 0;
  const text = (hex: string) => decodeString(fromHex(hex), 0, 4, Tag.universalString);
  for (const [hex, point] of [
    ['00000000', 0],
    ['0000d7ff', 0xd7ff],
    ['0000e000', 0xe000],
    ['0000ffff', 0xffff],
    ['00010000', 0x10000],
    ['0010ffff', 0x10ffff],
  ] as const)
    expect([hex, good(hex), text(hex)]).toEqual([hex, true, String.fromCodePoint(point)]);
  for (const hex of ['0000d800', '0000dfff', '00110000', '01000041', '80000041', 'ffffffff'])
    expect([hex, good(hex), text(hex)]).toEqual([hex, false, '\ufffd']);
});

describe('UTF-8', () => {
  // The first and the last of each row of Unicode table 3-7.
  it.each([
    ['c280', 0x80],
    ['dfbf', 0x7ff],
    ['e0a080', 0x800],
    ['e18080', 0x1000],
    ['ecbfbf', 0xcfff],
    ['ed9fbf', 0xd7ff],
    ['ee8080', 0xe000],
    ['efbfbf', 0xffff],
    ['f0908080', 0x10000],
    ['f1808080', 0x40000],
    ['f3bfbfbf', 0xfffff],
    ['f48fbfbf', 0x10ffff],
  ])('%s', (hex, point) => {
    const octets = fromHex(`41${hex}42`);
    expect(findBadUtf8(octets, 0, octets.length)).toBe(-1);
    expect(decodeString(octets, 0, octets.length, Tag.utf8String)).toBe(`A${String.fromCodePoint(point)}B`);
    // Cut off by the end of its value, whatever stands behind.
    expect(findBadUtf8(octets, 0, octets.length - 2)).toBe(1);
    for (let at = 2; at < octets.length - 1; at++)
      for (const wrong of [0x7f, 0xc0]) {
        const changed = octets.slice();
        changed[at] = wrong;
        expect(findBadUtf8(changed, 0, changed.length)).toBe(1);
      }
  });

  it.each([
    'c080',
    'c1bf',
    'e09fbf',
    'eda080',
    'edbfbf',
    'f08fbfbf',
    'f4908080',
    'f5808080',
    'ff808080',
    '80',
    'bf',
  ])('not %s', (hex) => {
    const octets = fromHex(`41${hex}42`);
    expect(findBadUtf8(octets, 0, octets.length)).toBe(1);
    const text = decodeString(octets, 0, octets.length, Tag.utf8String);
    expect(text).toBe(`A${'\ufffd'.repeat(octets.length - 2)}B`);
  });
});

it('octets of Latin-1 between letters of a name in UTF-8', () => {
  const read = every.slice(0x80).filter((octet) => {
    const text = decodeString(Uint8Array.of(0x41, octet, 0x62), 0, 3, Tag.utf8String);
    if (text !== 'A\ufffdb') expect(text).toBe(`A${String.fromCharCode(octet)}b`);
    return text !== 'A\ufffdb';
  });
  expect(String.fromCharCode(...read)).toBe(
    '\u00a0§©ª®°´·ºÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ',
  );
});

it('a character that is cut off is one that cannot be read', () => {
  expect(decodeString(fromHex('004100'), 0, 3, Tag.bmpString)).toBe('A\ufffd');
  for (const more of ['00', '0000', '000000'])
    expect(decodeString(fromHex(`00000041${more}`), 0, 4 + more.length / 2, Tag.universalString)).toBe(
      'A\ufffd',
    );
});

it('long strings, a piece at a time', () => {
  for (const length of [4095, 4096, 4097, 8192, 8193]) {
    const octets = Uint8Array.from({ length }, (_, i) => 0x41 + (i % 26));
    const text = String.fromCharCode(...octets);
    for (const tag of [Tag.utf8String, Tag.printableString, 20])
      expect(decodeString(octets, 0, length, tag)).toBe(text);
  }
});
