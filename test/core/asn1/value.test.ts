import { describe, expect, it } from 'vitest';
import { oidByName, oidName } from '../../../src/core/asn1/oidNames';
import { readAsn1 } from '../../../src/core/asn1/read';
import {
  integerOf,
  integerValue,
  oidOf,
  setBits,
  smallInteger,
  stringOctets,
  timeValue,
  toHex,
  valueText,
} from '../../../src/core/asn1/value';
import { fromHex } from './material';

const node = (hex: string) => readAsn1(fromHex(hex)).roots[0]!;

it('every pair of digits in every place of a time', () => {
  const base = '261215101112Z';
  const bounds = { 0: [0, 99], 2: [1, 12], 4: [1, 31], 6: [0, 23], 8: [0, 59], 10: [0, 60] } as const;
  for (const [place, [least, most]] of Object.entries(bounds))
    for (let pair = 0; pair < 100; pair++) {
      const digits = String(pair).padStart(2, '0');
      const text = base.slice(0, Number(place)) + digits + base.slice(Number(place) + 2);
      const document = readAsn1(Uint8Array.from([0x17, 13, ...Buffer.from(text)]));
      const [root] = document.roots;
      const good = pair >= least && pair <= most;
      expect([text, timeValue(root)?.date !== undefined]).toEqual([text, good]);
      expect([text, document.findings().length === 0]).toEqual([text, good]);
    }
  for (const [at, other] of ['/', ':', 'a', '\0'].entries()) {
    const text = `26121510111${other}Z`.replace('26', at % 2 === 0 ? '26' : `2${other}`);
    const document = readAsn1(Uint8Array.from([0x17, 13, ...Buffer.from(text)]));
    const [root] = document.roots;
    expect([timeValue(root)?.date, document.findings().length]).toEqual([undefined, 1]);
  }
});

it('tags as large as numbers are exact, and larger ones', () => {
  const tag = (hex: string) => readAsn1(fromHex(`9f${hex}00`));
  const most = Number.MAX_SAFE_INTEGER;
  expect(tag('8fffffffffffff7f').roots[0]?.tagNumber).toBe(most);
  expect(tag('9080808080808000').roots[0]?.tagNumber).toBe(Number.POSITIVE_INFINITY);
  expect(
    tag('8fffffffffffff7f')
      .findings()
      .map(({ code }) => code),
  ).toEqual([]);
});

describe('values as text', () => {
  it.each([
    ['020105', '5'],
    ['0202ff7f', '-129'],
    ['020900ffffffffffffffff', '0x00ffffffffffffffff (64 bits)'],
    ['0101ff', 'TRUE'],
    ['010100', 'FALSE'],
    ['0500', ''],
    ['06092a864886f70d01010b', '1.2.840.113549.1.1.11 sha256WithRSAEncryption'],
    ['060a2a864886f70d01091903', '1.2.840.113549.1.9.25.3 randomNonce'],
    ['06028837', '2.999'],
    ['0d03038102', '3.130'],
    ['170d3939313233313233353935395a', '1999-12-31T23:59:59Z'],
    ['170d3439313233313233353935395a', '2049-12-31T23:59:59Z'],
    ['180f32303530303130313030303030305a', '2050-01-01T00:00:00Z'],
    ['17113931303530363136343534302d30373030', '1991-05-06T23:45:40Z'],
    ['181232303236303130313132303030302e32355a', '2026-01-01T12:00:00.250Z'],
    ['0c05c3a9e282ac', 'é€'],
    ['0c02c328', '\ufffd('],
    ['1e0400e920ac', 'é€'],
    ['1c040001f600', '😀'],
    ['1403c4d6dc', 'ÄÖÜ'],
    ['030205a0', '101'],
    ['0402c3a9', 'c3a9'],
    ['80021234', '1234'],
  ])('%s', (hex, text) => expect(valueText(node(hex))).toBe(text));

  it('cuts long values and marks it', () => {
    expect(valueText(node(`0c7f${'61'.repeat(127)}`), 10)).toBe('aaaaaaaaaa…');
    expect(valueText(node(`047f${'ff'.repeat(127)}`), 10)).toBe('ffffffffff…');
  });
});

