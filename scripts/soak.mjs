// npm run soak: many imports against a simulator that fails in every way, and whether any key is lost or doubled.
// Usage: npm run soak -- [--imports N] [--seed N] [--file]
import path from 'node:path';
import { loadBundled } from './bundleForNode.mjs';
import { ensurePackages } from './npm.mjs';
import { temporaryFolder } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';

runMain(async () => {
  const argv = process.argv.slice(2);
  const number = (/** @type {string} */ name, /** @type {number} */ usual) => {
    const at = argv.indexOf(name);
    const value = at < 0 ? usual : Number(argv[at + 1]);
    if (!Number.isInteger(value) || value < 1) throw new Problem(`${name} wants a whole number from 1.`);
    return value;
  };
  const imports = number('--imports', 10_000);
  const seed = number('--seed', 1 + (Date.now() % 1_000_000));
  await ensurePackages((text) => console.log(text));
  const { soak } = await loadBundled('test/keyservice/simulator/soak.ts');
  const file = argv.includes('--file') ? { file: path.join(temporaryFolder('soak'), 'state') } : {};
  console.log(
    `${imports} imports with faults, seed ${seed}${argv.includes('--file') ? ', state in a file' : ''}`,
  );
  const result = await soak({ imports, atOnce: 8, faulty: 0.05, seed, client: 'remembering', ...file });
  console.log(JSON.stringify(result, null, 2));
  console.log(
    `${(result.calls / result.seconds).toFixed(0)} calls a second, ${result.megabytes.toFixed(0)} MB resident`,
  );
  const good = result.lost === 0 && result.doubled === 0 && result.wrong === 0 && result.imported === imports;
  console.log(good ? 'Nothing is lost, nothing is doubled.' : 'FAILED');
  return good ? 0 : 1;
});
