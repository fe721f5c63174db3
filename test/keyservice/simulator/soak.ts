/**
 * Many imports against a simulator that fails in every way it can. Whoever imports here acts as a careful
 * client: after a failure whose effect is unknown it looks for the call's own tag before it sends again.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromHex } from '../../../src/core/crypto/bytes';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { KeyServiceError } from '../../../src/keyservice/errors';
import { importOnce } from '../../../src/keyservice/imports/importOnce';
import { ports } from '../imports/importing';
import type { InputOf, KeyService } from '../../../src/keyservice/operations';
import type { Fault } from '../../../src/keyservice/simulator/faults';
import { startSimulator } from '../../../src/keyservice/simulator/server';
import { testCryptogram, testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes, clientOf, send } from './sdkClient';

export interface SoakOptions {
  readonly imports: number;
  /** Calls at a time. */
  readonly atOnce: number;
  /** Part of the calls that fail or are late, 0 to 1. */
  readonly faulty: number;
  readonly seed: number;
  readonly file?: string;
  /**
   * What looks after a failure: the port's own `importOnce`, which reads the tags of all keys each time, or
   * one that remembers the tags it has seen, for many thousands.
   */
  readonly client: 'importOnce' | 'remembering';
}

export interface SoakResult {
  readonly imported: number;
  /** Acknowledged or found, and not there in the end. */
  readonly lost: number;
  /** Two keys or more with the tag of one import. */
  readonly doubled: number;
  /** Keys whose check value is not that of what was sent. */
  readonly wrong: number;
  readonly calls: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Failures after which the import turned out to have been done. */
  readonly doneAnyway: number;
  readonly seconds: number;
  /** Resident memory of the process in the end, client included. */
  readonly megabytes: number;
}

const tagKey = 'soak';

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const random = generator(options.seed);
  const faults: Record<string, number> = {};
  let calls = 0;
  const simulator = await startSimulator({
    mostKeys: options.imports * 2 + 10,
    ...(options.file === undefined ? {} : { file: options.file }),
  });
  const client = clientOf(simulator);
  const call = async (
    operation: Parameters<typeof send>[1],
    input: unknown,
  ): Promise<Record<string, unknown>> => {
    calls++;
    try {
      return await send(client, operation, input);
    } catch (error) {
      throw failure(operation, simulator.url, error);
    }
  };
  const service = serviceOver(call, simulator.url);
  const kbpk = new Uint8Array(randomBytes(16));
  const kek = await importKek(call, kbpk);
  simulator.setFaults(() => {
    if (random() >= options.faulty) return undefined;
    const fault = faultsToChoose[Math.floor(random() * faultsToChoose.length)]!;
    const name = 'when' in fault ? `${fault.kind} ${fault.when}` : fault.kind;
    faults[name] = (faults[name] ?? 0) + 1;
    return fault;
  });

  const started = performance.now();
  const done = new Map<string, { arn: string; checkValue: string }>();
  /** Tag by ARN, of every key whose tag was seen: those of other imports that run too. */
  const known = new Map<string, string>();
  let doneAnyway = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < options.imports) {
      const tag = `${next++}-${randomBytes(8).toString('hex')}`;
      const clear = fromHex(randomBytes(16).toString('hex'))!;
      const checkValue = keyCheckValue('ANSI_X9_24', clear, { algorithm: 'TDES' });
      const WrappedKeyBlock = testKeyBlock(
        { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' },
        clear,
        kbpk,
      );
      const input: InputOf<'ImportKey'> = {
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek, WrappedKeyBlock } },
        Tags: [{ Key: tagKey, Value: tag }],
      };
      if (options.client === 'importOnce') {
        const { arn, found } = await importOnceUntilDone(service, input);
        if (found) doneAnyway++;
        done.set(tag, { arn, checkValue });
        continue;
      }
      for (;;) {
        try {
          const { Key } = (await call('ImportKey', input)) as { Key: { KeyArn: string } };
          known.set(Key.KeyArn, tag);
          done.set(tag, { arn: Key.KeyArn, checkValue });
          break;
        } catch (error) {
          if (!(error instanceof KeyServiceError)) throw error;
          if (error.effect === 'none' && error.retryable) continue;
          if (error.effect === 'none') throw error;
          const arn = await lookFor(call, tag, known);
          if (arn === undefined) continue;
          doneAnyway++;
          done.set(tag, { arn, checkValue });
          break;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, worker));
  const seconds = (performance.now() - started) / 1000;

  simulator.setFaults(undefined);
  const keys = new Map<string, string>();
  for await (const { KeyArn, KeyCheckValue } of everyKey(call)) keys.set(KeyArn, KeyCheckValue);
  const byTag = new Map<string, string[]>();
  for (const arn of keys.keys()) {
    const tag = await tagOf(call, arn);
    if (tag !== undefined) byTag.set(tag, [...(byTag.get(tag) ?? []), arn]);
  }
  client.destroy();
  await simulator.close();
  const entries = [...done];
  return {
    imported: done.size,
    lost: entries.filter(([, { arn }]) => !keys.has(arn)).length,
    doubled: [...byTag.values()].filter((arns) => arns.length > 1).length,
    wrong: entries.filter(
      ([tag, { arn, checkValue }]) => keys.get(arn) !== checkValue || byTag.get(tag)?.[0] !== arn,
    ).length,
    calls,
    faults,
    doneAnyway,
    seconds,
    megabytes: process.memoryUsage.rss() / 2 ** 20,
  };
}

