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
import { materialPattern, ripgrep } from './ripgrep';

const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

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

function log(size: number, line: (i: number) => string): string {
  const parts: string[] = [];
  for (let length = 0, i = 0; length < size; i++) {
    const block = i % 1000 === 0 ? ` block=${examples[i % examples.length]!.block}` : '';
    const part = line(i) + block;
    parts.push(part);
    length += part.length + 1;
  }
  return flat(parts.join('\n'));
}

const program = ripgrep();
const folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-bench-'));
try {
  for (const [name, line] of Object.entries(lines)) {
    const text = log(100_000_000, line);
    const file = path.join(folder, 'log');
    if (program) writeFileSync(file, text, 'latin1');
    const task = `find in a log of 100 MB in memory, ${name}, all kinds`;
    const took = { all: Infinity, blocks: Infinity, theirs: Infinity };
    for (let round = 0; round < 7; round++) {
      took.all = Math.min(
        took.all,
        best(1, () => findKeyMaterial(text)),
      );
      took.blocks = Math.min(
        took.blocks,
        best(1, () => findKeyBlocks(text)),
      );
      if (!program) continue;
      const began = performance.now();
      spawnSync(program, ['-j1', '-c', materialPattern, file]);
      took.theirs = Math.min(took.theirs, performance.now() - began);
    }
    report(task, 'ours', took.all);
    report(task, 'ours, key blocks alone', took.blocks);
    if (program) report(task, 'ripgrep, -j1 -c, from a file', took.theirs);
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

const line = log(1_000_000, lines.numbers!).replaceAll('\n', ' ');
const place = line.indexOf('block=') + 20;
report(
  'block at a place of a line of 1 MB',
  'ours',
  best(20, () => keyBlockAt(line, place)),
);
