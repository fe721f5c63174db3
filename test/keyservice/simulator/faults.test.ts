import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allFour, attributes, clientOf, failureOf, send, service } from './client';
import { soak } from './soak';

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

describe('500 imports through faults', () => {
  it.each([
    ['in memory', false],
    ['in a file', true],
  ] as const)(
    '%s: nothing acknowledged is lost, nothing is imported twice',
    async (_, inFile) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'kmi-soak-'));
      try {
        const result = await soak({
          imports: inFile ? 200 : 500,
          atOnce: 8,
          faulty: inFile ? 0.1 : 0.05,
          client: inFile ? 'remembering' : 'importOnce',
          seed: 20_261_125,
          ...(inFile ? { file: path.join(folder, 'state') } : {}),
        });
        expect(result).toMatchObject({ imported: inFile ? 200 : 500, lost: 0, doubled: 0, wrong: 0 });
        expect(result.doneAnyway).toBeGreaterThan(0);
        expect(Object.keys(result.faults)).toHaveLength(6);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    180_000,
  );
});
