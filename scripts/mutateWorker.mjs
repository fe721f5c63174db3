// A process of `npm run mutate` that runs files of tests again and again. Vitest needs seconds to start a file anew, most
// of them to load it; here each file is bundled once, with the changes built in, and evaluated for each run, by Vitest's own
// runner. It reads jobs as lines of JSON, `{ awake, limits, file, bail }`, and answers each with a line
// `@{ failed, duration, passed, inputs }`: which tests failed, milliseconds, how often the places of changes were passed,
// the files of the bundle, by their paths from the checkout.
// Usage: node mutateWorker.mjs CHANGES, a file of the changes that are built in.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  getState,
  setState,
} from '@vitest/expect';
import * as runner from '@vitest/runner';
import * as chai from 'chai';
import esbuild from 'esbuild';
import { giveAgain } from '../test/rsaKeys.mjs';
import { withMutations } from './mutations.mjs';
import { root } from './paths.mjs';

/** @type {Record<string, (import('./mutations.mjs').Mutation & { id: number })[]>} */
const changes = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
process.env['KMI_QUICK'] = '1';
process.env['VITEST'] = 'true';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

/** Vitest's `expect` without what needs its other processes; expectations in files are compared. @type {any} */
const expect = (/** @type {unknown} */ value, /** @type {string | undefined} */ message) =>
  chai.expect(value, message);
Object.assign(expect, chai.expect, /** @type {any} */ (globalThis)[ASYMMETRIC_MATCHERS_OBJECT]);
expect.getState = () => getState(expect);
expect.setState = (/** @type {any} */ state) => setState(state, expect);
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
/** @type {any} */ (globalThis)[GLOBAL_EXPECT] = expect;
expect.extend = (/** @type {any} */ matchers) => /** @type {any} */ (chai.expect).extend(expect, matchers);
expect.extend(customMatchers);
expect.fail = chai.expect.fail;
expect.poll = (/** @type {() => unknown} */ read, { timeout = 1000, interval = 50 } = {}) =>
  new Proxy(
    {},
    {
      get:
        (_, name) =>
        async (/** @type {unknown[]} */ ...args) => {
          for (
            const end = Date.now() + timeout;
            ;
            await new Promise((resolve) => setTimeout(resolve, interval))
          )
            try {
              return expect(await read())[name](...args);
            } catch (error) {
              if (Date.now() > end) throw error;
            }
        },
    },
  );
let folder = root;
chai.use((_, { addMethod, flag }) => {
  addMethod(
    chai.Assertion.prototype,
    'toMatchFileSnapshot',
    /** @this {object} */ function (/** @type {string} */ name) {
      const file = path.resolve(folder, name);
      const wanted = existsSync(file) ? readFileSync(file, 'utf8') : '';
      expect(flag(this, 'object')).toBe(wanted);
    },
  );
  addMethod(chai.Assertion.prototype, 'toMatchInlineSnapshot', () => undefined);
});

let passed = new Float64Array(1024);
/** @type {{ awake: number, limits: Record<string, number> }} */
let job = { awake: -1, limits: {} };
/** Whether a change is awake. A loop that no longer ends passes its place without end: that ends here. @param {number} id */
/** @type {any} */ (globalThis).kmiMutant = (/** @type {number} */ id) => {
  if (id >= passed.length) {
    const before = passed;
    passed = new Float64Array(2 * id);
    passed.set(before);
  }
  const count = ++/** @type {any} */ (passed)[id];
  if (id !== job.awake) return false;
  if (count > (job.limits[id] ?? Infinity)) throw new Error('a change was passed without end');
  return true;
};

/** What the methods were that a test watches. @type {(() => void)[]} */
const watched = [];
/** What the quick tests ask of Vitest's `vi`. */
const vi = {
  spyOn: (/** @type {any} */ owner, /** @type {string} */ name) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    let body = owner[name];
    /** @type {unknown[][]} */
    const calls = [];
    const restore = () => {
      if (before) Object.defineProperty(owner, name, before);
      else delete owner[name];
    };
    owner[name] = function (/** @type {unknown[]} */ ...given) {
      calls.push(given);
      return body.apply(this, given);
    };
    watched.push(restore);
    const spy = {
      mock: { calls },
      mockRestore: restore,
      mockImplementation: (/** @type {unknown} */ other) => {
        body = other;
        return spy;
      },
    };
    return spy;
  },
  restoreAllMocks: () => {
    for (const restore of watched.splice(0).reverse()) restore();
  },
  waitFor: async (/** @type {() => unknown} */ check, { timeout = 1000, interval = 50 } = {}) => {
    for (const end = Date.now() + timeout; ; await new Promise((resolve) => setTimeout(resolve, interval)))
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end) throw error;
      }
  },
};

