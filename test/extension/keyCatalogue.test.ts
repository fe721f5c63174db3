import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  EventEmitter: class {
    private readonly listeners = new Set<(value: unknown) => void>();
    readonly event = (listener: (value: unknown) => void) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    readonly fire = (value: unknown): void => {
      for (const listener of this.listeners) listener(value);
    };
    readonly dispose = (): void => this.listeners.clear();
  },
}));

import * as vscode from 'vscode';
import { KeyCatalogue, staleAfter } from '../../src/extension/service/keyCatalogue';
import type { Chosen, KeyServiceConnection } from '../../src/extension/service/connection';
import { connectAws, type AwsService } from '../../src/keyservice/aws/service';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import type { Key } from '../../src/keyservice/operations';
import { startSimulator, type Simulator } from '../../src/keyservice/simulator/server';

const many = 2000;
let simulator: Simulator;
let service: AwsService;
let calls: string[] = [];
const arns: string[] = [];

/** A connection whose choice can be changed, to the same simulator. */
class Connection {
  private readonly changes = new vscode.EventEmitter<Chosen | undefined>();
  readonly onDidChange = this.changes.event;
  chosen: Chosen | undefined = { choice: { kind: 'simulator' }, account: undefined, endpoint: undefined };
  connect = (): Promise<AwsService> => Promise.resolve(service);
  choose(profile: string): void {
    this.chosen = { ...this.chosen!, choice: { kind: 'aws', profile, region: 'us-east-2' } };
    this.changes.fire(this.chosen);
  }
}

let connection: Connection;
let catalogue: KeyCatalogue;
let told = 0;

const create = async (): Promise<Key> =>
  (
    await service.call('CreateKey', {
      KeyAttributes: {
        KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: 'AES_128',
        KeyModesOfUse: { NoRestrictions: true },
      },
      Exportable: true,
    })
  ).output.Key;

beforeAll(async () => {
  simulator = await startSimulator({
    log: ({ operation }) => calls.push(operation ?? '?'),
    mostKeys: many + 10,
  });
  service = connectAws({
    target: { kind: 'simulator', profile: 'simulator', region: simulator.region, endpoint: simulator.url },
    credentials: () => Promise.resolve(simulator.credentials),
    queue: new RateQueue({ rate: 100_000 }),
  });
  for (let made = 0; made < many; made += 50)
    arns.push(...(await Promise.all(Array.from({ length: 50 }, create))).map(({ KeyArn }) => KeyArn));
  for (const [at, name] of ['alias/first', 'alias/last'].entries())
    await service.call('CreateAlias', { AliasName: name, KeyArn: arns.at(-at)! });
}, 120_000);

afterAll(async () => {
  service.close();
  await simulator.close();
});

beforeEach(() => {
  connection = new Connection();
  catalogue = new KeyCatalogue(connection as unknown as KeyServiceConnection);
  told = 0;
  catalogue.onDidChange(() => told++);
  calls = [];
});

