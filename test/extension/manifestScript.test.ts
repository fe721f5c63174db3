import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({ Uri: {}, workspace: {}, env: {}, l10n: { t: (text: string) => text } }));

import { manifestScript } from '../../src/extension/features/manifest/manifestCli';
import type { Preflight } from '../../src/keyservice/manifest/preflight';
import type { ServiceTarget } from '../../src/keyservice/operations';

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-script-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const target: ServiceTarget = {
  kind: 'aws',
  profile: 'lab',
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

/** Runs the script with an `aws` of our own, which fails for a row, and tells what was called. */
function run(failing: string): { status: number | null; calls: string[] } {
  const log = path.join(folder, 'calls');
  writeFileSync(log, '');
  const aws = path.join(folder, 'aws');
  writeFileSync(
    aws,
    `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\ncase "$*" in *${failing}*) exit 255;; esac\necho arn:test\n`,
    { mode: 0o755 },
  );
  const script = path.join(folder, 'script.sh');
  writeFileSync(script, manifestScript(judged, target));
  const { status } = spawnSync('sh', [script], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` },
  });
  return { status, calls: readFileSync(log, 'utf8').trim().split('\n') };
}

describe.skipIf(process.platform === 'win32')('the script of a manifest', () => {
  it('imports each row and names its key by the ARN that came', () => {
    const { status, calls } = run('nothing');
    expect(status).toBe(0);
    expect(calls.map((call) => /import-key|create-alias/.exec(call)?.[0])).toEqual(
      [1, 2, 3].flatMap(() => ['import-key', 'create-alias']),
    );
    expect(calls[1]).toMatch(/--alias-name alias\/key-1 --key-arn arn:test$/);
  });

  it.each(['E0002', 'alias/key-2'])('stops where %s fails', (failing) => {
    const { status, calls } = run(failing);
    expect(status).toBe(1);
    expect(calls.join('\n')).not.toContain('E0003');
  });
});
