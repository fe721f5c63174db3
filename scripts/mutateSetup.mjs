// In every file of tests of `npm run mutate`: wakes one change, and writes down how often the places of all were passed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, inject } from 'vitest';

/** @type {{ awake: number, limits: Record<string, number>, hits: string }} */
const { awake, limits, hits } = inject(/** @type {never} */ ('mutation'));
// By number of the change: fast, as loops over millions of bytes pass places too.
let passed = new Float64Array(1024);

/** Whether a change is awake. A loop that no longer ends passes its place without end: that ends here. @param {number} id */
/** @type {any} */ (globalThis).kmiMutant = (/** @type {number} */ id) => {
  if (id >= passed.length) {
    const before = passed;
    passed = new Float64Array(2 * id);
    passed.set(before);
  }
  const count = ++/** @type {any} */ (passed)[id];
  if (id !== awake) return false;
  if (count > (limits[id] ?? Infinity)) throw new Error('a change was passed without end');
  return true;
};

if (hits !== '')
  afterAll(() => {
    mkdirSync(hits, { recursive: true });
    const file = expect.getState().testPath ?? '';
    const name = `${path.basename(file)}-${process.pid}-${Date.now()}-${Math.random()}.json`;
    const counts = [...passed].flatMap((count, id) => (count > 0 ? [[id, count]] : []));
    writeFileSync(path.join(hits, name), JSON.stringify({ file, passed: Object.fromEntries(counts) }));
  });
