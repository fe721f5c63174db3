/**
 * Finding with all kinds on: in logs of 100 MB in memory, beside key blocks alone and beside `rg -j1 -c`; in 64 MB of
 * hostile runs, beside a walk over each character; and at a place of a line of 1 MB. Processor time, each in turn with
 * its peers. A plain program.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findKeyBlocks, keyBlockAt } from '../../src/core/input/find';
import { findKeyMaterial } from '../../src/core/input/material';
import { examples } from '../core/keyblock/blocks';
import { report, skipped } from './report';
import { keyBlockPattern, materialPattern, ripgrep } from './ripgrep';

const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;

/** Milliseconds, best of so many. */
function best(times: number, run: () => unknown): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const began = spent();
    run();
    fastest = Math.min(fastest, spent() - began);
  }
  return fastest;
}

/** Processor time of a program: `time -p` of the shell counts that of its children, too. */
function childSpent(command: string, args: readonly string[]): number {
  const began = performance.now();
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$0" "$@" > /dev/null', command, ...args],
    { encoding: 'utf8' },
  );
  const [user, system] = stderr.trim().split(' ').map(Number);
  if (status === 0 && user !== undefined && system !== undefined && Number.isFinite(user + system))
    return (user + system) * 1000;
  return performance.now() - began;
}

/** In one piece, a byte a character, as a file is read. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

const stamp = (i: number): string =>
  `2026-11-25T01:${String(i % 60).padStart(2, '0')}:07.${String(i % 1000).padStart(3, '0')}Z INFO  [worker-${i % 8}] com.example.hsm.Session`;
const digest = (i: number): Buffer => createHash('sha512').update(String(i)).digest();
const words = 'request session handled by the worker then sent to host module accepted after retry'.split(
  ' ',
);

/** Lines of logs; what is in them is the same in every run. */
const lines: Readonly<Record<string, (i: number) => string>> = {
  'plain words': (i) =>
    `${stamp(i)} ${Array.from(digest(i).subarray(0, 12), (n) => words[n % words.length]).join(' ')} took=${i % 977}ms status=OK`,
  numbers: (i) =>
    `${stamp(i)} request id=${((i * 2_654_435_761) >>> 0).toString(16)} card=tok_${i} took=${i % 977}ms status=OK`,
  'hexadecimal identifiers': (i) => {
    const id = digest(i).toString('hex');
    const trace = id.slice(32, 64);
    return `${stamp(i)} span=${id.slice(0, 16).toUpperCase()} parent=${id.slice(16, 32)} trace=${i % 2 === 0 ? trace : trace.toUpperCase()} took=${i % 977}ms status=OK`;
  },
  'UUIDs and base64': (i) => {
    const id = digest(i);
    const uuid = id.toString('hex', 0, 16).replace(/^(.{8})(.{4}).(.{3})(.{4})/, '$1-$2-4$3-$4-');
    return `${stamp(i)} request=${uuid} body=${id.toString('base64', 16)} token=${id.toString('base64', 0, 21)} status=OK`;
  },
};

function log(size: number, line: (i: number) => string, every = 1000): { text: string; planted: number } {
  const parts: string[] = [];
  let planted = 0;
  for (let length = 0, i = 0; length < size; i++) {
    const block = i % every === 0 ? ` block=${examples[planted++ % examples.length]!.block}` : '';
    const part = line(i) + block;
    parts.push(part);
    length += part.length + 1;
  }
  return { text: flat(parts.join('\n')), planted };
}

/** In two halves: no more than 64 million characters of one text are looked at. Their first line break parts them. */
function halves(text: string): [string, string] {
  const middle = text.indexOf('\n', text.length >> 1) + 1;
  return [text.slice(0, middle), text.slice(middle)];
}
const findAll = (text: string): number =>
  halves(text).reduce((sum, half) => sum + findKeyMaterial(half).length, 0);
const findAllBlocks = (text: string): number =>
  halves(text).reduce((sum, half) => sum + findKeyBlocks(half).length, 0);

/** Each kind of log, and how often a line has a key block. */
const logs: readonly (readonly [name: string, line: (i: number) => string, every: number])[] = [
  ...Object.entries(lines).map(([name, line]) => [name, line, 1000] as const),
  // So many are found by the search for key blocks alone: the one for all kinds ends at a thousand.
  ['a block in every tenth line', lines.numbers!, 10],
];
const rounds = 7;
const program = ripgrep();
const folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-bench-'));
try {
  for (const [name, line, every] of logs) {
    const { text, planted } = log(100_000_000, line, every);
    const file = path.join(folder, 'log');
    if (program) writeFileSync(file, text, 'latin1');
    const many = every < 1000;
    const task = `find in a log of 100 MB in memory, ${name}, ${many ? 'key blocks' : 'all kinds'}`;
    const took = { all: [] as number[], blocks: [] as number[], theirs: [] as number[] };
    // In turn, so that neighbours on the machine disturb all alike; the machine's time counts, not the clock's.
    for (let round = 0; round < rounds; round++) {
      let found = 0;
      const check = (): void => {
        if (found !== planted) throw new Error(`${found} found of ${planted}, ${name}`);
      };
      took.blocks.push(best(1, () => (found = findAllBlocks(text))));
      check();
      if (!many) {
        took.all.push(best(1, () => (found = findAll(text))));
        check();
      }
      if (program)
        took.theirs.push(childSpent(program, ['-j1', '-c', many ? keyBlockPattern : materialPattern, file]));
    }
    report(task, 'ours', median(many ? took.blocks : took.all));
    if (!many) report(task, 'ours, key blocks alone', median(took.blocks));
    if (program) report(task, 'ripgrep, -j1 -c, from a file', median(took.theirs));
    else skipped(task, 'ripgrep', 'not found on the PATH or in .vscode-test (npm run test:host gets it)');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function everyCharacter(given: string): number {
  let sum = 0;
  for (let at = 0; at < given.length; at++) sum += given.charCodeAt(at);
  return sum;
}
for (const [name, piece] of [
  ['base64', 'Abcd'],
  ['base64 like DER', 'MIIB'],
  ['hexadecimal', '30'],
  ['pairs', '30 '],
] as const) {
  const hostile = flat(piece.repeat(64_000_000 / piece.length));
  report(
    `64 MB of ${name}`,
    'ours',
    best(1, () => findKeyMaterial(hostile)),
  );
  report(
    `64 MB of ${name}`,
    'a walk over each character',
    best(2, () => everyCharacter(hostile)),
  );
}

const line = log(1_000_000, lines.numbers!).text.replaceAll('\n', ' ');
const place = line.indexOf('block=') + 20;
report(
  'block at a place of a line of 1 MB',
  'ours',
  best(20, () => keyBlockAt(line, place)),
);
