// The index of a document that outgrows its arrays, and one that limits cut short at every place; octets that are letters.
import { expect, it } from 'vitest';
import { depthOf, headerLengthOf, nextOf } from '../../../src/core/asn1/flatIndex';
import { decodeString } from '../../../src/core/asn1/strings';
import { readAsn1 } from '../../../src/core/asn1/read';
import { Tag } from '../../../src/core/asn1/tags';

interface Row {
  start: number;
  end: number;
  header: number;
  depth: number;
  parent: number;
  next: number;
}

/** A tree of SEQUENCEs of NULLs, and the index that it has. */
function tree(values: number): { readonly bytes: Uint8Array; readonly rows: Row[] } {
  const rows: Row[] = [];
  const octets: number[] = [];
  const open = (header: number, parent: number, depth: number): Row => {
    const row = { start: octets.length, end: 0, header, depth, parent, next: 0 };
    rows.push(row);
    return row;
  };
  const root = open(4, -1, 0);
  octets.push(0x30, 0x82, 0, 0);
  while (rows.length < values) {
    const parent = rows.length;
    const inner = open(2, 0, 1);
    const count = rows.length % 5;
    octets.push(0x30, 2 * count);
    for (let i = 0; i < count; i++) {
      const leaf = open(2, parent, 2);
      octets.push(5, 0);
      Object.assign(leaf, { end: octets.length, next: rows.length });
    }
    Object.assign(inner, { end: octets.length, next: rows.length });
  }
  Object.assign(root, { end: octets.length, next: rows.length });
  const size = octets.length - 4;
  octets[2] = size >> 8;
  octets[3] = size & 0xff;
  return { bytes: Uint8Array.from(octets), rows };
}

it('a document of any number of values', () => {
  for (const values of [1, 2, 63, 64, 65, 66, 127, 128, 129, 160, 161, 162, 200, 304, 305, 400, 900, 3_000]) {
    const { bytes, rows } = tree(values);
    const index = readAsn1(bytes).index();
    const seen = Array.from({ length: index.length }, (_, i) => ({
      start: index.start[i],
      end: index.end[i],
      header: headerLengthOf(bytes, index, i),
      depth: depthOf(index, i),
      parent: index.parent[i],
      next: nextOf(index, i),
    }));
    expect(seen).toEqual(rows);
    const codes = index.findings.map(({ code }) => code);
    // The length always has two octets.
    const short = bytes.length < 260 ? ['der_length_not_minimal'] : [];
    expect([index.complete, codes, Math.max(...index.flags)]).toEqual([true, short, 0]);
  }
});

it('limits of values and of depth', async () => {
  const hex = '30193080020101308002010231050201030500000000000401ff0500';
  const documents = [
    hex,
    `${hex}0500`,
    '3006300430020500',
    '308030803080050000000000',
    '3080308030800500',
    '0201050000',
    '30030201',
    '240404020500',
  ];
  const lines = documents.flatMap((document) =>
    [
      {},
      ...Array.from({ length: 9 }, (_, nodes) => ({ nodes })),
      ...Array.from({ length: 4 }, (_, depth) => ({ depth })),
      { embedded: false },
      { findings: 1 },
    ].map((limits) => {
      const bytes = Uint8Array.from(Buffer.from(document, 'hex'));
      const read = readAsn1(bytes, limits);
      const index = read.index();
      const { length, start, end, parent, flags, complete, findings } = index;
      const rows = Array.from({ length }, (_, i) => {
        const node = read.node(i);
        const own =
          node &&
          `${node.kind} ${node.start}-${node.contentStart}-${node.contentEnd}-${node.end} ${node.depth}`;
        return `${start[i]}+${headerLengthOf(bytes, index, i)}-${end[i]} in ${parent[i]} to ${nextOf(index, i)} ${depthOf(index, i)} ${flags[i]} ${own ?? 'no node'}`;
      });
      const told = findings.map(({ code, span }) => `${code} ${span?.start}-${span?.end}`);
      return `${document} ${JSON.stringify(limits)}${complete ? '' : ' cut short'}\n  ${[...rows, ...told].join('\n  ')}`;
    }),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/indexLimits.txt');
});

it('octets that are letters of Latin-1 in a text that should be UTF-8', async () => {
  const around = [
    ['M', 'ller'],
    ['', 'b'],
    ['a', ''],
    ['', ''],
    ['1', '2'],
    [' ', ' '],
    ['@', '['],
    ['Z', '`'],
  ] as const;
  const lines = around.map(([before, behind]) => {
    const read = Array.from({ length: 128 }, (_, i) => {
      const octets = Uint8Array.from([...Buffer.from(before), 0x80 + i, ...Buffer.from(behind)]);
      const text = decodeString(octets, 0, octets.length, Tag.utf8String);
      return text.slice(before.length, text.length - behind.length);
    });
    return `${before}…${behind}: ${read.map((one) => (one === '\ufffd' ? '.' : one)).join('')}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/latin1Letters.txt');
});
