import * as vscode from 'vscode';
import { keyCheckValues } from '../../../src/core/crypto/kcv';
import { readCertificate } from '../../../src/core/x509/certificate';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf, OutputOf } from '../../../src/keyservice/operations';
import { guideForms, jsonText, type GuideForms, type SampleForm } from '../../keyservice/requests/guideForms';
import { equal, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { hoverAt } from '../support/hovers';
import { ImportDriver } from '../support/importDriver';
import { testService, type TestService } from '../support/serviceTools';

const closeAll = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

async function open(content: string, language = 'json'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document, { preview: false });
  for (let turn = 0; turn < 100 && vscode.window.activeTextEditor?.document !== document; turn++)
    await new Promise((done) => setTimeout(done, 50));
  equal(vscode.window.activeTextEditor?.document === document, true, 'it is in front');
  return document;
}

describe('Import Key from a request file of the AWS CLI', () => {
  let test: TestService;
  let forms: GuideForms;

  before(async function () {
    this.timeout(240_000);
    useDisk();
    test = await testService();
    const call = async <Name extends OperationName>(
      operation: Name,
      input: InputOf<Name>,
    ): Promise<OutputOf<Name>> => (await test.service.call(operation, input)).output;
    forms = await guideForms(call);
  });
  after(async () => {
    await closeAll();
    await test.close();
  });

  const kcv = (): string => (keyCheckValues('A', forms.secret).cmac ?? '').slice(0, 6);
  const shown = async (form: SampleForm): Promise<vscode.TextDocument> => open(jsonText(forms[form]));

  /** Nothing is answered: the confirmation is the first thing that is asked. */
  async function imported(form: SampleForm, replies: { type: string }[] = []): Promise<ImportDriver> {
    await shown(form);
    const page = await ImportDriver.open(test, undefined, ['Import'], { replies });
    ok(page.model.result, `imported: ${page.said}`);
    return page;
  }

  it('a cryptogram goes straight to the confirmation, which says what of its token cannot be seen', async function () {
    this.timeout(60_000);
    const page = await imported('cryptogram');
    const { message, detail } = page.confirmation;
    equal(message, 'Import this key?', 'question');
    includes(detail, '! The import token is from Untitled-', 'where the token is from');
    includes(detail, 'account and validity period are not visible here. AWS rejects', 'what AWS does');
    includes(detail, '! Exportable: yes.', 'what the file asks for');
    includes(detail, 'Decrypt', 'modes');
    equal(page.result.rows.find(({ id }) => id === 'kcv')?.value, kcv(), 'KCV');
    page.close();
  });

  it('a TR-31 key block under the key that it names, with its tags', async function () {
    this.timeout(60_000);
    const page = await imported('tr31');
    includes(page.confirmation.detail, 'Tags: env=test', 'tags');
    includes(page.confirmation.detail, 'Wrapped by: alias/kek', 'wrapping key');
    const arn = page.result.rows.find(({ id }) => id === 'arn')?.value ?? '';
    const { output } = await test.service.call('ListTagsForResource', { ResourceArn: arn });
    ok(
      output.Tags.some(({ Key, Value }) => Key === 'env' && Value === 'test'),
      'the tag is there',
    );
    page.close();
  });

  it('a TR-34 token with signer, authority, random number and token of the file', async function () {
    this.timeout(60_000);
    const page = await imported('tr34');
    includes(page.confirmation.detail, 'Signed by: CN=TEST KDH', 'signer');
    equal(page.result.rows.find(({ id }) => id === 'kcv')?.value, kcv(), 'KCV');
    page.close();
  });

  it('a key block under an agreed key', async function () {
    this.timeout(60_000);
    const page = await imported('ecdh');
    includes(page.confirmation.detail, 'AES_256 by NIST_SP800 and SHA_256', 'derivation');
    equal(page.result.rows.find(({ id }) => id === 'kcv')?.value, kcv(), 'KCV');
    page.close();
  });

  it('a root asks for its fingerprint all the same', async function () {
    this.timeout(60_000);
    const { KeyMaterial } = forms.root as {
      KeyMaterial: { RootCertificatePublicKey: { PublicKeyCertificate: string } };
    };
    const pem = Buffer.from(KeyMaterial.RootCertificatePublicKey.PublicKeyCertificate, 'base64').toString();
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const type = fingerprintOf(readCertificate(new Uint8Array(der))).slice(-8);
    // Left at the fingerprint, nothing is sent.
    await shown('root');
    const before = test.sent.length;
    const left = await ImportDriver.open(test, undefined, [], { replies: ['escape'] });
    ok(!test.sent.slice(before).includes('ImportKey'), 'nothing was sent');
    equal(left.model.ready, true, 'the page is as before');
    left.close();
    const page = await imported('root', [{ type }]);
    includes(page.confirmation.detail, '! New root of trust: CN=TEST ROOT CA', 'first lines');
    page.close();
  });

  it('a trusted certificate and a public key under the authorities that they name', async function () {
    this.timeout(60_000);
    for (const form of ['trusted', 'publicKey'] as const) {
      const page = await imported(form);
      includes(page.confirmation.message, 'Import this certificate?', form);
      page.close();
    }
  });

  it('with an error opens the page first, and confirms what was answered there', async function () {
    this.timeout(60_000);
    await open(JSON.stringify({ ...forms.tr31, Enabled: 'false' }));
    // The block was imported before: the harmless answers of that question are not what is tried here.
    const page = await ImportDriver.open(test, undefined, ['Import', 'Import Again…'], {
      replies: [{ type: 'another test' }],
    });
    equal(
      page.ui.shown.some(({ kind }) => kind === 'confirm'),
      false,
      'nothing was asked',
    );
    equal(page.shown('enabled'), '', 'nothing is proposed');
    await page.answer('enabled', 'Enabled');
    await page.import();
    includes(page.confirmation.detail, '! Enabled: The request file has "false".', 'the difference');
    page.close();
  });

  it('does not offer the bare block of a request that is not valid JSON', async function () {
    this.timeout(60_000);
    const text = jsonText(forms.tr31);
    const document = await open(text.replace(/\}\s*$/, ',}'));
    const start = document.getText().indexOf('WrappedKeyBlock": "') + 'WrappedKeyBlock": "'.length;
    const end = document.getText().indexOf('"', start);
    for (const argument of [undefined, { uri: document.uri.toString(), start, end }]) {
      const page = await ImportDriver.open(test, argument);
      equal(page.model.ready, false, 'ready');
      equal(page.model.fields.length, 0, 'there is no material');
      includes(JSON.stringify(page.model), 'This looks like an ImportKey request, but line', 'why');
      page.close();
    }
  });

  it('stops where the file names another account, and sends nothing', async function () {
    this.timeout(60_000);
    await open(
      jsonText(forms.tr31).replace(
        'alias/kek',
        `arn:aws:payment-cryptography:${test.service.target.region}:999999999999:key/abcdefghijklmnop`,
      ),
    );
    const before = test.sent.filter((one) => one === 'ImportKey').length;
    const page = await ImportDriver.open(test, undefined);
    equal(page.model.ready, false, 'ready');
    includes(page.said, 'refers to account 999999999999', 'why');
    equal(test.sent.filter((one) => one === 'ImportKey').length, before, 'nothing was sent');
    page.close();
  });

  it('shows import parameters and keys as what they are, and an exported key as material', async function () {
    this.timeout(60_000);
    await shown('parameters');
    const parameters = await ImportDriver.open(test, undefined);
    includes(parameters.model.problem, 'These are import parameters.', 'parameters');
    parameters.close();
    await shown('key');
    const key = await ImportDriver.open(test, undefined);
    includes(key.model.problem, 'This is a key description. It contains nothing to import.', 'key');
    key.close();
    await shown('exported');
    const exported = await ImportDriver.open(test, undefined);
    includes(exported.shown('wrappingKey'), 'alias/kek', 'wrapping key');
    equal(exported.field('wrappingKey').origin, 'From the request file', 'origin');
    // It is no request: whether it is wanted a second time is for the user to say.
    equal(exported.ui.shown.filter(({ kind }) => kind === 'confirm').length, 0, 'no confirmation');
    exported.close();
  });

  it('lends a pasted request to the page', async function () {
    this.timeout(60_000);
    await closeAll();
    const page = await ImportDriver.open(test, undefined);
    await page.session.receive({ type: 'paste', text: jsonText(forms.cryptogram) });
    equal(page.field('usage').origin, 'From the request file', 'usage');
    equal(page.model.ready, true, page.said);
    equal(page.ui.shown.length, 0, 'nothing is asked before Import');
    page.session.dispose();
  });
});

