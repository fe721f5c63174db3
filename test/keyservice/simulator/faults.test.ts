import { describe, expect, it } from 'vitest';
import { allFour, attributes, clientOf, failureOf, send, service } from './client';

const at = service();
const make = {
  KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
  Exportable: true,
} as const;
const count = async (): Promise<number> => (await at().call('ListKeys', { MaxResults: 100 })).Keys.length;

describe('faults on demand', () => {
  it.each([
    ['throttle', { kind: 'throttle' }, 'ThrottlingException', 0],
    ['500 before', { kind: 'error', status: 500, when: 'before' }, 'InternalServerException', 0],
    ['500 after', { kind: 'error', status: 500, when: 'after' }, 'InternalServerException', 1],
    ['503 before', { kind: 'error', status: 503, when: 'before' }, 'ServiceUnavailableException', 0],
    ['503 after', { kind: 'error', status: 503, when: 'after' }, 'ServiceUnavailableException', 1],
    ['drop before', { kind: 'drop', when: 'before' }, 'TimeoutError', 0],
    ['drop after', { kind: 'drop', when: 'after' }, 'TimeoutError', 1],
  ] as const)('%s', async (_, fault, name, made) => {
    const before = await count();
    at().simulator.setFaults(({ operation }) => (operation === 'CreateKey' ? fault : undefined));
    const failure = await at().wrong('CreateKey', make);
    at().simulator.setFaults(undefined);
    expect(failure.name).toBe(name);
    expect((await count()) - before).toBe(made);
  });

  it('latency', async () => {
    at().simulator.setFaults(() => ({ kind: 'latency', milliseconds: 200 }));
    const started = performance.now();
    await at().call('ListKeys', {});
    at().simulator.setFaults(undefined);
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it('a client that retries blindly makes two keys of one call: why ours does not', async () => {
    const client = clientOf(at().simulator, { maxAttempts: 3 });
    const before = await count();
    at().simulator.setFaults(({ operation }) =>
      operation === 'CreateKey' ? { kind: 'error', status: 500, when: 'after' } : undefined,
    );
    await failureOf(send(client, 'CreateKey', make));
    at().simulator.setFaults(undefined);
    expect((await count()) - before).toBe(3);
    client.destroy();
  });
});
