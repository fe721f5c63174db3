import * as vscode from 'vscode';
import {
  clearKeysAllowed,
  requireClearKeys,
  type GuardQuestion,
} from '../../../src/extension/testKeys/clearKeys';
import { equal, eventually, includes } from '../support/check';
import { activated, openSample } from '../support/hovers';
import { closeAll, inspectorTabs } from '../support/inspectorTab';

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const configuration = () => vscode.workspace.getConfiguration('keyMaterial');

/** A guard's question that is answered, and what it said. */
function answering(answer: string | undefined): { said: string[]; question: GuardQuestion } {
  const said: string[] = [];
  return {
    said,
    question: (...texts) => {
      said.push(...texts);
      return Promise.resolve(answer);
    },
  };
}

describe('clear keys', () => {
  before(activated);
  afterEach(closeAll);

  it('are off by default', () => equal(clearKeysAllowed(), false, 'allowed'));

  for (const command of ['verifyKeyBlock', 'wrapKey', 'rewrapKeyBlock', 'calculateKcv'])
    // VS Code refuses modal dialogs while tests run: the command ends as if nobody had agreed.
    it(`${command} asks for no key`, async () => {
      await vscode.commands.executeCommand(`keyMaterial.${command}`, { text: block });
      await vscode.commands.executeCommand('notifications.clearAll');
      equal(inspectorTabs().length, 0, 'inspectors');
      equal(clearKeysAllowed(), false, 'allowed');
    });

  it('stay off where the question is closed, which says why', async () => {
    const { said, question } = answering(undefined);
    equal(await requireClearKeys('Wrap Key', question), false, 'allowed');
    includes(said[0]!, 'Wrap Key needs a clear key, and clear keys are turned off', 'message');
    includes(said[1]!, 'Clear production keys belong only in an HSM. For test keys you can', 'detail');
    equal(said.slice(2), ['Keep Off', 'Turn On for Test Keys', 'Open Setting'], 'actions');
  });

  it('are on for the machine once the user says so, and are not asked about again', async () => {
    try {
      equal(await requireClearKeys('Wrap Key', answering('Turn On for Test Keys').question), true, 'allowed');
      const again = answering(undefined);
      equal(await requireClearKeys('Wrap Key', again.question), true, 'allowed');
      equal(again.said, [], 'said');
    } finally {
      await configuration().update('allowClearKeys', undefined, vscode.ConfigurationTarget.Global);
    }
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
