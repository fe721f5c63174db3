// In every file of tests of `npm run mutate`: wakes one change, and writes down how often the places of all were passed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, inject } from 'vitest';

/** @type {{ awake: number, limits: Record<string, number>, hits: string }} */
const { awake, limits, hits } = inject(/** @type {never} */ ('mutation'));
/** @type {Record<number, number>} */
const passed = {};

/** Whether a change is awake. A loop that no longer ends passes its place without end: that ends here. @param {number} id */
/** @type {any} */ (globalThis).kmiMutant = (/** @type {number} */ id) => {
  const count = (passed[id] = (passed[id] ?? 0) + 1);
  if (id !== awake) return false;
  if (count > (limits[id] ?? Infinity)) throw new Error('a change was passed without end');
  return true;
};

if (hits !== '')
  afterAll(() => {
    mkdirSync(hits, { recursive: true });
    const file = expect.getState().testPath ?? '';
    const name = `${path.basename(file)}-${process.pid}-${Date.now()}-${Math.random()}.json`;
    writeFileSync(path.join(hits, name), JSON.stringify({ file, passed }));
  });
