import * as vscode from 'vscode';
import { equal, eventually, excludes, includes, ok } from '../support/check';
import { activated, hoverAt, openSample, openText, placeOf } from '../support/hovers';
import { type Reply, scriptedUi } from '../support/scriptedUi';
import { fileOfText, readFile } from '../../../src/extension/material/structureFile';
import {
  sessionClosed,
  sessionOpened,
  StructureSession,
} from '../../../src/extension/material/structureSession';
import { chooseOtherSide } from '../../../src/extension/viewer/structureCompare';
import { structureText } from '../../../src/extension/viewer/structureText';

const viewType = 'keyMaterial.structure';

function sample(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a workspace folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

function structureTab(name: string): Promise<vscode.Tab> {
  return eventually(
    () =>
      tabs().find(
        ({ input }) =>
          input instanceof vscode.TabInputCustom &&
          input.viewType === viewType &&
          input.uri.path.endsWith(name),
      ),
    `the structure viewer with ${name}`,
  );
}

async function closeEverything(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await eventually(() => tabs().length === 0, 'no editor is open');
}

async function textOf(uri: vscode.Uri): Promise<string> {
  await vscode.commands.executeCommand('keyMaterial.openAsText', uri);
  const editor = await eventually(
    () =>
      vscode.window.activeTextEditor?.document.uri.scheme === 'key-material-structure'
        ? vscode.window.activeTextEditor
        : undefined,
    'the text of the structure',
  );
  return editor.document.getText();
}

/** A file of these bytes in the workspace. */
async function written(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
  const uri = sample(name);
  await vscode.workspace.fs.writeFile(uri, bytes);
  return uri;
}

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

describe('structure viewer', () => {
  before(activated);
  afterEach(closeEverything);

  for (const name of ['kdh.der', 'chain.p7b', 'ceremony.p7m'])
    it(`is the default for ${name}`, async () => {
      await vscode.commands.executeCommand('vscode.open', sample(name));
      await structureTab(name);
    });

  it('leaves text files to the text editor, and opens them when asked', async () => {
    await vscode.commands.executeCommand('vscode.open', sample('expired.crt'));
    await eventually(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('expired.crt'), 'text');
    await vscode.commands.executeCommand('keyMaterial.inspect', sample('expired.crt'));
    await structureTab('expired.crt');
  });

  it('opens a binary structure of any name, once, and leaves it to who reopens it as text', async () => {
    const uri = await written('strange-name.dat', await vscode.workspace.fs.readFile(sample('kdh.der')));
    await vscode.commands.executeCommand('vscode.open', uri);
    await structureTab('strange-name.dat');
    await eventually(() => tabs().length === 1, 'no tab that says "binary"');

    // The oldest VS Code has no such command, and puts the text beside.
    const commands = await vscode.commands.getCommands();
    if (commands.includes('workbench.action.reopenTextEditor'))
      await vscode.commands.executeCommand('workbench.action.reopenTextEditor');
    else await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    const asText = (): boolean => tabs().some(({ input }) => input instanceof vscode.TabInputText);
    await eventually(asText, 'the text editor');
    // Long enough for the viewer to come back, if it would.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    ok(asText(), 'it stays text');

    await closeEverything();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await vscode.commands.executeCommand('vscode.open', uri);
    await structureTab('strange-name.dat');
  });

  it('leaves binary files that are no structure, texts and diffs to VS Code', async () => {
    const der = await vscode.workspace.fs.readFile(sample('kdh.der'));
    const picture = await written('picture.dat', fromHex('89504e470d0a1a0a0000000d49484452'));
    const one = await written('one.dat', der);
    const two = await written('two.dat', der.slice(0, -1));
    for (const open of [
      () => vscode.commands.executeCommand('vscode.open', picture),
      () => vscode.commands.executeCommand('vscode.open', sample('notes.txt')),
      () => vscode.commands.executeCommand('vscode.diff', one, two),
    ]) {
      await open();
      await eventually(() => tabs().length > 0, 'a tab');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      ok(!tabs().some(({ input }) => input instanceof vscode.TabInputCustom), 'the viewer did not open');
      await closeEverything();
    }
  });

  it('leaves binary structures to VS Code where the setting is off; Inspect takes the active tab', async () => {
    const uri = await written('off.dat', await vscode.workspace.fs.readFile(sample('kdh.der')));
    const settings = vscode.workspace.getConfiguration('keyMaterial');
    await settings.update('openBinaryFiles', false, vscode.ConfigurationTarget.Global);
    try {
      await vscode.commands.executeCommand('vscode.open', uri);
      await eventually(() => tabs().length > 0, 'a tab');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      ok(!tabs().some(({ input }) => input instanceof vscode.TabInputCustom), 'the viewer did not open');
      await vscode.commands.executeCommand('keyMaterial.inspect');
      await structureTab('off.dat');
    } finally {
      await settings.update('openBinaryFiles', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('opens what is selected in a panel beside the text', async () => {
    const document = await openSample('chain.pem');
    const editor = await vscode.window.showTextDocument(document);
    const place = document.positionAt(40);
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('keyMaterial.inspect');
    await eventually(
      () =>
        tabs().some(
          ({ input }) =>
            input instanceof vscode.TabInputWebview && input.viewType.endsWith('keyMaterial.structurePanel'),
        ),
      'the panel',
    );
  });

  it('asks for key material in a page where nothing is open, once', async () => {
    const asked = (): vscode.Tab[] =>
      tabs().filter(
        ({ input, label }) => input instanceof vscode.TabInputWebview && label === 'Inspect Key Material',
      );
    await vscode.commands.executeCommand('keyMaterial.inspect');
    await eventually(() => asked().length === 1, 'the page that asks');
    await vscode.commands.executeCommand('keyMaterial.inspect');
    await eventually(() => asked()[0]?.isActive === true, 'the page that asks is shown');
    equal(asked().length, 1, 'pages that ask');
  });

  it('opens and closes ten times', async () => {
    for (let round = 0; round < 10; round++) {
      await vscode.commands.executeCommand('vscode.open', sample('kdh.der'));
      await structureTab('kdh.der');
      await closeEverything();
    }
  });
});

describe('Open as Text', () => {
  before(activated);
  afterEach(closeEverything);

  it('tells subject, validity, tree with names, offsets and values', async () => {
    const text = await textOf(sample('kdh.der'));
    for (const part of ['CN=TEST KDH 1', 'CN=TEST KDH CA', 'SHA-256', 'keyUsage', 'RSA 2048'])
      includes(text, part);
    includes(text, 'serialNumber (INTEGER): 83');
    includes(text, 'Certificate (SEQUENCE)');
  });

  it('tells the chain of a bundle, in order, with verdicts', async () => {
    const text = await textOf(sample('chain.pem'));
    includes(text, '✓ TEST Root CA: self-signed');
    includes(text, '✓ TEST KDH CA: signed by "TEST Root CA"');
    includes(text, '✓ TEST KDH 0: signed by "TEST KDH CA". EC P-256 · ✗ Expired on 2026-01-04');
    ok(text.indexOf('TEST Root CA: self') < text.indexOf('TEST KDH CA: signed'), 'root first');
  });

  it('tells who signed a message and that it verifies', async () => {
    const text = await textOf(sample('ceremony.p7m'));
    includes(text, '✓ The signed digest matches the content.');
    includes(text, '✓ The signature verifies with the key of "TEST KDH 1".');
  });

  it('tells what is revoked, and what a request asks for', async () => {
    includes(await textOf(sample('revoked.crl')), '0x54: 2026-06-01, superseded');
    await closeEverything();
    const text = await textOf(sample('kdh.csr'));
    includes(text, '✓ Signed with its own key');
    excludes(text, 'hidden word', 'the password of the request');
  });

  for (const [name, bytes, expected] of [
    ['empty.der', '', 'It is empty.'],
    ['picture.der', 'ffd8ffe000104a46494600010101', 'a JPEG picture'],
    ['cut.der', '3082100030820f00', '4096'],
    ['huge.der', '3084ffffffff0201', '4294967295'],
    ['junk.der', '020105ffff', 'Findings'],
    ['deep.der', '3080'.repeat(2000), 'Findings'],
  ] as const)
    it(`shows what it can of ${name}`, async () => {
      const uri = await written(name, fromHex(bytes));
      includes(await textOf(uri), expected);
      await vscode.commands.executeCommand('vscode.open', uri);
      await structureTab(name);
      await closeEverything();
      await vscode.workspace.fs.delete(uri);
    });

  it('opens 200 MB with a bounded view that says so', async function () {
    this.timeout(60_000);
    // A browser's host has no disk to read ranges from.
    if (!('process' in globalThis)) this.skip();
    const bytes = new Uint8Array(200_000_000);
    bytes.set(fromHex('30840bebc1fa04840bebc1f4'));
    const uri = await written('large.der', bytes);
    const text = await textOf(uri);
    includes(text, 'Only the first 33554432 of 200000000 bytes are read.');
    await vscode.commands.executeCommand('vscode.open', uri);
    await structureTab('large.der');
    await closeEverything();
    await vscode.workspace.fs.delete(uri);
  });

  it('keeps private values out', async () => {
    // An EC private key of RFC 5915 with the number 1 as its secret.
    const secret = '4142434445464748494a4b4c4d4e4f505152535455565758595a616263646566';
    const key = `30310201010420${secret}a00a06082a8648ce3d030107`;
    const uri = await written('secret.key.der', fromHex(key));
    const text = await textOf(uri);
    includes(text, '(private, hidden)');
    excludes(text.toLowerCase(), secret.slice(0, 16), 'text of a private key');
    excludes(text, 'ABCDEFGH', 'text of a private key');
    await vscode.workspace.fs.delete(uri);
  });

  it('compares two structures without their offsets', async () => {
    await vscode.commands.executeCommand('keyMaterial.compareWith', sample('kdh.der'), [
      sample('kdh.der'),
      sample('expired.crt'),
    ]);
    const tab = await eventually(
      () => tabs().find(({ input }) => input instanceof vscode.TabInputTextDiff),
      'a comparison',
    );
    const { original } = tab.input as vscode.TabInputTextDiff;
    const document = await vscode.workspace.openTextDocument(original);
    includes(document.getText(), 'without offsets');
  });

  describe('the other structure of a comparison', () => {
    /** What is chosen for kdh.der while the text of another certificate is open and not saved. */
    async function chosen(reply: Reply) {
      await vscode.commands.executeCommand('vscode.openWith', sample('chain.p7b'), viewType);
      await structureTab('chain.p7b');
      const pem = new TextDecoder().decode(await vscode.workspace.fs.readFile(sample('expired.crt')));
      const document = await openText(`a note\n${pem}`, 'plaintext');
      await vscode.window.showTextDocument(document);
      const ui = scriptedUi([reply]);
      const session = new StructureSession(await readFile(sample('kdh.der')));
      return { side: await chooseOtherSide(ui, session), document, ui };
    }
    it('is any in an open tab, saved or not', async () => {
      const { side, ui } = await chosen({ choose: 'Untitled' });
      ok(side, 'a choice');
      const labels = ui.asked[0]?.labels.join('\n') ?? '';
      includes(labels, 'chain.p7b', 'the viewer is offered');
      includes(labels, 'Certificate', 'kind');
      includes((await vscode.workspace.openTextDocument(side.text)).getText(), 'without offsets', 'text');
    });

    it('is another selection of the same document', async () => {
      const pem = new TextDecoder().decode(await vscode.workspace.fs.readFile(sample('expired.crt')));
      const document = await openText(`${pem}${pem}`, 'plaintext');
      const [here, there] = [0, pem.length].map((start) => {
        const range = { start, end: start + pem.length };
        return new StructureSession(fileOfText('two', pem, { uri: document.uri, range }));
      });
      sessionOpened(there!);
      try {
        const ui = scriptedUi([{ choose: `characters ${pem.length + 1} to ${2 * pem.length}` }]);
        const side = await chooseOtherSide(ui, here!);
        includes(side?.text.query ?? '', `"start":${pem.length}`, 'the other selection');
      } finally {
        sessionClosed(there!);
      }
    });

    it('is on the clipboard, and stays while its text is open', async () => {
      const pem = new TextDecoder().decode(await vscode.workspace.fs.readFile(sample('expired.crt')));
      await vscode.env.clipboard.writeText(pem);
      const { side } = await chosen({ choose: 'Clipboard' });
      ok(side, 'a choice');
      // The clipboard was read here: its text is made here, and not by the extension under test.
      includes(await structureText(side.text), 'without offsets', 'text of the clipboard');
      await vscode.env.clipboard.writeText('nothing of interest');
      const { side: none, ui } = await chosen({ choose: 'Clipboard' });
      equal(none, undefined, 'nothing is compared');
      includes(ui.said.join(), 'The clipboard has no certificate', 'what is said');
    });
  });

  it('exports a chain in order, leaf first', async () => {
    await vscode.commands.executeCommand('keyMaterial.exportChain', sample('chain.p7b'));
    const editor = await eventually(
      () =>
        vscode.window.activeTextEditor?.document.isUntitled ? vscode.window.activeTextEditor : undefined,
      'the exported chain',
    );
    equal(editor.document.getText().match(/BEGIN CERTIFICATE/g)?.length, 3, 'certificates');
  });
});

describe('certificates in text', () => {
  before(activated);
  afterEach(closeEverything);

  it('hover on a PEM block tells subject, issuer, validity and key', async () => {
    const document = await openSample('expired.crt');
    const text = await hoverAt(document, new vscode.Position(3, 10));
    for (const part of ['TEST KDH 0', 'TEST KDH CA', 'EC P', 'Expired on', 'command:keyMaterial.inspect'])
      includes(text, part, 'hover');
    includes(await hoverAt(document, new vscode.Position(0, 12)), 'TEST KDH 0', 'hover on the first line');
  });

  it('copies as PEM what a link of the hover names, and no private key', async () => {
    const bytes = await vscode.workspace.fs.readFile(sample('kdh.der'));
    const hex = Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('');
    const document = await openText(`{"cert": "${hex}"}`, 'json');
    const link = /command:keyMaterial\.copyAsPem\?([^)]*)\)/.exec(
      await hoverAt(document, placeOf(document, hex)),
    );
    ok(link?.[1], 'a link');
    const [place] = JSON.parse(decodeURIComponent(link[1])) as unknown[];
    await vscode.commands.executeCommand('keyMaterial.copyAsPem', place);
    const copied = await vscode.env.clipboard.readText();
    includes(copied, '-----BEGIN CERTIFICATE-----\nMII', 'clipboard');
    equal(copied.trim().split('\n').slice(1, -1).join(''), btoa(String.fromCharCode(...bytes)), 'base64');

    // PKCS#8 of a key that is made here.
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
    ]);
    const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
    const secret = btoa(String.fromCharCode(...key));
    const file = await openText(
      `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
      'plaintext',
    );
    const uri = file.uri.toString();
    await vscode.commands.executeCommand('keyMaterial.copyAsPem', {
      uri,
      start: 0,
      end: file.getText().length,
    });
    equal(await vscode.env.clipboard.readText(), copied, 'clipboard after a private key');
  });

  it('hover on base64 in JSON tells the same', async () => {
    const bytes = await vscode.workspace.fs.readFile(sample('kdh.der'));
    const base64 = btoa(String.fromCharCode(...bytes));
    const content = JSON.stringify({
      cert: base64,
      pem: btoa(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`),
    });
    const document = await vscode.workspace.openTextDocument({ content, language: 'json' });
    includes(await hoverAt(document, placeOf(document, base64.slice(0, 20))), 'TEST KDH 1', 'hover');
    includes(
      await hoverAt(document, placeOf(document, 'LS0tLS1CRUdJTi')),
      'TEST KDH 1',
      'hover on base64 of PEM',
    );
    equal(await hoverAt(document, new vscode.Position(0, 3)), '', 'hover beside it');
  });

  it('a link stands above each PEM block', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      (await openSample('chain.pem')).uri,
    );
    equal(lenses.filter(({ command }) => command?.command === 'keyMaterial.inspect').length, 4, 'lenses');
  });

  it('an expired certificate is listed as a problem, a good one is not', async () => {
    const { uri } = await openSample('expired.crt');
    const found = await eventually(() => {
      const list = vscode.languages.getDiagnostics(uri);
      return list.length > 0 && list;
    }, 'a problem');
    includes(found.map(({ message }) => message).join('\n'), '2026-01-04');
    const chain = await openSample('chain.pem');
    await eventually(() => vscode.languages.getDiagnostics(chain.uri).length > 0, 'a problem in the bundle');
    equal(vscode.languages.getDiagnostics(chain.uri).length, 1, 'problems of the bundle');
  });
});
