// KMI_QUICK leaves out what starts processes or makes bundles: files called *.process.test.ts, and tests that hold ours
// against another program (test/programs.ts).
import os from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/core/**/*.test.ts',
      'test/fuzz/**/*.test.ts',
      'test/keyservice/**/*.test.ts',
      'test/protocol/**/*.test.ts',
      'test/extension/**/*.test.ts',
      'test/webview/**/*.test.ts',
      'test/manifest/**/*.test.ts',
    ],
    exclude: process.env['KMI_QUICK'] === undefined ? [] : ['test/**/*.process.test.ts'],
    testTimeout: 60_000,
    // Some make RSA keys, and a machine may be busy.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'threads',
    // Vitest leaves one core free, which on two cores is half the machine.
    maxWorkers: os.availableParallelism(),
  },
});
