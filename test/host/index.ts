// Entry for the extension host on Node (desktop, remote, server): VS Code loads this file and calls run().
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { testsBegin, testsEnd, writeResults } from './support/results';

export async function run(): Promise<void> {
  const grep = process.env.KMI_GREP;
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 20_000,
    color: false,
    ...(grep === undefined ? {} : { grep }),
  });
  // What mocha does before it loads a file: `describe`, `it` and the hooks become global.
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  if (vscode.workspace.isTrusted) {
    await import('glob:./suite/*.test.ts');
    await import('glob:./desktop/*.test.ts');
  } else {
    await import('glob:./restricted/*.test.ts');
  }

  console.log(testsBegin);
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => {
      if (runner.stats) resolve(runner.stats);
    });
  });
  await writeResults({ passed: stats.passes, failed: stats.failures, skipped: stats.pending });
  console.log(testsEnd);
  if (stats.failures > 0) throw new Error(`${stats.failures} failed`);
}
