import { describe, expect, it } from 'vitest';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';

/** A clock that moves only when it is told to, and the turns that were given, with their times. */
function clocked(rate: number) {
  let time = 0;
  const timers: { at: number; then: () => void }[] = [];
  const queue = new RateQueue({
    rate,
    now: () => time,
    after: (milliseconds, then) => {
      const timer = { at: time + milliseconds, then };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  const turns: number[] = [];
  return {
    queue,
    turns,
    take: (signal?: AbortSignal) => queue.turn(signal).then(() => void turns.push(time)),
    runTo: async (end: number) => {
      await Promise.resolve();
      for (;;) {
        timers.sort((a, b) => a.at - b.at);
        const next = timers[0];
        if (!next || next.at > end) break;
        timers.shift();
        time = next.at;
        next.then();
        await new Promise((resolve) => setImmediate(resolve));
      }
      time = end;
    },
  };
}

describe('the pace of calls', () => {
  it('is no more than the rate in any second', async () => {
    const { take, runTo, turns } = clocked(5);
    const all = Promise.all(Array.from({ length: 23 }, () => take()));
    await runTo(10_000);
    await all;
    expect(turns).toHaveLength(23);
    for (const start of turns) {
      const within = turns.filter((t) => t >= start && t < start + 1000).length;
      expect(within).toBeLessThanOrEqual(5);
    }
    expect(turns.at(-1)).toBeLessThan(5000);
  });

  it('halves after throttling, and comes back', async () => {
    const { queue, take, runTo } = clocked(5);
    const first = take();
    await runTo(0);
    await first;
    queue.ended(true);
    expect(queue.interval).toBe(400);
    queue.ended(true);
    queue.ended(true);
    expect(queue.interval).toBe(1600);
    for (let i = 0; i < 30; i++) queue.ended(true);
    expect(queue.interval).toBe(4000);
    for (let i = 0; i < 60; i++) queue.ended(false);
    expect(queue.interval).toBe(200);
  });

  it('leaves no listener behind once a call has its turn, and takes it once', async () => {
    const { queue, runTo } = clocked(1);
    const added: (() => void)[] = [];
    const signal = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void added.push(listener),
      removeEventListener: (_type: 'abort', listener: () => void) =>
        void added.splice(added.indexOf(listener), 1),
    };
    const turns = [queue.turn(signal), queue.turn(signal)];
    await runTo(2000);
    await Promise.all(turns);
    expect([added.length, queue.length]).toEqual([0, 0]);
  });

  it('lets a cancelled call go without a turn, and the others on', async () => {
    const { queue, take, runTo, turns } = clocked(1);
    const stop = new AbortController();
    const first = take();
    const second = take(stop.signal);
    const third = take();
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    await runTo(1000);
    await Promise.all([first, third]);
    expect(turns).toEqual([0, 1000]);
    expect(queue.length).toBe(0);
    await expect(queue.turn(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