const codeOf = ({ code }: vscode.Diagnostic): string => (typeof code === 'string' ? code : '');

describe('Request files in the editor', () => {
  const sample = (name: string): vscode.Uri => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    return vscode.Uri.joinPath(folder!.uri, 'aws-guide', name);
  };
  after(async () => {
    await closeAll();
  });

  async function shown(name: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(sample(name));
    await vscode.window.showTextDocument(document);
    return document;
  }

  /** Problems of requests, once they are these. */
  async function problems(
    document: vscode.TextDocument,
    codes: readonly string[],
  ): Promise<vscode.Diagnostic[]> {
    const all = (): vscode.Diagnostic[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter((one) => one.source === 'Key Material' && codeOf(one).startsWith('request_'));
    const found = (): string => all().map(codeOf).join();
    for (let turn = 0; turn < 100 && found() !== codes.join(); turn++)
      await new Promise((done) => setTimeout(done, 50));
    equal(found(), codes.join(), 'problems');
    return all();
  }

  it('a hover on a member says what the request is', async () => {
    const document = await shown('import-key-cryptogram.json');
    const at = document.positionAt(document.getText().indexOf('KeyCryptogram'));
    const text = await hoverAt(document, at);
    includes(text, 'ImportKey request\\: RSA\\-wrapped key', 'title');
    includes(text, 'AES_128', 'algorithm');
    includes(text, 'keyMaterial.importKey', 'link');
    ok(!text.includes('import-token-'), 'the token is not shown');
  });

  it('has a lens that imports', async () => {
    const document = await shown('import-key-tr31.json');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    const lens = lenses.find(({ command }) => command?.title === 'Import Key…');
    equal(lens?.command?.command, 'keyMaterial.importKey', 'command');
    equal(lens?.range.start.line, 0, 'line');
  });

  it('lists the mistakes of the guide, and fixes them', async () => {
    const document = await shown('guide-mistake-tr34.json');
    const [first] = await problems(document, ['request_token_as_certificate']);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(first!.range.start, first!.range.start),
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title === 'Change the member to WrappedKeyBlock');
    ok(fix?.edit, `a fix: ${actions.map(({ title }) => title).join(', ')}`);
    await vscode.workspace.applyEdit(fix.edit);
    // The certificate is still missing.
    await problems(document, ['request_missing']);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('has no problem in a sound request', async () => {
    const document = await shown('import-key-public-key.json');
    // Long enough for what would be listed.
    await new Promise((done) => setTimeout(done, 700));
    await problems(document, []);
  });
});
