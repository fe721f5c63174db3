import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { keyServices, serviceWasChosen } from './host/keyServices';
import { HistoryView } from './history/historyView';
import { KeyDetails, keyPanels } from './keys/keyDetails';
import { KeysView } from './keys/keysView';
import { ManifestProblems } from './manifest/manifestProblems';
import { ImportParametersView } from './parameters/view';
import { AccessPage } from './service/accessPage';
import { KeyServiceConnection } from './service/connection';
import { noticeWaits } from './service/identityWait';
import { SecretsMark } from './service/secretPersistence';
import { KeyServiceStatus } from './service/statusBar';
import type { ServiceTools } from './service/tools';
import { ImportParameterStore } from './service/parameterStore';
import { KeyCatalogue } from './service/keyCatalogue';
import { importViewType, manifestViewType } from './ui/settings';
import { serviceCommands, serviceGuards, type ServiceParts } from './serviceCommands';

/** Which key service is used: chosen by the user, shown in the status bar; nothing is sent before. */
export function registerKeyService(context: vscode.ExtensionContext): vscode.Disposable {
  const connection = new KeyServiceConnection(context);
  const catalogue = new KeyCatalogue(connection);
  const mark = new SecretsMark(context.secrets, context.globalState);
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
  const parametersView = new ImportParametersView(parameters, connection, (kept) => {
    if (kept.length > 0) void import('./parameters/warnSoon').then(({ warnSoon }) => warnSoon(tools, kept));
  });
  const parts: ServiceParts = {
    context,
    tools,
    keysView: new KeysView(tools),
    keyDetails: new KeyDetails(tools),
    keyPanels: keyPanels(context),
    manifestProblems: new ManifestProblems(),
    accessPage: new AccessPage(),
  };
  const setContext = (key: string, value: unknown): void =>
    void vscode.commands.executeCommand('setContext', `keyMaterial.${key}`, value);
  setContext('hasKeyServices', true);
  // Told apart from "not awake yet".
  setContext('noKeyServices', false);
  const chosenKey = (): void => {
    setContext('serviceChosen', connection.chosen !== undefined);
    setContext('awsChosen', connection.chosen?.choice.kind === 'aws');
    serviceWasChosen(connection.chosen !== undefined);
    // Only a mark of an earlier session can show it, so it is left long before parameters are fetched.
    if (connection.chosen) void mark.look();
  };
  chosenKey();
  const status = new KeyServiceStatus(connection);
  // Profiles that change on disk are read anew; what was fetched with the old ones is forgotten.
  let stop: (() => void) | undefined;
  const watching = connection.onDidChange((chosen) => {
    if (chosen?.choice.kind !== 'aws' || stop) return;
    stop = () => undefined;
    void keyServices()
      .then((services) => services.watchProfiles(() => connection.renew()))
      .then((end) => (stop = end));
  });
  return vscode.Disposable.from(
    connection,
    catalogue,
    parameters,
    parametersView,
    new HistoryView(tools),
    parts.keysView,
    parts.keyDetails,
    parts.manifestProblems,
    parts.accessPage,
    registerCommands(context, serviceCommands(parts), serviceGuards(parts)),
    importPages(context.extensionUri, tools),
    manifestPages(context.extensionUri, tools, parts.manifestProblems),
    status,
    connection.onDidChange(chosenKey),
    noticeWaits(
      connection.onDidWait,
      () => connection.wait,
      () => parts.keysView.visible,
    ),
    watching,
    new vscode.Disposable(() => stop?.()),
    lookAfterCliFiles(context.globalStorageUri),
  );
}

/** The page is loaded when one comes back after a reload. */
function importPages(extensionUri: vscode.Uri, tools: ServiceTools): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(importViewType, {
    async deserializeWebviewPanel(panel, state) {
      const { restoreImportPage } = await import('./import/importPage');
      const { vscodeUi } = await import('./flow/vscodeUi');
      await restoreImportPage(extensionUri, panel, state, { tools, ui: vscodeUi });
    },
  });
}

function manifestPages(
  extensionUri: vscode.Uri,
  tools: ServiceTools,
  problems: ManifestProblems,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(manifestViewType, {
    async deserializeWebviewPanel(panel, state) {
      const { restoreManifestPage } = await import('./manifest/manifestPage');
      const { vscodeUi } = await import('./flow/vscodeUi');
      restoreManifestPage(extensionUri, panel, state, { tools, ui: vscodeUi }, problems);
    },
  });
}

/** Milliseconds after the start, which it must not slow down. */
const startIsOver = 10_000;

/** Files of copied commands do not stay longer than a day, whichever window wrote them. */
function lookAfterCliFiles(storage: vscode.Uri): vscode.Disposable {
  let disposed = false;
  let watching: vscode.Disposable | undefined;
  const look = async (): Promise<void> => {
    const { keepCliFilesShort } = await import('./service/cliFiles');
    if (!disposed) watching = keepCliFilesShort(storage);
  };
  const timer = setTimeout(() => void look(), startIsOver);
  return new vscode.Disposable(() => {
    disposed = true;
    clearTimeout(timer);
    watching?.dispose();
  });
}
