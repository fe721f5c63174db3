// Whose import parameters are, and for whom test payloads are made and keys exported: the flows themselves, with the
// adapter, the simulator and files; of VS Code only what they call.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import * as vscode from 'vscode';
import { toUpperHex } from '../../src/core/crypto/bytes';
import { knownFor, surroundingsOf } from '../../src/extension/import/importKnown';
import { englishOf } from '../../src/keyservice/draft/draftTexts';
import { importDraft } from '../../src/keyservice/draft/importDraft';
import { connectedTarget } from '../../src/extension/service/target';
import { getParameters } from '../../src/extension/parameters/getParameters';
import {
  type KeptParameters,
  misfitOf,
  ownerOf,
  planParameters,
} from '../../src/extension/service/parameterStore';
import {
  ImportParametersView,
  isOf,
  parametersItem,
  type ParametersNode,
} from '../../src/extension/parameters/view';
import { exportKey } from '../../src/extension/keys/exportKey';
import { askAndBuildPayload } from '../../src/extension/testPayload/build';
import { rememberClearKey } from '../../src/extension/testKeys/loadedKeys';
import type { Key, ServiceTarget } from '../../src/keyservice/operations';
import type { KeyAlgorithm } from '../../src/keyservice/rules/keyAttributes';
import { useDisk } from '../host/support/disk';
import { testCryptogram } from '../../src/keyservice/testsource/payloads';
import { act, node, pinKey } from '../host/support/keyActs';
import { type Reply, scriptedUi } from '../host/support/scriptedUi';
import { testService, type TestService } from '../host/support/serviceTools';
import { machineSettings } from './support/vscodeStub';

const testAccount = '111122223333';
const liveAccount = '444455556666';
const endpoint = 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com';
const nobody: ServiceTarget = { kind: 'aws', profile: 'payments', region: 'us-east-2', endpoint };
const live = (account = liveAccount): ServiceTarget => ({ ...nobody, account });
const digits = '0123456789ABCDEFFEDCBA9876543210';
const wanted = { materialType: 'KEY_CRYPTOGRAM', keyAlgorithm: 'TDES_2KEY' } as const;

/** Keeps parameters that the service gives as those of a target. */
async function keep(
  test: TestService,
  target: ServiceTarget,
  WrappingKeyAlgorithm: KeyAlgorithm = 'RSA_2048',
): Promise<KeptParameters> {
  const { output } = await test.service.call('GetParametersForImport', {
    KeyMaterialType: wanted.materialType,
    WrappingKeyAlgorithm,
  });
  return test.tools.parameters.add(target, wanted.materialType, output);
}

beforeAll(() => useDisk());
beforeEach(() => machineSettings.clear());

