/** What a window has for its key service, made when it is first needed: the start of VS Code does without it. */
import * as vscode from 'vscode';
import { HistoryView } from './history/historyView';
import type { HistoryNode } from './history/historyNodes';
import { runRow } from './commands';
import { KeyDetails, keyPanels } from './keys/keyDetails';
import { KeysView } from './keys/keysView';
import type { TreeNode } from './keys/keyRows';
import { ManifestProblems } from './manifest/manifestProblems';
import { ImportParametersView, type ParametersNode } from './parameters/view';
import type { RunCommand } from './registerCommands';
import { AccessPage } from './service/accessPage';
import type { KeyServiceConnection } from './service/connection';
import { keyServices } from './host/keyServices';
import { noticeWaits } from './service/identityWait';
import { KeyCatalogue } from './service/keyCatalogue';
import { ImportParameterStore } from './service/parameterStore';
import type { SecretsMark } from './service/secretPersistence';
import type { ServiceTools } from './service/tools';
import { serviceCommands, serviceGuards, type ServiceParts } from './serviceCommands';

/** What is there from the start. */
export interface ServiceStart {
  readonly context: vscode.ExtensionContext;
  readonly connection: KeyServiceConnection;
  readonly mark: SecretsMark;
  readonly trees: {
    readonly keys: vscode.TreeView<TreeNode>;
    readonly parameters: vscode.TreeView<ParametersNode>;
    readonly history: vscode.TreeView<HistoryNode>;
  };
}

export interface WholeService extends ServiceParts {
  readonly parametersView: ImportParametersView;
  readonly historyView: HistoryView;
  readonly run: RunCommand;
}

/** What has to be disposed goes to the subscriptions of the context. */
export function serviceParts({ context, connection, mark, trees }: ServiceStart): WholeService {
  const catalogue = new KeyCatalogue(connection);
  const parameters = new ImportParameterStore(context.secrets, () => mark.look());
  const tools: ServiceTools = {
    context,
    connection,
    catalogue,
    parameters,
    showStructure: async (name, text) => {
      const { showStructure } = await import('./viewer/structureEditor');
      const { fileOfText } = await import('./material/structureFile');
      showStructure(context, fileOfText(name, text));
    },
  };
  const parametersView = new ImportParametersView(trees.parameters, parameters, connection, (kept) => {
    if (kept.length > 0) void import('./parameters/warnSoon').then(({ warnSoon }) => warnSoon(tools, kept));
  });
  const parts: ServiceParts = {
    context,
    tools,
    keysView: new KeysView(trees.keys, tools),
    keyDetails: new KeyDetails(tools),
    keyPanels: keyPanels(context),
    manifestProblems: new ManifestProblems(),
    accessPage: new AccessPage(),
  };
  const historyView = new HistoryView(trees.history, tools);
  context.subscriptions.push(
    catalogue,
    parameters,
    parametersView,
    historyView,
    parts.keysView,
    parts.keyDetails,
    parts.manifestProblems,
    parts.accessPage,
    noticeWaits(
      connection.onDidWait,
      () => connection.wait,
      () => parts.keysView.visible,
    ),
    watchProfiles(connection),
  );
  const table = serviceCommands(parts);
  const guards = serviceGuards(parts);
  return {
    ...parts,
    parametersView,
    historyView,
    run: async (id, call) => {
      const row = table[id];
      return row && runRow(row, guards, call);
    },
  };
}

/** Profiles that change on disk are read anew; what was fetched with the old ones is forgotten. */
function watchProfiles(connection: KeyServiceConnection): vscode.Disposable {
  let stop: (() => void) | undefined;
  const watching = connection.onDidChange((chosen) => {
    if (chosen?.choice.kind !== 'aws' || stop) return;
    stop = () => undefined;
    void keyServices()
      .then((services) => services.watchProfiles(() => connection.renew()))
      .then((end) => (stop = end));
  });
  return vscode.Disposable.from(watching, new vscode.Disposable(() => stop?.()));
}
