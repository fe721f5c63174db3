// Ceremony records: of a real import against the simulator, and of a real verification.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { askAndVerify } from '../../../src/extension/clearKeys/verifyKeyBlock';
import { saveCeremonyRecord } from '../../../src/extension/reports/ceremonyRecord';
import { reconcileKeys } from '../../../src/extension/reports/reconcileKeys';
import { keyMaterialReport } from '../../../src/extension/reports/keyMaterialReport';
import { KeyRing } from '../../../src/extension/testKeys/keyRing';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { scriptedUi } from '../support/scriptedUi';
import { memento, testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock } from '../support/wrappedKeys';

const kbpk = new Uint8Array(Buffer.from('88E1AB2A2E3DD38C1FA039A536500CC8', 'hex'));
const key = new Uint8Array(16).fill(0x23).fill(0x1c, 8);

describe('reports on a key service', function () {
  this.timeout(60_000);
  let test: TestService;
  const block = pinKeyBlock(key, kbpk, 'T');

  before(async () => {
    useDisk();
    test = await testService();
    await importKbpk(test.service, kbpk, 'alias/kek-main');
    const page = await ImportDriver.open(test, { text: block }, ['Import']);
    await page.answer('alias', 'pek-ceremony');
    await page.import();
    page.close();
  });
  after(() => test.close());

  it('records an import and a verification in their order, without material', async () => {
    const verify = scriptedUi([
      { choose: 'Hexadecimal digits' },
      { type: Buffer.from(kbpk).toString('hex') },
      { choose: 'Use this KBPK' },
    ]);
    const verified = await askAndVerify(verify, new KeyRing(), { text: block });
    ok(verified && 'model' in verified, 'a verification');
    const file = vscode.Uri.file(path.join(test.folder, 'ceremony.md'));
    const ui = scriptedUi(
      [
        { tick: ['Verification of a key block', 'Import of alias/pek-ceremony'] },
        { type: 'A. Custodian, B. Witness' },
        { type: 'Vault 2' },
      ],
      { saves: [file] },
    );
    ok(await saveCeremonyRecord(ui, test.tools, undefined), 'saved');
    const text = fs.readFileSync(file.fsPath, 'utf8');
    for (const part of [
      '# Key Ceremony Record',
      '| Present | A. Custodian, B. Witness |',
      '## 1. Import of alias/pek-ceremony',
      '## 2. Verification of a key block',
      '| MAC of the key block under the KBPK that was entered | verified | KBPK with KCV ',
      'not a production system',
    ])
      includes(text, part, 'record');
    excludes(text, block.slice(16, 40), 'payload');
    excludes(text, '2323232323', 'key');
    excludes(text, '88E1AB2A', 'KBPK');
  });

  it('ticks the key that it was called on, and needs something to record', async () => {
    const arn = test.tools.catalogue.find('alias/pek-ceremony')?.summary.KeyArn;
    ok(arn, 'the key');
    const file = vscode.Uri.file(path.join(test.folder, 'one.md'));
    const ui = scriptedUi(['accept', { type: '' }, { type: '' }], { saves: [file] });
    ok(await saveCeremonyRecord(ui, test.tools, { arn }), 'saved');
    const text = fs.readFileSync(file.fsPath, 'utf8');
    includes(text, '## 1. Import of alias/pek-ceremony', 'record');
    excludes(text, '## 2.', 'record');
    const none = scriptedUi([{ tick: [] }, 'escape']);
    equal(await saveCeremonyRecord(none, test.tools, undefined), undefined, 'nothing');
    includes(none.said.join(), 'Select one item or more.', 'said');
  });

  it('reconciles a list with the keys of the account', async () => {
    await test.tools.catalogue.refresh();
    const pek = test.tools.catalogue.find('alias/pek-ceremony');
    ok(pek?.summary.KeyCheckValue, 'its KCV');
    const list = vscode.Uri.file(path.join(test.folder, 'hsm.csv'));
    fs.writeFileSync(
      list.fsPath,
      `label,usage,algorithm,length,kcv\nPEK-CEREMONY,P0,TDES,128,${pek.summary.KeyCheckValue}\nPEK-GONE,P0,TDES,128,123456\n`,
    );
    const ui = scriptedUi([{ choose: 'Use these columns' }, { choose: 'Keys of the selected profile' }]);
    const done = await reconcileKeys(ui, memento(new Map()), test.tools, list);
    ok(done, 'a result');
    const kinds = done.result.rows.map(({ kind, here, there }) => [kind, here?.names[0] ?? there?.names[0]]);
    equal(
      kinds,
      [
        ['matched', 'PEK-CEREMONY'],
        ['missingThere', 'PEK-GONE'],
        ['missingHere', 'alias/kek-main'],
      ],
      'rows',
    );
  });

  it('reports on the keys of the account', async () => {
    const ui = scriptedUi([{ choose: 'Keys of the selected profile' }]);
    const done = await keyMaterialReport(ui, test.tools, []);
    ok(done, 'a report');
    includes(done.page.markdown, '| Keys of the account | 2 |', 'counts');
    includes(done.page.markdown, 'Exportable keys, by usage', 'rule');
  });
});
