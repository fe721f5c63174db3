// What Build Test Payload proposes, and which kept keys it offers: the flow itself, with the simulator and files; of
// VS Code only what they call.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { askAndBuildPayload } from '../../src/extension/testPayload/build';
import type { TestPayload } from '../../src/extension/testPayload/payload';
import { usageAttributesOf } from '../../src/keyservice/rules/keyAttributes';
import { useDisk } from '../host/support/disk';
import { type Asked, type Reply, scriptedUi } from '../host/support/scriptedUi';
import { testService, type TestService } from '../host/support/serviceTools';
import { machineSettings } from './support/vscodeStub';

const enter = (count: number): Reply[] => Array<Reply>(count).fill('accept');
/** A KEK; all else by Enter. Once import parameters are kept there is one question more. */
const cryptogram: Reply[] = [
  { choose: 'RSA cryptogram' },
  { choose: '(K1)' },
  { choose: 'AES_128' },
  ...enter(5),
];

beforeAll(() => useDisk());
beforeEach(() => machineSettings.clear());

describe('build test payload', () => {
  let test: TestService;
  beforeAll(async () => {
    test = await testService();
  });
  afterAll(() => test.close());

  async function built(replies: Reply[]): Promise<{ payload: TestPayload; asked: readonly Asked[] }> {
    const ui = scriptedUi(replies);
    const payload = await askAndBuildPayload(test.tools, ui);
    expect(ui.left()).toBe(0);
    if (!payload) throw new Error(ui.said.join());
    return { payload, asked: ui.asked };
  }
  const algorithms = async (usage: string): Promise<readonly string[]> => {
    const ui = scriptedUi([{ choose: 'TR-31' }, { choose: usage }, 'escape']);
    expect(await askAndBuildPayload(test.tools, ui)).toBeUndefined();
    return ui.asked.at(-1)?.labels ?? [];
  };

  it('proposes a KEK by TR-34, AES first', async () => {
    const { payload } = await built(enter(7));
    expect([payload.kind, payload.sent]).toEqual([
      'tr34',
      { usage: 'K1', keyAlgorithm: 'AES_128', mode: 'B', exportability: 'E' },
    ]);
  });

  it('lists AES first, except where no operation uses such a key', async () => {
    expect((await algorithms('(P0)'))[0]).toContain('AES_128');
    expect(usageAttributesOf('C0')?.unused).toContain('AES_128');
    expect((await algorithms('(C0)'))[0]).toContain('TDES_2KEY');
  });

  it('then proposes a PIN key under it; kept keys of the account are first, with their alias', async () => {
    const { payload: imported } = await built(cryptogram);
    const { output } = await test.service.call('ImportKey', {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: {
            KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
            KeyClass: 'SYMMETRIC_KEY',
            KeyAlgorithm: 'AES_128',
            KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
          },
          Exportable: true,
          WrappedKeyCryptogram: imported.text,
          ImportToken: imported.parameters!.token,
          WrappingSpec: imported.spec!,
        },
      },
    });
    await test.service.call('CreateAlias', { AliasName: 'alias/kek', KeyArn: output.Key.KeyArn });
    const { payload: absent } = await built([...cryptogram, 'accept']);
    await test.tools.catalogue.refresh();
    const { payload, asked } = await built(enter(7));
    expect([payload.kind, payload.sent.usage, payload.sent.keyAlgorithm, payload.kbpk?.kcv]).toEqual([
      'keyBlock',
      'P0',
      'AES_128',
      imported.kcv,
    ]);
    const labels = asked.find(({ text }) => text.startsWith('KBPK'))?.labels ?? [];
    expect(labels[0]).toBe(`$(key) AES_128 · KCV ${imported.kcv} alias/kek`);
    expect(labels.filter((label) => label.includes('not in this account'))).toEqual(labels.slice(1, 3));
    // A key that is not in the account can be chosen.
    const { payload: under } = await built([
      ...enter(5),
      { choose: `AES_128 · KCV ${absent.kcv}` },
      { choose: 'Generate' },
    ]);
    expect(under.kbpk).toMatchObject({ kcv: absent.kcv, algorithm: 'AES_128' });
  });
});
