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
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
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

it('lets a person decide what waits for approval, and names in its log what it ignores', async () => {
  const text = await start('--approval', 'manual', '--other-region', 'us-west-2', '--log');
  const child = children.at(-1)!;
  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      let after = '';
      child.stdout!.on('data', (part: string) => {
        after += part;
        if (pattern.test(after)) resolve(after);
      });
    });
  const [, url = ''] = /listens at (\S+)\.\n/.exec(text)!;
  const credentials = {
    accessKeyId: /aws_access_key_id = (\S+)/.exec(text)![1]!,
    secretAccessKey: /aws_secret_access_key = (\S+)/.exec(text)![1]!,
  };
  const client = clientOf({ url, region: 'us-west-2', credentials });
  const Action = 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE';
  const MpaTeamArn = 'arn:aws:mpa:us-west-2:111122223333:approval-team/roots';
  await send(client, 'AssociateMpaTeam', { Action, MpaTeamArn, Priority: 1 });
  await send(client, 'DisassociateMpaTeam', { Action, RequesterComment: 'a reason' });
  let next = printed(/a reason\n/);
  child.stdin!.write('list\n');
  expect(await next).toContain('arn:aws:mpa:us-west-2:111122223333:session/roots/');
  next = printed(/ended\.\n/);
  child.stdin!.write('approve\n');
  expect(await next).toContain('1 session ended.');
  const { name } = await failureOf(send(client, 'GetMpaTeamAssociation', { Action }));
  expect(name).toBe('ResourceNotFoundException');
  next = printed(/ListKeys/);
  await send(client, 'ListKeys', { Limit: 3 });
  expect(await next).toMatch(/ListKeys 200 .* ms, ignored: Limit/);
  client.destroy();
});

it.each([
  [['--policy', '/no/such/file'], 1, /--policy: ENOENT/],
  [['--help'], 0, /--account DIGITS.*--deny ACTIONS/s],
  [['--deny', 'ListKey'], 1, /^ListKey is not an action of the simulator\.$/m],
  [['--account', '12'], 1, /12 digits/],
  [['--account', '111122223333', '--account', '111122223333'], 1, /twice/],
  [['--deny'], 1, /--deny.*missing/],
  [['--approval', 'soon'], 1, /--approval must be manual, or approve=/],
  [['--approval', 'reject=soon'], 1, /--approval needs a time/],
  [['--other-region', 'west'], 1, /--other-region must be a name/],
  [['--other-region', 'us-east-2'], 1, /Region us-east-2 is given twice/],
  [['--replication', '5'], 1, /--replication needs a time/],
  [['--nonsense', '1'], 1, /Unknown option '--nonsense'/],
])('%j', (args, code, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect(status === 0 ? stdout : stderr).toMatch(message);
  expect(status).toBe(code);
});
