// npm run simulator: the local AWS Payment Cryptography control plane by itself, for the AWS CLI and SDKs.
// Usage: npm run simulator -- [--port N] [--file PATH] [--region NAME] [--account DIGITS] [--rate N] [--log]
import path from 'node:path';
import { loadBundled } from './bundleForNode.mjs';
import { onExit } from './children.mjs';
import { ensurePackages } from './npm.mjs';
import { Problem, runMain } from './problem.mjs';
import { profileOf } from './simulatorProfile.mjs';

const usage =
  'Usage: npm run simulator -- [--port N] [--file PATH] [--region NAME] [--account DIGITS] [--rate N] [--log]';

/** @param {string[]} argv */
function readArguments(argv) {
  /** @type {Record<string, string>} */
  const given = {};
  for (let i = 0; i < argv.length; i++) {
    const name = /** @type {string} */ (argv[i]);
    if (name === '--log') given['log'] = 'yes';
    else if (/^--(port|file|region|account|rate)$/.test(name) && argv[i + 1] !== undefined)
      given[name.slice(2)] = /** @type {string} */ (argv[++i]);
    else throw new Problem(`${name} is not understood. ${usage}`);
  }
  const number = (/** @type {string} */ name, /** @type {number} */ most) => {
    const text = given[name];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text) || Number(text) > most)
      throw new Problem(`--${name} wants a number up to ${most}, not ${text}.`);
    return Number(text);
  };
  if (given['account'] !== undefined && !/^\d{12}$/.test(given['account']))
    throw new Problem('--account wants 12 digits.');
  if (given['region'] !== undefined && !/^[a-z]{2}-[a-z]{1,16}-[0-9]+$/.test(given['region']))
    throw new Problem('--region wants a name such as us-east-2.');
  return { ...given, port: number('port', 65535), rate: number('rate', 100_000) };
}

runMain(async () => {
  const given = /** @type {Record<string, string> & { port?: number, rate?: number }} */ (
    readArguments(process.argv.slice(2))
  );
  await ensurePackages((text) => console.log(text));
  const { startSimulator } = await loadBundled('src/keyservice/simulator/server.ts');
  const simulator = await startSimulator({
    ...(given.port === undefined ? {} : { port: given.port }),
    ...(given['region'] === undefined ? {} : { region: given['region'] }),
    ...(given['account'] === undefined ? {} : { account: given['account'] }),
    ...(given['file'] === undefined ? {} : { file: path.resolve(given['file']) }),
    ...(given.rate === undefined ? {} : { ratePerSecond: given.rate }),
    ...(given['log'] === undefined
      ? {}
      : {
          log: (
            /** @type {{ operation?: string, status: number, error?: string, milliseconds: number }} */ entry,
          ) =>
            console.log(
              `${entry.operation ?? '(no operation)'} ${entry.status}${entry.error ? ` ${entry.error}` : ''} ${entry.milliseconds.toFixed(1)} ms`,
            ),
        }),
  }).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'EADDRINUSE')
      throw new Problem(`Port ${given.port} is taken; choose another with --port.`);
    if (error.name === 'JournalError') throw new Problem(error.message);
    throw error;
  });
  onExit(() => simulator.close());
  console.log(`The simulator of AWS Payment Cryptography listens at ${simulator.url} (Region ${simulator.region}).
It does real cryptography on test keys only. The secret is new for each start.

Put this into your AWS config (~/.aws/config), or into a file that AWS_CONFIG_FILE names:

${profileOf(simulator, 'apc-simulator')}
Then try:  aws --profile apc-simulator payment-cryptography list-keys
Ctrl-C ends it.`);
  await new Promise(() => undefined);
});
