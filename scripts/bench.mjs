// npm run bench [NAME…]: our figures beside those of peers, in one run on this machine. Nothing is asserted.
// NAME chooses programs of test/bench by the start of their name: scan, unwrap, asn1, …
import { readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundle } from './bundleForNode.mjs';
import { run } from './children.mjs';
import { build, root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';

const folder = path.join(root, 'test/bench');
const output = path.join(build, 'bench');

/** @typedef {{ task: string, who: string, milliseconds: number }} Row */

/** @param {number} milliseconds */
function time(milliseconds) {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s `;
  return milliseconds >= 1 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds * 1000).toFixed(1)} µs`;
}

/** Processes that ran or waited to, on average of the last 1, 5 and 15 minutes. */
const load = () =>
  os
    .loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

/** A table of each task: our time, each peer's, and how many times as long as ours it takes. @param {readonly Row[]} rows */
function table(rows) {
  const lines = [['Task', 'Ours', 'Beside', 'Takes', 'Times ours']];
  for (const task of new Set(rows.map((row) => row.task))) {
    const of = rows.filter((row) => row.task === task);
    const ours = of.find(({ who }) => who === 'ours');
    const peers = of.filter(({ who }) => who !== 'ours');
    const first = [task, ours ? time(ours.milliseconds) : ''];
    if (peers.length === 0) lines.push([...first, 'no peer', '', '']);
    peers.forEach(({ who, milliseconds }, at) => {
      const ratio = ours ? (milliseconds / ours.milliseconds).toFixed(1) : '';
      lines.push([...(at === 0 ? first : ['', '']), who, time(milliseconds), ratio]);
    });
  }
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, at) =>
          at === 0 || at === 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

runMain(async () => {
  const began = load();
  const wanted = process.argv.slice(2);
  const all = readdirSync(folder).filter((name) => name.endsWith('.bench.ts'));
  const chosen =
    wanted.length === 0 ? all : all.filter((name) => wanted.some((start) => name.startsWith(start)));
  if (chosen.length === 0) throw new Problem(`No such bench: there are ${all.join(', ')}.`);
  rmSync(output, { recursive: true, force: true });
  /** @type {Row[]} */
  const rows = [];
  let failed = 0;
  for (const name of chosen) {
    const program = await bundle(path.join('test/bench', name), output, {
      vscode: path.join(folder, 'vscodeHost.ts'),
    });
    console.log(`\n${name}`);
    const { code, output: text } = await run(process.execPath, ['--expose-gc', program], {
      cwd: root,
      env: { ...process.env, KMI_BENCH: '1' },
      timeout: 10 * 60_000,
    });
    for (const line of text.trimEnd().split('\n'))
      if (line.startsWith('BENCH ')) rows.push(JSON.parse(line.slice('BENCH '.length)));
      else console.log(`  ${line}`);
    if (code === 0) continue;
    failed++;
    console.log(`  ended with code ${code}`);
  }
  if (rows.length > 0) console.log(`\n${table(rows)}`);
  console.log(`\nLoad of the machine, ${os.availableParallelism()} cores: ${began} before, ${load()} after.`);
  console.log('psec cannot be had from a registry here: its figure is quoted from a machine with 2 cores.');
  return failed === 0 ? 0 : 1;
});