describe('import parameters', () => {
  const kept = (target: ServiceTarget): KeptParameters => ({
    ...ownerOf({ ...target }),
    id: '1',
    materialType: 'KEY_CRYPTOGRAM',
    wrappingAlgorithm: 'RSA_2048',
    token: 'import-token',
    certificate: '',
    chain: '',
    validUntil: Date.now() + 86_400_000,
  });
  const simulator = (store?: string, port = 1): ServiceTarget => ({
    kind: 'simulator',
    profile: 'simulator',
    region: 'us-east-2',
    account: testAccount,
    endpoint: `http://127.0.0.1:${port}`,
    ...(store === undefined ? {} : { store }),
  });
  const behindProfile = (port: number): ServiceTarget => ({
    kind: 'aws',
    profile: 'local',
    region: 'us-east-2',
    endpoint: `http://127.0.0.1:${port}`,
  });
  const cases: [string, ServiceTarget, ServiceTarget, string | undefined][] = [
    ['of the account fit', live(), live(), undefined],
    ['of another account do not', live(), live(testAccount), 'otherAccount'],
    ['without an account do not', nobody, live(), 'accountUnknown'],
    ['of a known account, calls of an unknown one', live(), nobody, 'targetUnknown'],
    [
      'fit by a private endpoint of the Region',
      live(),
      { ...live(), endpoint: 'https://vpce-1.example.com' },
      undefined,
    ],
    ['of another Region do not', live(), { ...live(), region: 'us-west-2' }, 'otherService'],
    ['of the simulator do not fit AWS', simulator(), live(testAccount), 'otherService'],
    ['of AWS do not fit the simulator', live(testAccount), simulator(), 'otherService'],
    ['of a simulator fit it on another port', simulator('a', 1), simulator('a', 2), undefined],
    ['of another store do not', simulator('a'), simulator('b'), 'otherService'],
    ['of a store that is not known do not', simulator(), simulator('b'), 'otherService'],
    ['of a store do not fit one that is not known', simulator('a'), simulator(), 'otherService'],
    ['of a service on this machine fit it', behindProfile(1), behindProfile(1), undefined],
    [
      'of a service on this machine that had no account do not fit one that has',
      behindProfile(1),
      { ...behindProfile(1), account: testAccount },
      'accountUnknown',
    ],
    ['of a service on another port do not', behindProfile(1), behindProfile(2), 'otherService'],
  ];
  it.each(cases)('%s', (_name, owner, target, misfit) => {
    expect(misfitOf(kept(owner), target)).toBe(misfit);
    expect(planParameters(kept(owner), target).endpoint).toBe(
      misfit === undefined ? target.endpoint : owner.endpoint,
    );
  });

  it('are shown under the chosen account only where both are known', () => {
    const choice = { kind: 'aws', profile: 'payments', region: 'us-east-2' } as const;
    expect(isOf(kept(live()), choice, liveAccount)).toBe(true);
    expect(isOf(kept(live()), { ...choice, profile: 'other' }, liveAccount)).toBe(true);
    expect(isOf(kept(live()), choice, undefined)).toBe(false);
    expect(isOf(kept(live()), choice, testAccount)).toBe(false);
    expect(isOf(kept(nobody), choice, undefined)).toBe(false);
    expect(isOf(kept(behindProfile(1)), { ...choice, profile: 'local' }, undefined)).toBe(true);
    expect(isOf(kept(simulator()), { kind: 'simulator' }, undefined)).toBe(true);
    expect(isOf(kept(simulator()), { kind: 'simulator' }, '999999999999')).toBe(false);
  });
});

describe('import parameters of several accounts', () => {
  let test: TestService;
  let mine: KeptParameters;
  let others: KeptParameters;
  let old: KeptParameters;
  beforeAll(async () => {
    test = await testService({ posesAs: live(testAccount) });
    mine = await keep(test, live(testAccount));
    others = await keep(test, live());
    old = await keep(test, nobody);
  });
  afterAll(() => test.close());

  it('are offered for the account that is chosen; the others say why they are not', async () => {
    const ui = scriptedUi([
      { choose: 'the smallest' },
      { choose: '4444-5555-6666' },
      { choose: 'is unknown' },
      { choose: 'saved, expires in' },
    ]);
    expect(await getParameters(test.tools, ui, wanted)).toEqual(mine);
    expect(ui.said).toEqual([
      'They belong to account 4444-5555-6666; the selected account is 1111-2222-3333.',
      'The account that they belong to is unknown. Forget them, or get new import parameters.',
    ]);
    expect(ui.asked.at(-1)?.labels.slice(-2)).toHaveLength(2);
  });

  it('can be imported with in their own account only', async () => {
    const { target: own } = (await connectedTarget(test.tools))!;
    const bytes = new Uint8Array(256);
    const source = { kind: 'cryptogram', bytes, place: '' } as const;
    const action = { tools: test.tools, target: own };
    const around = await surroundingsOf(action, { certificates: [], randomNumbers: [] });
    const known = knownFor(action, source, source, around);
    const { fields } = await importDraft(known, {});
    const field = fields.find(({ id }) => id === 'parameters')!;
    expect(field.value).toBe(mine.id);
    expect(field.candidates.map(({ refusals }) => refusals.map(englishOf).join()).sort()).toEqual([
      '',
      expect.stringContaining('is unknown'),
      expect.stringContaining('belong to account'),
    ]);
    const target = (await connectedTarget(test.tools))!.target;
    expect(await test.tools.parameters.fitting(target, wanted.materialType, new Date())).toEqual([mine]);
    expect(await test.tools.parameters.fitting(nobody, wanted.materialType, new Date())).toEqual([]);
  });

  it('are shown by account; those without one say what to do and are not offered for use', async () => {
    const view = new ImportParametersView(
      { visible: false, onDidChangeVisibility: () => new vscode.Disposable(() => undefined) },
      test.tools.parameters,
      test.tools.connection,
      () => undefined,
    );
    await connectedTarget(test.tools);
    test.tools.connection.learnFrom(test.service, { account: testAccount, store: undefined });
    const nodes = await view.getChildren();
    const texts = nodes.map((one) => {
      const { label, description } = view.getTreeItem(one);
      return one.kind === 'elsewhere' ? `${label as string} | ${description as string}` : one.kept.id;
    });
    expect(texts[0]).toBe(mine.id);
    expect([...texts.slice(1)].sort()).toEqual([
      'payments · us-east-2 · 4444-5555-6666 | another account or service, 1 set',
      'payments · us-east-2 · account not known | not usable, 1 set',
    ]);
    const unknown = nodes.find(
      (one): one is ParametersNode & { kind: 'elsewhere' } =>
        one.kind === 'elsewhere' && one.why === 'unknown',
    );
    expect(unknown?.kept).toEqual([old]);
    expect(view.getTreeItem(unknown!).tooltip).toContain('Forget them, or get new import parameters');
    expect(parametersItem(old, Date.now()).contextValue).toBe('importParametersUnknown');
    expect(parametersItem(others, Date.now()).contextValue).toBe('importParameters');
    view.dispose();
  });

  it('are fetched for the account that was confirmed, and kept with it', async () => {
    const ui = scriptedUi([{ choose: 'RSA_3072' }], { actions: ['Get Parameters'] });
    const got = await getParameters(test.tools, ui, wanted);
    expect(typeof got === 'object' && [got.account, got.wrappingAlgorithm]).toEqual([
      testAccount,
      'RSA_3072',
    ]);
    expect(ui.modals[0]).toContain('Account: 1111-2222-3333');
  });
});

