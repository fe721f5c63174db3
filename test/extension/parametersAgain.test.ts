// Import parameters whose answer was lost, asked for again: the flow itself with the adapter and the simulator.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { getParameters } from '../../src/extension/parameters/getParameters';
import { useDisk } from '../host/support/disk';
import { scriptedUi } from '../host/support/scriptedUi';
import { testService, type TestService } from '../host/support/serviceTools';

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-parameters-'));
const file = path.join(folder, 'store.jsonl');
let test: TestService;
beforeAll(async () => {
  useDisk();
  test = await testService({ file });
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

describe('import parameters', () => {
  it('are those of the lost answer, not a second token', async () => {
    let struck = false;
    test.simulator.setFaults(({ operation }) => {
      if (operation !== 'GetParametersForImport' || struck) return undefined;
      struck = true;
      return { kind: 'drop', when: 'after' };
    });
    const ui = scriptedUi([{ choose: 'RSA_2048' }], { actions: ['Try Again'] });
    const got = await getParameters(test.tools, ui, {
      materialType: 'KEY_CRYPTOGRAM',
      keyAlgorithm: 'TDES_2KEY',
    });
    expect(ui.left()).toBe(0);
    const last = await test.service.call('GetParametersForImport', {
      KeyMaterialType: 'KEY_CRYPTOGRAM',
      WrappingKeyAlgorithm: 'RSA_2048',
      ReuseLastGeneratedToken: true,
    });
    expect(got).toMatchObject({ token: last.output.ImportToken });
    const lines = readFileSync(file, 'utf8');
    expect(new Set(lines.match(/import-token-[0-9a-zA-Z]+/g))).toEqual(new Set([last.output.ImportToken]));
  });
});
