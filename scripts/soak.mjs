// npm run soak: many imports against a simulator that fails in every way, by processes that are killed; in the end,
// whether any key is lost, doubled or in the wrong account.
// Usage: npm run soak -- [--imports N] [--real] [--seed N] [--seconds N]
import { bundle, loadBundled } from './bundleForNode.mjs';
import { ensurePackages } from './npm.mjs';
import { readOptions, wholeNumber } from './options.mjs';
import { temporaryFolder } from './paths.mjs';
import { runMain } from './problem.mjs';

runMain(async () => {
  const given = readOptions({
    imports: { type: 'string' },
    real: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
    seconds: { type: 'string' },
  });
  // With the product's own times many imports wait at once, so that 200 end within a quarter of an hour.
  const { real } = given;
  const imports = wholeNumber('imports', given.imports ?? (real ? '200' : '10000'), 1);
  const seed = wholeNumber('seed', given.seed, 1);
  const seconds = wholeNumber('seconds', given.seconds ?? (real ? '1800' : '3600'), 1);
  await ensurePackages((text) => console.log(text));
  const script = await bundle('test/keyservice/imports/soakProcess.ts');
  const { soak } = await loadBundled('test/keyservice/imports/soak.ts');
  const times = real ? "the product's own times" : 'times divided by 15';
  console.log(`${imports} imports with faults, ${times}, seed ${seed}`);
  const result = await soak({
    imports,
    seed,
    seconds,
    script,
    folder: temporaryFolder('soak'),
    say: (/** @type {string} */ line) => console.log(line),
    ...(real
      ? { factor: 1, perRound: 100, atOnce: 100, rows: 5, faulty: 0.4, kills: 8 }
      : { factor: 15, perRound: 2000, atOnce: 16, rows: 15, faulty: 0.12, kills: 24, rate: 5000 }),
  });
  console.log(JSON.stringify(result, null, 2));
  const good = result.failures.length === 0 && result.imports >= imports && result.open === 0;
  console.log(
    good
      ? 'Nothing is lost from sight, nothing is doubled, nothing is in the wrong account.'
      : `FAILED: ${result.failures.length} failures, ${result.open} imports not settled`,
  );
  return good ? 0 : 1;
});
