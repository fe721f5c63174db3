// One import is one key: two windows at once, a window killed in a call, a call that is cancelled, notes that are
// none. Files, locks, processes, adapter and simulator are the real ones.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  Disposable: vi.fn(),
  window: { createOutputChannel: () => ({ info: vi.fn(), error: vi.fn() }) },
}));

import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { lock, replacePrivate } from '../../src/desktop/files';
import { FolderIntents, type PrivateFolder } from '../../src/extension/features/import/intents';
import {
  materialHash,
  newImportId,
  patience,
  sendImport,
  type SendOptions,
  type SendResult,
} from '../../src/extension/features/import/sendImport';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../src/keyservice/aws/service';
import type { ImportIntent } from '../../src/keyservice/importOnce';
import type { Key } from '../../src/keyservice/operations';
import { planKeyBlock } from '../../src/keyservice/plans/keyBlockPlans';
import type { ImportPlan } from '../../src/keyservice/plans/plan';
import { testCryptogram, testKeyBlock } from '../../src/keyservice/testsource/payloads';
import { allFour, attributes, service } from '../keyservice/simulator/client';

const at = service();
const root = path.resolve(__dirname, '../..');
const work = mkdtempSync(path.join(tmpdir(), 'kmi-send-'));
const script = path.join(work, 'window.mjs');
let folder = '';
let aws: AwsService;
let kek: Key;
const kekBytes = new Uint8Array(randomBytes(16));

/** The folder of the extension's storage, by Node instead of VS Code. */
function privateFolder(where: string): PrivateFolder {
  return {
    names: () => readdir(where).catch(() => []),
    read: (name) => readFile(path.join(where, name)),
    put: async (name, bytes) => {
      await mkdir(where, { recursive: true });
      await replacePrivate(path.join(where, name), bytes);
    },
    remove: (name) => rm(path.join(where, name), { force: true }),
    lock: async (name) => {
      await mkdir(where, { recursive: true });
      return lock(path.join(where, name));
    },
  };
}

const intents = (): FolderIntents => new FolderIntents(privateFolder(folder));
const arns = async (): Promise<string[]> =>
  (await aws.call('ListKeys', { MaxResults: 100 })).output.Keys.map(({ KeyArn }) => KeyArn);

/** A key block of a key of its own under the KEK. */
function plan(): ImportPlan {
  const header = {
    version: 'D',
    usage: 'P0',
    algorithm: 'A',
    mode: 'B',
    keyVersion: '00',
    exportability: 'E',
    keyContext: '0',
    optionalBlocks: [],
  };
  const block = decodeKeyBlock(testKeyBlock(header, new Uint8Array(randomBytes(16)), kekBytes));
  const planned = planKeyBlock({ block, wrappingKey: kek }, {}, { target: aws.target, now: new Date() });
  expect(planned.blocked).toBe(false);
  return planned;
}

const within = (milliseconds: number): SendOptions => ({ patience: { ...patience, milliseconds } });
const late = (milliseconds: number): void =>
  at().simulator.setFaults(({ operation }) =>
    operation === 'ImportKey' ? { kind: 'latency', milliseconds } : undefined,
  );
const send = (planned: ImportPlan, options: SendOptions = within(0)): Promise<SendResult> =>
  sendImport(aws, intents(), planned, { headline: 'a key block' }, options);

beforeAll(async () => {
  const { url, region, account, credentials } = at().simulator;
  aws = connectAws({
    target: { kind: 'simulator', profile: 'simulator', region, account, endpoint: url },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 1000 }),
  });
  const { output } = await aws.call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const made = await aws.call('ImportKey', {
    KeyMaterial: {
      KeyCryptogram: {
        KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
        Exportable: true,
        WrappedKeyCryptogram: testCryptogram(kekBytes, output.WrappingKeyCertificate),
        ImportToken: output.ImportToken,
        WrappingSpec: 'RSA_OAEP_SHA_256',
      },
    },
  });
  kek = made.output.Key;
  await buildWindow();
});
beforeEach(() => {
  folder = mkdtempSync(path.join(work, 'imports-'));
  at().simulator.setFaults(undefined);
});
afterAll(() => {
  aws.close();
  rmSync(work, { recursive: true });
});

