/**
 * Key blocks of a log of 100 MB on disk, found with lines and columns, beside `rg -j1` with an equal pattern in
 * the same run. Reading the file is counted apart. A plain program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeSync, closeSync, openSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openFile } from '../../src/desktop/files';
import { scanPieces } from '../../src/extension/search/scanPieces';
import { examples } from '../core/keyblock/blocks';
import { report, skipped } from './report';
import { keyBlockPattern as pattern, ripgrep } from './ripgrep';

const megabytes = 100;
/** Of the log by which memory is measured. */
const large = 1000;
const rounds = 5;

/** Lines as of a payment switch; every `every`-th carries a block. */
function makeLog(file: string, every: number, size = megabytes): number {
  const blocks = examples.map(({ block }) => block);
  const handle = openSync(file, 'w');
  let written = 0;
  let placed = 0;
  for (let i = 0; written < size * 1e6;) {
    const lines: string[] = [];
    for (let k = 0; k < 5000; k++, i++) {
      const id = ((i * 2_654_435_761) >>> 0).toString(16);
      const time = `2026-11-25T01:${String(i % 60).padStart(2, '0')}:07.123Z`;
      const block = i % every === 0 ? ` block=${blocks[placed++ % blocks.length]!}` : '';
      lines.push(
        `${time} INFO  [worker-${i % 8}] com.example.hsm.Session request id=${id} card=tok_${i} took=${i % 977}ms status=OK${block}\n`,
      );
    }
    written += writeSync(handle, lines.join(''));
  }
  closeSync(handle);
  return placed;
}

async function ours(file: string): Promise<{ all: number; reading: number; found: number }> {
  const open = await openFile(file);
  let reading = 0;
  let found = 0;
  const began = performance.now();
  await scanPieces(
    {
      ...open,
      async read(into, place) {
        const from = performance.now();
        const came = await open.read(into, place);
        reading += performance.now() - from;
        return came;
      },
    },
    { latin1: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') },
    { found: () => ++found > 0, progress: () => true },
  );
  const all = performance.now() - began;
  await open.close();
  return { all, reading, found };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-bench-'));
try {
  const program = ripgrep();
  const version =
    program && /ripgrep \S+/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout)?.[0];
  for (const [every, title] of [
    [1000, 'few blocks'],
    [10, 'a block in every tenth line'],
  ] as const) {
    const task = `find key blocks in ${megabytes} MB of log, ${title}`;
    const file = path.join(folder, `${every}.log`);
    const placed = makeLog(file, every);
    let best = { all: Infinity, reading: 0, found: 0 };
    let theirs = Infinity;
    let lines = 0;
    // In turn, so that neighbours on the machine disturb both alike.
    for (let round = 0; round < rounds; round++) {
      const one = await ours(file);
      if (one.all < best.all) best = one;
      if (!program) continue;
      const began = performance.now();
      const { stdout } = spawnSync(program, ['-j1', '-n', '--column', '-o', pattern, file], {
        encoding: 'latin1',
        maxBuffer: 1e9,
      });
      theirs = Math.min(theirs, performance.now() - began);
      lines = stdout.split('\n').length - 1;
    }
    if (best.found !== placed) throw new Error(`${best.found} found of ${placed}`);
    const scanning = best.all - best.reading;
    console.log(
      `${task}: ${best.found} blocks; reading ${best.reading.toFixed(0)} ms, scanning ${scanning.toFixed(0)} ms (${(megabytes / (scanning / 1000)).toFixed(0)} MB/s)`,
    );
    report(task, 'ours', best.all);
    if (!program) {
      skipped(task, 'ripgrep', 'not found on the PATH or in .vscode-test (npm run test:host gets it)');
      continue;
    }
    if (lines !== placed) throw new Error(`ripgrep found ${lines} of ${placed}: the patterns are not equal`);
    report(task, `${version ?? 'ripgrep'}, -j1 -n --column -o`, theirs);
  }
  const file = path.join(folder, 'large.log');
  const placed = makeLog(file, 1000, large);
  global.gc?.();
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const { all, found } = await ours(file);
  clearInterval(watching);
  if (found !== placed) throw new Error(`${found} found of ${placed}`);
  report(`find key blocks in ${large} MB of log`, 'ours', all);
  console.log(`${large} MB: the process had ${(most / 1e6).toFixed(0)} MB at most`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
