// npm run safety: switches each part that keeps one import one key off in turn, in a copy of the checkout, and prints
// which tests fail. A part that no test misses is a failure.
// Usage: npm run safety -- [WORD…]: only parts with one of these words in their name.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';
import { ensurePackages } from './npm.mjs';
import { root, temporaryFolder, tool } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { safetyParts } from './safetyParts.mjs';

const notCopied = new Set(['.git', '.build', '.vscode-test', 'dist', 'node_modules']);

/** The checkout as it is, packages linked. */
function copyCheckout() {
  const copy = fs.realpathSync(temporaryFolder('safety'));
  for (const name of fs.readdirSync(root))
    if (!notCopied.has(name) && !name.endsWith('.vsix'))
      fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  return copy;
}

/**
 * @param {string} copy @param {readonly string[]} files
 * @returns {Promise<string[]>} names of tests that failed
 */
async function failingTests(copy, files) {
  const report = path.join(copy, 'report.json');
  fs.rmSync(report, { force: true });
  const { output } = await run(
    process.execPath,
    [tool('vitest/vitest.mjs'), 'run', '--no-cache', '--reporter=json', `--outputFile=${report}`, ...files],
    { cwd: copy, timeout: 15 * 60_000 },
  );
  if (!fs.existsSync(report)) throw new Problem(`The tests did not run:\n${output.slice(-2000)}`);
  /** @type {{ testResults: { name: string, status: string, message: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const { testResults } = JSON.parse(fs.readFileSync(report, 'utf8'));
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed');
    // A file that cannot even be loaded shows nothing of what its tests would see.
    if (status === 'failed' && failed.length === 0)
      throw new Problem(`${path.basename(name)} did not run: ${message.slice(0, 2000)}`);
    return failed.map(({ fullName }) => `${path.basename(name)}: ${fullName}`);
  });
}

runMain(async () => {
  const words = process.argv.slice(2);
  const parts = safetyParts.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  if (parts.length === 0) throw new Problem(`No part has one of these words in its name: ${words.join(' ')}`);
  await ensurePackages((text) => console.log(text));
  const copy = copyCheckout();
  const tests = [...new Set(parts.flatMap((part) => part.tests))];
  console.log(`${parts.length} parts, ${tests.length} files of tests; first all of them with every part on`);
  const broken = await failingTests(copy, tests);
  if (broken.length > 0) throw new Problem(`These fail with every part on:\n${broken.join('\n')}`);
  let missed = 0;
  for (const { name, file, from, to, tests: files } of parts) {
    const at = path.join(copy, file);
    const text = fs.readFileSync(at, 'utf8');
    const places = text.split(from).length - 1;
    if (places !== 1) throw new Problem(`${name}: its text is ${places} times in ${file}, and must be once.`);
    fs.writeFileSync(
      at,
      text.replace(from, () => to),
    );
    const failing = await failingTests(copy, files);
    fs.writeFileSync(at, text);
    if (failing.length === 0) missed++;
    console.log(`${failing.length === 0 ? 'MISSED' : 'ok'} ${name} → ${failing[0] ?? 'no test fails'}`);
    for (const other of failing.slice(1, 4)) console.log(`     ${other}`);
    if (failing.length > 4) console.log(`     and ${failing.length - 4} more`);
  }
  console.log(
    missed === 0
      ? `Each of ${parts.length} parts has a test that fails without it.`
      : `${missed} parts have none.`,
  );
  return missed === 0 ? 0 : 1;
});
