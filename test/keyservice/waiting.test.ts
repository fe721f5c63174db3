// Waits for an identity, without the processes that they are made for: limits, people, cancelling, what is shown. Codes of
// MFA devices, and which processes belong to one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { abortForMany, joined, pause } from '../../src/keyservice/aws/cancel';
import { IdentityWaits, type Awaited, type Waiting } from '../../src/keyservice/aws/identityWaits';
import { MfaCodes } from '../../src/keyservice/aws/mfaCodes';
import { startedBy } from '../../src/keyservice/aws/processTree';
import type { IdentityWait, WaitKind } from '../../src/keyservice/identity';

const awaited = (kind: WaitKind, profile = 'p'): Awaited => ({ kind, profile, region: 'us-east-1' });
const never = (): Promise<never> => new Promise(() => undefined);
const after = (milliseconds: number): Promise<void> => pause(milliseconds);

function watched(patience?: number) {
  const told: string[] = [];
  let last: IdentityWait | undefined;
  const waits = new IdentityWaits({
    ...(patience === undefined ? {} : { patience }),
    listener: (wait, over) => {
      last = wait;
      told.push(`${wait.kind} ${wait.profile} ${wait.region} "${wait.subject}" ${wait.limit} ${over}`);
    },
  });
  return { waits, told, current: () => last! };
}

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `gives ${String(value)}`,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'another'),
  );

describe('a wait for an identity', () => {
  it('has half a minute where nothing else is said, and is shown from its begin to its end', async () => {
    const { waits, told } = watched();
    expect(waits.patience).toBe(30_000);
    expect(
      await waits.run({ ...awaited('process'), subject: 's' }, undefined, () => Promise.resolve(1)),
    ).toBe(1);
    expect(told).toEqual(['process p us-east-1 "s" 30000 false', 'process p us-east-1 "s" 30000 true']);
  });

  it.each<[WaitKind, string]>([
    ['process', 'IdentityTimedOut: 0'],
    ['mfa', 'gives in the end'],
    ['nextCode', 'gives in the end'],
    ['browser', 'gives in the end'],
  ])('on %s: %s', async (kind, ends) => {
    const { waits, told } = watched(20);
    const body = (): Promise<string> => after(60).then(() => 'in the end');
    expect(await outcome(waits.run(awaited(kind), undefined, body))).toBe(ends);
    const limit = kind === 'process' ? 20 : undefined;
    expect(told[0]).toBe(`${kind} p us-east-1 "" ${limit} false`);
    expect(told.at(-1)).toBe(`${kind} p us-east-1 "" ${limit} true`);
  });

  it('aborts what is done in it when its time is over, and says how many seconds that was', async () => {
    const { waits } = watched(1_600);
    let signal: AbortSignal | undefined;
    const over = waits.run(awaited('process'), undefined, (waiting) => {
      ({ signal } = waiting);
      return never();
    });
    expect(await outcome(over)).toBe('IdentityTimedOut: 2');
    expect(signal?.aborted).toBe(true);
  });

  it('goes on without a limit where a person is waited on, told from within or asked at its end', async () => {
    for (const within of [true, false]) {
      const { waits, told } = watched(20);
      let asked = 0;
      const body = (waiting: Waiting): Promise<string> => {
        if (within) waiting.onPerson();
        return after(60).then(() => 'yes');
      };
      const onPerson = (): Promise<boolean> => Promise.resolve(++asked > 0);
      expect(await waits.run(awaited('process'), undefined, body, onPerson)).toBe('yes');
      expect(asked).toBe(within ? 0 : 1);
      expect(told).toEqual([
        'process p us-east-1 "" 20 false',
        'browser p us-east-1 "" undefined false',
        'browser p us-east-1 "" undefined true',
      ]);
    }
    const { waits } = watched(20);
    const machine = (): Promise<boolean> => Promise.resolve(false);
    expect(await outcome(waits.run(awaited('process'), undefined, never, machine))).toBe(
      'IdentityTimedOut: 0',
    );
  });

  it('whose limit was lifted while it was asked whether a person is waited on goes on', async () => {
    const { waits, current } = watched(20);
    const asked = async (): Promise<boolean> => {
      current().keepWaiting();
      await after(1);
      return false;
    };
    const body = (): Promise<string> => after(60).then(() => 'yes');
    expect(await outcome(waits.run(awaited('process'), undefined, body, asked))).toBe('gives yes');
  });

  it('ends at once where it is cancelled, from outside, by its own means, or before', async () => {
    const { waits, current, told } = watched(10_000);
    const outer = new AbortController();
    const first = outcome(waits.run(awaited('process'), outer.signal, never));
    outer.abort();
    expect(await first).toBe('AbortError: cancelled');
    const second = outcome(waits.run(awaited('mfa'), undefined, never));
    current().cancel();
    expect(await second).toBe('AbortError: cancelled');
    const before = told.length;
    expect(await outcome(waits.run(awaited('mfa'), outer.signal, never))).toBe('AbortError: cancelled');
    expect(told).toHaveLength(before);
    // A wait that is over is not shown as one that goes on.
    current().keepWaiting();
    expect(told).toHaveLength(before);
  });

  it('once more with the patience that was asked for, until one that is no question has ended', async () => {
    const { waits, told } = watched(20);
    const run = (kind: WaitKind, profile = 'p'): Promise<string> =>
      outcome(waits.run(awaited(kind, profile), undefined, () => after(40).then(() => 'yes')));
    waits.keepWaiting('p');
    expect(await run('process', 'other')).toBe('IdentityTimedOut: 0');
    expect(await run('mfa')).toBe('gives yes');
    expect(await run('nextCode')).toBe('gives yes');
    expect(await run('process')).toBe('gives yes');
    expect(await run('process')).toBe('IdentityTimedOut: 0');
    expect(told.filter((line) => line.startsWith('process') && line.endsWith('false'))).toEqual([
      'process other us-east-1 "" 20 false',
      'process p us-east-1 "" undefined false',
      'process p us-east-1 "" 20 false',
    ]);
    // One that failed otherwise takes the patience as well.
    waits.keepWaiting('p');
    const failed = waits.run(awaited('process'), undefined, () => Promise.reject(new Error('no')));
    expect(await outcome(failed)).toBe('Error: no');
    expect(await run('process')).toBe('IdentityTimedOut: 0');
  });
});

