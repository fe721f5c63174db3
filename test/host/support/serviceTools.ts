/** The tools of features on the key service, with a real simulator behind them. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { desktopKeyServices } from '../../../src/desktop/keyServices';
import { connectAws } from '../../../src/keyservice/aws/service';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { KeyServiceError } from '../../../src/keyservice/errors';
import type { ServiceTarget } from '../../../src/keyservice/operations';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/keyservice/simulator/server';
import { ImportParameterStore } from '../../../src/extension/service/parameterStore';
import { KeyServiceConnection } from '../../../src/extension/service/connection';
import type { ServiceTools } from '../../../src/extension/service/tools';
import { KeyCatalogue } from '../../../src/extension/service/keyCatalogue';
import {
  useKeyServices,
  type ConnectedService,
  type KeyServiceHost,
} from '../../../src/extension/host/keyServices';

export interface TestService {
  readonly tools: ServiceTools;
  readonly simulator: Simulator;
  readonly service: ConnectedService;
  /** Operations that were sent, in order. */
  readonly sent: string[];
  /** Signs calls with credentials of this account from now on, as after a renewal. */
  readonly signFor: (account: string) => void;
  /** Where files of the extension go. */
  readonly folder: string;
  /** All that was kept in states and secrets. */
  readonly kept: () => string;
  close(): Promise<void>;
}

export function memento(state: Map<string, unknown>): vscode.Memento & { setKeysForSync(): void } {
  return {
    keys: () => [...state.keys()],
    get: <T>(key: string, otherwise?: T) => (state.get(key) as T | undefined) ?? (otherwise as T),
    update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
    setKeysForSync: () => undefined,
  };
}

export class MemorySecrets implements vscode.SecretStorage {
  readonly values = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.changes.event;
  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.values.get(key));
  }
  keys(): Promise<string[]> {
    return Promise.resolve([...this.values.keys()]);
  }
  store(key: string, value: string): Promise<void> {
    this.values.set(key, value);
    this.changes.fire({ key });
    return Promise.resolve();
  }
  delete(key: string): Promise<void> {
    this.values.delete(key);
    this.changes.fire({ key });
    return Promise.resolve();
  }
}

export interface TestServiceOptions extends SimulatorOptions {
  /** What the tools take the simulator for: a live account, where its endpoint says so. */
  readonly posesAs?: ServiceTarget;
}

export async function testService({ posesAs, ...options }: TestServiceOptions = {}): Promise<TestService> {
  const sent: string[] = [];
  const simulator = await startSimulator(options);
  let { credentials } = simulator;
  const target: ServiceTarget = posesAs ?? {
    kind: 'simulator',
    profile: 'simulator',
    region: simulator.region,
    account: simulator.account,
    endpoint: simulator.url,
    store: simulator.storeId,
  };
  const connected = connectAws({
    target: { ...target, endpoint: simulator.url },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 1000 }),
    log: ({ operation }) => {
      if (operation !== 'GetCallerIdentity') sent.push(operation);
    },
  });
  const service: ConnectedService = {
    ...connected,
    target,
    identity: (signal) =>
      posesAs && posesAs.account === undefined
        ? Promise.reject(
            new KeyServiceError({
              name: 'AccountUnknown',
              operation: 'ListKeys',
              endpoint: target.endpoint,
              sent: false,
            }),
          )
        : connected.identity(signal),
  };
  const host: Partial<KeyServiceHost> = {
    simulator: () => Promise.resolve(service),
    connect: () => Promise.resolve(service),
    endpoint: () =>
      Promise.resolve({ url: target.endpoint, source: 'test', standard: true, findings: [] } as Awaited<
        ReturnType<KeyServiceHost['endpoint']>
      >),
    watchProfiles: () => Promise.resolve(() => undefined),
    testSource: () => desktopKeyServices.testSource(),
  };
  useKeyServices(() => Promise.resolve(host as KeyServiceHost));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'key-service-'));
  const states = [new Map<string, unknown>(), new Map<string, unknown>()] as const;
  const secrets = new MemorySecrets();
  const context = {
    globalState: memento(states[0]),
    workspaceState: memento(states[1]),
    globalStorageUri: vscode.Uri.file(folder),
  };
  const connection = new KeyServiceConnection(context as unknown as vscode.ExtensionContext);
  await connection.choose(
    target.kind === 'simulator'
      ? { kind: 'simulator' }
      : { kind: 'aws', profile: target.profile, region: target.region },
  );
  const catalogue = new KeyCatalogue(connection);
  const parameters = new ImportParameterStore(secrets);
  return {
    tools: { context, connection, catalogue, parameters },
    simulator,
    service,
    sent,
    signFor: (account) => {
      credentials = simulator.newCredentials(account);
    },
    folder,
    kept: () => JSON.stringify([[...states[0]], [...states[1]], [...secrets.values]]),
    async close() {
      connection.dispose();
      catalogue.dispose();
      parameters.dispose();
      await simulator.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
