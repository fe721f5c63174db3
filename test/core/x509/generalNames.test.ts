/** Every kind of GeneralName, whole and damaged, as subjectAltName and as a constraint: RFC 5280 4.2.1.6 and 4.2.1.10. */
import { expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { readExtension } from '../../../src/core/x509/certificateExtension';
import { ipText } from '../../../src/core/x509/generalName';
import { wholeText } from '../../whole';
import { tlv } from '../asn1/makeCrl';
import { fromHex } from '../asn1/material';

const ascii = (text: string): number[] => Array.from(Buffer.from(text));
const read = (oid: string, content: Uint8Array): unknown => {
  const { fields, findings } = readExtension(
    readAsn1(tlv(0x30, tlv(6, fromHex(oid)), tlv(4, content))).roots[0]!,
  );
  return { fields, findings };
};

const upn = fromHex('060a2b060104018237140203');
const other = fromHex('06032a0304');
const utf8 = (text: string): Uint8Array => tlv(0x0c, ascii(text));
const octets = (count: number, first = 1): number[] =>
  Array.from({ length: count }, (_, at) => (first + at) & 0xff);

const names: readonly (readonly [string, Uint8Array])[] = [
  ['other name: UPN', tlv(0xa0, upn, tlv(0xa0, utf8('a@b')))],
  ['other name: UPN that is no text', tlv(0xa0, upn, tlv(0xa0, tlv(2, [5])))],
  ['other name: not known', tlv(0xa0, other, tlv(0xa0, utf8('x')))],
  ['other name: not known, a structure', tlv(0xa0, other, tlv(0xa0, tlv(0x30, tlv(2, [5]))))],
  ['other name without a value', tlv(0xa0, other)],
  ['other name with an empty value', tlv(0xa0, upn, tlv(0xa0))],
  ['other name, its value not tagged', tlv(0xa0, other, utf8('x'))],
  ['other name with nothing', tlv(0xa0)],
  ['e-mail', tlv(0x81, ascii('a@b'))],
  ['e-mail of letters that are none', tlv(0x81, [0xe9])],
  ['DNS', tlv(0x82, ascii('example.org'))],
  ['X.400', tlv(0xa3, tlv(0x30), tlv(2, [5]))],
  ['directory name', tlv(0xa4, tlv(0x30, tlv(0x31, tlv(0x30, fromHex('0603550403'), utf8('A')))))],
  ['directory name with nothing', tlv(0xa4)],
  ['EDI party', tlv(0xa5, tlv(0xa0, utf8('assigner')), tlv(0xa1, utf8('party')))],
  ['EDI party without a string', tlv(0xa5, tlv(0xa1))],
  ['EDI party with nothing', tlv(0xa5)],
  ['EDI party with another part', tlv(0xa5, tlv(0xa2, utf8('x')))],
  ['URI', tlv(0x86, ascii('https://example.org/'))],
  ...[0, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33].map(
    (count) => [`IP of ${count} bytes`, tlv(0x87, octets(count))] as const,
  ),
  ['IP as characters', tlv(0x87, ascii('10.0.0.1'))],
  ['IP as characters, 9', tlv(0x87, ascii('127.0.0.1'))],
  ['IP as 45 characters', tlv(0x87, ascii('1'.repeat(45)))],
  ['IP as 46 characters', tlv(0x87, ascii('1'.repeat(46)))],
  ['IP of five, one no character', tlv(0x87, [0x31, 0x31, 0x20, 0x31, 0x31])],
  ['IP of five, the last a delete', tlv(0x87, [0x21, 0x7e, 0x31, 0x31, 0x7f])],
  ['registered ID', tlv(0x88, [0x2a, 3, 4])],
  ['registered ID that is none', tlv(0x88, [0x80])],
  ['ninth kind', tlv(0x89, [1])],
  ['a string', utf8('x')],
];

it('as subjectAltName', async () => {
  const cases = names.map(([title, name]) => [title, read('551d11', tlv(0x30, name))] as const);
  await expect(wholeText(cases, ['template', 'args'])).toMatchFileSnapshot('whole/generalNames.txt');
});

it('as a constraint', async () => {
  const cases = names
    .filter(([title]) => /^(?:IP|DNS|URI|e-mail$)/.test(title))
    .map(([title, name]) => [title, read('551d1e', tlv(0x30, tlv(0xa0, tlv(0x30, name))))] as const);
  await expect(wholeText(cases, ['template', 'args'])).toMatchFileSnapshot('whole/constrainedNames.txt');
});

it('addresses of version 6 in their short form', () => {
  const groups = (text: string): string => ipText(fromHex(text));
  expect(
    [
      '0a000001',
      '00000000000000000000000000000000',
      '00000000000000000000000000000001',
      '20010db8000000000000000000000001',
      '20010db8000000010000000000000000',
      '00010000000200000003000000040000',
      '00010000000000020000000000000003',
      '0001000000000002000000000003abcd',
      '00010002000300040005000600070008',
      '00000001000200030004000500060007',
    ].map(groups),
  ).toMatchInlineSnapshot(`
    [
      "10.0.0.1",
      "::",
      "::1",
      "2001:db8::1",
      "2001:db8:0:1::",
      "1:0:2:0:3:0:4:0",
      "1:0:0:2::3",
      "1::2:0:0:3:abcd",
      "1:2:3:4:5:6:7:8",
      "0:1:2:3:4:5:6:7",
    ]
  `);
});
