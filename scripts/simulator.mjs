// npm run simulator: the local AWS Payment Cryptography control plane by itself, for the AWS CLI and SDKs.
// Usage: npm run simulator -- --help
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from './bundleForNode.mjs';
import { onExit } from './children.mjs';
import { ensurePackages } from './npm.mjs';
import { readOptions, wholeNumber } from './options.mjs';
import { Problem, runMain } from './problem.mjs';
import { profileOf } from './simulatorProfile.mjs';

const usage = `Usage: npm run simulator -- [options]

  --port N          port on 127.0.0.1 (default: a free port)
  --file PATH       keeps the keys in this file (default: in memory)
  --region NAME     default: us-east-2
  --account DIGITS  12-digit account ID; repeat it for several accounts, each with its own credentials and keys
  --deny ACTIONS    actions to deny in every account, separated by commas, such as ListTagsForResource,TagResource;
                    TagResource also denies CreateKey and ImportKey with tags
  --policy FILE     enforces an IAM policy document in every account, as a policy of the caller's identity; an element,
                    operator or condition key that is not evaluated here is an error
  --sparse KIND     leaves members out of answers about keys. documented: as AWS's own examples do (certificates without
                    check value, Exportable and modes; other keys with the true modes only); all: all that a client must
                    do without
  --rate N          calls per second for each account; more are throttled (default: no limit)
  --log             prints each call with its status
  --help            prints this text`;

/** @typedef {{ account: string, credentials: { accessKeyId: string, secretAccessKey: string } }} SimulatorAccount */

function readArguments() {
  const text = /** @type {const} */ ({ type: 'string' });
  const several = /** @type {const} */ ({ type: 'string', multiple: true });
  const flag = /** @type {const} */ ({ type: 'boolean' });
  const given = readOptions(
    {
      port: text,
      file: text,
      region: text,
      account: several,
      deny: several,
      policy: text,
      rate: text,
      sparse: text,
      log: flag,
      help: flag,
    },
    usage,
  );
  if (given.region !== undefined && !/^[a-z]{2}-[a-z]{1,16}-[0-9]+$/.test(given.region))
    throw new Problem('--region must be a name such as us-east-2.');
  if (given.sparse !== undefined && !['documented', 'all'].includes(given.sparse))
    throw new Problem('--sparse must be documented or all.');
  return {
    ...given,
    ...(given.port === undefined ? {} : { port: wholeNumber('port', given.port, 0, 65535) }),
    ...(given.policy === undefined ? {} : { policy: readPolicy(given.policy) }),
    ...(given.rate === undefined ? {} : { rate: wholeNumber('rate', given.rate, 0, 100_000) }),
    deny: (given.deny ?? []).flatMap((actions) => actions.split(',')).map((action) => action.trim()),
  };
}

function readPolicy(/** @type {string} */ file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`--policy: ${error instanceof Error ? error.message : String(error)}`);
  }
}

runMain(async () => {
  const given = readArguments();
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
    ...(given.account === undefined ? {} : { accounts: given.account }),
    ...(given.file === undefined ? {} : { file: path.resolve(given.file) }),
    ...(given.policy === undefined ? {} : { policy: given.policy }),
    ...(given.rate === undefined ? {} : { ratePerSecond: given.rate }),
    ...(given.sparse === undefined ? {} : { sparse: given.sparse }),
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
