// What stands behind a first value, and rows that are opened and closed one node at a time.
import { expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { TreeRows } from '../../../src/core/asn1/rows';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

it('behind a first value', async () => {
  const firsts = ['0500', '3000', '30800000', '3080', '300502', '020105'];
  const seconds = [
    '',
    '00',
    '0000',
    '000000',
    '05',
    '0500',
    '3005',
    '3105',
    '300502',
    '310502',
    '0405',
    '2405',
    '1f',
    'ff',
    '3080',
    '308000',
    '0480',
    '02820001',
    '30830000',
    '0500ff',
    '300030',
    '30ff',
    'a005',
  ];
  const lines = firsts.flatMap((first) =>
    seconds.map((second) => {
      const document = readAsn1(hex(first + second));
      const roots = document.roots.map(
        ({ kind, span, tagName }) => `${kind} ${tagName} ${span.start}-${span.end}`,
      );
      const said = document.findings().map(({ code, span }) => `${code} ${span?.start}-${span?.end}`);
      const { length, complete } = document.index();
      const nodes = Array.from({ length }, (_, i) => document.node(i)?.span.end).join();
      return `${first} ${second}: ${roots.join(', ')} | ${said.join(', ')} | ${nodes} ${complete}`;
    }),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/trailing.txt');
});

it('rows, opened and closed one node at a time', async () => {
  const document = readAsn1(hex('302030083003020101020102300630020500a000300a3003020103300330010530000500'));
  const index = document.index();
  const shown = (rows: TreeRows): string =>
    Array.from({ length: rows.length }, (_, i) => rows.node(i)).join();
  const lines: string[] = [];
  for (let node = -1; node < index.length; node++) {
    const rows = new TreeRows(index);
    rows.open(0);
    lines.push(
      `open all ${node}: ${rows.openAll(node)} ${shown(rows)} ${[-1, 0, 1, 99].map((row) => rows.node(row)).join()}`,
    );
    for (const most of [1, 2, 3, 4, 5, 6]) {
      const few = new TreeRows(index);
      lines.push(`open all ${node}, at most ${most}: ${few.openAll(node, most)} ${shown(few)}`);
    }
    rows.openAll(-1);
    rows.closeAll(node);
    lines.push(`close all ${node}: ${shown(rows)}`);
    if (node < 0) continue;
    const one = new TreeRows(index);
    lines.push(`reveal ${node}: ${one.reveal(node)} ${shown(one)} ${one.row(node)}`);
    one.close(node);
    lines.push(`close ${node}: ${shown(one)}`);
    one.openAll(-1);
    one.close(node);
    lines.push(
      `close ${node} of all: ${shown(one)} ${Array.from({ length: index.length }, (_, i) => one.row(i)).join()}`,
    );
    one.open(node);
    lines.push(`open ${node} again: ${shown(one)}`);
  }
  for (let most = 0; most <= index.length + 1; most++)
    for (const longest of [0, 1, 2, 3, 4]) {
      const rows = new TreeRows(index);
      rows.openTop(most, longest);
      lines.push(`top ${most} ${longest}: ${shown(rows)}`);
    }
  const rows = new TreeRows(index);
  lines.push(
    `at: ${Array.from({ length: document.bytes.length + 2 }, (_, at) => rows.nodeAt(at - 1)).join()}`,
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/rows.txt');
});
