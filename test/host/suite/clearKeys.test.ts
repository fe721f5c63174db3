import * as vscode from 'vscode';
import { clearKeysAllowed } from '../../../src/extension/features/clearKeys';
import { equal, eventually } from '../support/check';
import { activated, openSample } from '../support/hovers';
import { closeAll, inspectorTabs } from '../support/inspectorTab';

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const configuration = () => vscode.workspace.getConfiguration('keyMaterial');

/** Runs a command that stops at a notification, clears that, and waits for the command's end. */
async function refused(command: string, argument?: unknown): Promise<void> {
  let ended = false;
  const running = Promise.resolve(vscode.commands.executeCommand(command, argument)).then(
    () => (ended = true),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  equal(ended, false, `${command} went on without asking`);
  await eventually(() => {
    void vscode.commands.executeCommand('notifications.clearAll');
    return ended;
  }, `${command} ends once its message is closed`);
  await running;
}

describe('clear keys', () => {
  before(activated);
  afterEach(closeAll);

  it('are off by default', () => equal(clearKeysAllowed(), false, 'allowed'));

  for (const command of ['verifyKeyBlock', 'wrapKey', 'rewrapKeyBlock', 'calculateKcv'])
    it(`${command} says so and asks for no key`, async () => {
      await refused(`keyMaterial.${command}`, { text: block });
      equal(inspectorTabs().length, 0, 'inspectors');
    });

  it('cannot be turned on by a workspace', async () => {
    const log = await openSample('payments.log');
    const folder = vscode.workspace.getWorkspaceFolder(log.uri)!.uri;
    const file = vscode.Uri.joinPath(folder, '.vscode', 'settings.json');
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode('{ "keyMaterial.allowClearKeys": true, "keyMaterial.hover.enabled": false }'),
    );
    try {
      // The other setting shows that the file was read.
      await eventually(() => configuration().get('hover.enabled') === false, 'the settings are read');
      equal(clearKeysAllowed(), false, 'allowed');
      equal(configuration().get('allowClearKeys'), false, 'value');
    } finally {
      await vscode.workspace.fs.delete(file);
      await eventually(() => configuration().get('hover.enabled') === true, 'the settings are gone');
    }
  });

  it('can be turned on for the machine, and a block that nothing can verify needs them not', async () => {
    await configuration().update('allowClearKeys', true, vscode.ConfigurationTarget.Global);
    try {
      await eventually(clearKeysAllowed, 'they are allowed');
      // Cut off: the inspector shows it, and no KBPK is asked for.
      await vscode.commands.executeCommand('keyMaterial.verifyKeyBlock', { text: block.slice(0, 30) });
      await eventually(() => inspectorTabs().length === 1, 'the inspector is open');
    } finally {
      await configuration().update('allowClearKeys', undefined, vscode.ConfigurationTarget.Global);
    }
    equal(clearKeysAllowed(), false, 'allowed after it is off again');
  });

  it('has real questions that Escape ends', async () => {
    await configuration().update('allowClearKeys', true, vscode.ConfigurationTarget.Global);
    try {
      let ended = false;
      const running = Promise.resolve(vscode.commands.executeCommand('keyMaterial.calculateKcv')).then(
        () => (ended = true),
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 500));
      equal(ended, false, 'ended before Escape');
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await running;
    } finally {
      await configuration().update('allowClearKeys', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
