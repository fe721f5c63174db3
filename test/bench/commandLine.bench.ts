/** The command line: how long it takes to start beside Node alone, and its memory with a long stream on its input. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { report, skipped } from './report';

const cli = path.resolve('dist/cli.mjs');
const rounds = 15;
const megabytes = Number(process.env.KMI_STREAM_MB ?? 512);

/** Milliseconds of a whole process. */
function once(args: readonly string[]): number {
  const began = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - began;
}

const middle = (times: number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

function start(): void {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(once(['-e', '0']));
    ours.push(once([cli, '--help']));
  }
  report('start of the command line', 'ours', middle(ours));
  report('start of the command line', 'node -e 0', middle(bare));
  console.log(`Start: ${(middle(ours) - middle(bare)).toFixed(0)} ms more than node -e 0`);
}

/** Lines of a log, a key block in every thousandth. */
function logOf(bytes: number): Buffer {
  const line = '2026-11-30T08:00:00.000Z INFO  hsm-gateway request 7f3a91c2 took 12 ms and answered 200 OK\n';
  const block =
    'key D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34\n';
  return Buffer.from(
    (line.repeat(999) + block).repeat(Math.ceil(bytes / (line.length * 999 + block.length))),
  );
}

async function stream(): Promise<void> {
  const part = logOf(8_000_000);
  const child = spawn(process.execPath, [cli, 'find', '-'], { stdio: ['pipe', 'ignore', 'inherit'] });
  let most = 0;
  const watch = setInterval(() => {
    const status = `/proc/${child.pid ?? 0}/status`;
    if (!existsSync(status)) return;
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8')) ?? [];
    most = Math.max(most, Number(kilobytes) / 1024);
  }, 50);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const began = performance.now();
  for (let sent = 0; sent < megabytes * 1e6; sent += part.length)
    if (!child.stdin.write(part)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  child.stdin.end();
  await ended;
  clearInterval(watch);
  const took = performance.now() - began;
  report(`find in ${megabytes} MB of input`, 'ours', took);
  console.log(
    `${megabytes} MB of input: ${((megabytes * 1000) / took).toFixed(0)} MB/s, ${most.toFixed(0)} MB at most`,
  );
}

if (!existsSync(cli)) skipped('command line', 'ours', 'npm run build makes dist/cli.mjs');
else {
  start();
  await stream();
}
