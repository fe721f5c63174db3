// Counts what the finder takes for key material in ordinary text, where there should be none.
//
// Usage: node scripts/alarms.mjs FOLDER… [--show N]. Every file under the folders that is text is read, up to 64 MB of
// each; PEM is told apart, as it is what it says. Prints bytes, hits by kind and encoding, and the first N of them.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundled } from './bundleForNode.mjs';
import { Problem, runMain } from './problem.mjs';

const mostOfFile = 64 * 1024 * 1024;

runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { show: { type: 'string', default: '20' } },
  });
  if (positionals.length === 0) throw new Problem('Name a folder of ordinary text.');
  const { findKeyMaterial } = await loadBundled('src/core/input/material.ts');
  const { findHsmMaterial } = await loadBundled('src/core/input/finder.ts');
  /** @type {Map<string, number>} */
  const hits = new Map();
  let left = Number(values.show);
  let bytes = 0;
  let files = 0;
  const count = (/** @type {string} */ kind, /** @type {string} */ place, /** @type {string} */ excerpt) => {
    hits.set(kind, (hits.get(kind) ?? 0) + 1);
    if (kind === 'pem' || left-- <= 0) return;
    console.log(`${kind}  ${place}  ${JSON.stringify(excerpt.slice(0, 60))}`);
  };
  for (const folder of positionals)
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const { size } = fs.statSync(file);
      if (size === 0 || size > mostOfFile) continue;
      const content = fs.readFileSync(file);
      if (content.subarray(0, 8192).includes(0)) continue;
      const text = content.toString('latin1');
      bytes += size;
      files++;
      for (const { kind, encoding, span } of findKeyMaterial(text))
        count(
          encoding === 'pem' ? 'pem' : `${kind}, ${encoding}`,
          `${file}:${span.start}`,
          text.slice(span.start, span.end),
        );
      for (const { kind, span } of findHsmMaterial(text))
        count(kind, `${file}:${span.start}`, text.slice(span.start, span.end));
    }
  console.log(`${files} files, ${(bytes / 1e6).toFixed(0)} MB`);
  for (const [kind, number] of [...hits].sort()) console.log(`${kind}: ${number}`);
  return 0;
});
