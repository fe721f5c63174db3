import * as vscode from 'vscode';
import { invoked } from '../../../src/extension/agent/invoke';
import { clearKeysAllowed, requireClearKeys } from '../../../src/extension/testKeys/clearKeys';
import { eventually, equal, includes } from '../support/check';
import { activated, hoverAt, openSample, placeOf } from '../support/hovers';
import { closeAll, inspectorTab } from '../support/inspectorTab';

describe('Restricted Mode', () => {
  after(closeAll);

  it('is on', () => equal(vscode.workspace.isTrusted, false, 'isTrusted'));

  it('lets the extension wake by itself', async () => {
    await eventually(
      () => vscode.extensions.getExtension('key-material-inspector.key-material-inspector')?.isActive,
      'the extension is active',
    );
  });

  it('shows hovers', async () => {
    await activated();
    const log = await openSample('payments.log');
    includes(await hoverAt(log, placeOf(log, 'D0112P0AE00E0000')), 'PIN encryption key', 'hover');
  });

  it('opens the inspector', async () => {
    const log = await openSample('payments.log');
    const editor = await vscode.window.showTextDocument(log);
    const place = placeOf(log, 'D0112P0AE00E0000');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock');
    await inspectorTab();
  });
});

describe('clear keys in Restricted Mode', () => {
  it('are refused by every command that would take them, whatever the setting', async () => {
    const configuration = vscode.workspace.getConfiguration('keyMaterial');
    await configuration.update('allowClearKeys', true, vscode.ConfigurationTarget.Global);
    try {
      equal(clearKeysAllowed(), false, 'allowed');
      for (const command of ['verifyKeyBlock', 'wrapKey', 'rewrapKeyBlock', 'calculateKcv']) {
        // VS Code refuses modal dialogs while tests run; without one the command must end as well.
        await vscode.commands.executeCommand(`keyMaterial.${command}`, { text: 'D0112P0AE00E0000B826' });
        await vscode.commands.executeCommand('notifications.clearAll');
      }
      const said: string[] = [];
      const allowed = await requireClearKeys('Wrap Key', (...texts) => {
        said.push(...texts);
        return Promise.resolve('Turn On for Test Keys');
      });
      equal(allowed, false, 'allowed by an answer that was not offered');
      includes(said[0]!, 'not available in Restricted Mode', 'message');
      equal(said.slice(2), ['Manage Workspace Trust'], 'actions');
    } finally {
      await configuration.update('allowClearKeys', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

describe('agent tools in Restricted Mode', () => {
  const answer = async (
    name: 'keyMaterial_explain' | 'keyMaterial_find' | 'keyMaterial_checkChain',
    input: object,
  ): Promise<string> => {
    const { token } = new vscode.CancellationTokenSource();
    const { content } = await invoked(name, input, () => undefined, token);
    return (content[0] as vscode.LanguageModelTextPart).value;
  };

  it('read no files, and still explain text', async () => {
    includes(await answer('keyMaterial_explain', { path: 'payments.log' }), 'Restricted Mode', 'explain');
    includes(await answer('keyMaterial_find', {}), 'Restricted Mode', 'find');
    includes(await answer('keyMaterial_checkChain', { paths: ['chain.pem'] }), 'Restricted Mode', 'chain');
    includes(await answer('keyMaterial_explain', { text: 'nothing' }), '"materials": []', 'text');
  });
});
