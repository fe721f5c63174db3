/**
 * A process of the soak: imports its jobs as the windows of the extension do, on the real adapter, files and locks,
 * until each of them is settled. Where the product asks a person, it answers as a careful one would, by the KCV. It
 * is killed from outside at any moment, and started again with what is left.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { readCertificate } from '../../../src/core/x509/certificate';
import { appendLines } from '../../../src/desktop/durable';
import { moment } from '../../../src/desktop/noteFolder';
import { noteFolder } from '../../../src/desktop/noteFiles';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import { KeyServiceError } from '../../../src/keyservice/errors';
import { importPatience, type ImportClock } from '../../../src/keyservice/imports/clock';
import { importOnce, type ImportRequest } from '../../../src/keyservice/imports/importOnce';
import { NoteStore, type NoteFolder } from '../../../src/keyservice/imports/noteStore';
import type { ImportPorts } from '../../../src/keyservice/imports/result';
import { differencesOf } from '../../../src/keyservice/imports/settle';
import { patienceLeft, settleByHand, type ByHand } from '../../../src/keyservice/imports/unsettled';
import { journalName } from '../../../src/keyservice/manifest/journal';
import { preflight, rowIdentities, type PreflightRow } from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { runManifest } from '../../../src/keyservice/manifest/run';
import type { Key, KeySummary, OutputOf } from '../../../src/keyservice/operations';
import { planCertificate } from '../../../src/keyservice/plans/certificatePlans';
import { planKeyBlock } from '../../../src/keyservice/plans/keyBlockPlans';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import { generator, type SoakAccount, type SoakJob, type SoakKey } from './soakMaterial';

export interface WorkerOptions {
  readonly worker: number;
  readonly seed: number;
  readonly url: string;
  readonly region: string;
  readonly storeId: string;
  readonly accounts: readonly SoakAccount[];
  readonly jobs: readonly SoakJob[];
  readonly folder: string;
  /** All times of the product are divided by it. */
  readonly factor: number;
  readonly atOnce: number;
  /** Calls a second for each account; the product's own where not given. */
  readonly rate?: number;
  /** Whether imports are cancelled now and then. */
  readonly cancels: boolean;
}

/** What a worker writes, a line each. */
export type WorkerLine =
  | { readonly t: 'done'; readonly job: number }
  | { readonly t: 'counts'; readonly counts: Readonly<Record<string, number>> }
  /** Something that must not be. */
  | { readonly t: 'wrong'; readonly what: string }
  | { readonly t: 'end'; readonly megabytes: number };

/** The adapter's, milliseconds. */
export const adapterTimeout = 30_000;

