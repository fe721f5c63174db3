/** Waiting that ends: with an answer, by time, or by whoever gave it up. */
import { describe, expect, it } from 'vitest';
import { Deadline, SharedAnswer, throwIfCancelled, unlessCancelled } from '../../src/keyservice/aws/cancel';
import type { CancelSignal } from '../../src/keyservice/operations';

const never = (): Promise<never> => new Promise(() => undefined);
const aborted = { name: 'AbortError' };
const given = AbortSignal.abort();

describe('one wait', () => {
  it('ends with its answer, its failure, or AbortError', async () => {
    const { signal } = new AbortController();
    expect(await unlessCancelled(Promise.resolve(1), undefined)).toBe(1);
    expect(await unlessCancelled(Promise.resolve(2), signal)).toBe(2);
    await expect(unlessCancelled(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    await expect(unlessCancelled(never(), given)).rejects.toMatchObject(aborted);
    const stop = new AbortController();
    const waiting = unlessCancelled(never(), stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject(aborted);
    expect(() => throwIfCancelled(given)).toThrow(expect.objectContaining(aborted) as Error);
    expect(() => throwIfCancelled(signal)).not.toThrow();
  });

  it('leaves no listener behind', async () => {
    let listeners = 0;
    const signal: CancelSignal = {
      aborted: false,
      addEventListener: () => {
        listeners++;
      },
      removeEventListener: () => {
        listeners--;
      },
    };
    await unlessCancelled(Promise.resolve(1), signal);
    await unlessCancelled(Promise.reject(new Error('no')), signal).catch(() => undefined);
    const deadline = new Deadline(60_000, signal);
    expect(listeners).toBe(1);
    deadline.end();
    expect(listeners).toBe(0);
  });

  it('a deadline: over by time, cancelled from outside, or neither', async () => {
    const late = new Deadline(1, undefined);
    await new Promise((resolve) => late.signal.addEventListener('abort', resolve));
    expect([late.isOver, late.signal.aborted]).toEqual([true, true]);
    const before = new Deadline(60_000, given);
    expect([before.isOver, before.signal.aborted]).toEqual([false, true]);
    before.end();
    const outer = new AbortController();
    const ended = new Deadline(1, outer.signal);
    ended.end();
    outer.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([ended.isOver, ended.signal.aborted]).toEqual([false, false]);
  });
});

describe('an answer for all who ask', () => {
  it('is asked for once and kept', async () => {
    let asked = 0;
    const shared = new SharedAnswer(() => Promise.resolve(++asked));
    expect(await Promise.all([shared.get(), shared.get()])).toEqual([1, 1]);
    expect(await shared.get()).toBe(1);
    await expect(shared.get(given)).rejects.toMatchObject(aborted);
    expect(asked).toBe(1);
  });

  it('a failure is not kept, not even for the next who asks while others still hear of it', async () => {
    let asked = 0;
    const shared = new SharedAnswer(() =>
      ++asked === 1 ? Promise.reject(new Error('no')) : Promise.resolve(asked),
    );
    const again = shared.get().catch(() => shared.get());
    // Those who could be cancelled hear of it a moment later.
    const { signal } = new AbortController();
    const others = [shared.get(signal), shared.get(signal)].map((one) =>
      one.catch((error: unknown) => (error as Error).message),
    );
    expect(await Promise.all([again, ...others])).toEqual([2, 'no', 'no']);
    expect(asked).toBe(2);
  });

  it('is given up when the last who waits was cancelled, and asked for anew', async () => {
    const signals: CancelSignal[] = [];
    const shared = new SharedAnswer((signal) => {
      signals.push(signal);
      return signals.length === 1 ? never() : Promise.resolve('second');
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const waiting = [shared.get(one.signal), shared.get(two.signal)];
    one.abort();
    await expect(waiting[0]).rejects.toMatchObject(aborted);
    expect(signals.map(({ aborted: over }) => over)).toEqual([false]);
    two.abort();
    await expect(waiting[1]).rejects.toMatchObject(aborted);
    expect(signals.map(({ aborted: over }) => over)).toEqual([true]);
    expect(await shared.get()).toBe('second');
    // An answer that came is kept, though nobody waits any more.
    expect(await shared.get()).toBe('second');
    expect(signals).toHaveLength(2);
  });
});
