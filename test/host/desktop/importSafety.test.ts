// What keeps one import one key, as the user meets it: every question of an import that did not simply succeed.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Key } from '../../../src/keyservice/operations';
import { testChain } from '../../../src/keyservice/testsource/parties';
import { equal, excludes, includes, ok } from '../support/check';
import { PacedClock, useDisk } from '../support/disk';
import { lockElsewhere } from '../support/foreignLock';
import { ImportDriver } from '../support/importDriver';
import type { Answers, Reply, ScriptedUi, Shown } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';
import { aesCheckValue, importKbpk, pinKeyBlock, tdesCheckValue } from '../support/wrappedKeys';

const kbpk = new Uint8Array(Buffer.from('88E1AB2A2E3DD38C1FA039A536500CC8', 'hex'));
let made = 0;
/** A block whose key no other test has, and the KCV that the service will show of it. */
const freshKey = (algorithm: 'A' | 'T' = 'A'): { text: string; kcv: string } => {
  const key = new Uint8Array(16).fill(0x40).fill(++made, 0, 1);
  return {
    text: pinKeyBlock(key, kbpk, algorithm),
    kcv: algorithm === 'A' ? aesCheckValue(key).slice(0, 6) : tdesCheckValue(key),
  };
};

describe('one import is one key', function () {
  // Some wait for the service as long as the product does, by a faster clock.
  this.timeout(60_000);
  let test: TestService;
  const clock = new PacedClock();
  const folder = (): string => path.join(test.folder, 'imports');
  const notes = (): string[] =>
    fs.existsSync(folder())
      ? fs
          .readdirSync(folder())
          .filter((name) => /\.(json|aside)$/.test(name))
          .sort()
      : [];
  /** Notes that were not there before, as number and state. */
  const notesSince = (before: readonly string[]): string[] =>
    notes()
      .filter((name) => !before.includes(name))
      .map((name) => name.slice(name.indexOf('.') + 1));
  const openNotes = (): string[] => notes().filter((name) => name.includes('.open.'));
  const keys = async (): Promise<readonly string[]> =>
    (await test.service.call('ListKeys', { MaxResults: 100 })).output.Keys.map(({ KeyArn }) => KeyArn);
  const keyOf = async (arn: string): Promise<Key> =>
    (await test.service.call('GetKey', { KeyIdentifier: arn })).output.Key;
  const aliasTarget = async (name: string): Promise<string | undefined> =>
    (await test.service.call('GetAlias', { AliasName: name })).output.Alias.KeyArn;
  const isAlias = (name: string): Promise<boolean> =>
    aliasTarget(name).then(
      () => true,
      () => false,
    );
  /** Milliseconds by which the clock of the service is ahead: keys are deleted by it. */
  let ahead = 0;
  /** Imports that reached the service. */
  let keyCalls = 0;

  /** What is answered on the page; then what dialogs are answered with. */
  type Script = readonly [Page, ...Reply[]];
  interface Page {
    readonly alias: string;
    readonly kcv: string;
  }
  /** What was shown: dialogs, and the page in the end. */
  type Seen = Pick<ScriptedUi, 'shown' | 'said' | 'remarks' | 'asked' | 'progressed'> & {
    readonly page: ImportDriver;
  };

  async function run(
    text: string,
    [page, ...replies]: Script,
    actions: readonly string[],
    more: Answers = {},
    change: (ui: ScriptedUi) => ScriptedUi = (ui) => ui,
  ): Promise<Seen> {
    const driver = await ImportDriver.open(test, { text }, actions, { replies, change, ...more });
    await driver.answer('wrappingKey', 'alias/kek-main');
    await driver.answer('alias', page.alias);
    await driver.answer('expected', page.kcv);
    await driver.import();
    for (const id of more.saves ? ['record'] : []) await driver.act('', id);
    const { shown, said, remarks, asked } = driver.ui;
    const busy = driver.posted.map((message) => (message.type === 'show' ? message.model.busy : ''));
    driver.close();
    return {
      shown,
      said: [...said, driver.said, driver.model.result?.title ?? ''],
      remarks,
      asked,
      progressed: busy,
      page: driver,
    };
  }
  /** Alias and expected KCV. */
  const answers = (alias = '', kcv = ''): [Page] => [{ alias, kcv }];
  const tdesAnswers = answers;
  const shownWith = (ui: Pick<Seen, 'shown'>, part: string): Shown => {
    const found = ui.shown.find(({ message }) => message.includes(part));
    ok(found, `${part} was not shown, but: ${ui.shown.map(({ message }) => message).join(' | ')}`);
    return found;
  };
  const drop = (when: 'before' | 'after') => ({ kind: 'drop', when }) as const;
  /** Only the next import loses its answer. */
  const loseNext = (when: 'before' | 'after', then: () => void = () => undefined): void => {
    let lost = false;
    test.simulator.setFaults(({ operation }) => {
      if (operation !== 'ImportKey' || lost) return undefined;
      lost = true;
      then();
      return drop(when);
    });
  };
  /** The answer of an import is lost and nothing can be asked: its note stays open. */
  async function leaveOpen(text: string, when: 'before' | 'after'): Promise<void> {
    let lost = false;
    test.simulator.setFaults(({ operation }) => {
      if (operation === 'ImportKey') lost = true;
      if (!lost) return undefined;
      return drop(operation === 'ImportKey' ? when : 'before');
    });
    const ui = await run(text, answers(), ['Import', 'cancel']);
    test.simulator.setFaults(undefined);
    includes(shownWith(ui, 'Import status unknown').detail, 'Nothing is resent', 'what it means');
    equal(openNotes().length, 1, 'open notes');
  }

  before(async () => {
    useDisk(clock.moment);
    test = await testService({
      accounts: ['111122223333', '444455556666'],
      clock: () => Date.now() + ahead,
      log: ({ operation }) => {
        if (operation === 'ImportKey') keyCalls++;
      },
    });
    await importKbpk(test.service, kbpk, 'alias/kek-main');
    await test.tools.catalogue.refresh();
  });
  after(async () => {
    useDisk();
    await test.close();
  });
  afterEach(() => {
    clock.pace = 1;
    test.simulator.setFaults(undefined);
    test.simulator.setDenied([]);
    // What a test that failed left open would be offered to the next one.
    for (const name of openNotes()) fs.rmSync(path.join(folder(), name));
  });

  it('asks before the same material is imported again, and keeps the reason in note and record', async () => {
    const { text, kcv } = freshKey();
    const noted = notes();
    await run(text, answers('alias/once'), ['Import']);
    const before = await keys();
    const first = (await aliasTarget('alias/once')) ?? '';
    const ui = await run(text, answers(), ['Import', 'cancel']);
    const question = shownWith(ui, 'This material was already imported.');
    equal(question.actions, ['Show Key', 'Import Again…'], 'what can be done, the harmless first');
    for (const fact of [first, 'alias/once', 'Imported: 2', `KCV ${kcv}`, 'State: enabled, exportable'])
      includes(question.detail, fact, 'question');
    equal(await keys(), before, 'keys');

    const record = vscode.Uri.file(path.join(test.folder, 'again.json'));
    const again = await run(
      text,
      [...answers(), { type: ' x ' }, { type: 'second HSM site' }],
      ['Import', 'Import Again…'],
      { saves: [record] },
    );
    includes(again.remarks.join('\n'), 'Enter a reason.', 'a reason of one letter');
    equal((await keys()).length, before.length + 1, 'keys');
    equal(notesSince(noted), ['1.imported.json', '2.imported.json'], 'notes');
    includes(fs.readFileSync(record.fsPath, 'utf8'), '"importedAgainBecause": "second HSM site"', 'record');

    const third = await run(text, answers(), ['Import', 'cancel']);
    includes(
      shownWith(third, 'already imported 2 times').detail,
      'second HSM site',
      'the reason of the last one',
    );
    equal((await keys()).length, before.length + 1, 'keys');
  });

  it('settles the lost answer of a second import by the second key, never by the first', async () => {
    const { text } = freshKey();
    await run(text, answers('alias/first-of-two'), ['Import']);
    const before = await keys();
    loseNext('after');
    const ui = await run(
      text,
      [...answers('alias/second-of-two'), { type: 'lost on the way' }],
      ['Import', 'Import Again…'],
    );
    includes(ui.said.join('\n'), 'The response was lost. The key was found by its tag.', 'result');
    equal((await keys()).length, before.length + 1, 'keys');
    ok(
      (await aliasTarget('alias/first-of-two')) !== (await aliasTarget('alias/second-of-two')),
      'two aliases, two keys',
    );
  });

  it('offers to enable or restore the key that is there, before a second one', async () => {
    const { text } = freshKey();
    await run(text, answers('alias/disabled'), ['Import']);
    const arn = (await aliasTarget('alias/disabled')) ?? '';
    await test.service.call('StopKeyUsage', { KeyIdentifier: arn });
    const enabled = await run(text, answers(), ['Import', 'Enable Key', 'Enable', 'cancel']);
    const disabled = shownWith(enabled, 'This material was already imported.');
    equal(disabled.actions, ['Show Key', 'Enable Key', 'Import Again…'], 'of a disabled key');
    includes(disabled.detail, 'State: disabled', 'state');
    equal((await keyOf(arn)).Enabled, true, 'enabled');

    await test.service.call('DeleteAlias', { AliasName: 'alias/disabled' });
    await test.service.call('DeleteKey', { KeyIdentifier: arn, DeleteKeyInDays: 7 });
    const restored = await run(text, answers(), ['Import', 'Restore Key', 'Restore', 'cancel']);
    const leaving = shownWith(restored, 'This material was already imported.');
    equal(leaving.actions, ['Show Key', 'Restore Key', 'Import Again…'], 'of a key that is to be deleted');
    includes(leaving.detail, 'State: waiting for deletion', 'state');
    equal((await keyOf(arn)).KeyState, 'CREATE_COMPLETE', 'state');
  });

  it('offers something harmless first where the key cannot be read, or is gone', async () => {
    const { text } = freshKey();
    await run(text, answers('alias/leaving'), ['Import']);
    const arn = (await aliasTarget('alias/leaving')) ?? '';
    test.simulator.setDenied(['GetKey']);
    const unread = shownWith(await run(text, answers(), ['Import', 'cancel']), 'was already imported');
    equal(unread.actions, ['Try Again', 'Import Again…'], 'of a key that cannot be read');
    includes(unread.detail, 'payment-cryptography:GetKey', 'why');
    test.simulator.setDenied([]);

    await test.service.call('DeleteAlias', { AliasName: 'alias/leaving' });
    await test.service.call('DeleteKey', { KeyIdentifier: arn, DeleteKeyInDays: 7 });
    ahead = 8 * 86_400_000;
    const deleted = shownWith(await run(text, answers(), ['Import', 'cancel']), 'was already imported');
    ahead = 0;
    equal(deleted.actions, ['Show Key', 'Import Again…'], 'of a key that is deleted');
    includes(deleted.detail, 'State: deleted', 'state');

    const body = '{"__type":"ResourceNotFoundException","Message":"Simulator: it is forgotten."}';
    test.simulator.setFaults(({ operation }) =>
      operation === 'GetKey' ? { kind: 'reply', reply: { status: 400, body }, when: 'before' } : undefined,
    );
    const gone = shownWith(await run(text, answers(), ['Import', 'Copy ARN']), 'was already imported');
    equal(gone.actions, ['Copy ARN', 'Import Again…'], 'of a key that is gone');
    includes(gone.detail, 'State: the key no longer exists', 'state');
    equal(await vscode.env.clipboard.readText(), arn, 'clipboard');
  });

  it('asks about a key that arrived but is not as it is wanted now', async () => {
    const { text } = freshKey();
    const before = await keys();
    await leaveOpen(text, 'after');
    const [arn = ''] = (await keys()).filter((one) => !before.includes(one));
    await test.service.call('StopKeyUsage', { KeyIdentifier: arn });
    const left = await run(text, answers(), ['Not Now', 'Import', 'cancel']);
    const question = shownWith(left, 'its key does not match the current request');
    equal(question.actions, ['Show Key', 'Use This Key'], 'what can be done');
    includes(question.detail, 'Enabled: yes requested, no found', 'difference');
    equal(openNotes().length, 1, 'left without an answer it stays open');

    const noted = notes();
    const ui = await run(text, answers('alias/as-it-is'), ['Not Now', 'Import', 'Use This Key']);
    includes(ui.said.join('\n'), 'The response was lost. The key was found by its tag.', 'result');
    equal(await aliasTarget('alias/as-it-is'), arn, 'alias');
    equal(notesSince(noted), ['1.imported.json'], 'notes');
    equal((await keys()).length, before.length + 1, 'keys');
  });

  it('has a person choose where tags cannot be read, and adopts no single candidate by itself', async () => {
    const { text } = freshKey();
    const before = await keys();
    loseNext('after', () => test.simulator.setDenied(['ListTagsForResource']));
    // What Enter does.
    const left = await run(text, [...answers(), 'accept'], ['Import']);
    const question = left.asked.at(-1)!;
    includes(question.text, 'tags cannot be read', 'why it is asked');
    includes(question.labels[0] ?? '', 'Decide later', 'the first choice');
    const [arn = ''] = (await keys()).filter((one) => !before.includes(one));
    const candidate = question.labels.find((label) => label.includes(arn.slice(-16)));
    includes(candidate ?? '', 'KCV', 'facts to compare');
    excludes(question.labels.join(), 'None of these', 'what cannot be said before the wait');
    equal(openNotes().length, 1, 'open notes');

    const ui = await run(
      text,
      [...answers('alias/chosen'), { choose: arn.slice(-16) }],
      ['Not Now', 'Import', 'This Is the Key'],
    );
    const sure = shownWith(ui, 'Did the import create this key?');
    equal(sure.actions, ['Decide Later', 'This Is the Key'], 'what can be done, the harmless first');
    includes(sure.detail, arn, 'which key');
    equal(await aliasTarget('alias/chosen'), arn, 'alias');
    equal(openNotes(), [], 'open notes');
    equal((await keys()).length, before.length + 1, 'keys');
  });

  it('sends again only after the wait, where a person says that no candidate is the key', async () => {
    const { text } = freshKey();
    // A key of the same usage that no import of this machine made.
    const other = (await importOther()).KeyArn;
    const before = await keys();
    clock.pace = 30;
    loseNext('before', () => test.simulator.setDenied(['ListTagsForResource']));
    const ui = await run(
      text,
      [
        ...answers('alias/after-none'),
        { choose: 'Wait and check again' },
        { choose: 'None of these' },
        { type: 'none' },
        { type: 'not imported' },
      ],
      ['Import'],
    );
    ok(
      ui.asked.filter(({ labels }) => labels.join().includes(other.slice(-16))).length >= 2,
      'asked about it before and after the wait',
    );
    includes(ui.progressed.join('\n'), 'before anything is sent', 'the wait');
    includes(ui.remarks.join('\n'), 'Type "not imported"', 'another word');
    equal((await keys()).length, before.length + 1, 'keys');
    ok((await aliasTarget('alias/after-none')) !== other, 'alias');
  });

  it('is settled by hand where keys cannot be listed: with the ARN, or as not imported', async () => {
    clock.pace = 30;
    for (const denied of [['ListKeys'], ['ListKeys', 'GetKey']] as const) {
      const { text } = freshKey();
      const before = await keys();
      loseNext('after', () => test.simulator.setDenied(denied));
      const left = await run(text, answers(), ['Import', 'cancel']);
      const unseen = shownWith(left, 'Import status unknown: this profile is not allowed to list keys, so');
      equal(unseen.actions, ['Check Again', 'Resolve Manually…'], 'what can be done');
      equal(openNotes().length, 1, 'open notes');
      test.simulator.setDenied([]);
      const [arn = ''] = (await keys()).filter((one) => !before.includes(one));
      test.simulator.setDenied(denied);
      const noted = notes();
      const elsewhere = { type: arn.replace('111122223333', '444455556666') };
      // A key that can be read is shown; of one that cannot, the end of its ARN is typed.
      const ui =
        denied.length === 1
          ? await run(
              text,
              [...answers(), elsewhere, { type: arn }],
              ['Not Now', 'Import', 'Resolve Manually…', 'This Is the Key'],
            )
          : await run(
              text,
              [...answers(), elsewhere, { type: arn }, { type: 'yes' }, { type: arn.slice(-8) }],
              ['Not Now', 'Import', 'Resolve Manually…'],
            );
      includes(
        ui.remarks.join('\n'),
        'ARN of a key in account 111122223333',
        'account and validity period are not visible here. AWS rejects',
      );
      equal(notesSince(noted), ['1.imported.json'], 'notes');
      if (denied.length === 2) includes(ui.said.join('\n'), `the import created ${arn}`, 'result');
      test.simulator.setDenied([]);
    }

    const next = freshKey();
    const before = await keys();
    loseNext('before', () => test.simulator.setDenied(['ListKeys']));
    const ui = await run(
      next.text,
      [...answers('alias/by-hand'), { type: '' }, { type: 'no' }, { type: 'not imported' }],
      ['Import', 'Resolve Manually…'],
    );
    includes(ui.remarks.join('\n'), 'Type "not imported"', 'another word');
    includes(ui.progressed.join('\n'), 'before anything is sent', 'the wait');
    test.simulator.setDenied([]);
    equal((await keys()).length, before.length + 1, 'keys');
    ok(await aliasTarget('alias/by-hand'), 'alias');
  });

  it('sends nothing while a note cannot be read, until it is set aside by a typed word', async () => {
    const { text } = freshKey();
    const noted = notes();
    await leaveOpen(text, 'before');
    const before = await keys();
    const [name = ''] = openNotes();
    fs.writeFileSync(path.join(folder(), name), '{');
    const calls = keyCalls;
    // Offered once by the window, then by the import itself.
    const left = await run(text, answers(), ['cancel', 'Import', 'cancel']);
    const stopped = shownWith(left, 'a note on an earlier import of this material cannot be read');
    equal(stopped.actions, ['Try Again', 'Set the File Aside…'], 'what can be done');
    includes(stopped.detail, name, 'Optional blocks (PB is added automatically)');
    const typed = await run(
      text,
      [...answers(), { type: 'yes' }, 'escape'],
      ['Import', 'Set the File Aside…'],
    );
    includes(typed.remarks.join('\n'), 'Type "set aside"', 'another word');
    equal(keyCalls, calls, 'calls');

    const other = freshKey();
    const free = await run(other.text, answers(), ['Import']);
    includes(free.said.join('\n'), 'Imported', 'another import is not stopped by it');

    const ui = await run(
      text,
      [...answers('alias/aside'), { type: 'Set Aside' }],
      ['Import', 'Set the File Aside…'],
    );
    includes(ui.said.join('\n'), '.aside', 'where the file is now');
    equal(
      notesSince(noted)
        .filter((one) => !one.startsWith('1.imported'))
        .sort(),
      ['1.aside', '2.imported.json'],
      'notes',
    );
    equal((await keys()).length, before.length + 2, 'keys');
  });

  it('releases a lock of another machine only by a typed word', async () => {
    const { text } = freshKey();
    const before = await keys();
    await leaveOpen(text, 'before');
    const identity = (openNotes()[0] ?? '').split('.')[0] ?? '';
    const file = lockElsewhere(folder(), identity);
    const calls = keyCalls;
    const left = await run(text, answers(), ['Not Now', 'Import', 'cancel']);
    const held = shownWith(left, 'Another machine or container may be importing this now.');
    equal(held.actions, ['Try Again', 'Release the Lock…'], 'what can be done');
    for (const fact of ['Host: hsm-room-2', 'Since: 2026-11-27T10:00:00.000Z', file])
      includes(held.detail, fact, 'who holds it');
    await run(text, [...answers(), { type: 'yes' }, 'escape'], ['Not Now', 'Import', 'Release the Lock…']);
    ok(fs.existsSync(file), 'the lock is there');
    equal(keyCalls, calls, 'calls');

    clock.pace = 60;
    const ui = await run(
      text,
      [...answers('alias/released'), { type: 'release' }],
      ['Not Now', 'Import', 'Release the Lock…'],
    );
    includes(ui.said.join('\n'), 'Imported alias/released', 'result');
    ok(!fs.existsSync(file), 'the lock is gone');
    equal((await keys()).length, before.length + 1, 'keys');
  });

  it('finds a key that arrives after the first look, whether checked again or imported again', async () => {
    for (const [action, alias] of [
      ['Check Again', 'alias/late-1'],
      ['Import Again', 'alias/late-2'],
    ] as const) {
      const { text } = freshKey();
      const before = await keys();
      let late = false;
      test.simulator.setFaults(({ operation }) => {
        if (operation !== 'ImportKey' || late) return undefined;
        late = true;
        return { kind: 'late', milliseconds: 2500, meanwhile: 'drop' };
      });
      const ui = await run(text, answers(alias), ['Import', action]);
      const lost = shownWith(ui, 'No response was received, and the key has not appeared yet.');
      equal(lost.actions, ['Check Again', 'Import Again'], 'what can be done');
      includes(ui.said.join('\n'), 'The response was lost. The key was found by its tag.', action);
      await test.simulator.lateCallsDone();
      equal((await keys()).length, before.length + 1, `keys after ${action}`);
      ok(await aliasTarget(alias), 'alias');
    }
  });

  it('gives no alias to a key of another KCV, and offers to disable it first', async () => {
    const { text, kcv } = freshKey('T');
    const before = await keys();
    const page = await ImportDriver.open(test, { text }, ['Import', 'Disable']);
    await page.answer('wrappingKey', 'alias/kek-main');
    await page.answer('alias', 'alias/wrong-key');
    await page.answer('expected', 'ABCDEF');
    await page.import();
    equal(page.result.actions[0]?.id, 'disable', 'the first action');
    includes(
      page.said,
      `failed: KCV ${kcv} is not the expected KCV ABCDEF. This is the wrong key, or the expected KCV is wrong.`,
      'both values',
    );
    const [arn = ''] = (await keys()).filter((one) => !before.includes(one));
    await page.act('', 'disable');
    includes(shownWith(page.ui, 'Disable ').detail, arn, 'what is disabled is confirmed');
    page.close();
    equal((await keyOf(arn)).Enabled, false, 'enabled');
    equal(await isAlias('alias/wrong-key'), false, 'alias');
  });

  it('asks before a key gets an alias whose KCV cannot be compared', async () => {
    const { text } = freshKey();
    const ui = await run(text, answers('alias/not-compared', 'ABCDEF'), ['Import', 'Continue Without Alias']);
    const question = shownWith(ui, 'Assign alias/not-compared although the KCV was not compared?');
    equal(
      question.actions,
      ['Continue Without Alias', 'Assign Alias'],
      'what can be done, the harmless first',
    );
    equal(await isAlias('alias/not-compared'), false, 'alias');
    await run(freshKey().text, answers('alias/assigned', 'ABCDEF'), ['Import', 'Assign Alias']);
    equal(await isAlias('alias/assigned'), true, 'alias');
  });

  it('leaves a key disabled until its KCV is the expected one, where the setting asks for it', async () => {
    const settings = vscode.workspace.getConfiguration('keyMaterial.import');
    await settings.update('enableAfterMatch', true, vscode.ConfigurationTarget.Global);
    try {
      const right = freshKey('T');
      const ui = await run(right.text, tdesAnswers('alias/matched', right.kcv), ['Import']);
      includes(ui.shown[0]?.detail ?? '', 'Disabled until the KCV matches', 'confirmation');
      includes(ui.said.join('\n'), 'is enabled', 'result');
      equal((await keyOf((await aliasTarget('alias/matched')) ?? '')).Enabled, true, 'enabled');

      const before = await keys();
      const { page } = await run(freshKey('T').text, tdesAnswers('alias/unmatched', 'ABCDEF'), ['Import']);
      excludes(JSON.stringify(page.result.actions), '"disable"', 'actions');
      includes(page.said, 'warning: The key is disabled.', 'state');
      const [arn = ''] = (await keys()).filter((one) => !before.includes(one));
      equal((await keyOf(arn)).Enabled, false, 'enabled');
      equal(await isAlias('alias/unmatched'), false, 'alias');
    } finally {
      await settings.update('enableAfterMatch', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('moves an alias that was taken since the list was read only when told to', async () => {
    const owner = await importOther();
    await test.service.call('CreateAlias', { AliasName: 'alias/taken', KeyArn: owner.KeyArn });
    const other = await run(
      freshKey().text,
      [...answers('alias/taken'), { type: 'alias/not-taken' }],
      ['Import', 'Another Alias…'],
    );
    const conflict = shownWith(other, 'the alias alias/taken could not be assigned');
    equal(conflict.actions, ['Another Alias…', 'Move Alias Here'], 'what can be done, the harmless first');
    includes(conflict.detail, owner.KeyArn.slice(-16), 'whose it is');
    equal(await aliasTarget('alias/taken'), owner.KeyArn, 'alias');
    ok(await aliasTarget('alias/not-taken'), 'the other alias');

    await test.service.call('CreateAlias', { AliasName: 'alias/moved', KeyArn: owner.KeyArn });
    await run(freshKey().text, answers('alias/moved'), ['Import', 'Move Alias Here']);
    ok((await aliasTarget('alias/moved')) !== owner.KeyArn, 'moved');
  });

  describe('with credentials that now belong to another account', () => {
    const other = '444455556666';
    /** Renewed while the confirmation is open. */
    const renewed = (script: ScriptedUi): ScriptedUi => ({
      ...script,
      confirm: (message, detail, ...offered) => {
        test.signFor(other);
        return script.confirm(message, detail, ...offered);
      },
    });
    afterEach(() => {
      test.signFor('111122223333');
      test.tools.connection.learnFrom(test.service, { account: '111122223333', store: undefined });
    });

    it('sends nothing, and a key block is not confirmed for a wrapping key of the first one', async () => {
      const { text } = freshKey();
      const [calls, noted] = [keyCalls, notes()];
      const { page } = await run(text, answers(), ['Import'], {}, renewed);
      includes(page.said, 'Nothing was sent: the credentials now belong to another account', 'what happened');
      equal(keyCalls, calls, 'calls');
      equal(notes(), noted, 'notes');
      page.close();
    });

    it('clears what belongs to the account before, and confirms with the one that is now', async () => {
      const [root] = await testChain(['TEST Root'], 'RSA_2048');
      const certificates = [readCertificate(root!.certificate)];
      const digits = { type: fingerprintOf(certificates[0]!).slice(-8) };
      const page = await ImportDriver.open(
        test,
        { kind: 'certificates', certificates, place: 'root.pem' },
        ['Import', 'cancel'],
        { replies: [digits, digits], change: renewed },
      );
      const calls = keyCalls;
      await page.answer('purpose', 'Keys for verification (S0): every certificate, including the last one');
      await page.answer('alias', 'root-of-one');
      await page.import();
      await page.until(() => page.model.target.includes('4444-5555-6666'));
      includes(page.said, 'Another account, Region or service was selected.', 'what was cleared');
      ok(page.shown('alias') !== 'root-of-one', 'alias');
      await page.import();
      const [first, second] = page.ui.shown.filter(({ kind }) => kind === 'confirm');
      includes(first?.detail ?? '', '1111-2222-3333', 'first confirmation');
      includes(second?.detail ?? '', '4444-5555-6666', 'second confirmation');
      equal(keyCalls, calls, 'calls');
      page.close();
    });
  });

  /** A PIN key of another machine, which no note here knows. */
  async function importOther(): Promise<Key> {
    const { output } = await test.service.call('ImportKey', {
      KeyMaterial: {
        Tr31KeyBlock: { WrappedKeyBlock: freshKey().text, WrappingKeyIdentifier: 'alias/kek-main' },
      },
    });
    return output.Key;
  }
});
