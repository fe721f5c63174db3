import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readCertificate } from '../../../src/core/x509/certificate';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { testChain } from '../../../src/keyservice/testsource/parties';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock, tdesCheckValue } from '../support/wrappedKeys';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const kekBytes = hex('88E1AB2A2E3DD38C1FA039A536500CC8');
const pinKey = hex('0123456789ABCDEFFEDCBA9876543210');
const kcv = (): string => tdesCheckValue(pinKey);

describe('Import Key', () => {
  let test: TestService;
  let block = '';
  /** The same key in other bytes each time: another import. */
  const newBlock = (): string => pinKeyBlock(pinKey, kekBytes, 'T');
  const keysOf = async (): Promise<readonly string[]> =>
    (await test.service.call('ListKeys', { MaxResults: 100 })).output.Keys.map(({ KeyArn }) => KeyArn);
  /** Notes on imports that are open: a key may be on its way. */
  const openNotes = (): string[] => {
    const folder = path.join(test.folder, 'imports');
    return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.open.json')) : [];
  };

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService();
    await importKbpk(test.service, kekBytes, 'alias/kek-main');
    await importKbpk(test.service, hex('89E88CF7931444F334BD7547FC3F380C'), 'alias/kek-old', 'TDES_2KEY');
    block = newBlock();
  });
  after(() => test.close());

  it('is Import, then Enter, where one wrapping key fits', async () => {
    const page = await ImportDriver.open(test, { text: block }, ['Import']);
    includes(page.shown('wrappingKey'), 'alias/kek-main · AES_128 · KCV', 'wrapping key');
    equal(page.field('wrappingKey').origin, 'The only match', 'origin');
    includes(JSON.stringify(page.field('wrappingKey').options), 'Not usable', 'keys that do not fit');
    equal(page.model.ready, true, 'ready');
    equal(page.focus, 'import', 'focus');
    includes(page.said, 'notChecked: MAC not verified. The simulator checks it', 'MAC');
    await page.answer('alias', 'pek-01');
    await page.answer('expected', kcv());
    await page.answer('tags', 'env=test');
    await page.import();
    const confirmation = page.confirmation;
    equal(confirmation.message, 'Import this key?', 'question');
    // In the simulator Enter imports.
    equal(confirmation.actions, ['Import', 'Copy as AWS CLI'], 'buttons');
    const lines = confirmation.detail.split('\n');
    equal(lines[0], '! Exportable: yes.', 'what deserves a second look comes first');
    for (const expected of [
      'Key: PIN encryption (P0) · TDES_2KEY or TDES_3KEY · ',
      'Wrapped by: alias/kek-main',
      'Alias: alias/pek-01',
      'Tags: env=test, key-material-inspector:import',
      `Region: ${test.simulator.region}`,
      'simulator on this computer',
    ])
      includes(confirmation.detail, expected, 'confirmation');
    const result = page.result;
    equal(result.title, 'Imported alias/pek-01', 'title');
    equal(
      result.verdicts.filter(({ state }) => state === 'verified').map(({ text }) => text),
      [`KCV ${kcv()} matches the expected KCV ${kcv()}`],
      'KCV',
    );
    const { output } = await test.service.call('GetAlias', { AliasName: 'alias/pek-01' });
    equal(result.rows.find(({ id }) => id === 'arn')?.value, output.Alias.KeyArn, 'ARN');
    ok(
      result.rows.some(({ id, value }) => id === 'requestId' && value !== ''),
      'request id',
    );
    equal(openNotes(), [], 'open notes');
    excludes(test.kept(), block.slice(16, 48), 'state');
    excludes(JSON.stringify(result), block.slice(16, 48), 'result');
    page.close();
  });

  it('asks for the wrapping key where several fit, and stays where the service refuses', async () => {
    await importKbpk(test.service, hex('00112233445566778899AABBCCDDEEFF'), 'alias/kek-wrong');
    await test.tools.catalogue.refresh();
    const before = await keysOf();
    const page = await ImportDriver.open(test, { text: newBlock() }, ['Import']);
    // Used for the import before: first, and not chosen by that.
    includes(page.field('wrappingKey').options[0]?.label ?? '', 'alias/kek-main', 'the first');
    equal(page.shown('wrappingKey'), '', 'not chosen');
    equal([page.model.ready, page.model.obstacleField], [false, 'wrappingKey'], 'obstacle');
    await page.answer('wrappingKey', 'alias/kek-wrong');
    await page.answer('alias', 'pek-02');
    await page.import();
    const failure = page.failure;
    equal(failure.title, 'The key was not imported', 'failure');
    includes(failure.lines.join('\n'), 'Simulator:', 'the words of the service');
    includes(failure.lines.join('\n'), 'another wrapping key', 'the likely cause');
    equal(page.shown('alias'), 'pek-02', 'what was entered');
    equal(await keysOf(), before, 'keys');
    equal(openNotes(), [], 'open notes');
    page.close();
  });

  it('shows what is wrong at its field while it is typed', async () => {
    await test.tools.catalogue.refresh();
    const page = await ImportDriver.open(test, { text: newBlock() });
    await page.answer('wrappingKey', 'alias/kek-main');
    await page.answer('alias', 'alias/pek-01');
    includes(JSON.stringify(page.field('alias').verdicts), 'alias/pek-01 already exists', 'alias');
    equal([page.model.ready, page.model.obstacleField], [false, 'alias'], 'obstacle');
    await page.answer('alias', '');
    await page.answer('expected', 'xyz');
    equal([page.model.ready, page.model.obstacleField], [false, 'expected'], 'KCV');
    await page.answer('expected', '08D7');
    includes(page.said, 'warning: 4 digits are too few to confirm the key: 6 are needed.', 'few digits');
    await page.answer('tags', 'env');
    equal(page.model.obstacleField, 'tags', 'tags');
    await page.answer('tags', 'aws:x=1');
    includes(page.said, 'reserved for AWS', 'tags of AWS');
    page.close();
  });

  it('does not offer a wrapping key that is scheduled for deletion', async () => {
    await importKbpk(test.service, new Uint8Array(16).fill(0x5a), 'alias/kek-leaving');
    await test.service.call('DeleteKey', { KeyIdentifier: 'alias/kek-leaving', DeleteKeyInDays: 7 });
    await test.tools.catalogue.refresh();
    const page = await ImportDriver.open(test, { text: newBlock() });
    const leaving = page
      .field('wrappingKey')
      .options.find(({ refusal }) => refusal.includes('DELETE_PENDING'));
    equal(leaving?.group, 'Not usable', 'group');
    page.close();
  });

  it('finds the key of an answer that was lost, and never makes two', async () => {
    const before = await keysOf();
    test.simulator.setFaults(({ operation }) =>
      operation === 'ImportKey' ? { kind: 'drop', when: 'after' } : undefined,
    );
    try {
      const page = await ImportDriver.open(test, { text: newBlock() }, ['Import']);
      await page.answer('wrappingKey', 'alias/kek-main');
      await page.answer('expected', kcv());
      includes(page.said, 'This may be the same key as alias/pek-01', 'the same key in other bytes');
      await page.import();
      includes(page.said, 'warning: The response was lost. The key was found by its tag.', 'result');
      page.close();
    } finally {
      test.simulator.setFaults(undefined);
    }
    equal((await keysOf()).length, before.length + 1, 'keys');
    equal(openNotes(), [], 'open notes');
  });

  it('imports a chain root first, leaves the leaf out, and knows it the next time', async function () {
    this.timeout(60_000);
    const parties = await testChain(['TEST Root', 'TEST CA', 'TEST KDH'], 'RSA_2048');
    const certificates = parties.map(({ certificate }) => readCertificate(certificate));
    const source = { kind: 'certificates', certificates, place: 'chain.pem' };
    const digits = fingerprintOf(certificates[0]!).slice(-8);
    const page = await ImportDriver.open(test, source, ['Import'], {
      replies: [{ type: '00000000' }, { type: digits.toLowerCase() }],
    });
    equal(page.shown('purpose'), '', 'what they are for is not guessed');
    await page.answer('purpose', 'To receive keys by TR-34');
    await page.answer('alias', 'kdh-ca');
    equal(
      page.model.steps.map(({ name, state }) => `${name} ${state}`),
      ['TEST Root open', 'TEST CA open', 'TEST KDH given'],
      'steps',
    );
    await page.import();
    includes(page.ui.remarks.join('\n'), 'not the last eight digits of the fingerprint', 'wrong digits');
    const confirmation = page.confirmation;
    equal(confirmation.message, 'Import 2 certificates?', 'question');
    includes(confirmation.detail.split('\n')[0] ?? '', '! New root of trust', 'the root comes first');
    includes(confirmation.detail, 'not imported, passed with the call itself', 'leaf');
    equal(page.model.result?.title, 'Imported alias/kdh-ca', 'result');
    equal(
      page.model.steps.map(({ state }) => state),
      ['done', 'done', 'given'],
      'steps',
    );
    page.close();
    const again = await ImportDriver.open(test, source);
    await again.answer('purpose', 'To receive keys by TR-34');
    includes(
      again.said,
      'obstacle: All of these certificates have been imported.',
      'Nothing is resent. Check again when the endpoint can be reached;',
    );
    again.close();
  });

  it('refuses test certificates on a live account that is not listed', async function () {
    this.timeout(60_000);
    const live = await testService({
      posesAs: {
        kind: 'aws',
        profile: 'payments',
        region: 'us-east-1',
        account: '111122223333',
        endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
      },
    });
    try {
      await live.tools.connection.choose(
        { kind: 'aws', profile: 'payments', region: 'us-east-1' },
        { account: '111122223333' },
      );
      const [root] = await testChain(['TEST Root'], 'RSA_2048');
      const certificates = [readCertificate(root!.certificate)];
      const page = await ImportDriver.open(live, { kind: 'certificates', certificates, place: 'root.pem' });
      includes(page.model.target, 'payments · 1111-2222-3333 · us-east-1 · live AWS', 'target');
      await page.answer('purpose', 'Keys for verification (S0): every certificate, including the last one');
      await page.import();
      includes(page.said, 'keyMaterial.testAccounts', 'remedy');
      ok(!live.sent.includes('ImportKey'), 'nothing was imported');
      page.close();
    } finally {
      await live.close();
    }
  });

  it('takes what is pasted, and says where there is nothing', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const page = await ImportDriver.open(test, undefined);
    equal([page.model.source, page.model.fields], [undefined, []], 'nothing yet');
    await page.session.receive({ type: 'paste', text: 'no key' });
    equal(page.model.problem, 'No key block, token, cryptogram or certificate in this text.', 'problem');
    await page.session.receive({ type: 'paste', text: newBlock() });
    equal([page.model.problem, page.model.source?.place], ['', 'pasted'], 'source');
    equal(page.model.restore, undefined, 'nothing to read again');
    page.close();
  });

  it("takes what is selected when it is called from the editor's menu, which gives the document", async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const [first, second] = [newBlock(), newBlock()];
    const document = await vscode.workspace.openTextDocument({ content: `${first}\n${second}\n` });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, second.length);
    const page = await ImportDriver.open(test, document.uri);
    equal(page.model.sources.length, 1, 'sources');
    includes(page.model.source?.place ?? '', 'line 2', 'place');
    page.close();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('names line and place of a block in a document, and what is written near it', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const text = newBlock();
    const content = `first line\nunder KCV ${tdesCheckValue(pinKey)}\n${text}\n`;
    const document = await vscode.workspace.openTextDocument({ content });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(2, 20, 2, 20);
    // The selection reaches the extension host by an event.
    await new Promise((done) => setTimeout(done, 100));
    const page = await ImportDriver.open(test, undefined);
    includes(page.model.source?.place ?? '', 'line 3', 'place');
    equal(page.model.source?.reveal, true, 'can be shown');
    page.close();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
