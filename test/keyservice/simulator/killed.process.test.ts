import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Simulator } from '../../../src/keyservice/simulator/server';
import { allFour, attributes, clientOf, failureOf, send } from './client';

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-killed-'));
const file = path.join(folder, 'state');
const script = path.join(folder, 'child.mjs');

beforeAll(async () => {
  const root = path.resolve(__dirname, '../../..');
  await esbuild.build({
    stdin: {
      contents: `import { startSimulator } from './src/keyservice/simulator/server';
        const { url, region, credentials } = await startSimulator({ file: process.argv[2], rewriteFrom: 100_000 });
        console.log(JSON.stringify({ url, region, credentials }));`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    mainFields: ['module', 'main'],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

type Running = Pick<Simulator, 'url' | 'region' | 'credentials'> & { child: ChildProcess };

function start(): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ ...(JSON.parse(line) as Running), child }),
    );
  });
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

interface Acknowledged {
  arn: string;
  checkValue: string;
  tag: string;
}

it('killed in the middle of writing, it has all that it acknowledged', async () => {
  const acknowledged = new Map<string, Acknowledged>();
  const aliases = new Map<string, string>();
  const sent = new Set<string>();
  let number = 0;
  const rounds = 6;
  for (let round = 0; round < rounds; round++) {
    const running = await start();
    const client = clientOf(running);
    const ended = { yet: false };
    const worker = async (): Promise<void> => {
      while (!ended.yet) {
        const tag = String(number++);
        sent.add(tag);
        try {
          const { Key } = (await send(client, 'CreateKey', {
            KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
            Exportable: true,
            Tags: [{ Key: 'number', Value: tag }],
          })) as { Key: { KeyArn: string; KeyCheckValue: string } };
          acknowledged.set(tag, { arn: Key.KeyArn, checkValue: Key.KeyCheckValue, tag });
          const name = `alias/key-${tag}`;
          await send(client, 'CreateAlias', { AliasName: name, KeyArn: Key.KeyArn });
          aliases.set(name, Key.KeyArn);
        } catch {
          return;
        }
      }
    };
    const workers = Array.from({ length: 6 }, worker);
    // However slow the machine is, some must have been acknowledged before it is killed at a moment of chance.
    const before = acknowledged.size;
    while (acknowledged.size < before + 8) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
    await kill(running.child);
    ended.yet = true;
    await Promise.all(workers);
    client.destroy();
  }
  expect(acknowledged.size).toBeGreaterThan(20);

  const running = await start();
  const client = clientOf(running);
  for (const { arn, checkValue, tag } of acknowledged.values()) {
    const { Key } = (await send(client, 'GetKey', { KeyIdentifier: arn })) as {
      Key: { KeyCheckValue: string };
    };
    expect(Key.KeyCheckValue).toBe(checkValue);
    const { Tags } = (await send(client, 'ListTagsForResource', { ResourceArn: arn })) as {
      Tags: { Value: string }[];
    };
    expect(Tags[0]!.Value).toBe(tag);
  }
  for (const [AliasName, KeyArn] of aliases)
    expect((await send(client, 'GetAlias', { AliasName })).Alias).toEqual({ AliasName, KeyArn });
  let listed = 0;
  let NextToken: string | undefined;
  do {
    const page = await send(client, 'ListKeys', { MaxResults: 100, NextToken });
    listed += (page.Keys as unknown[]).length;
    NextToken = page.NextToken as string | undefined;
  } while (NextToken !== undefined);
  // What was not acknowledged may be there, once.
  expect(listed).toBeGreaterThanOrEqual(acknowledged.size);
  expect(listed).toBeLessThanOrEqual(sent.size);

  // Half a line at the end, as a machine that lost power leaves it.
  await kill(running.child);
  client.destroy();
  const before = readFileSync(file);
  writeFileSync(file, Buffer.concat([before, Buffer.from('0123456789abcdef {"half')]));
  const last = await start();
  const after = clientOf(last);
  expect(await failureOf(send(after, 'GetKey', { KeyIdentifier: 'alias/none' }))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect((await send(after, 'GetAlias', { AliasName: [...aliases.keys()][0] })).Alias).toBeDefined();
  await kill(last.child);
  after.destroy();
});