describe('a test payload of a typed key', () => {
  const typed: Reply[] = [
    { choose: 'Enter key or combine components…' },
    { choose: 'Hexadecimal digits' },
    { type: digits },
    { choose: 'Use this key' },
  ];
  const cryptogram = (...parameters: Reply[]): Reply[] => [
    { choose: 'RSA cryptogram' },
    { choose: '(P0)' },
    { choose: 'TDES_2KEY' },
    'accept',
    'accept',
    { choose: 'the smallest' },
    ...parameters,
    'accept',
    ...typed,
  ];

  it('is refused for the parameters of a live account whatever is chosen, and for those of an unknown one', async () => {
    machineSettings.set('keyMaterial.testAccounts', [testAccount]);
    const test = await testService({ posesAs: live(testAccount) });
    try {
      // The store offers those of the chosen account only; the guard must hold where something else offers others.
      const mine = await keep(test, live(testAccount));
      for (const [account, reason] of [
        [liveAccount, `Account ${liveAccount} is live`],
        [undefined, 'This is a test key, and the account of these import parameters is'],
      ] as const) {
        const ui = scriptedUi(cryptogram({ choose: 'saved' }));
        const list = test.tools.parameters.fitting.bind(test.tools.parameters);
        const owner = account === undefined ? {} : { account };
        const { account: own, ...others } = mine;
        expect(own).toBe(testAccount);
        test.tools.parameters.fitting = () => Promise.resolve([{ ...others, ...owner }]);
        const payload = await askAndBuildPayload(test.tools, ui);
        test.tools.parameters.fitting = list;
        expect(payload).toBeUndefined();
        expect(ui.said.at(-1)).toContain(reason);
      }
      const ui = scriptedUi(cryptogram({ choose: 'saved' }));
      expect(await askAndBuildPayload(test.tools, ui)).toMatchObject({ kcv: '08D7B4', parameters: mine });
    } finally {
      await test.close();
    }
  });

  it('is built for the simulator', async () => {
    const test = await testService();
    try {
      const payload = await askAndBuildPayload(test.tools, scriptedUi(cryptogram()));
      expect(payload?.parameters).toMatchObject({ kind: 'simulator', account: test.simulator.account });
    } finally {
      await test.close();
    }
  });
});

