import * as vscode from 'vscode';
import type { LoadedKeys } from '../../agent/call';
import type { ToolName } from '../../agent/tools';
import { onSetting, setting } from '../ui/settings';

/** As package.json contributes them; what a tool is, is loaded when one is called. */
const names: readonly ToolName[] = [
  'keyMaterial_explain',
  'keyMaterial_find',
  'keyMaterial_checkChain',
  'keyMaterial_compare',
  'keyMaterial_keys',
];

/**
 * The tools of agents, as long as the setting is on.
 * @param keys what the Keys view has loaded; undefined where there is none
 */
export function registerAgentTools(keys: () => LoadedKeys | undefined): vscode.Disposable {
  let registered: vscode.Disposable | undefined;
  const update = (): void => {
    registered?.dispose();
    registered = setting('agentTools') === true ? vscode.Disposable.from(...names.map(tool)) : undefined;
  };
  const tool = (name: ToolName): vscode.Disposable =>
    vscode.lm.registerTool<unknown>(name, {
      prepareInvocation: async ({ input }) => (await import('./invoke')).prepared(name, input),
      invoke: async ({ input }, token) => (await import('./invoke')).invoked(name, input, keys, token),
    });
  update();
  return vscode.Disposable.from(
    onSetting('agentTools', update),
    new vscode.Disposable(() => registered?.dispose()),
  );
}
