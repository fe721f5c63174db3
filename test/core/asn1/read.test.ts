import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../../properties';
import { quick, runs } from '../../quick';
import { afterAll, describe, expect, it } from 'vitest';
import { depthOf, Flag, headerLengthOf, nextOf } from '../../../src/core/asn1/flatIndex';
import type { Asn1Limits } from '../../../src/core/asn1/limits';
import type { Asn1Node } from '../../../src/core/asn1/node';
import type { Asn1Document } from '../../../src/core/asn1/read';
import { readAsn1 } from '../../../src/core/asn1/read';
import { TreeRows } from '../../../src/core/asn1/rows';
import { valueText } from '../../../src/core/asn1/value';
import { makeCrl, tlv } from './makeCrl';
import { allDer, fromHex, hasVectors, vectorBytes } from './material';
import { without } from '../../programs';

/** Lazily walked, in reading order. */
function walk(document: Asn1Document): Asn1Node[] {
  const nodes: Asn1Node[] = [];
  const waiting = [...document.roots].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    waiting.push(...[...node.children()].reverse());
  }
  return nodes;
}

function codes(hex: string, limits?: Asn1Limits): string[] {
  return readAsn1(fromHex(hex), limits)
    .findings()
    .map((finding) => finding.code);
}

/** tag@start-contentStart-contentEnd-end, children in braces. */
function shape(nodes: readonly Asn1Node[]): string {
  return nodes
    .map((node) => {
      const children = node.children();
      return `${node.tagName}@${node.start}-${node.contentStart}-${node.contentEnd}-${node.end}${children.length > 0 ? `{${shape(children)}}` : ''}`;
    })
    .join(' ');
}

/** What both readers must agree on, for any bytes. */
function expectAgreement(bytes: Uint8Array, limits?: Asn1Limits): void {
  const document = readAsn1(bytes, limits);
  const index = document.index();
  const nodes = walk(document);
  expect(nodes.length).toBe(index.length);
  // The first node after each that is not below it.
  const next: number[] = [];
  const open: number[] = [];
  nodes.forEach(({ depth }, i) => {
    while (open.length > 0 && nodes[open.at(-1)!]!.depth >= depth) next[open.pop()!] = i;
    open.push(i);
  });
  for (const i of open) next[i] = nodes.length;
  expect(nodes.map((_, i) => nextOf(index, i))).toEqual(next);
  const rows = new TreeRows(index);
  expect(nodes.map((_, i) => rows.hasChildren(i))).toEqual(next.map((after, i) => after > i + 1));
  nodes.forEach((node, i) => {
    expect([node.start, node.end, node.depth, node.contentStart - node.start]).toEqual([
      index.start[i],
      index.end[i],
      depthOf(index, i),
      headerLengthOf(bytes, index, i),
    ]);
    const bits = index.flags[i]!;
    expect(node.kind).toBe(
      (bits & Flag.error) !== 0 ? 'error' : (bits & Flag.unread) !== 0 ? 'unread' : 'value',
    );
    expect(node.indefinite).toBe((bits & Flag.indefinite) !== 0);
    expect(node.truncated).toBe((bits & Flag.truncated) !== 0);
    expect(node.opened && node.hasChildren).toBe((bits & Flag.opened) !== 0);
  });
  const ofNodes = nodes.flatMap((node) =>
    node.findings().map((finding) => `${finding.code} ${finding.span?.start}`),
  );
  const ofIndex = index.findings
    .filter(({ code }) => !['asn1_several_values', 'asn1_empty', 'asn1_finding_limit'].includes(code))
    .map((finding) => `${finding.code} ${finding.span?.start}`);
  expect(ofNodes.sort()).toEqual(ofIndex.sort());
}

