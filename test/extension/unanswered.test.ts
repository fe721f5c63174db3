// Imports that got no answer, as a user settles them: offered in their own account only, looked for, or decided by hand.
// The flows themselves with adapter, simulator, files and locks; of VS Code only what they call, and waits are short.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);
vi.mock('../../src/keyservice/imports/clock', async (original) => ({
  ...(await original<typeof clockModule>()),
  importPatience: 1_200,
}));

import { importPorts, noteStoreOf } from '../../src/extension/service/importPorts';
import { connectedTarget } from '../../src/extension/service/target';
import type { ImportOutcome } from '../../src/extension/import/importRun';
import { offerUnanswered, settle } from '../../src/extension/import/unanswered';
import { actionOn } from '../../src/extension/service/serviceAction';
import type * as clockModule from '../../src/keyservice/imports/clock';
import { importOnce } from '../../src/keyservice/imports/importOnce';
import type { ImportResult } from '../../src/keyservice/imports/result';
import type { Key, KeyService } from '../../src/keyservice/operations';
import type { SimulatorOperation } from '../../src/keyservice/simulator/faults';
import { arnsOf, importKek, keyBlock, planOf, requestOf } from '../keyservice/imports/importing';
import { useDisk } from '../host/support/disk';
import { type Reply, type ScriptedUi, scriptedUi } from '../host/support/scriptedUi';
import { testService, type TestService } from '../host/support/serviceTools';

let test: TestService;
let service: KeyService;
let kek: Key;
const kekBytes = new Uint8Array(16).fill(7);
const alias = 'alias/late-key';
/** Of the account, before the import of a test. */
let before: readonly string[];
beforeAll(async () => {
  useDisk();
  test = await testService();
  service = (await connectedTarget(test.tools))!.service;
  kek = await importKek(service, kekBytes);
});
beforeEach(() => {
  rmSync(path.join(test.folder, 'imports'), { recursive: true, force: true });
  test.simulator.setDenied([]);
});
afterAll(() => test.close());

/** An import whose answer is lost; `deny` while it is sent. */
async function lose(when: 'before' | 'after', ...deny: SimulatorOperation[]): Promise<ImportResult> {
  before = await arnsOf(service);
  let calls = 0;
  const untagged = deny.includes('TagResource');
  test.simulator.setDenied(deny);
  test.simulator.setFaults(({ operation }) =>
    operation === 'ImportKey' && ++calls === (untagged ? 2 : 1) ? { kind: 'drop', when } : undefined,
  );
  const request = requestOf(planOf(keyBlock(kekBytes), kek, service), { alias, headline: 'a late key' });
  const first = await importOnce(service, request, importPorts(test.tools));
  const result =
    first.kind === 'tagRefused'
      ? await importOnce(service, { ...request, untagged: true }, importPorts(test.tools))
      : first;
  test.simulator.setFaults(undefined);
  test.sent.length = 0;
  return result;
}
const openNotes = async (): Promise<number> => (await noteStoreOf(test.tools).open()).notes.length;
const newest = async (): Promise<string> => (await arnsOf(service)).find((arn) => !before.includes(arn))!;
async function offer(actions: readonly string[], replies: readonly Reply[] = []): Promise<ScriptedUi> {
  const ui = scriptedUi(replies, { actions });
  await offerUnanswered(test.tools, ui);
  expect(ui.left()).toBe(0);
  return ui;
}
async function decide(
  result: ImportResult,
  actions: readonly string[],
  replies: readonly Reply[],
): Promise<{ found: ImportOutcome; ui: ScriptedUi }> {
  if (!['candidates', 'unseen', 'lost', 'unclear', 'differs'].includes(result.kind))
    throw new Error(result.kind);
  const ui = scriptedUi(replies, { actions });
  const found = await settle(actionOn(test.tools, ui, service), result as never, true);
  expect(ui.left()).toBe(0);
  return { found, ui };
}

