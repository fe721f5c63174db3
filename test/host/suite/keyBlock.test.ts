import * as vscode from 'vscode';
import { eventually, equal, excludes, includes, ok } from '../support/check';

const id = 'key-material-inspector.key-material-inspector';
const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

async function hoverText(text: string, character: number, language = 'plaintext'): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ content: text, language });
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new vscode.Position(0, character),
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

describe('key block', () => {
  before(async () => {
    const extension = vscode.extensions.getExtension(id);
    ok(extension, 'the extension is there');
    await extension.activate();
  });

  it('is explained on hover, every field', async () => {
    const text = await hoverText(`key = ${block};`, 30);
    for (const part of [
      'PIN encryption key',
      '|Version|`D`|',
      '|Key usage|`P0`|',
      '|Exportability|`E`|',
      'command:keyMaterial.decodeKeyBlock',
    ])
      includes(text, part, 'hover');
  });

  it('has its faults named in words', async () => {
    const text = await hoverText(block.slice(0, -4), 3);
    includes(text, '**Error**', 'hover');
    includes(text, 'Length field says 0112', 'hover');
  });

  it('is not seen in what merely resembles one', async () => {
    for (const text of [
      'd41d8cd98f00b204e9800998ecf8427e',
      '9f1c2d3e-58a1-4b0e-9d2b-1f0f4e7a6c55',
      '2026-11-20T08:14:02.117Z',
    ])
      excludes(await hoverText(text, 5), 'key block', 'hover');
  });

  it('is found in a line of a million characters', async () => {
    const text = `${'x '.repeat(250_000)}${block}${' y'.repeat(250_000)}`;
    includes(await hoverText(text, 500_010), 'PIN encryption key', 'hover');
  });

  it('opens the inspector from the cursor', async () => {
    const document = await vscode.workspace.openTextDocument({ content: `a ${block} b` });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 10, 0, 10);
    await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock');
    const tab = await eventually(
      () =>
        vscode.window.tabGroups.all
          .flatMap((group) => group.tabs)
          .find((t) => t.input instanceof vscode.TabInputWebview),
      'a webview tab',
    );
    equal(tab.label, 'Key Block', 'tab');
    await vscode.window.tabGroups.close(tab);
  });
});
