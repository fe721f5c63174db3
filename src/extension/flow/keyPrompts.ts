/** What the flows on keys ask and say: an interface, so that tests can answer in real VS Code. */
import * as vscode from 'vscode';
import { keysViewId } from '../ui/viewTypes';
import { importPrompts, type ImportPrompts } from './importPrompts';

export interface KeyPrompts extends ImportPrompts {
  copy(text: string): Promise<void>;
  /** A call or two, with progress in the view. */
  shortly<T>(body: () => Promise<T>): Promise<T>;
  /** Something was done; nothing is asked. */
  done(message: string): void;
}

/** VS Code's own dialogs. */
export const keyPrompts: KeyPrompts = {
  ...importPrompts,
  copy: async (text) => vscode.env.clipboard.writeText(text),
  async shortly(body) {
    return vscode.window.withProgress({ location: { viewId: keysViewId } }, body);
  },
  done: (message) => void vscode.window.setStatusBarMessage(message, 8000),
};
