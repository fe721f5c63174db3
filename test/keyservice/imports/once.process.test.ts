// One import is one key: two windows at once, a window killed in a call, a call that is cancelled, notes that cannot
// be written. Files, locks, processes, adapter and simulator are the real ones.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteFolder } from '../../../src/desktop/noteFiles';
import type { AwsService } from '../../../src/keyservice/aws/service';
import { importIdentity } from '../../../src/keyservice/imports/identity';
import { NoteStore } from '../../../src/keyservice/imports/noteStore';
import { lookForImport } from '../../../src/keyservice/imports/unsettled';
import type { Key } from '../../../src/keyservice/operations';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import { service } from '../simulator/client';
import {
  arnsOf,
  connect,
  folderIn,
  importKek,
  keyBlock,
  locksIn,
  notesIn,
  pause,
  planOf,
  ports,
  send,
} from './importing';
import { nodeScript } from '../nodeScript';

const at = service();
const work = mkdtempSync(path.join(tmpdir(), 'kmi-once-'));
const script = path.join(work, 'window.mjs');
let folder = '';
let aws: AwsService;
let kek: Key;
const kekBytes = new Uint8Array(randomBytes(16));

const plan = (): ImportPlan => planOf(keyBlock(kekBytes), kek, aws);
const arns = (): Promise<string[]> => arnsOf(aws);
const late = (milliseconds: number): void =>
  at().simulator.setFaults(({ operation }) =>
    operation === 'ImportKey' ? { kind: 'latency', milliseconds } : undefined,
  );
const openNotes = async () => (await ports(folder).store.open()).notes;

beforeAll(async () => {
  aws = connect(at().simulator, at().simulator);
  kek = await importKek(aws, kekBytes);
  await buildWindow();
});
beforeEach(() => {
  folder = folderIn(work);
  at().simulator.setFaults(undefined);
});
afterAll(() => {
  aws.close();
  rmSync(work, { recursive: true });
});

/** A window as a process of its own: it says what it is doing, and what came of it. */
async function buildWindow(): Promise<void> {
  await nodeScript(
    `
        import { randomBytes } from 'node:crypto';
        import { moment } from './src/desktop/noteFolder';
        import { noteFolder } from './src/desktop/noteFiles';
        import { connectAws } from './src/keyservice/aws/service';
        import { importOnce } from './src/keyservice/imports/importOnce';
        import { NoteStore } from './src/keyservice/imports/noteStore';
        const { where, plan, target, credentials, patience } = JSON.parse(process.argv[2]);
        const service = connectAws({ target, credentials: async () => credentials });
        const result = await importOnce(
          service,
          { input: plan.request, wanted: plan.wanted, headline: 'a key block' },
          {
            store: new NoteStore(noteFolder(where)),
            clock: {
              now: () => Date.now(),
              moment,
              pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
              patience,
            },
            newId: () => randomBytes(16).toString('hex'),
            report: (doing) => console.log(doing),
          },
        );
        console.log(result.kind);
        service.close();`,
    script,
  );
}

interface Window {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves when its note is on the disk: the call goes out now. */
  readonly sent: Promise<void>;
  readonly ended: Promise<void>;
}

