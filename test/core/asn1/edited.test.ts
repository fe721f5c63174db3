// DER and BER with octets changed, cut and grown, under every limit: nodes, index, rows and findings, each as a number.
import { nextOf } from '../../../src/core/asn1/flatIndex';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Asn1Node } from '../../../src/core/asn1/node';
import { otherFormat, readAsn1 } from '../../../src/core/asn1/read';
import { TreeRows } from '../../../src/core/asn1/rows';
import { recognise } from '../../../src/core/asn1/schema/recognise';
import { valueText } from '../../../src/core/asn1/value';
import { tlv } from './makeCrl';

const digestOf = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 10);

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function tree(node: Asn1Node, lines: string[]): void {
  const { kind, tagName, span, contentSpan, indefinite, unterminated, truncated, opened, depth } = node;
  const codes = node
    .findings()
    .map(({ code, span: at, message }) => `${code} ${at?.start}-${at?.end} ${message}`);
  lines.push(
    [
      kind,
      tagName,
      span.start,
      span.end,
      contentSpan.start,
      contentSpan.end,
      indefinite,
      unterminated,
      truncated,
      opened,
      depth,
      node.constructed ? '' : valueText(node, 40),
      ...codes,
    ].join(' '),
  );
  for (const child of node.children()) tree(child, lines);
}

type Limits = NonNullable<Parameters<typeof readAsn1>[1]>;

function told(bytes: Uint8Array, limits?: Limits): string {
  const document = readAsn1(bytes, limits);
  const nodes: string[] = [];
  for (const root of document.roots) tree(root, nodes);
  const findings = document
    .findings()
    .map(({ code, span, message }) => `${code} ${span?.start}-${span?.end} ${message}`);
  const index = document.index();
  const indexed = Array.from({ length: index.length }, (_, i) => {
    const node = document.node(i);
    return `${index.parent[i]} ${nextOf(index, i)} ${node?.kind} ${node?.span.start}-${node?.span.end}`;
  });
  const rows = new TreeRows(index);
  const shown: string[] = [];
  const show = (what: string): void => {
    shown.push(`${what} ${Array.from({ length: rows.length }, (_, i) => rows.node(i)).join()}`);
  };
  rows.openTop(12);
  show('top');
  rows.openTop(6, 4);
  show('top of few');
  for (const at of [0, 1, bytes.length >> 1, bytes.length - 1, bytes.length]) {
    const found = rows.nodeAt(at);
    shown.push(`${at} ${found} ${document.nodeAt(at)?.span.start}`);
    if (found >= 0)
      shown.push(`row ${rows.reveal(found)} ${JSON.stringify(rows.place(found))} ${rows.hasChildren(found)}`);
  }
  show('revealed');
  shown.push(String(rows.openAll(0, 20)), String(rows.openAll(-1, 5)));
  show('all');
  rows.close(0);
  show('closed');
  rows.closeAll(-1);
  show('none');
  const known = document.roots[0] && recognise(document.roots[0]);
  const names: string[] = known ? [known.type, JSON.stringify([known.mismatch])] : [];
  const name = (node: Asn1Node): void => {
    names.push(JSON.stringify([known?.names.nameOf(node)]));
    for (const child of node.children()) name(child);
  };
  if (known) name(document.roots[0]!);
  return `${nodes.length} nodes ${digestOf(nodes)}, ${findings.length} findings ${digestOf(findings)}, index ${index.length} ${digestOf(indexed)}, rows ${digestOf(shown)}, ${known?.type} ${digestOf(names)}`;
}

const sample = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../media/samples', name)));
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const ber = hex(
  '308024800402010204020304000002010530800c0141a080040101000000000031060201050101ff040630040201050500030500300302010500000000'.replace(
    /0000$/,
    '',
  ),
);
const inputs: readonly (readonly [string, Uint8Array])[] = [
  ['certificate', sample('kdh.der')],
  ['token', sample('tr34-annex-b.cms')],
  ['list', sample('revoked.crl')],
  ['BER', ber],
  [
    'deep',
    Array.from({ length: 30 }).reduce<Uint8Array>((inner) => tlv(0x30, inner, hex('0500')), hex('020105')),
  ],
];
const limits: readonly (readonly [string, Limits | undefined])[] = [
  ['none', undefined],
  ['depth 3', { depth: 3 }],
  ['2 children', { children: 2 }],
  ['10 nodes', { nodes: 10 }],
  ['not opened', { embedded: false }],
  ['1 finding', { findings: 1 }],
];

it('whole, under each limit', async () => {
  const lines = inputs.flatMap(([name, bytes]) =>
    limits.map(([limit, given]) => `${name}, ${limit}: ${told(bytes, given)}`),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/limited.txt');
});

it('changed', async () => {
  const lines = inputs.flatMap(([name, bytes], number) => {
    const next = numbers(number + 1);
    return Array.from({ length: name === 'token' ? 25 : 40 }, (_, i) => {
      const at = next(Math.min(bytes.length, 400));
      const octet =
        [
          0x00,
          0x05,
          0x24,
          0x30,
          0x31,
          0x80,
          0x81,
          0xa0,
          0xff,
          bytes[at]! ^ 1,
          bytes[at]! ^ 0x20,
          bytes[at]! + 1,
        ][i % 12]! & 0xff;
      const kept = [
        ...bytes.subarray(0, at),
        ...(i % 4 === 3 ? [] : [octet]),
        ...bytes.subarray(i % 4 === 2 ? at : at + 1),
      ];
      const changed = Uint8Array.from(i % 10 === 9 ? kept.slice(0, next(kept.length)) : kept);
      return `${name} ${i} ${at}: ${told(changed, limits[i % 17 === 16 ? (i % 5) + 1 : 0]![1])}`;
    });
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/changed.txt');
});

it('other formats', () => {
  const starts = [
    'ffd8ff',
    '89504e470d0a',
    '255044462d',
    '504b0304',
    '1f8b08',
    'feedfeed',
    '7f454c46',
    '2d2d2d2d2d42',
    '3003020105',
    '',
  ];
  const told = starts.flatMap((start) => [hex(start), hex(start.slice(0, -2))].map(otherFormat));
  expect(told.map((one) => one?.template ?? '')).toEqual(
    'a JPEG picture||a PNG picture||a PDF document||a ZIP archive||gzip data||a Java key store||an ELF program||PEM text||||||'
      .split('|')
      .slice(0, 20),
  );
});
