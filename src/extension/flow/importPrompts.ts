/** The questions of imports: those of other flows, a confirmation, a progress that can be cancelled, a file to write. */
import * as vscode from 'vscode';
import type { CancelSignal } from '../../keyservice/operations';
import { logFailure } from '../ui/log';
import { flowPrompts, type FlowPrompts } from './flowPrompts';

export interface SaveQuestion {
  readonly title: string;
  /** File name that is proposed. */
  readonly name: string;
  readonly filters?: Readonly<Record<string, string[]>>;
}

export interface ImportPrompts extends FlowPrompts {
  /** Modal, with Cancel; the action that was chosen. */
  confirm(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  /** Modal: something went wrong; the action that was chosen. */
  failed(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  /** A notification with Cancel for as long as the task runs. */
  progress<T>(
    title: string,
    task: (signal: CancelSignal, report: (message: string) => void) => Promise<T>,
  ): Promise<T>;
  /** Where to write a file; undefined where nowhere. */
  save(question: SaveQuestion): Promise<vscode.Uri | undefined>;
  /** Lets something go on that the flow does not wait for: a message with actions may stand for an hour. */
  afterwards(task: () => Promise<void>): void;
}

/** VS Code's own dialogs. */
export const importPrompts: ImportPrompts = {
  ...flowPrompts,
  confirm: async (message, detail, ...actions) =>
    vscode.window.showInformationMessage(message, { modal: true, detail }, ...actions),
  failed: async (message, detail, ...actions) =>
    vscode.window.showErrorMessage(message, { modal: true, detail }, ...actions),
  progress: (title, task) =>
    Promise.resolve(
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        async (progress, token) => {
          const abort = new AbortController();
          const subscription = token.onCancellationRequested(() => abort.abort());
          try {
            return await task(abort.signal, (message) => progress.report({ message }));
          } finally {
            subscription.dispose();
          }
        },
      ),
    ),
  save: async ({ title, name, filters }) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    return vscode.window.showSaveDialog({
      title,
      ...(filters ? { filters: { ...filters } } : {}),
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
  },
  afterwards: (task) => void task().catch((error: unknown) => logFailure('What follows an import', error)),
};