function openWindow(planned: ImportPlan, patience = 0): Window {
  const given = {
    where: folder,
    plan: planned,
    target: aws.target,
    credentials: at().simulator.credentials,
    patience,
  };
  const child = spawn(process.execPath, [script, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const sent = vi.waitFor(() => expect(notesIn(folder)).toContain('1.open.json'), { timeout: 10_000 });
  return { child, lines, sent, ended: new Promise((resolve) => child.once('close', () => resolve())) };
}

describe('one import is one key', () => {
  it('leaves a note of what it became, for its owner alone and without key material, and no lock', async () => {
    const before = await arns();
    const planned = plan();
    expect(await send(aws, planned, ports(folder))).toMatchObject({ kind: 'imported', found: false });
    expect(await arns()).toHaveLength(before.length + 1);
    expect(notesIn(folder)).toEqual(['1.imported.json']);
    expect(locksIn(folder)).toEqual([]);
    const [name] = readdirSync(folder).filter((one) => one.endsWith('.json'));
    const file = path.join(folder, name!);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const block = planned.request.KeyMaterial.Tr31KeyBlock!.WrappedKeyBlock;
    const text = readFileSync(file, 'utf8');
    for (let from = 16; from + 16 <= block.length; from += 16)
      expect(text).not.toContain(block.slice(from, from + 16));
  });

  it('of two windows at once only one sends; the other knows who does', async () => {
    const before = await arns();
    const planned = plan();
    late(4_000);
    const first = openWindow(planned);
    await first.sent;
    expect(await send(aws, planned, ports(folder))).toMatchObject({
      kind: 'elsewhere',
      holder: { provable: true, pid: first.child.pid },
    });
    const second = openWindow(planned);
    await second.ended;
    expect(second.lines).toEqual(['elsewhere']);
    await first.ended;
    expect(first.lines.at(-1)).toBe('imported');
    expect(await arns()).toHaveLength(before.length + 1);
    expect(locksIn(folder)).toEqual([]);
  });

  it('the same material with other tags is the same import, and is known again when it is done', async () => {
    const planned = plan();
    const tagged = { ...planned, request: { ...planned.request, Tags: [{ Key: 'env', Value: 'test' }] } };
    late(1_500);
    const first = send(aws, planned, ports(folder));
    await pause(300);
    expect((await send(aws, tagged, ports(folder))).kind).toBe('elsewhere');
    const done = await first;
    expect(done.kind).toBe('imported');
    expect(await send(aws, tagged, ports(folder))).toMatchObject({
      kind: 'before',
      notes: [{ arn: done.kind === 'imported' ? done.key.KeyArn : '' }],
    });
  });

  it('a window killed in a call leaves a note; the next import waits for the key that comes late', async () => {
    const before = await arns();
    const planned = plan();
    late(2_500);
    const window = openWindow(planned);
    await window.sent;
    await pause(400);
    // While it lives, nobody else may settle what it is at.
    const [note] = await openNotes();
    const signal = AbortSignal.abort();
    expect(await lookForImport(aws, note!, { ...ports(folder), signal })).toMatchObject({
      kind: 'elsewhere',
    });
    window.child.kill('SIGKILL');
    await window.ended;
    const left = await openNotes();
    expect(left.map(({ headline, identity }) => [headline, identity])).toEqual([
      ['a key block', importIdentity(aws.target, planned.request.KeyMaterial)],
    ]);
    const doing: string[] = [];
    const result = await send(
      aws,
      planned,
      ports(folder, { patience: 8_000, report: (one) => void doing.push(one) }),
    );
    expect(result).toMatchObject({ kind: 'imported', found: true });
    expect(doing).toContain('wait');
    expect(doing).not.toContain('send');
    expect(await arns()).toHaveLength(before.length + 1);
    expect(await openNotes()).toEqual([]);
  });

  it('a cancelled call that arrives late is found when it is imported again', async () => {
    const before = await arns();
    const planned = plan();
    const abort = new AbortController();
    // Cancelled when the service has it.
    at().simulator.setFaults(({ operation }) => {
      if (operation !== 'ImportKey') return undefined;
      setTimeout(() => abort.abort(), 100);
      return { kind: 'latency', milliseconds: 3_000 };
    });
    const first = await send(aws, planned, ports(folder, { signal: abort.signal }));
    expect(first).toMatchObject({ kind: 'lost', cause: { kind: 'cancelled' } });
    expect(await openNotes()).toHaveLength(1);
    expect(await send(aws, planned, ports(folder, { patience: 8_000 }))).toMatchObject({
      kind: 'imported',
      found: true,
    });
    expect(await arns()).toHaveLength(before.length + 1);
    expect(await openNotes()).toEqual([]);
  });

  it('a call cancelled while it waits for the one before sends nothing', async () => {
    const before = await arns();
    const planned = plan();
    at().simulator.setFaults(({ operation }) =>
      operation === 'ImportKey' ? { kind: 'drop', when: 'before' } : undefined,
    );
    expect((await send(aws, planned, ports(folder))).kind).toBe('lost');
    at().simulator.setFaults(undefined);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 500);
    const result = await send(aws, planned, ports(folder, { patience: 30_000, signal: abort.signal }));
    expect(result).toMatchObject({ kind: 'unclear', cause: { kind: 'cancelled' } });
    expect(await arns()).toHaveLength(before.length);
    // The service cannot be at it any more: now it is sent, once.
    expect(await send(aws, planned, ports(folder))).toMatchObject({ kind: 'imported', found: false });
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
    expect(await send(aws, planned, ports(folder))).toMatchObject({ kind: 'unclear' });
    // Still gone: the note stays, and nothing is sent.
    expect(await send(aws, planned, ports(folder))).toMatchObject({ kind: 'unclear' });
    at().simulator.setFaults(undefined);
    expect(await send(aws, planned, ports(folder))).toMatchObject({ kind: 'imported', found: true });
    expect(await arns()).toHaveLength(before.length + 1);
  });

  it('a refused call leaves nothing, and says that nothing was imported', async () => {
    const planned = plan();
    const material = planned.request.KeyMaterial.Tr31KeyBlock!;
    const end = material.WrappedKeyBlock.endsWith('0') ? '1' : '0';
    const WrappedKeyBlock = material.WrappedKeyBlock.slice(0, -1) + end;
    const broken: ImportPlan = {
      ...planned,
      request: { KeyMaterial: { Tr31KeyBlock: { ...material, WrappedKeyBlock } } },
    };
    expect(await send(aws, broken, ports(folder))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'validation' },
    });
    expect(notesIn(folder)).toEqual([]);
  });

  it('what cannot be noted is not sent', async () => {
    const before = await arns();
    const full = new NoteStore({
      ...noteFolder(folder),
      create: () => Promise.reject(new Error('ENOSPC: no space left')),
    });
    expect(await send(aws, plan(), { ...ports(folder), store: full })).toEqual({
      kind: 'notNoted',
      problem: 'ENOSPC: no space left',
    });
    expect(await arns()).toHaveLength(before.length);
    expect(notesIn(folder)).toEqual([]);
  });

  it('a lock that was taken away by hand stops the call that is about to be sent', async () => {
    const before = await arns();
    const files = noteFolder(folder);
    const robbed = new NoteStore({
      ...files,
      lock: async (name) => {
        const lock = await files.lock(name);
        if (!('holder' in lock)) await lock.release();
        return lock;
      },
    });
    expect(await send(aws, plan(), { ...ports(folder), store: robbed })).toEqual({ kind: 'elsewhere' });
    expect(await arns()).toHaveLength(before.length);
    expect(notesIn(folder)).toEqual([]);
  });

  it('a note that cannot be settled does not hide the key, and is settled later', async () => {
    const before = await arns();
    const planned = plan();
    const stuck = new NoteStore({
      ...noteFolder(folder),
      put: () => Promise.reject(new Error('EACCES')),
      remove: () => Promise.reject(new Error('EACCES')),
    });
    const problems: unknown[] = [];
    const first = await send(aws, planned, {
      ...ports(folder),
      store: stuck,
      problem: (error) => void problems.push(error),
    });
    expect(first).toMatchObject({ kind: 'imported', found: false });
    expect(problems).toHaveLength(1);
    expect(notesIn(folder)).toEqual(['1.open.json']);
    expect(await send(aws, planned, ports(folder))).toMatchObject({ kind: 'imported', found: true });
    expect(await arns()).toHaveLength(before.length + 1);
  });
});