describe('broken and unusual BER', () => {
  const cases: readonly (readonly [id: string, hex: string, codes: readonly string[], shape: string])[] = [
    [
      'length past the end',
      '30050201',
      ['asn1_length_overrun', 'asn1_length_overrun', 'asn1_integer_empty'],
      'SEQUENCE@0-2-4-4{INTEGER@2-4-4-4}',
    ],
    [
      '4 GiB length',
      '3084ffffffff0201',
      ['asn1_length_overrun', 'asn1_length_overrun', 'asn1_integer_empty'],
      'SEQUENCE@0-6-8-8{INTEGER@6-8-8-8}',
    ],
    ['reserved length', '30ff0000', ['asn1_length_reserved'], 'not readable@0-0-4-4'],
    [
      'long form for a short length',
      '30810302010a',
      ['der_length_not_minimal'],
      'SEQUENCE@0-3-6-6{INTEGER@3-5-6-6}',
    ],
    ['indefinite', '30800201050000', ['der_indefinite'], 'SEQUENCE@0-2-5-7{INTEGER@2-4-5-5}'],
    [
      'indefinite without end',
      '3080020105',
      ['der_indefinite', 'asn1_missing_eoc'],
      'SEQUENCE@0-2-5-5{INTEGER@2-4-5-5}',
    ],
    ['end-of-contents at top level', '0000', ['asn1_unexpected_eoc'], 'not readable@0-0-2-2'],
    ['trailing bytes', '020105ffff', ['asn1_trailing_bytes'], 'INTEGER@0-2-3-3 not readable@3-3-5-5'],
    [
      'three values',
      '0201003100300b06092a864886f70d010701',
      ['asn1_several_values'],
      'INTEGER@0-2-3-3 SET@3-5-5-5 SEQUENCE@5-7-18-18{OBJECT IDENTIFIER@7-9-18-18}',
    ],
    [
      'three values, the last one a byte short of its content',
      '0201003100300a06092a864886f70d010701',
      ['asn1_length_overrun', 'asn1_trailing_bytes', 'asn1_several_values'],
      'INTEGER@0-2-3-3 SET@3-5-5-5 SEQUENCE@5-7-17-17{OBJECT IDENTIFIER@7-9-17-17} not readable@17-17-18-18',
    ],
    ['empty INTEGER', '0200', ['asn1_integer_empty'], 'INTEGER@0-2-2-2'],
    ['padded negative INTEGER', '0202ff80', ['asn1_integer_not_minimal'], 'INTEGER@0-2-4-4'],
    ['TRUE as 01', '010101', ['der_boolean_value'], 'BOOLEAN@0-2-3-3'],
    ['NULL with content', '050100', ['asn1_null_content'], 'NULL@0-2-3-3'],
    ['empty BIT STRING', '0300', ['asn1_bit_string_empty'], 'BIT STRING@0-2-2-2'],
    ['padding bits set', '0304066e5de0', ['der_bits_padding'], 'BIT STRING@0-2-6-6'],
    ['empty OID', '0600', ['asn1_oid_empty'], 'OBJECT IDENTIFIER@0-2-2-2'],
    ['padded OID arc', '06042a800301', ['asn1_oid_padded'], 'OBJECT IDENTIFIER@0-2-6-6'],
    ['time without seconds', '170b393130353036323334355a', ['der_time_form'], 'UTCTime@0-2-13-13'],
    ['time with offset', '17113931303530363136343534302d30373030', ['der_time_form'], 'UTCTime@0-2-19-19'],
    ['bad UTF-8', '0c02c328', ['asn1_utf8_invalid'], 'UTF8String@0-2-4-4'],
    ['odd BMPString', '1e03004100', ['asn1_string_length'], 'BMPString@0-2-5-5'],
    [
      'BIT STRING in pieces',
      '23090303006e5d030206c0',
      ['der_constructed_string'],
      'BIT STRING@0-2-11-11{BIT STRING@2-4-7-7 BIT STRING@7-9-11-11}',
    ],
    ['tag never ends', '1fffffff', ['asn1_tag_unterminated'], 'not readable@0-0-4-4'],
    [
      'SET OF out of order',
      '3106020102020101',
      ['der_set_order'],
      'SET@0-2-8-8{INTEGER@2-4-5-5 INTEGER@5-7-8-8}',
    ],
    ['nothing', '', ['asn1_empty'], ''],
    [
      'error inside, siblings after it',
      '30093004020504ff020107',
      ['asn1_length_overrun'],
      'SEQUENCE@0-2-11-11{SEQUENCE@2-4-8-8{INTEGER@4-6-8-8} INTEGER@8-10-11-11}',
    ],
    [
      'zero padding after the value',
      '0201050000000000',
      ['asn1_zero_padding'],
      'INTEGER@0-2-3-3 not readable@3-3-8-8',
    ],
    [
      'indefinite primitive',
      '300604800102ffff',
      ['asn1_indefinite_primitive'],
      'SEQUENCE@0-2-8-8{not readable@2-2-8-8}',
    ],
    ['length octets missing', '308401', ['asn1_length_truncated'], 'not readable@0-0-3-3'],
    ['constructed INTEGER', '2203020105', ['asn1_constructed_primitive'], 'INTEGER@0-2-5-5{INTEGER@2-4-5-5}'],
    ['primitive SEQUENCE', '1003020105', ['asn1_primitive_constructed'], 'SEQUENCE@0-2-5-5'],
    ['no date', '170d3937313333313030303030305a', ['asn1_time_invalid'], 'UTCTime@0-2-15-15'],
    ['31 June', '170d3937303633313030303030305a', ['asn1_time_invalid'], 'UTCTime@0-2-15-15'],
    ['unassigned type', '0f00', ['asn1_reserved_tag'], '[UNIVERSAL 15]@0-2-2-2'],
  ];
  it.each(cases)('%s', (_id, hex, expected, tree) => {
    expect(codes(hex)).toEqual(expected);
    if (tree !== '') expect(shape(readAsn1(fromHex(hex)).roots)).toBe(tree);
    expectAgreement(fromHex(hex));
  });

  it('names tags of many octets', () => {
    const [root] = readAsn1(fromHex('1f8180800100')).roots;
    expect([root!.tagName, root!.start, root!.contentStart, root!.end]).toEqual([
      '[UNIVERSAL 2097153]',
      0,
      6,
      6,
    ]);
  });

  it('reads arcs beyond 64 bits', () => {
    // 2.(2^63 - 79) … written in full: no rounding.
    const [root] = readAsn1(fromHex('060a82808080808080808001')).roots;
    expect(valueText(root!)).toBe('2.18446744073709551537');
  });

  it('says what a picture is', () => {
    expect(codes('ffd8ffe000104a46494600010100')).toContain('asn1_other_format');
  });

  it.each([
    ['2 000 SEQUENCEs', 'bad-der/deep2000.der', 2001],
    ['5 000 indefinite SEQUENCEs without end', 'bad-der/indef5000.der', 5000],
  ])('%s', (_name, file, nodes) => {
    // Made here too, so that the case does not depend on the shared folder.
    let own: Uint8Array = tlv(5);
    for (let i = 0; i < 2000; i++) own = tlv(0x30, own);
    if (nodes === 5000) own = new Uint8Array(10_000).map((_, i) => (i % 2 === 0 ? 0x30 : 0x80));
    if (hasVectors) expect(Buffer.from(own).equals(Buffer.from(vectorBytes(file)))).toBe(true);
    const document = readAsn1(own);
    expect(document.index().length).toBe(nodes);
    expect(walk(document).length).toBe(nodes);
    expect(document.nodeAt(own.length - 1)!.depth).toBe(nodes - 1);
  });

  it('says which limit was reached, and where', () => {
    const deep = fromHex('30063004300230000500');
    expect(
      readAsn1(deep, { depth: 2 })
        .findings()
        .map(({ code }) => code),
    ).toContain('asn1_depth_limit');
    const crl = makeCrl(500);
    const cut = readAsn1(crl, { nodes: 100 }).index();
    expect(cut.complete).toBe(false);
    expect(cut.findings.at(-1)!.code).toBe('asn1_node_limit');
    expect(cut.flags.filter((bits) => bits === Flag.unread).length).toBeGreaterThan(0);
    // Every byte is still covered by a node of some level.
    expect(cut.end[0]).toBe(crl.length);
    const timed = readAsn1(makeCrl(5000), { milliseconds: -1 }).index();
    expect(timed.findings.map(({ code }) => code)).toContain('asn1_time_limit');
  });

  it.skipIf(quick)('stays bounded on millions of nested and of neighbouring indefinite values', () => {
    const nested = new Uint8Array(8_000_000).map((_, i) => (i % 2 === 0 ? 0x30 : 0x80));
    const neighbours = new Uint8Array(12_000_000);
    for (let i = 0; i < neighbours.length; i += 4) neighbours.set([0x30, 0x80, 0, 0], i);
    const inside = tlv(0x30, neighbours);
    for (const bytes of [nested, neighbours, inside]) {
      const document = readAsn1(bytes, { children: 1000 });
      const children = document.roots[0]!.children();
      expect(Math.max(document.roots.length, children.length)).toBeLessThanOrEqual(1001);
      expect(document.index().length).toBeGreaterThan(1);
    }
    const [first, cut] = readAsn1(neighbours, { children: 1 }).roots;
    expect([first!.end, cut!.kind, cut!.findings()[0]!.code]).toEqual([4, 'unread', 'asn1_node_limit']);
  });

  it('lists a bounded number of findings and counts the others', () => {
    const many = tlv(0x30, ...Array.from({ length: 5000 }, () => [0x01, 0x01, 0x01]));
    const findings = readAsn1(many, { findings: 10 }).findings();
    expect(findings.length).toBe(11);
    expect(findings.at(-1)).toMatchObject({ code: 'asn1_finding_limit', args: [4990] });
  });
});

