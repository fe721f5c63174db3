import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ImportDriver } from '../support/importDriver';
import { importFromManifest } from '../../../src/extension/manifest/manifestImport';
import { ManifestTable } from '../../../src/extension/manifest/manifestTable';
import { identityName } from '../../../src/keyservice/imports/identity';
import { rowIdentities } from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { equal, excludes, includes, ok } from '../support/check';
import { PacedClock, useDisk } from '../support/disk';
import { lockElsewhere } from '../support/foreignLock';
import { type Answers, type Reply, scriptedUi } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';
import { aesCheckValue, importKbpk, pinKeyBlock } from '../support/wrappedKeys';

const kek = new Uint8Array(Buffer.from('88E1AB2A2E3DD38C1FA039A536500CC8', 'hex'));
const keyOf = (n: number): Uint8Array => {
  const key = new Uint8Array(16).fill(0x10 + n);
  key[0] = n;
  return key;
};
const blockOf = (n: number): string => pinKeyBlock(keyOf(n), kek);
const kcvOf = (n: number): string => aesCheckValue(keyOf(n));

describe('Import from Manifest', () => {
  let test: TestService;
  let table: ManifestTable;

  async function run(
    uri: vscode.Uri | undefined,
    replies: readonly Reply[],
    actions: readonly string[],
    more: Answers = {},
  ) {
    const ui = scriptedUi(replies, { actions, ...more });
    await importFromManifest(test.tools, ui, table, uri);
    await ui.settled();
    equal(ui.left(), 0, 'replies left over');
    return ui;
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
  // Asked of this table: the extension itself, which is active too, has registered one of its own.
  const tableText = (name: string): string =>
    vscode.workspace.textDocuments
      .filter(({ uri }) => uri.scheme === 'key-material-manifest')
      .map(({ uri }) => table.provideTextDocumentContent(uri))
      .find((text) => text.startsWith(name)) ?? '';

  before(async function () {
    this.timeout(60_000);
    // What was lost is waited for: half a minute and more.
    useDisk(new PacedClock(30).moment);
    table = new ManifestTable();
    test = await testService();
    await importKbpk(test.service, kek, 'alias/kek-main');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    table.dispose();
    useDisk();
    await test.close();
  });

  it('judges rows as a table, leaves out what is blocked, imports the rest, and saves a report', async () => {
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
    const ui = await run(uri, [], ['Import 2 Keys', 'Save Report…'], { saves: [report] });
    const [confirmation] = ui.shown.filter(({ kind }) => kind === 'confirm');
    for (const expected of [
      'to be imported: 2 of 4 rows',
      'blocked and left out: 2',
      'SIMULATOR',
      test.simulator.url,
    ])
      includes(confirmation?.detail ?? '', expected, 'confirmation');
    equal(await count(), before + 2, 'keys');
    includes(ui.said.join('\n'), '1 key imported, 1 row needs attention', 'summary');
    const rows = fs.readFileSync(report.fsPath, 'utf8').split('\r\n');
    includes(rows[1] ?? '', 'equal', 'report');
    includes(rows[2] ?? '', 'differs', 'report');
    includes(rows[3] ?? '', 'left out', 'report');
    excludes(rows.join('\n'), first.slice(16, 60), 'report');
    includes(tableText('four'), '✓ imported', 'table');
    const problems = problemsOf(uri);
    includes(problems, 'Row 1 has the same key block', 'problems');
    includes(problems, 'alias/nobody is not in this account', 'problems');
    const journal = journalText('four');
    includes(journal, 'imported', 'journal');
    excludes(journal, first.slice(16, 60), 'journal');
  });

  it('stopped in the middle and run again, imports the rest and nothing twice', async function () {
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
    const stopped = await run(uri, [], ['Import 12 Keys', 'cancel']);
    test.simulator.setFaults(undefined);
    includes(JSON.stringify(stopped.shown), 'stopped after', 'what stopped it');
    const ui = await run(undefined, [{ choose: 'twelve' }], ['Import']);
    const confirmation = ui.shown.find(({ kind }) => kind === 'confirm');
    includes(confirmation?.message ?? '', 'of 12 keys of twelve.keymanifest.json were imported on', 'resume');
    equal(await count(), before + 12, 'keys');
    const again = await run(uri, [], []);
    includes(
      JSON.stringify(again.shown),
      'All 12 keys of this manifest have been imported',
      'the third time',
    );
  });

  it('says what is wrong with the form, marks it, and sends nothing', async () => {
    const sent = test.sent.length;
    const uri = write('broken.keymanifest.json', '{ "version": 2, "keys": [ }');
    const ui = await run(uri, [], []);
    includes(JSON.stringify(ui.shown), 'Nothing of broken.keymanifest.json can be imported', 'dialog');
    ok(vscode.languages.getDiagnostics(uri).length > 0, 'problems');
    equal(test.sent.length, sent, 'calls');
  });

  it('run in two windows at once, imports each row once', async () => {
    const before = await count();
    const uri = write(
      'two.keymanifest.json',
      manifest([{ keyBlock: blockOf(60) }, { keyBlock: blockOf(61) }]),
    );
    const waiting = scriptedUi([], { actions: ['Import 2 Keys'] });
    const other = scriptedUi([], { actions: ['Import 2 Keys'] });
    await importFromManifest(
      test.tools,
      {
        ...waiting,
        // Both have judged the rows when the first of them sends.
        confirm: async (...args) => {
          await importFromManifest(test.tools, other, table, uri);
          await other.settled();
          return waiting.confirm(...args);
        },
      },
      table,
      uri,
    );
    await waiting.settled();
    equal(waiting.left() + other.left(), 0, 'actions left over');
    for (const { said } of [waiting, other])
      includes(said.join('\n'), 'two.keymanifest.json: 2 keys imported.', 'summary');
    equal(await count(), before + 2, 'keys');
  });

  it('imports a row again only for a reason of its own, and each reason once', async () => {
    const before = await count();
    const keyBlock = blockOf(70);
    const once = write('once.keymanifest.json', manifest([{ keyBlock, alias: 'alias/a-1' }]));
    await run(once, [], ['Import 1 Key']);
    const same = await run(once, [], []);
    includes(JSON.stringify(same.shown), 'The key of this manifest has been imported', 'the same again');
    const again = write(
      'again.keymanifest.json',
      manifest([{ keyBlock, alias: 'alias/a-2', again: 'second HSM site' }]),
    );
    const ui = await run(again, [], ['Import 1 Key']);
    includes(ui.shown[0]?.detail ?? '', 'with a warning: 1', 'confirmation');
    includes(
      problemsOf(again),
      'is imported again because of "second HSM site": there will be two keys',
      'why',
    );
    equal(await count(), before + 2, 'keys');
    const third = await run(again, [], []);
    includes(JSON.stringify(third.shown), 'The key of this manifest has been imported', 'once more');
    equal(await count(), before + 2, 'keys');
  });

  it('leaves a row out whose key is to be deleted, and says what to do', async () => {
    const uri = write('gone.keymanifest.json', manifest([{ keyBlock: blockOf(71) }]));
    await run(uri, [], ['Import 1 Key']);
    const [arn = ''] = /arn:[^"]+/.exec(journalText('gone')) ?? [];
    await test.service.call('DeleteKey', { KeyIdentifier: arn, DeleteKeyInDays: 7 });
    const ui = await run(uri, [], []);
    includes(JSON.stringify(ui.shown), 'No row of this manifest can be imported', 'dialog');
    includes(
      problemsOf(uri),
      `as ${arn}. That key is now DELETE_PENDING. Restore it, or give a reason`,
      'row',
    );
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
    const ui = await run(uri, [], ['Import 1 Key']);
    test.simulator.setFaults(undefined);
    includes(ui.said.join('\n'), '0 keys imported, 1 row needs attention', 'summary');
    includes(tableText('unclear'), '? import status unknown', 'table');
    includes(
      tableText('unclear'),
      'Tags cannot be read with this profile. Run Import Key… to choose its key.',
      'table',
    );
    const arns = (await keys()).filter((one) => !before.includes(one));
    equal(arns.length, 1, 'keys');

    const [arn = ''] = arns;
    const page = await ImportDriver.open(
      test,
      { text: keyBlock },
      ['Check Whether It Arrived', 'This Is the Key'],
      { replies: [{ choose: arn.slice(-16) }] },
    );
    page.close();
    test.simulator.setDenied([]);
    const rest = await run(uri, [], []);
    includes(JSON.stringify(rest.shown), 'The key of this manifest has been imported', 'settled');
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
      const ui = await run(uri, [], ['Import 2 Keys']);
      includes(ui.said.join('\n'), '1 key imported, 1 row needs attention', 'summary');
      includes(tableText('held'), '? another machine may be importing it', 'table');
      includes(tableText('held'), `Run Import Key… for this key block to release its lock: ${lock}`, 'table');
      equal(await count(), before + 1, 'keys');
    } finally {
      fs.rmSync(lock);
    }
    await run(uri, [], ['Import']);
    equal(await count(), before + 2, 'keys');
  });

  it('sends nothing of a row whose note cannot be read', async () => {
    const text = manifest([{ keyBlock: blockOf(75) }]);
    const uri = write('unreadable.keymanifest.json', text);
    const [identity] = rowIdentities(readManifest(text), test.service.target);
    const note = path.join(test.folder, 'imports', `${identityName(identity!)}.1.open.json`);
    fs.writeFileSync(note, '{');
    try {
      const ui = await run(uri, [], []);
      includes(JSON.stringify(ui.shown), 'No row of this manifest can be imported', 'dialog');
      includes(problemsOf(uri), 'A note on an earlier import of this key block cannot be read', 'row');
    } finally {
      fs.rmSync(note);
    }
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
