/** An account of a simulator with a KEK, a folder of notes for each test, and manifests over them. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { AwsService } from '../../../src/keyservice/aws/service';
import type { JournalLine } from '../../../src/keyservice/manifest/journal';
import { preflight, rowIdentities, type PreflightRow } from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { runManifest, type RunResult } from '../../../src/keyservice/manifest/run';
import type { ImportRequest } from '../../../src/keyservice/imports/importOnce';
import type { ImportResult } from '../../../src/keyservice/imports/result';
import type { Look } from '../../../src/keyservice/imports/unsettled';
import type { OpenNote } from '../../../src/keyservice/imports/note';
import type { Key, KeyService } from '../../../src/keyservice/operations';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import type { Fault } from '../../../src/keyservice/simulator/faults';
import type { Simulator, SimulatorOptions } from '../../../src/keyservice/simulator/server';
import { readAccount } from '../manifest/child';
import { service } from '../simulator/client';
import { arnsOf, connect, folderIn, importKek, keyBlock, planOf, ports, send } from './importing';

export interface Setting {
  readonly simulator: Simulator;
  /** Of the first account, which has the KEK. */
  readonly aws: AwsService;
  readonly kek: Key;
  readonly kekBytes: Uint8Array;
  /** Of the notes; a new one for each test. */
  readonly folder: string;
  /** Of a new key under the KEK. */
  plan(alias?: string): ImportPlan;
  arns(): Promise<string[]>;
  openNotes(): Promise<readonly OpenNote[]>;
}

/** For the tests of a file. */
export function setting(options: SimulatorOptions = {}): Setting {
  const at = service(options);
  const work = mkdtempSync(path.join(tmpdir(), 'kmi-imports-'));
  const kekBytes = new Uint8Array(randomBytes(16));
  let aws: AwsService;
  let kek: Key;
  let folder = '';
  beforeAll(async () => {
    aws = connect(at().simulator, at().simulator);
    kek = await importKek(aws, kekBytes);
  });
  beforeEach(async () => {
    folder = folderIn(work);
    // Of a test that failed: its key must not come into the next one.
    await at().simulator.lateCallsDone();
    at().simulator.setFaults(undefined);
    at().simulator.setDenied([]);
  });
  afterAll(() => {
    aws.close();
    rmSync(work, { recursive: true, force: true });
  });
  return {
    get simulator() {
      return at().simulator;
    },
    get aws() {
      return aws;
    },
    get kek() {
      return kek;
    },
    get folder() {
      return folder;
    },
    kekBytes,
    plan: (alias) => planOf(keyBlock(kekBytes), kek, aws, alias),
    arns: () => arnsOf(aws),
    openNotes: async () => (await ports(folder).store.open()).notes,
  };
}

/**
 * Calls of ImportKey meet these faults, one each; later ones meet none.
 * @returns how many calls came, also those without a fault
 */
export function onImport(simulator: Simulator, ...faults: readonly (Fault | undefined)[]): () => number {
  let calls = 0;
  simulator.setFaults(({ operation }) => (operation === 'ImportKey' ? faults[calls++] : undefined));
  return () => calls;
}

/** The service takes the call, the connection is lost, and the call is done so many milliseconds later. */
export const late = (milliseconds: number): Fault => ({ kind: 'late', milliseconds, meanwhile: 'drop' });

/**
 * The answer is lost, and nothing can be looked at, so that the note stays whatever the machine is busy with. The key
 * is there, or comes as the fault says.
 */
export async function lose(
  at: Setting,
  planned: ImportPlan,
  {
    aws = at.aws,
    fault = { kind: 'drop', when: 'after' },
    ...more
  }: { aws?: KeyService; fault?: Fault } & Pick<ImportRequest, 'again'> = {},
): Promise<OpenNote> {
  onImport(at.simulator, fault);
  at.simulator.setDenied(['ListKeys']);
  const note = noteOf(await send(aws, planned, ports(at.folder), more));
  at.simulator.setDenied([]);
  return note;
}

export const blockOf = ({ request }: ImportPlan): string => request.KeyMaterial.Tr31KeyBlock!.WrappedKeyBlock;

/** The ARN of an import that made, or found, a key. */
export function arnOf(result: Look): string {
  expect(result.kind).toBe('imported');
  return result.kind === 'imported' ? result.key.KeyArn : '';
}

/** The note of a result that left one open. */
export function noteOf(result: ImportResult): OpenNote {
  if ('note' in result && 'state' in result.note && result.note.state === 'open') return result.note;
  throw new Error(`no open note: ${result.kind}`);
}

export interface RowsOptions {
  readonly folder: string;
  /** Alias or ARN. */
  readonly wrappingKey: string;
  readonly patience?: number;
  readonly untagged?: true;
}

/** Rows as the check of a manifest judges them now: keys, aliases and notes are read anew. */
export async function checkRows(
  aws: KeyService,
  keys: readonly Record<string, unknown>[],
  { folder, wrappingKey }: RowsOptions,
): Promise<readonly PreflightRow[]> {
  const manifest = readManifest(JSON.stringify({ version: 1, defaults: { wrappingKey }, keys }));
  expect(manifest.findings).toEqual([]);
  const { target } = aws;
  const notes = await ports(folder).store.lookUp(rowIdentities(manifest, target));
  return preflight(manifest, { target, now: new Date(), notes, ...(await readAccount(aws)) }).rows;
}

/** Runs rows that were judged before. */
export function runRows(
  aws: KeyService,
  rows: readonly PreflightRow[],
  { folder, patience = 0, untagged }: RowsOptions,
): Promise<RunResult> {
  const lines: JournalLine[] = [];
  return runManifest(
    { manifest: 'file:///m.keymanifest.json', name: 'm', rows },
    {
      service: aws,
      journal: { append: (...more) => Promise.resolve(void lines.push(...more)) },
      ...ports(folder, { patience }),
      ...(untagged ? { untagged } : {}),
    },
  );
}