/** A window as a process of its own: it says when it is about to send, and what came of it. */
async function buildWindow(): Promise<void> {
  await esbuild.build({
    stdin: {
      contents: `
        import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
        import path from 'node:path';
        import { lock, replacePrivate } from './src/desktop/files';
        import { FolderIntents } from './src/extension/features/import/intents';
        import { sendImport } from './src/extension/features/import/sendImport';
        import { connectAws } from './src/keyservice/aws/service';
        const { where, plan, target, credentials } = JSON.parse(process.argv[2]);
        const at = (name) => path.join(where, name);
        await mkdir(where, { recursive: true });
        const service = connectAws({ target, credentials: async () => credentials });
        const result = await sendImport(
          service,
          new FolderIntents({
            names: () => readdir(where),
            read: (name) => readFile(at(name)),
            put: (name, bytes) => replacePrivate(at(name), bytes),
            remove: (name) => rm(at(name), { force: true }),
            lock: (name) => lock(at(name)),
          }),
          plan,
          { headline: 'a key block' },
          { report: (doing) => console.log(doing) },
        );
        console.log(result.kind);
        service.close();`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [
      {
        name: 'no vscode',
        setup(build) {
          build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'none' }));
          build.onLoad({ filter: /.*/, namespace: 'none' }, () => ({
            contents: 'export class Disposable {}; export const window = {};',
          }));
        },
      },
    ],
  });
}

interface Window {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves when it is about to send. */
  readonly sending: Promise<void>;
  readonly ended: Promise<void>;
}

