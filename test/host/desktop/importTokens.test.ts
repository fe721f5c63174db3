import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { keyCheckValues } from '../../../src/core/crypto/kcv';
import { fromHex } from '../../../src/core/crypto/bytes';
import { toPem } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import type { KeptParameters } from '../../../src/extension/service/parameterStore';
import type { KeyMaterialType } from '../../../src/keyservice/model/enums';
import { testChain, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testAgreedKeyBlock, testCryptogram } from '../../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import { equal, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
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

  it('a TR-34 token: nothing is asked but the fingerprint of its new root', async function () {
    this.timeout(60_000);
    const kept = await parametersFor('TR34_KEY_BLOCK');
    const nonce = new Uint8Array(randomBytes(8));
    const bytes = fromHex(await token(kept, nonce))!;
    await showCertificates(...parties);
    const root = fingerprintOf(certificates()[0]!).slice(-8);
    const page = await ImportDriver.open(
      test,
      { source: { kind: 'tr34', bytes, place: 'token' } },
      ['Import'],
      {
        replies: [{ type: root }],
      },
    );
    equal(page.field('parameters').origin, 'The token was created for its certificate', 'parameters');
    includes(page.shown('signer'), 'TEST KDH ·', 'signer');
    equal(page.shown('authority'), 'Import TEST KDH CA first', 'authority');
    includes(page.field('authority').origin, 'has not been imported', 'why');
    includes(page.said, 'verified: ', 'checks');
    includes(page.said, 'notChecked: Random number not compared.', 'random number');
    await page.answer('randomNumber', Buffer.from(nonce).toString('hex'));
    includes(page.said, 'verified: The random number is the same as in the token.', 'random number');
    await page.answer('alias', 'kek-main');
    await page.answer('expected', kekKcv());
    equal(
      page.model.steps.map(({ name, state }) => `${name} ${state}`),
      ['TEST KDH CA open'],
      'steps',
    );
    await page.import();
    const { message, detail } = page.confirmation;
    equal(message, 'Import this key and the certificates that it needs?', 'question');
    includes(detail.split('\n').slice(0, 2).join('\n'), '! New root of trust: CN=TEST KDH CA', 'first lines');
    includes(page.said, `verified: KCV ${kekKcv().slice(0, 6)} matches`, 'KCV');
    ok(test.tools.catalogue.find('alias/kek-main'), 'it is in the catalogue');
    page.close();
    // The next token of this sender needs nothing at all.
    const second = fromHex(await token(kept, new Uint8Array(randomBytes(8))))!;
    const next = await ImportDriver.open(test, { source: { kind: 'tr34', bytes: second, place: 'token' } });
    includes(next.field('authority').origin, 'imported from this computer', 'authority');
    equal(next.model.ready, true, next.said);
    next.close();
  });

  it('shows a wrong random number at its field, and sends nothing', async () => {
    const [kept] = await test.tools.parameters.list();
    const bytes = fromHex(await token(kept!, new Uint8Array(randomBytes(8))))!;
    const page = await ImportDriver.open(test, { source: { kind: 'tr34', bytes, place: 'token' } });
    await page.answer('randomNumber', '0011223344556677');
    includes(page.said, ': it answers a different request. Ask the sender to create it again.', 'verdict');
    equal([page.model.ready, page.model.obstacleField], [false, 'randomNumber'], 'obstacle');
    page.close();
  });

  it('shows a signature that does not verify before anything is answered', async () => {
    const [kept] = await test.tools.parameters.list();
    const bytes = fromHex(await token(kept!, new Uint8Array(randomBytes(8))))!;
    bytes[bytes.length - 3]! ^= 1;
    const page = await ImportDriver.open(test, { source: { kind: 'tr34', bytes, place: 'token' } });
    equal([page.model.ready, page.model.obstacleField], [false, 'signer'], page.said);
    includes(page.said, 'failed: ', 'verdict');
    page.close();
  });

  it('says of a token for other parameters, and of parameters that expired, what to do', async function () {
    this.timeout(60_000);
    const other = await parametersFor('TR34_KEY_BLOCK');
    await test.tools.parameters.forget(other.id);
    const bytes = fromHex(await token(other, new Uint8Array(randomBytes(8))))!;
    const page = await ImportDriver.open(test, { source: { kind: 'tr34', bytes, place: 'token' } });
    includes(JSON.stringify(page.field('parameters').options), 'The token is for', 'reason');
    equal(page.model.obstacle, 'No matching import parameters on this computer.', 'obstacle');
    page.close();
    const { output } = await test.service.call('GetParametersForImport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      WrappingKeyAlgorithm: 'RSA_3072',
    });
    const expired = await test.tools.parameters.add(test.service.target, 'TR34_KEY_BLOCK', {
      ...output,
      ParametersValidUntilTimestamp: new Date(Date.now() - 60_000),
    });
    const late = fromHex(await token(expired, new Uint8Array(randomBytes(8))))!;
    const old = await ImportDriver.open(test, { source: { kind: 'tr34', bytes: late, place: 'token' } });
    includes(JSON.stringify(old.field('parameters').options), 'Get new import parameters', 'what to do');
    equal(old.model.ready, false, 'ready');
    old.close();
    await test.tools.parameters.forget(expired.id);
  });

  it('refuses a certificate that did not sign the token, with the reason', async () => {
    const [kept] = await test.tools.parameters.list();
    const bytes = fromHex(await token(kept!, new Uint8Array(randomBytes(8))))!;
    const page = await ImportDriver.open(test, { source: { kind: 'tr34', bytes, place: 'token' } });
    const other = page.field('signer').options.find(({ label }) => label.includes('TEST KDH CA'));
    includes(other?.refusal ?? '', 'The token identifies a different signer:', 'reason');
    page.close();
  });

  it('an RSA cryptogram: what cannot be changed later is not preselected', async function () {
    this.timeout(60_000);
    const kept = await parametersFor('KEY_CRYPTOGRAM');
    const bytes = fromHex(testCryptogram(kek, kept.certificate))!;
    const page = await ImportDriver.open(
      test,
      { source: { kind: 'cryptogram', bytes, place: 'cryptogram' } },
      ['Import'],
    );
    for (const id of ['algorithm', 'usage', 'modes', 'exportable']) equal(page.shown(id), '', id);
    equal(page.field('parameters').origin, 'The only one with a key of this size', 'parameters');
    await page.answer('algorithm', 'AES_128');
    await page.answer('usage', 'K1');
    await page.answer('modes', 'Unwrap');
    await page.answer('exportable', 'Exportable: anyone');
    await page.answer('alias', 'kek-rsa');
    await page.answer('expected', kekKcv());
    // The TR-34 token brought the same key.
    includes(page.said, 'This may be the same key as alias/kek-main', 'what is there already');
    await page.import();
    includes(page.said, 'matches the expected KCV', 'result');
    page.close();
  });

  it('a key block under an agreed key: the certificate and the pair bring ECDH first', async function () {
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
    const page = await ImportDriver.open(
      test,
      { source: { kind: 'keyBlock', text: keyBlock, place: 'block' } },
      ['Import'],
      { replies: [{ type: root }] },
    );
    equal(page.shown('way'), 'Under a key agreed by ECDH', 'way');
    includes(page.field('way').origin, 'An EC certificate is open', 'why');
    includes(page.shown('pair'), 'ECC_NIST_P521', 'pair');
    includes(page.shown('partner'), 'TEST EC PARTY', 'partner');
    equal(page.shown('authority'), 'Import TEST EC CA first', 'authority');
    await page.answer('derived', 'AES_256');
    await page.answer('hash', 'SHA_512');
    await page.answer('sharedInformation', sharedInformation);
    await page.answer('alias', 'kek-ecdh');
    await page.answer('expected', kekKcv());
    await page.import();
    includes(page.said, 'matches the expected KCV', 'result');
    ok(test.tools.catalogue.find('alias/kek-ecdh'), 'it is in the catalogue');
    page.close();
  });
});
