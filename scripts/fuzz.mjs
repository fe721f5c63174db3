// The long form of fuzzing: every target of test/fuzz, a million inputs each.
// Usage: npm run fuzz -- [--target=keyBlock] [--count=1000000] [--seed=1] [--first=0]
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { build, root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';

/** @param {string} name @param {string} otherwise */
function option(name, otherwise) {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? otherwise : given.slice(name.length + 3);
}

/** @param {string} name @param {string} otherwise */
function numberOption(name, otherwise) {
  const value = Number(option(name, otherwise));
  if (!Number.isSafeInteger(value) || value < 0) throw new Problem(`--${name} takes a whole number.`);
  return value;
}

runMain(async () => {
  const folder = path.join(root, 'test/fuzz');
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.fuzz.ts'))
    .map((name) => name.slice(0, -'.fuzz.ts'.length));
  const wanted = option('target', '');
  const chosen = names.filter((name) => wanted === '' || name === wanted);
  if (chosen.length === 0) throw new Problem(`There is no target ${wanted}; there are ${names.join(', ')}.`);
  const count = numberOption('count', '1000000');
  const seed = numberOption('seed', '1');
  const first = numberOption('first', '0');

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
