import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readCertificate } from '../../../src/core/x509/certificate';
import { importKey } from '../../../src/extension/import/importKey';
import { testChain } from '../../../src/keyservice/testsource/parties';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { type Reply, scriptedUi } from '../support/scriptedUi';
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
  /** Notes on imports: one that is settled stays, an open one means that a key may be on its way. */
  const notes = (): string[] => {
    const folder = path.join(test.folder, 'imports');
    return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  };
  const openNotes = (): string[] => notes().filter((name) => name.endsWith('.open.json'));
  const keysOf = async (): Promise<readonly string[]> =>
    (await test.service.call('ListKeys', { MaxResults: 100 })).output.Keys.map(({ KeyArn }) => KeyArn);

  /** A PIN key of this value in the service beforehand, under an alias. */
  async function standing(key: Uint8Array, alias: string): Promise<void> {
    const { output } = await test.service.call('ImportKey', {
      KeyMaterial: {
        Tr31KeyBlock: {
          WrappingKeyIdentifier: 'alias/kek-main',
          WrappedKeyBlock: pinKeyBlock(key, kekBytes, 'T'),
        },
      },
    });
    await test.service.call('CreateAlias', { AliasName: alias, KeyArn: output.Key.KeyArn });
    await test.tools.catalogue.refresh();
  }

  async function run(replies: readonly Reply[], actions: readonly string[], argument: unknown, more = {}) {
    const ui = scriptedUi(replies, { actions, ...more });
    await importKey(test.tools, ui, argument);
    await ui.settled();
    equal(ui.left(), 0, 'replies left over');
    return ui;
  }

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService();
    await importKbpk(test.service, kekBytes, 'alias/kek-main');
    await importKbpk(test.service, hex('89E88CF7931444F334BD7547FC3F380C'), 'alias/kek-old', 'TDES_2KEY');
    await importKbpk(test.service, hex('00112233445566778899AABBCCDDEEFF'), 'alias/kek-wrong');
    block = newBlock();
  });
  after(() => test.close());

  it('takes a block from a key block to a named key, and compares its check value', async () => {
    const ui = await run(
      [{ choose: 'alias/kek-main' }, { type: 'pek-01' }, { type: 'env=test' }, { type: kcv() }],
      ['Import', 'Copy ARN'],
      { text: block },
    );
    const [confirmation] = ui.shown.filter(({ kind }) => kind === 'confirm');
    includes(confirmation?.message ?? '', 'TR-31 key block under alias/kek-main (AES_128)', 'what');
    for (const expected of [
      'becomes PIN encryption (P0)',
      'exportable',
      'alias/pek-01',
      'env=test',
      'SIMULATOR',
      test.simulator.url,
      test.simulator.region,
    ])
      includes(confirmation?.detail ?? '', expected, 'confirmation');
    includes(ui.said.join('\n'), `Imported alias/pek-01 · KCV ${kcv()} ✓ equal to yours`, 'result');
    const [, wrapping] = ui.asked;
    ok(wrapping, 'questions');
    const first = ui.asked[0]!.labels.join('\n');
    ok(first.indexOf('alias/kek-main') < first.indexOf('alias/kek-old'), 'fitting keys come first');
    includes(first, 'alias/kek-old', 'unusable keys are there');
    equal(openNotes(), [], 'open notes');
    const { output } = await test.service.call('GetAlias', { AliasName: 'alias/pek-01' });
    ok(output.Alias.KeyArn, 'alias');
    excludes(test.kept(), block.slice(16, 48), 'state');
  });

  it('says why a key cannot unwrap, and asks again', async () => {
    const ui = await run([{ choose: 'alias/kek-old' }, 'escape'], [], { text: block });
    includes(ui.said.join(), 'AES', 'reason');
  });

  it('keeps everything when the wrapping key was the wrong one, and makes no key', async () => {
    const before = await keysOf();
    const ui = await run(
      [{ choose: 'alias/kek-wrong' }, { type: 'pek-02' }, { type: '' }, { type: '' }],
      ['Import', 'cancel'],
      { text: newBlock() },
    );
    const failed = ui.shown.find(({ kind }) => kind === 'failed');
    includes(failed?.detail ?? '', 'The simulator says', 'the words of the service');
    includes(failed?.detail ?? '', 'the wrapping key is not the one', 'the likely cause');
    equal(await keysOf(), before, 'keys');
    equal(openNotes(), [], 'open notes');
  });

  it('refuses a name that is taken while it is typed', async () => {
    await standing(hex('13131313131313132525252525252525'), 'alias/pek-taken');
    const ui = await run([{ choose: 'alias/kek-main' }, { type: 'alias/pek-taken' }, 'escape'], [], {
      text: newBlock(),
    });
    includes(ui.remarks.join('\n'), 'exists already', 'remark');
  });

  it('does not take a wrapping key that is to be deleted, and says so', async () => {
    await importKbpk(test.service, new Uint8Array(16).fill(0x5a), 'alias/kek-leaving');
    await test.service.call('DeleteKey', { KeyIdentifier: 'alias/kek-leaving', DeleteKeyInDays: 7 });
    await test.tools.catalogue.refresh();
    const ui = await run([{ choose: 'pending deletion' }, 'escape'], [], { text: block });
    includes(ui.said.join(), 'DELETE_PENDING', 'reason');
  });

  it('finds the key of an answer that was lost, and never makes two', async () => {
    const key = hex('1C1C1C1C1C1C1C1C2A2A2A2A2A2A2A2A');
    await standing(key, 'alias/pek-standing');
    const before = await keysOf();
    test.simulator.setFaults(({ operation }) =>
      operation === 'ImportKey' ? { kind: 'drop', when: 'after' } : undefined,
    );
    try {
      const ui = await run(
        [
          { choose: 'alias/kek-main' },
          { type: '' },
          { type: '' },
          { type: tdesCheckValue(key) },
          // The same key in other bytes: named, and not refused.
          { choose: 'same key as alias/pek-standing' },
          { choose: 'Go on' },
        ],
        ['Import'],
        { text: pinKeyBlock(key, kekBytes, 'T') },
      );
      includes(ui.said.join('\n'), 'the response was lost; the key was found by its tag', 'result');
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
    const { fingerprintOf } = await import('../../../src/extension/service/confirmChange');
    const digits = fingerprintOf(certificates[0]!).slice(-8);
    const ui = await run(
      [
        { choose: 'To receive keys by TR-34' },
        { type: 'kdh-ca' },
        { choose: 'Go on' },
        { type: '00000000' },
        { type: digits.toLowerCase() },
      ],
      ['Import', 'Copy ARN'],
      source,
    );
    includes(ui.remarks.join('\n'), 'not the last eight digits of the fingerprint', 'wrong digits');
    const [confirmation] = ui.shown.filter(({ kind }) => kind === 'confirm');
    includes(confirmation?.detail ?? '', 'not imported, it is given with the call itself', 'leaf');
    includes(ui.said.join('\n'), 'Imported 2 certificates into the simulator', 'result');
    const { output } = await test.service.call('GetAlias', { AliasName: 'alias/kdh-ca' });
    ok(output.Alias.KeyArn, 'alias');
    const again = await run([{ choose: 'To receive keys by TR-34' }], [], source);
    includes(again.said.join('\n'), 'imported already', 'the next time');
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
      const { fingerprintOf } = await import('../../../src/extension/service/confirmChange');
      const ui = scriptedUi(
        [
          { choose: 'verify' },
          { type: '' },
          { type: '' },
          { choose: 'Go on' },
          { type: fingerprintOf(certificates[0]!).slice(-8) },
        ],
        { actions: ['cancel'] },
      );
      await importKey(live.tools, ui, { kind: 'certificates', certificates, place: 'root.pem' });
      includes(JSON.stringify(ui.shown), 'keyMaterial.testAccounts', 'remedy');
      ok(!live.sent.includes('ImportKey'), 'nothing was imported');
    } finally {
      await live.close();
    }
  });

  it('offers kinds, a paste and a file where there is nothing', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const ui = await run([{ choose: 'Paste' }, { type: 'no key' }, { type: block }, 'escape'], [], undefined);
    includes(ui.asked[0]?.text ?? '', 'No key material here', 'placeholder');
    includes(ui.remarks.join('\n'), 'no key block, token', 'remark');
  });
});
