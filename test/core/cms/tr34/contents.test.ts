// What lies in the signed content of a token, in every form in which products write it.
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../../src/core/asn1/read';
import {
  contentRows,
  locateSigned,
  openContent,
  readIdentifiers,
} from '../../../../src/core/cms/tr34/contents';
import { tlv } from '../../asn1/makeCrl';
import { fromHex } from '../../asn1/material';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''));
const rootOf = (...parts: Uint8Array[]) =>
  readAsn1(Uint8Array.from(parts.flatMap((part) => [...part]))).roots;
const name = (letter: string): Uint8Array =>
  tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), tlv(0x0c, [letter.charCodeAt(0)]))));
/** IssuerAndSerialNumber. */
const party = (letter: string, ...more: Uint8Array[]): Uint8Array =>
  tlv(0x30, name(letter), hex('020105'), ...more);

describe('the names of the parties in an unbind token', () => {
  const read = (...parts: Uint8Array[]) => {
    const { names, spans, wrapped, rest } = readIdentifiers(rootOf(...parts));
    return [
      names.map((one) => (one.kind === 'issuerAndSerial' ? one.issuer.text : one.kind)),
      spans.map(({ start, end }) => `${start}-${end}`),
      wrapped,
      rest && `${rest.start}-${rest.end}`,
    ];
  };
  const [a, b, c] = ['A', 'B', 'C'].map((letter) => party(letter)) as [Uint8Array, Uint8Array, Uint8Array];
  const size = a.length;
  const at = (first: number, index: number): string =>
    `${first + index * size}-${first + (index + 1) * size}`;
  const other = hex('0500');

  it('one behind the other, or in one SEQUENCE around them all', () => {
    expect(read(a)).toEqual([['CN=A'], [at(0, 0)], false, undefined]);
    expect(read(a, b)).toEqual([['CN=A', 'CN=B'], [at(0, 0), at(0, 1)], false, undefined]);
    expect(read(a, b, c)[0]).toEqual(['CN=A', 'CN=B', 'CN=C']);
    expect(read(tlv(0x30, a, b))).toEqual([['CN=A', 'CN=B'], [at(2, 0), at(2, 1)], true, undefined]);
    expect(read(tlv(0x30, a, b, c))[0]).toEqual(['CN=A', 'CN=B', 'CN=C']);
  });

  it('with something else among them', () => {
    expect(read(a, other)).toEqual([['CN=A'], [at(0, 0)], false, `${size}-${size + 2}`]);
    expect(read(a, other, b, other)).toEqual([
      ['CN=A', 'CN=B'],
      [at(0, 0), at(2, 1)],
      false,
      `${size}-${2 * size + 4}`,
    ]);
    // A SEQUENCE around one of them, around nothing, or with something else in it, is not one around them all.
    for (const around of [tlv(0x30, a), tlv(0x30), tlv(0x30, a, b, other), tlv(0x31, a, b)])
      expect(read(around)).toEqual([[], [], false, `0-${around.length}`]);
    const whole = tlv(0x30, a, b);
    expect(read(whole, a)).toEqual([
      ['CN=A'],
      [`${whole.length}-${whole.length + size}`],
      false,
      `0-${whole.length}`,
    ]);
    expect(read()).toEqual([[], [], false, undefined]);
  });

  it.each([
    ['with something behind the number', party('A', other)],
    ['without a number', tlv(0x30, name('A'))],
    ['with a number that is none', tlv(0x30, name('A'), hex('0401 05'))],
    ['with a name that is none', tlv(0x30, hex('3100'), hex('020105'))],
    ['in a SET', tlv(0x31, name('A'), hex('020105'))],
  ])('not one %s', (_, wrong) => {
    expect(read(wrong)[0]).toEqual([]);
    expect(read(a, wrong)).toEqual([['CN=A'], [at(0, 0)], false, `${size}-${size + wrong.length}`]);
  });
});

