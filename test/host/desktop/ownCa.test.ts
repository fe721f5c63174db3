// One's own CA as a user goes: pair, request, signed certificate, import without a token, export signed by the own pair.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../src/core/cms/tr34/verify';
import { fromHex } from '../../../src/core/crypto/bytes';
import { findPemBlocks, toPem } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { readCsr } from '../../../src/core/x509/csr';
import { createKey } from '../../../src/extension/keys/createKey';
import { getCertificateRequest } from '../../../src/extension/keys/certificateRequest';
import { exportKey } from '../../../src/extension/keys/exportKey';
import { useSignedCertificate } from '../../../src/extension/keys/signedCertificate';
import {
  forgetPairCertificate,
  pairCertificateOf,
} from '../../../src/extension/parameters/pairCertificateActions';
import { ImportParametersView } from '../../../src/extension/parameters/view';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { publicKeyDigest } from '../../../src/keyservice/rules/pairCertificates';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import { ownCa, type OwnCa, type Wanted } from '../../ownCa';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { act, node, pinKey, type Action } from '../support/keyActs';
import { scriptedUi, type Reply } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';

const grouped = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');

describe("One's own CA", () => {
  let test: TestService;
  let ca: OwnCa;
  let sender: readonly TestParty[];
  let receiver: readonly TestParty[];
  /** Of alias/krd (K2) and alias/kdh (S0), by the CA. */
  let krd: Uint8Array;
  let kdh: Uint8Array;
  const shown = { texts: [] as string[], structures: [] as string[] };
  const panels = {
    structure: (_: string, text: string) => void shown.structures.push(text),
    text: (content: string) => void shown.texts.push(content),
    block: () => undefined,
  };
  const requesting: Action = (flow, argument) => getCertificateRequest(flow, argument, panels);
  const using: Action = (flow, argument) => useSignedCertificate(flow, argument);
  const exporting: Action = (flow, argument) => exportKey(flow, argument, panels);

  const fileOf = (name: string, ...certificates: readonly Uint8Array[]): vscode.Uri => {
    const uri = vscode.Uri.file(path.join(test.folder, name));
    fs.writeFileSync(uri.fsPath, certificates.map((one) => toPem('CERTIFICATE', one)).join(''));
    return uri;
  };

  const csrIn = (text: string) => readCsr(findPemBlocks(text)[0]!.bytes);

  /** A key pair of the account with an alias, and what the CA made of its request. */
  async function certified(
    usage: 'TR31_K2_TR34_ASYMMETRIC_KEY' | 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
    name: string,
    wanted: Wanted = {},
  ): Promise<Uint8Array> {
    const { output } = await test.service.call('CreateKey', {
      KeyAttributes: {
        KeyUsage: usage,
        KeyClass: 'ASYMMETRIC_KEY_PAIR',
        KeyAlgorithm: 'RSA_3072',
        KeyModesOfUse: usage.includes('_S0_') ? { Sign: true } : { Decrypt: true, Unwrap: true },
      },
      Exportable: true,
    });
    const { KeyArn } = output.Key;
    await test.service.call('CreateAlias', { AliasName: `alias/${name}`, KeyArn });
    const { output: answer } = await test.service.call('GetCertificateSigningRequest', {
      KeyIdentifier: KeyArn,
      SigningAlgorithm: 'SHA256',
      CertificateSubject: { CommonName: name },
    });
    return ca.sign(answer.CertificateSigningRequest, wanted);
  }

  /** As the command keeps it. */
  const keep = (name: string, ...certificates: readonly Uint8Array[]) =>
    act(
      test,
      using,
      `alias/${name}`,
      [{ choose: 'Select a File' }, { choose: `CN=${name}` }],
      ['Keep Certificate'],
      { files: [fileOf(`${name}.pem`, ...certificates)] },
    );

  before(async function () {
    this.timeout(120_000);
    useDisk();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    test = await testService();
    ca = await ownCa();
    sender = await testChain(['TEST Sender CA', 'TEST Sender KDH'], 'RSA_2048');
    receiver = await testChain(['TEST Receiver CA', 'TEST Receiver KRD'], 'RSA_3072');
    krd = await certified('TR31_K2_TR34_ASYMMETRIC_KEY', 'krd');
    kdh = await certified('TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', 'kdh', {
      keyUsage: ['digitalSignature'],
    });
    const { output } = await test.service.call('ImportKey', {
      KeyMaterial: {
        RootCertificatePublicKey: {
          KeyAttributes: {
            KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
            KeyClass: 'PUBLIC_KEY',
            KeyAlgorithm: 'RSA_3072',
            KeyModesOfUse: { Verify: true },
          },
          PublicKeyCertificate: receiver[0]!.parameter,
        },
      },
    });
    await test.service.call('CreateAlias', { AliasName: 'alias/receiver-ca', KeyArn: output.Key.KeyArn });
    await test.tools.catalogue.refresh();
  });
  beforeEach(async () => {
    for (const { id } of await test.tools.parameters.certificates()) await test.tools.parameters.forget(id);
    await test.tools.context.globalState.update('keyMaterial.requestedKeys', undefined);
    shown.texts.length = shown.structures.length = 0;
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await test.close();
  });

  it('creates the pair by what it is for, and shows its request as a checked document', async function () {
    this.timeout(60_000);
    const ui = await act(
      test,
      createKey,
      undefined,
      [
        { choose: 'Receive TR-34 under my own CA' },
        { choose: 'RSA_3072' },
        { choose: 'mode of use D' },
        { type: 'krd-new' },
        { type: '' },
        'accept',
      ],
      ['Create Key', 'Copy ARN'],
    );
    includes(ui.shown[0]?.detail ?? '', 'TR-34 key pair (K2), RSA_3072', 'confirmation');
    includes(ui.shown[1]?.actions.join() ?? '', 'Get Certificate Signing Request…', 'offered next');
    const asked = await act(
      test,
      requesting,
      'alias/krd-new',
      [
        { type: '' },
        { type: 'a;b' },
        { type: 'payments-krd-01' },
        { tick: ['Organization', 'Country'] },
        { type: 'Example Bank' },
        { type: 'USA' },
        { type: 'US' },
        { choose: 'SHA384' },
      ],
      ['Copy as AWS CLI', 'Get Request', 'Copy as PEM'],
    );
    equal(
      asked.remarks,
      [
        'Enter 1 to 64 characters, without [ ] ; < and >.',
        'Enter 1 to 64 characters, without [ ] ; < and >.',
        'Enter two letters, for example US.',
      ],
      'lengths of the model',
    );
    includes(asked.copied[0] ?? '', 'get-certificate-signing-request', 'command');
    includes(
      asked.shown[0]?.detail ?? '',
      'Subject: CN=payments-krd-01, O=Example Bank, C=US',
      'confirmation',
    );
    const [document = ''] = shown.texts;
    const csr = csrIn(document);
    for (const line of [
      `SHA-256 of the public key: ${grouped(publicKeyDigest(csr.publicKey))}`,
      'Public key: RSA 3072',
      '✓ The signature verifies with the public key in the request.',
      "✓ The public key matches the key pair's certificate from GetPublicKeyCertificate.",
      'keyEncipherment',
    ])
      includes(document, line, 'document');
    includes(csr.signatureAlgorithm.name.toLowerCase(), 'sha384', 'hash');
    equal(findPemBlocks(asked.copied[1] ?? '')[0]?.bytes, csr.raw, 'copied');
    // A name, and no secret, is proposed the next time.
    const again = await act(test, requesting, 'alias/krd', ['accept', 'accept', 'accept', 'escape'], []);
    equal(
      again.asked.map(({ active }) => active),
      ['payments-krd-01', undefined, 'Example Bank', 'US'],
      'proposed',
    );
  });

  it('where GetPublicKeyCertificate is denied, the document says what was not compared', async () => {
    test.simulator.setDenied(['GetPublicKeyCertificate']);
    try {
      await act(test, requesting, 'alias/krd', [{ type: 'denied' }, { tick: [] }, 'accept'], ['Get Request']);
      includes(shown.texts.at(-1) ?? '', '– The public key was not compared', 'document');
    } finally {
      test.simulator.setDenied([]);
    }
  });

  it('refuses a certificate of another key, and one that expired, with the reason', async () => {
    const { publicKey } = readCertificate(krd);
    const file = fileOf(
      'wrong.pem',
      await ca.issue(sender[0]!.publicKey, { subject: [['CN', 'another key']] }),
      await ca.issue(publicKey.raw, {
        subject: [['CN', 'too old']],
        notAfter: new Date(Date.now() - 3_600_000),
      }),
    );
    const ui = await act(
      test,
      using,
      'alias/krd',
      [{ choose: 'Select a File' }, { choose: 'another key' }, { choose: 'too old' }, 'escape'],
      [],
      { files: [file] },
    );
    includes(ui.said.join(), 'Its public key differs from the public key of the key pair', 'another key');
    includes(ui.shown.find(({ kind }) => kind === 'failed')?.detail ?? '', 'expired', 'expired');
    equal(await test.tools.parameters.certificates(), [], 'nothing kept');
  });

  it('keeps the signed certificate with its chain, beside the import parameters', async () => {
    const ui = await keep('krd', krd, ca.certificate);
    const detail = ui.shown.find(({ kind }) => kind === 'confirm')?.detail ?? '';
    for (const line of [
      '✓ Its public key matches the key pair.',
      '✓ The signature verifies with the key of',
      '✓ Valid until',
      'Purpose: receives keys by TR-34, in place of an import token',
      `SHA-256: ${grouped(fingerprintOf({ raw: krd }))}`,
    ])
      includes(detail, line, 'confirmation');
    includes(ui.shown.at(-1)?.actions.join() ?? '', 'Import Its CA…', 'offered next');
    const [kept, more] = await test.tools.parameters.certificates();
    equal([kept?.pairName, kept?.subject, more], ['alias/krd', 'krd', undefined], 'kept');
    equal(await test.tools.parameters.list(), [], 'no token');
    const view = new ImportParametersView(
      { visible: false, onDidChangeVisibility: () => new vscode.Disposable(() => undefined) },
      test.tools.parameters,
      test.tools.connection,
      () => undefined,
    );
    try {
      const [row] = await view.getChildren();
      const item = view.getTreeItem(row!);
      equal(item.label, 'alias/krd', 'row');
      includes(String(item.description), 'receives TR-34 · expires in 36', 'row');
      equal(item.contextValue, 'pairCertificate receive valid', 'menus');
      equal((item.iconPath as vscode.ThemeIcon).id, 'shield', 'icon: not that of something verified');
      const { tooltip } = await view.resolveTreeItem(item, row!);
      includes((tooltip as vscode.MarkdownString).value, 'Its public key matches the key pair', 'tooltip');
    } finally {
      view.dispose();
    }
  });

  it('says what was not checked where neither issuer nor public key can be had', async () => {
    test.simulator.setDenied(['GetPublicKeyCertificate']);
    try {
      const file = fileOf('alone.pem', krd);
      const replies: Reply[] = [{ choose: 'Select a File' }, { choose: 'CN=krd' }];
      const without = await act(test, using, 'alias/krd', replies, ['cancel'], { files: [file] });
      const detail = without.shown[0]?.detail ?? '';
      includes(detail, '– Its public key was not compared', 'public key');
      includes(detail, '! The public key of alias/krd could not be read', 'warning');
      includes(detail, "the issuer's certificate is not available", 'signature');
      // A request that was checked here shows the key as well.
      const request: Reply[] = [{ type: 'one' }, { tick: [] }, 'accept'];
      await act(test, requesting, 'alias/krd', request, ['Get Request']);
      const ui = await act(test, using, 'alias/krd', replies, ['cancel'], { files: [file] });
      const byRequest = ui.shown[0]?.detail ?? '';
      includes(byRequest, '✓ Its public key matches the certificate signing request', 'by the request');
      includes(byRequest, 'AccessDeniedException', 'why the service did not confirm it');
    } finally {
      test.simulator.setDenied([]);
    }
  });

  it('imports a token that was made for the certificate, without an import token', async function () {
    this.timeout(60_000);
    await keep('krd', krd, ca.certificate);
    const [kept] = await test.tools.parameters.certificates();
    const nonce = new Uint8Array(randomBytes(8));
    const text = await testTr34Token({
      key: fromHex('88E1AB2A2E3DD38C1FA039A536500CC8')!,
      header: 'D9999K1AB00E0000',
      kdh: sender[1]!,
      krd: kept!.certificate,
      fresh: nonce,
      cipher: 'AES',
    });
    const content = sender.map(({ pem }) => pem).join('');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
    test.sent.length = 0;
    const page = await ImportDriver.open(
      test,
      { source: { kind: 'tr34', bytes: fromHex(text)!, place: 'token' } },
      ['Import'],
      { replies: [{ type: fingerprintOf({ raw: sender[0]!.certificate }).slice(-8) }] },
    );
    includes(page.shown('parameters'), 'alias/krd · RSA_3072', 'parameters');
    equal(page.field('parameters').origin, 'The token was created for its certificate', 'origin');
    await page.answer('alias', 'kek-own');
    includes(page.model.request?.json ?? '', '"WrappingKeyIdentifier"', 'request');
    excludes(page.model.request?.json ?? '', 'ImportToken', 'request');
    await page.import();
    for (const line of [
      'Wrapped by: alias/krd, RSA_3072',
      'Without an import token',
      'Certificate of the key pair: CN=krd,',
      'Certificate valid until: ',
    ])
      includes(page.confirmation.detail, line, 'confirmation');
    ok(test.tools.catalogue.find('alias/kek-own'), page.said);
    excludes(test.sent.join(), 'GetParametersForImport', 'calls');
    page.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('exports signed by the own pair, which our verifier accepts', async function () {
    this.timeout(60_000);
    await keep('kdh', kdh, ca.certificate);
    const file = fileOf('receiver.pem', ...receiver.map((one) => one.certificate));
    const key = await pinKey(test, 'alias/leaves-own');
    test.sent.length = 0;
    const ui = await act(
      test,
      exporting,
      node(key),
      [
        { choose: 'TR-34' },
        { choose: 'Select a File' },
        { choose: 'TEST Receiver KRD' },
        { choose: 'alias/receiver-ca' },
        { choose: 'alias/kdh' },
        { type: '0011223344556677' },
        'accept',
      ],
      ['Export'],
      { files: [file] },
    );
    const detail = ui.shown.find(({ message }) => message.includes('as TR-34'))?.detail ?? '';
    includes(
      detail,
      'signed by alias/kdh with the certificate "CN=kdh,O=Example Bank", without an export token',
      'confirmation',
    );
    excludes(test.sent.join(), 'GetParametersForExport', 'calls');
    const [hex = ''] = (shown.structures.at(-1) ?? '').split('\n');
    const token = readTr34(fromHex(hex)!);
    ok(token?.kind === 'KT_KDH', 'a key token');
    const [signer, recipient] = [kdh, receiver[1]!.certificate].map((one) => readCertificate(one));
    const { checks } = await verifyTr34(token, [signer!, recipient!], { kdh: signer!, krd: recipient! });
    equal(
      ['signer', 'signature', 'recipient'].map((id) => checks.find((one) => one.id === id)?.verdict),
      ['right', 'right', 'right'],
      'checks',
    );
    includes(shown.structures.at(-1) ?? '', toPem('CERTIFICATE', ca.certificate), 'chain beside the token');
  });

  it('refuses a pair and certificate that do not match before anything is sent', async () => {
    await keep('kdh', kdh, ca.certificate);
    const [kept] = await test.tools.parameters.certificates();
    const wrong = await ca.issue(sender[0]!.publicKey, { subject: [['CN', 'mismatch']] });
    const mismatched = await test.tools.parameters.keepCertificate(test.service.target, {
      purpose: kept!.purpose,
      pair: kept!.pair,
      pairName: kept!.pairName,
      chain: kept!.chain,
      validUntil: kept!.validUntil,
      subject: 'mismatch',
      certificate: Buffer.from(toPem('CERTIFICATE', wrong)).toString('base64'),
    });
    const key = await pinKey(test);
    test.sent.length = 0;
    const ui = await act(
      test,
      exporting,
      node(key),
      [
        { choose: 'TR-34' },
        { choose: 'Select a File' },
        { choose: 'TEST Receiver KRD' },
        { choose: 'alias/receiver-ca' },
        { choose: 'mismatch' },
        { type: '' },
        'accept',
      ],
      [],
      { files: [fileOf('receiver.pem', ...receiver.map((one) => one.certificate))] },
    );
    includes(ui.shown.at(-1)?.detail ?? '', 'do not match', 'refused');
    excludes(test.sent.join(), 'Export', 'calls');
    const forgetting = scriptedUi([], { actions: ['Forget'] });
    equal(await forgetPairCertificate(test.tools, forgetting, mismatched), true, 'forgotten');
    equal(
      (await test.tools.parameters.certificates()).map(({ subject }) => subject),
      ['kdh'],
      'kept',
    );
    const chosen = await pairCertificateOf(test.tools, scriptedUi([{ choose: 'kdh' }]), undefined, 'Open');
    equal(chosen?.pairName, 'alias/kdh', 'chosen');
  });

  it('refuses a certificate of a test authority that was made here on a live account', async function () {
    this.timeout(60_000);
    const target = {
      kind: 'aws',
      profile: 'payments',
      region: 'us-east-1',
      account: '111122223333',
      endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
    } as const;
    const live = await testService({ posesAs: target, region: target.region, account: target.account });
    try {
      const { output } = await live.service.call('CreateKey', {
        KeyAttributes: {
          KeyUsage: 'TR31_K2_TR34_ASYMMETRIC_KEY',
          KeyClass: 'ASYMMETRIC_KEY_PAIR',
          KeyAlgorithm: 'RSA_2048',
          KeyModesOfUse: { Decrypt: true, Unwrap: true },
        },
        Exportable: true,
      });
      await live.tools.catalogue.refresh();
      const ours = await testParty('TEST Own CA', { ca: true });
      const { output: answer } = await live.service.call('GetCertificateSigningRequest', {
        KeyIdentifier: output.Key.KeyArn,
        SigningAlgorithm: 'SHA256',
        CertificateSubject: { CommonName: 'live' },
      });
      const csr = csrIn(Buffer.from(answer.CertificateSigningRequest, 'base64').toString());
      const { makeCertificate, certificateExtensions } = await import('../../../src/core/make/certificates');
      const issued = await makeCertificate({
        subject: [['CN', 'live']],
        issuer: ours.certificate,
        privateKey: new Uint8Array(ours.privateKey.export({ type: 'pkcs8', format: 'der' })),
        hash: 'SHA-256',
        notBefore: new Date(Date.now() - 86_400_000),
        notAfter: new Date(Date.now() + 86_400_000 * 9),
        publicKey: csr.publicKey.raw,
        extensions: [certificateExtensions.keyUsage('keyEncipherment')],
      });
      const file = fileOf('live.pem', issued, ours.certificate);
      const ui = await act(
        live,
        using,
        node(output.Key),
        [{ choose: 'Select a File' }, { choose: 'CN=live' }, 'escape'],
        [],
        { files: [file] },
      );
      includes(ui.shown.at(-1)?.detail ?? '', 'belongs to a test CA created here', 'refused');
      equal(await live.tools.parameters.certificates(), [], 'nothing kept');
    } finally {
      await live.close();
    }
  });
});
