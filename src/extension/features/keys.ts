import * as vscode from 'vscode';
import { guardedCommand } from '../support/commands';
import type { ServiceTools } from './keyService/tools';
import type { KeyFlow } from './keys/keyFlow';
import { KeyDetails } from './keys/keyDetails';
import { KeysView } from './keys/keysView';

type Action = (flow: KeyFlow, argument: unknown) => Promise<unknown>;

/** The view Keys and its commands; what an action needs is loaded when it is first run. */
export function registerKeys(tools: ServiceTools): vscode.Disposable {
  const view = new KeysView(tools);
  const details = new KeyDetails(tools);
  const { catalogue } = tools;

  /** Runs an action with the service it goes to. Without an argument a key that is picked is meant. */
  const run = async (argument: unknown, load: () => Promise<Action>): Promise<void> => {
    const { runFlow } = await import('./keys/runFlow');
    await runFlow(tools, argument, load);
  };

  return vscode.Disposable.from(
    view,
    details,
    guardedCommand(
      'keyMaterial.keys.refresh',
      () => vscode.l10n.t('Refresh Keys'),
      () => view.reading(() => catalogue.refresh()),
    ),
    guardedCommand(
      'keyMaterial.keys.loadMore',
      () => vscode.l10n.t('Load More Keys'),
      () => view.reading(() => catalogue.loadMore()),
    ),
    guardedCommand(
      'keyMaterial.keys.filter',
      () => vscode.l10n.t('Filter Keys'),
      async () => {
        const { askFilter } = await import('./keys/viewCommands');
        await askFilter(view);
      },
    ),
    guardedCommand(
      'keyMaterial.keys.clearFilter',
      () => vscode.l10n.t('Clear Filter of Keys'),
      () => {
        view.filter = '';
        return Promise.resolve();
      },
    ),
    guardedCommand(
      'keyMaterial.keys.groupBy',
      () => vscode.l10n.t('Group Keys By'),
      async () => {
        const { askGrouping } = await import('./keys/viewCommands');
        await askGrouping(view);
      },
    ),
    guardedCommand(
      'keyMaterial.keys.reveal',
      () => vscode.l10n.t('Show Key in Tree'),
      async (argument) => {
        const { revealKey } = await import('./keys/viewCommands');
        await revealKey(tools, view, argument);
      },
    ),
    guardedCommand(
      'keyMaterial.keys.details',
      () => vscode.l10n.t('Show Key Details'),
      (argument) =>
        run(argument, async () => {
          const { showDetails } = await import('./keys/keyDetailsPage');
          return (flow) => showDetails(details, flow, argument);
        }),
    ),
    guardedCommand(
      'keyMaterial.keys.copyArn',
      () => vscode.l10n.t('Copy ARN'),
      (argument) => run(argument, async () => (await import('./keys/copyActions')).copyArn),
    ),
    guardedCommand(
      'keyMaterial.keys.copyAlias',
      () => vscode.l10n.t('Copy Alias'),
      (argument) => run(argument, async () => (await import('./keys/copyActions')).copyAlias),
    ),
    guardedCommand(
      'keyMaterial.keys.copyKcv',
      () => vscode.l10n.t('Copy KCV'),
      (argument) => run(argument, async () => (await import('./keys/copyActions')).copyKcv),
    ),
    guardedCommand(
      'keyMaterial.keys.copyCli',
      () => vscode.l10n.t('Copy as AWS CLI'),
      (argument) => run(argument, async () => (await import('./keys/copyActions')).copyCli),
    ),
  );
}
