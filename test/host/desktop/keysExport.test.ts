import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openTr34 } from '../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { readCertificate } from '../../../src/core/x509/certificate';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { exportKey } from '../../../src/extension/keys/exportKey';
import { exportKeyList } from '../../../src/extension/keys/exportKeyList';
import type { Key } from '../../../src/keyservice/operations';
import type { KeyAlgorithm } from '../../../src/keyservice/rules/keyAttributes';
import { testChain, type TestParty } from '../../../src/keyservice/testsource/parties';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { act, node, pinKey, type Action } from '../support/keyActs';
import type { Reply } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';

async function kek({ service, tools }: TestService, alias: string, algorithm: KeyAlgorithm): Promise<Key> {
  const { output } = await service.call('CreateKey', {
    KeyAttributes: {
      KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: algorithm,
      KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
    },
    Exportable: false,
  });
  await service.call('CreateAlias', { AliasName: alias, KeyArn: output.Key.KeyArn });
  await tools.catalogue.refresh();
  return output.Key;
}

const liveTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'us-east-1',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
} as const;
const liveService = (): Promise<TestService> =>
  testService({ posesAs: liveTarget, region: liveTarget.region, account: liveTarget.account });

describe('Export Key', () => {
  let test: TestService;
  let blocks: string[] = [];
  let structures: string[] = [];
  const exporting: Action = (flow, argument) =>
    exportKey(flow, argument, {
      block: (text) => void blocks.push(text),
      structure: (_, text) => void structures.push(text),
      text: () => undefined,
    });

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService();
    await kek(test, 'alias/kek-aes', 'AES_256');
    await kek(test, 'alias/kek-tdes', 'TDES_3KEY');
  });
  after(() => test.close());
  beforeEach(() => {
    blocks = [];
    structures = [];
  });

  describe('as TR-31', () => {
    it('wraps under a key that is strong enough, with a narrower header, into the inspector', async () => {
      const key = await pinKey(test, 'alias/leaves-01');
      const ui = await act(
        test,
        exporting,
        node(key),
        [
          { choose: 'TR-31' },
          { choose: 'alias/kek-tdes' },
          { choose: 'alias/kek-aes' },
          { choose: 'Not exportable (N) select the modes' },
          { choose: 'mode of use E' },
        ],
        ['Copy as AWS CLI', 'Export', 'Copy'],
      );
      includes(ui.said.join(), 'TDES_3KEY is weaker than the key', 'reason');
      for (const expected of [
        'under alias/kek-aes · KCV',
        'Encrypt + Wrap, Not exportable',
        'Endpoint: simulator on this computer',
      ])
        includes(ui.shown[0]?.detail ?? '', expected, 'confirmation');
      includes(ui.copied[0] ?? '', 'export-key --export-key-identifier', 'command');
      const block = decodeKeyBlock(blocks[0] ?? '');
      equal(
        [block.usage.code, block.mode.code, block.exportability.code, block.version.code],
        ['P0', 'E', 'N', 'D'],
        'header',
      );
      includes(ui.said.join(), `KCV ${key.KeyCheckValue ?? '?'} ✓`, 'check values');
      equal(ui.copied[1], blocks[0], 'copied');
    });

    it('sends no header of its own where nothing is changed', async () => {
      const key = await pinKey(test);
      const ui = await act(
        test,
        exporting,
        node(key),
        [{ choose: 'TR-31' }, 'back', { choose: 'TR-31' }, { choose: 'alias/kek-aes' }, 'accept'],
        ['Copy as AWS CLI', 'cancel'],
      );
      excludes(ui.copied[0] ?? '', 'KeyBlockHeaders', 'command');
      equal(blocks, [], 'nothing was exported');
    });

    it('refuses a key that is not exportable before anything is asked', async () => {
      const ui = await act(test, exporting, 'alias/kek-aes', [], []);
      includes(ui.said.join(), 'not exportable', 'reason');
    });

    it('says that the wrapping key is gone', async () => {
      const key = await pinKey(test);
      const other = await kek(test, 'alias/kek-gone', 'AES_256');
      const ui = await act(
        test,
        async (flow, argument) => {
          const asked = flow.ui;
          const ui: typeof asked = {
            ...asked,
            confirm: async (...question) => {
              await test.service.call('DeleteKey', { KeyIdentifier: other.KeyArn, DeleteKeyInDays: 3 });
              return asked.confirm(...question);
            },
          };
          await exporting({ ...flow, ui }, argument);
        },
        node(key),
        [{ choose: 'TR-31' }, { choose: 'alias/kek-gone' }, 'accept'],
        ['Export', 'cancel'],
      );
      const failed = ui.shown.find(({ kind }) => kind === 'failed');
      includes(failed?.detail ?? '', 'DELETE_PENDING', 'words of the service');
      equal(blocks, [], 'nothing was exported');
    });

    it('has the end of the wrapping key typed on a live account, both keys named', async () => {
      const live = await liveService();
      try {
        const above = await kek(live, 'alias/kek-live', 'AES_256');
        const key = await pinKey(live, 'alias/pek-live');
        const ui = await act(
          live,
          exporting,
          node(key),
          [
            { choose: 'TR-31' },
            { choose: 'alias/kek-live' },
            'accept',
            { type: 'yes' },
            { type: above.KeyArn.slice(-8) },
          ],
          ['Export'],
        );
        const typed = ui.asked.at(-1)?.text ?? '';
        includes(
          typed,
          `LIVE: alias/pek-live · KCV ${key.KeyCheckValue ?? '?'} will leave the account`,
          'named',
        );
        equal(ui.remarks.length, 1, 'refused text');
        includes(
          ui.shown[0]?.detail ?? '',
          'Account: 1111-2222-3333\nRegion: us-east-1\nEndpoint: live AWS',
          'confirmation',
        );
        equal(blocks.length, 1, 'exported');
      } finally {
        await live.close();
      }
    });
  });

  describe('as TR-34', () => {
    let parties: readonly TestParty[] = [];
    let file = vscode.Uri.file('/');
    const toRecipient: readonly Reply[] = [
      { choose: 'TR-34' },
      { choose: 'Select a File' },
      { choose: 'TEST CA' },
      { choose: 'TEST KRD' },
    ];

    before(async function () {
      this.timeout(60_000);
      parties = await testChain(['TEST Root', 'TEST CA', 'TEST KRD'], 'RSA_3072');
      file = vscode.Uri.file(path.join(test.folder, 'krd.pem'));
      fs.writeFileSync(file.fsPath, parties.map(({ pem }) => pem).join(''));
    });

    it('imports the authority of the receiver, exports two-pass, and the receiver can open it', async function () {
      this.timeout(60_000);
      const key = await pinKey(test, 'alias/leaves-34');
      const [root, , krd] = parties.map(({ certificate }) => readCertificate(certificate));
      const ui = await act(
        test,
        exporting,
        node(key),
        [
          ...toRecipient,
          { choose: 'Import Its CA Now…' },
          { type: 'krd-ca' },
          { choose: 'Go on' },
          { type: fingerprintOf(root!).slice(-8) },
          { type: 'zz' },
          { type: '0011223344556677' },
          { choose: 'Not exportable' },
        ],
        ['Import', 'Export', 'Copy'],
        { files: [file] },
      );
      includes(ui.said.join(), 'belongs to an authority, not to a receiver', 'reason');
      const confirmation = ui.shown.find(({ message }) => message.includes('as TR-34'))?.detail ?? '';
      const print = fingerprintOf(krd!).replace(/(.{4})(?=.)/g, '$1 ');
      for (const expected of [
        'TEST KRD',
        print,
        'two-pass: random number 0011223344556677',
        'Endpoint: simulator on this computer',
      ])
        includes(confirmation, expected, 'confirmation');
      const [hex = ''] = (structures[0] ?? '').split('\n');
      includes(structures[0] ?? '', 'BEGIN CERTIFICATE', 'certificates of the service');
      const token = readTr34(fromHex(hex) ?? new Uint8Array());
      ok(token?.kind === 'KT_KDH', 'a key token');
      equal(token.nonce && toUpperHex(token.nonce), '0011223344556677', 'random number');
      const pkcs8 = parties[2]!.privateKey.export({ format: 'der', type: 'pkcs8' });
      const opened = openTr34(token, new Uint8Array(pkcs8), [krd!]);
      ok(opened.open, 'opens with the key of the receiver');
      opened.dispose();
      equal(token.headerBlock?.exportability.code, 'N', 'header');
    });

    it('knows the authority the next time, and goes one-pass without a random number', async function () {
      this.timeout(60_000);
      const key = await pinKey(test);
      const ui = await act(
        test,
        exporting,
        node(key),
        [...toRecipient, { choose: 'issued the certificate; imported from here' }, { type: '' }, 'accept'],
        ['Export'],
        { files: [file] },
      );
      includes(ui.shown[0]?.detail ?? '', 'one-pass', 'confirmation');
      equal(readTr34(fromHex((structures[0] ?? '').split('\n')[0]!)!)?.nonce, undefined, 'random number');
    });

    it('refuses a certificate that was made here on a live account, and sends nothing', async function () {
      this.timeout(60_000);
      const live = await liveService();
      try {
        const key = await pinKey(live, 'alias/pek-live');
        const ui = await act(live, exporting, node(key), [...toRecipient, 'escape'], [], { files: [file] });
        const failed = ui.shown.find(({ kind }) => kind === 'failed');
        includes(failed?.message ?? '', 'The key cannot be exported to this certificate.', 'refused');
        includes(
          failed?.detail ?? '',
          '" was created here for testing. A key exported to it is effectively',
          'reason',
        );
        excludes(live.sent.join(), 'Export', 'calls');
      } finally {
        await live.close();
      }
    });

    it('moves no key that is stronger than RSA', async () => {
      const { output } = await test.service.call('CreateKey', {
        KeyAttributes: {
          KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: 'AES_256',
          KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
        },
        Exportable: true,
      });
      const ui = await act(test, exporting, node(output.Key), [{ choose: 'TR-34' }, 'escape'], []);
      includes(ui.said.join(), 'AES_256 keys are not wrapped under RSA', 'reason');
    });
  });

  describe('the list of keys', () => {
    const list: Action = (flow) => exportKeyList(flow);
    const place = (): vscode.Uri => vscode.Uri.file(path.join(test.folder, 'keys.csv'));

    it('holds every key of every page with its details', async () => {
      const ui = await act(test, list, undefined, [], [], { saves: [place()] });
      const lines = fs.readFileSync(place().fsPath, 'utf8').trimEnd().split('\r\n');
      const { output } = await test.service.call('ListKeys', { MaxResults: 100 });
      equal(lines.length, output.Keys.length + 1, 'rows');
      for (const { KeyArn, KeyCheckValue = '' } of output.Keys) {
        const line = lines.find((one) => one.startsWith(`"${KeyArn}"`)) ?? '';
        includes(line, KeyCheckValue, 'KCV');
        ok(/,"\d{4}-\d\d-\d\dT/.test(line), `created: ${line}`);
      }
      includes(ui.said.join(), `${output.Keys.length} keys were written to keys.csv`, 'said');
      fs.rmSync(place().fsPath);
    });

    it('writes nothing when it is cancelled or a call fails', async () => {
      const cancelled = await act(test, list, undefined, [], [], { cancelProgress: new Map([[0, 0]]) });
      includes(cancelled.said.join(), 'No list was written', 'said');
      test.simulator.setFaults(({ operation }) =>
        operation === 'GetKey' ? { kind: 'error', status: 503, when: 'before' } : undefined,
      );
      try {
        const failed = await act(test, list, undefined, [], []);
        includes(failed.shown[0]?.message ?? '', 'No valid response to GetKey', 'said');
      } finally {
        test.simulator.setFaults(undefined);
      }
      equal(fs.existsSync(place().fsPath), false, 'file');
    });
  });
});
