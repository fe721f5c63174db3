import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { headerLengthOf, nextOf } from '../../../src/core/asn1/flatIndex';
import { readAsn1 } from '../../../src/core/asn1/read';
import { TreeRows } from '../../../src/core/asn1/rows';
import { makeCrl } from './makeCrl';
import { fromHex } from './material';

const shown = (rows: TreeRows): number[] => Array.from({ length: rows.length }, (_, i) => rows.node(i)!);

/** The plain way: walk the index and skip what lies below a closed node. */
function expected(rows: TreeRows, index: ReturnType<ReturnType<typeof readAsn1>['index']>): number[] {
  const list: number[] = [];
  for (let i = 0; i < index.length; i++) {
    let at = index.parent[i]!;
    while (at >= 0 && rows.expanded(at)) at = index.parent[at]!;
    if (at < 0) list.push(i);
  }
  return list;
}

describe('TreeRows', () => {
  const index = readAsn1(fromHex('3012300602010102010231083000020103020104')).index();

  it('begins closed, opens and closes', () => {
    const rows = new TreeRows(index);
    expect(shown(rows)).toEqual([0]);
    rows.open(0);
    expect(shown(rows)).toEqual([0, 1, 4]);
    rows.open(5);
    expect(shown(rows)).toEqual([0, 1, 4]);
    rows.open(4);
    expect(shown(rows)).toEqual([0, 1, 4, 5, 6, 7]);
    rows.close(0);
    expect(shown(rows)).toEqual([0]);
    rows.open(0);
    expect(shown(rows)).toEqual([0, 1, 4, 5, 6, 7]);
    rows.closeAll(-1);
    rows.open(0);
    expect(shown(rows)).toEqual([0, 1, 4]);
  });

  it('closes what is below one of several values, and no other', () => {
    const rows = new TreeRows(readAsn1(fromHex('30030201013003020102')).index());
    rows.open(0);
    rows.open(2);
    expect(shown(rows)).toEqual([0, 1, 2, 3]);
    rows.closeAll(0);
    expect(shown(rows)).toEqual([0, 2, 3]);
    rows.open(0);
    rows.closeAll(2);
    expect(shown(rows)).toEqual([0, 1, 2]);
  });

  it('opens all below one of several values, and none beside it', () => {
    const rows = new TreeRows(readAsn1(fromHex('300530030201013005300302010230023000')).index());
    expect(rows.openAll(0)).toBe(true);
    expect(shown(rows)).toEqual([0, 1, 2, 3, 6]);
    expect(rows.openAll(3, 1)).toBe(false);
    expect(shown(rows)).toEqual([0, 1, 2, 3, 6]);
    // As many rows as the value has.
    expect(rows.openAll(3, 2)).toBe(false);
    expect(rows.openAll(3, 3)).toBe(true);
    expect(shown(rows)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    rows.closeAll(-1);
    expect(rows.openAll(-1, 1000, (node) => node === 3)).toBe(true);
    expect(shown(rows)).toEqual([0, 1, 2, 3, 6, 7]);
  });

  it('opens at first no more rows than it may, and all where they just fit', () => {
    const list = (most: number): number[] => {
      const rows = new TreeRows(index);
      rows.openTop(most);
      return shown(rows);
    };
    expect(list(7)).toEqual([0, 1, 2, 3, 4]);
    expect(list(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(list(3)).toEqual([0, 1, 4]);
    expect(list(2)).toEqual([0]);
    const rows = new TreeRows(index);
    rows.openTop(200, 2);
    expect(shown(rows)).toEqual([0, 1, 2, 3, 4]);
  });

  it('finds the innermost value at every byte, the first and the last among them', () => {
    const rows = new TreeRows(index);
    const end = index.end[0]!;
    const plain = (offset: number): number => {
      let found = -1;
      for (let node = 0; node < index.length; node++)
        if (index.start[node]! <= offset && offset < index.end[node]!) found = node;
      return found;
    };
    for (let offset = 0; offset <= end; offset++)
      expect(rows.nodeAt(offset), `byte ${offset}`).toBe(plain(offset));
  });

  it('tells places among siblings', () => {
    const rows = new TreeRows(index);
    expect(rows.place(0)).toEqual({ position: 1, size: 1 });
    expect(rows.place(4)).toEqual({ position: 2, size: 2 });
    expect(rows.place(7)).toEqual({ position: 3, size: 3 });
    expect(rows.childCount(-1)).toBe(1);
  });

  it('reveals a hidden node and finds the node of a byte', () => {
    const rows = new TreeRows(index);
    expect(rows.row(7)).toBe(-1);
    expect(rows.reveal(7)).toBe(5);
    expect(rows.nodeAt(0)).toBe(0);
    expect(rows.nodeAt(6)).toBe(2);
    expect(rows.nodeAt(18)).toBe(7);
    expect(rows.nodeAt(20)).toBe(-1);
    expect(rows.nodeAt(4000)).toBe(-1);
  });

  it('is empty for an empty file', () => {
    const rows = new TreeRows(readAsn1(new Uint8Array()).index());
    expect(rows.length).toBe(0);
    expect(rows.nodeAt(0)).toBe(-1);
    rows.openTop();
    rows.openAll(-1);
    expect(rows.length).toBe(0);
  });

  it('shows the rows that the plain way shows, whatever is opened and closed', () => {
    const documents = [index, readAsn1(makeCrl(12)).index()];
    const step = fc.record({ what: fc.constantFrom('open', 'close', 'all', 'none', 'reveal'), at: fc.nat() });
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.array(step, { maxLength: 30 }), (one, steps) => {
        const rows = new TreeRows(one);
        for (const { what, at } of steps) {
          const node = at % one.length;
          if (what === 'open') rows.open(node);
          else if (what === 'close') rows.close(node);
          else if (what === 'all') rows.openAll(node);
          else if (what === 'none') rows.closeAll(node);
          else expect(rows.node(rows.reveal(node))).toBe(node);
          expect(shown(rows)).toEqual(expected(rows, one));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('nodeAt agrees with the document on every byte', () => {
    const bytes = makeCrl(3);
    const document = readAsn1(bytes);
    const rows = new TreeRows(document.index());
    for (let offset = 0; offset < bytes.length; offset++)
      expect(document.index().start[rows.nodeAt(offset)]).toBe(document.nodeAt(offset)?.start);
  });

  it('opens a large list only as far as asked', () => {
    const large = readAsn1(makeCrl(3000)).index();
    const rows = new TreeRows(large);
    rows.openTop();
    expect(rows.length).toBeLessThan(200);
    expect(rows.openAll(-1, 1000)).toBe(false);
    expect(rows.openAll(-1)).toBe(true);
    expect(rows.length).toBe(large.length);
  });
});

it('an index that grows keeps all that it knew', () => {
  const count = 3000;
  const nulls = Buffer.alloc(2 * count, Buffer.from([5, 0]));
  const bytes = Uint8Array.from([0x30, 0x82, (2 * count) >> 8, (2 * count) & 255, ...nulls]);
  const index = readAsn1(bytes).index();
  const { length, start, end, parent } = index;
  const header = (at: number): number => headerLengthOf(bytes, index, at);
  expect(length).toBe(count + 1);
  expect([start[0], end[0], nextOf(index, 0), parent[0], header(0)]).toEqual([
    0,
    bytes.length,
    count + 1,
    -1,
    4,
  ]);
  for (let i = 1; i <= count; i++)
    expect([start[i], end[i], nextOf(index, i), parent[i], header(i)]).toEqual([
      2 + 2 * i,
      4 + 2 * i,
      i + 1,
      0,
      2,
    ]);
});

it.each([1, 2, 63, 64, 65, 127, 128, 129, 130, 640, 1000])('each of %i siblings has its place', (count) => {
  // A list in a list, each member with a child of its own; and beside it a member without.
  const member = [0x30, 0x03, 0x02, 0x01, 0x07];
  const list = (octets: number[]): number[] => [
    0x30,
    0x82,
    octets.length >> 8,
    octets.length & 255,
    ...octets,
  ];
  const inner = list(Array.from({ length: count }, () => member).flat());
  const index = readAsn1(Uint8Array.from(list([...inner, 5, 0]))).index();
  const rows = new TreeRows(index);
  const sizes = new Map<number, number>();
  const positions = Array.from(index.parent, (parent) => {
    sizes.set(parent, (sizes.get(parent) ?? 0) + 1);
    return sizes.get(parent);
  });
  expect(index.length).toBe(3 + 2 * count);
  for (let at = 0; at < index.length; at++) {
    expect(rows.place(at), `node ${at}`).toEqual({
      position: positions[at],
      size: sizes.get(index.parent[at]!),
    });
    expect([rows.childCount(at), rows.hasChildren(at)]).toEqual([sizes.get(at) ?? 0, sizes.has(at)]);
  }
  expect(rows.childCount(-1)).toBe(1);
});

it('values side by side at the top level have their places, however many', () => {
  const rows = new TreeRows(readAsn1(new Uint8Array(2 * 200).map((_, at) => (at % 2 === 0 ? 5 : 0))).index());
  expect(rows.length).toBe(200);
  for (let at = 0; at < 200; at++) expect(rows.place(at)).toEqual({ position: at + 1, size: 200 });
});
