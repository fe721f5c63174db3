import { createPrivateKey, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const settings = vi.hoisted((): { global: unknown; workspace: unknown } => ({
  global: undefined,
  workspace: undefined,
}));
vi.mock('vscode', async () => {
  const { readdirSync, readFileSync } = await import('node:fs');
  const { default: nodePath } = await import('node:path');
  const uri = (fsPath: string): { fsPath: string } => ({ fsPath });
  return {
    FileType: { File: 1, Directory: 2 },
    Disposable: vi.fn(),
    Uri: {
      file: uri,
      joinPath: (base: { fsPath: string }, ...more: string[]) => uri(nodePath.join(base.fsPath, ...more)),
    },
    ProgressLocation: { Window: 1 },
    l10n: {
      t: (text: string, ...given: unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
    },
    window: {
      withProgress: (_: unknown, run: () => Promise<unknown>) => run(),
      showErrorMessage: () => Promise.resolve(undefined),
      showWarningMessage: () => Promise.resolve(undefined),
      createOutputChannel: () => ({ info: () => undefined, error: () => undefined }),
    },
    workspace: {
      fs: {
        readDirectory: (at: { fsPath: string }) =>
          new Promise((resolve) =>
            resolve(
              readdirSync(at.fsPath, { withFileTypes: true }).map((one) => [
                one.name,
                one.isDirectory() ? 2 : 1,
              ]),
            ),
          ),
        readFile: (at: { fsPath: string }) => Promise.resolve(new Uint8Array(readFileSync(at.fsPath))),
      },
      getConfiguration: () => ({
        inspect: () => ({ globalValue: settings.global, workspaceValue: settings.workspace }),
      }),
    },
  };
});

import * as vscode from 'vscode';
import { keyCheckValue } from '../../src/core/crypto/kcv';
import { readCertificate } from '../../src/core/x509/certificate';
import type { Certificate } from '../../src/core/x509/certificateTypes';
import { custodyRefusal } from '../../src/extension/service/custody';
import type { ServiceTools } from '../../src/extension/service/tools';
import { useKeyServices, type KeyServiceHost } from '../../src/extension/host/keyServices';
import { rememberLoadedKeyOf } from '../../src/extension/testKeys/loadedKeys';
import { TestCertificates } from '../../src/extension/testKeys/testCertificates';
import { KeyServiceError } from '../../src/keyservice/errors';
import type { ServiceTarget } from '../../src/keyservice/operations';
import { testParty } from '../../src/keyservice/testsource/parties';
import { toPem } from '../../src/core/input/pem';
import { issue, party } from '../core/x509/issue';
import { allFour, attributes } from '../keyservice/simulator/client';

const account = '111122223333';
const live: ServiceTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'eu-west-1',
  endpoint: 'https://controlplane.payment-cryptography.eu-west-1.amazonaws.com',
};
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'custody-'));
const state = new Map<string, unknown>();
const choice = { kind: 'aws' as const, profile: live.profile, region: live.region };
let told: string | undefined;
let asked = 0;
let answer: () => Promise<string> = () => Promise.reject(offline());

const globalState = {
  get: (key: string, otherwise: unknown) => state.get(key) ?? otherwise,
  update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
};
const service = {
  target: live,
  identity: async () => {
    asked++;
    return { account: await answer(), by: 'sts' };
  },
};
const tools = {
  context: { globalStorageUri: vscode.Uri.file(folder), globalState },
  connection: {
    get chosen() {
      return { choice, account: told, endpoint: undefined };
    },
    connect: () => Promise.resolve(service),
    isConnected: () => true,
    learnFrom: (_: unknown, known: { account: string | undefined }) => {
      told = known.account;
    },
  },
} as unknown as ServiceTools;

const offline = (): KeyServiceError =>
  new KeyServiceError({
    operation: 'ListKeys',
    endpoint: live.endpoint,
    networkCode: 'ENOTFOUND',
    sent: false,
  });

function another(name: string): { certificate: Certificate; pkcs8: Uint8Array } {
  const one = party(name, 'p256');
  return {
    certificate: readCertificate(issue(one, one)),
    pkcs8: new Uint8Array(
      createPrivateKey(one.privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
        type: 'pkcs8',
        format: 'der',
      }),
    ),
  };
}

