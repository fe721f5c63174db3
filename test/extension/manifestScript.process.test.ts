import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  Uri: {},
  workspace: {},
  env: {},
  Disposable: vi.fn(),
  l10n: { t: (text: string) => text },
}));

import { manifestScript } from '../../src/extension/manifest/manifestCli';
import type { Preflight } from '../../src/keyservice/manifest/preflight';
import type { ServiceTarget } from '../../src/keyservice/operations';

const made: string[] = [];
afterAll(() => made.forEach((one) => rmSync(one, { recursive: true, force: true })));

const target: ServiceTarget = {
  kind: 'aws',
  profile: 'lab of Jürgen',
  region: 'us-east-1',
  endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
};
const row = (number: number) => ({
  verdict: 'ready',
  row: { number, alias: `alias/key-${number}` },
  plan: {
    request: {
      KeyMaterial: {
        Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: `D0112P0AE00E000${number}` },
      },
    },
  },
});
const judged = { rows: [1, 2, 3].map(row) } as unknown as Preflight;

let folder = '';
let script = '';
let marks = '';
let log = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmi-script's $-"));
  made.push(folder);
  script = path.join(folder, 'import.sh');
  marks = `${script}.rows`;
  log = path.join(folder, 'calls');
  const text = manifestScript(judged, target, marks);
  if (text === undefined) throw new Error('no script');
  writeFileSync(script, text);
  standIn('');
});

/**
 * An `aws` of our own: it notes its call, runs the line, then answers with an ARN that is new each time.
 * @param line of sh; `$*` is the call
 */
function standIn(line: string): void {
  writeFileSync(
    path.join(folder, 'aws'),
    `#!/bin/sh
log="\${0%/*}/calls"
printf '%s %s\\n' "$AWS_MAX_ATTEMPTS" "$*" >>"$log"
${line}
case "$*" in *import-key*) echo "arn:key-$(wc -l <"$log" | tr -d ' ')" ;; esac
`,
    { mode: 0o755 },
  );
}

