import * as vscode from 'vscode';
import { type ToolName, tools } from '../../agent/tools';
import { invoked, prepared } from './invoke';
import { registerMcpServer } from './mcpServer';
import type { AgentHost } from './host';

/** Registers every tool, and offers the MCP server where the host can run one. */
export function startAgentTools(
  context: vscode.ExtensionContext,
  { keys, execPath }: AgentHost,
): vscode.Disposable {
  const tool = (name: ToolName): vscode.Disposable =>
    vscode.lm.registerTool<unknown>(name, {
      prepareInvocation: ({ input }) => prepared(name, input),
      invoke: ({ input }, token) => invoked(name, input, keys, token),
    });
  return vscode.Disposable.from(
    ...tools.map(({ name }) => tool(name)),
    ...(execPath === undefined ? [] : [registerMcpServer(context, execPath)]),
  );
}
