/**
 * The structure viewer's model over a CRL of 100 000 entries: what opening, paging, jumping and
 * searching take in the extension host, and what stays in memory. A plain program; prints rows.
 */
import { english } from '../../src/core/findings';
import { StructureRows } from '../../src/extension/material/structureRows';
import { StructureSearch } from '../../src/extension/material/structureSearch';
import { makeCrl } from '../core/asn1/makeCrl';
import { report } from './report';

const words = {
  hidden: '',
  unread: '',
  broken: '',
  truncated: '',
  unterminated: '',
  tooDeep: '',
  localise: english,
};
/** Both, because machines that do other things too tell little by the clock. */
interface Taken {
  wall: number;
  cpu: number;
}
const timed = (run: () => unknown): Taken => {
  const before = process.cpuUsage();
  const began = performance.now();
  run();
  return { wall: performance.now() - began, cpu: process.cpuUsage(before).user / 1000 };
};
const task = (what: string): string => `CRL of 4.9 MB in the viewer: ${what}`;
const show = (what: string, { wall, cpu }: Taken): void => {
  report(task(what), 'ours, by the clock', wall);
  report(task(what), 'ours', cpu);
  console.log(`${what.padEnd(56)}${wall.toFixed(1).padStart(10)} ms${cpu.toFixed(1).padStart(10)} ms CPU`);
};
const worse = (a: Taken, b: Taken): Taken => ({
  wall: Math.max(a.wall, b.wall),
  cpu: Math.max(a.cpu, b.cpu),
});

/** Bytes in use. What buffers had is given back some time after their garbage was collected. */
async function used(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((done) => setTimeout(done, 20));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const crl = makeCrl(100_000);
// Warm, as a host is that has shown a certificate before.
{
  const small = new StructureRows(makeCrl(2000), undefined, words);
  small.rows.openAll(-1);
  for (let from = 0; from < small.rows.length; from += 100) small.page(from, from + 100);
  for (
    const search = new StructureSearch(small, 'no such text').next(-1, false);
    search.next().done !== true;
  );
}
const before = await used();
let rows!: StructureRows;
show(
  `open ${(crl.length / 1e6).toFixed(1)} MB: index, kind, first page of 80 rows`,
  timed(() => (rows = new StructureRows(crl, undefined, words)).page(0, 80)),
);
show(
  'open all rows',
  timed(() => rows.rows.openAll(-1)),
);
console.log(`${rows.rows.length} rows of ${rows.index.length} values`);

let slowest: Taken = { wall: 0, cpu: 0 };
for (let from = 0; from < 60_000; from += 100)
  slowest = worse(
    slowest,
    timed(() => rows.page(from, from + 100)),
  );
show('page of 100 rows, slowest of 600', slowest);
slowest = { wall: 0, cpu: 0 };
for (let jump = 0; jump < 200; jump++) {
  const from = Math.floor((rows.rows.length * ((jump * 7919) % 200)) / 200);
  slowest = worse(
    slowest,
    timed(() => rows.page(from, from + 100)),
  );
}
show('jump anywhere, slowest of 200', slowest);
show(
  'close and open 100 000 entries',
  timed(() => {
    const list = rows.index.parent[rows.rows.nodeAt(200)]!;
    rows.rows.close(list);
    rows.rows.open(list);
  }),
);
show(
  'value at an offset, 10 000 times',
  timed(() => {
    for (let i = 0; i < 10_000; i++) rows.rows.nodeAt((i * 487) % crl.length);
  }),
);
show(
  'search that finds nothing: all names and values',
  timed(() => {
    for (
      const search = new StructureSearch(rows, 'no such text').next(-1, false);
      search.next().done !== true;
    );
  }),
);
const grown = (await used()) - before;
console.log(
  `memory beside the file: ${(grown / 1e6).toFixed(1)} MB, with it ${(1 + grown / crl.length).toFixed(1)} times the file`,
);
