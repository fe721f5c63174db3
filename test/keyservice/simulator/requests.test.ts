// One request: how fast they may come, and what is logged of each.
import { expect, it } from 'vitest';
import { RateLimit } from '../../../src/keyservice/simulator/faults';
import type { LogEntry } from '../../../src/keyservice/simulator/requests';
import { startService } from './client';

it('a rate lets through a second of calls at once, and then one at a time', () => {
  const clock = { now: 1000 };
  const rate = new RateLimit(4, () => clock.now);
  const taken = (count: number): boolean[] => Array.from({ length: count }, () => rate.take());
  expect(taken(6)).toEqual([true, true, true, true, false, false]);
  clock.now += 249;
  expect(rate.take()).toBe(false);
  clock.now += 1;
  expect(taken(2)).toEqual([true, false]);
  clock.now += 500;
  expect(taken(3)).toEqual([true, true, false]);
  // However long nobody called, no more than a second of calls.
  clock.now += 60_000;
  expect(taken(5)).toEqual([true, true, true, true, false]);
});

it.each([
  // Less than one call is never saved up; a billion a second are never used up.
  [0.5, 'ThrottlingException'],
  [1e9, 'ResourceNotFoundException'],
])('with a rate of %d calls a second', async (ratePerSecond, expected) => {
  const log: LogEntry[] = [];
  const service = await startService({ ratePerSecond, log: (entry) => log.push(entry) });
  try {
    const ask = () => service.wrong('GetKey', { KeyIdentifier: 'alias/none' });
    expect([await ask(), await ask(), await ask()].map(({ name }) => name)).toEqual([
      expected,
      expected,
      expected,
    ]);
    expect(log.map(({ operation, status, error }) => [operation, status, error])).toEqual(
      Array.from({ length: 3 }, () => ['GetKey', 400, expected]),
    );
    expect(new Set(log.map(({ requestId }) => requestId)).size).toBe(3);
    for (const { milliseconds } of log) expect(milliseconds).toBeGreaterThanOrEqual(0);
  } finally {
    await service.close();
  }
});

it('without a rate every call is answered', async () => {
  const log: LogEntry[] = [];
  const service = await startService({ log: (entry) => log.push(entry) });
  try {
    for (let i = 0; i < 20; i++) await service.call('ListKeys', {});
    expect(log.map(({ operation, status }) => `${operation} ${status}`)).toEqual(
      Array<string>(20).fill('ListKeys 200'),
    );
    expect(log.every((entry) => !('error' in entry))).toBe(true);
  } finally {
    await service.close();
  }
});