const say = (line: WorkerLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

export async function work(options: WorkerOptions): Promise<void> {
  await new Worker(options).run();
}

/** So many tries for one import, after which it is stuck. */
const mostTries = 400;

class Worker {
  private readonly random: () => number;
  private readonly store: NoteStore;
  private readonly clock: ImportClock;
  private readonly services = new Map<string, AwsService>();
  private counts: Record<string, number> = {};
  /** How far the clock on the wall is off. */
  private step = 0;

  constructor(private readonly options: WorkerOptions) {
    this.random = generator(options.seed);
    this.store = new NoteStore(this.troubled(noteFolder(path.join(options.folder, 'imports'))));
    this.clock = this.dividedClock();
    for (const account of options.accounts) this.services.set(account.account, this.connect(account));
  }

  async run(): Promise<void> {
    const report = setInterval(() => this.report(), 100);
    const steps = setInterval(() => this.stepClock(), 1500);
    const jobs = [...this.options.jobs];
    const one = async (): Promise<void> => {
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        try {
          await this.job(job);
        } catch (error) {
          say({ t: 'wrong', what: `job ${job.id} (${job.kind}): ${String(error)}` });
        }
        this.report();
        say({ t: 'done', job: job.id });
      }
    };
    await Promise.all(Array.from({ length: this.options.atOnce }, one));
    clearInterval(report);
    clearInterval(steps);
    this.report();
    for (const service of this.services.values()) service.close();
    say({ t: 'end', megabytes: process.memoryUsage.rss() / 2 ** 20 });
  }

  private count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  private report(): void {
    if (Object.keys(this.counts).length > 0) say({ t: 'counts', counts: this.counts });
    this.counts = {};
  }

  private async job(job: SoakJob): Promise<void> {
    const service = this.services.get(job.account)!;
    switch (job.kind) {
      case 'single': {
        const enabled = job.disabledBy !== this.options.worker;
        const plan = (): ImportPlan => this.blockPlan(job.account, job.key.block, enabled);
        await this.untilSettled(service, plan(), job.key, false);
        await this.onceMore(service, plan(), job.key);
        return;
      }
      case 'chain': {
        let authority: Key | undefined;
        for (const one of job.certificates) {
          const plan = this.certificatePlan(service, one.certificate, authority);
          authority = await this.untilSettled(service, plan, one, true);
        }
        return;
      }
      case 'manifest':
        await this.manifest(service, job);
    }
  }

  private blockPlan(account: string, text: string, enabled: boolean): ImportPlan {
    const { kek } = this.options.accounts.find((one) => one.account === account)!;
    const { target } = this.services.get(account)!;
    return planKeyBlock({ block: decodeKeyBlock(text), wrappingKey: kek }, enabled ? {} : { enabled }, {
      target,
      now: new Date(),
    });
  }

  private certificatePlan({ target }: AwsService, text: string, authority: Key | undefined): ImportPlan {
    const certificate = readCertificate(new Uint8Array(Buffer.from(text, 'base64')));
    const step = {
      importAs: authority ? 'TrustedCertificatePublicKey' : 'RootCertificatePublicKey',
      keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
      modes: ['Verify'],
    } as const;
    return planCertificate(
      { certificate, step, ...(authority ? { authority } : {}) },
      {},
      { target, now: new Date() },
    );
  }

  /** A second key of the same bytes, where it is wanted; one of the workers asks for it. */
  private async onceMore(service: AwsService, plan: ImportPlan, key: SoakKey): Promise<void> {
    if (key.again === undefined || this.options.worker !== 0) return;
    await this.untilSettled(service, plan, key, false, key.again);
  }

  /** Imports until it is known which key it became; a person is asked where the product asks. */
  private async untilSettled(
    service: AwsService,
    plan: ImportPlan,
    key: SoakKey,
    reuse: boolean,
    reason?: string,
  ): Promise<Key> {
    const { account } = service.target;
    let again: ImportRequest['again'];
    let waitedOut = '';
    let untagged = false;
    for (let tries = 0; tries < mostTries; tries++) {
      const request = {
        input: plan.request,
        wanted: plan.wanted,
        headline: 'soak',
        ...(again ? { again } : {}),
        ...(untagged ? { untagged: true as const } : {}),
      };
      // Agreed for one call: the next one is tried with its tag.
      untagged = false;
      const { cancelled, result } = await this.once(service, request);
      this.count(`result ${result.kind}`);
      switch (result.kind) {
        case 'imported':
          if (result.found) this.count('found after a lost answer');
          if (reason === undefined || result.note.again) return this.right(result.key, key);
          break;
        case 'before': {
          const last = result.notes.at(-1)!;
          if (reason !== undefined && !result.notes.some((note) => note.again?.reason === reason)) {
            again = { reason, after: last.number };
            break;
          }
          const found = await this.keyOf(service, last.arn);
          if (!found) break;
          if (reuse && differencesOf(found, plan.wanted).length > 0)
            say({ t: 'wrong', what: `${last.arn} differs from what the chain wants` });
          return this.right(found, key);
        }
        case 'tagRefused':
          untagged = true;
          break;
        case 'candidates': {
          const mine = result.candidates.find(({ KeyCheckValue }) => KeyCheckValue === key.kcv);
          if (mine) await this.settle(result.note, { key: mine }, 'candidate chosen');
          else if (waitedOut === result.note.id)
            await this.settle(result.note, { noneAt: result.at }, 'none chosen');
          else {
            for (let left = 1; left > 0;) {
              left = patienceLeft(result.note, this.clock);
              await this.clock.pause(left, undefined);
            }
            // Looked at once more, now that nothing can come any more.
            waitedOut = result.note.id;
          }
          break;
        }
        case 'differs':
          await this.settle(result.note, { key: result.key }, 'differing key taken');
          break;
        case 'unreadable':
          this.count('unreadable notes met');
          await this.clock.pause(2_000, undefined);
          break;
        case 'elsewhere':
          if (result.holder?.provable === false)
            say({ t: 'wrong', what: `a lock that cannot be judged: ${result.holder.file}` });
          await this.clock.pause(3_000, undefined);
          break;
        case 'failed':
          if (result.cause.kind === 'otherAccount') this.count('renewals refused');
          else if (!cancelled && ['validation', 'conflict', 'quota', 'notFound'].includes(result.cause.kind))
            throw new Error(`${result.cause.message} ${result.cause.serviceText ?? ''}`);
          await this.clock.pause(1_000, undefined);
          break;
        default:
          await this.clock.pause(1_000, undefined);
      }
    }
    throw new Error(`not settled in account ${account} after ${mostTries} tries`);
  }

  private async once(service: AwsService, request: ImportRequest) {
    const { cancels, factor } = this.options;
    const abort = new AbortController();
    const timer =
      cancels && this.random() < 0.01
        ? setTimeout(
            () => {
              this.count('cancels');
              abort.abort();
            },
            (this.random() * adapterTimeout) / factor,
          )
        : undefined;
    const result = await importOnce(service, request, { ...this.ports(), signal: abort.signal });
    clearTimeout(timer);
    return { result, cancelled: abort.signal.aborted };
  }

  private right(key: Key, { kcv }: SoakKey): Key {
    if (key.KeyCheckValue !== kcv)
      say({ t: 'wrong', what: `${key.KeyArn} has KCV ${key.KeyCheckValue ?? ''}, not ${kcv}` });
    return key;
  }

  private async settle(
    note: Parameters<typeof settleByHand>[0],
    answer: ByHand,
    what: string,
  ): Promise<void> {
    try {
      const settled = await settleByHand(note, answer, this.ports());
      const outcome = typeof settled === 'string' ? settled : settled.kind;
      this.count(outcome === 'settled' ? what : `by hand: ${outcome}`);
    } catch {
      // Its note cannot be read just now: the next try shows it.
      this.count('not settled by hand');
    }
  }

  private async keyOf(service: AwsService, arn: string): Promise<Key | undefined> {
    try {
      return (await service.call('GetKey', { KeyIdentifier: arn }, this.bound(service))).output.Key;
    } catch (error) {
      if (!(error instanceof KeyServiceError) || error.kind === 'notFound') throw error;
      this.count('reads that failed');
      await this.clock.pause(1_000, undefined);
      return undefined;
    }
  }

  private async manifest(service: AwsService, job: Extract<SoakJob, { kind: 'manifest' }>): Promise<void> {
    const { kek } = this.options.accounts.find(({ account }) => account === job.account)!;
    const text = (again: boolean): string =>
      JSON.stringify({
        version: 1,
        defaults: { wrappingKey: kek.KeyArn },
        keys: job.rows.map(({ block, kcv, alias, again: reason }) => ({
          keyBlock: block,
          checkValue: kcv,
          ...(again && reason !== undefined ? { again: reason } : { alias }),
        })),
      });
    await this.rows(service, job, `soak://${job.id}`, text(false));
    if (this.options.worker === 0 && job.rows.some(({ again }) => again !== undefined))
      await this.rows(service, job, `soak://${job.id}/again`, text(true));
  }

  /** Runs a manifest until all its rows are imported. */
  private async rows(
    service: AwsService,
    job: Extract<SoakJob, { kind: 'manifest' }>,
    name: string,
    text: string,
  ): Promise<void> {
    const manifest = readManifest(text);
    let last = '';
    let untagged = false;
    for (let tries = 0; tries < mostTries; tries++) {
      let judged: readonly PreflightRow[];
      try {
        judged = await this.judged(service, manifest);
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        this.count(error.kind === 'otherAccount' ? 'renewals refused' : 'reads that failed');
        await this.clock.pause(1_000, undefined);
        continue;
      }
      if (judged.every(({ verdict }) => verdict === 'imported')) return;
      last = judged.find(({ verdict }) => verdict === 'blocked')?.reason?.message ?? last;
      const file = await appendLines(path.join(this.options.folder, journalName(name)));
      try {
        const { outcomes, end } = await runManifest(
          { manifest: name, name, rows: judged },
          {
            service,
            ...this.ports(),
            ...(untagged ? { untagged: true as const } : {}),
            journal: {
              append: (...lines) => file.append(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
            },
          },
        );
        this.count(`manifest ${end.kind}`);
        untagged = end.kind === 'tagRefused';
        if (end.kind === 'service' && end.error.kind === 'otherAccount') this.count('renewals refused');
        for (const { number, result, kcv, found, why, error, candidates } of outcomes) {
          this.count(`row ${result}${why === undefined ? '' : ` ${why}`}`);
          if (found) this.count('found after a lost answer');
          if (why === 'unreadable') this.count('unreadable notes met');
          const key = job.rows[number - 1]!;
          if (result === 'imported' && kcv !== key.kcv)
            say({ t: 'wrong', what: `row ${number} of job ${job.id} has KCV ${kcv ?? ''}, not ${key.kcv}` });
          // The alias stays with the first key where a second one of the same bytes was wanted.
          if (result === 'differs' || (result === 'noAlias' && candidates && key.again === undefined))
            say({
              t: 'wrong',
              what: `row ${number} of job ${job.id}: ${result} ${candidates?.join() ?? ''}`,
            });
          if (result === 'failed' && error?.kind === 'validation') throw error;
          // What a person has to settle, a person settles where a single import does.
          if (why === 'noTag' || why === 'tagsDenied' || why === 'differs')
            await this.untilSettled(service, this.blockPlan(job.account, key.block, true), key, false);
        }
      } catch (error) {
        // A run rejects where its notes cannot be written, with nothing sent.
        if (!(error instanceof Error) || !error.message.includes('ENOSPC')) throw error;
        this.count('not noted');
      } finally {
        await file.close();
      }
      await this.clock.pause(3_000, undefined);
    }
    throw new Error(`its manifest does not come to an end: ${last}`);
  }

  private async judged(service: AwsService, manifest: ReturnType<typeof readManifest>) {
    const { target } = service;
    const bound = this.bound(service);
    const keys: KeySummary[] = [];
    const aliases = new Map<string, string>();
    let page: { readonly MaxResults: number; readonly NextToken?: string } = { MaxResults: 100 };
    do {
      const { output }: { output: OutputOf<'ListKeys'> } = await service.call('ListKeys', page, bound);
      keys.push(...output.Keys);
      page = { MaxResults: 100, ...(output.NextToken === undefined ? {} : { NextToken: output.NextToken }) };
    } while (page.NextToken !== undefined);
    do {
      const { output }: { output: OutputOf<'ListAliases'> } = await service.call('ListAliases', page, bound);
      for (const { AliasName, KeyArn } of output.Aliases) aliases.set(AliasName, KeyArn ?? '');
      page = { MaxResults: 100, ...(output.NextToken === undefined ? {} : { NextToken: output.NextToken }) };
    } while (page.NextToken !== undefined);
    const notes = await this.store.lookUp(rowIdentities(manifest, target));
    return preflight(manifest, { target, now: new Date(), keys, aliases, notes }).rows;
  }

  private bound({ target }: AwsService): { account: string } {
    return { account: target.account! };
  }

  private ports(): ImportPorts {
    return {
      store: this.store,
      clock: this.clock,
      newId: () => randomBytes(16).toString('hex'),
      problem: () => this.count('problems beside an import'),
      report: (doing) => {
        if (doing === 'wait') this.count('waits');
      },
    };
  }

  /** The one clock by which all times of the product are divided. */
  private dividedClock(): ImportClock {
    const { factor } = this.options;
    return {
      now: () => Date.now() + this.step,
      // That of the product, to the millisecond where its seconds are divided.
      moment: () =>
        factor === 1 ? moment() : { host: os.hostname(), milliseconds: os.uptime() * 1000 * factor },
      pause: (milliseconds, signal) =>
        new Promise((resolve) => {
          const done = (): void => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', done);
            resolve();
          };
          const timer = setTimeout(done, milliseconds / factor);
          signal?.addEventListener('abort', done);
          if (signal?.aborted) done();
        }),
      patience: importPatience,
    };
  }

  /** Somebody sets the clock on the wall, by hours. */
  private stepClock(): void {
    this.step = (this.random() - 0.5) * 24 * 3_600_000;
    this.count('clock steps');
  }

  private connect({ account, sets }: SoakAccount): AwsService {
    const { url, region, storeId, factor, rate, accounts } = this.options;
    const other = accounts.find((one) => one.account !== account)!;
    let left = 0;
    let set = sets[0]!;
    return connectAws({
      target: { kind: 'simulator', profile: 'soak', region, account, endpoint: url, store: storeId },
      credentials: () => {
        if (left-- <= 0) {
          // A renewal, and now and then one that gives credentials of the other account.
          const strange = this.random() < 0.15;
          const from = strange ? other.sets : sets;
          set = from[Math.floor(this.random() * from.length)]!;
          left = Math.floor((strange ? 20 : 300) * this.random());
          this.count(strange ? 'renewals to the other account' : 'renewals');
        }
        return Promise.resolve(set);
      },
      queue: new RateQueue(rate === undefined ? {} : { rate }),
      timeout: adapterTimeout / factor,
      log: ({ operation }) => {
        this.count('calls');
        if (operation === 'ImportKey') this.count('calls of ImportKey');
      },
    });
  }

  /** Files that another program holds for a while, and a disk that is full for a moment. */
  private troubled(folder: NoteFolder): NoteFolder {
    let until = 0;
    let next = performance.now() + 5000 * this.random();
    return {
      ...folder,
      read: async (name) => {
        if (performance.now() > next) {
          until = performance.now() + 300 * this.random();
          next = until + 5000 * this.random();
        }
        if (performance.now() < until && this.random() < 0.5) {
          this.count('file reads refused');
          throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
        }
        return folder.read(name);
      },
      create: async (name, text) => {
        if (this.random() < 0.001)
          throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
        return folder.create(name, text);
      },
    };
  }
}

/** Entry of the process: options in the file that is named. */
export async function main(file: string): Promise<void> {
  await work(JSON.parse(readFileSync(file, 'utf8')) as WorkerOptions);
}
