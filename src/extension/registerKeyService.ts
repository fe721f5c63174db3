import * as vscode from 'vscode';
import { loadedKeys } from './agent/loadedKeys';
import { registerAgentTools } from './agent/register';
import { serviceWasChosen } from './host/keyServices';
import type { RunCommand } from './registerCommands';
import { KeyServiceConnection } from './service/connection';
import { SecretsMark } from './service/secretPersistence';
import { KeyServiceStatus } from './service/statusBar';
import { useServiceTools } from './service/toolsHere';
import type { WholeService } from './serviceParts';
import { LazyTree } from './ui/lazyTree';
import {
  accessScheme,
  historyViewId,
  importParametersViewId,
  importViewType,
  keyDetailsScheme,
  keysViewId,
  manifestViewType,
} from './ui/settings';

/**
 * Which key service is used: chosen by the user, shown in the status bar; nothing is sent before. Everything else of it
 * is loaded when a view is looked at or a command is run.
 * @returns what runs its commands
 */
export function registerKeyService(context: vscode.ExtensionContext, execPath: string): RunCommand {
  const connection = new KeyServiceConnection(context);
  const mark = new SecretsMark(context.secrets, context.globalState);
  let made: Promise<WholeService> | undefined;
  let parts: WholeService | undefined;
  const whole = (): Promise<WholeService> =>
    (made ??= import('./serviceParts').then(
      ({ serviceParts }) =>
        (parts = serviceParts({
          context,
          connection,
          mark,
          trees: { keys: keys.view, parameters: parameters.view, history: history.view },
        })),
      (error: unknown) => {
        // Read again when asked again.
        made = undefined;
        throw error;
      },
    ));
  const keys = new LazyTree(keysViewId, async () => (await whole()).keysView, true);
  const parameters = new LazyTree(importParametersViewId, async () => (await whole()).parametersView);
  const history = new LazyTree(historyViewId, async () => (await whole()).historyView);
  useServiceTools(async () => (await whole()).tools);
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
  context.subscriptions.push(
    connection,
    keys,
    parameters,
    history,
    restored(context, whole),
    new KeyServiceStatus(connection),
    connection.onDidChange(chosenKey),
    new vscode.Disposable(() => useServiceTools(undefined)),
    lookAfterCliFiles(context.globalStorageUri),
    // Keys that no view or command has loaded yet are none.
    registerAgentTools(context, { keys: () => parts && loadedKeys(parts.tools.catalogue), execPath }),
  );
  return async (id, call) => (await whole()).run(id, call);
}

/** Pages and documents that come back after a reload. */
function restored(
  { extensionUri }: vscode.ExtensionContext,
  whole: () => Promise<WholeService>,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(importViewType, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreImportPage } = await import('./import/importPage');
        const { vscodeUi } = await import('./flow/vscodeUi');
        const { tools } = await whole();
        await restoreImportPage(extensionUri, panel, state, { tools, ui: vscodeUi });
      },
    }),
    vscode.window.registerWebviewPanelSerializer(manifestViewType, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreManifestPage } = await import('./manifest/manifestPage');
        const { vscodeUi } = await import('./flow/vscodeUi');
        const { tools, manifestProblems } = await whole();
        restoreManifestPage(extensionUri, panel, state, { tools, ui: vscodeUi }, manifestProblems);
      },
    }),
    // What is loaded registers itself as well, and then tells of changes.
    vscode.workspace.registerTextDocumentContentProvider(keyDetailsScheme, {
      provideTextDocumentContent: async (uri) => (await whole()).keyDetails.provideTextDocumentContent(uri),
    }),
    vscode.workspace.registerTextDocumentContentProvider(accessScheme, {
      provideTextDocumentContent: async () => (await whole()).accessPage.provideTextDocumentContent(),
    }),
  );
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
