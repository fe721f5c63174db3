/** Which octets inside an OCTET STRING or BIT STRING are taken for values of their own. */
import { describe, expect, it } from 'vitest';
import { opensAsAsn1 } from '../../../src/core/asn1/embedded';
import { fromHex } from './material';
import { readAsn1 } from '../../../src/core/asn1/read';

const opens = (hex: string): boolean => {
  const octets = fromHex(hex.replaceAll(' ', ''));
  return opensAsAsn1(octets, 0, octets.length);
};
const hexOf = (octet: number): string => octet.toString(16).padStart(2, '0');

describe('one value', () => {
  it.each([
    ['BOOLEAN', '0101ff'],
    ['INTEGER', '020105'],
    ['BIT STRING', '03020780'],
    ['OCTET STRING', '040141'],
    ['OCTET STRING of nothing', '0400'],
    ['NULL', '0500'],
    ['OBJECT IDENTIFIER', '06032a0304'],
    ['ENUMERATED', '0a0101'],
    ['UTF8String', '0c0141'],
    ['UTCTime', '170d3236313132383230313530305a'],
    ['BMPString', '1e020041'],
    ['SEQUENCE', '3003020105'],
    ['SEQUENCE of nothing', '3000'],
    ['SET', '3103020105'],
    ['SEQUENCE without a length', '3080 020105 0000'],
    ['an OCTET STRING in pieces', '2403040141'],
  ])('%s', (_name, hex) => {
    expect(opens(hex)).toBe(true);
    // As much as its length says, and no more.
    expect(opens(hex.slice(0, -2))).toBe(false);
    expect(opens(`${hex}01`)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['one octet', '05'],
    ['an end of contents where none is open', '30020000'],
    ['an end of contents before a value', '300400000500'],
    ['BOOLEAN that is neither', '010101'],
    ['INTEGER with a leading zero', '02020005'],
    ['INTEGER of nothing', '0200'],
    ['UTF8String of nothing', '0c00'],
    ['a text with an octet that is none', '130140'],
    ['a SEQUENCE that is primitive', '100141'],
    ['a SET that is primitive', '110141'],
    ['an INTEGER that is constructed', '2203020105'],
    ['a NULL that is constructed', '2500'],
    ['tag 15, which nobody has', '0f0141'],
    ['tag 15, constructed', '2f03020105'],
    ['end of contents', '0000'],
    ['application', '400141'],
    ['application, constructed', '6003020105'],
    ['context', '800141'],
    ['private', 'c00141'],
    ['a high tag', '1f1f0141'],
    ['a high tag, constructed', '3f1f03020105'],
    ['a SEQUENCE with a value that is cut off', '3003020205'],
    ['a SEQUENCE without end', '3080020105'],
    ['half an end', '308002010500'],
  ])('not %s', (_name, hex) => {
    expect(opens(hex)).toBe(false);
  });
});

it('every first octet, in front of one octet', () => {
  const found = Array.from({ length: 256 }, (_, first) => hexOf(first)).filter((first) =>
    opens(`${first}0100`),
  );
  // BOOLEAN, INTEGER, BIT STRING and more, whose content may be 00; no constructed one, which holds values.
  expect(found.join(' ')).toBe('01 02 03 04 06 07 09 0a 0c 0d 0e 14 15 16 19 1b');
});

describe('several values', () => {
  it.each([
    '020105 020106',
    '0500 0500',
    '3003020105 3000',
    '0400 020105',
    '0c00 020105',
    '3080 3080 020105 0000 0000 0500',
    '3080 3003020105 0000 020106',
    '3009 3080 020105 0000 0500',
  ])('%s', (hex) => {
    expect(opens(hex)).toBe(true);
    expect(opens(`${hex}05`)).toBe(false);
    // What stands around is not looked at.
    const octets = fromHex(`aaaa${hex.replaceAll(' ', '')}bbbb`);
    expect(opensAsAsn1(octets, 2, octets.length - 2)).toBe(true);
    expect(opensAsAsn1(octets, 2, octets.length - 1)).toBe(false);
  });

  it.each(['020105 0202', '3080 0000 0000 02', '3080 3003020105 0000 0201', '3005 3080 020105 0000'])(
    'not %s',
    (hex) => expect(opens(hex)).toBe(false),
  );
});

it('a BIT STRING is opened from two octets of content on, where no bit of it is unused', () => {
  const inside = (hex: string): number => readAsn1(fromHex(hex)).roots[0]!.children().length;
  // Two octets are the shortest value there is: a NULL, or an empty string.
  expect(['0303000500', '030300 0400', '0304000101ff'].map((hex) => inside(hex.replaceAll(' ', '')))).toEqual(
    [1, 1, 1],
  );
  for (const hex of ['0302 0005', '0301 00', '0300', '0303 01 0500', '0303 07 0500', '0303 ff 0500'])
    expect(inside(hex.replaceAll(' ', '')), hex).toBe(0);
  // In an OCTET STRING nothing is in front of the value.
  expect(['04020500', '040105', '0400'].map(inside)).toEqual([1, 0, 0]);
});
