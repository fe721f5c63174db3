import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { findKeyBlocks } from '../../../src/core/input/find';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { readCertificate } from '../../../src/core/x509/certificate';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { ImportDriver } from '../support/importDriver';
import { askAndBuildPayload } from '../../../src/extension/testPayload/build';
import { deleteKept } from '../../../src/extension/testPayload/deleteKept';
import { keptPayloads } from '../../../src/extension/testKeys/payloadFiles';
import { keptKeys } from '../../../src/extension/testKeys/kept';
import { payloadOctets, type TestPayload } from '../../../src/extension/testPayload/payload';
import { importArgument, payloadDocument, showPayload } from '../../../src/extension/testPayload/show';
import { fileOfText } from '../../../src/extension/material/structureFile';
import { log } from '../../../src/extension/ui/log';
import type { ImportKeyMaterial, Key } from '../../../src/keyservice/operations';
import { awsCertificateParameter, awsKeyAlgorithm } from '../../../src/keyservice/rules/certificates';
import { modesOfUse, usageAttributesOf } from '../../../src/keyservice/rules/keyAttributes';
import { equal, excludes, includes, ok } from '../support/check';
import { type Answers, type Reply, scriptedUi } from '../support/scriptedUi';
import { certificatesOf } from '../../../src/extension/service/parameterCertificates';
import { readPayloadFacts } from '../../../src/keyservice/draft/payloadFacts';
import { useDisk } from '../support/disk';
import { testService, type TestService } from '../support/serviceTools';

/** Known test keys, typed. */
const typedDigits = '0123456789ABCDEFFEDCBA9876543210';
const typedTdes3 = '0123456789ABCDEFFEDCBA98765432101122334455667788';

