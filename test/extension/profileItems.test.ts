// The rows of Select AWS Profile, from the real reading of shared files and endpoints.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  Disposable: vi.fn(),
  QuickPickItemKind: { Separator: -1, Default: 0 },
  ProgressLocation: {},
  window: {},
  workspace: {},
  env: { language: 'en' },
  EventEmitter: class {
    readonly event = vi.fn();
    readonly fire = vi.fn();
    readonly dispose = vi.fn();
  },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
  },
}));

import { desktopKeyServices } from '../../src/desktop/keyServices';
import { freeSimulatorPort, simulatorPorts } from '../../src/desktop/simulatorPort';
import { profileItems } from '../../src/extension/service/selectProfile';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kmi-profile-items-'));
const config = path.join(folder, 'config');
const saved = { ...process.env };
beforeAll(() => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
  });
});
afterAll(() => {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, saved);
  fs.rmSync(folder, { recursive: true });
});

const keys = 'aws_access_key_id = K\naws_secret_access_key = s\n';
async function rows(text: string): Promise<Record<string, string>> {
  fs.writeFileSync(config, text);
  const items = profileItems(await desktopKeyServices.profiles(), config);
  return Object.fromEntries(
    items.map(({ label, description = '', detail = '' }) => [label, `${description} | ${detail}`]),
  );
}

describe('the list of profiles', () => {
  it('shows MFA device, source profiles, endpoint, and a Region that is missing or unknown', async () => {
    const found = await rows(`[profile custodian]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/import
source_profile = middle
mfa_serial = arn:aws:iam::111122223333:mfa/custodian
[profile middle]
role_arn = arn:aws:iam::111122223333:role/middle
source_profile = base
[profile base]
${keys}
[profile far]
region = mars-north-1
${keys}
[profile vpc]
region = us-east-1
endpoint_url = https://vpce.example
${keys}
[profile lab]
region = us-east-1
endpoint_url = http://127.0.0.1:9
${keys}`);
    expect(found.custodian).toBe(
      'role · 111122223333 · us-east-1 | MFA: arn:aws:iam::111122223333:mfa/custodian · source profile: middle ← base',
    );
    expect(found.base).toBe('access key · no Region; you are asked for it | ');
    expect(found.far).toBe('access key · mars-north-1 (not a Region that AWS lists for this service) | ');
    expect(found.vpc).toBe('access key · us-east-1 | endpoint: https://vpce.example');
    expect(found.lab).toBe('access key · us-east-1 | simulator at http://127.0.0.1:9');
  });

  it('has the simulator of the window once, with the profile that leads to it', async () => {
    const service = await desktopKeyServices.simulator(folder, () => undefined);
    try {
      const { endpoint } = service.target;
      expect(Number(new URL(endpoint).port)).toBeGreaterThanOrEqual(simulatorPorts.first);
      expect(Number(new URL(endpoint).port)).toBeLessThanOrEqual(simulatorPorts.last);
      const found = await rows(`[profile simulator]
region = us-east-2
services = simulator
${keys}
[profile lab]
region = us-east-2
endpoint_url = http://127.0.0.1:9
${keys}
[services simulator]
payment_cryptography =
  endpoint_url = ${endpoint}
`);
      expect(Object.keys(found)).not.toContain('simulator');
      expect(found['$(beaker) Simulator']).toMatch(/\| also profile simulator$/);
      expect(found.lab).toMatch(/simulator at http:\/\/127\.0\.0\.1:9$/);
    } finally {
      service.close();
    }
  });
});

describe('the ports of simulators', () => {
  it('are those that VS Code is told not to forward', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
      contributes: { configurationDefaults: Record<string, unknown> };
    };
    const { first, last } = simulatorPorts;
    expect(manifest.contributes.configurationDefaults['remote.portsAttributes']).toEqual({
      [`${first}-${last}`]: { label: 'Key Material: Simulator', onAutoForward: 'ignore' },
    });
  });

  it('are free when they are taken, and none where all are in use', async () => {
    const { createServer } = await import('node:net');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      expect(await freeSimulatorPort({ first: port, last: port })).toBeUndefined();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(await freeSimulatorPort({ first: port, last: port })).toBe(port);
  });
});
