// The parts of `npm run safety` are up to date: each text is in its file exactly once, each test exists. Whether a test
// fails without its part is what the script itself shows; it takes minutes.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import * as parts from '../../scripts/safetyParts.mjs';

interface SafetyPart {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
}
const { safetyParts } = parts as { safetyParts: readonly SafetyPart[] };
const root = path.resolve(__dirname, '../..');

describe('parts that keep one import one key', () => {
  it('have names of their own', () => {
    expect(new Set(safetyParts.map(({ name }) => name)).size).toBe(safetyParts.length);
  });

  it.each(safetyParts.map((part) => [part.name, part] as const))('%s', (_, { file, from, to, tests }) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    expect(text.split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
    expect(tests.filter((one) => !existsSync(path.join(root, one)))).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  });
});
