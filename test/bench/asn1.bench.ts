/**
 * Full index of a CRL of 100 000 entries, made in memory, beside asn1js and `openssl asn1parse`.
 * A plain program: prints rows; `--peers=no` leaves the peers out.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromBER } from 'asn1js';
import { readAsn1 } from '../../src/core/asn1/read';
import { makeCrl } from '../core/asn1/makeCrl';
import { report, skipped } from './report';

interface LapoModule {
  readonly ASN1?: { decode(bytes: Uint8Array): unknown };
  readonly default: { decode(bytes: Uint8Array): unknown };
}

function best(times: number, run: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    run();
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest;
}

const crl = makeCrl(100_000);
const megabytes = crl.length / 1e6;
const rows: { what: string; ms: number }[] = [];
const task = `index of a CRL of ${megabytes.toFixed(1)} MB, 100 000 entries`;

const bare = (): number => {
  let nodes = 0;
  let pos = 0;
  while (pos < crl.length) {
    const first = crl[pos++]!;
    let length = crl[pos++]!;
    if (length > 0x80) {
      let count = length & 0x7f;
      for (length = 0; count > 0; count--) length = length * 256 + crl[pos++]!;
    }
    if ((first & 0x20) === 0) pos += length;
    nodes++;
  }
  return nodes;
};

global.gc?.();
const before = process.memoryUsage();
const firstRun = performance.now();
const kept = readAsn1(crl).index();
rows.push({
  what: `our full index, first run (${kept.length} nodes, ${kept.findings.length} findings)`,
  ms: performance.now() - firstRun,
});
const after = process.memoryUsage();
const arrays = [kept.start, kept.end, kept.parent, kept.flags];
const grown =
  (arrays.reduce((sum, array) => sum + array.buffer.byteLength, 0) + after.heapUsed - before.heapUsed) /
  crl.length;
const resident = (after.rss - before.rss) / crl.length;
rows.push({ what: 'our full index, best of 7', ms: best(7, () => readAsn1(crl).index()) });
rows.push({
  what: 'our full index, embedded left closed',
  ms: best(7, () => readAsn1(crl, { embedded: false }).index()),
});
rows.push({
  what: 'our lazy reader: roots and 100 rows',
  ms: best(7, () =>
    readAsn1(crl)
      .roots[0]?.children()[0]
      ?.children()[5]
      ?.children()
      .slice(0, 100)
      .forEach((row) => row.children()),
  ),
});
rows.push({ what: `a bare walk over tags and lengths (${bare()} nodes)`, ms: best(7, bare) });

if (!process.argv.includes('--peers=no')) {
  const folder = mkdtempSync(path.join(tmpdir(), 'asn1-bench-'));
  try {
    const file = path.join(folder, 'big.crl');
    writeFileSync(file, crl);
    const parse = (...options: string[]): void => {
      execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-in', file, ...options], { stdio: 'ignore' });
    };
    try {
      rows.push({ what: 'openssl asn1parse, its listing thrown away', ms: best(1, () => parse()) });
      rows.push({ what: 'openssl asn1parse -noout (no listing made)', ms: best(3, () => parse('-noout')) });
    } catch {
      skipped(task, 'openssl asn1parse', 'not installed, or it refused the file');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  rows.push({
    what: 'asn1js fromBER (limits lifted)',
    ms: best(1, () => {
      const result = fromBER(crl, { maxNodes: 10_000_000, maxDepth: 1000 });
      if (result.offset < 0) throw new Error(result.result.error);
    }),
  });
}

if (!process.argv.includes('--peers=no')) {
  try {
    // No dependency of ours: taken where it was installed beside (npm install --no-save @lapo/asn1js).
    const load = createRequire(path.join(process.cwd(), 'package.json'));
    const module = (await import(pathToFileURL(load.resolve('@lapo/asn1js')).href)) as LapoModule;
    const reader = module.ASN1 ?? module.default;
    rows.push({ what: '@lapo/asn1js decode', ms: best(1, () => reader.decode(crl)) });
  } catch {
    skipped(task, '@lapo/asn1js', 'not installed (npm install --no-save @lapo/asn1js)');
  }
}

console.log(`ASN.1: CRL of 100 000 entries, ${megabytes.toFixed(2)} MB`);
const ours = rows[1]!.ms;
for (const { what, ms } of rows) {
  const speed = (megabytes / ms) * 1000;
  console.log(
    `${what.padEnd(66)} ${ms.toFixed(1).padStart(9)} ms ${speed.toFixed(1).padStart(8)} MB/s  ${(ms / ours).toFixed(2).padStart(8)} of ours`,
  );
}
report(task, 'ours', ours);
for (const { what, ms } of rows) if (!/^(our|a bare)/.test(what)) report(task, what, ms);
console.log(
  `memory of one index: ${grown.toFixed(1)} times the file; the process grew by ${resident.toFixed(1)} times the file`,
);