describe('an export as TR-31 from a live account', () => {
  let test: TestService;
  let leaving: Key;
  let given: KeptParameters;
  beforeAll(async () => {
    test = await testService({ posesAs: live(testAccount), account: testAccount });
    leaving = await pinKey(test, 'alias/leaves');
    given = await keep(test, live(testAccount), 'RSA_3072');
  });
  afterAll(() => test.close());

  /** A KEK of the service with these bytes. */
  async function kek(alias: string, key: Uint8Array, algorithm: KeyAlgorithm): Promise<Key> {
    const { output } = await test.service.call('ImportKey', {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: {
            KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
            KeyClass: 'SYMMETRIC_KEY',
            KeyAlgorithm: algorithm,
            KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
          },
          Exportable: false,
          WrappedKeyCryptogram: testCryptogram(key, given.certificate),
          ImportToken: given.token,
          WrappingSpec: 'RSA_OAEP_SHA_256',
        },
      },
    });
    await test.service.call('CreateAlias', { AliasName: alias, KeyArn: output.Key.KeyArn });
    await test.tools.catalogue.refresh();
    return output.Key;
  }
  const blocks: string[] = [];
  const exporting = (replies: Reply[], actions: string[]): ReturnType<typeof act> =>
    act(
      test,
      (flow, argument) =>
        exportKey(flow, argument, {
          block: (text) => void blocks.push(text),
          structure: () => undefined,
          text: () => undefined,
        }),
      node(leaving),
      [{ choose: 'TR-31' }, ...replies],
      actions,
    );
  beforeEach(() => void blocks.splice(0));

  it('is refused under a key that was in the clear here, and under a published one', async () => {
    const own = new Uint8Array(randomBytes(16));
    const seen = await kek('alias/kek-seen', own, 'AES_128');
    rememberClearKey('AES', own);
    const known = Uint8Array.from(Buffer.from(digits, 'hex'));
    await kek('alias/kek-published', known, 'AES_128');
    const ui = await exporting(
      [{ choose: 'alias/kek-seen' }, { choose: 'alias/kek-published' }, 'escape'],
      [],
    );
    const failed = ui.shown.filter(({ kind }) => kind === 'failed').map(({ detail }) => detail);
    expect(failed).toHaveLength(2);
    expect(failed[0]).toContain(`KCV ${seen.KeyCheckValue}`);
    expect(failed[0]).toContain('in the clear on this machine');
    expect(failed[0]).toContain('keyMaterial.testAccounts');
    expect(failed[1]).toContain('published test key (2090A6)');
    expect(blocks).toEqual([]);
    expect(test.sent).not.toContain('ExportKey');
    expect(JSON.stringify(ui)).not.toContain(toUpperHex(own));
  });

  it('is refused where the key came into the clear after it was chosen', async () => {
    const own = new Uint8Array(randomBytes(16));
    const later = await kek('alias/kek-later', own, 'AES_128');
    const ui = await act(
      test,
      (flow, argument) => {
        const asked = flow.ui;
        const confirm: typeof asked.confirm = (...question) => {
          rememberClearKey('AES', own);
          return asked.confirm(...question);
        };
        return exportKey({ ...flow, ui: { ...asked, confirm } }, argument, {
          block: (text) => void blocks.push(text),
          structure: () => undefined,
          text: () => undefined,
        });
      },
      node(leaving),
      [
        { choose: 'TR-31' },
        { choose: 'alias/kek-later' },
        'accept',
        'accept',
        { type: later.KeyArn.slice(-8) },
      ],
      ['Export'],
    );
    expect(ui.shown.at(-1)?.message).toBe('Nothing was exported.');
    expect(blocks).toEqual([]);
  });

  it('goes under a key that is not here, and under any in an account for tests', async () => {
    const far = await kek('alias/kek-far', new Uint8Array(randomBytes(16)), 'AES_128');
    await exporting(
      [{ choose: 'alias/kek-far' }, 'accept', 'accept', { type: far.KeyArn.slice(-8) }],
      ['Export'],
    );
    machineSettings.set('keyMaterial.testAccounts', [testAccount]);
    const seen = test.tools.catalogue.find('alias/kek-seen')!;
    await exporting(
      [{ choose: 'alias/kek-seen' }, 'accept', 'accept', { type: seen.summary.KeyArn.slice(-8) }],
      ['Export'],
    );
    expect(blocks).toHaveLength(2);
  });
});
