import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { keyCheckValues } from '../../../src/core/crypto/kcv';
import { fromHex } from '../../../src/core/crypto/bytes';
import { toPem } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { importKey } from '../../../src/extension/import/importKey';
import type { KeptParameters } from '../../../src/extension/service/parameterStore';
import type { KeyMaterialType } from '../../../src/keyservice/model/enums';
import { testChain, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testAgreedKeyBlock, testCryptogram } from '../../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import { equal, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { type Answers, type Reply, scriptedUi } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const kek = hex('88E1AB2A2E3DD38C1FA039A536500CC8');
const kekKcv = (): string => keyCheckValues('A', kek).cmac ?? '';

describe('Import Key for tokens, cryptograms and agreed keys', () => {
  let test: TestService;
  let parties: TestParty[];
  const certificates = () => parties.map(({ certificate }) => readCertificate(certificate));

  async function parametersFor(materialType: KeyMaterialType): Promise<KeptParameters> {
    const { output } = await test.service.call('GetParametersForImport', {
      KeyMaterialType: materialType,
      WrappingKeyAlgorithm: 'RSA_3072',
    });
    return test.tools.parameters.add(test.service.target, materialType, output);
  }

  async function run(
    replies: readonly Reply[],
    actions: readonly string[],
    argument: unknown,
    more: Answers = {},
  ) {
    const ui = scriptedUi(replies, { actions, ...more });
    await importKey(test.tools, ui, argument).catch((error: unknown) => {
      throw new Error(
        `${String(error)}\n${JSON.stringify(
          ui.asked.map(({ text, labels }) => [text, labels]),
          null,
          1,
        )}`,
      );
    });
    await ui.settled();
    equal(ui.left(), 0, `replies left over after ${ui.asked.map(({ text }) => text).join(' / ')}`);
    return ui;
  }

  const showCertificates = async (...shown: readonly TestParty[]): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const content = shown.map(({ certificate }) => toPem('CERTIFICATE', certificate)).join('');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
  };

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService();
    parties = await testChain(['TEST KDH CA', 'TEST KDH'], 'RSA_2048');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await test.close();
  });

  const token = (kept: KeptParameters, fresh: Uint8Array): Promise<string> =>
    testTr34Token({
      key: kek,
      header: 'D9999K1AB00E0000',
      kdh: parties[1]!,
      krd: kept.certificate,
      fresh,
      cipher: 'AES',
    });

  it('a TR-34 token: its parameters, its signer, its authority imported on the way, one named key', async function () {
    this.timeout(60_000);
    const kept = await parametersFor('TR34_KEY_BLOCK');
    const nonce = new Uint8Array(randomBytes(8));
    const bytes = fromHex(await token(kept, nonce))!;
    await showCertificates(...parties);
    const root = fingerprintOf(certificates()[0]!).slice(-8);
    const ui = await run(
      [
        { choose: 'this token was made for it' },
        { choose: 'signed this token' },
        { choose: 'Import' },
        { type: '' },
        { type: '' },
        { choose: 'Go on' },
        { type: root },
        { choose: 'issued it' },
        { type: Buffer.from(nonce).toString('hex') },
        { type: 'kek-main' },
        { type: '' },
        { type: kekKcv() },
        { choose: 'Go on' },
      ],
      ['Import', 'Import'],
      { source: { kind: 'tr34', bytes, place: 'token' } },
    );
    includes(ui.said.join('\n'), `Imported alias/kek-main · KCV ${kekKcv().slice(0, 6)}`, 'result');
    includes(ui.said.join('\n'), 'equal to yours', 'result');
  });

  it('a wrong random number is said, and nothing is sent', async () => {
    const [kept] = await test.tools.parameters.list();
    const bytes = fromHex(await token(kept!, new Uint8Array(randomBytes(8))))!;
    const before = test.sent.filter((one) => one === 'ImportKey').length;
    const ui = await run(
      [
        { choose: 'this token was made for it' },
        { choose: 'signed this token' },
        { choose: 'issued it' },
        { type: '0011223344556677' },
        'escape',
      ],
      [],
      { source: { kind: 'tr34', bytes, place: 'token' } },
    );
    includes(ui.remarks.join('\n'), 'it answers another request', 'remark');
    equal(test.sent.filter((one) => one === 'ImportKey').length, before, 'calls');
  });

  it('a token for other parameters says so', async function () {
    this.timeout(60_000);
    const other = await parametersFor('TR34_KEY_BLOCK');
    await test.tools.parameters.forget(other.id);
    const bytes = fromHex(await token(other, new Uint8Array(randomBytes(8))))!;
    const ui = await run([{ choose: 'This token is for' }, 'escape'], [], {
      source: { kind: 'tr34', bytes, place: 'token' },
    });
    includes(ui.said.join('\n'), 'This token is for', 'reason');
  });

  it('a certificate that did not sign the token is refused, and another can be chosen', async () => {
    const [kept] = await test.tools.parameters.list();
    const bytes = fromHex(await token(kept!, new Uint8Array(randomBytes(8))))!;
    const ui = await run(
      [{ choose: 'this token was made for it' }, { choose: 'It is not the signer' }, 'escape'],
      [],
      { source: { kind: 'tr34', bytes, place: 'token' } },
    );
    includes(ui.said.join('\n'), 'It is not the signer: the token names', 'reason');
  });

  it('parameters that expired say what to do, and are not used', async function () {
    this.timeout(60_000);
    const { output } = await test.service.call('GetParametersForImport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      WrappingKeyAlgorithm: 'RSA_3072',
    });
    const expired = await test.tools.parameters.add(test.service.target, 'TR34_KEY_BLOCK', {
      ...output,
      ParametersValidUntilTimestamp: new Date(Date.now() - 60_000),
    });
    const bytes = fromHex(await token(expired, new Uint8Array(randomBytes(8))))!;
    const ui = await run([{ choose: 'They expired' }, 'escape'], [], {
      source: { kind: 'tr34', bytes, place: 'token' },
    });
    includes(
      ui.said.join('\n'),
      'Get new ones, and have the key wrapped for their certificate',
      'what to do',
    );
    await test.tools.parameters.forget(expired.id);
  });

  it('an RSA cryptogram: usage, modes and exportability from legal sets', async function () {
    this.timeout(60_000);
    const kept = await parametersFor('KEY_CRYPTOGRAM');
    const bytes = fromHex(testCryptogram(kek, kept.certificate))!;
    const ui = await run(
      [
        { choose: 'RSA' },
        { choose: 'AES_128' },
        { choose: 'K1' },
        { choose: 'nwrap' },
        { choose: 'xportable' },
        { choose: 'SHA-256' },
        { type: 'kek-rsa' },
        { type: '' },
        { type: kekKcv() },
        // The TR-34 token brought the same key.
        { choose: 'same key as alias/kek-main' },
        { choose: 'Go on' },
      ],
      ['Import'],
      { source: { kind: 'cryptogram', bytes, place: 'cryptogram' } },
    );
    includes(ui.said.join('\n'), 'equal to yours', 'result');
    includes(ui.said.join('\n'), 'may be the same key as alias/kek-main', 'what is there already');
  });

  it('a key block under an agreed key', async function () {
    this.timeout(60_000);
    const partner = await testChain(['TEST EC CA', 'TEST EC PARTY'], 'ECC_NIST_P521');
    const own = await test.service.call('CreateKey', {
      Exportable: true,
      DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      KeyAttributes: {
        KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
        KeyClass: 'ASYMMETRIC_KEY_PAIR',
        KeyAlgorithm: 'ECC_NIST_P521',
        KeyModesOfUse: { DeriveKey: true },
      },
    });
    test.tools.catalogue.keyChanged(own.output.Key);
    const { output } = await test.service.call('GetPublicKeyCertificate', {
      KeyIdentifier: own.output.Key.KeyArn,
    });
    const { keyBlock, sharedInformation } = testAgreedKeyBlock(
      {
        usage: 'K1',
        algorithm: 'A',
        mode: 'B',
        keyVersion: '00',
        exportability: 'E',
        keyContext: '0',
        optionalBlocks: [],
      },
      kek,
      partner[1]!.privateKey,
      output.KeyCertificate,
      {
        DeriveKeyAlgorithm: 'AES_256',
        KeyDerivationFunction: 'NIST_SP800',
        KeyDerivationHashAlgorithm: 'SHA_512',
      },
    );
    await showCertificates(...partner);
    const root = fingerprintOf(readCertificate(partner[0]!.certificate)).slice(-8);
    const ui = await run(
      [
        { choose: own.output.Key.KeyArn.slice(-8) },
        { choose: 'EC PARTY' },
        { choose: 'Import' },
        { type: '' },
        { type: '' },
        { choose: 'Go on' },
        { type: root },
        { choose: 'P521' },
        { choose: 'AES_256' },
        { choose: 'NIST' },
        { choose: '512' },
        { type: sharedInformation },
        { type: 'kek-ecdh' },
        { type: '' },
        { type: kekKcv() },
        // The TR-34 token brought the same key.
        { choose: 'same key as alias/kek-main' },
        { choose: 'Go on' },
      ],
      ['Import', 'Import'],
      { source: { kind: 'keyBlock', text: keyBlock, place: 'block' }, flow: 'agreed' },
    );
    includes(ui.said.join('\n'), 'equal to yours', 'result');
    ok(test.tools.catalogue.find('alias/kek-ecdh'), 'it is in the catalogue');
  });
});
