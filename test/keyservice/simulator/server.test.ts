// The server as a whole: what is waited for when it closes.
import { expect, it } from 'vitest';
import type { LogEntry } from '../../../src/keyservice/simulator/requests';
import { startService } from './client';

it('a call that has begun is done before the server is closed', async () => {
  const log: LogEntry[] = [];
  const service = await startService({ log: (entry) => log.push(entry) });
  const begun = new Promise<void>((resolve) => {
    service.simulator.setFaults(() => {
      resolve();
      return { kind: 'latency', milliseconds: 300 };
    });
  });
  const call = service.call('ListKeys', {}).then(
    () => 'answered',
    () => 'cut off',
  );
  await begun;
  expect(log).toEqual([]);
  await service.close();
  expect(log.map(({ operation }) => operation)).toEqual(['ListKeys']);
  expect(await call).toBe('cut off');
});

it('once it is closed, nobody is at its address', async () => {
  const service = await startService();
  await service.call('ListKeys', {});
  await service.close();
  await expect(fetch(service.simulator.url)).rejects.toThrow();
});
