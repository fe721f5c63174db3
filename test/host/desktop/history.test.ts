// The history of this computer: from real imports against the simulator, and real files.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { copyFacts, removeFromHistory } from '../../../src/extension/history/historyCommands';
import { historyItem, historyNodes, type HistoryNode } from '../../../src/extension/history/historyNodes';
import { historyOf } from '../../../src/extension/history/historyStore';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { scriptedUi } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock } from '../support/wrappedKeys';

const kbpk = new Uint8Array(Buffer.from('88E1AB2A2E3DD38C1FA039A536500CC8', 'hex'));
const keyOf = (fill: number): Uint8Array => new Uint8Array(16).fill(fill).fill(0x1c, 8);

describe('the history', function () {
  this.timeout(60_000);
  let test: TestService;
  const folder = (): string => path.join(test.folder, 'history');
  const labels = async (): Promise<string[]> =>
    (await historyNodes(test.tools)).map((node) => {
      const { label } = historyItem(node);
      return typeof label === 'string' ? label : (label?.label ?? '');
    });
  const find = async (kind: HistoryNode['kind']): Promise<HistoryNode> => {
    const node = (await historyNodes(test.tools)).find((one) => one.kind === kind);
    ok(node, `no entry of kind ${kind}`);
    return node;
  };

  before(async () => {
    useDisk();
    test = await testService();
    await importKbpk(test.service, kbpk, 'alias/kek-main');
  });
  after(() => test.close());

  it('lists imports and saved records, newest first, without material', async () => {
    equal(await labels(), [], 'nothing yet');
    const block = pinKeyBlock(keyOf(0x23), kbpk, 'T');
    const record = vscode.Uri.file(path.join(test.folder, 'record.json'));
    const page = await ImportDriver.open(test, { text: block }, ['Import'], { saves: [record] });
    await page.answer('alias', 'pek-history');
    await page.import();
    await page.act('', 'record');
    page.close();
    equal(await labels(), [
      'Record of TR-31 key block under alias/kek-main (AES_128)',
      'Imported alias/pek-history',
    ]);
    const ui = scriptedUi([]);
    let copied = '';
    await copyFacts(
      test.tools,
      { ...ui, copy: (text) => Promise.resolve(void (copied = text)) },
      await find('imported'),
    );
    for (const fact of ['ARN: arn:aws:payment-cryptography:', 'KCV: ', 'Request ID: ', 'Account: '])
      includes(copied, fact, 'facts');
    const files = fs.readdirSync(folder()).map((name) => fs.readFileSync(path.join(folder(), name), 'utf8'));
    excludes(`${files.join()}${copied}`, block.slice(16, 48), 'material');
  });

  it('shows an import that never got a response first, and how to check it', async () => {
    let lost = false;
    test.simulator.setFaults(({ operation }) => {
      if (operation === 'ImportKey') lost = true;
      return lost ? { kind: 'drop', when: operation === 'ImportKey' ? 'after' : 'before' } : undefined;
    });
    try {
      const page = await ImportDriver.open(test, { text: pinKeyBlock(keyOf(0x25), kbpk, 'T') }, [
        'Import',
        'cancel',
      ]);
      await page.import();
      page.close();
    } finally {
      test.simulator.setFaults(undefined);
    }
    const [first] = await historyNodes(test.tools);
    ok(first?.kind === 'open', 'the first entry');
    equal(historyItem(first).command?.command, 'keyMaterial.importKey', 'what a click does');
  });

  it('leaves out what is not whole, and removes an entry but never the note of an import', async () => {
    fs.writeFileSync(path.join(folder(), '000000000000001-0123456789ab.json'), '{');
    fs.writeFileSync(path.join(folder(), 'other.json'), '{}');
    const before = await labels();
    equal(before.filter((label) => label.startsWith('Record of')).length, 1, 'records');
    await removeFromHistory(test.tools, scriptedUi([]), await find('kept'));
    await removeFromHistory(test.tools, scriptedUi([]), await find('imported'));
    const after = await labels();
    equal(after.filter((label) => label.startsWith('Record of')).length, 0, 'records');
    ok(after.includes('Imported alias/pek-history'), 'the import stays');
  });

  it('keeps a bounded number, and the newest of them', async () => {
    const store = historyOf(test.tools.context);
    for (let number = 0; number < 205; number++)
      await store.add({ time: 1_000_000 + number, kind: 'export', title: `Exported ${number}` });
    const kept = await store.list();
    equal(kept.length, 200, 'entries');
    equal([kept[0]?.title, kept.at(-1)?.title], ['Exported 204', 'Exported 5'], 'which');
  });
});
