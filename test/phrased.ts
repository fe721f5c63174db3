import { expect } from 'vitest';

/** A text of the core in an expected value, by its English. */
export const phrased = (english: string): unknown =>
  expect.toSatisfy((words) => String(words) === english, english) as unknown;
