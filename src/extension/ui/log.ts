import * as vscode from 'vscode';
import { failureFrame } from './failureFrame';

let channel: vscode.LogOutputChannel | undefined;

/**
 * The extension's log. Made when first used, so that activation stays cheap.
 * Key blocks, keys and anything typed never go in: log what was done, not on what.
 */
export function log(): vscode.LogOutputChannel {
  channel ??= vscode.window.createOutputChannel('Key Material', { log: true });
  return channel;
}

/** Disposes the channel with the extension. */
export const logDisposal = new vscode.Disposable(() => {
  channel?.dispose();
  channel = undefined;
});

/** What went wrong in our own code: kind and place, never the message of a value that was being read. */
export function logFailure(doing: string, error: unknown): void {
  const kind = error instanceof Error ? error.name : typeof error;
  log().error(`${doing} failed: ${kind} ${failureFrame(error)}`);
}
