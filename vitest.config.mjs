// KMI_QUICK leaves out what starts processes or makes bundles: files called *.process.test.ts, and tests that hold ours
// against another program (test/programs.ts); what takes long is smaller (test/quick.ts). KMI_FOLDERS: only tests of these
// folders, commas between them.
import os from 'node:os';
import { defineConfig } from 'vitest/config';

const quick = process.env['KMI_QUICK'] !== undefined;

const wanted = process.env['KMI_FOLDERS'] || undefined;

/** @param {readonly string[]} folders */
const testsOf = (...folders) =>
  folders
    .filter((folder) => wanted?.split(',').includes(folder) ?? true)
    .map((folder) => `test/${folder}/**/*.test.ts`);
const processes = ['test/{core,extension,fuzz,keyservice,manifest,protocol,webview}/**/*.process.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // A machine may be busy.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'threads',
    // Vitest leaves one core free, which on two cores is half the machine. The quick tier runs beside nothing else, and
    // several tests wait for a time to pass: one more uses that.
    maxWorkers: os.availableParallelism() + (quick ? 1 : 0),
    setupFiles: ['test/rsaKeys.mjs'],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: testsOf('core', 'fuzz', 'keyservice', 'protocol', 'webview'),
          exclude: processes,
          // Loading what they test takes as long as most of them; none puts anything in place of a module.
          isolate: false,
        },
      },
      {
        extends: true,
        // These put a double in place of `vscode`, each its own.
        test: { name: 'extension', include: testsOf('extension', 'manifest'), exclude: processes },
      },
      ...(quick ? [] : [{ extends: true, test: { name: 'processes', include: processes } }]),
    ],
  },
});
