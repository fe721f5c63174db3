import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  workspace: { isTrusted: true },
  Disposable: vi.fn(),
  window: { createOutputChannel: () => ({ info: (): void => undefined }) },
  EventEmitter: class {
    readonly event = vi.fn();
    readonly fire = vi.fn();
    readonly dispose = vi.fn();
  },
}));

import type * as vscode from 'vscode';
import { KeyServiceConnection, type Choice } from '../../src/extension/service/connection';
import {
  useKeyServices,
  type ConnectedService,
  type KeyServiceHost,
} from '../../src/extension/host/keyServices';

const live: Choice = { kind: 'aws', profile: 'live', region: 'us-east-1' };
const lab: Choice = { kind: 'aws', profile: 'lab', region: 'us-east-1' };
const context = {
  workspaceState: { get: () => undefined, update: () => Promise.resolve() },
} as unknown as vscode.ExtensionContext;

const closed: string[] = [];
let answer: Promise<void> = Promise.resolve();

beforeEach(() => {
  closed.length = 0;
  answer = Promise.resolve();
  useKeyServices(() =>
    Promise.resolve({
      endpoint: (profile: string) =>
        Promise.resolve({ url: `https://${profile}.example`, source: '', standard: false, findings: [] }),
      connect: async ({ profile }: { profile: string }) => {
        await answer;
        return { profile, close: () => closed.push(profile) } as unknown as ConnectedService;
      },
    } as unknown as KeyServiceHost),
  );
});

describe('connection to the chosen key service', () => {
  it('is not that of a choice that was left while it was made', async () => {
    let release = (): void => undefined;
    answer = new Promise((resolve) => (release = resolve));
    const connection = new KeyServiceConnection(context);
    await connection.choose(live);
    const late = connection.connect();
    await new Promise((resolve) => setTimeout(resolve, 0));
    await connection.choose(lab);
    release();
    expect(await late).toBeUndefined();
    expect(closed).toEqual(['live']);
    expect(await connection.connect()).toMatchObject({ profile: 'lab' });
    expect(connection.chosen).toMatchObject({ choice: lab, endpoint: 'lab.example' });
  });

  it('is one, also where two ask for it at once', async () => {
    const connection = new KeyServiceConnection(context);
    await connection.choose(live);
    const [one, other] = await Promise.all([connection.connect(), connection.connect()]);
    expect(one).toBeDefined();
    expect(other).toBe(one);
    expect(closed).toEqual([]);
  });

  it('never shows the account of another choice', async () => {
    const connection = new KeyServiceConnection(context);
    await connection.choose(live);
    await connection.choose(lab);
    connection.learn(live, { account: '111122223333' });
    expect(connection.chosen?.account).toBeUndefined();
    connection.learn(lab, { account: '444455556666' });
    expect(connection.chosen?.account).toBe('444455556666');
  });

  it('is not one that was being made when the profiles changed', async () => {
    let release = (): void => undefined;
    answer = new Promise((resolve) => (release = resolve));
    const connection = new KeyServiceConnection(context);
    await connection.choose(live);
    const early = connection.connect();
    await new Promise((resolve) => setTimeout(resolve, 0));
    connection.renew();
    const late = connection.connect();
    release();
    expect(await early).toBe(await late);
    expect(closed).toEqual(['live']);
    expect(await connection.connect()).toBe(await late);
  });

  it('never shows the account of a service that was left', async () => {
    const connection = new KeyServiceConnection(context);
    await connection.choose(live);
    const before = (await connection.connect())!;
    connection.learnFrom(before, { account: '111122223333', store: undefined });
    expect(connection.chosen?.account).toBe('111122223333');
    connection.renew();
    connection.learnFrom(before, { account: '111122223333', store: undefined });
    expect(connection.chosen?.account).toBeUndefined();
    await connection.connect();
    connection.learnFrom(before, { account: '111122223333', store: undefined });
    expect(connection.chosen?.account).toBeUndefined();
  });

  it('is made anew after the profiles changed, as its client keeps the old credentials', async () => {
    const connection = new KeyServiceConnection(context);
    await connection.choose(live, { account: '111122223333' });
    const before = await connection.connect();
    expect(await connection.connect()).toBe(before);
    connection.renew();
    expect(connection.chosen?.account).toBeUndefined();
    expect(await connection.connect()).not.toBe(before);
    expect(closed).toEqual([]);
  });
});
