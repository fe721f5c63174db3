/** The questions around import parameters: an interface, so that tests can answer them. */
import * as vscode from 'vscode';
import { flowPrompts, type FlowPrompts } from '../flowPrompts';

export interface SaveQuestion {
  readonly title: string;
  /** Name of the file that is proposed. */
  readonly name: string;
  readonly filters: Readonly<Record<string, string[]>>;
}

export interface ParameterPrompts extends FlowPrompts {
  /** A modal question; the action that was chosen. */
  confirm(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  /** A failure that the user has to see before anything goes on; the action that was chosen. */
  fail(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  /** Where a new file goes; undefined where nowhere. */
  save(question: SaveQuestion): Promise<vscode.Uri | undefined>;
  /** Runs with progress and Cancel in a notification. */
  progress<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
  copy(text: string): Promise<void>;
}

export const parameterPrompts: ParameterPrompts = {
  ...flowPrompts,
  confirm: async (message, detail, ...actions) =>
    vscode.window.showInformationMessage(message, { modal: true, detail }, ...actions),
  fail: async (message, detail, ...actions) =>
    vscode.window.showErrorMessage(message, { modal: true, detail }, ...actions),
  async save({ title, name, filters }) {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    return vscode.window.showSaveDialog({
      title,
      filters: { ...filters },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
  },
  async progress(title, run) {
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        return run(controller.signal);
      },
    );
  },
  copy: async (text) => vscode.env.clipboard.writeText(text),
};
