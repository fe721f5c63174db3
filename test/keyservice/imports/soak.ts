/**
 * Many imports by two processes into two accounts of a simulator that fails in every way it can, while the processes
 * are killed, clocks are set, credentials are renewed to the wrong account and notes cannot be read. In the end the
 * simulator's own state is judged: every import is one key in its account, and its notes name it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { readCertificate } from '../../../src/core/x509/certificate';
import { replacePrivate } from '../../../src/desktop/durable';
import { noteFolder } from '../../../src/desktop/noteFiles';
import type { AwsService } from '../../../src/keyservice/aws/service';
import { importPatience } from '../../../src/keyservice/imports/clock';
import { importIdentity } from '../../../src/keyservice/imports/identity';
import { readName } from '../../../src/keyservice/imports/note';
import { NoteStore } from '../../../src/keyservice/imports/noteStore';
import type { ImportKeyMaterial } from '../../../src/keyservice/operations';
import {
  type Fault,
  type FaultyCall,
  replies,
  type SimulatorOperation,
} from '../../../src/keyservice/simulator/faults';
import { startSimulator, type Simulator } from '../../../src/keyservice/simulator/server';
import { awsCertificateParameter } from '../../../src/keyservice/rules/certificates';
import { clock, connect, importKek } from './importing';
import { generator, keysOf, makeJobs, type SoakAccount, type SoakJob } from './soakMaterial';
import { adapterTimeout, type WorkerLine, type WorkerOptions } from './soakWorker';

export interface SoakOptions {
  readonly imports: number;
  /** Keys of one simulator; the service's own quota is 2000 for an account. */
  readonly perRound: number;
  /** All times of the product are divided by it. */
  readonly factor: number;
  readonly seed: number;
  /** Imports at a time in each process. */
  readonly atOnce: number;
  /** Rows of a manifest. */
  readonly rows: number;
  /** Part of the calls of ImportKey that go wrong. */
  readonly faulty: number;
  /** Kills in a round that has them. */
  readonly kills: number;
  /** Calls a second for each account and process; the product's own where not given. */
  readonly rate?: number;
  /** After so many, what is not settled is judged as it is. */
  readonly seconds: number;
  readonly folder: string;
  /** Every second simulator keeps its state in a file. */
  readonly file?: boolean;
  /** The worker, bundled: `node script options`. */
  readonly script: string;
  readonly say?: (line: string) => void;
}

export interface SoakResult {
  readonly imports: number;
  readonly keys: number;
  /** Not settled when the time was over: each has an open note, or none and no key. */
  readonly open: number;
  readonly failures: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly importsPerSecond: number;
  /** Resident: of this process, and of the largest worker. */
  readonly megabytes: { readonly simulator: number; readonly worker: number };
  /** Longest pause of this process, the simulator's: what it did late came so much later. */
  readonly longestDelay: number;
}

const accountNumbers = ['111122223333', '444455556666'] as const;

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const started = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const all = new Soak(options, started);
  let number = 0;
  for (let left = options.imports; left > 0 && !all.late(); number++) {
    const count = Math.min(left, options.perRound);
    // Where processes are killed, a late effect counts from the kill on: it must be shorter than without.
    await all.round(number, count, number % 2 === 0);
    left -= count;
  }
  delay.disable();
  const seconds = (performance.now() - started) / 1000;
  return {
    imports: all.imports,
    keys: all.keys,
    open: all.open,
    failures: all.failures,
    counts: sorted(all.counts),
    faults: sorted(all.faults),
    seconds,
    importsPerSecond: all.keys / all.workSeconds,
    megabytes: { simulator: process.memoryUsage.rss() / 2 ** 20, worker: all.largest },
    longestDelay: delay.max / 1e6,
  };
}

class Soak {
  imports = 0;
  keys = 0;
  open = 0;
  largest = 0;
  workSeconds = 0;
  readonly failures: string[] = [];
  readonly counts: Record<string, number> = {};
  readonly faults: Record<string, number> = {};
  private readonly random: () => number;
  private readonly notes: ReturnType<typeof noteFolder>;

