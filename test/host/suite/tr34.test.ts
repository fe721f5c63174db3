import * as vscode from 'vscode';
import { equal, eventually, includes, ok } from '../support/check';
import { activated, hoverAt, openSample, placeOf } from '../support/hovers';

function sample(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a workspace folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

async function textOf(name: string): Promise<string> {
  await vscode.commands.executeCommand('keyMaterial.openAsText', sample(name));
  const editor = await eventually(
    () =>
      vscode.window.activeTextEditor?.document.uri.scheme === 'key-material-structure'
        ? vscode.window.activeTextEditor
        : undefined,
    'the text of the structure',
  );
  return editor.document.getText();
}

/** Waits for exactly these problems: those of tokens and those of requests are listed one after the other. */
async function problemsAre(uri: vscode.Uri, wanted: string): Promise<void> {
  const codes = (): string =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source === 'Key Material')
      .map(({ code }) => (typeof code === 'string' ? code : ''))
      .join();
  await eventually(
    () => codes() === wanted,
    () => `the problems ${wanted}, but ${codes()}`,
  );
}

describe('TR-34 tokens', () => {
  before(activated);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('a key token reads as a story, with checks and what to load', async () => {
    const text = await textOf('tr34-annex-b.cms');
    for (const part of [
      'The KDH (certificate C8 of',
      'sends a key to the KRD (certificate C8 of',
      '[K1], TDES',
      '167EB0E72781E494',
      'Format: TR-34:2019 annex B.',
      '✓ The SHA-256 of the content matches the signed one.',
      '? Load the certificate of the signer',
    ])
      includes(text, part);
  });

  it('a rebind token and a random number token', async () => {
    includes(await textOf('tr34-rebind.cms'), 'to the new KDH "CN=TEST KDH 2');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    includes(
      await textOf('tr34-random.der'),
      'The KRD provides the random number 167EB0E72781E494 (8 bytes)',
    );
  });

  it('a hover on the token of a JSON request tells what it is', async () => {
    const document = await openSample('tr34-import.json');
    const hover = (await hoverAt(document, placeOf(document, '3082'))).replaceAll('\\', '');
    includes(hover, 'TR-34 key token');
    includes(hover, 'meets the documented rules as TR31_K1_KEY_BLOCK_PROTECTION_KEY');
  });

  it('faults of a request are problems: lower case, another random number, none', async () => {
    const good = (await openSample('tr34-import.json')).getText();
    const wrong = async (change: (text: string) => string, wanted: string): Promise<void> => {
      const document = await vscode.workspace.openTextDocument({ language: 'json', content: change(good) });
      await problemsAre(document.uri, wanted);
    };
    await wrong(
      (text) => text.replace(/"3082[0-9A-F]+"/, (hex) => hex.toLowerCase()),
      'aws_tr34_lower_case,request_lower_case',
    );
    await wrong((text) => text.replace('167EB0E7', '167EB0E8'), 'aws_tr34_nonce_differs');
    await wrong((text) => text.replace('"RandomNonce"', '"Other"'), 'aws_tr34_nonce_missing,request_unknown');
    equal(vscode.languages.getDiagnostics(sample('tr34-import.json')).length, 0);
  });
});
