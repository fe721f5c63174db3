import type * as vscode from 'vscode';
import { registerDecodeKeyBlock } from './features/decodeKeyBlock';
import { registerKeyBlockHover } from './features/keyBlockHover';
import { logDisposal } from './support/log';

/** What both hosts have. Each feature loads its decoder when it is first used. */
export function registerFeatures(context: vscode.ExtensionContext): void {
  context.subscriptions.push(registerKeyBlockHover(), registerDecodeKeyBlock(context), logDisposal);
}
