// What the beginning of bytes tells: the length that it declares, and of which structure it is.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginsLike, declaredSize, isStructure, isUnmistakable } from '../../../src/core/input/derExtent';
import { charsetOf, textOfBytes } from '../../../src/core/input/charsets';
import { findPemBlocks } from '../../../src/core/input/pem';
import { escapeAt } from '../../../src/core/input/escapes';
import { tlv } from '../asn1/makeCrl';

const samples = path.join(import.meta.dirname, '../../../media/samples');
function sample(name: string): Uint8Array {
  const bytes = new Uint8Array(readFileSync(path.join(samples, name)));
  return findPemBlocks(Buffer.from(bytes).toString('latin1'))[0]?.bytes ?? bytes;
}
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

it('declared sizes', async () => {
  const lengths = [
    '',
    '00',
    '01',
    '02',
    '7f',
    '80',
    '81',
    '8101',
    '8102',
    '8180',
    '82',
    '8201',
    '820100',
    '8200',
    '83',
  ];
  const more = [
    '8301',
    '830100',
    '83010000',
    '84',
    '8400',
    '84000001',
    '8400000100',
    '8500000001',
    'ff',
    'ff00',
  ];
  const lines = ['30', '31', '04', 'a0', ''].flatMap((tag) =>
    [...lengths, ...more].map((length) => `${tag}${length}: ${declaredSize(hex(tag + length))}`),
  );
  const inside = [0, 1, 2, 3].map((from) => `from ${from}: ${declaredSize(hex('00300401020304'), from)}`);
  await expect([...lines, ...inside].join('\n')).toMatchFileSnapshot('whole/declaredSizes.txt');
});

const oid = (dotted: string): Uint8Array => tlv(6, hex(dotted));
const algorithm = tlv(0x30, oid('2a864886f70d010101'), tlv(5));
const number = (...octets: number[]): Uint8Array => tlv(2, octets);
const name = tlv(0x30, tlv(0x31, tlv(0x30, oid('550403'), tlv(12, hex('4142')))));
const dates = tlv(0x30, tlv(0x17, Buffer.from('260101000000Z')), tlv(0x17, Buffer.from('270101000000Z')));
const structures: Readonly<Record<string, Uint8Array>> = {
  ContentInfo: tlv(0x30, oid('2a864886f70d010702'), tlv(0xa0, tlv(0x30, number(1)))),
  SubjectPublicKeyInfo: tlv(0x30, algorithm, tlv(3, hex('00aabb'))),
  EncryptedPrivateKeyInfo: tlv(0x30, algorithm, tlv(4, hex('aabb'))),
  PrivateKeyInfo: tlv(0x30, number(0), algorithm, tlv(4, hex('aabb'))),
  RSAPrivateKey: tlv(0x30, number(0), number(0, 0x81), number(3)),
  ECPrivateKey: tlv(0x30, number(1), tlv(4, hex('aabb'))),
  PFX: tlv(0x30, number(3), tlv(0x30, oid('2a864886f70d010701'))),
  'certificate of version 3': tlv(
    0x30,
    tlv(0x30, tlv(0xa0, number(2)), number(5), algorithm, name, dates, name),
  ),
  'certificate of version 1': tlv(0x30, tlv(0x30, number(5), algorithm, name, dates, name)),
  CertificateList: tlv(0x30, tlv(0x30, number(1), algorithm, name, dates)),
  CertificationRequest: tlv(0x30, tlv(0x30, number(0), name, algorithm)),
  'a SEQUENCE': tlv(0x30, tlv(0x30, tlv(4, hex('aabb')))),
  'a list': tlv(0x31, number(1), number(2)),
};

