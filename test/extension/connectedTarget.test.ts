// What flows get to change something with: the service bound to the account that was confirmed. The adapter, a real
// credential process and HTTP; host names of AWS are led to loopback.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const shown = vi.hoisted((): string[] => []);
vi.mock('vscode', () => ({
  workspace: { isTrusted: true },
  Disposable: vi.fn(),
  ProgressLocation: { Window: 1 },
  commands: { executeCommand: () => Promise.resolve(undefined) },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
  },
  window: {
    createOutputChannel: () => ({ info: (): void => undefined, error: (): void => undefined }),
    withProgress: (_: unknown, run: () => Promise<unknown>) => run(),
    showErrorMessage: (text: string) => (shown.push(text), Promise.resolve(undefined)),
    showWarningMessage: (text: string) => (shown.push(text), Promise.resolve(undefined)),
  },
  EventEmitter: class {
    readonly event = vi.fn();
    readonly fire = vi.fn();
    readonly dispose = vi.fn();
  },
}));

import type * as vscode from 'vscode';
import { type Connected, connectedTarget } from '../../src/extension/service/target';
import { KeyServiceConnection } from '../../src/extension/service/connection';
import { learnAccount } from '../../src/extension/service/selectProfile';
import type { ServiceTools } from '../../src/extension/service/tools';
import { useKeyServices, type KeyServiceHost } from '../../src/extension/host/keyServices';
import { CredentialsCache } from '../../src/keyservice/aws/credentials';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { connectAws } from '../../src/keyservice/aws/service';
import { callerXml, standIn, type Answer, type Asked, type StandIn } from '../keyservice/standIn';

const region = 'us-east-2';
const host = `controlplane.payment-cryptography.${region}.amazonaws.com`;
const sts = `sts.${region}.amazonaws.com`;
const accounts: Record<string, string> = { KEYA: '111111111111', KEYB: '222222222222' };

let aws: StandIn;
let folder: string;
let endpoint: string;
let connection: KeyServiceConnection;
let tools: ServiceTools;
const saved = { ...process.env };

const usual = ({ operation, signedBy }: Asked): Answer =>
  operation === 'GetCallerIdentity'
    ? [
        200,
        callerXml(
          accounts[signedBy] ?? '',
          `arn:aws:sts::${accounts[signedBy] ?? ''}:assumed-role/simulator/0a1b`,
        ),
      ]
    : [200, '{}'];

/** Whose credentials the process of the profile gives from now on. */
const switchTo = (key: string): void => fs.writeFileSync(path.join(folder, 'who'), key);

beforeEach(async () => {
  shown.length = 0;
  aws = await standIn(usual);
  endpoint = aws.url(host);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kmi-connected-'));
  switchTo('KEYA');
  // Less than what is renewed ahead: each call has them fetched again, as a session that is about to end.
  fs.writeFileSync(
    path.join(folder, 'process.mjs'),
    `import { readFileSync } from 'node:fs';
    console.log(JSON.stringify({ Version: 1, AccessKeyId: readFileSync(${JSON.stringify(path.join(folder, 'who'))}, 'utf8'),
      SecretAccessKey: 'secret', SessionToken: 'token', Expiration: new Date(Date.now() + 60_000).toISOString() }));`,
  );
  fs.writeFileSync(
    path.join(folder, 'config'),
    `[profile payments]\nregion = ${region}\ncredential_process = "${process.execPath}" "${path.join(folder, 'process.mjs')}"\n`,
  );
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
  });
  const cache = new CredentialsCache({ mfaCode: () => Promise.reject(new Error('nobody to ask')) });
  useKeyServices(() =>
    Promise.resolve({
      endpoint: () => Promise.resolve({ url: endpoint, source: 'AWS', standard: true, findings: [] }),
      connect: ({ profile }: { profile: string }, url: string) =>
        Promise.resolve(
          connectAws({
            target: { kind: 'aws', profile, region, endpoint: url },
            credentials: cache.of(profile, region),
            stsEndpoint: aws.url(sts),
            queue: new RateQueue({ rate: 1000 }),
            lookup: aws.lookup,
          }),
        ),
    } as unknown as KeyServiceHost),
  );
  connection = new KeyServiceConnection({
    workspaceState: { get: () => undefined, update: () => Promise.resolve() },
  } as unknown as vscode.ExtensionContext);
  tools = { connection } as unknown as ServiceTools;
  await connection.choose({ kind: 'aws', profile: 'payments', region });
});
afterEach(async () => {
  connection.dispose();
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, saved);
  fs.rmSync(folder, { recursive: true, force: true });
  await aws.close();
});

