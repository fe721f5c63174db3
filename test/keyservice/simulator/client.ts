/** One simulator for the tests of a file, and what they say to it. */
import { afterAll, beforeAll } from 'vitest';
import type { SimulatorOptions } from '../../../src/keyservice/simulator/server';
import { startService, type Service } from './sdkClient';

export * from './sdkClient';

/** One simulator for the tests of a file. */
export function service(options: SimulatorOptions = {}): () => Service {
  let started: Service | undefined;
  beforeAll(async () => {
    started = await startService(options);
  });
  afterAll(async () => {
    await started?.close();
  });
  return () => started!;
}
