// How the counts leave the extension host: as a file in the workspace, which is a copy made for this run.
// The same in Node and in the web worker, on a desktop and in the browser.
import * as vscode from 'vscode';

export interface Results {
  passed: number;
  failed: number;
  skipped: number;
}

export async function writeResults(results: Results): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('host tests need a workspace folder to write their results into');
  const bytes = new TextEncoder().encode(JSON.stringify(results));
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, '.host-results.json'), bytes);
}

/** scripts/hostConsole.mjs shows what stands between these; VS Code itself logs a lot before and after. */
export const testsBegin = '[tests begin]';
export const testsEnd = '[tests end]';