const env = () => ({ ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` });

/** Runs the script, as it is copied, and gives the calls that it made. */
function run(): { status: number | null; calls: string[]; errors: string } {
  writeFileSync(log, '');
  const { status, stderr } = spawnSync('sh', [script], { env: env(), encoding: 'utf8' });
  return { status, calls: callsSoFar(), errors: stderr };
}

const callsSoFar = (): string[] => readFileSync(log, 'utf8').split('\n').slice(0, -1);
const kinds = (calls: readonly string[]) =>
  calls.map((call) => {
    const [kind] = /import-key|create-alias|get-alias/.exec(call) ?? [];
    return `${kind ?? call} ${/(?:E000|key-)(\d)/.exec(call.replace('import-key', ''))?.[1] ?? ''}`;
  });

const all = [1, 2, 3].flatMap((one) => [`import-key ${one}`, `create-alias ${one}`]);

describe.skipIf(process.platform === 'win32')('the script of a manifest', () => {
  it('imports each row and names its key by the ARN that came', () => {
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(kinds(calls)).toEqual(all);
    expect(calls[1]).toMatch(/--alias-name alias\/key-1 --key-arn arn:key-1$/);
    // The AWS CLI must not send a call again by itself.
    expect(calls.every((call) => call.startsWith('1 --profile lab of Jürgen --region us-east-1 '))).toBe(
      true,
    );
  });

  it('sends nothing when it is run again', () => {
    run();
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(calls).toEqual([]);
  });

  it('keeps ARNs beside itself, for its owner alone, and no key block', () => {
    run();
    expect(readFileSync(path.join(marks, '2.arn'), 'utf8')).toBe('arn:key-3\n');
    expect(statSync(marks).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(marks)) {
      expect(statSync(path.join(marks, name)).mode & 0o777).toBe(0o600);
      expect(readFileSync(path.join(marks, name), 'utf8')).not.toContain('D0112');
    }
  });

  it('keeps them there also when it was copied to another place', () => {
    run();
    const copy = path.join(folder, 'elsewhere.sh');
    writeFileSync(copy, readFileSync(script));
    writeFileSync(log, '');
    expect(spawnSync('sh', [copy], { env: env() }).status).toBe(0);
    expect(callsSoFar()).toEqual([]);
  });

  it.each([
    ['says nothing', 'exit 255'],
    ['lost the answer', "echo 'Read timeout on endpoint URL' >&2; exit 255"],
    [
      'got an error of the service',
      "echo 'An error occurred (InternalServerException) when calling the ImportKey operation: no' >&2; exit 254",
    ],
    ['answers without an ARN', 'echo None; exit 0'],
    ['is killed', 'kill -9 $$'],
  ])('does not send a row again whose call %s', (_, line) => {
    standIn(`case "$*" in *E0002*) ${line};; esac`);
    const first = run();
    expect(first.status).toBe(1);
    expect(first.errors).toContain('Row 2: no usable answer');
    expect(kinds(first.calls)).toEqual(['import-key 1', 'create-alias 1', 'import-key 2']);

    standIn('');
    const second = run();
    expect(second.status).toBe(1);
    expect(second.calls).toEqual([]);
    expect(second.errors).toContain('Look for the key first.');
    expect(second.errors).toContain(`delete this file: ${path.join(marks, '2.begun')}\n`);
  });

  it('continues when the file that it names is deleted, and imports the row', () => {
    standIn('case "$*" in *E0002*) exit 255;; esac');
    const { errors } = (run(), run());
    rmSync(/delete this file: (.*)/.exec(errors)![1]!);
    standIn('');
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(kinds(calls)).toEqual(['import-key 2', 'create-alias 2', 'import-key 3', 'create-alias 3']);
  });

  it('continues with the ARN of a key that was found', () => {
    standIn('case "$*" in *E0002*) exit 255;; esac');
    const { errors } = (run(), run());
    writeFileSync(/write its ARN into this file: (.*)/.exec(errors)![1]!, 'arn:found\n');
    standIn('');
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(kinds(calls)).toEqual(['create-alias 2', 'import-key 3', 'create-alias 3']);
    expect(calls[0]).toMatch(/--key-arn arn:found$/);
  });

  it('sends a row again that AWS refused', () => {
    standIn(
      `case "$*" in *E0002*) echo 'An error occurred (ValidationException) when calling the ImportKey operation: no' >&2; exit 254;; esac`,
    );
    const first = run();
    expect(first.status).toBe(1);
    expect(first.errors).toContain('An error occurred (ValidationException)');
    expect(first.errors).toContain('Row 2: not imported.');
    standIn('');
    expect(kinds(run().calls)).toEqual(['import-key 2', 'create-alias 2', 'import-key 3', 'create-alias 3']);
  });

  it('continues with an alias that is missing', () => {
    standIn('case "$*" in *create-alias*key-2*) exit 254;; esac');
    const first = run();
    expect(first.status).toBe(1);
    expect(kinds(first.calls).slice(2)).toEqual(['import-key 2', 'create-alias 2', 'get-alias 2']);
    expect(first.errors).toContain('Row 2: the alias of arn:key-3 could not be created.');
    standIn('');
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(kinds(calls)).toEqual(['create-alias 2', 'import-key 3', 'create-alias 3']);
    expect(calls[0]).toMatch(/--key-arn arn:key-3$/);
  });

  it('goes on where the alias was created and only the answer was lost', () => {
    standIn('case "$*" in *create-alias*key-1*) exit 255;; *get-alias*key-1*) echo arn:key-1;; esac');
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(kinds(calls).slice(0, 4)).toEqual([
      'import-key 1',
      'create-alias 1',
      'get-alias 1',
      'import-key 2',
    ]);
  });

  it('does not send a row again when it was killed while the call ran', async () => {
    const reached = path.join(folder, 'reached');
    standIn(`case "$*" in *E0002*) : >"\${0%/*}/reached"; sleep 600;; esac`);
    writeFileSync(log, '');
    const child = spawn('sh', [script], { env: env(), detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (!existsSync(reached)) await pause(20);
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    standIn('');
    const { status, calls, errors } = run();
    expect(status).toBe(1);
    expect(calls).toEqual([]);
    expect(errors).toContain('Row 2: an earlier run sent this row and got no answer');
  });

  it('sends each row once where two run at the same time', async () => {
    standIn('sleep 0.2');
    writeFileSync(log, '');
    const both = [1, 2].map(
      () =>
        new Promise((resolve) =>
          spawn('sh', [script], { env: env(), stdio: 'ignore' }).once('exit', resolve),
        ),
    );
    await Promise.all(both);
    const imports = kinds(callsSoFar()).filter((call) => call.startsWith('import-key'));
    expect(imports).toEqual([...new Set(imports)]);
    expect(imports[0]).toBe('import-key 1');
  });

  it('sends nothing where its folder is gone', () => {
    const text = manifestScript(judged, target, path.join(folder, 'gone', 'rows'))!;
    writeFileSync(script, text);
    const { status, calls, errors } = run();
    expect([status, calls]).toEqual([1, []]);
    expect(errors).toContain('This script is out of date.');
  });

  it('names a key that was imported before', () => {
    const again = {
      rows: [
        { verdict: 'continue', row: { number: 4, alias: 'alias/key-4' }, record: { arn: 'arn:before' } },
      ],
    } as unknown as Preflight;
    writeFileSync(script, manifestScript(again, target, marks)!);
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(kinds(calls)).toEqual(['create-alias 4']);
    expect(calls[0]).toMatch(/--key-arn arn:before$/);
    expect(run().calls).toEqual([]);
  });
});
