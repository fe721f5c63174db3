/** Calls of the agent tools in VS Code: what a call reads is confirmed first, and its answer is a report. */
import * as vscode from 'vscode';
import { callTool, type LoadedKeys } from '../../agent/call';
import { checkedInput, type ToolInput, type ToolName, ToolRefusal, tools } from '../../agent/tools';
import { escapeMarkdown } from '../ui/markdown';
import { workspacePort } from './workspacePort';

/** @throws vscode.LanguageModelError never; a call that is refused says so in its answer */
export function prepared(name: ToolName, given: unknown): vscode.PreparedToolInvocation {
  const title = vscode.l10n.t('Let the agent read key material?');
  const reads = readsOf(name, given);
  const lines = [
    ...reads.map((line) => `- ${escapeMarkdown(line)}`),
    '',
    escapeMarkdown(
      vscode.l10n.t(
        'The language model gets headers, names, places and findings. It never gets key values, encrypted keys or MACs.',
      ),
    ),
  ];
  return {
    invocationMessage: vscode.l10n.t('Reading key material'),
    confirmationMessages: { title, message: new vscode.MarkdownString(lines.join('\n')) },
  };
}

/** What a call reads, one line each. */
export function readsOf(name: ToolName, given: unknown): string[] {
  let input: ToolInput;
  try {
    input = checkedInput(
      tools.find((tool) => tool.name === name)!,
      given,
    );
  } catch (error) {
    if (!(error instanceof ToolRefusal)) throw error;
    return [vscode.l10n.t('Nothing: the input of the call is not valid')];
  }
  const lines: string[] = [];
  for (const member of ['text', 'textA', 'textB']) {
    const value = input[member];
    if (typeof value === 'string')
      lines.push(vscode.l10n.t('Text that the agent passes: {0} characters', value.length));
  }
  const { startLine, endLine } = input;
  for (const member of ['path', 'pathA', 'pathB']) {
    const value = input[member];
    if (typeof value !== 'string') continue;
    lines.push(
      startLine === undefined && endLine === undefined
        ? vscode.l10n.t('File: {0}', value)
        : vscode.l10n.t(
            'File: {0}, lines {1} to {2}',
            value,
            String(startLine ?? 1),
            endLine === undefined ? vscode.l10n.t('the last') : String(endLine),
          ),
    );
  }
  for (const path of (input.paths ?? []) as readonly string[]) lines.push(vscode.l10n.t('File: {0}', path));
  if (name === 'keyMaterial_find')
    lines.push(
      typeof input.include === 'string'
        ? vscode.l10n.t('Files of the workspace that match {0}', input.include)
        : vscode.l10n.t('All files of the workspace'),
    );
  if (name === 'keyMaterial_keys')
    lines.push(vscode.l10n.t('The keys that the Keys view has loaded: ARN, alias, attributes and KCV'));
  return lines;
}

/** The report of a call, or why it is not done; never a text of a file by itself. */
export async function invoked(
  name: ToolName,
  given: unknown,
  keys: () => LoadedKeys | undefined,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  let answer: string;
  try {
    answer = await callTool(name, given, workspacePort(keys, token));
  } catch (error) {
    // Other errors may name what was read.
    answer = error instanceof ToolRefusal ? error.message : 'The tool failed.';
  }
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answer)]);
}