describe('the beginning', () => {
  it('of each structure, cut off anywhere and with each octet changed', async () => {
    const said = (bytes: Uint8Array): string => beginsLike(bytes) ?? '-';
    /** The same words in a row are one with its number. */
    const runs = (words: readonly string[]): string =>
      words
        .reduce<[string, number][]>((list, word) => {
          const last = list.at(-1);
          if (last?.[0] === word) last[1]++;
          else list.push([word, 1]);
          return list;
        }, [])
        .map(([word, count]) => `${count} ${word}`)
        .join(', ');
    const changed = (bytes: Uint8Array, by: number): string =>
      runs(
        Array.from(bytes, (octet, at) => {
          const copy = bytes.slice();
          copy[at] = octet ^ by;
          return said(copy);
        }),
      );
    const lines = Object.entries(structures).flatMap(([what, bytes]) => [
      `${what}: ${said(bytes)}, ${isUnmistakable(bytes)}, ${isStructure(bytes)}`,
      `  cut off: ${runs(Array.from(bytes, (_, at) => said(bytes.subarray(0, at))))}`,
      ...[0x01, 0x02, 0x20, 0x80].map((by) => `  by ${by}: ${changed(bytes, by)}`),
      `  taken for a structure: ${runs(Array.from(bytes, (_, at) => String(isStructure(bytes.subarray(0, at + 1)))))}`,
    ]);
    await expect(lines.join('\n')).toMatchFileSnapshot('whole/begins.txt');
  });

  it.each([
    ['kdh.der', 'Certificate'],
    ['kdh.csr', 'CertificationRequest'],
    ['revoked.crl', 'CertificateList'],
    ['ceremony.p7m', 'ContentInfo'],
    ['tr34-annex-b.cms', 'ContentInfo'],
  ])('of %s', (file, type) => {
    const bytes = sample(file);
    expect([beginsLike(bytes), isUnmistakable(bytes), isStructure(bytes)]).toEqual([type, true, true]);
  });

  it('a whole one that is signed is unmistakable, though its beginning tells nothing', () => {
    const key = tlv(0x30, algorithm, tlv(3, hex(`00${'5a'.repeat(32)}`)));
    const signature = [algorithm, tlv(3, hex('00aabb'))];
    const [date] = [tlv(0x17, Buffer.from('260101000000Z'))];
    for (const signed of [
      // A request without a subject, a certificate and a list of version 1.
      tlv(0x30, number(0), tlv(0x30), key, tlv(0xa0)),
      tlv(0x30, number(5), algorithm, name, dates, name, key),
      tlv(0x30, algorithm, name, date),
    ]) {
      const bytes = tlv(0x30, signed, ...signature);
      expect([beginsLike(bytes), isUnmistakable(bytes)]).toEqual([undefined, true]);
      // Without its signature it is not.
      expect(isUnmistakable(tlv(0x30, signed))).toBe(false);
    }
  });

  it('lengths of algorithms and serial numbers at their bounds', () => {
    const key = (octets: number): string | undefined =>
      beginsLike(tlv(0x30, tlv(0x30, oid('2a'.repeat(octets))), tlv(3, hex('00aa'))));
    expect([2, 3, 16, 17].map(key)).toEqual([
      undefined,
      'SubjectPublicKeyInfo',
      'SubjectPublicKeyInfo',
      undefined,
    ]);
    const serial = (octets: number): string | undefined =>
      beginsLike(
        tlv(0x30, tlv(0x30, tlv(0xa0, number(2)), tlv(2, new Uint8Array(octets).fill(1)), algorithm)),
      );
    expect([0, 1, 40, 41].map(serial)).toEqual(['Certificate', 'Certificate', 'Certificate', undefined]);
    const version = (...octets: number[]): string | undefined =>
      beginsLike(tlv(0x30, tlv(0x30, tlv(0xa0, number(...octets)), number(5), algorithm)));
    expect([version(0), version(2), version(3), version(0, 2), version()]).toEqual([
      'Certificate',
      'Certificate',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

it('a structure is one from twelve octets on, sound to the last while it is short', () => {
  // An OCTET STRING of so many octets in a SEQUENCE: nothing known.
  const plain = (octets: number): boolean => isStructure(tlv(0x30, tlv(4, new Uint8Array(octets))));
  expect([8, 35, 36].map(plain)).toEqual([false, false, true]);
  expect([plain(200), isStructure(tlv(4, new Uint8Array(200)))]).toEqual([true, false]);
  const odd = (octets: number): boolean =>
    isStructure(tlv(0x30, tlv(4, new Uint8Array(octets)), tlv(0x30, tlv(0x41, hex('00')))));
  expect([odd(80), odd(90), odd(91), odd(92)]).toEqual([false, false, true, true]);
  // A tag without a meaning, of class application or private, a known one, one of the context.
  const withTag = (tag: number): boolean =>
    isStructure(tlv(0x30, tlv(4, new Uint8Array(50)), tlv(tag, hex('00'))));
  expect([0x00, 0x41, 0xc1, 0x1e, 0x85].map(withTag)).toEqual([false, false, false, true, true]);
});

it('characters of EBCDIC, every octet, and how many of them are text', async () => {
  const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);
  const letters = Array.from(textOfBytes(all, 'EBCDIC'), (letter, octet) =>
    letter === '\0' ? '' : `${octet.toString(16)} ${JSON.stringify(letter)}`,
  ).filter((line) => line !== '');
  expect(textOfBytes(all, 'ASCII')).toBe(Buffer.from(all).toString('latin1'));
  const long = new Uint8Array(8192 * 2 + 5).fill(0xc1);
  expect(textOfBytes(long, 'EBCDIC')).toBe('A'.repeat(8192 * 2 + 5));
  const mixed = (text: number, other: number, octet: number): Uint8Array =>
    Uint8Array.from([...Array<number>(text).fill(octet), ...Array<number>(other).fill(0x01)]);
  const shares = [0x41, 0xc1].flatMap((octet) =>
    [
      [0, 0],
      [9, 1],
      [8, 2],
      [90, 6],
      [86, 10],
      [96, 100],
      [95, 100],
    ].map(([count = 0, other = 0]) => {
      const bytes = mixed(count, other, octet);
      return `${octet} ${count}+${other}: ${charsetOf(bytes, 0.9)} ${charsetOf(bytes, 0.85)} ${charsetOf(bytes, 1)}`;
    }),
  );
  const ascii = Array.from(all, (octet) => (charsetOf(Uint8Array.of(octet), 1) ?? '-').slice(0, 1)).join('');
  await expect([...letters, ...shares, ascii].join('\n')).toMatchFileSnapshot('whole/charsets.txt');
});

it('characters that are written as several', async () => {
  const escapes = [
    ...['%', '%4', '%41', '%2B', '%2b', '%252B', '%25', '%252', '%25zz', '%2541', '%zz', '%4g'],
    ...[
      '&',
      '&#',
      '&#;',
      '&#13;',
      '&#13',
      '&#xA;',
      '&#XA;',
      '&#x;',
      '&#xZ;',
      '&#65535;',
      '&#65536;',
      '&#xFFFFF;',
    ],
    ...['&#999999;', '&#1234567;', '&#A;', '&#1A;', '&amp;', '&#x41;;'],
    ...[
      '\\',
      '\\n',
      '\\r',
      '\\t',
      '\\/',
      '\\"',
      '\\=',
      '\\+',
      '\\q',
      '\\\\n',
      '\\\\\\n',
      '\\\\\\\\n',
      '\\\\\\\\\\n',
    ],
    ...['\\u002b', '\\u002', '\\u00zz', '\\x2b', '\\x2', '\\x2g', '\\\\u002B', '\\\\x2B', '\\u', '\\x'],
    ...['a', '', ' %41'],
  ];
  const lines = escapes.map((one) => {
    const found = [0, 1].map((at) => {
      const escape = escapeAt(`${'x'.repeat(at)}${one}`, at);
      return escape ? `${escape.code} to ${escape.end - at}, ${escape.coat}` : 'none';
    });
    expect(found[0]).toBe(found[1]);
    return `${JSON.stringify(one)}: ${found[0]} ${escapeAt(`${one}41`, 0)?.code ?? 'none'}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/escapes.txt');
});
