import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ImportDriver } from '../support/importDriver';
import { ManifestProblems } from '../../../src/extension/manifest/manifestProblems';
import { identityName } from '../../../src/keyservice/imports/identity';
import { rowIdentities } from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { equal, excludes, includes, ok } from '../support/check';
import { PacedClock, useDisk } from '../support/disk';
import { lockElsewhere } from '../support/foreignLock';
import { ManifestDriver } from '../support/manifestDriver';
import { testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock, tdesCheckValue } from '../support/wrappedKeys';

const kek = new Uint8Array(Buffer.from('88E1AB2A2E3DD38C1FA039A536500CC8', 'hex'));
const keyOf = (n: number): Uint8Array => {
  const key = new Uint8Array(16).fill(0x10 + n);
  key[0] = n;
  key[8] = 0xf0;
  return key;
};
const blockOf = (n: number): string => pinKeyBlock(keyOf(n), kek, 'T');
const kcvOf = (n: number): string => tdesCheckValue(keyOf(n));

describe('Import from Manifest', () => {
  let test: TestService;
  let problems: ManifestProblems;

  /** Opens the page and presses Import, where there is something to import. */
  async function run(
    uri: vscode.Uri | undefined,
    actions: readonly string[] = [],
    more: Parameters<typeof ManifestDriver.open>[4] = {},
  ): Promise<ManifestDriver> {
    const page = await ManifestDriver.open(test, problems, uri, actions, more);
    if (actions.length > 0) await page.import();
    page.close();
    return page;
  }
  const write = (name: string, text: string): vscode.Uri => {
    const file = path.join(test.folder, name);
    fs.writeFileSync(file, text);
    return vscode.Uri.file(file);
  };
  const manifest = (keys: readonly object[]): string =>
    JSON.stringify({ version: 1, defaults: { wrappingKey: 'alias/kek-main' }, keys }, null, 1);
  const keys = async (): Promise<readonly string[]> =>
    (await test.service.call('ListKeys', { MaxResults: 100 })).output.Keys.map(({ KeyArn }) => KeyArn);
  const count = async (): Promise<number> => (await keys()).length;
  const problemsOf = (uri: vscode.Uri): string =>
    vscode.languages
      .getDiagnostics(uri)
      .map(({ message }) => message)
      .join('\n');
  /** What was written down of runs of a manifest, by a part of its name. */
  const journalText = (manifestName: string): string => {
    const folder = path.join(test.folder, 'manifest-runs');
    const texts = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
    return texts.filter((text) => text.includes(`${manifestName}.keymanifest`)).join('\n');
  };
  before(async function () {
    this.timeout(60_000);
    // What was lost is waited for: half a minute and more.
    useDisk(new PacedClock(30).moment);
    problems = new ManifestProblems();
    test = await testService();
    await importKbpk(test.service, kek, 'alias/kek-main');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    problems.dispose();
    useDisk();
    await test.close();
  });

  it('judges every row, leaves out what is blocked, imports the rest, and saves a report', async () => {
    const before = await count();
    const first = blockOf(1);
    const uri = write(
      'four.keymanifest.json',
      manifest([
        { keyBlock: first, alias: 'alias/m-1', checkValue: kcvOf(1) },
        { keyBlock: blockOf(2), alias: 'alias/m-2', checkValue: '000000' },
        { keyBlock: first, alias: 'alias/m-3' },
        { keyBlock: blockOf(4), alias: 'alias/m-4', wrappingKey: 'alias/nobody' },
      ]),
    );
    const report = vscode.Uri.file(path.join(test.folder, 'report.csv'));
    const page = await ManifestDriver.open(test, problems, uri, ['Import 2 Keys'], { saves: [report] });
    equal(page.counts, '2 ready · 2 blocked', 'counts before');
    equal(page.model.import, 'Import 2 Keys…', 'button');
    equal(page.about(1), `plain: ready\n${kcvOf(1)} / `, 'row 1');
    includes(page.about(3), 'failed: Row 1 has the same key block', 'row 3');
    includes(page.about(4), 'failed: alias/nobody is not in this account', 'row 4');
    equal(page.row(3).line, 17, 'line of row 3');
    const sent = test.sent.length;
    await page.import();
    for (const expected of [
      'To import: 2 of 4 rows',
      'Blocked, not imported: 2',
      'Endpoint: simulator on this computer',
      test.simulator.url,
    ])
      includes(page.confirmation.detail, expected, 'confirmation');
    equal(
      test.sent.slice(sent).filter((name) => name === 'ListKeys').length,
      0,
      'keys that were read a moment ago are not read again',
    );
    equal(await count(), before + 2, 'keys');
    equal(page.counts, '1 imported · 1 needs attention · 2 blocked', 'counts after');
    equal(page.summary, 'four.keymanifest.json: 1 key imported, 1 row needs attention', 'summary');
    includes(page.about(1), `plain: imported\n${kcvOf(1)} / ${kcvOf(1)} (verified: match)`, 'row 1');
    includes(page.about(2), `000000 / ${kcvOf(2)} (failed: no match)`, 'row 2');
    includes(page.about(2), 'failed: This is the wrong key, or the expected KCV is wrong', 'row 2');
    ok(page.row(1).arn.startsWith('arn:'), 'ARN of row 1');
    // While it ran, each row was shown as it was under way, and then as it came out.
    const states = page.posted.flatMap((one) =>
      one.type === 'changed' ? one.rows.map(({ word }) => word) : [],
    );
    equal(
      states.join(', '),
      'importing…, imported, importing…, imported, but the KCV differs',
      'states on the way',
    );
    await page.act('report');
    page.close();
    const rows = fs.readFileSync(report.fsPath, 'utf8').split('\r\n');
    includes(rows[1] ?? '', 'equal', 'report');
    includes(rows[2] ?? '', 'differs', 'report');
    includes(rows[3] ?? '', 'left out', 'report');
    excludes(rows.join('\n'), first.slice(16, 60), 'report');
    excludes(JSON.stringify(page.posted), first.slice(16, 60), 'page');
    const found = problemsOf(uri);
    includes(found, 'Row 1 has the same key block', 'problems');
    includes(found, 'alias/nobody is not in this account', 'problems');
    const journal = journalText('four');
    includes(journal, 'imported', 'journal');
    excludes(journal, first.slice(16, 60), 'journal');
  });

  it('stopped in the middle and continued, imports the rest and nothing twice', async function () {
    this.timeout(60_000);
    const before = await count();
    const keys = Array.from({ length: 12 }, (_, i) => ({ keyBlock: blockOf(20 + i), alias: `alias/r-${i}` }));
    const uri = write('twelve.keymanifest.json', manifest(keys));
    let calls = 0;
    test.simulator.setFaults(({ operation }) => {
      if (operation === 'ImportKey') calls++;
      // The fifth is imported and its answer lost; from the sixth on nobody answers.
      if (operation === 'ImportKey' && calls === 5) return { kind: 'drop', when: 'after' };
      return calls > 5 ? { kind: 'drop', when: 'before' } : undefined;
    });
    const stopped = await run(uri, ['Import 12 Keys']);
    test.simulator.setFaults(undefined);
    includes(stopped.said, 'The import stopped after', 'what stopped it');
    equal(stopped.model.failure?.actions.map(({ label }) => label).join(), 'Continue…', 'the way on');
    const page = await ManifestDriver.open(test, problems, undefined, ['Import'], {
      replies: [{ choose: 'twelve' }],
    });
    includes(page.counts, 'imported before', 'resume');
    await page.import();
    page.close();
    equal(await count(), before + 12, 'keys');
    const again = await run(uri);
    equal(again.counts, '12 imported before', 'the third time');
    equal(again.model.import, '', 'nothing is left to import');
  });

  it('continues on the same page after the service failed', async () => {
    const before = await count();
    const keys = Array.from({ length: 4 }, (_, i) => ({ keyBlock: blockOf(40 + i) }));
    const uri = write('goes-on.keymanifest.json', manifest(keys));
    let calls = 0;
    test.simulator.setFaults(({ operation }) =>
      operation === 'ImportKey' && ++calls >= 3 ? { kind: 'drop', when: 'before' } : undefined,
    );
    const page = await ManifestDriver.open(test, problems, uri, ['Import 4 Keys', 'Import 2 Keys']);
    await page.import();
    includes(page.said, 'The import stopped after 2 rows', 'what stopped it');
    equal(page.counts, '2 ready · 2 imported', 'counts');
    equal(page.model.import, 'Continue with 2 rows…', 'button');
    test.simulator.setFaults(undefined);
    await page.act('import');
    page.close();
    equal(await count(), before + 4, 'keys');
    equal(page.counts, '2 imported · 2 imported before', 'counts at the end');
  });

  it('stopped by the user, ends behind the row under way', async () => {
    const before = await count();
    const keys = Array.from({ length: 5 }, (_, i) => ({ keyBlock: blockOf(50 + i) }));
    const uri = write('stopped.keymanifest.json', manifest(keys));
    const page = await ManifestDriver.open(test, problems, uri, ['Import 5 Keys']);
    // At once, as the first row has come out: five rows take a few milliseconds here.
    page.watch = () => {
      if (page.rows.some(({ word }) => word === 'imported')) void page.session.receive({ type: 'stop' });
    };
    await page.import();
    page.close();
    const done = (await count()) - before;
    ok(done >= 1 && done < 5, `${done} keys of 5`);
    equal(page.counts, `${5 - done} ready · ${done} imported`, 'counts');
    includes(page.summary, `stopped with ${5 - done} row`, 'summary');
  });

  it('says what is wrong with the form, marks it, and sends nothing', async () => {
    const sent = test.sent.length;
    const uri = write('broken.keymanifest.json', '{ "version": 2, "keys": [ }');
    const page = await run(uri);
    includes(page.said, 'failed: version', 'page');
    equal(page.model.import, '', 'button');
    ok(vscode.languages.getDiagnostics(uri).length > 0, 'problems');
    equal(test.sent.length, sent, 'calls');
  });

  it('judges again what is edited while the page is open, without reading the account', async () => {
    const uri = write(
      'edited.keymanifest.json',
      manifest([{ keyBlock: blockOf(55), wrappingKey: 'alias/nobody' }]),
    );
    const page = await ManifestDriver.open(test, problems, uri);
    equal(page.counts, '1 blocked', 'counts');
    const sent = test.sent.length;
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('alias/nobody');
    edit.replace(
      uri,
      new vscode.Range(document.positionAt(at), document.positionAt(at + 'alias/nobody'.length)),
      'alias/kek-main',
    );
    await vscode.workspace.applyEdit(edit);
    await page.until(() => page.counts === '1 ready');
    equal(test.sent.length, sent, 'calls');
    page.close();
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('sends nothing where a row changed after it was shown', async () => {
    const keyBlock = blockOf(56);
    const uri = write('moved.keymanifest.json', manifest([{ keyBlock }, { keyBlock: blockOf(57) }]));
    const page = await ManifestDriver.open(test, problems, uri);
    equal(page.counts, '2 ready', 'counts');
    // The same block, imported by itself meanwhile.
    const alone = await ImportDriver.open(test, { text: keyBlock }, ['Import']);
    await alone.import();
    includes(alone.result.title, 'Imported', 'alone');
    alone.close();
    const before = await count();
    await page.import();
    includes(page.said, 'Rows changed since they were checked', 'notice');
    equal(page.counts, '1 ready · 1 imported before', 'counts');
    equal(page.ui.shown.length, 0, 'dialogs');
    equal(await count(), before, 'keys');
    page.close();
  });

  it('run in two windows at once, imports each row once', async () => {
    const before = await count();
    const uri = write(
      'two.keymanifest.json',
      manifest([{ keyBlock: blockOf(60) }, { keyBlock: blockOf(61) }]),
    );
    const other = await ManifestDriver.open(test, problems, uri, ['Import 2 Keys']);
    const page = await ManifestDriver.open(test, problems, uri, ['Import 2 Keys'], {
      change: (ui) => ({
        ...ui,
        // Both have judged the rows when the first of them sends.
        confirm: async (...args) => {
          await other.import();
          return ui.confirm(...args);
        },
      }),
    });
    await page.import();
    page.close();
    other.close();
    for (const { summary } of [page, other])
      equal(summary, 'two.keymanifest.json: 2 keys imported', 'summary');
    equal(await count(), before + 2, 'keys');
  });

  it('imports a row again only for a reason of its own, and each reason once', async () => {
    const before = await count();
    const keyBlock = blockOf(70);
    const once = write('once.keymanifest.json', manifest([{ keyBlock, alias: 'alias/a-1' }]));
    await run(once, ['Import 1 Key']);
    const same = await run(once);
    equal(same.counts, '1 imported before', 'the same again');
    const again = write(
      'again.keymanifest.json',
      manifest([{ keyBlock, alias: 'alias/a-2', again: 'second HSM site' }]),
    );
    const page = await run(again, ['Import 1 Key']);
    includes(page.confirmation.detail, '! With a warning: 1', 'confirmation');
    includes(
      problemsOf(again),
      'is imported again because of "second HSM site": there will be two keys',
      'why',
    );
    equal(await count(), before + 2, 'keys');
    const third = await run(again);
    equal(
      third.counts,
      '1 imported before',
      'The import may have arrived after that. Nothing was changed. Check',
    );
    equal(await count(), before + 2, 'keys');
  });

  it('leaves a row out whose key is to be deleted, and says what to do', async () => {
    const uri = write('gone.keymanifest.json', manifest([{ keyBlock: blockOf(71) }]));
    const { rows } = await run(uri, ['Import 1 Key']);
    const arn = rows[0]?.arn ?? '';
    await test.service.call('DeleteKey', { KeyIdentifier: arn, DeleteKeyInDays: 7 });
    const page = await run(uri);
    equal(page.counts, '1 blocked', 'counts');
    includes(page.about(1), `as ${arn}. That key is now DELETE_PENDING. Restore it, or give a reason`, 'row');
  });

  it('leaves a row to a person whose answer was lost and whose tags cannot be read', async () => {
    const before = await keys();
    const keyBlock = blockOf(72);
    const uri = write('unclear.keymanifest.json', manifest([{ keyBlock, alias: 'alias/u-1' }]));
    test.simulator.setFaults(({ operation }) => {
      if (operation !== 'ImportKey') return undefined;
      test.simulator.setDenied(['ListTagsForResource']);
      return { kind: 'drop', when: 'after' };
    });
    const page = await run(uri, ['Import 1 Key']);
    test.simulator.setFaults(undefined);
    equal(page.summary, 'unclear.keymanifest.json: 0 keys imported, 1 row needs attention', 'summary');
    includes(page.about(1), 'notChecked: import status unknown', 'row');
    includes(page.about(1), 'Tags cannot be read with this profile. Import this key block', 'row');
    equal(
      page
        .row(1)
        .actions.map(({ id }) => id)
        .join(),
      'import',
      'its next step',
    );
    const arns = (await keys()).filter((one) => !before.includes(one));
    equal(arns.length, 1, 'keys');

    const [arn = ''] = arns;
    const alone = await ImportDriver.open(
      test,
      { text: keyBlock },
      ['Check Import Status', 'This Is the Key'],
      { replies: [{ choose: arn.slice(-16) }] },
    );
    alone.close();
    test.simulator.setDenied([]);
    const rest = await run(uri);
    equal(rest.counts, '1 imported before', 'settled');
    equal(
      (await test.service.call('GetAlias', { AliasName: 'alias/u-1' })).output.Alias.KeyArn,
      arn,
      'alias',
    );
    equal((await keys()).length, before.length + 1, 'keys');
  });

  it('sends nothing of a row that another machine holds, and goes on with the others', async () => {
    const before = await count();
    const text = manifest([{ keyBlock: blockOf(73) }, { keyBlock: blockOf(74) }]);
    const uri = write('held.keymanifest.json', text);
    const [held] = rowIdentities(readManifest(text), test.service.target);
    const lock = lockElsewhere(path.join(test.folder, 'imports'), identityName(held!));
    try {
      const page = await run(uri, ['Import 2 Keys']);
      equal(page.summary, 'held.keymanifest.json: 1 key imported, 1 row needs attention', 'summary');
      includes(page.about(1), 'another computer may be importing it', 'row');
      includes(page.about(1), `to release its lock: ${lock}`, 'row');
      equal(await count(), before + 1, 'keys');
    } finally {
      fs.rmSync(lock);
    }
    await run(uri, ['Import']);
    equal(await count(), before + 2, 'keys');
  });

  it('sends nothing of a row whose note cannot be read', async () => {
    const text = manifest([{ keyBlock: blockOf(75) }]);
    const uri = write('unreadable.keymanifest.json', text);
    const [identity] = rowIdentities(readManifest(text), test.service.target);
    const note = path.join(test.folder, 'imports', `${identityName(identity!)}.1.open.json`);
    fs.writeFileSync(note, '{');
    try {
      const page = await run(uri);
      equal(page.counts, '1 blocked', 'counts');
      includes(page.about(1), 'A note on an earlier import of this key block cannot be read', 'row');
    } finally {
      fs.rmSync(note);
    }
  });

  it('sends nothing while the journal of a manifest is damaged, until a person set it aside', async () => {
    const uri = write('damaged.keymanifest.json', manifest([{ keyBlock: blockOf(76) }]));
    await run(uri, ['Import 1 Key']);
    const folder = path.join(test.folder, 'manifest-runs');
    const journal = fs
      .readdirSync(folder)
      .map((name) => path.join(folder, name))
      .find((file) => fs.readFileSync(file, 'utf8').includes('damaged.keymanifest'))!;
    fs.writeFileSync(journal, `{"t":\n${fs.readFileSync(journal, 'utf8').split('\n').slice(1).join('\n')}`);
    const page = await ManifestDriver.open(test, problems, uri, [], { replies: [{ type: 'set aside' }] });
    includes(page.said, 'Nothing was sent: the journal of earlier imports', 'failure');
    includes(page.said, 'line 1 is damaged', 'failure');
    equal(page.rows.length, 0, 'rows');
    await page.act('aside');
    equal(page.counts, '1 imported before', 'counts once it is aside');
    ok(
      !fs.existsSync(journal) || !fs.readFileSync(journal, 'utf8').includes('{"t":\n'),
      'the journal is aside',
    );
    page.close();
  });

  it('reads nothing after a reload before the user asks', async () => {
    const uri = write('restored.keymanifest.json', manifest([{ keyBlock: blockOf(77) }]));
    const sent = test.sent.length;
    const page = await ManifestDriver.open(test, problems, uri, [], { waits: true });
    includes(page.said, 'Restored after a reload', 'page');
    equal(test.sent.length, sent, 'calls');
    await page.act('check');
    equal(page.counts, '1 ready', 'counts');
    page.close();
  });

  it('reads the samples without a fault', async () => {
    const root = vscode.extensions.getExtension(
      'key-material-inspector.key-material-inspector',
    )!.extensionUri;
    for (const name of ['import.keymanifest.json', 'import.csv']) {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, 'media/samples', name));
      const read = readManifest(new TextDecoder().decode(bytes));
      equal(read.findings.length + read.rows.flatMap(({ findings }) => findings).length, 0, name);
      ok(read.rows.length > 1, name);
    }
  });
});