  constructor(
    private readonly options: SoakOptions,
    private readonly started: number,
  ) {
    this.random = generator(options.seed);
    this.notes = noteFolder(path.join(options.folder, 'imports'));
    // Sockets of processes that were killed stay in the folder for temporary files.
    mkdirSync(path.join(options.folder, 't'), { recursive: true });
  }

  late(): boolean {
    return performance.now() - this.started > this.options.seconds * 1000;
  }

  async round(number: number, count: number, kills: boolean): Promise<void> {
    const simulator = await startSimulator({
      accounts: accountNumbers,
      mostKeys: count * 2 + 10,
      mostAliases: count + 10,
      ...(this.options.file && !kills ? { file: path.join(this.options.folder, `state-${number}`) } : {}),
    });
    const services = simulator.accounts.map((one) => connect(simulator, one));
    const kekBytes = new Uint8Array(randomBytes(16));
    const accounts: SoakAccount[] = [];
    for (const service of services) {
      const account = service.target.account!;
      const sets = Array.from({ length: 8 }, () => simulator.newCredentials(account));
      accounts.push({ account, kek: await importKek(service, kekBytes), sets });
    }
    const jobs = await makeJobs(
      count,
      accounts.map(({ account }) => ({ account, kekBytes })),
      this.random,
      this.options.rows,
    );
    const began = performance.now();
    simulator.setFaults((call) => this.fault(call, kills));
    const end = new AbortController();
    const beside = [this.deny(simulator, end.signal), this.damageNotes(end.signal)];
    const workers = [0, 1].map((worker) => this.worker(simulator, accounts, worker, jobs, number, kills));
    await Promise.all(workers);
    end.abort();
    await Promise.all(beside);
    this.workSeconds += (performance.now() - began) / 1000;
    simulator.setFaults(undefined);
    simulator.setDenied([]);
    await simulator.lateCallsDone();
    await this.judge(services, jobs);
    for (const service of services) service.close();
    await simulator.close();
    this.options.say?.(
      `round ${number + 1}: ${this.keys} keys, ${Math.round((performance.now() - this.started) / 1000)} s, ${this.failures.length} failures`,
    );
  }

