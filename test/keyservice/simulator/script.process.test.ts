/** `npm run simulator` as a person runs it: the profiles that it prints, several accounts, denied actions. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, it } from 'vitest';
import { readSharedFiles } from '../../../src/keyservice/aws/sharedFiles';
import { resolveEndpoint } from '../../../src/keyservice/endpoints';
import { settingsOf } from '../../../src/keyservice/profiles';
import { clientOf, failureOf, send } from './client';

const root = path.resolve(__dirname, '../../..');
const script = path.join(root, 'scripts/simulator.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'kmi-script-'));
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill('SIGINT')) await ended;
  }
  rmSync(folder, { recursive: true });
});

/** What it prints until it is ready. */
function start(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('Ctrl-C')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)));
  });
}

it('prints a profile for each account, and denies what is to be denied', async () => {
  const text = await start(
    ...['--account', '111122223333', '--account', '444455556666'],
    ...['--deny', 'ListKeys,TagResource', '--deny', 'GetAlias'],
  );
  const config = path.join(folder, 'config');
  const from = text.indexOf('[profile');
  writeFileSync(config, text.slice(from, text.indexOf('Then try')), { mode: 0o600 });
  const files = await readSharedFiles({
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none'),
  });
  for (const [profile, account] of [
    ['apc-simulator', '111122223333'],
    ['apc-simulator-444455556666', '444455556666'],
  ] as const) {
    const settings = settingsOf(files, profile);
    const region = settings?.region ?? '';
    const { url = '' } = resolveEndpoint(files, {}, profile, region);
    const credentials = {
      accessKeyId: settings?.aws_access_key_id ?? '',
      secretAccessKey: settings?.aws_secret_access_key ?? '',
    };
    const sts = new STSClient({ endpoint: url, region, credentials, maxAttempts: 1 });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(account);
    sts.destroy();
    const client = clientOf({ url, region, credentials });
    for (const [operation, input] of [
      ['ListKeys', {}],
      ['GetAlias', { AliasName: 'alias/some' }],
    ] as const)
      expect((await failureOf(send(client, operation, input))).message).toContain(
        `payment-cryptography:${operation}`,
      );
    expect((await send(client, 'ListAliases', {})).Aliases).toEqual([]);
    client.destroy();
  }
});

it('enforces a policy that a file holds', async () => {
  const file = path.join(folder, 'policy.json');
  const Statement = { Effect: 'Allow', Action: 'payment-cryptography:ListAliases', Resource: '*' };
  writeFileSync(file, JSON.stringify({ Version: '2012-10-17', Statement }));
  const text = await start('--policy', file);
  const client = clientOf({
    url: /listens at (\S+)\.$/m.exec(text)?.[1] ?? '',
    region: 'us-east-2',
    credentials: {
      accessKeyId: 'SIMULATOR',
      secretAccessKey: /^aws_secret_access_key = (\S+)$/m.exec(text)?.[1] ?? '',
    },
  });
  expect((await send(client, 'ListAliases', {})).Aliases).toEqual([]);
  expect((await failureOf(send(client, 'ListKeys', {}))).message).toContain(
    'because no identity-based policy allows the payment-cryptography:ListKeys action',
  );
  client.destroy();
  writeFileSync(
    file,
    JSON.stringify({ Version: '2012-10-17', Statement: { ...Statement, Action: 'x:y', When: 1 } }),
  );
  const { status, stderr } = spawnSync(process.execPath, [script, '--policy', file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('the element "When" is not known')]);
});

it.each([
  [['--policy', '/no/such/file'], 1, /--policy: ENOENT/],
  [['--help'], 0, /--account DIGITS.*--deny ACTIONS/s],
  [['--deny', 'ListKey'], 1, /^ListKey is not an action of the simulator\.$/m],
  [['--account', '12'], 1, /12 digits/],
  [['--account', '111122223333', '--account', '111122223333'], 1, /twice/],
  [['--deny'], 1, /--deny.*missing/],
  [['--nonsense', '1'], 1, /Unknown option '--nonsense'/],
])('%j', (args, code, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect(status === 0 ? stdout : stderr).toMatch(message);
  expect(status).toBe(code);
});