const vitest = { ...runner, test: runner.test, it: runner.it, expect, vi };

/**
 * A file of tests as a function of its module's parts, and the files in it.
 * @param {string} file @returns {Promise<{ evaluate: (...parts: unknown[]) => void, inputs: string[] }>}
 */
async function bundled(file) {
  const built = await esbuild.build({
    entryPoints: [path.join(root, file)],
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: root,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
    plugins: [
      {
        name: 'changes',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, ({ path: source }) => {
            const name = path.relative(root, source).replaceAll('\\', '/');
            const text = readFileSync(source, 'utf8');
            const mine = changes[name];
            const contents = (mine ? withMutations(name, text, mine) : text)
              .replaceAll(/import\.meta\.dirname|\b__dirname\b/g, JSON.stringify(path.dirname(source)))
              .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(source).href));
            return { contents, loader: 'ts' };
          }),
      },
    ],
  });
  const code = `(function (exports, require, module) {${built.outputFiles[0]?.text ?? ''}\n})`;
  return {
    evaluate: new vm.Script(code, { filename: path.join(root, `${file}.cjs`) }).runInThisContext(),
    inputs: Object.keys(built.metafile.inputs).sort(),
  };
}

/** @type {Map<string, Awaited<ReturnType<typeof bundled>>>} */
const bundles = new Map();
const config = {
  root,
  setupFiles: [],
  passWithNoTests: true,
  allowOnly: true,
  sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' },
  maxConcurrency: 1,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  strictTags: false,
};

/** @param {string} file @param {boolean} bail */
async function runFile(file, bail) {
  const bundle = bundles.get(file) ?? (await bundled(file));
  bundles.set(file, bundle);
  folder = path.dirname(path.join(root, file));
  const requireHere = createRequire(path.join(root, file));
  let failed = 0;
  const [result] = await runner.startTests(
    [path.join(root, file)],
    /** @type {any} */ ({
      config,
      importFile: () => {
        const module = { exports: {} };
        bundle.evaluate(
          module.exports,
          (/** @type {string} */ id) => (id === 'vitest' ? vitest : requireHere(id)),
          module,
        );
      },
      onBeforeRunTask: (/** @type {any} */ task) => {
        if (bail && failed > 0) task.mode = 'skip';
      },
      onBeforeRunSuite: (/** @type {any} */ suite) => {
        if (bail && failed > 0) suite.mode = 'skip';
      },
      onAfterRunTask: (/** @type {any} */ task) => {
        if (task.result?.state === 'fail') failed++;
      },
      injectValue: () => undefined,
      trace: (/** @type {unknown} */ _name, /** @type {any} */ a, /** @type {any} */ b) => (b ?? a)(),
    }),
  );
  return result;
}

/** The first words of what failed in a task and the tasks below it. @param {any} task @param {string} name @returns {string[]} */
function failures(task, name) {
  const own = (task.result?.errors ?? []).map(
    (/** @type {any} */ error) => `${name}: ${String(error?.message).split('\n')[0]}`,
  );
  return [
    ...own.slice(0, 1),
    ...(task.tasks ?? []).flatMap((/** @type {any} */ one) => failures(one, `${name} > ${one.name}`)),
  ];
}

/** @type {string[]} */
let beside = [];
for (const event of ['unhandledRejection', 'uncaughtException'])
  process.on(event, (error) => void beside.push(`thrown beside a test: ${String(error)}`));
// What tests and sources print is not for us.
const answer = process.stdout.write.bind(process.stdout);
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

answer('@{}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { file, bail, ...rest } = JSON.parse(line);
  job = rest;
  passed = new Float64Array(passed.length);
  beside = [];
  giveAgain();
  const began = Date.now();
  /** @type {string[]} */
  let failed;
  try {
    failed = failures(await runFile(file, bail), file);
  } catch (error) {
    failed = [`${file}: could not be loaded: ${String(error).split('\n')[0]}`];
  }
  if (failed.length === 0) failed.push(...beside.slice(0, 1));
  const inputs = job.awake >= 0 ? [] : (bundles.get(file)?.inputs ?? [file]);
  const places = job.awake >= 0 ? [] : [...passed].flatMap((count, id) => (count > 0 ? [[id, count]] : []));
  answer(
    `@${JSON.stringify({ failed, duration: Date.now() - began, passed: Object.fromEntries(places), inputs })}\n`,
  );
}
