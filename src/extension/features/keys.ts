import * as vscode from 'vscode';
import { guardedCommand } from '../support/commands';
import type { ServiceTools } from './keyService/tools';
import type { KeyFlow } from './keys/keyFlow';
import { KeyDetails } from './keys/keyDetails';
import { KeysView } from './keys/keysView';
import { keyPanels, type KeyPanels } from './keys/panels';

type Action = (flow: KeyFlow, argument: unknown) => Promise<unknown>;

/** Command, its title, and what loads it. */
const actions: readonly (readonly [
  name: string,
  title: () => string,
  load: (panels: KeyPanels) => Promise<Action>,
])[] = [
  ['copyArn', () => vscode.l10n.t('Copy ARN'), async () => (await import('./keys/copyActions')).copyArn],
  [
    'copyAlias',
    () => vscode.l10n.t('Copy Alias'),
    async () => (await import('./keys/copyActions')).copyAlias,
  ],
  ['copyKcv', () => vscode.l10n.t('Copy KCV'), async () => (await import('./keys/copyActions')).copyKcv],
  [
    'copyCli',
    () => vscode.l10n.t('Copy as AWS CLI'),
    async () => (await import('./keys/copyActions')).copyCli,
  ],
  ['enable', () => vscode.l10n.t('Enable Key'), async () => (await import('./keys/lifeCycle')).enableKey],
  ['disable', () => vscode.l10n.t('Disable Key'), async () => (await import('./keys/lifeCycle')).disableKey],
  ['restore', () => vscode.l10n.t('Restore Key'), async () => (await import('./keys/lifeCycle')).restoreKey],
  [
    'scheduleDeletion',
    () => vscode.l10n.t('Schedule Key Deletion'),
    async () => (await import('./keys/lifeCycle')).scheduleDeletion,
  ],
  [
    'createAlias',
    () => vscode.l10n.t('Create Alias'),
    async () => (await import('./keys/aliasActions')).createAlias,
  ],
  [
    'moveAlias',
    () => vscode.l10n.t('Move Alias'),
    async () => (await import('./keys/aliasActions')).moveAlias,
  ],
  [
    'deleteAlias',
    () => vscode.l10n.t('Delete Alias'),
    async () => (await import('./keys/aliasActions')).deleteAlias,
  ],
  [
    'wrapWith',
    () => vscode.l10n.t('Use as Wrapping Key'),
    async () => {
      const { useAsWrappingKey } = await import('./keys/useActions');
      return (flow, argument) => useAsWrappingKey(flow, argument);
    },
  ],
  [
    'publicCertificate',
    () => vscode.l10n.t('Get Public Certificate'),
    async (panels) => {
      const { getPublicCertificate } = await import('./keys/useActions');
      return (flow, argument) => getPublicCertificate(flow, argument, panels);
    },
  ],
  [
    'export',
    () => vscode.l10n.t('Export Key'),
    async (panels) => {
      const { exportKey } = await import('./keys/exportKey');
      return (flow, argument) => exportKey(flow, argument, panels);
    },
  ],
  [
    'exportList',
    () => vscode.l10n.t('Export Key List'),
    async () => (await import('./keys/exportKeyList')).exportKeyList,
  ],
  ['create', () => vscode.l10n.t('Create Key'), async () => (await import('./keys/createKey')).createKey],
  ['editTags', () => vscode.l10n.t('Edit Tags'), async () => (await import('./keys/tagActions')).editTags],
];

/** The view Keys and its commands; what an action needs is loaded when it is first run. */
export function registerKeys(tools: ServiceTools, context: vscode.ExtensionContext): vscode.Disposable {
  const panels = keyPanels(context);
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
    ...actions.map(([name, title, load]) =>
      guardedCommand(`keyMaterial.keys.${name}`, title, (argument) => run(argument, () => load(panels))),
    ),
  );
}
