import * as vscode from 'vscode';
import { keyServices } from './host/keyServices';
import { registerImport } from './registerImport';
import { KeyServiceConnection, mayConnect } from './service/connection';
import { KeyServiceStatus } from './service/statusBar';
import type { ServiceTools } from './service/tools';
import { registerImportParameters } from './parameters/register';
import { ImportParameterStore } from './service/parameterStore';
import { registerKeys } from './keys/register';
import { KeyCatalogue } from './service/keyCatalogue';
import { registerTestPayload } from './testPayload/register';

/** Features that need the key service: each registers its commands and views. */
const featuresOnTheService: readonly ((
  tools: ServiceTools,
  context: vscode.ExtensionContext,
) => vscode.Disposable)[] = [registerKeys, registerImport, registerImportParameters, registerTestPayload];

/** Which key service is used: chosen by the user, shown in the status bar; nothing is sent before. */
export function registerKeyService(context: vscode.ExtensionContext): vscode.Disposable {
  const connection = new KeyServiceConnection(context);
  const catalogue = new KeyCatalogue(connection);
  const parameters = new ImportParameterStore(context.secrets);
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
  const setContext = (key: string, value: unknown): void =>
    void vscode.commands.executeCommand('setContext', `keyMaterial.${key}`, value);
  setContext('hasKeyServices', true);
  // Told apart from "not awake yet".
  setContext('noKeyServices', false);
  const chosenKey = (): void => setContext('serviceChosen', connection.chosen !== undefined);
  chosenKey();
  const status = new KeyServiceStatus(connection);
  const commands = [
    vscode.commands.registerCommand('keyMaterial.selectProfile', async () => {
      if (!mayConnect()) return;
      const { selectProfile } = await import('./service/selectProfile');
      await selectProfile(connection);
    }),
    vscode.commands.registerCommand('keyMaterial.selectRegion', async () => {
      if (!mayConnect()) return;
      const { selectRegion } = await import('./service/selectProfile');
      await selectRegion(connection);
    }),
  ];
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
    // Each registers its commands and views, and loads what they need when one is first used.
    ...featuresOnTheService.map((register) => register(tools, context)),
    status,
    connection.onDidChange(chosenKey),
    ...commands,
    watching,
    new vscode.Disposable(() => stop?.()),
    lookAfterCliFiles(context.globalStorageUri),
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
