/** Offers the command line's MCP server to VS Code, from 1.101 on; before, its function is missing or throws. */
import * as vscode from 'vscode';
import { log } from '../ui/log';

/** Also in package.json. */
const providerId = 'keyMaterial.tools';

/** What is used of the API of VS Code 1.101. */
interface McpApi {
  readonly lm: {
    registerMcpServerDefinitionProvider?(id: string, provider: McpProvider): vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
    version: string,
  ) => unknown;
}

interface McpProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  provideMcpServerDefinitions(): unknown[];
}

/** @param execPath the program that runs the extension host: Node, or Electron that can be Node */
export function registerMcpServer(
  { extensionUri, extension }: vscode.ExtensionContext,
  execPath: string,
): vscode.Disposable {
  const api = vscode as unknown as McpApi;
  const Definition = api.McpStdioServerDefinition;
  if (typeof api.lm.registerMcpServerDefinitionProvider !== 'function' || !Definition)
    return new vscode.Disposable(() => undefined);
  const changed = new vscode.EventEmitter<void>();
  const { version } = extension.packageJSON as { version: string };
  try {
    const provider = api.lm.registerMcpServerDefinitionProvider(providerId, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
        if (!vscode.workspace.isTrusted) return [];
        const file = vscode.Uri.joinPath(extensionUri, 'dist/cli.mjs').fsPath;
        return folders.map(
          ({ name, uri }) =>
            new Definition(
              folders.length > 1 ? `Key Material (${name})` : 'Key Material',
              execPath,
              [file, 'mcp', '--root', uri.fsPath],
              { ELECTRON_RUN_AS_NODE: '1' },
              version,
            ),
        );
      },
    });
    return vscode.Disposable.from(
      provider,
      changed,
      vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    );
  } catch {
    log().info('This VS Code does not accept MCP servers of extensions.');
    changed.dispose();
    return new vscode.Disposable(() => undefined);
  }
}
