/**
 * Reading and finding key blocks. A plain program: prints rows of name, microseconds (or MB/s), and the
 * ratio to the fastest thing that does part of the same: one regular expression that takes the header
 * apart and judges nothing; a scan by a regular expression, and ripgrep where VS Code's is at hand.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findKeyBlocks } from '../../src/core/input/find';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { examples } from '../core/keyblock/blocks';
import { report } from './report';

/** Processor time in microseconds: what neighbours on the machine take does not count. */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Microseconds of processor time of one run: best of several rounds. */
function measure(run: () => unknown): number {
  const warm = performance.now() + 300;
  let count = 0;
  while (performance.now() < warm) {
    run();
    count++;
  }
  const perRound = Math.max(2000, Math.floor(count / 2));
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 9; round++) {
    const began = spent();
    for (let i = 0; i < perRound; i++) run();
    fastest = Math.min(fastest, (spent() - began) / perRound);
  }
  return fastest;
}

const plain = examples.find(({ block }) => block.startsWith('D'))!.block;
const tdes = examples.find(({ block }) => block.startsWith('B'))!.block;
const withKs =
  'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627';
const derivations =
  'D0208B3AX00E0500DA1001D2ABND3AENLB10My Great KeyPK10019876543210WP07003PB09ABCDE' + 'A0'.repeat(64);
const broken = plain.replace('0112', '0114').replace('P0AE', 'P0AX');

/** The peer: takes apart, judges nothing, has no meanings and no places. */
const expression =
  /^([A-E])(\d{4})([0-9A-Z]{2})([0-9A-Z])([0-9A-Z])([0-9A-Za-z]{2})([0-9A-Z])(\d{2})([0-9A-Z])([0-9A-Z])([0-9A-F]+)$/;

const rows: [string, () => unknown][] = [
  ['header only, D', () => decodeKeyBlock(plain, { part: 'header' })],
  ['header only, 16 characters', () => decodeKeyBlock(plain.slice(0, 16), { part: 'header' })],
  ['decode D', () => decodeKeyBlock(plain)],
  ['decode B', () => decodeKeyBlock(tdes)],
  ['decode B with KS', () => decodeKeyBlock(withKs)],
  ['decode D with DA, LB, PK, WP, PB', () => decodeKeyBlock(derivations)],
  ['decode D with three findings', () => decodeKeyBlock(broken)],
];
const peer = measure(() => expression.exec(plain));
console.log(`regular expression alone, nothing judged  ${peer.toFixed(3)} µs`);
for (const [name, run] of rows) {
  const time = measure(run);
  console.log(`${name.padEnd(40)}  ${time.toFixed(3)} µs  ${(time / peer).toFixed(1)} times the expression`);
  if (/^(header only|decode) D$|, D$/.test(name)) report(`key block, ${name}`, 'ours', time / 1000);
}

/** A log of payments: 40 MB with a block in every 1000th line; one that is dense with hex, and one that is not. */
function log(line: (i: number) => string): string {
  const lines: string[] = [];
  for (let size = 0, i = 0; size < 40_000_000; i++) {
    const text = i % 1000 === 500 ? `import block ${plain} ok` : line(i);
    lines.push(text);
    size += text.length + 1;
  }
  return lines.join('\n');
}
let seed = 1;
const hex = (size: number): string => {
  let text = '';
  while (text.length < size) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    text += seed.toString(16).padStart(8, '0');
  }
  return text.slice(0, size);
};
const logs: [string, string][] = [
  [
    'log of words',
    log(
      (i) =>
        `2026-11-20T08:14:02.${String(i % 1000).padStart(3, '0')}Z INFO [worker-${i % 8}] com.example.payments.KeyService - request served for user alice in ${i % 900} ms, status 200, cache hit, no retry`,
    ),
  ],
  ['log of hashes', log((i) => `2026-11-20T08:14:02Z ${i} sha256=${hex(64)} id=${hex(32)} ok`)],
];
/** ripgrep as VS Code brings it, on one thread and with an equal pattern; processor time, reading the file included. */
function ripgrep(text: string): string {
  const here = path.resolve('.vscode-test');
  const rg = (existsSync(here) ? readdirSync(here) : [])
    .map((name) => path.join(here, name, 'lib/vscode/node_modules/@vscode/ripgrep/bin/rg'))
    .find((name) => existsSync(name));
  if (rg === undefined) return 'ripgrep is not here';
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-bench-'));
  try {
    const file = path.join(folder, 'log');
    writeFileSync(file, text);
    let best = 0;
    for (let round = 0; round < 5; round++) {
      const shell = `TIMEFORMAT='%U %S'; time "$0" -j1 -c '(?-u:\\b)[RS]?[A-E01][0-9]{4}[0-9A-Z]{4}[0-9A-Za-z]{2}[0-9A-Z][0-9]{2}[0-9A-Za-z]{10,}' "$1" >/dev/null`;
      const times = execFileSync('bash', ['-c', `exec 2>&1; ${shell}`, rg, file], { encoding: 'utf8' });
      const [user = 0, system = 0] = times.trim().split(' ').map(Number);
      best = Math.max(best, text.length / 1e6 / Math.max(0.001, user + system));
    }
    return `ripgrep ${best.toFixed(0)} MB/s`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scan = /(?<![0-9A-Za-z])[RS]?[A-E01][0-9]{4}[0-9A-Z]{4}[0-9A-Za-z]{2}[0-9A-Z][0-9]{2}[0-9A-Za-z]{10,}/g;
for (const [name, text] of logs) {
  const rate = (run: () => number): [number, number] => {
    let best = 0;
    let found = 0;
    for (let round = 0; round < 5; round++) {
      const began = spent();
      found = run();
      best = Math.max(best, text.length / (spent() - began));
    }
    return [best, found];
  };
  const [theirs] = rate(() => [...text.matchAll(scan)].length);
  const [ours, found] = rate(() => findKeyBlocks(text).length);
  console.log(
    `${`find in ${name}`.padEnd(40)}  ${ours.toFixed(0)} MB/s (${found} blocks)  regular expression ${theirs.toFixed(0)} MB/s  ${ripgrep(text)}`,
  );
  const task = `find key blocks in memory, 40 MB ${name}`;
  report(task, 'ours', text.length / ours / 1000);
  report(task, 'one regular expression, nothing judged', text.length / theirs / 1000);
}
