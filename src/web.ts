import type * as vscode from 'vscode';
import { registerNoKeyService } from './extension/registerNoKeyService';
import { registerFeatures } from './extension/register';

export function activate(context: vscode.ExtensionContext): void {
  registerFeatures(context, registerNoKeyService(context));
}