let made: Certificate;
const bank = another('a bank').certificate;
beforeAll(async () => {
  made = readCertificate((await testParty('TEST KRD', { kind: 'ECC_NIST_P256' })).certificate);
  useKeyServices(() => Promise.resolve({} as unknown as KeyServiceHost));
});
beforeEach(() => {
  told = undefined;
  asked = 0;
  answer = () => Promise.reject(offline());
  settings.global = undefined;
  settings.workspace = undefined;
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('the custody guard', () => {
  it('says nothing, and asks for nothing, where nothing stands against it', async () => {
    expect(await custodyRefusal(tools, live, { trusts: [bank], receives: bank })).toBeUndefined();
    expect(await custodyRefusal(tools, live, {})).toBeUndefined();
    expect(asked).toBe(0);
  });

  it('names the certificate, the account and the setting', async () => {
    told = account;
    const text = await custodyRefusal(tools, live, { trusts: [bank, made] });
    expect(text).toContain('"TEST KRD"');
    expect(text).toContain(account);
    expect(text).toContain('keyMaterial.testAccounts');
    expect(await custodyRefusal(tools, live, { receives: made })).toContain('exported to it');
    expect(await custodyRefusal(tools, live, { typedKey: true })).toContain('entered here');
    expect(asked).toBe(0);
  });

  it('asks for the account where only that can tell, and refuses where it is not told', async () => {
    expect(await custodyRefusal(tools, live, { typedKey: true })).toContain(
      'This is test material, and the account of this live profile is',
    );
    expect(asked).toBe(1);
    answer = () => Promise.resolve('');
    expect(await custodyRefusal(tools, live, { typedKey: true })).toContain(
      'This is test material, and the account of this live profile is',
    );
    settings.global = [account];
    answer = () => Promise.resolve(account);
    expect(await custodyRefusal(tools, live, { typedKey: true })).toBeUndefined();
    settings.global = ['1111-2222-3333'];
    expect(await custodyRefusal(tools, live, { typedKey: true })).toBeUndefined();
    expect(asked).toBe(3);
  });

  it('takes no account of another profile or Region for that of the call', async () => {
    told = account;
    settings.global = [account];
    expect(await custodyRefusal(tools, live, { typedKey: true })).toBeUndefined();
    for (const wrong of [{ profile: 'prod' }, { region: 'us-east-1' }]) {
      const text = await custodyRefusal(tools, { ...live, ...wrong }, { typedKey: true });
      expect(text).toContain('This is test material, and the account of this live profile is');
    }
    expect(await custodyRefusal(tools, { ...live, account: '999999999999' }, { typedKey: true })).toContain(
      '999999999999',
    );
  });

  it('does not listen to a workspace', async () => {
    told = account;
    settings.workspace = [account];
    expect(await custodyRefusal(tools, live, { receives: made })).toBeDefined();
    settings.global = 'all';
    expect(await custodyRefusal(tools, live, { receives: made })).toBeDefined();
  });

  it('lets the simulator have it all', async () => {
    const simulator: ServiceTarget = { ...live, kind: 'simulator', endpoint: 'http://127.0.0.1:1' };
    const all = { trusts: [made], receives: made, typedKey: true };
    expect(await custodyRefusal(tools, simulator, all)).toBeUndefined();
    expect(await custodyRefusal(tools, { ...simulator, kind: 'aws' }, all)).toBeUndefined();
    expect(asked).toBe(0);
  });

  it('knows certificates that were made here by fingerprint', async () => {
    told = account;
    const { certificate } = another('unmarked');
    expect(await custodyRefusal(tools, live, { trusts: [certificate] })).toBeUndefined();
    await new TestCertificates(globalState as unknown as vscode.Memento).remember(certificate.raw);
    expect(await custodyRefusal(tools, live, { trusts: [certificate] })).toContain(
      'was created here for testing',
    );
  });

  it('knows keys that were opened in this window', async () => {
    told = account;
    const { certificate, pkcs8 } = another('opened');
    expect(await custodyRefusal(tools, live, { receives: certificate })).toBeUndefined();
    rememberLoadedKeyOf(pkcs8);
    expect(await custodyRefusal(tools, live, { receives: certificate })).toContain('opened');
    expect(await custodyRefusal(tools, live, { trusts: [certificate] })).toContain('opened');
  });

  it('knows key encryption keys that are kept, in whatever way AWS makes their check value', async () => {
    told = account;
    const key = new Uint8Array(randomBytes(16));
    const [zeros, cmac] = (['ANSI_X9_24', 'CMAC'] as const).map((method) =>
      keyCheckValue(method, key, { algorithm: 'AES' }),
    );
    const under = (KeyCheckValue: string | undefined): Promise<string | undefined> =>
      custodyRefusal(tools, live, {
        wrapsUnder: {
          KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
          ...(KeyCheckValue === undefined ? {} : { KeyCheckValue }),
        },
      });
    expect(await under(cmac)).toBeUndefined();
    const keys = path.join(folder, 'testsource/keys');
    fs.mkdirSync(keys, { recursive: true });
    const file = path.join(keys, `AES-16-${cmac!}.key`);
    fs.writeFileSync(file, key);
    for (const value of [cmac, zeros]) expect(await under(value)).toContain(`KCV ${value!}`);
    // A damaged file still has its name.
    fs.writeFileSync(file, 'nothing');
    expect(await under(cmac)).toContain('in the clear on this machine');
    expect(await under(zeros)).toBeUndefined();
    // A key without a check value may be the one that is in the clear here.
    expect(await under(undefined)).toContain('in the clear on this machine');
    fs.rmSync(file);
  });

  it('says that a payload was not made, where the account that could import it is not known', async () => {
    told = account;
    settings.global = [account];
    const madeFor = { ...live };
    expect(await custodyRefusal(tools, live, { typedKey: true, madeFor })).toContain(
      'This is a test key, and the account of these import parameters is',
    );
    const other = { ...live, account: '999999999999' };
    expect(await custodyRefusal(tools, live, { typedKey: true, madeFor: other })).toContain('999999999999');
    expect(
      await custodyRefusal(tools, live, { typedKey: true, madeFor: { ...live, account } }),
    ).toBeUndefined();
  });

  it.each(['testsource/parties', 'testsource/ecdh'])('knows keys that are kept in %s', async (place) => {
    told = account;
    const { certificate } = another(place);
    const set = path.join(folder, place, '2026-11-25');
    fs.mkdirSync(set, { recursive: true });
    fs.writeFileSync(path.join(set, 'broken.crt.pem'), 'nothing');
    expect(await custodyRefusal(tools, live, { receives: certificate })).toBeUndefined();
    fs.writeFileSync(path.join(set, 'krd.crt.pem'), toPem('CERTIFICATE', certificate.raw));
    expect(await custodyRefusal(tools, live, { receives: certificate })).toContain('is stored');
  });
});
