/** The questions of flows that take files and keys besides texts: an interface, so that tests can answer them. */
import * as vscode from 'vscode';
import { prompts, type Prompts } from './prompts';
import { requireClearKeys } from '../testKeys/clearKeys';

export interface FileQuestion {
  readonly title: string;
  readonly openLabel?: string;
  readonly filters?: Readonly<Record<string, string[]>>;
}

export interface FlowPrompts extends Prompts {
  /** A file that is there; undefined where none was chosen. */
  file(question: FileQuestion): Promise<vscode.Uri | undefined>;
  /** Whether clear keys may be given now; where not, says why. `purpose` is the command's name. */
  clearKeys(purpose: string): Promise<boolean>;
  warn(message: string): void;
  /** Says something that can be acted on; the action that was chosen. */
  tell(message: string, ...actions: string[]): Promise<string | undefined>;
}

/** VS Code's own dialogs. */
export const flowPrompts: FlowPrompts = {
  ...prompts,
  async file(question) {
    const chosen = await vscode.window.showOpenDialog({ ...question, filters: { ...question.filters } });
    return chosen?.[0];
  },
  clearKeys: (purpose) => requireClearKeys(purpose),
  warn: (message) => void vscode.window.showWarningMessage(message),
  tell: async (message, ...actions) => vscode.window.showInformationMessage(message, ...actions),
};

/** A question that stands by itself. */
export const alone = (title: string): { title: string; canGoBack: false } => ({ title, canGoBack: false });