describe('test payloads', () => {
  let test: TestService;
  const logged: string[] = [];
  const everything: string[] = [];

  before(() => {
    useDisk();
    const channel = log() as unknown as Record<string, (text: string) => void>;
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'])
      channel[level] = (text) => void logged.push(text);
  });
  beforeEach(async function () {
    this.timeout(60_000);
    trusted.clear();
    logged.length = 0;
    everything.length = 0;
    test = await testService();
  });
  afterEach(async () => {
    try {
      keysStayInTheirFiles();
    } finally {
      await test.close();
    }
  });

  /** Files with keys of parties and KEKs. */
  function secretFiles(): string[] {
    const root = path.join(test.folder, 'testsource');
    if (!fs.existsSync(root)) return [];
    return fs
      .readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.key(\.pem)?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name));
  }

  /** After every test: nothing that was asked, shown, logged or remembered in it holds a key. */
  function keysStayInTheirFiles(): void {
    const all = [...everything, ...logged, test.kept()].join('\n');
    for (const file of secretFiles()) {
      if (file.endsWith('.key')) {
        excludes(all.toUpperCase(), fs.readFileSync(file).toString('hex').toUpperCase(), 'a kept KEK');
        continue;
      }
      const line = fs.readFileSync(file, 'latin1').split('\n')[3] ?? '';
      if (line.length > 40) excludes(all, line, 'a private key');
    }
    for (const typed of [typedDigits, typedTdes3]) excludes(all.toUpperCase(), typed, 'a typed key');
    // What is logged names no key and no payload.
    excludes(logged.join('\n'), 'KCV', 'log');
  }

  async function build(
    replies: Reply[],
    answers: Answers = {},
    service: TestService = test,
  ): Promise<{ payload: TestPayload | undefined; said: string[] }> {
    const ui = scriptedUi(replies, answers);
    const payload = await askAndBuildPayload(service.tools, ui);
    equal(ui.left(), 0, 'replies left over');
    await ui.settled();
    const text = payload ? payloadDocument(payload) : '';
    everything.push(JSON.stringify([ui.asked, ui.remarks, ui.said, ui.modals]), text);
    return { payload, said: ui.said };
  }

  async function made(replies: Reply[], answers?: Answers): Promise<TestPayload> {
    const { payload } = await build(replies, answers);
    ok(payload, 'a payload is built');
    return payload;
  }

  const imported = async (KeyMaterial: ImportKeyMaterial): Promise<Key> =>
    (await test.service.call('ImportKey', { KeyMaterial })).output.Key;

  const trusted = new Map<string, string>();
  /** Imports a root once. */
  async function authority(der: Uint8Array): Promise<string> {
    const known = trusted.get(toUpperHex(der));
    if (known !== undefined) return known;
    const certificate = readCertificate(der);
    const key = await imported({
      RootCertificatePublicKey: {
        KeyAttributes: {
          KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
          KeyClass: 'PUBLIC_KEY',
          KeyAlgorithm: awsKeyAlgorithm(certificate.publicKey)!,
          KeyModesOfUse: { Verify: true },
        },
        PublicKeyCertificate: awsCertificateParameter(certificate),
      },
    });
    trusted.set(toUpperHex(der), key.KeyArn);
    return key.KeyArn;
  }

  const parameter = (der: Uint8Array): string => awsCertificateParameter(readCertificate(der));

  async function importTr34(payload: TestPayload): Promise<Key> {
    const token = readTr34(payloadOctets(payload));
    const [kdh, ca] = payload.certificates;
    ok(token?.nonce && kdh && ca && payload.parameters, 'a two-pass token with its certificates');
    return imported({
      Tr34KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: await authority(ca),
        SigningKeyCertificate: parameter(kdh),
        ImportToken: payload.parameters.token,
        WrappedKeyBlock: payload.text,
        KeyBlockFormat: 'X9_TR34_2012',
        RandomNonce: toUpperHex(token.nonce),
      },
    });
  }

  async function importCryptogram(payload: TestPayload): Promise<Key> {
    const { sent, parameters, spec } = payload;
    ok(parameters && spec, 'parameters');
    return imported({
      KeyCryptogram: {
        KeyAttributes: {
          KeyUsage: usageAttributesOf(sent.usage)!.keyUsage,
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: sent.keyAlgorithm,
          KeyModesOfUse: modesOfUse(sent.mode)!,
        },
        Exportable: sent.exportability !== 'N',
        WrappedKeyCryptogram: payload.text,
        ImportToken: parameters.token,
        WrappingSpec: spec,
      },
    });
  }

  /** A token with a generated KEK, which is kept. */
  const aesKekPayload = (): Promise<TestPayload> =>
    made([
      { choose: 'TR-34 token' },
      { choose: '(K1)' },
      { choose: 'AES_128' },
      'accept',
      'accept',
      'accept',
      { choose: 'Generate' },
    ]);
  const tdesKekPayload = (): Promise<TestPayload> =>
    made([
      { choose: 'TR-34 token' },
      { choose: '(K0)' },
      { choose: 'TDES_3KEY' },
      'accept',
      { choose: 'E' },
      { choose: 'the smallest' },
      { choose: 'Generate' },
    ]);
  /** A key block under a key that was agreed on. */
  const agreedPayload = (algorithm: string, derived: string, method: string): Promise<TestPayload> =>
    made([
      { choose: 'ECDH key block' },
      { choose: '(K1)' },
      { choose: algorithm },
      'accept',
      'accept',
      { choose: 'Create a key pair' },
      { choose: derived },
      { choose: method },
      { choose: 'Generate' },
    ]);

  it('a TR-34 token with a generated KEK is imported, its KCV equal, the KEK kept', async function () {
    this.timeout(60_000);
    const payload = await aesKekPayload();
    equal(payload.parameters?.wrappingAlgorithm, 'RSA_3072', 'what AES_128 needs');
    const aesKek = await importTr34(payload);
    equal(aesKek.KeyCheckValue, payload.kcv, 'KCV');
    equal(aesKek.KeyAttributes.KeyAlgorithm, 'AES_128');
    equal(aesKek.KeyAttributes.KeyUsage, 'TR31_K1_KEY_BLOCK_PROTECTION_KEY');
    equal(
      (await keptKeys(test.tools.context)).map(({ cipher, bytes, kcv }) => [cipher, bytes, kcv]),
      [['AES', 16, payload.kcv]],
      'kept',
    );
    const second = await tdesKekPayload();
    const tdesKek = await importTr34(second);
    equal(tdesKek.KeyCheckValue, second.kcv, 'KCV of the second');
    equal(second.certificates, payload.certificates, 'the same KDH sends again');
  });

  it('as proposed takes one answer: a KEK by TR-34, then a PIN key under it', async function () {
    this.timeout(60_000);
    const first = await made([{ choose: 'As proposed' }]);
    equal([first.kind, first.sent.usage, first.sent.keyAlgorithm].join(), 'tr34,K1,AES_128', 'the first');
    const kek = await importTr34(first);
    equal(kek.KeyCheckValue, first.kcv, 'KCV of the KEK');
    const second = await made([{ choose: 'As proposed' }]);
    equal([second.kind, second.sent.usage, second.sent.keyAlgorithm].join(), 'keyBlock,P0,AES_128', 'then');
    const key = await imported({
      Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: second.text },
    });
    equal(key.KeyCheckValue, second.kcv, 'KCV of the PIN key');
  });

  it('a TR-31 key block under a KEK of an earlier payload is imported', async function () {
    this.timeout(60_000);
    const aesKek = await importTr34(await aesKekPayload());
    const tdesKek = await importTr34(await tdesKekPayload());
    const block = await made([
      { choose: 'TR-31 key block' },
      { choose: '(P0)' },
      { choose: 'TDES_2KEY' },
      'accept',
      'accept',
      { choose: `AES_128 · KCV ${aesKek.KeyCheckValue ?? ''}` },
      { choose: 'Generate' },
    ]);
    includes(block.text, '0112P0TB00E', 'header');
    const key = await imported({
      Tr31KeyBlock: { WrappingKeyIdentifier: aesKek.KeyArn, WrappedKeyBlock: block.text },
    });
    equal(key.KeyCheckValue, block.kcv, 'KCV');
    equal((await keptKeys(test.tools.context)).length, 2, 'only KEKs are kept');
    // A key that is stronger than the KEK is not sent under it.
    const { said, payload } = await build([
      { choose: 'TR-31 key block' },
      { choose: '(D0)' },
      { choose: 'AES_128' },
      { choose: 'E' },
      { choose: 'N' },
      { choose: 'weaker than' },
      { choose: `KCV ${aesKek.KeyCheckValue ?? ''}` },
      { choose: 'Generate' },
    ]);
    includes(said.join(), 'at least as strong as the key', 'why not');
    ok(payload?.text.startsWith('D') === true && payload.text.includes('D0AE00N'), 'version and header');
    const under = await made([
      { choose: 'TR-31 key block' },
      { choose: '(B0)' },
      { choose: 'TDES_3KEY' },
      'accept',
      'accept',
      { choose: `TDES_3KEY · KCV ${tdesKek.KeyCheckValue ?? ''}` },
      { choose: 'Generate' },
    ]);
    const bdk = await imported({
      Tr31KeyBlock: { WrappingKeyIdentifier: tdesKek.KeyArn, WrappedKeyBlock: under.text },
    });
    equal([bdk.KeyCheckValue, under.text.charAt(0)], [under.kcv, 'B'], 'under TDES');
  });

  for (const spec of ['SHA-256', 'SHA-512'])
    it(`an RSA cryptogram with ${spec} is imported: a typed key, where clear keys are allowed`, async () => {
      const replies = (...key: Reply[]): Reply[] => [
        { choose: 'RSA cryptogram' },
        { choose: '(P0)' },
        { choose: 'TDES_2KEY' },
        'accept',
        { choose: 'N' },
        { choose: 'the smallest' },
        { choose: spec },
        ...key,
      ];
      const payload = await made(
        replies(
          { choose: 'Enter key or combine components…' },
          { choose: 'Hexadecimal digits' },
          { type: typedDigits },
          { choose: 'Use this key' },
        ),
      );
      const facts = readPayloadFacts(payloadDocument(payload));
      equal([facts?.wrappingSpec, facts?.kcv, facts?.exportability], [payload.spec, '08D7B4', 'N'], 'facts');
      const key = await importCryptogram(payload);
      equal([key.KeyCheckValue, payload.kcv], ['08D7B4', '08D7B4'], 'KCV of the published test key');
      equal(key.Exportable, false);
    });

  it('a typed key is not asked for while clear keys are off, and generating one still works', async () => {
    const { said, payload } = await build(
      [
        { choose: 'RSA cryptogram' },
        { choose: '(P0)' },
        { choose: 'TDES_2KEY' },
        'accept',
        'accept',
        { choose: 'the smallest' },
        'accept',
        { choose: 'Enter key or combine components…' },
        { choose: 'Generate' },
      ],
      { clearKeys: false },
    );
    includes(said.join('\n'), 'needs a clear key, and clear keys are turned off.', 'why');
    ok(payload, 'generated');
  });

  it('a typed KEK is not written to the disk', async () => {
    const before = (await keptKeys(test.tools.context)).length;
    const payload = await made([
      { choose: 'TR-34 token' },
      { choose: '(K0)' },
      { choose: 'TDES_3KEY' },
      'accept',
      'accept',
      { choose: 'the smallest' },
      { choose: 'Enter key or combine components…' },
      { choose: 'Hexadecimal digits' },
      { type: typedTdes3 },
      { choose: 'Use this key' },
    ]);
    const expected = keyCheckValue('ANSI_X9_24', fromHex(typedTdes3)!, { algorithm: 'TDES' });
    equal(payload.kcv, expected);
    equal((await importTr34(payload)).KeyCheckValue, expected, 'KCV');
    equal((await keptKeys(test.tools.context)).length, before, 'kept');
  });

  for (const [curve, algorithm, derived, method] of [
    ['ECC_NIST_P256', 'AES_128', 'AES_128', 'NIST_SP800, SHA_256'],
    ['ECC_NIST_P521', 'AES_256', 'AES_256', 'ANSI_X963, SHA_512'],
  ] as const)
    it(`an ECDH key block under a key agreed on ${curve} is imported`, async () => {
      const payload = await agreedPayload(algorithm, derived, method);
      const { agreement, certificates } = payload;
      const facts = readPayloadFacts(payloadDocument(payload));
      equal(
        [facts?.kind, facts?.keyPairArn, facts?.sharedInformation, facts?.derivation?.DeriveKeyAlgorithm],
        ['agreed', agreement?.own, agreement?.sharedInformation, derived],
        'facts',
      );
      const [party, ca] = certificates;
      ok(agreement && party && ca, 'agreement');
      excludes(agreement.sharedInformation.match(/../g)?.join(' ') ?? '', '00', 'zero octets');
      const key = await imported({
        DiffieHellmanTr31KeyBlock: {
          PrivateKeyIdentifier: agreement.own,
          CertificateAuthorityPublicKeyIdentifier: await authority(ca),
          PublicKeyCertificate: parameter(party),
          DeriveKeyAlgorithm: agreement.DeriveKeyAlgorithm,
          KeyDerivationFunction: agreement.KeyDerivationFunction,
          KeyDerivationHashAlgorithm: agreement.KeyDerivationHashAlgorithm,
          DerivationData: { SharedInformation: agreement.sharedInformation },
          WrappedKeyBlock: payload.text,
        },
      });
      equal(key.KeyCheckValue, payload.kcv, 'KCV');
    });

  it('no key is kept where the storage lies in a folder of the workspace', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    ok(folder, 'a workspace');
    const inside = { ...test.tools, context: { ...test.tools.context, globalStorageUri: folder } };
    const ui = scriptedUi([]);
    equal(await askAndBuildPayload(inside, ui), undefined);
    includes(ui.said.join(), 'outside every workspace', 'why');
  });

  it('Back goes through all questions, and what was chosen stays', async function () {
    this.timeout(60_000);
    const kek = await aesKekPayload();
    const payload = await made([
      { choose: 'RSA cryptogram' },
      { choose: '(P0)' },
      { choose: 'TDES_3KEY' },
      'back',
      'back',
      'back',
      { choose: 'TR-31 key block' },
      { choose: '(K1)' },
      { choose: 'AES_128' },
      'accept',
      'accept',
      'back',
      'accept',
      { choose: `AES_128 · KCV ${kek.kcv}` },
      'back',
      { choose: `AES_128 · KCV ${kek.kcv}` },
      { choose: 'Generate' },
    ]);
    equal(payload.kind, 'keyBlock');
    equal((await build([{ choose: 'TR-31' }, 'escape'])).payload, undefined, 'Escape');
  });

  it('the document holds what an import reads, says TEST and the KCV, and no key', async function () {
    this.timeout(60_000);
    const token = await made([
      { choose: 'TR-34 token' },
      { choose: '(P0)' },
      { choose: 'TDES_2KEY' },
      'accept',
      'accept',
      { choose: 'the smallest' },
      { choose: 'Generate' },
    ]);
    const ui = scriptedUi([]);
    await showPayload(test.tools.context, ui, token);
    await ui.settled();
    const shown = vscode.window.activeTextEditor?.document;
    ok(shown, 'a document in front');
    equal([shown.uri.scheme, shown.isUntitled, shown.isDirty], ['file', false, false], 'nothing to save');
    if (process.platform !== 'win32') equal(fs.statSync(shown.uri.fsPath).mode & 0o777, 0o600, 'private');
    includes(shown.uri.fsPath, test.folder, 'in the storage of the extension');
    const text = shown.getText();
    equal(text, payloadDocument(token), 'document');
    for (const line of text.split('\n').slice(0, 3)) includes(line, '# ', 'comment');
    includes(text, 'TEST', 'mark');
    includes(text, `${token.kcv} (ANSI X9.24)`, 'KCV');
    includes(text, 'TR-34, RSA_2048', 'parameters');
    const { parts } = fileOfText('', text);
    equal(
      parts.map(({ bytes }) =>
        readTr34(bytes)?.kind === 'KT_KDH' ? 'token' : readCertificate(bytes).subject.label,
      ),
      ['token', 'TEST KDH 1', 'TEST KDH CA'],
      'found in it',
    );
    const kek = await aesKekPayload();
    const block = await made([
      { choose: 'TR-31 key block' },
      { choose: '(P0)' },
      { choose: 'TDES_2KEY' },
      'accept',
      'accept',
      { choose: `AES_128 · KCV ${kek.kcv}` },
      { choose: 'Generate' },
    ]);
    equal(findKeyBlocks(payloadDocument(block)).length, 1, 'key blocks');
    const given = importArgument(block);
    equal(given.source.kind === 'keyBlock' ? given.source.text : '', block.text, 'argument');
    equal(importArgument(token).parameters, token.parameters?.id, 'parameters of the argument');
    const [krd] = certificatesOf(token.parameters!);
    equal(
      readPayloadFacts(text),
      {
        kind: 'tr34',
        test: true,
        usage: 'P0',
        keyAlgorithm: 'TDES_2KEY',
        mode: 'B',
        exportability: 'E',
        kcv: token.kcv,
        kcvMethod: 'ANSI_X9_24',
        krdFingerprint: fingerprintOf(krd!),
        rootFingerprint: fingerprintOf(readCertificate(token.certificates[1]!)),
        randomNumber: toUpperHex(readTr34(payloadOctets(token))!.nonce!),
      },
      'facts of a token',
    );
    equal(importArgument(token).source.facts, readPayloadFacts(text), 'facts of the argument');
    const { wrappingKcv, wrappingAlgorithm, kcv } = readPayloadFacts(payloadDocument(block)) ?? {};
    equal([wrappingKcv, wrappingAlgorithm, kcv], [kek.kcv, 'AES_128', block.kcv], 'facts of a key block');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('the whole round: no keys, a KEK by TR-34, a TR-31 key under it, an export that reads', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const kek = await aesKekPayload();
    const ui = scriptedUi([]);
    await showPayload(test.tools.context, ui, kek);
    await ui.settled();
    const fingerprint = fingerprintOf(readCertificate(kek.certificates[1]!)).slice(-8);
    const first = await ImportDriver.open(test, importArgument(kek), ['Import'], {
      replies: [{ type: fingerprint }],
    });
    await first.answer('alias', 'round-kek');
    await first.answer('expected', kek.kcv);
    await first.import();
    includes(first.said, `matches the expected KCV ${kek.kcv}`, 'KEK');
    first.close();
    // By Enter alone: a PIN key under the KEK that was just imported.
    const pek = await made(Array<Reply>(7).fill('accept'));
    equal([pek.kind, pek.sent.usage, pek.kbpk?.kcv], ['keyBlock', 'P0', kek.kcv], 'what is proposed');
    const second = await ImportDriver.open(test, importArgument(pek), ['Import']);
    await second.answer('wrappingKey', 'alias/round-kek');
    await second.answer('alias', 'round-pek');
    await second.answer('expected', pek.kcv);
    await second.import();
    includes(second.said, `matches the expected KCV ${pek.kcv}`, 'PEK');
    second.close();
    const { output } = await test.service.call('ExportKey', {
      ExportKeyIdentifier: 'alias/round-pek',
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/round-kek' } },
    });
    const block = decodeKeyBlock(output.WrappedKey.KeyMaterial);
    equal([block.usage.code, block.findings.filter(({ severity }) => severity === 'error')], ['P0', []]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('keys lie outside the workspace, for their owner alone', async function () {
    this.timeout(60_000);
    await aesKekPayload();
    await agreedPayload('AES_128', 'AES_128', 'NIST_SP800, SHA_256');
    const secrets = secretFiles();
    ok(secrets.length >= 2 + 2 + 1, 'keys of parties and a KEK');
    for (const file of secrets)
      if (process.platform !== 'win32') equal(fs.statSync(file).mode & 0o777, 0o600, file);
    for (const folder of vscode.workspace.workspaceFolders ?? [])
      ok(
        secrets.every((file) => !file.startsWith(folder.uri.fsPath)),
        'outside the workspace',
      );
  });

  describe('for a live account', () => {
    const account = '111122223333';
    let live: TestService;
    beforeEach(async () => {
      live = await testService({
        posesAs: {
          kind: 'aws',
          profile: 'payments',
          region: 'us-east-2',
          account,
          endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
        },
      });
    });
    afterEach(async () => {
      await live.close();
      await vscode.workspace
        .getConfiguration('keyMaterial')
        .update('testAccounts', undefined, vscode.ConfigurationTarget.Global);
    });

    it('that is not listed, test certificates and kept keys are refused before anything is sent', async () => {
      for (const kind of ['TR-34 token', 'ECDH key block']) {
        const { payload, said } = await build([{ choose: kind }], {}, live);
        equal(payload, undefined, kind);
        includes(said.join('\n'), 'keyMaterial.testAccounts', 'how to list it');
        includes(said.join('\n'), account, 'account');
      }
      equal(live.sent, [], 'calls');
    });

    it('that is not listed, a typed key and a KEK are refused', async () => {
      for (const [usage, ...key] of [
        [
          '(P0)',
          { choose: 'Enter key or combine components…' },
          { choose: 'Hexadecimal digits' },
          { type: typedDigits },
          { choose: 'Use this key' },
        ],
        ['(K0)', { choose: 'Generate' }],
      ] as [string, ...Reply[]][]) {
        const { payload, said } = await build(
          [
            { choose: 'RSA cryptogram' },
            { choose: usage },
            { choose: 'TDES_2KEY' },
            'accept',
            'accept',
            { choose: 'the smallest' },
            ...(usage === '(K0)' ? [{ choose: 'saved' }] : []),
            'accept',
            ...key,
          ],
          usage === '(K0)' ? {} : { actions: ['Get Parameters'] },
          live,
        );
        equal(payload, undefined, usage);
        includes(said.join('\n'), 'keyMaterial.testAccounts', 'how to list it');
      }
      equal(await keptKeys(live.tools.context), [], 'kept');
    });

    it('that is listed by the machine, they are not', async () => {
      await vscode.workspace
        .getConfiguration('keyMaterial')
        .update('testAccounts', [account], vscode.ConfigurationTarget.Global);
      const { payload } = await build(
        [
          { choose: 'RSA cryptogram' },
          { choose: '(K0)' },
          { choose: 'TDES_2KEY' },
          'accept',
          'accept',
          { choose: 'the smallest' },
          'accept',
          { choose: 'Generate' },
        ],
        { actions: ['Get Parameters'] },
        live,
      );
      ok(payload, 'built');
      equal((await keptKeys(live.tools.context)).length, 1, 'kept');
    });
  });

  it('are deleted with their keys, after a question; fingerprints stay remembered', async function () {
    this.timeout(60_000);
    const sent = await aesKekPayload();
    await agreedPayload('AES_128', 'AES_128', 'NIST_SP800, SHA_256');
    for (let count = 0; count < 2; count++) {
      const shown = scriptedUi([]);
      await showPayload(test.tools.context, shown, sent);
      await shown.settled();
    }
    const documents = await keptPayloads(test.tools.context);
    equal(documents.length, 2, 'a payload that is shown again does not replace the first');
    const root = path.join(test.folder, 'testsource');
    const linked = path.join(test.folder, 'linked');
    const [kek] = await keptKeys(test.tools.context);
    ok(kek, 'a kept KEK');
    fs.linkSync(kek.uri.fsPath, linked);
    const before = fs.readFileSync(linked);
    const no = scriptedUi(['accept'], { actions: ['cancel'] });
    equal(await deleteKept(test.tools.context, no), 0, 'nothing without a yes');
    const ui = scriptedUi(['accept'], { actions: ['Delete'] });
    const count = await deleteKept(test.tools.context, ui);
    ok(count >= 3, `${count} sets`);
    const [labels] = ui.asked.map((asked) => asked.labels.join('\n'));
    includes(labels ?? '', 'TEST KDH CA', 'who is in a set');
    includes(labels ?? '', `KCV ${kek.kcv}`, 'keys by their KCV');
    includes(labels ?? '', '2 test payloads', 'payloads');
    const left = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    equal(
      left.map(({ name }) => name),
      [],
      'Binary files skipped:',
    );
    excludes(fs.readFileSync(linked).toString('hex'), before.toString('hex'), 'octets of the KEK');
    includes(test.kept(), 'testCertificates', 'fingerprints');
    const again = scriptedUi([]);
    equal(await deleteKept(test.tools.context, again), 0);
    includes(again.said[0] ?? '', 'There are no test keys', 'nothing left');
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    excludes(tabs.map(({ label }) => label).join('\n'), 'TEST-tr34', 'tabs');
  });
});