async function connected(): Promise<Connected> {
  const one = await connectedTarget(tools);
  if (!one) throw new Error('not connected');
  return one;
}
const changes = (): Asked[] => aws.asked.filter(({ operation }) => operation === 'CreateAlias');
const change = ({ service }: Connected): Promise<unknown> =>
  service.call('CreateAlias', { AliasName: 'alias/pek-01' });

describe('the service of a flow', () => {
  it('carries the account that was shown in every call, and stops where the credentials became those of another', async () => {
    const before = await connected();
    expect(before.target).toMatchObject({ account: '111111111111', profile: 'payments' });
    expect(before.service.target).toBe(before.target);
    await change(before);
    expect(changes().map(({ signedBy }) => signedBy)).toEqual(['KEYA']);
    switchTo('KEYB');
    await expect(change(before)).rejects.toMatchObject({ kind: 'otherAccount', effect: 'none' });
    // A look is one into the same account, too.
    await expect(before.service.call('ListKeys', {})).rejects.toMatchObject({ kind: 'otherAccount' });
    expect(changes()).toHaveLength(1);
    // What is shown next is right, and can be confirmed.
    expect(connection.chosen?.account).toBe('222222222222');
    const after = await connected();
    expect(after.target.account).toBe('222222222222');
    await change(after);
    expect(changes().map(({ signedBy }) => signedBy)).toEqual(['KEYA', 'KEYB']);
  });

  it('is not there where the account of a live profile is not known', async () => {
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity' ? 'drop' : [200, JSON.stringify({ Keys: [] })];
    expect(await connectedTarget(tools)).toBeUndefined();
    expect(shown.join('\n')).toContain('payments');
    expect(changes()).toEqual([]);
  });

  it('of a simulator that a profile leads to has its account and store', async () => {
    endpoint = `http://127.0.0.1:${aws.port}`;
    const one = await connected();
    expect(one.target).toMatchObject({ account: '111111111111', store: '0a1b' });
    switchTo('KEYB');
    await expect(change(one)).rejects.toMatchObject({ kind: 'otherAccount' });
  });

  it('of a service on this machine that cannot give an account is there without one', async () => {
    endpoint = `http://127.0.0.1:${aws.port}`;
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity' ? [400, '{}'] : [200, JSON.stringify({ Keys: [] })];
    const one = await connected();
    expect(one.target.account).toBeUndefined();
    await change(one);
    expect(shown).toEqual([]);
  });
});

describe('the account of a profile', () => {
  it('is not that of an answer to credentials of before a change', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    aws.answer = async (asked) => {
      if (asked.operation === 'GetCallerIdentity' && asked.signedBy === 'KEYA') await held;
      return usual(asked);
    };
    const late = learnAccount(connection);
    await expect.poll(() => aws.asked.length).toBe(1);
    switchTo('KEYB');
    connection.renew();
    release();
    await late;
    expect(connection.chosen?.account).toBeUndefined();
    await learnAccount(connection);
    expect(connection.chosen?.account).toBe('222222222222');
  });

  it.skipIf(process.platform === 'win32')(
    'is given up with its process when another profile is chosen, and nothing is said of it there',
    async () => {
      fs.writeFileSync(
        path.join(folder, 'process.mjs'),
        `import { writeFileSync } from 'node:fs';
        writeFileSync(${JSON.stringify(path.join(folder, 'pid'))}, String(process.pid));
        setTimeout(() => process.exit(3), 600_000);`,
      );
      const flow = connectedTarget(tools);
      const pid = await vi.waitFor(() => {
        expect(fs.existsSync(path.join(folder, 'pid'))).toBe(true);
        return Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8'));
      }, patience);
      await connection.choose({ kind: 'aws', profile: 'other', region });
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), patience);
      expect(await Promise.race([flow, held(1_000)])).not.toBe('held');
      expect(shown).toEqual([]);
    },
  );
});

/** A loaded machine needs longer. */
const patience = { timeout: 20_000, interval: 25 };
const held = (milliseconds: number): Promise<'held'> =>
  new Promise((resolve) => setTimeout(() => resolve('held'), milliseconds));