describe('where a value stands makes no difference', () => {
  it.each([
    ['1c0400000041', []],
    ['1c05000000410a', ['asn1_string_length']],
    ['1e020041', []],
    ['1e03004100', ['asn1_string_length']],
    ['03020780', []],
    ['020200ff', []],
    ['02020005', ['asn1_integer_not_minimal']],
  ])('%s at odd and even places', (hex, codes) => {
    for (const before of ['', '0500', '010100', '020101', '04020102']) {
      const content = before + hex;
      const whole = `30${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
      expect(
        readAsn1(fromHex(whole), { embedded: false })
          .findings()
          .map(({ code }) => code),
      ).toEqual(codes);
    }
  });
});

describe('embedded values', () => {
  const extension = fromHex('300c0603551d130101ff04023000');
  it('opens what parses to the last byte, unless told not to', () => {
    expect(shape(readAsn1(extension).roots)).toContain('OCTET STRING@10-12-14-14{SEQUENCE@12-14-14-14}');
    expect(shape(readAsn1(extension, { embedded: false }).roots)).not.toContain('12-14-14-14');
    expect(shape(readAsn1(extension, { closed: new Set([10]) }).roots)).not.toContain('12-14-14-14');
    expectAgreement(extension, { closed: new Set([10]) });
  });

  it.each([
    ['one byte too many', '0403050000'],
    ['context tag in front', '0402a000'],
    ['text that could be a tag and a length', '04020c00'],
    ['bits left over', '03030105000000'.slice(0, 10)],
    ['INTEGER with a padded value', '040402020001'],
  ])('leaves closed: %s', (_name, hex) => {
    expect(readAsn1(fromHex(hex)).roots[0]!.opened).toBe(false);
  });

  it('opens values inside strings inside strings in linear time', () => {
    let bytes: Uint8Array = tlv(0x30, [0x05, 0]);
    for (let i = 0; i < 5000; i++) bytes = tlv(0x04, bytes);
    const began = Date.now();
    expect(readAsn1(bytes).index().length).toBe(5002);
    expect(walk(readAsn1(bytes)).length).toBe(5002);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe('lazy nodes and full index are one tree', () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      '3080',
      '0000',
      '020105',
      '0400',
      '30',
      '0402',
      '31',
      '248004',
      '0303000500',
      'a003',
      '0c02c328',
      '308200',
      '1f81',
    ),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  );
  it('for any bytes', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 40 }), (parts) => expectAgreement(fromHex(parts.join('')))),
      { numRuns: runs(3000) },
    );
  });

  it('for a SET whose tag is written the long way', () =>
    expectAgreement(fromHex('3f1105300201053080'), { depth: 2 }));

  it('for any bytes with a low depth limit', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 20 }), (parts) =>
        expectAgreement(fromHex(parts.join('')), { depth: 2 }),
      ),
      { numRuns: runs(1000) },
    );
  });

  it.skipIf(!hasVectors)('for every sample, whole, cut and changed', () => {
    for (const { der } of allDer()) {
      expectAgreement(der);
      expectAgreement(der.subarray(0, Math.floor(der.length / 2)));
      const changed = der.slice();
      changed[Math.floor(der.length / 3)]! ^= 0x5a;
      expectAgreement(changed);
    }
  });

  it('node(i) is row i', () => {
    const document = readAsn1(makeCrl(20));
    const index = document.index();
    walk(document).forEach((node, i) => {
      expect(document.node(i)).toMatchObject({
        start: node.start,
        end: node.end,
        depth: node.depth,
        kind: 'value',
      });
      expect(index.parent[i] === -1 ? undefined : document.node(index.parent[i]!)?.start).toBe(
        node.parent?.start,
      );
    });
  });

  it('nodeAt finds the innermost node of every byte', () => {
    const document = readAsn1(makeCrl(3));
    const nodes = walk(document);
    for (let at = 0; at < document.bytes.length; at++) {
      const inner = nodes.filter((node) => node.start <= at && at < node.end).at(-1);
      expect(document.nodeAt(at)?.start).toBe(inner?.start);
    }
  });
});

describe('other programs see the same', () => {
  const samples = allDer().filter(({ name }) => !/data_after_signature|cert_empty/.test(name));
  const folder = mkdtempSync(path.join(tmpdir(), 'asn1-test-'));
  const file = path.join(folder, 'sample.der');

  it.skipIf(!hasVectors || without('openssl'))('openssl asn1parse: tags, offsets, lengths', () => {
    expect(samples.length).toBeGreaterThan(40);
    for (const { name, der } of [...samples, { name: 'crl', der: makeCrl(50) }]) {
      writeFileSync(file, der);
      const listing = execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-in', file], {
        encoding: 'latin1',
        maxBuffer: 1 << 28,
      });
      const theirs = [
        ...listing.matchAll(/^ *(\d+):d=(\d+) +hl=(\d+) +l= *(\d+|inf) +(cons|prim): (.{17,18})/gm),
      ]
        .map(([, start, depth, header, length, form]) => `${start} d${depth} h${header} l${length} ${form}`)
        .filter((line) => !line.endsWith(' h2 l0 prim') || der[Number(line.split(' ')[0])] !== 0);
      const ours = walk(readAsn1(der, { embedded: false })).map(
        (node) =>
          `${node.start} d${node.depth} h${node.contentStart - node.start} l${node.declaredLength ?? 'inf'} ${node.constructed ? 'cons' : 'prim'}`,
      );
      expect(ours, name).toEqual(theirs);
    }
  });

  it.skipIf(!hasVectors || without('dumpasn1'))(
    'dumpasn1: offsets and lengths, embedded values included',
    () => {
      for (const { name, der } of samples) {
        writeFileSync(file, der);
        const { stdout: listing } = spawnSync('dumpasn1', ['-a', file], {
          encoding: 'latin1',
          maxBuffer: 1 << 28,
        });
        const theirs = [...listing.matchAll(/^ *(\d+) +(\d+|NDEF): [ ]*(?=[A-Z[])/gm)].map(
          ([, start, length]) => `${start} ${length}`,
        );
        const nodes = walk(readAsn1(der));
        const all = new Set(nodes.map((node) => `${node.start} ${node.declaredLength ?? 'NDEF'}`));
        expect(
          theirs.filter((row) => !all.has(row)),
          name,
        ).toEqual([]);
        const known = new Set(theirs);
        const plain = nodes.filter((node) => {
          for (let up = node.parent; up; up = up.parent) if (up.opened) return false;
          return true;
        });
        expect(
          plain
            .filter((node) => !known.has(`${node.start} ${node.declaredLength ?? 'NDEF'}`))
            .map(({ start }) => start),
          name,
        ).toEqual([]);
      }
    },
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
});