describe('typed values', () => {
  it('puts strings together from pieces, nested ones too', () => {
    expect(toHex(stringOctets(node('248004020102248004010300000401040000')))).toBe('01020304');
    expect(toHex(stringOctets(node('23090303006e5d030206c0')))).toBe('6e5dc0');
  });
  it('names bits', () => {
    expect(setBits(fromHex('05a0'))).toEqual([0, 2]);
    expect(setBits(fromHex('070080'))).toEqual([8]);
    expect(setBits(fromHex(''))).toEqual([]);
  });
  it('gives no number for an INTEGER of megabytes, and does so at once', () => {
    const big = new Uint8Array(2_000_006).fill(0x7f);
    big.set([0x02, 0x83, 0x1e, 0x84, 0x81]);
    const began = Date.now();
    const [root] = readAsn1(big).roots;
    expect(integerValue(root)).toBeUndefined();
    expect(valueText(root!).length).toBeLessThan(300);
    expect(Date.now() - began).toBeLessThan(1000);
  });
  it('leap days, zones, hours only', () => {
    expect(timeValue(node('170d3233303232393030303030305a'))?.date).toBeUndefined();
    expect(timeValue(node('170d3234303232393030303030305a'))?.date?.toISOString()).toBe(
      '2024-02-29T00:00:00.000Z',
    );
    expect(timeValue(node('180b323032363031303131325a'))).toMatchObject({ der: false, zone: 'Z' });
    expect(timeValue(node('180e3230323630313031313230303030'))).toMatchObject({ date: undefined, zone: '' });
  });
});

describe('names of object identifiers', () => {
  it('there and back', () => {
    expect(oidName('2.5.29.15')).toBe('keyUsage');
    expect(oidName('1.3.6.1.5.5.7.3.1')).toBe('serverAuth');
    expect(oidByName('prime256v1')).toBe('1.2.840.10045.3.1.7');
    expect(oidName('1.2.3.4')).toBeUndefined();
  });
});

it('texts of values are cut behind their limit, not at it', () => {
  const of = (tag: number, length: number) =>
    readAsn1(Uint8Array.from([tag, length, ...Array<number>(length).fill(0x41)])).roots[0]!;
  const limit = 40;
  expect([39, 40, 41].map((length) => valueText(of(0x0c, length), limit))).toEqual([
    'A'.repeat(39),
    'A'.repeat(40),
    `${'A'.repeat(40)}…`,
  ]);
  expect([19, 20, 21].map((length) => valueText(of(0x04, length), limit))).toEqual([
    '41'.repeat(19),
    '41'.repeat(20),
    `${'41'.repeat(20)}…`,
  ]);
});

it('indefinite values at the deepest level that is read, with their end and without', () => {
  // SEQUENCE { SEQUENCE (indefinite) { NULL, SEQUENCE (indefinite) { NULL } } NULL }
  const inner = '30800500 3080 0500 0000 0000'.replaceAll(' ', '');
  const whole = fromHex(`30${((inner.length + 4) / 2).toString(16).padStart(2, '0')}${inner}0500`);
  const seen = (bytes: Uint8Array, depth: number): string[] => {
    const document = readAsn1(bytes, { depth });
    const { length, start, end, complete } = document.index();
    return [
      Array.from({ length }, (_, i) => `${start[i]}-${end[i]}`).join(' '),
      document
        .findings()
        .map(({ code, span }) => `${code} ${span?.start}`)
        .join(', '),
      String(complete),
    ];
  };
  const all = '0-16 2-14 4-6 6-12 8-10 14-16';
  expect([1, 2, 3, 4].map((depth) => seen(whole, depth))).toEqual([
    ['0-16 2-14 14-16', 'der_indefinite 2, asn1_depth_limit 2', 'false'],
    ['0-16 2-14 4-6 6-12 14-16', 'der_indefinite 2, der_indefinite 6, asn1_depth_limit 6', 'false'],
    [all, 'der_indefinite 2, der_indefinite 6', 'true'],
    [all, 'der_indefinite 2, der_indefinite 6', 'true'],
  ]);
});

