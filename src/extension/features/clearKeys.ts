import * as vscode from 'vscode';
import { log } from '../support/log';

const section = 'keyMaterial';
const key = 'allowClearKeys';

/**
 * The setting as this machine has it. Values of a workspace or folder do not count: VS Code ignores them
 * for a setting of machine scope, and so do we, should it ever read them.
 */
export function clearKeysAllowed(): boolean {
  if (!vscode.workspace.isTrusted) return false;
  const found = vscode.workspace.getConfiguration(section).inspect<boolean>(key);
  return (found?.globalValue ?? found?.defaultValue) === true;
}

/**
 * Whether clear keys may be typed now. Where not, says why and offers to turn it on; true once the user
 * has. `purpose` is the command's name.
 */
export async function requireClearKeys(purpose: string): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} takes a clear key, and this workspace is in Restricted Mode: no key is asked for here. Decoding works without.',
        purpose,
      ),
      manage,
    );
    if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return false;
  }
  if (clearKeysAllowed()) return true;
  const turnOn = vscode.l10n.t('Turn On for Test Keys');
  const open = vscode.l10n.t('Open Setting');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} takes a clear key, which is off: clear production keys belong in an HSM only. For test keys you can turn it on; it holds for this machine.',
      purpose,
    ),
    turnOn,
    open,
  );
  if (chosen === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.${key}`);
  if (chosen !== turnOn) return false;
  await vscode.workspace.getConfiguration(section).update(key, true, vscode.ConfigurationTarget.Global);
  log().info('Clear keys were turned on for this machine.');
  return clearKeysAllowed();
}
