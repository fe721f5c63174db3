/** Faults after which a client cannot know what became of its call, seen through the real adapter. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import { type Fault, LateCalls, replies } from '../../../src/keyservice/simulator/faults';
import { startSimulator, type LogEntry, type Simulator } from '../../../src/keyservice/simulator/server';
import { allFour, attributes, clientOf, failureOf, send, startService, type Failure } from './client';

const make = {
  KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
  Exportable: true,
} as const;
/** Takes some tenths of a second. */
const makeSlowly = {
  KeyAttributes: attributes(
    'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
    'RSA_3072',
    { Sign: true },
    'ASYMMETRIC_KEY_PAIR',
  ),
  Exportable: true,
} as const;
const hour = 3_600_000;

let simulator: Simulator;
let patient: AwsService;
let impatient: AwsService;
const logged: LogEntry[] = [];
beforeAll(async () => {
  simulator = await startSimulator({ log: (entry) => logged.push(entry) });
  const connect = (timeout: number): AwsService =>
    connectAws({
      target: { kind: 'simulator', profile: 'test', region: simulator.region, endpoint: simulator.url },
      credentials: () => Promise.resolve(simulator.credentials),
      queue: new RateQueue({ rate: 1000 }),
      timeout,
    });
  patient = connect(30_000);
  impatient = connect(300);
});
afterAll(async () => {
  patient.close();
  impatient.close();
  await simulator.close();
});
beforeEach(() => {
  logged.length = 0;
});

const count = async (): Promise<number> =>
  (await patient.call('ListKeys', { MaxResults: 100 })).output.Keys.length;

async function withFault<Result>(
  operation: OperationName,
  fault: Fault,
  work: () => Promise<Result>,
): Promise<Result> {
  simulator.setFaults((call) => (call.operation === operation ? fault : undefined));
  try {
    return await work();
  } finally {
    simulator.setFaults(undefined);
  }
}

describe('a call without its answer, as the SDK sees it', () => {
  const through = async (fault: Fault): Promise<Failure> => {
    const client = clientOf(simulator);
    try {
      return await withFault('CreateKey', fault, () => failureOf(send(client, 'CreateKey', make)));
    } finally {
      client.destroy();
    }
  };

  it.each([
    ['HTML, and not done', { kind: 'reply', reply: replies.html, when: 'before' }, 'SyntaxError', 0, 200],
    ['HTML, and done', { kind: 'reply', reply: replies.html, when: 'after' }, 'SyntaxError', 1, 200],
    [
      'an unknown error, and not done',
      { kind: 'reply', reply: replies.unknownError, when: 'before' },
      'SomethingNew',
      0,
      400,
    ],
    [
      'an unknown error, and not done',
      { kind: 'reply', reply: replies.unknownError, when: 'after' },
      'SomethingNew',
      1,
      400,
    ],
    ['a redirection, and done', { kind: 'reply', reply: replies.redirect, when: 'after' }, '307', 1, 307],
    ['an answer that ends in its body, and done', { kind: 'cut', bytes: 10 }, 'Error', 1, 200],
  ] as const)('%s', async (_, fault, name, made, status) => {
    const before = await count();
    const failure = await through(fault);
    expect(failure.name).toBe(name);
    expect((await count()) - before).toBe(made);
    expect(logged.find(({ operation }) => operation === 'CreateKey')).toMatchObject({ status });
  });

  it('200 without a key, though it was made', async () => {
    const before = await count();
    const client = clientOf(simulator);
    const output = await withFault(
      'CreateKey',
      { kind: 'reply', reply: replies.withoutKey, when: 'after' },
      () => send(client, 'CreateKey', make),
    );
    expect(Object.keys(output)).toEqual(['$metadata']);
    expect((await count()) - before).toBe(1);
    client.destroy();
  });
});

describe('a client that gives up', () => {
  it.each([
    [{ kind: 'silence', when: 'before' }, 0],
    [{ kind: 'silence', when: 'after' }, 1],
    [{ kind: 'latency', milliseconds: hour, when: 'before' }, 0],
    [{ kind: 'latency', milliseconds: hour, when: 'after' }, 1],
  ] as const)('%j', async (fault, made) => {
    const before = await count();
    await withFault('CreateKey', fault, () =>
      expect(impatient.call('CreateKey', make)).rejects.toMatchObject({
        kind: 'timedOut',
        effect: 'unknown',
      }),
    );
    expect((await count()) - before).toBe(made);
  });
});

