import * as vscode from 'vscode';
import { guardedCommand } from '../ui/commands';
import type { ServiceTools } from '../service/tools';
import type { ServiceAction } from '../service/serviceAction';
import { KeyDetails } from './keyDetails';
import { KeysView } from './keysView';
import { keyPanels, type KeyPanels } from './panels';

type Action = (action: ServiceAction, argument: unknown) => Promise<unknown>;

/** The view Keys and its commands; what an action needs is loaded when it is first run. */
export function registerKeys(tools: ServiceTools, context: vscode.ExtensionContext): vscode.Disposable {
  const panels = keyPanels(context);
  const view = new KeysView(tools);
  const details = new KeyDetails(tools);
  const { catalogue } = tools;

  /** Runs an action with the service it goes to. Without an argument a key that is picked is meant. */
  const run = async (argument: unknown, load: () => Promise<Action>): Promise<void> => {
    const { runAction } = await import('../service/serviceAction');
    await runAction(tools, argument, load);
  };

  const on =
    (load: (panels: KeyPanels) => Promise<Action>) =>
    (argument: unknown): Promise<void> =>
      run(argument, () => load(panels));

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
        const { askFilter } = await import('./viewCommands');
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
        const { askGrouping } = await import('./viewCommands');
        await askGrouping(view);
      },
    ),
    guardedCommand(
      'keyMaterial.keys.reveal',
      () => vscode.l10n.t('Show Key in Tree'),
      async (argument) => {
        const { revealKey } = await import('./viewCommands');
        await revealKey(tools, view, argument);
      },
    ),
    guardedCommand(
      'keyMaterial.keys.details',
      () => vscode.l10n.t('Show Key Details'),
      (argument) =>
        run(argument, async () => {
          const { showDetails } = await import('./keyDetailsPage');
          return (action) => showDetails(details, action, argument);
        }),
    ),
    guardedCommand(
      'keyMaterial.keys.copyArn',
      () => vscode.l10n.t('Copy ARN'),
      on(async () => (await import('../service/cliChoices')).copyArn),
    ),
    guardedCommand(
      'keyMaterial.keys.copyAlias',
      () => vscode.l10n.t('Copy Alias'),
      on(async () => (await import('../service/cliChoices')).copyAlias),
    ),
    guardedCommand(
      'keyMaterial.keys.copyKcv',
      () => vscode.l10n.t('Copy KCV'),
      on(async () => (await import('../service/cliChoices')).copyKcv),
    ),
    guardedCommand(
      'keyMaterial.keys.copyCli',
      () => vscode.l10n.t('Copy as AWS CLI'),
      on(async () => (await import('../service/cliChoices')).copyCli),
    ),
    guardedCommand(
      'keyMaterial.keys.enable',
      () => vscode.l10n.t('Enable Key'),
      on(async () => (await import('./lifeCycle')).enableKey),
    ),
    guardedCommand(
      'keyMaterial.keys.disable',
      () => vscode.l10n.t('Disable Key'),
      on(async () => (await import('./lifeCycle')).disableKey),
    ),
    guardedCommand(
      'keyMaterial.keys.restore',
      () => vscode.l10n.t('Restore Key'),
      on(async () => (await import('./lifeCycle')).restoreKey),
    ),
    guardedCommand(
      'keyMaterial.keys.scheduleDeletion',
      () => vscode.l10n.t('Schedule Key Deletion'),
      on(async () => (await import('./lifeCycle')).scheduleDeletion),
    ),
    guardedCommand(
      'keyMaterial.keys.createAlias',
      () => vscode.l10n.t('Create Alias'),
      on(async () => (await import('./aliasActions')).createAlias),
    ),
    guardedCommand(
      'keyMaterial.keys.moveAlias',
      () => vscode.l10n.t('Move Alias'),
      on(async () => (await import('./aliasActions')).moveAlias),
    ),
    guardedCommand(
      'keyMaterial.keys.deleteAlias',
      () => vscode.l10n.t('Delete Alias'),
      on(async () => (await import('./aliasActions')).deleteAlias),
    ),
    guardedCommand(
      'keyMaterial.keys.wrapWith',
      () => vscode.l10n.t('Use as Wrapping Key'),
      on(async () => {
        const { useAsWrappingKey } = await import('./useActions');
        return (action, argument) => useAsWrappingKey(action, argument);
      }),
    ),
    guardedCommand(
      'keyMaterial.keys.publicCertificate',
      () => vscode.l10n.t('Get Public Certificate'),
      on(async (panels) => {
        const { getPublicCertificate } = await import('./useActions');
        return (action, argument) => getPublicCertificate(action, argument, panels);
      }),
    ),
    guardedCommand(
      'keyMaterial.keys.export',
      () => vscode.l10n.t('Export Key'),
      on(async (panels) => {
        const { exportKey } = await import('./exportKey');
        return (action, argument) => exportKey(action, argument, panels);
      }),
    ),
    guardedCommand(
      'keyMaterial.keys.exportList',
      () => vscode.l10n.t('Export Key List'),
      on(async () => (await import('./exportKeyList')).exportKeyList),
    ),
    guardedCommand(
      'keyMaterial.keys.create',
      () => vscode.l10n.t('Create Key'),
      on(async () => (await import('./createKey')).createKey),
    ),
    guardedCommand(
      'keyMaterial.keys.editTags',
      () => vscode.l10n.t('Edit Tags'),
      on(async () => (await import('./tagActions')).editTags),
    ),
  );
}