describe('an import that got no answer', () => {
  it('is offered with its account, found by its tag, and gets the alias it was to have', async () => {
    await lose('after', 'ListKeys');
    test.simulator.setDenied([]);
    const ui = await offer(['Check Import Status']);
    expect(ui.shown[0]?.message).toContain('a late key');
    expect(ui.shown[0]?.detail).toContain(`Account: ${test.simulator.account}`);
    const { output } = await service.call('GetAlias', { AliasName: alias });
    expect([output.Alias.KeyArn, await openNotes()]).toEqual([await newest(), 0]);
    expect(test.sent).not.toContain('ImportKey');
  });

  it('that did not arrive is waited for, and its note goes; nothing is sent', async () => {
    await lose('before', 'ListKeys');
    test.simulator.setDenied([]);
    const ui = await offer(['Check Import Status']);
    expect(ui.shown.at(-1)?.message).toContain('was not imported');
    // Here nothing would be sent by it.
    expect(ui.shown.at(-1)?.actions).toEqual([]);
    expect(ui.progressed.some((text) => text.includes('may still take effect'))).toBe(true);
    expect(await openNotes()).toBe(0);
    expect(test.sent).not.toContain('ImportKey');
  });

  it('in another account is not offered here, and stays', async () => {
    const result = await lose('after', 'ListKeys');
    test.simulator.setDenied([]);
    if (result.kind !== 'unseen') throw new Error(result.kind);
    const { note } = result;
    const store = noteStoreOf(test.tools);
    await store.drop(note);
    await store.create({ ...note, identity: { ...note.identity, account: '999999999999' } });
    const ui = await offer([]);
    expect(ui.shown).toEqual([]);
    expect(await openNotes()).toBe(1);
  });

  it('whose note cannot be read is named, and set aside only after a typed word', async () => {
    const folder = path.join(test.folder, 'imports');
    await lose('before', 'ListKeys');
    const [name] = readdirSync(folder).filter((one) => one.endsWith('.open.json'));
    writeFileSync(path.join(folder, name!), 'half');
    const ui = await offer(['Set the File Aside…'], [{ type: 'yes' }, { type: 'set aside' }]);
    expect(ui.shown[0]?.detail).toContain(name);
    expect(ui.remarks).toHaveLength(1);
    expect(readdirSync(folder)).toContain(name!.replace('.open.json', '.aside'));
  });
});

describe('candidates', () => {
  it('are shown with what a person compares, also a single one; the chosen one settles the import', async () => {
    const result = await lose('after', 'TagResource');
    const arn = await newest();
    const { found, ui } = await decide(result, ['This Is the Key'], [{ choose: arn.slice(-16) }]);
    expect(found).toMatchObject({ kind: 'imported', key: { KeyArn: arn }, by: 'user' });
    // Nothing is decided by Enter: the first line of the list and the first button leave it open.
    expect(ui.asked[0]?.labels[0]).toContain('Decide later');
    expect(ui.shown[0]?.actions[0]).toBe('Decide Later');
    expect(ui.asked[0]?.labels.at(-1)).toMatch(/PIN encryption \(P0\).*KCV [0-9A-F]{6}.*\d{4}-\d\d-\d\dT/);
    expect(await openNotes()).toBe(0);
  });

  it('of which it is none are shown again after the wait before the note goes', async () => {
    const result = await lose('after', 'TagResource');
    const { found, ui } = await decide(
      result,
      [],
      [
        { choose: 'Wait and check again' },
        { choose: 'None of these' },
        { type: 'no' },
        { type: 'not imported' },
      ],
    );
    expect(ui.asked[0]?.labels.some((label) => label.includes('None of these'))).toBe(false);
    expect([found, await openNotes()]).toEqual(['again', 0]);
    expect(test.sent).not.toContain('ImportKey');
  });

  it('that nobody decides on stay open', async () => {
    const result = await lose('after', 'TagResource');
    expect((await decide(result, [], ['escape'])).found).toBe('end');
    expect(await openNotes()).toBe(1);
  });
});

describe('where keys may not be listed', () => {
  it('the user is told that nothing was looked at, and names the key, of this account and Region', async () => {
    const result = await lose('after', 'ListKeys');
    test.simulator.setDenied([]);
    const arn = await newest();
    test.simulator.setDenied(['ListKeys']);
    const { ui } = await decide(
      result,
      ['Resolve Manually…', 'This Is the Key'],
      [{ type: arn.replace(test.simulator.account, '999999999999') }, { type: arn }],
    );
    expect(ui.shown[0]?.message).toContain('nothing was checked');
    expect(ui.remarks).toHaveLength(1);
    expect(await openNotes()).toBe(0);
  });

  it('"none" is taken after a typed confirmation and the wait', async () => {
    const result = await lose('before', 'ListKeys');
    const { found, ui } = await decide(
      result,
      ['Resolve Manually…'],
      [{ type: '' }, { type: 'no' }, { type: 'not imported' }],
    );
    expect([found, ui.remarks.length, await openNotes()]).toEqual(['again', 1, 0]);
    expect(ui.progressed.some((text) => text.includes('may still take effect'))).toBe(true);
  });
});