afterEach(() => {
  catalogue.dispose();
  simulator.setFaults(undefined);
  simulator.setSparse(undefined);
  vi.useRealTimers();
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe('the catalogue of 2 000 keys', () => {
  it('keeps what the list gave of a key where a later answer leaves it out', async () => {
    await catalogue.refresh();
    const before = catalogue.find(arns[0]!)!.summary;
    simulator.setSparse('all');
    const detail = await catalogue.detail(arns[0]!);
    expect(detail).toMatchObject({
      KeyCheckValue: before.KeyCheckValue,
      Exportable: true,
      KeyAttributes: before.KeyAttributes,
    });
    expect(catalogue.find(arns[0]!)?.summary).toEqual(before);
  });

  it('asks nothing by itself, and reads the first page in one ListKeys call', async () => {
    await settled();
    expect(calls).toEqual([]);
    await catalogue.refresh();
    expect(calls).toEqual(['ListKeys', 'ListAliases']);
    expect(catalogue.keys).toHaveLength(100);
    expect(catalogue.complete).toBe(false);
  });

  it('shows the first page before names are in', async () => {
    const seen: number[] = [];
    catalogue.onDidChange(() => seen.push(calls.includes('ListAliases') ? -1 : catalogue.keys.length));
    await catalogue.refresh();
    expect(seen).toContain(100);
  });

  it('reads every page once, each key once, and then no more', async () => {
    await catalogue.loadAll();
    expect(catalogue.complete).toBe(true);
    expect(new Set(catalogue.keys.map(({ summary }) => summary.KeyArn)).size).toBe(many);
    expect(calls.filter((one) => one === 'ListKeys')).toHaveLength(many / 100);
    await catalogue.loadMore();
    expect(calls.filter((one) => one === 'ListKeys')).toHaveLength(many / 100);
    expect(catalogue.find('alias/last')?.summary.KeyArn).toBe(arns.at(-1));
  });

  it('asks for two pages at once only one', async () => {
    await catalogue.refresh();
    await Promise.all([catalogue.loadMore(), catalogue.loadMore()]);
    expect(catalogue.keys).toHaveLength(200);
  });

  it('keeps what it has when a refresh fails, and says that it may be old', async () => {
    await catalogue.refresh();
    simulator.setFaults(() => ({ kind: 'throttle' }));
    await catalogue.refresh();
    expect(catalogue.failure?.kind).toBe('throttled');
    expect(catalogue.keys).toHaveLength(100);
    expect(catalogue.stale).toBe(true);
    simulator.setFaults(undefined);
    await catalogue.refresh();
    expect(catalogue.failure).toBeUndefined();
    expect(catalogue.stale).toBe(false);
  }, 30_000);

  it('tells when what was read has become old', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
    await catalogue.refresh();
    const before = told;
    vi.advanceTimersByTime(staleAfter);
    expect(catalogue.stale).toBe(true);
    expect(told).toBe(before + 1);
  });

  it('is emptied when another service is chosen, and takes nothing from the one before', async () => {
    await catalogue.refresh();
    const key = (await catalogue.detail(arns[0]!))!;
    const { choice } = connection.chosen!;
    const late = catalogue.loadMore();
    connection.choose('other');
    await late;
    catalogue.keyChanged(key, choice);
    catalogue.aliasChanged('alias/late', key.KeyArn, choice);
    expect(catalogue.keys).toEqual([]);
    expect(catalogue.aliasNames).toEqual([]);
    expect(catalogue.readAt).toBeUndefined();
  });
});

describe('details', () => {
  beforeEach(() => catalogue.refresh());

  const details = (): number => catalogue.keys.filter(({ detail }) => detail).length;

  it('are asked for once, and quietly for a tooltip', async () => {
    const before = told;
    await catalogue.detail(arns[0]!, undefined, true);
    await catalogue.detail(arns[0]!, undefined, true);
    expect(calls.filter((one) => one === 'GetKey')).toHaveLength(1);
    expect(told).toBe(before);
    expect(catalogue.find(arns[0]!)?.detail?.KeyOrigin).toBe('AWS_PAYMENT_CRYPTOGRAPHY');
  });

  it('that are wanted come one after another, and stop when nobody looks', async () => {
    let open = 0;
    let most = 0;
    const call = service.call.bind(service);
    connection.connect = () =>
      Promise.resolve({
        ...service,
        call: async (...given: Parameters<typeof call>) => {
          most = Math.max(most, ++open);
          return call(...given).finally(() => open--);
        },
      });
    catalogue.wantDetails(arns.slice(0, 20));
    catalogue.wantDetails(arns.slice(0, 20));
    await vi.waitUntil(() => details() >= 3);
    catalogue.stopDetails();
    const then = details();
    await settled();
    expect(details()).toBeLessThanOrEqual(then + 1);
    expect(most).toBe(1);
  });

  it('that are wanted again at once after a stop do come', async () => {
    catalogue.wantDetails(arns.slice(0, 5));
    catalogue.stopDetails();
    catalogue.wantDetails(arns.slice(5, 8));
    await vi.waitUntil(() => arns.slice(5, 8).every((arn) => catalogue.find(arn)?.detail), { timeout: 3000 });
  });

  it('that cannot be had end the asking, and are no failure of the list', async () => {
    simulator.setFaults(({ operation }) =>
      operation === 'GetKey' ? { kind: 'error', status: 500, when: 'before' } : undefined,
    );
    catalogue.wantDetails(arns.slice(0, 3));
    await vi.waitUntil(() => calls.filter((one) => one === 'GetKey').length >= 4, { timeout: 10_000 });
    await settled();
    simulator.setFaults(undefined);
    await settled();
    expect(details()).toBe(0);
    expect(catalogue.failure).toBeUndefined();
  }, 20_000);

  it('show a change that was made elsewhere', async () => {
    await service.call('StopKeyUsage', { KeyIdentifier: arns[1]! });
    const before = told;
    await catalogue.detail(arns[1]!, undefined, true);
    expect(told).toBeGreaterThan(before);
    expect(catalogue.find(arns[1]!)?.summary.Enabled).toBe(false);
  });

  it('of a key that was just made put it first; a key that is gone goes', async () => {
    const made = await create();
    catalogue.keyChanged(made);
    expect(catalogue.keys[0]?.summary.KeyArn).toBe(made.KeyArn);
    catalogue.keyGone(made.KeyArn);
    expect(catalogue.find(made.KeyArn)).toBeUndefined();
  });
});
