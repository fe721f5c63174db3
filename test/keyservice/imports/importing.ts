/** What tests of imports share: the real store, locks and files, the real adapter, the simulator, and time that is short. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { moment } from '../../../src/desktop/noteFolder';
import { noteFolder } from '../../../src/desktop/noteFiles';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import type { ImportClock } from '../../../src/keyservice/imports/clock';
import { importOnce, type ImportRequest } from '../../../src/keyservice/imports/importOnce';
import { NoteStore } from '../../../src/keyservice/imports/noteStore';
import type { ImportPorts, ImportResult } from '../../../src/keyservice/imports/result';
import type { Key, KeyService } from '../../../src/keyservice/operations';
import { planKeyBlock } from '../../../src/keyservice/plans/keyBlockPlans';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import type { Simulator } from '../../../src/keyservice/simulator/server';
import { testCryptogram, testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes } from '../simulator/sdkClient';

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param patience milliseconds; uptime is counted in steps that `passedSince` takes off, so the least is a second */
export function clock(patience: number): ImportClock {
  return {
    now: () => Date.now(),
    moment,
    pause: (milliseconds, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        signal?.addEventListener('abort', done);
        if (signal?.aborted) done();
      }),
    patience,
  };
}

export const newId = (): string => randomBytes(16).toString('hex');

export function ports(folder: string, more: Partial<ImportPorts> & { patience?: number } = {}): ImportPorts {
  const { patience = 0, ...others } = more;
  return { store: new NoteStore(noteFolder(folder)), clock: clock(patience), newId, ...others };
}

/** Files of a folder of notes, its locks left out; the state of each note is in its name. */
export function notesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'locks')
    .map((name) => name.replace(/^[0-9a-f]{64}\./, ''))
    .sort();
}

export const locksIn = (folder: string): string[] => {
  try {
    return readdirSync(path.join(folder, 'locks'));
  } catch {
    return [];
  }
};

export const folderIn = (work: string): string => mkdtempSync(path.join(work, 'imports-'));

export function connect(
  { url, region, storeId }: Simulator,
  { account, credentials }: Pick<Simulator, 'account' | 'credentials'>,
  more: { timeout?: number; profile?: string } = {},
): AwsService {
  const { profile = 'simulator', ...options } = more;
  return connectAws({
    target: { kind: 'simulator', profile, region, account, endpoint: url, store: storeId },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 5000 }),
    ...options,
  });
}

/** A KEK in the account, by an RSA cryptogram; its bytes are random. */
export async function importKek(service: KeyService, kek: Uint8Array): Promise<Key> {
  const { output } = await service.call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const made = await service.call('ImportKey', {
    KeyMaterial: {
      KeyCryptogram: {
        KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
        Exportable: true,
        WrappedKeyCryptogram: testCryptogram(kek, output.WrappingKeyCertificate),
        ImportToken: output.ImportToken,
        WrappingSpec: 'RSA_OAEP_SHA_256',
      },
    },
  });
  return made.output.Key;
}

/** A key block of a new key under a KEK. */
export function keyBlock(kek: Uint8Array): string {
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
  return testKeyBlock(header, new Uint8Array(randomBytes(16)), kek);
}

export function planOf(text: string, wrappingKey: Key, { target }: KeyService, alias?: string): ImportPlan {
  const block = decodeKeyBlock(text);
  return planKeyBlock(
    { block, wrappingKey, ...(alias === undefined ? {} : { wrappingKeyAlias: alias }) },
    {},
    { target, now: new Date() },
  );
}

export function requestOf({ request, wanted }: ImportPlan, more: Partial<ImportRequest> = {}): ImportRequest {
  return { input: request, wanted, headline: 'a key block', ...more };
}

export function send(
  service: KeyService,
  plan: ImportPlan,
  importPorts: ImportPorts,
  more: Partial<ImportRequest> = {},
): Promise<ImportResult> {
  return importOnce(service, requestOf(plan, more), importPorts);
}

/** The same with a person who agrees that it goes without tags where those are refused. */
export async function sendAnyway(
  service: KeyService,
  plan: ImportPlan,
  importPorts: ImportPorts,
  more: Partial<ImportRequest> = {},
): Promise<ImportResult> {
  const result = await send(service, plan, importPorts, more);
  return result.kind === 'tagRefused'
    ? send(service, plan, importPorts, { ...more, untagged: true })
    : result;
}

/** ARNs of the account, by all its pages. */
export async function arnsOf(service: KeyService): Promise<string[]> {
  const arns: string[] = [];
  let token: string | undefined;
  do {
    const { output } = await service.call('ListKeys', {
      MaxResults: 100,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    arns.push(...output.Keys.map(({ KeyArn }) => KeyArn));
    token = output.NextToken;
  } while (token !== undefined);
  return arns;
}
