/**
 * Finding with all kinds on: in a log of 100 MB in memory, beside key blocks alone; in 64 MB of hostile runs, beside a
 * walk over each character; and at a place of a line of 1 MB. Processor time. A plain program.
 */
import { findKeyBlocks, keyBlockAt } from '../../src/core/input/find';
import { findKeyMaterial } from '../../src/core/input/material';
import { examples } from '../core/keyblock/blocks';
import { report } from './report';

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

function log(size: number): string {
  const lines: string[] = [];
  for (let length = 0, i = 0; length < size; i++) {
    const id = ((i * 2_654_435_761) >>> 0).toString(16);
    const block = i % 1000 === 0 ? ` block=${examples[i % examples.length]!.block}` : '';
    const line = `2026-11-25T01:${String(i % 60).padStart(2, '0')}:07.123Z INFO  [worker-${i % 8}] com.example.hsm.Session request id=${id} card=tok_${i} took=${i % 977}ms status=OK${block}`;
    lines.push(line);
    length += line.length + 1;
  }
  return flat(lines.join('\n'));
}

const text = log(100_000_000);
const task = 'find in a log of 100 MB in memory';
report(
  `${task}, all kinds`,
  'ours',
  best(3, () => findKeyMaterial(text)),
);
report(
  `${task}, all kinds`,
  'ours, key blocks alone',
  best(3, () => findKeyBlocks(text)),
);

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

const line = log(1_000_000).replaceAll('\n', ' ');
const place = line.indexOf('block=') + 20;
report(
  'block at a place of a line of 1 MB',
  'ours',
  best(20, () => keyBlockAt(line, place)),
);
