/** The cause of 200 made mismatches of check values, each with the test key at hand, and how often it comes first. */
import { explainCheckValues } from '../../src/core/checkValues/explain';
import { mismatches } from '../core/checkValues/mismatches';
import { report } from './report';

const made = mismatches(200);
const given = (value: string) => ({ value, origin: 'test', role: 'key' }) as const;
const times: number[] = [];
let first = 0;
for (let round = 0; round < 5; round++) {
  first = 0;
  const began = performance.now();
  for (const { a, b, cause, clear } of made) {
    const { pairs } = explainCheckValues([given(a), given(b)], {}, clear);
    if (pairs[0]?.named[0]?.causes.some(({ id }) => id === cause)) first++;
  }
  times.push(performance.now() - began);
}
const middle = times.sort((a, b) => a - b)[2] ?? 0;
report('200 mismatched check values', 'ours', middle);
console.log(`200 mismatched check values: ${middle.toFixed(0)} ms, the cause first in ${first}`);
