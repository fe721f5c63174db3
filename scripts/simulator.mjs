// npm run simulator: the local AWS Payment Cryptography control plane by itself, for the AWS CLI and SDKs.
// Usage: npm run simulator -- --help
import path from 'node:path';
import { loadBundled } from './bundleForNode.mjs';
import { onExit } from './children.mjs';
import { ensurePackages } from './npm.mjs';
import { Problem, runMain } from './problem.mjs';
import { profileOf } from './simulatorProfile.mjs';

const usage = `Usage: npm run simulator -- [options]

  --port N          port on 127.0.0.1 (default: a free port)
  --file PATH       keeps the keys in this file (default: in memory)
  --region NAME     default: us-east-2
  --account DIGITS  12-digit account ID; repeat it for several accounts, each with its own credentials and keys
  --deny ACTIONS    actions to deny in every account, separated by commas, such as ListTagsForResource,TagResource;
                    TagResource also denies CreateKey and ImportKey with tags
  --rate N          calls per second for each account; more are throttled (default: no limit)
  --log             prints each call with its status
  --help            prints this text`;

/** @typedef {{ account: string, credentials: { accessKeyId: string, secretAccessKey: string } }} SimulatorAccount */

/** @param {string[]} argv */
function readArguments(argv) {
  /** @type {Record<string, string>} */
  const given = {};
  /** @type {string[]} */
  const accounts = [];
  /** @type {string[]} */
  const deny = [];
  for (let i = 0; i < argv.length; i++) {
    const name = /** @type {string} */ (argv[i]);
    const value = argv[i + 1];
    if (name === '--log' || name === '--help') given[name.slice(2)] = 'yes';
    else if (value === undefined || !/^--(port|file|region|account|deny|rate)$/.test(name))
      throw new Problem(`Unknown option ${name}, or its value is missing.\n${usage}`);
    else {
      if (name === '--account') accounts.push(value);
      else if (name === '--deny') deny.push(...value.split(',').map((action) => action.trim()));
      else given[name.slice(2)] = value;
      i++;
    }
  }
  const number = (/** @type {string} */ name, /** @type {number} */ most) => {
    const text = given[name];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text) || Number(text) > most)
      throw new Problem(`--${name} must be a number up to ${most}, not ${text}.`);
    return Number(text);
  };
  if (given['region'] !== undefined && !/^[a-z]{2}-[a-z]{1,16}-[0-9]+$/.test(given['region']))
    throw new Problem('--region must be a name such as us-east-2.');
  const port = number('port', 65535);
  const rate = number('rate', 100_000);
  return { port, rate, accounts, deny, region: given['region'], file: given['file'], ...flags(given) };
}

/** @param {Record<string, string>} given */
const flags = (given) => ({ log: given['log'] !== undefined, help: given['help'] !== undefined });

runMain(async () => {
  const given = readArguments(process.argv.slice(2));
  if (given.help) {
    console.log(usage);
    return;
  }
  await ensurePackages((text) => console.log(text));
  const { startSimulator } = await loadBundled('src/keyservice/simulator/server.ts');
  const simulator = await startSimulator({
    deny: given.deny,
    ...(given.port === undefined ? {} : { port: given.port }),
    ...(given.region === undefined ? {} : { region: given.region }),
    ...(given.accounts.length === 0 ? {} : { accounts: given.accounts }),
    ...(given.file === undefined ? {} : { file: path.resolve(given.file) }),
    ...(given.rate === undefined ? {} : { ratePerSecond: given.rate }),
    ...(!given.log
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
    if (error.name === 'JournalError' || error.name === 'RangeError') throw new Problem(error.message);
    throw error;
  });
  onExit(() => simulator.close());
  const accounts = /** @type {SimulatorAccount[]} */ (simulator.accounts);
  const profiles = accounts.map(({ account, credentials }, at) =>
    profileOf({ ...simulator, credentials }, at === 0 ? 'apc-simulator' : `apc-simulator-${account}`),
  );
  console.log(`The simulator of AWS Payment Cryptography listens at ${simulator.url}.
Region ${simulator.region}, account ${accounts.map(({ account }) => account).join(', ')}.
It performs real cryptography on test keys only. The secrets are new for each start.

Add this to your AWS config (~/.aws/config), or to a file that AWS_CONFIG_FILE names:

${profiles.join('\n')}
Then try:  aws --profile apc-simulator payment-cryptography list-keys
Press Ctrl-C to stop it.`);
  await new Promise(() => undefined);
});
