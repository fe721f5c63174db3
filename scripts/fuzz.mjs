// The long form of fuzzing: every target of test/fuzz, a million inputs each.
// Usage: npm run fuzz -- [--target=keyBlock] [--count=1000000] [--seed=1] [--first=0]
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { readOptions, wholeNumber } from './options.mjs';
import { build, root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';

runMain(async () => {
  const folder = path.join(root, 'test/fuzz');
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.fuzz.ts'))
    .map((name) => name.slice(0, -'.fuzz.ts'.length));
  const given = readOptions({
    target: { type: 'string' },
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  });
  const chosen = names.filter((name) => given.target === undefined || name === given.target);
  if (chosen.length === 0)
    throw new Problem(`There is no target ${given.target}; there are ${names.join(', ')}.`);
  const count = wholeNumber('count', given.count, 0);
  const seed = wholeNumber('seed', given.seed, 0);
  const first = wholeNumber('first', given.first, 0);

  const out = path.join(build, 'fuzz');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      path.join(folder, 'fuzz.ts'),
      ...chosen.map((name) => path.join(folder, `${name}.fuzz.ts`)),
    ],
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    // One file of ES modules, where a package has it: its other form asks for files by name.
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  /** @param {string} name */
  const load = (name) => import(pathToFileURL(path.join(out, name)).href);
  const { fuzz } = await load('fuzz.mjs');
  let failed = 0;
  for (const name of chosen) {
    const { target } = await load(`${name}.fuzz.mjs`);
    try {
      const { inputs, seconds, slowest } = fuzz(target, count, seed, first);
      console.log(
        `${name}: ${inputs} inputs of seed ${seed} in ${seconds.toFixed(1)} s; slowest ${slowest.milliseconds.toFixed(1)} ms (input ${slowest.input})`,
      );
    } catch (error) {
      failed++;
      console.log(error instanceof Error ? error.message : String(error));
      console.log(`Again: npm run fuzz -- --target=${name} --seed=${seed} --first=NUMBER --count=1`);
    }
  }
  return failed;
});
