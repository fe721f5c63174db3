// The script of an import, run by a real sh with a program in place of the AWS CLI that writes down what it is told.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import type { ServiceTarget } from '../../src/keyservice/operations';
import { planKeyBlock } from '../../src/keyservice/plans/keyBlockPlans';
import { importScript } from '../../src/keyservice/plans/cliScript';

const target: ServiceTarget = {
  kind: 'aws',
  profile: "o'brien",
  region: 'us-east-1',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
};
const arn = 'arn:aws:payment-cryptography:us-east-1:111122223333:key/abcdefghijklmnop';
const block = decodeKeyBlock(`D0112P0TB00E0000${'A1'.repeat(48)}`);
const plan = planKeyBlock(
  {
    block,
    wrappingKey: {
      KeyArn: arn,
      KeyState: 'CREATE_COMPLETE',
      Enabled: true,
      KeyAttributes: {
        KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: 'AES_128',
        KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
      },
    },
  },
  { tags: [{ Key: 'env', Value: 'it’s "x"' }] },
  { target, now: new Date(0) },
);
const wishes = { alias: 'alias/pek-01', expected: '08D7B4' };

describe('the script of an import', () => {
  let folder = '';
  const told = (): string[] => {
    const file = path.join(folder, 'told');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  const run = (script: string, answers: Record<string, string>): ReturnType<typeof spawnSync> => {
    const cases = Object.entries(answers).map(([name, answer]) => `*" ${name} "*) ${answer} ;;`);
    writeFileSync(
      path.join(folder, 'aws'),
      `#!/bin/sh\necho "$AWS_MAX_ATTEMPTS $*" >> '${folder}/told'\ncase " $* " in\n${cases.join('\n')}\nesac\n`,
      { mode: 0o755 },
    );
    return spawnSync('/bin/sh', ['-c', script], {
      env: { PATH: `${folder}:${process.env.PATH}` },
      encoding: 'utf8',
    });
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kmi-script-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('imports once, compares the KCV, then assigns the alias', () => {
    const script = importScript(plan, target, 'posix', wishes)!;
    const { status, stdout } = run(script, {
      'import-key': `echo ${arn}`,
      'get-key': 'echo 08D7B4',
      'create-alias': 'echo named',
    });
    expect([status, stdout]).toEqual([0, `${arn}\nKCV 08D7B4\nnamed\n`]);
    const calls = told();
    expect(calls.map((call) => / (import-key|get-key|create-alias) /.exec(call)?.[1])).toEqual([
      'import-key',
      'get-key',
      'create-alias',
    ]);
    expect(calls[0]).toMatch(/^1 --profile o'brien --region us-east-1 .*it’s/);
    expect(calls[2]).toContain(`--alias-name alias/pek-01 --key-arn ${arn}`);
  });

  it('assigns no alias where the KCV is another one, and nothing where the import failed', () => {
    const script = importScript(plan, target, 'posix', wishes)!;
    const differs = run(script, { 'import-key': `echo ${arn}`, 'get-key': 'echo ABCDEF' });
    expect(differs.status).not.toBe(0);
    expect(differs.stderr).toContain('The KCV is not 08D7B4.');
    expect(told().filter((call) => call.includes('create-alias'))).toEqual([]);
    rmSync(path.join(folder, 'told'));
    expect(run(script, { 'import-key': 'exit 255' }).status).not.toBe(0);
    expect(told()).toHaveLength(1);
  });

  it('is the command alone where nothing follows it', () => {
    const script = importScript(plan, target, 'posix', { alias: undefined, expected: undefined })!;
    expect(script).toMatch(/^AWS_MAX_ATTEMPTS=1 aws /);
    expect(script).not.toContain('\n');
    const named = importScript(plan, target, 'posix', { alias: 'alias/a', expected: undefined })!;
    expect(named).not.toContain('get-key');
    expect(() => execFileSync('/bin/sh', ['-n', '-c', named])).not.toThrow();
  });

  it('has a form for PowerShell, and one for cmd that says where the ARN goes', () => {
    const shell = importScript(plan, { ...target, profile: 'lab' }, 'powerShell', wishes)!;
    expect(shell).toMatch(/^\$keyArn = & \{ .* --query Key\.KeyArn --output text \} finally \{/);
    expect(shell).toContain('--key-identifier $keyArn');
    expect(shell).toContain("StartsWith('08D7B4')");
    expect(shell).toContain('--key-arn $keyArn');
    expect(shell).not.toContain('@ARN@');
    const cmd = importScript(plan, { ...target, profile: 'lab' }, 'cmd', wishes)!;
    expect(cmd).toContain('--key-arn KEY_ARN');
    expect(cmd).toContain('only if the KCV begins with 08D7B4');
  });

  it('is refused where a shell cannot be given a name exactly', () => {
    expect(importScript(plan, { ...target, profile: 'a%b%' }, 'cmd', wishes)).toBeUndefined();
  });
});