  /** Each worker does three quarters of the jobs, so that half of them are done by both at the same time. */
  private async worker(
    simulator: Simulator,
    accounts: readonly SoakAccount[],
    worker: number,
    jobs: readonly SoakJob[],
    round: number,
    kills: boolean,
  ): Promise<void> {
    // Who is to import a second key does so itself.
    const isMine = (job: SoakJob): boolean =>
      job.id % 4 !== (worker === 0 ? 3 : 1) || (worker === 0 && keysOf(job).some(({ again }) => again));
    const left = new Map(jobs.filter(isMine).map((job) => [job.id, job]));
    const mine = left.size;
    const each = kills ? Math.max(1, Math.floor(mine / (this.options.kills / 2 + 1))) : Infinity;
    for (let start = 0; left.size > 0 && !this.late(); start++) {
      const { url, region, storeId } = simulator;
      const { factor, atOnce, rate, folder } = this.options;
      const file = path.join(folder, `worker-${worker}.json`);
      const given: WorkerOptions = {
        ...{ worker, url, region, storeId, accounts, folder, factor, atOnce, cancels: kills },
        seed: this.options.seed + 1000 * round + 10 * start + worker,
        jobs: [...left.values()],
        ...(rate === undefined ? {} : { rate }),
      };
      writeFileSync(file, JSON.stringify(given), { mode: 0o600 });
      const child = spawn(process.execPath, [this.options.script, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, TMPDIR: path.join(folder, 't') },
      });
      await this.follow(child, left, each);
    }
  }

  private follow(child: ChildProcess, left: Map<number, SoakJob>, killAfter: number): Promise<void> {
    let done = 0;
    let ended = false;
    let killed = false;
    // At any moment: in a call, between two files, in a wait.
    const kill = (after: number): void => {
      setTimeout(() => {
        if (!killed && child.exitCode === null && child.kill('SIGKILL')) killed = true;
      }, after);
    };
    createInterface({ input: child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as WorkerLine;
      if (line.t === 'done') {
        left.delete(line.job);
        if (++done === killAfter) kill((this.random() * 10_000) / this.options.factor);
      } else if (line.t === 'counts') add(this.counts, line.counts);
      else if (line.t === 'wrong') this.failures.push(line.what);
      else {
        ended = true;
        this.largest = Math.max(this.largest, line.megabytes);
      }
    });
    const timer = setInterval(() => {
      if (this.late()) kill(0);
    }, 500);
    return new Promise((resolve) => {
      child.once('close', (code) => {
        clearInterval(timer);
        if (killed && !ended) add(this.counts, { kills: 1 });
        else if (code !== 0) this.failures.push(`a worker ended with ${code}`);
        resolve();
      });
    });
  }

  private fault({ operation }: FaultyCall, kills: boolean): Fault | undefined {
    const { faulty, factor } = this.options;
    const imports = operation === 'ImportKey';
    if (this.random() >= (imports ? faulty : 0.008)) return undefined;
    const at = (milliseconds: number): number => milliseconds / factor;
    // Milliseconds of the product's time. Nothing is late by more than four fifths of the patience, counted from when
    // nobody waits for the call any more.
    const latest = 0.8 * importPatience;
    const random = this.random() ** 0.5;
    const within = at(random * 0.9 * adapterTimeout);
    const beyond = at(random * (kills ? latest : adapterTimeout + latest));
    const meanwhile = pick(this.random, ['drop', 500, 503, ...Object.values(replies)] as const);
    const when = pick(this.random, ['before', 'after'] as const);
    const fault = pick<Fault>(this.random, [
      { kind: 'latency', milliseconds: within, when },
      ...(imports
        ? ([
            { kind: 'latency', milliseconds: beyond },
            { kind: 'late', milliseconds: at(random * latest), meanwhile },
            { kind: 'late', milliseconds: beyond, meanwhile: 'silence' },
            { kind: 'silence', when },
            { kind: 'cut', bytes: Math.floor(200 * this.random()) },
          ] as const)
        : []),
      { kind: 'throttle' },
      { kind: 'error', status: pick(this.random, [500, 503] as const), when },
      { kind: 'drop', when },
      { kind: 'reply', reply: pick(this.random, Object.values(replies)), when },
    ]);
    const name = [
      imports ? 'ImportKey' : 'other',
      fault.kind,
      ...('when' in fault ? [fault.when] : []),
      ...(fault.kind === 'late' ? [nameOf(fault.meanwhile)] : []),
      ...(fault.kind === 'reply' ? [nameOf(fault.reply)] : []),
    ].join(' ');
    add(this.faults, { [name]: 1 });
    return fault;
  }

  /** Policies are changed for a while. */
  private async deny(simulator: Simulator, end: AbortSignal): Promise<void> {
    const { factor } = this.options;
    for (;;) {
      await clock(0).pause((this.random() * 60_000) / factor, end);
      if (end.aborted) break;
      const action = pick<SimulatorOperation>(this.random, [
        'TagResource',
        'ListTagsForResource',
        'ListKeys',
        'GetKey',
      ]);
      simulator.setDenied([action], pick(this.random, accountNumbers));
      add(this.counts, { [`denied ${action}`]: 1 });
      await clock(0).pause((this.random() * 20_000) / factor, end);
      simulator.setDenied([]);
    }
  }

  /** Files of notes are damaged, and whole again a while later. Under their lock: nobody else writes to them then. */
  private async damageNotes(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      await clock(0).pause(300, end);
      const names = (await this.notes.names()).filter((name) => readName(name));
      const open = names.filter((name) => readName(name)!.state === 'open');
      if (names.length === 0) continue;
      const name = pick(this.random, open.length > 0 && this.random() < 0.5 ? open : names);
      const file = this.notes.path(name);
      const done = await this.locked(name, () => {
        try {
          const whole = readFileSync(file);
          const damaged = whole.subarray(0, whole.length / 2);
          writeFileSync(file, damaged);
          add(this.counts, { 'notes damaged': 1 });
          return { whole, damaged };
        } catch {
          // Settled or dropped since the names were read.
          return undefined;
        }
      });
      if (!done) continue;
      await clock(0).pause(200 + 800 * this.random(), end);
      for (let restored: true | undefined; !restored;)
        restored = await this.locked(name, async () => {
          if (!readFileSync(file).equals(done.damaged)) this.failures.push(`${name} was written over`);
          await replacePrivate(file, done.whole);
          return true as const;
        });
    }
  }

  /** Undefined where somebody else has the lock of the note's import. */
  private async locked<T>(name: string, act: () => T | Promise<T>): Promise<T | undefined> {
    const lock = await this.notes.lock(`${readName(name)!.identity}.lock`);
    if ('holder' in lock) return undefined;
    try {
      return await act();
    } finally {
      await lock.release();
    }
  }

  /** What the simulator has in the end, and what the notes say of it. */
  private async judge(services: readonly AwsService[], jobs: readonly SoakJob[]): Promise<void> {
    const store = new NoteStore(this.notes);
    for (const service of services) {
      const { account } = service.target;
      const byValue = new Map<string, string[]>();
      let page: string | undefined;
      do {
        const { output } = await service.call('ListKeys', {
          MaxResults: 100,
          ...(page === undefined ? {} : { NextToken: page }),
        });
        for (const { KeyArn, KeyCheckValue = '' } of output.Keys)
          byValue.set(KeyCheckValue, [...(byValue.get(KeyCheckValue) ?? []), KeyArn]);
        page = output.NextToken;
      } while (page !== undefined);
      let expected = 1;
      let found = 0;
      for (const job of jobs.filter((one) => one.account === account))
        for (const key of keysOf(job)) {
          const wanted = key.again === undefined ? 1 : 2;
          const arns = byValue.get(key.kcv) ?? [];
          const { notes } = await store.notes(importIdentity(service.target, materialOf(key))!);
          const named = notes.flatMap((note) => (note.state === 'imported' ? [note.arn] : []));
          const open = notes.length - named.length;
          const what = `job ${job.id} (${job.kind}), KCV ${key.kcv}, account ${account ?? ''}`;
          if (arns.length > wanted) this.failures.push(`doubled: ${what}: ${arns.join()}`);
          if (named.some((arn) => !arns.includes(arn))) this.failures.push(`wrong key in a note: ${what}`);
          if (new Set(named).size < named.length) this.failures.push(`two notes for one key: ${what}`);
          if (arns.length - named.length > open) this.failures.push(`lost from sight: ${what}`);
          if (arns.length < wanted || open > 0) {
            this.open++;
            if (!this.late()) this.failures.push(`not settled: ${what}`);
          }
          if ('alias' in key && arns.length > 0 && !this.late()) {
            const { output } = await service.call('GetAlias', { AliasName: key.alias });
            if (output.Alias.KeyArn === undefined || !named.includes(output.Alias.KeyArn))
              this.failures.push(`alias of another key: ${what}`);
          }
          this.imports += wanted;
          expected += arns.length;
          found += arns.length;
        }
      this.keys += found;
      const there = [...byValue.values()].flat().length;
      // Beside them there is the KEK and nothing else: not a key of the other account, not one of a wrong KCV.
      if (there !== expected)
        this.failures.push(`${there} keys in account ${account ?? ''}, not ${expected}`);
    }
  }
}

function materialOf(key: ReturnType<typeof keysOf>[number]): ImportKeyMaterial {
  if ('block' in key) return { Tr31KeyBlock: { WrappedKeyBlock: key.block, WrappingKeyIdentifier: '' } };
  const certificate = readCertificate(new Uint8Array(Buffer.from(key.certificate, 'base64')));
  const material = { PublicKeyCertificate: awsCertificateParameter(certificate) };
  return { [kindOf(certificate.subject.text)]: material } as unknown as ImportKeyMaterial;
}

const kindOf = (subject: string): string =>
  subject.includes('root ') ? 'RootCertificatePublicKey' : 'TrustedCertificatePublicKey';

function nameOf(how: 'drop' | 'silence' | 500 | 503 | object): string {
  if (typeof how !== 'object') return String(how);
  return Object.entries(replies).find(([, reply]) => reply === how)?.[0] ?? 'reply';
}

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

function add(to: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count;
}

const sorted = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
