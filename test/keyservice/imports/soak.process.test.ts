// The short form of `npm run soak`: two processes that are killed, two accounts, every fault of the simulator, clock
// steps, renewals to the other account, notes that cannot be read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soak } from './soak';
import { nodeScript } from '../nodeScript';

const work = mkdtempSync(path.join(tmpdir(), 'kmi-soak-'));
const script = path.join(work, 'soakProcess.mjs');

beforeAll(async () => {
  await nodeScript(`import './test/keyservice/imports/soakProcess';`, script);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('300 imports through faults, kills and renewals', () => {
  it('none is lost from sight, none doubled, none in the wrong account', async () => {
    const result = await soak({
      imports: 300,
      perRound: 150,
      factor: 15,
      seed: 20_261_128,
      atOnce: 20,
      rows: 6,
      faulty: 0.12,
      kills: 6,
      rate: 5000,
      seconds: 240,
      folder: work,
      file: true,
      script,
    });
    expect(result.failures.join('\n')).toBe('');
    expect(result.open).toBe(0);
    // Those that were asked for again count twice.
    expect(result.keys).toBe(result.imports);
    expect(result.imports).toBeGreaterThanOrEqual(300);
    // Each part of it took place.
    for (const what of ['kills', 'clock steps', 'renewals refused', 'waits', 'found after a lost answer'])
      expect(result.counts[what], what).toBeGreaterThan(0);
    expect(Object.keys(result.faults).filter((name) => name.startsWith('ImportKey')).length).toBeGreaterThan(
      8,
    );
  }, 300_000);
});
