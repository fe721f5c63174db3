/** The simulator: processor time of a call on its side, and its memory, with the AWS SDK in front. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulator } from '../../src/keyservice/simulator/server';
import { allFour, attributes, clientOf, send } from '../keyservice/simulator/sdkClient';
import { report } from './report';

interface Started {
  readonly url: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
interface Usage {
  /** Microseconds of processor time. */
  readonly spent: number;
  readonly megabytes: number;
}

/** The same file again, as the simulator's own process: what the client costs does not count. */
async function serve(file: string | undefined): Promise<void> {
  const { url, region, credentials } = await startSimulator({
    mostKeys: 1_000_000,
    ...(file === undefined ? {} : { file }),
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { spent: user + system, megabytes: process.memoryUsage.rss() / 2 ** 20 };
    process.send?.(usage);
  });
  process.send?.({ url, region, credentials } satisfies Started);
}

const next = <Message>(child: ChildProcess): Promise<Message> =>
  new Promise((resolve) => child.once('message', (message) => resolve(message as Message)));

async function usageOf(child: ChildProcess): Promise<Usage> {
  const answer = next<Usage>(child);
  child.send('usage');
  return answer;
}

async function measure(where: string, file: string | undefined): Promise<void> {
  const child = fork(process.argv[1]!, ['serve', ...(file === undefined ? [] : [file])]);
  const client = clientOf(await next<Started>(child));
  const { megabytes: atStart } = await usageOf(child);
  const rate = async (task: string, calls: number, call: () => Promise<unknown>): Promise<void> => {
    for (let i = 0; i < 50; i++) await call();
    const before = await usageOf(child);
    const began = performance.now();
    let left = calls;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (left-- > 0) await call();
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    const after = await usageOf(child);
    report(`${task}, state ${where}`, 'ours', (after.spent - before.spent) / calls / 1000);
    console.log(
      `${task}, state ${where}: ${((after.spent - before.spent) / calls).toFixed(0)} µs of processor, ` +
        `${(calls / seconds).toFixed(0)} a second with the SDK in front, ${after.megabytes.toFixed(0)} MB`,
    );
  };
  const KeyAttributes = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour);
  const { Key } = (await send(client, 'CreateKey', { KeyAttributes, Exportable: true })) as {
    Key: { KeyArn: string };
  };
  const wrapping = { WrappingKeyIdentifier: Key.KeyArn };
  const exported = (await send(client, 'ExportKey', {
    ExportKeyIdentifier: Key.KeyArn,
    KeyMaterial: { Tr31KeyBlock: wrapping },
  })) as { WrappedKey: { KeyMaterial: string } };
  const Tr31KeyBlock = { ...wrapping, WrappedKeyBlock: exported.WrappedKey.KeyMaterial };
  await rate('simulator, GetKey', 2000, () => send(client, 'GetKey', { KeyIdentifier: Key.KeyArn }));
  await rate('simulator, ImportKey of TR-31', 2000, () =>
    send(client, 'ImportKey', { KeyMaterial: { Tr31KeyBlock } }),
  );
  await rate('simulator, ListKeys of 100', 300, () => send(client, 'ListKeys', { MaxResults: 100 }));
  console.log(`simulator, state ${where}: ${atStart.toFixed(0)} MB at start`);
  client.destroy();
  child.kill();
}

if (process.argv[2] === 'serve') await serve(process.argv[3]);
else {
  await measure('in memory', undefined);
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-bench-'));
  await measure('in a file', path.join(folder, 'state'));
  rmSync(folder, { recursive: true });
}
