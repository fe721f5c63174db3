/** What the flows on keys ask and say: an interface, so that tests can answer in real VS Code. */
import * as vscode from 'vscode';
import { keysViewId } from '../../panels/viewTypes';
import { flowPrompts, type FlowPrompts } from '../flowPrompts';

export interface SaveQuestion {
  readonly title: string;
  /** Proposed name of the file. */
  readonly name: string;
  readonly filters: Readonly<Record<string, string[]>>;
}

/** What a long piece of work tells of itself. */
export type Report = (message: string) => void;

export interface KeyPrompts extends FlowPrompts {
  /** A modal question. @returns the action that was chosen, undefined for Cancel */
  confirm(message: string, detail: string, actions: readonly string[]): Promise<string | undefined>;
  /** A call failed. @returns the action that was chosen */
  failed(message: string, actions: readonly string[]): Promise<string | undefined>;
  saveAs(question: SaveQuestion): Promise<vscode.Uri | undefined>;
  copy(text: string): Promise<void>;
  /** A call or two, with progress in the view. */
  shortly<T>(body: () => Promise<T>): Promise<T>;
  /** Work that takes a while, with progress and Cancel. */
  working<T>(title: string, body: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T>;
  /** The text of the active editor, where one is open. */
  openText(): { readonly name: string; readonly text: string } | undefined;
}

/** VS Code's own dialogs. */
export const keyPrompts: KeyPrompts = {
  ...flowPrompts,
  confirm: async (message, detail, actions) =>
    vscode.window.showWarningMessage(message, { modal: true, detail }, ...actions),
  failed: async (message, actions) => vscode.window.showErrorMessage(message, ...actions),
  async saveAs({ title, name, filters }) {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    return vscode.window.showSaveDialog({
      title,
      filters: { ...filters },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
  },
  copy: async (text) => vscode.env.clipboard.writeText(text),
  async shortly(body) {
    return vscode.window.withProgress({ location: { viewId: keysViewId } }, body);
  },
  async working(title, body) {
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const aborting = new AbortController();
        const cancelling = token.onCancellationRequested(() => aborting.abort());
        try {
          return await body(aborting.signal, (message) => progress.report({ message }));
        } finally {
          cancelling.dispose();
        }
      },
    );
  },
  openText() {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) return undefined;
    return { name: document.uri.path.split('/').at(-1) ?? document.uri.path, text: document.getText() };
  },
};