describe('the structure in the content', () => {
  const oid = hex('0603 2a0304');
  const [version, body, more] = [hex('020100'), hex('3000'), hex('0401 41')] as const;
  const open = (node: Uint8Array) => {
    const { form, parts, span, rest, placed } = openContent(rootOf(node)[0]!);
    return [
      form,
      parts.map(({ tagName }) => tagName).join(' '),
      `${span.start}-${span.end}`,
      rest && `${rest.start}-${rest.end}`,
      placed,
    ];
  };
  const inside = 'INTEGER SEQUENCE OCTET STRING';
  it.each<[string, Uint8Array, unknown[]]>([
    [
      'with its SEQUENCE',
      tlv(4, tlv(0x30, version, body, more)),
      ['sequence', inside, '2-12', undefined, true],
    ],
    ['without it', tlv(4, version, body, more), ['no_sequence', inside, '2-10', undefined, true]],
    ['in no OCTET STRING', tlv(0x30, version, body, more), ['any', inside, '0-10', undefined, true]],
    [
      'in a ContentInfo',
      tlv(4, tlv(0x30, oid, tlv(0xa0, tlv(0x30, version, body, more)))),
      ['content_info', inside, '2-21', undefined, true],
    ],
    [
      'in a ContentInfo of nothing',
      tlv(4, tlv(0x30, oid, tlv(0xa0))),
      ['content_info', '', '2-11', undefined, true],
    ],
    [
      'with something behind it',
      tlv(4, tlv(0x30, version, body, more), more, body),
      ['sequence', inside, '2-17', '12-17', true],
    ],
    [
      'in pieces',
      tlv(0x24, tlv(4, hex('3008 020100')), tlv(4, hex('3000 040141'))),
      ['sequence', inside, '2-16', undefined, false],
    ],
    [
      'two members without a SEQUENCE',
      tlv(4, version, body),
      ['broken', 'INTEGER SEQUENCE', '2-7', undefined, true],
    ],
    [
      'no version in front',
      tlv(4, tlv(0x30, body, version, more)),
      ['broken', 'SEQUENCE INTEGER OCTET STRING', '2-12', undefined, true],
    ],
    [
      'a type, and no content in [0]',
      tlv(4, tlv(0x30, oid, tlv(0xa1, body))),
      ['broken', 'OBJECT IDENTIFIER [1]', '2-13', undefined, true],
    ],
    ['nothing', tlv(4), ['broken', '', '2-2', undefined, true]],
  ])('%s', (_, node, expected) => expect(open(node)).toEqual(expected));

  it('rows are the values in the octets, or the one value itself', () => {
    const rows = (node: Uint8Array) => contentRows(rootOf(node)[0]!).rows.map(({ tagName }) => tagName);
    expect(rows(tlv(4, version, more))).toEqual(['INTEGER', 'OCTET STRING']);
    expect(rows(tlv(0x30, version, more))).toEqual(['SEQUENCE']);
  });
});

describe('where the SignedData is', () => {
  const signedType = hex('0609 2a864886f70d010702');
  const data = hex('0609 2a864886f70d010701');
  const unknown = hex('0603 2a0304');
  const set = hex('3100');
  const content = (type: Uint8Array): Uint8Array => tlv(0x30, type);
  const members = (type = data, sets = 2): Uint8Array[] => [
    hex('020101'),
    ...Array<Uint8Array>(sets).fill(set),
    content(type),
  ];
  const locate = (der: Uint8Array) => {
    const found = locateSigned(rootOf(der)[0]!);
    return found && [found.parts.length, found.type?.tagName, found.strict];
  };
  const info = (type: Uint8Array, tag: number, inner: Uint8Array, outer = 0x30): Uint8Array =>
    tlv(outer, type, tlv(tag, inner));

  it('in its ContentInfo, and in nothing like it', () => {
    const proper = tlv(0x30, ...members());
    expect(locate(info(signedType, 0xa0, proper))).toEqual([4, 'OBJECT IDENTIFIER', true]);
    for (const other of [
      info(data, 0xa0, proper),
      info(signedType, 0xa1, proper),
      info(signedType, 0xa0, tlv(0x31, ...members())),
      info(signedType, 0xa0, proper, 0x31),
    ])
      expect(locate(other)).toEqual([4, 'OBJECT IDENTIFIER', false]);
    expect(locate(proper)).toEqual([4, undefined, false]);
  });

  it('one SET is enough beside a content of CMS, two beside any', () => {
    expect(locate(tlv(0x30, ...members(data, 1)))).toEqual([3, undefined, false]);
    expect(locate(tlv(0x30, ...members(unknown, 2)))).toEqual([4, undefined, false]);
    for (const none of [members(unknown, 1), members(data, 0), [set, set], [set, set, hex('0500')]])
      expect(locate(tlv(0x30, ...none))).toBeUndefined();
    // Behind its type only [0] is a content, and only a SEQUENCE holds them.
    expect(locate(tlv(0x30, set, set, tlv(0x30, data, tlv(0xa0))))).toBeDefined();
    expect(locate(tlv(0x30, set, set, tlv(0x30, data, hex('0500'))))).toBeUndefined();
    expect(locate(tlv(0x30, set, set, tlv(0xa0, data)))).toBeUndefined();
  });

  it('deep inside, and among the first eight values of each level', () => {
    let deep = tlv(0x30, ...members());
    for (let level = 0; level < 50; level++) deep = tlv(0x30, deep);
    expect(locate(deep)).toEqual([4, undefined, false]);
    const behind = (count: number): Uint8Array =>
      tlv(0x30, ...Array<Uint8Array>(count).fill(hex('0500')), tlv(0x30, ...members()));
    expect([locate(behind(7)), locate(behind(8))]).toEqual([[4, undefined, false], undefined]);
  });
});
