/** Texts put together at random: what is found in the middle of a long text, where the sieve is used, and in a short one. */
import { expect, it } from 'vitest';
import { findHsmMaterial } from '../../../src/core/input/finder';
import { findKeyBlocks } from '../../../src/core/input/find';
import { findKeyMaterial, findStructures } from '../../../src/core/input/material';
import { wholeLines } from '../../whole';
import { mixture, numbers } from './mixtures';

const words = 'nothing of interest, only words upon words; ';
const [before, behind] = [words.repeat(16), words.repeat(20)];
/** Nothing goes on across these, whatever is behind them. */
const end = '\n§ § §\n';

/** Places count from the beginning of the piece. */
function moved(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((one) => moved(one, by));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      (key === 'start' || key === 'end') && typeof member === 'number' ? member - by : moved(member, by),
    ]),
  );
}

/** What depends on the lines around, as decorations do, and what is held elsewhere. */
const without = ['pem', 'findings', 'line', 'column', 'coats', 'encoding', 'wrapper', 'label'];

it('what is found does not depend on what is around', () => {
  const next = numbers(7);
  const differing: number[] = [];
  for (let i = 0; i < 320; i++) {
    const part = `${end}${' '.repeat(next(16))}${mixture(next)}${end}`;
    const same = [findKeyMaterial, i % 2 === 0 ? findStructures : findKeyBlocks, findHsmMaterial].every(
      (find) => {
        const lines = (text: string, from: number): string =>
          wholeLines(moved(find(text), from), without).join('\n');
        return lines(before + part + behind, before.length) === lines(part, 0);
      },
    );
    if (!same) differing.push(i);
  }
  expect(differing).toEqual([]);
});
