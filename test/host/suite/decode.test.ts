import * as vscode from 'vscode';
import { equal } from '../support/check';
import { activated, openSample, placeOf } from '../support/hovers';
import { closeAll, inspectorTab, inspectorTabs } from '../support/inspectorTab';

const command = 'keyMaterial.decodeKeyBlock';

describe('Decode Key Block', () => {
  before(activated);
  afterEach(closeAll);

  it('takes the block at the cursor', async () => {
    const log = await openSample('payments.log');
    const editor = await vscode.window.showTextDocument(log);
    const place = placeOf(log, 'D0112P0AE00E0000');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand(command);
    equal((await inspectorTab()).label, 'Key Block', 'title');
  });

  it('takes the selection', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'A0072P0TE00E0000F5161ED902807AF2' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 32);
    await vscode.commands.executeCommand(command);
    await inspectorTab();
  });

  it('takes the place that a hover names, without an editor', async () => {
    const log = await openSample('payments.log');
    const { line, character } = placeOf(log, 'B0104B0TX12S0100');
    await vscode.commands.executeCommand(command, { uri: log.uri.toString(), line, character });
    await inspectorTab();
  });

  it('uses one panel again and again', async () => {
    const log = await openSample('payments.log');
    for (const start of ['D0112P0AE00E0000', 'B0104B0TX12S0100', 'A0072P0TE00E0000', 'D0144D0AN00N0000']) {
      const { line, character } = placeOf(log, start);
      await vscode.commands.executeCommand(command, { uri: log.uri.toString(), line, character });
    }
    await inspectorTab();
    equal(inspectorTabs().length, 1, 'inspectors');
  });

  it('opens and closes twenty times', async () => {
    const log = await openSample('payments.log');
    const { line, character } = placeOf(log, 'D0112P0AE00E0000');
    for (let round = 0; round < 20; round++) {
      await vscode.commands.executeCommand(command, { uri: log.uri.toString(), line, character });
      await inspectorTab();
      await closeAll();
    }
  });
});