describe('codes of an MFA device', () => {
  it('are asked for each, and in the same step only after it', async () => {
    const step = 600;
    const { waits, told } = watched();
    const asked: string[] = [];
    let next = 100;
    const codes = new MfaCodes(
      ({ serial, profile, used }) => {
        asked.push(`${serial} ${profile} ${used('100')} ${used('101')}`);
        return Promise.resolve(String(next++));
      },
      waits,
      step,
    );
    const { signal } = new AbortController();
    const get = (serial: string, profile = 'p'): Promise<string> =>
      codes.get(serial, { profile, region: 'r' }, signal);
    // From the begin of a step, so that it does not end on the way.
    await after(step - (Date.now() % step));
    expect(await get('one')).toBe('100');
    expect(await get('two')).toBe('101');
    const began = Math.floor(Date.now() / step);
    expect(await get('one', 'q')).toBe('102');
    expect(Math.floor(Date.now() / step)).toBeGreaterThan(began);
    expect(asked).toEqual(['one p false false', 'two p false false', 'one q true false']);
    const kinds = told
      .filter((line) => line.endsWith('false'))
      .map((line) => line.split(' ').slice(0, 4).join(' '));
    expect(kinds).toEqual(['mfa p r "one"', 'mfa p r "two"', 'nextCode q r "one"', 'mfa q r "one"']);
    await after(3 * step + 50);
    // Three steps later nothing is known of it any more.
    await get('one');
    expect(asked.at(-1)).toBe('one p false false');
  });
});

it('signals that are joined are one, and let go of', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const both = joined(one.signal, undefined, two.signal);
  expect(both.signal.aborted).toBe(false);
  two.abort();
  expect(both.signal.aborted).toBe(true);
  expect(joined(one.signal, two.signal).signal.aborted).toBe(true);
  expect(joined(undefined).signal.aborted).toBe(false);
  const ended = joined(one.signal);
  ended.end();
  one.abort();
  expect(ended.signal.aborted).toBe(false);
  expect(abortForMany().signal.aborted).toBe(false);
});

it('a pause ends with its time, or as soon as it is cancelled', async () => {
  const stop = new AbortController();
  const began = performance.now();
  const waiting = pause(60_000, stop.signal);
  stop.abort();
  await waiting;
  expect(performance.now() - began).toBeLessThan(30_000);
  await pause(1);
});

describe.skipIf(process.platform !== 'linux')('processes', () => {
  it('that another started are known by number, parent, group and name', async () => {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [, parent, group] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    expect(parent).toBe(process.ppid);
    const below = await startedBy(process.ppid, 'no such mark');
    expect(below.find(({ pid }) => pid === process.pid)).toEqual({
      pid: process.pid,
      parent: process.ppid,
      group,
      name,
    });
    expect(below.map(({ pid }) => pid)).not.toContain(process.ppid);
    // Also through the one between: of a process two levels up.
    const above = readFileSync(`/proc/${process.ppid}/stat`, 'latin1');
    const grand = Number(above.slice(above.lastIndexOf(')') + 2).split(' ')[1]);
    if (grand > 1) {
      const all = (await startedBy(grand, 'no such mark')).map(({ pid }) => pid);
      expect(all).toEqual(expect.arrayContaining([process.ppid, process.pid]));
    }
    // What stands above it is none of them, and of one that is not there nothing is.
    expect((await startedBy(process.pid, 'no such mark')).map(({ pid }) => pid)).not.toContain(process.ppid);
    expect(await startedBy(999_999_999, 'no such mark')).toEqual([]);
  });
});