it('zones of times, to their last minute', () => {
  const dateOf = (zone: string, tag = '18'): string | undefined => {
    const text = `${tag === '18' ? '20' : ''}261215101112${zone}`;
    return timeValue(
      readAsn1(Uint8Array.from([Number.parseInt(tag, 16), text.length, ...Buffer.from(text)])).roots[0],
    )?.date?.toISOString();
  };
  for (const tag of ['17', '18']) {
    expect(['+0059', '-0059', '+2300', '-2359', '+0001'].map((zone) => dateOf(zone, tag))).toEqual([
      '2026-12-15T09:12:12.000Z',
      '2026-12-15T11:10:12.000Z',
      '2026-12-14T11:11:12.000Z',
      '2026-12-16T10:10:12.000Z',
      '2026-12-15T10:10:12.000Z',
    ]);
    for (const zone of ['+0060', '-0060', '+2400', '+2360', '+9999'])
      expect(dateOf(zone, tag), zone).toBeUndefined();
  }
  expect([dateOf('+23'), dateOf('+24'), dateOf('-01')]).toEqual([
    '2026-12-14T11:11:12.000Z',
    undefined,
    '2026-12-15T11:11:12.000Z',
  ]);
});

it('arcs of object identifiers, small ones behind one that no number holds', () => {
  const dotted = (...arcs: bigint[]): string => {
    const octets = arcs.flatMap((arc) => {
      const groups = [Number(arc & 0x7fn)];
      for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn) | 0x80);
      return groups;
    });
    return oidOf(Uint8Array.from(octets))!;
  };
  for (const bits of [45n, 51n, 52n, 53n, 54n, 64n, 128n])
    for (const large of [(1n << bits) - 1n, 1n << bits, (1n << bits) + 1n]) {
      expect(dotted(42n, large, 3n, large, 4n)).toBe(`1.2.${large}.3.${large}.4`);
      expect(dotted(large, 3n)).toBe(`2.${large - 80n}.3`);
    }
  expect([39n, 40n, 79n, 80n, 127n].map((first) => dotted(first, 1n))).toEqual([
    '0.39.1',
    '1.0.1',
    '1.39.1',
    '2.0.1',
    '2.47.1',
  ]);
  expect(oidOf(Uint8Array.of(42, 3), true)).toBe('42.3');
  // Up to 1 000 octets, the last of which ends an arc.
  const long = (length: number): Uint8Array => new Uint8Array(length).fill(1);
  expect([
    oidOf(long(1000))?.length,
    oidOf(long(1001)),
    oidOf(Uint8Array.of(42, 0x80)),
    oidOf(long(0)),
  ]).toEqual(['0.1'.length + 2 * 999, undefined, undefined, undefined]);
});

it('small numbers have up to 7 octets, numbers at all up to 4 096', () => {
  const number = (...content: number[]) =>
    readAsn1(Uint8Array.from([2, content.length, ...content])).roots[0];
  expect([smallInteger(number(0x7f, ...Array<number>(6).fill(0xff))), smallInteger(number(0x80))]).toEqual([
    2 ** 55 - 1,
    -128,
  ]);
  expect(smallInteger(number(1, ...Array<number>(7).fill(0)))).toBeUndefined();
  expect([
    integerOf(new Uint8Array(4096)),
    integerOf(new Uint8Array(4097)),
    integerOf(new Uint8Array()),
  ]).toEqual([0n, undefined, undefined]);
  expect([0x7f, 0x80, 0xff].map((octet) => integerOf(Uint8Array.of(octet)))).toEqual([127n, -128n, -1n]);
});
