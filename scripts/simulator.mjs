// npm run simulator: the local AWS Payment Cryptography control plane by itself, for the AWS CLI and SDKs.
// Usage: npm run simulator -- --help
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
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
  --other-region NAME  a further Region behind the same endpoint, with keys of its own and replicas; may be repeated
  --approval RULE   how multi-party approvals end: approve=2s (the default), reject=10s, lapse=1m, or manual: then type
                    approve, reject or lapse, alone or with the ARN of a session, and list to see what waits
  --replication T   how long a replica takes, such as 5s (default: until the next read)
  --rate N          calls per second for each account; more are throttled (default: no limit)
  --log             prints each call with its status
  --help            prints this text`;

const decisions = /** @type {const} */ ({ approve: 'APPROVED', reject: 'FAILED', lapse: 'CANCELLED' });

/** Milliseconds of "500ms", "2s" or "1m". @param {string} option @param {string} text */
function duration(option, text) {
  const [, number, unit] = /^(\d{1,6})(ms|s|m)$/.exec(text) ?? [];
  if (number === undefined) throw new Problem(`--${option} needs a time such as 500ms, 2s or 1m.`);
  return Number(number) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
}

/** @param {string} text */
function approvalRule(text) {
  if (text === 'manual') return 'manual';
  const [name = '', time = ''] = text.split('=');
  if (!(name in decisions))
    throw new Problem('--approval must be manual, or approve=, reject= or lapse= with a time such as 2s.');
  return { as: decisions[/** @type {keyof decisions} */ (name)], after: duration('approval', time) };
}

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
      'other-region': several,
      approval: text,
      replication: text,
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
  for (const [option, names] of Object.entries({
    region: given.region === undefined ? [] : [given.region],
    'other-region': given['other-region'] ?? [],
  }))
    if (!names.every((name) => /^[a-z]{2}-[a-z]{1,16}-[0-9]+$/.test(name)))
      throw new Problem(`--${option} must be a name such as us-east-2.`);
  if (given.sparse !== undefined && !['documented', 'all'].includes(given.sparse))
    throw new Problem('--sparse must be documented or all.');
  return {
    ...given,
    ...(given.port === undefined ? {} : { port: wholeNumber('port', given.port, 0, 65535) }),
    ...(given.policy === undefined ? {} : { policy: readPolicy(given.policy) }),
    ...(given.rate === undefined ? {} : { rate: wholeNumber('rate', given.rate, 0, 100_000) }),
    ...(given.approval === undefined ? {} : { approval: approvalRule(given.approval) }),
    ...(given.replication === undefined ? {} : { replication: duration('replication', given.replication) }),
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

/**
 * Reads decisions from the terminal.
 * @param {{ decide(as: string, session?: string): number, pendingApprovals(): readonly { session: string, subject: string, comment?: string }[] }} simulator
 */
function decideByHand(simulator) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [word = '', session] = line.trim().split(' ');
    if (word === 'list')
      for (const one of simulator.pendingApprovals())
        console.log(`${one.session}  ${one.subject}${one.comment ? `  ${one.comment}` : ''}`);
    else if (word in decisions) {
      const count = simulator.decide(decisions[/** @type {keyof decisions} */ (word)], session);
      console.log(`${count} ${count === 1 ? 'session' : 'sessions'} ended.`);
    } else if (word !== '') console.log('Type approve, reject, lapse or list.');
  });
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
    ...(given['other-region'] === undefined ? {} : { otherRegions: given['other-region'] }),
    ...(given.approval === undefined ? {} : { approval: given.approval }),
    ...(given.replication === undefined ? {} : { replication: { milliseconds: given.replication } }),
    ...(given.account === undefined ? {} : { accounts: given.account }),
    ...(given.file === undefined ? {} : { file: path.resolve(given.file) }),
    ...(given.policy === undefined ? {} : { policy: given.policy }),
    ...(given.rate === undefined ? {} : { ratePerSecond: given.rate }),
    ...(given.sparse === undefined ? {} : { sparse: given.sparse }),
    ...(!given.log
      ? {}
      : {
          log: (
            /** @type {{ operation?: string, status: number, error?: string, milliseconds: number, ignored?: readonly string[] }} */ entry,
          ) =>
            console.log(
              `${entry.operation ?? '(no operation)'} ${entry.status}${entry.error ? ` ${entry.error}` : ''} ${entry.milliseconds.toFixed(1)} ms${entry.ignored ? `, ignored: ${entry.ignored.join(', ')}` : ''}`,
            ),
        }),
  }).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'EADDRINUSE')
      throw new Problem(`Port ${given.port} is in use; specify another with --port.`);
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
  if (given.approval === 'manual') decideByHand(simulator);
  await new Promise(() => undefined);
});
