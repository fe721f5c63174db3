// Entry for the extension host in a web worker. The same tests as on Node where they need no Node.
import { testsBegin, testsEnd, writeResults } from './support/results';
import { installRunner, runSuites } from './support/workerRunner';

export async function run(): Promise<void> {
  installRunner();
  await import('glob:./suite/*.test.ts');
  await import('glob:./web/*.test.ts');
  console.log(testsBegin);
  const results = await runSuites();
  await writeResults(results);
  console.log(testsEnd);
  if (results.failed > 0) throw new Error(`${results.failed} failed`);
}
