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

export interface McpServer {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One server for each folder on a disk, as each reads one; none in Restricted Mode. @param execPath as of `registerMcpServer` */
export function mcpServers(extensionUri: vscode.Uri, execPath: string): McpServer[] {
  if (!vscode.workspace.isTrusted) return [];
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const file = vscode.Uri.joinPath(extensionUri, 'dist/cli.mjs').fsPath;
  return folders.map(({ name, uri }) => ({
    label: folders.length > 1 ? `Key Material (${name})` : 'Key Material',
    command: execPath,
    args: [file, 'mcp', '--root', uri.fsPath],
    env: { ELECTRON_RUN_AS_NODE: '1' },
  }));
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
      provideMcpServerDefinitions: () =>
        mcpServers(extensionUri, execPath).map(
          ({ label, command, args, env }) => new Definition(label, command, [...args], { ...env }, version),
        ),
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
