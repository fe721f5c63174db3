// An alias that is in use is never moved without a question, however old the list is that was read: the flow itself
// with the adapter and the simulator; of VS Code only what it calls.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { nameKey } from '../../src/extension/import/aliasOfKey';
import { actionOn } from '../../src/extension/service/serviceAction';
import type { OperationName } from '../../src/keyservice/model/shapes';
import type { Key } from '../../src/keyservice/operations';
import type { Fault } from '../../src/keyservice/simulator/faults';
import { useDisk } from '../host/support/disk';
import { pinKey } from '../host/support/keyActs';
import { type Reply, type ScriptedUi, scriptedUi } from '../host/support/scriptedUi';
import { testService, type TestService } from '../host/support/serviceTools';

let test: TestService;
let key: Key;
let other: Key;
let count = 0;
let alias: string;
beforeAll(async () => {
  useDisk();
  test = await testService();
  [key, other] = [await pinKey(test), await pinKey(test)];
});
afterAll(() => test.close());
beforeEach(() => {
  test.simulator.setFaults(undefined);
  test.simulator.setDenied([]);
  alias = `alias/pek-${++count}`;
  test.sent.length = 0;
});

/** By another session, of which the list that was read knows nothing. */
const elsewhere = (owner: Key): Promise<unknown> =>
  test.service.call('CreateAlias', { AliasName: alias, KeyArn: owner.KeyArn });
const owner = async (): Promise<string | undefined> =>
  (await test.service.call('GetAlias', { AliasName: alias })).output.Alias.KeyArn;
const once = (operation: OperationName, fault: Fault): void => {
  let struck = false;
  test.simulator.setFaults((call) => {
    if (call.operation !== operation || struck) return undefined;
    struck = true;
    return fault;
  });
};
/** Changes that were sent. */
const changes = (): string[] => test.sent.filter((one) => one.endsWith('Alias') && one !== 'GetAlias');

function name(
  actions: readonly string[],
  replies: readonly Reply[] = [],
  before: (ui: ScriptedUi) => ScriptedUi = (ui) => ui,
): { given: Promise<string | undefined>; ui: ScriptedUi } {
  const ui = before(scriptedUi(replies, { actions }));
  test.sent.length = 0;
  const { tools, service } = test;
  const taken = { targetOf: (one: string) => tools.catalogue.aliasTarget(one) };
  return { ui, given: nameKey(actionOn(tools, ui, service), key, alias, taken) };
}

describe('an alias that is in use', () => {
  it('by a key that the list does not know is asked about, and not moved', async () => {
    await elsewhere(other);
    const { given, ui } = name(['cancel']);
    expect(await given).toBeUndefined();
    expect(ui.shown[0]?.detail).toContain(other.KeyArn.slice(-16));
    expect(ui.shown[0]?.actions).toEqual(['Another Alias…', 'Move Alias Here']);
    expect([changes(), await owner()]).toEqual([[], other.KeyArn]);
  });

  it('is moved when that is chosen', async () => {
    await elsewhere(other);
    expect(await name(['Move Alias Here']).given).toBe(alias);
    expect([changes(), await owner()]).toEqual([['UpdateAlias'], key.KeyArn]);
  });

  it('is asked about again where it was moved while the question was open', async () => {
    await elsewhere(other);
    const third = await pinKey(test);
    const { given, ui } = name(['Move Alias Here', 'cancel'], [], (script) => ({
      ...script,
      failed: async (...shown) => {
        if (script.shown.length === 0)
          await test.service.call('UpdateAlias', { AliasName: alias, KeyArn: third.KeyArn });
        test.sent.length = 0;
        return script.failed(...shown);
      },
    }));
    expect(await given).toBeUndefined();
    expect(ui.shown.map(({ detail }) => detail.includes(third.KeyArn.slice(-16)))).toEqual([false, true]);
    expect([changes(), await owner()]).toEqual([[], third.KeyArn]);
  });

  it('and may not be asked for is not moved either: creating it is refused', async () => {
    await elsewhere(other);
    test.simulator.setDenied(['GetAlias']);
    const { given, ui } = name(['cancel']);
    expect(await given).toBeUndefined();
    expect(ui.shown[0]?.actions).toEqual(['Try Again', 'Another Alias…']);
    expect(changes()).toEqual(['CreateAlias']);
    test.simulator.setDenied([]);
    expect(await owner()).toBe(other.KeyArn);
  });

  it('where nobody can say whose it is, is left alone', async () => {
    await elsewhere(other);
    test.simulator.setFaults(({ operation }) =>
      operation === 'GetAlias' ? { kind: 'error', status: 500, when: 'before' } : undefined,
    );
    expect(await name(['cancel']).given).toBeUndefined();
    test.simulator.setFaults(undefined);
    expect([changes(), await owner()]).toEqual([[], other.KeyArn]);
  });

  it('by the key itself needs no call', async () => {
    await elsewhere(key);
    expect(await name([]).given).toBe(alias);
    expect(changes()).toEqual([]);
  });

  it('can be given up for another one', async () => {
    await elsewhere(other);
    const free = `${alias}-b`;
    expect(await name(['Another Alias…'], [{ type: free }]).given).toBe(free);
    expect([changes(), await owner()]).toEqual([['CreateAlias'], other.KeyArn]);
  });
});

describe('an alias that is free', () => {
  it('is created; one that points to nothing is pointed to the key', async () => {
    expect(await name([]).given).toBe(alias);
    expect([changes(), await owner()]).toEqual([['CreateAlias'], key.KeyArn]);
    alias = `alias/pek-${++count}`;
    await test.service.call('CreateAlias', { AliasName: alias });
    expect(await name([]).given).toBe(alias);
    expect([changes(), await owner()]).toEqual([['UpdateAlias'], key.KeyArn]);
    expect(test.tools.catalogue.aliasTarget(alias)).toBe(key.KeyArn);
  });

  it('and whose answer was lost is looked up: it is there, and nothing is asked', async () => {
    once('CreateAlias', { kind: 'drop', when: 'after' });
    const { given, ui } = name([]);
    expect(await given).toBe(alias);
    expect([changes(), ui.shown]).toEqual([['CreateAlias'], []]);
  });

  it('and that another session took at that moment is not moved', async () => {
    once('CreateAlias', { kind: 'latency', milliseconds: 400 });
    const { given, ui } = name(['cancel']);
    await vi.waitFor(() => expect(test.sent).toContain('GetAlias'));
    await elsewhere(other);
    expect(await given).toBeUndefined();
    expect(ui.shown).toHaveLength(1);
    expect(await owner()).toBe(other.KeyArn);
  });
});
