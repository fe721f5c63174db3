import * as vscode from 'vscode';
import { onSetting, setting } from '../ui/settings';
import type { AgentHost } from './host';

/** The tools of agents, as long as the setting is on: none of it is loaded before. */
export function registerAgentTools(context: vscode.ExtensionContext, host: AgentHost): vscode.Disposable {
  let registered: vscode.Disposable | undefined;
  let ended = false;
  const update = async (): Promise<void> => {
    registered?.dispose();
    registered = undefined;
    if (setting('agentTools') !== true) return;
    const { startAgentTools } = await import('./start');
    if (!ended && setting('agentTools') === true) registered ??= startAgentTools(context, host);
  };
  void update();
  return vscode.Disposable.from(
    onSetting('agentTools', () => void update()),
    new vscode.Disposable(() => {
      ended = true;
      registered?.dispose();
    }),
  );
}
