/** The short form of `npm run fuzz`: every target, a few thousand inputs of a fixed seed. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runs } from '../quick';
import { fuzz, Random, type FuzzTarget } from './fuzz';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.fuzz.ts'));

describe('fuzzing', () => {
  it.each(files)('%s', async (name) => {
    const { target } = (await import(path.join(__dirname, name))) as { target: FuzzTarget };
    expect(fuzz(target, runs(3000), 1).inputs).toBe(runs(3000));
  });

  it('is the same for the same seed, another for another', () => {
    const numbers = (seed: number, input: number): number[] => {
      const random = new Random(seed, input);
      return Array.from({ length: 20 }, () => random.below(1000));
    };
    expect(numbers(1, 7)).toEqual(numbers(1, 7));
    expect(numbers(1, 7)).not.toEqual(numbers(1, 8));
    expect(numbers(1, 7)).not.toEqual(numbers(2, 7));
  });

  it('names seed, number and input of what fails', () => {
    const target: FuzzTarget = {
      name: 'wrong',
      make: (random) => `input ${random.below(10)}`,
      check: (input) => {
        if (input === 'input 3') throw new Error('three');
      },
    };
    expect(() => fuzz(target, 1000, 5)).toThrow(/^wrong, seed 5, input \d+: Error: three\n"input 3"$/);
  });
});
