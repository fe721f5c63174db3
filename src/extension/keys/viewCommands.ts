/** Questions of the view itself: filter, grouping, which key to show. */
import * as vscode from 'vscode';
import type { ServiceTools } from '../service/tools';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { chooseKey, identifierOf } from '../service/pickKey';
import { openAction } from '../service/serviceAction';
import { type Grouping, groupings } from './keyTree';
import type { KeysView } from './keysView';

export async function askFilter(view: KeysView, ui: Ui = vscodeUi): Promise<void> {
  const text = await once(vscode.l10n.t('Filter Keys'), (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('Part of an alias, ARN, KCV, usage, algorithm or state; all words must match'),
      placeholder: vscode.l10n.t('pek disabled'),
      value: view.filter,
      check: () => undefined,
    }),
  );
  if (typeof text === 'string') view.filter = text;
}

export async function askGrouping(view: KeysView, ui: Ui = vscodeUi): Promise<void> {
  const words: Readonly<Record<Grouping, { label: string; description: string }>> = {
    usage: { label: vscode.l10n.t('Usage'), description: vscode.l10n.t('usage of the key') },
    state: {
      label: vscode.l10n.t('State'),
      description: vscode.l10n.t('enabled, disabled, pending deletion'),
    },
    alias: { label: vscode.l10n.t('Alias'), description: vscode.l10n.t('the part before its last slash') },
  };
  const chosen = await once(vscode.l10n.t('Group Keys By'), (frame) =>
    ui.pick<Grouping>(frame, {
      placeholder: vscode.l10n.t('Select how to group the keys'),
      choices: groupings.map((value) => ({ ...words[value], value })),
      active: view.groupedBy,
    }),
  );
  if (chosen !== undefined) await view.groupBy(chosen);
}

/** Shows the view and the key in it. */
export async function revealKey(tools: ServiceTools, view: KeysView, argument: unknown): Promise<void> {
  let identifier = identifierOf(argument);
  if (identifier === undefined) {
    const action = await openAction(tools, vscodeUi);
    const key =
      action &&
      (await chooseKey(action, undefined, {
        title: vscode.l10n.t('Show Key in Tree'),
        placeholder: vscode.l10n.t('Select the key to show'),
      }));
    if (!key) return;
    identifier = key.summary.KeyArn;
  }
  await vscode.commands.executeCommand('keyMaterial.keys.focus');
  const shown = await view.reveal(identifier);
  // Where reading failed, the view says so itself.
  if (!shown && !tools.catalogue.failure)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is not among the keys of this account and Region.', identifier),
    );
}