function openWindow(planned: ImportPlan): Window {
  const given = {
    where: folder,
    plan: planned,
    target: aws.target,
    credentials: at().simulator.credentials,
  };
  const child = spawn(process.execPath, [script, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let sends = (): void => undefined;
  const sending = new Promise<void>((resolve) => (sends = resolve));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line === 'send') sends();
  });
  return { child, lines, sending, ended: new Promise((resolve) => child.once('close', () => resolve())) };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('one import is one key', () => {
  it('leaves no note and no lock behind it', async () => {
    const before = await arns();
    expect((await send(plan())).kind).toBe('imported');
    expect(await arns()).toHaveLength(before.length + 1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of two windows at once only one sends; the other knows why', async () => {
    const before = await arns();
    const planned = plan();
    late(4_000);
    const first = openWindow(planned);
    await first.sending;
    const second = openWindow(planned);
    expect((await send(planned)).kind).toBe('elsewhere');
    await second.ended;
    expect(second.lines).toEqual(['elsewhere']);
    await first.ended;
    expect(first.lines.at(-1)).toBe('imported');
    expect(await arns()).toHaveLength(before.length + 1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('the same material with other tags is the same import', async () => {
    const planned = plan();
    const tagged = { ...planned, request: { ...planned.request, Tags: [{ Key: 'env', Value: 'test' }] } };
    expect(materialHash(tagged.request)).toBe(materialHash(planned.request));
    expect(materialHash(plan().request)).not.toBe(materialHash(planned.request));
    late(1_500);
    const first = send(planned);
    await pause(300);
    expect((await send(tagged)).kind).toBe('elsewhere');
    expect((await first).kind).toBe('imported');
  });

  it('a window killed in a call leaves a note; the next import waits for the key that comes late', async () => {
    const before = await arns();
    const planned = plan();
    late(2_500);
    const window = openWindow(planned);
    await window.sending;
    // Until the note is on the disk and the call has gone out.
    await vi.waitFor(() => expect(readdirSync(folder).join()).toContain('.intent.json'), 5_000);
    await pause(400);
    // While it lives, nobody else may settle what it is at.
    expect(await intents().left()).toEqual([]);
    window.child.kill('SIGKILL');
    await window.ended;
    const left = await intents().left();
    expect(left.map(({ headline, hash }) => [headline, hash])).toEqual([
      ['a key block', materialHash(planned.request)],
    ]);
    const doing: string[] = [];
    const result = await send(planned, { ...within(6_000), report: (one) => void doing.push(one) });
    expect(result).toMatchObject({ kind: 'imported', found: true });
    expect(doing).toContain('wait');
    expect(doing).not.toContain('send');
    expect(await arns()).toHaveLength(before.length + 1);
    expect(await intents().list()).toEqual([]);
  });

  it('a cancelled call that arrives late is found when it is imported again', async () => {
    const before = await arns();
    const planned = plan();
    late(2_000);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const first = await send(planned, { ...within(0), signal: abort.signal });
    expect(first).toMatchObject({ kind: 'lost', cause: { kind: 'cancelled' } });
    expect(await intents().list()).toHaveLength(1);
    expect(await send(planned, within(6_000))).toMatchObject({ kind: 'imported', found: true });
    expect(await arns()).toHaveLength(before.length + 1);
    expect(await intents().list()).toEqual([]);
  });

  it('a call cancelled while it waits for the one before sends nothing', async () => {
    const before = await arns();
    const planned = plan();
    at().simulator.setFaults(({ operation }) =>
      operation === 'ImportKey' ? { kind: 'drop', when: 'before' } : undefined,
    );
    expect((await send(planned)).kind).toBe('lost');
    at().simulator.setFaults(undefined);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 500);
    const result = await send(planned, { ...within(30_000), signal: abort.signal });
    expect(result).toMatchObject({ kind: 'unclear', candidates: [], cause: { kind: 'cancelled' } });
    expect(await arns()).toHaveLength(before.length);
    // The service cannot be at it any more: now it is sent, once.
    expect(await send(planned, within(0))).toMatchObject({ kind: 'imported', found: false });
    expect(await arns()).toHaveLength(before.length + 1);
  });

  it('with the network gone halfway it is not known, and found when the network is back', async () => {
    const before = await arns();
    const planned = plan();
    let gone = false;
    at().simulator.setFaults(({ operation }) => {
      if (operation === 'ImportKey') gone = true;
      return gone ? { kind: 'drop', when: 'after' } : undefined;
    });
    expect(await send(planned)).toMatchObject({ kind: 'unclear', candidates: [] });
    // Still gone: the note stays, and nothing is sent.
    expect(await send(planned)).toMatchObject({ kind: 'unclear', candidates: [] });
    at().simulator.setFaults(undefined);
    expect(await send(planned)).toMatchObject({ kind: 'imported', found: true });
    expect(await arns()).toHaveLength(before.length + 1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a refused call leaves nothing, and says that nothing was imported', async () => {
    const planned = plan();
    const material = planned.request.KeyMaterial.Tr31KeyBlock!;
    const end = material.WrappedKeyBlock.endsWith('0') ? '1' : '0';
    const broken: ImportPlan = {
      ...planned,
      request: {
        KeyMaterial: {
          Tr31KeyBlock: { ...material, WrappedKeyBlock: material.WrappedKeyBlock.slice(0, -1) + end },
        },
      },
    };
    expect(await send(broken)).toMatchObject({ kind: 'failed', cause: { kind: 'validation' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('what cannot be noted is not sent', async () => {
    const before = await arns();
    const full = new FolderIntents({
      ...privateFolder(folder),
      put: () => Promise.reject(new Error('ENOSPC: no space left')),
    });
    const result = await sendImport(aws, full, plan(), { headline: 'a key block' }, within(0));
    expect(result).toEqual({ kind: 'notNoted', problem: 'ENOSPC: no space left' });
    expect(await arns()).toHaveLength(before.length);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a note that cannot be removed does not hide the key, and is settled later', async () => {
    const before = await arns();
    const planned = plan();
    const stuck = new FolderIntents({
      ...privateFolder(folder),
      remove: () => Promise.reject(new Error('EACCES')),
    });
    const first = await sendImport(aws, stuck, planned, { headline: 'a key block' }, within(0));
    expect(first).toMatchObject({ kind: 'imported', found: false });
    expect(await send(planned)).toMatchObject({ kind: 'imported', found: true });
    expect(await arns()).toHaveLength(before.length + 1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('notes of imports', () => {
  const intent = (more: Partial<ImportIntent> = {}): ImportIntent => ({
    id: newImportId(),
    hash: 'ab'.repeat(32),
    profile: 'simulator',
    region: 'us-east-2',
    endpoint: 'http://127.0.0.1:1',
    startedAt: 1,
    ...more,
  });

  it('are files for their owner alone, without key material, the oldest first', async () => {
    const planned = plan();
    late(1_200);
    const sending = send(planned);
    await vi.waitFor(() => expect(readdirSync(folder).join()).toContain('.intent.json'), 5_000);
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
      const text = readFileSync(file, 'utf8');
      const block = planned.request.KeyMaterial.Tr31KeyBlock!.WrappedKeyBlock;
      for (let from = 16; from + 16 <= block.length; from += 16)
        expect(text).not.toContain(block.slice(from, from + 16));
    }
    await sending;
    const [older, newer] = [intent({ startedAt: 5 }), intent({ startedAt: 9 })];
    await intents().put(newer);
    await intents().put(older);
    expect(await intents().list()).toEqual([older, newer]);
    await intents().remove(older.id);
    expect(await intents().list()).toEqual([newer]);
    await intents().remove(older.id);
  });

  it.each([
    ['no JSON', '{'],
    ['cut off', JSON.stringify(intent()).slice(0, 60)],
    ['an id that is none', JSON.stringify(intent({ id: '../../x' }))],
    ['the id of another file', JSON.stringify(intent({ id: '0'.repeat(32) }))],
    ['a hash that is none', JSON.stringify(intent({ hash: '../../../elsewhere' }))],
    ['no time', JSON.stringify({ ...intent(), startedAt: 'soon' })],
    ['a service that is none', JSON.stringify({ ...intent(), service: 'bank' })],
    ['keys that are none', JSON.stringify({ ...intent(), knownArns: [7] })],
    ['an alias that is none', JSON.stringify({ ...intent(), alias: {} })],
    ['null', 'null'],
  ])('that are none are passed over: %s', async (_, text) => {
    writeFileSync(path.join(folder, `${'1'.repeat(32)}.intent.json`), text);
    expect(await intents().list()).toEqual([]);
    expect(await intents().left()).toEqual([]);
  });
});
