import * as vscode from 'vscode';
import { equal, eventually, includes, ok } from '../support/check';
import { activated, openSample, placeOf } from '../support/hovers';
import { closeAll, inspectorTab } from '../support/inspectorTab';
import { type Reply, scriptedUi } from '../support/scriptedUi';
import { chooseKeyBlock } from '../../../src/extension/inspector/chooseKeyBlock';

describe('Key block inspector', () => {
  before(activated);
  afterEach(closeAll);

  const placeIn = (document: vscode.TextDocument, start: string) => {
    const { line, character } = placeOf(document, start);
    return { uri: document.uri.toString(), line, character };
  };

  it('copies the block that a link names as JSON', async () => {
    const log = await openSample('payments.log');
    await vscode.commands.executeCommand('keyMaterial.copyKeyBlockAsJson', placeIn(log, 'B0104B0TX12S0100'));
    const json = JSON.parse(await vscode.env.clipboard.readText()) as {
      usage: { code: string };
      optionalBlocks: { id: string }[];
      aws: { keyUsage: string };
    };
    equal(json.usage.code, 'B0', 'usage');
    equal(json.optionalBlocks[0]?.id, 'KS', 'optional block');
    equal(json.aws.keyUsage, 'TR31_B0_BASE_DERIVATION_KEY', 'KeyUsage');
  });

  it('copies the block in the inspector as a Markdown table, where no editor is', async () => {
    const log = await openSample('payments.log');
    await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock', placeIn(log, 'D0112P0AE00E0000'));
    const tab = await inspectorTab();
    await eventually(() => tab.isActive, 'the inspector is in front');
    await vscode.commands.executeCommand('keyMaterial.copyKeyBlockAsMarkdown');
    includes(await vscode.env.clipboard.readText(), '| Key usage | `P0` |', 'clipboard');
  });

  it('compares two selections', async () => {
    const content = [
      'A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701',
      'A0072P0TD00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701',
    ].join('\n');
    const document = await vscode.workspace.openTextDocument({ content });
    const editor = await vscode.window.showTextDocument(document);
    editor.selections = [new vscode.Selection(0, 0, 0, 72), new vscode.Selection(1, 0, 1, 72)];
    await vscode.commands.executeCommand('keyMaterial.compareKeyBlocks');
    await inspectorTab();
  });

  describe('the other block of a comparison', () => {
    const first =
      'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
    const other = 'A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701';

    /** With keys.json behind payments.log: a tab out of sight. @returns what was chosen, and what was offered */
    async function chosen(...replies: Reply[]) {
      await vscode.window.showTextDocument(await openSample('keys.json'), { preview: false });
      const log = await openSample('payments.log');
      const editor = await vscode.window.showTextDocument(log, { preview: false });
      const at = placeOf(log, 'B0104B0TX12S0100');
      editor.selection = new vscode.Selection(at, at);
      const ui = scriptedUi(replies);
      const block = await chooseKeyBlock(ui, { text: first }, undefined);
      equal(ui.left(), 0, 'replies left over');
      return { block, labels: ui.asked[0]?.labels ?? [], prompts: ui.asked.map(({ text }) => text) };
    }

    it('is at the cursor, or any in an open tab, with file, line and kind', async () => {
      const { block, labels } = await chosen({ choose: 'keys.json, line' });
      includes(block?.place ?? '', 'keys.json, line', 'place');
      equal(block?.origin?.document.uri.path.endsWith('keys.json'), true, 'document');
      includes(labels[0] ?? '', 'B0104B0TX12S0100… payments.log, line', 'the block at the cursor leads');
      includes(labels[0] ?? '', 'TR-31 key block · Base derivation key', 'kind');
      equal(labels.filter((label) => label.includes('B0104B0TX12S0100')).length, 1, 'once');
      includes(labels.at(-2) ?? '', 'Clipboard', 'offer');
    });

    it('is offered once where the inspector shows the one at the cursor', async () => {
      const log = await openSample('payments.log');
      const at = placeIn(log, 'B0104B0TX12S0100');
      const start = new vscode.Position(at.line, at.character);
      const range = new vscode.Range(start, start.translate(0, 104));
      const editor = await vscode.window.showTextDocument(log);
      editor.selection = new vscode.Selection(start, start);
      const ui = scriptedUi(['escape']);
      const inspected = { text: log.getText(range), origin: { document: log, range } };
      await chooseKeyBlock(ui, { text: first }, inspected);
      const labels = ui.asked[0]?.labels ?? [];
      equal(labels.filter((label) => label.includes('B0104B0TX12S0100')).length, 1, 'once');
    });

    it('is on the clipboard, and is asked for where none is there', async () => {
      await vscode.env.clipboard.writeText(`"${other.slice(0, 40)}"\n"${other.slice(40)}"`);
      equal((await chosen({ choose: 'Clipboard' })).block?.text, other, 'block of the clipboard');
      await vscode.env.clipboard.writeText('nothing of interest');
      const { block, prompts } = await chosen({ choose: 'Clipboard' }, { type: ` ${other} ` });
      includes(prompts.at(-1) ?? '', 'The clipboard has no key block', 'prompt');
      equal(block?.text, other, 'block that was pasted');
    });
  });

  it('lives on while its document is edited, closed and thrown away', async () => {
    const document = await vscode.workspace.openTextDocument({
      content: 'A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701',
    });
    const editor = await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock');
    await inspectorTab();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'before\n');
    edit.delete(document.uri, new vscode.Range(0, 0, 0, 10));
    ok(await vscode.workspace.applyEdit(edit), 'the edit is made');
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await inspectorTab();
  });
});