const faultsToChoose: readonly Fault[] = [
  { kind: 'latency', milliseconds: 20 },
  { kind: 'throttle' },
  { kind: 'error', status: 500, when: 'before' },
  { kind: 'error', status: 500, when: 'after' },
  { kind: 'error', status: 503, when: 'before' },
  { kind: 'error', status: 503, when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
];

type Call = (operation: Parameters<typeof send>[1], input: unknown) => Promise<Record<string, unknown>>;

/** The port, over the pinned SDK. */
function serviceOver(call: Call, endpoint: string): KeyService {
  return {
    target: { kind: 'simulator', profile: 'soak', region: 'us-east-2', account: '111122223333', endpoint },
    honoursReady: false,
    call: async (operation, input) => ({
      output: (await (operation === 'ImportKey'
        ? call(operation, input)
        : read(call, operation, input))) as never,
    }),
  };
}

async function importOnceUntilDone(
  service: KeyService,
  input: InputOf<'ImportKey'>,
): Promise<{ arn: string; found: boolean }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-soak-notes-'));
  try {
    for (;;) {
      const result = await importOnce(service, { input, wanted: {} }, ports(folder));
      if (result.kind === 'imported') return { arn: result.key.KeyArn, found: result.found };
      if (result.kind === 'failed' && !result.cause.retryable) throw result.cause;
      if (!['failed', 'lost', 'unclear'].includes(result.kind)) throw new Error(result.kind);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function importKek(call: Call, kbpk: Uint8Array): Promise<string> {
  const parameters = (await call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  })) as { ImportToken: string; WrappingKeyCertificate: string };
  const { Key } = (await call('ImportKey', {
    KeyMaterial: {
      KeyCryptogram: {
        KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
        Exportable: true,
        ImportToken: parameters.ImportToken,
        WrappedKeyCryptogram: testCryptogram(kbpk, parameters.WrappingKeyCertificate),
      },
    },
  })) as { Key: { KeyArn: string } };
  return Key.KeyArn;
}

/** Reads may be repeated as they are. */
async function read(
  call: Call,
  operation: Parameters<Call>[0],
  input: unknown,
): Promise<Record<string, unknown>> {
  for (;;)
    try {
      return await call(operation, input);
    } catch (error) {
      if (!(error instanceof KeyServiceError) || !error.retryable) throw error;
    }
}

async function* everyKey(call: Call): AsyncGenerator<{ KeyArn: string; KeyCheckValue: string }> {
  let NextToken: string | undefined;
  do {
    const page = (await read(call, 'ListKeys', { MaxResults: 100, NextToken })) as {
      Keys: { KeyArn: string; KeyCheckValue: string }[];
      NextToken?: string;
    };
    yield* page.Keys;
    ({ NextToken } = page);
  } while (NextToken !== undefined);
}

async function tagOf(call: Call, ResourceArn: string): Promise<string | undefined> {
  const { Tags } = (await read(call, 'ListTagsForResource', { ResourceArn })) as {
    Tags: { Key: string; Value: string }[];
  };
  return Tags.find(({ Key }) => Key === tagKey)?.Value;
}

async function lookFor(call: Call, tag: string, known: Map<string, string>): Promise<string | undefined> {
  for await (const { KeyArn } of everyKey(call)) {
    const found = known.get(KeyArn) ?? (await tagOf(call, KeyArn));
    if (found !== undefined) known.set(KeyArn, found);
    if (found === tag) return KeyArn;
  }
  return undefined;
}

function failure(operation: Parameters<Call>[0], endpoint: string, error: unknown): KeyServiceError {
  const { name, message, code, $metadata } = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return new KeyServiceError({
    operation,
    endpoint,
    name,
    message,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { networkCode: code }),
  });
}

/** mulberry32: the same faults for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
