// The part of mocha's interface that our tests use, for the web worker, where mocha's own build does not start.
import type { Results } from './results';

type Body = (this: Context) => unknown;

interface Context {
  timeout(milliseconds: number): void;
  skip(): never;
}

interface Suite {
  title: string;
  before: Body[];
  after: Body[];
  beforeEach: Body[];
  afterEach: Body[];
  children: (Suite | { title: string; body: Body | undefined })[];
}

class Skipped extends Error {}

const newSuite = (title: string): Suite => ({
  title,
  before: [],
  after: [],
  beforeEach: [],
  afterEach: [],
  children: [],
});
const root = newSuite('');
let current = root;

/** Makes `describe`, `it` and the hooks global. */
export function installRunner(): void {
  const describe = (title: string, define: () => void): void => {
    const outer = current;
    const suite = newSuite(title);
    outer.children.push(suite);
    current = suite;
    define();
    current = outer;
  };
  const it = (title: string, body?: Body): void => void current.children.push({ title, body });
  const hook = (name: 'before' | 'after' | 'beforeEach' | 'afterEach') => (body: Body) =>
    void current[name].push(body);
  Object.assign(globalThis, {
    describe,
    it: Object.assign(it, { skip: (title: string) => it(title) }),
    before: hook('before'),
    after: hook('after'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  });
}

/** Runs what was described, one after another. */
export async function runSuites(): Promise<Results> {
  const results: Results = { passed: 0, failed: 0, skipped: 0 };
  await runSuite(root, [], '', results);
  console.log(`\n  ${results.passed} passing, ${results.failed} failing, ${results.skipped} pending`);
  return results;
}

async function runSuite(suite: Suite, outer: Suite[], indent: string, results: Results): Promise<void> {
  const chain = [...outer, suite];
  if (suite.title !== '') console.log(`${indent}${suite.title}`);
  const failed = await attempt(suite.before);
  for (const child of suite.children) {
    if ('children' in child) {
      await runSuite(child, chain, indent + '  ', results);
      continue;
    }
    const started = performance.now();
    const bodies = child.body === undefined ? [skip] : [...chain.flatMap((s) => s.beforeEach), child.body];
    let problem = failed ?? (await attempt(bodies));
    problem = (await attempt(chain.flatMap((s) => s.afterEach).reverse())) ?? problem;
    if (problem === undefined) {
      results.passed++;
      console.log(`${indent}  ✔ ${child.title} (${Math.round(performance.now() - started)}ms)`);
    } else if (problem instanceof Skipped) {
      results.skipped++;
      console.log(`${indent}  - ${child.title}`);
    } else {
      results.failed++;
      console.log(`${indent}  ✘ ${child.title}\n${problem.stack ?? problem.message}`);
    }
  }
  const late = await attempt(suite.after);
  if (late !== undefined && !(late instanceof Skipped)) {
    results.failed++;
    console.log(`${indent}  ✘ after all of "${suite.title}"\n${late.stack ?? late.message}`);
  }
}

/** Runs bodies in turn, each under its time limit. Returns what stopped them. */
async function attempt(bodies: readonly Body[]): Promise<Error | undefined> {
  for (const body of bodies) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const limit = (milliseconds: number): void => {
          clearTimeout(timer);
          timer = setTimeout(() => reject(new Error(`not done after ${milliseconds} ms`)), milliseconds);
        };
        limit(20_000);
        Promise.resolve(body.call({ timeout: limit, skip })).then(() => resolve(), reject);
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      clearTimeout(timer);
    }
  }
  return undefined;
}

function skip(): never {
  throw new Skipped('skipped');
}
