import type * as vscode from 'vscode';
import { registerFeatures } from './extension/register';

export function activate(context: vscode.ExtensionContext): void {
  registerFeatures(context);
}