const meanwhiles = ['drop', 'silence', 500, 503, replies.unknownError] as const;
/** Only silence needs a client that gives up. */
const serviceFor = (meanwhile: unknown): AwsService => (meanwhile === 'silence' ? impatient : patient);

describe('a call whose effect comes late', () => {
  it.each(meanwhiles)('is answered by %s, and done afterwards', async (meanwhile) => {
    const before = await count();
    await withFault('CreateKey', { kind: 'late', milliseconds: 20, meanwhile }, () =>
      expect(serviceFor(meanwhile).call('CreateKey', make)).rejects.toMatchObject({ effect: 'unknown' }),
    );
    await simulator.lateCallsDone();
    expect((await count()) - before).toBe(1);
  });

  it.each(meanwhiles)('is answered by %s, and is not done before its time', async (meanwhile) => {
    const other = await startService();
    other.simulator.setFaults(({ operation }) =>
      operation === 'CreateKey' ? { kind: 'late', milliseconds: hour, meanwhile } : undefined,
    );
    const impatient = clientOf(other.simulator, {
      requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
    });
    await failureOf(send(impatient, 'CreateKey', make));
    impatient.destroy();
    expect((await other.call('ListKeys', {})).Keys).toEqual([]);
    // With an hour still to wait, this ends only because late calls are cancelled.
    await other.close();
  });

  it('has errors of its own that nobody sees', async () => {
    await withFault('DeleteKey', { kind: 'late', milliseconds: 0, meanwhile: 500 }, () =>
      expect(patient.call('DeleteKey', { KeyIdentifier: 'alias/none' })).rejects.toMatchObject({
        kind: 'unavailable',
      }),
    );
    await simulator.lateCallsDone();
    expect(logged.map(({ operation, status }) => [operation, status])).toEqual([['DeleteKey', 500]]);
  });
});

describe('closing', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-late-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const keysIn = async (file: string): Promise<number> => {
    const again = await startService({ file });
    const { Keys } = await again.call('ListKeys', {});
    await again.close();
    return Keys.length;
  };

  it('cancels late calls that have not begun', async () => {
    const file = path.join(folder, 'cancelled');
    const first = await startService({ file });
    first.simulator.setFaults(() => ({ kind: 'late', milliseconds: hour, meanwhile: 'drop' }));
    await first.wrong('CreateKey', make);
    await first.close();
    expect(await keysIn(file)).toBe(0);
  });

  it('waits for late calls that have begun', async () => {
    const file = path.join(folder, 'begun');
    const first = await startService({ file });
    first.simulator.setFaults(() => ({ kind: 'late', milliseconds: 0, meanwhile: 'drop' }));
    await first.wrong('CreateKey', makeSlowly);
    // Timers of the same length go off in order.
    await new Promise((resolve) => setTimeout(resolve, 10));
    await first.close();
    expect(await keysIn(file)).toBe(1);
  });

  it('waits for a call whose client is gone', async () => {
    const file = path.join(folder, 'gone');
    const first = await startService({ file });
    const arrived = new Promise<void>((resolve) =>
      first.simulator.setFaults(() => {
        resolve();
        return undefined;
      }),
    );
    const failed = first.wrong('CreateKey', makeSlowly);
    await arrived;
    await first.close();
    expect((await failed).status).toBeUndefined();
    expect(await keysIn(file)).toBe(1);
  });

  it('ends what waits before it is done, without doing it', async () => {
    const file = path.join(folder, 'waiting');
    const first = await startService({ file });
    const arrived = new Promise<void>((resolve) =>
      first.simulator.setFaults(() => {
        resolve();
        return { kind: 'latency', milliseconds: hour };
      }),
    );
    const failed = first.wrong('CreateKey', make);
    await arrived;
    await first.close();
    expect((await failed).status).toBeUndefined();
    expect(await keysIn(file)).toBe(0);
  });

  it('lets nothing begin afterwards', async () => {
    const late = new LateCalls();
    await late.close();
    expect(await late.pause(0)).toBe(false);
    let begun = false;
    late.start(0, () => Promise.resolve((begun = true)));
    await late.settled();
    expect(begun).toBe(false);
  });
});
