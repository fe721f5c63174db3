import type * as vscode from 'vscode';
import { registerNoKeyService } from './extension/features/noKeyService';
import { registerFeatures } from './extension/register';

export function activate(context: vscode.ExtensionContext): void {
  registerFeatures(context, registerNoKeyService(context));
}
