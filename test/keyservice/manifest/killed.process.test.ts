import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import type { Fault } from '../../../src/keyservice/simulator/faults';
import { startSimulator, type Simulator } from '../../../src/keyservice/simulator/server';
import { testCryptogram, testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes, clientOf, send } from '../simulator/sdkClient';
import { importAll, readAccount, serviceOf, type ChildOptions, type ChildResult } from './child';
import { nodeScript } from '../nodeScript';

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-manifest-'));
const script = path.join(folder, 'child.mjs');
const blocks = 500;

beforeAll(async () => {
  await nodeScript(
    `import { importAll } from './test/keyservice/manifest/child';
        console.log(JSON.stringify(await importAll(JSON.parse(process.argv[2]))));`,
    script,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A manifest of key blocks under a KEK that the simulator has as alias/kek. */
async function makeManifest(simulator: Simulator, count: number, file: string): Promise<Map<string, string>> {
  const client = clientOf(simulator);
  const kbpk = new Uint8Array(randomBytes(16));
  const parameters = await send(client, 'GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const { Key } = (await send(client, 'ImportKey', {
    KeyMaterial: {
      KeyCryptogram: {
        KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
        Exportable: true,
        ImportToken: parameters.ImportToken,
        WrappedKeyCryptogram: testCryptogram(kbpk, parameters.WrappingKeyCertificate as string),
      },
    },
  })) as { Key: { KeyArn: string } };
  await send(client, 'CreateAlias', { AliasName: 'alias/kek', KeyArn: Key.KeyArn });
  client.destroy();
  const expected = new Map<string, string>();
  const keys = Array.from({ length: count }, (_, i) => {
    const clear = fromHex(randomBytes(16).toString('hex'))!;
    const alias = `alias/zone/${i + 1}`;
    const checkValue = keyCheckValue('ANSI_X9_24', clear, { algorithm: 'TDES' });
    expected.set(alias, checkValue);
    return {
      keyBlock: testKeyBlock(
        { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' },
        clear,
        kbpk,
      ),
      alias,
      checkValue,
    };
  });
  writeFileSync(file, JSON.stringify({ version: 1, defaults: { wrappingKey: 'alias/kek' }, keys }));
  return expected;
}

/** Exactly the keys of the manifest, each once and under its alias. */
async function expectAll(options: ChildOptions, expected: ReadonlyMap<string, string>): Promise<void> {
  const service = serviceOf(options);
  const { keys, aliases } = await readAccount(service);
  service.close();
  expect(keys).toHaveLength(expected.size + 1);
  expect(aliases.size).toBe(expected.size + 1);
  const checkValues = new Map(keys.map(({ KeyArn, KeyCheckValue }) => [KeyArn, KeyCheckValue]));
  for (const [alias, checkValue] of expected)
    expect(checkValues.get(aliases.get(alias)!), alias).toBe(checkValue);
}

interface Ended {
  readonly killed: boolean;
  readonly done: number;
  readonly result?: ChildResult;
}

/** @param killAt rows after which it is killed, a random moment later */
function runChild(options: ChildOptions, killAt: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let done = 0;
    let result: ChildResult | undefined;
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('{')) {
        result = JSON.parse(line) as ChildResult;
        return;
      }
      done = Number(line);
      if (done === killAt) setTimeout(() => child.kill('SIGKILL'), Math.random() * 12);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve({ killed: true, done });
      else if (code === 0 && result) resolve({ killed: false, done, result });
      else reject(new Error(`the importing process ended with ${code}`));
    });
  });
}

describe('an import of a manifest', () => {
  it(`of ${blocks} blocks, killed twice and run again, makes ${blocks} keys and ${blocks} aliases`, async () => {
    const simulator = await startSimulator();
    const manifest = path.join(folder, 'killed.keymanifest.json');
    const expected = await makeManifest(simulator, blocks, manifest);
    const { url, region, account, credentials } = simulator;
    const options: ChildOptions = {
      url,
      region,
      account,
      credentials,
      manifest,
      folder: path.join(folder, 'killed'),
    };
    for (const from of [40, 120]) {
      const ended = await runChild(options, from + Math.floor(Math.random() * 60));
      expect(ended.killed).toBe(true);
    }
    const last = await runChild(options, -1);
    expect(last.result).toMatchObject({ end: 'complete', results: { imported: last.result!.wanted } });
    expect(last.result!.wanted).toBeLessThan(blocks - 150);
    await expectAll(options, expected);

    // The journal is private, and holds no block.
    const [name] = readdirSync(options.folder).filter((one) => one.endsWith('.jsonl'));
    const file = path.join(options.folder, name!);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const journal = readFileSync(file, 'utf8');
    expect(journal).not.toMatch(/D0112|[0-9A-F]{65,}/);

    // Once more: nothing is left to do, also with the rows in another order and in another file.
    const other = path.join(folder, 'moved.keymanifest.json');
    const whole = JSON.parse(readFileSync(manifest, 'utf8')) as { keys: unknown[] };
    writeFileSync(other, JSON.stringify({ ...whole, keys: whole.keys.reverse() }));
    for (const again of [manifest, other])
      expect((await importAll({ ...options, manifest: again })).wanted).toBe(0);
    await expectAll(options, expected);
    await simulator.close();
  }, 120_000);

  it('with faults of every kind, stopped and run again, doubles nothing', async () => {
    const simulator = await startSimulator();
    const manifest = path.join(folder, 'faults.keymanifest.json');
    const expected = await makeManifest(simulator, 40, manifest);
    const { url, region, account, credentials } = simulator;
    const options: ChildOptions = {
      url,
      region,
      account,
      credentials,
      manifest,
      folder: path.join(folder, 'faults'),
    };
    // One answer is lost in every run of this test, whatever the dice say.
    let sure: Fault | undefined = { kind: 'drop', when: 'after' };
    simulator.setFaults(({ operation }) => {
      if (operation !== 'ImportKey' || !sure)
        return Math.random() < 0.1 ? faults[Math.floor(Math.random() * faults.length)] : undefined;
      const fault = sure;
      sure = undefined;
      return fault;
    });
    let found = 0;
    for (let run = 0; run < 40; run++) {
      // Reading the account may fail as well: then it is tried again, as a person would.
      const result = await importAll(options).catch(() => undefined);
      found += result?.found ?? 0;
      if (result?.end === 'complete') break;
    }
    simulator.setFaults(undefined);
    expect((await importAll(options)).wanted).toBe(0);
    await expectAll(options, expected);
    expect(found).toBeGreaterThan(0);
    await simulator.close();
  }, 120_000);
});

const faults: readonly Fault[] = [
  { kind: 'latency', milliseconds: 5 },
  { kind: 'throttle' },
  { kind: 'error', status: 500, when: 'before' },
  { kind: 'error', status: 500, when: 'after' },
  { kind: 'error', status: 503, when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
];
