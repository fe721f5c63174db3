import type * as vscode from 'vscode';
import { registerNoKeyService } from './extension/registerNoKeyService';
import { registerFeatures } from './extension/register';
import { log } from './extension/ui/log';

/** Called by src/webLoader.ts, the file that the browser's extension host loads. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  registerFeatures(context, registerNoKeyService(context));
  performance.measure('keyMaterial.activate', { start });
}

/** Logs why a file of the extension could not be loaded. */
export function logProblem(problem: string): void {
  log().error(problem);
}
