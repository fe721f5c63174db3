// A process of `npm run mutate` that runs tests, again and again without starting Vitest anew. It reads jobs as lines of
// JSON, `{ awake, limits, hits, files }`, and answers each with a line `@{ failed, seconds }`: which tests failed first.
// Usage: node mutateWorker.mjs CHANGES, a file of the changes that are built in.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createVitest } from 'vitest/node';
import { withMutations } from './mutations.mjs';
import { root } from './paths.mjs';

/** @type {Record<string, (import('./mutations.mjs').Mutation & { id: number })[]>} */
const changes = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
process.env['KMI_QUICK'] = '1';

const vitest = await createVitest(
  'test',
  {
    root,
    watch: false,
    maxWorkers: 1,
    // A change that makes a test wait for ever is noticed sooner.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: [{}],
    setupFiles: [path.join(root, 'scripts/mutateSetup.mjs')],
  },
  {
    plugins: [
      {
        name: 'changes',
        enforce: 'pre',
        transform(text, id) {
          const file = path.relative(root, id.split('?')[0] ?? '').replaceAll('\\', '/');
          const mine = changes[file];
          return mine && { code: withMutations(file, text, mine), map: null };
        },
      },
    ],
  },
);
/** @param {string} file */
const nameOf = (file) => path.relative(root, file).replaceAll('\\', '/');
const specifications = await vitest.globTestSpecifications();
const byFile = new Map(specifications.map((one) => [nameOf(one.moduleId), one]));

console.log(`@${JSON.stringify({ files: [...byFile.keys()] })}`);
for await (const line of createInterface({ input: process.stdin })) {
  const { files, bail, ...mutation } = JSON.parse(line);
  vitest.provide(/** @type {never} */ ('mutation'), /** @type {never} */ (mutation));
  for (const project of vitest.projects) project.config.bail = bail ? 1 : 0;
  vitest.config.bail = bail ? 1 : 0;
  const began = Date.now();
  const { testModules: known, unhandledErrors } = await vitest.runTestSpecifications(
    files.map((/** @type {string} */ file) => byFile.get(file)).filter(Boolean),
  );
  // Of the runs before, it remembers the files that are not in this one.
  const testModules = known.filter(({ moduleId }) => files.includes(nameOf(moduleId)));
  /** @type {string[]} */
  const failed = [];
  for (const module of testModules) {
    if (module.state() !== 'failed') continue;
    const name = nameOf(module.moduleId);
    const tests = [...module.children.allTests('failed')].map(
      (test) => `${name}: ${test.fullName}: ${(test.result().errors?.[0]?.message ?? '').split('\n')[0]}`,
    );
    failed.push(...(tests.length > 0 ? tests : [`${name}: could not be loaded`]));
  }
  if (failed.length === 0 && unhandledErrors.length > 0)
    failed.push(`thrown beside a test: ${String(unhandledErrors[0])}`);
  /** @type {Record<string, number>} */
  const durations = {};
  for (const module of testModules)
    durations[nameOf(module.moduleId)] = Object.values(module.diagnostic())
      .filter((one) => typeof one === 'number')
      .reduce((sum, one) => sum + one, 0);
  console.log(`@${JSON.stringify({ failed, durations, seconds: (Date.now() - began) / 1000 })}`);
}
await vitest.close();
