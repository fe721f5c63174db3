import * as vscode from 'vscode';
import { log } from '../ui/log';

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

/** A question that stops the command until it is answered; the action that was chosen, undefined for none. */
export type GuardQuestion = (
  message: string,
  detail: string,
  ...actions: string[]
) => PromiseLike<string | undefined>;

// A notification hides after some seconds, and nobody would know why no key was asked for.
const modal: GuardQuestion = (message, detail, ...actions) =>
  vscode.window.showWarningMessage(message, { modal: true, detail }, ...actions);

/**
 * Whether clear keys may be typed now. Where not, says why and offers to turn it on; true once the user
 * has. `purpose` is the command's name.
 */
export async function requireClearKeys(purpose: string, question: GuardQuestion = modal): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const chosen = await question(
      vscode.l10n.t('{0} is not available in Restricted Mode.', purpose),
      vscode.l10n.t(
        'It needs a clear key, and keys are not requested in a workspace that you do not trust. Decoding still works.',
      ),
      manage,
    );
    if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return false;
  }
  if (clearKeysAllowed()) return true;
  // The first is what Enter takes: nothing is turned on by a key that was pressed too soon.
  const keepOff = vscode.l10n.t('Keep Off');
  const turnOn = vscode.l10n.t('Turn On for Test Keys');
  const open = vscode.l10n.t('Open Setting');
  const chosen = await question(
    vscode.l10n.t('{0} needs a clear key, and clear keys are turned off.', purpose),
    vscode.l10n.t(
      'Clear production keys belong only in an HSM. For test keys you can turn this on; it applies to this machine until you turn it off in the settings ({0}).',
      `${section}.${key}`,
    ),
    keepOff,
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
