/**
 * All that commands ask and say, in one interface: VS Code's own dialogs answer it in the product, scripts in tests in
 * real VS Code.
 */
import type * as vscode from 'vscode';
import type { CancelSignal } from '../../keyservice/operations';

/** The user pressed Back. */
export const back = Symbol('back');
/** A value, Back, or nothing where the user gave up (Escape). */
export type Answer<T> = T | typeof back | undefined;

/** What stands around a question of a sequence. */
export interface Frame {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Heading over this and the following choices. */
  readonly group?: string;
}

export interface InputQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** What is wrong with the text, or to be said of it; `entered` once Enter was pressed: then nothing means right. */
  readonly check: (text: string, entered: boolean) => InputRemark | undefined;
}

export interface InputRemark {
  readonly message: string;
  readonly severity: 'error' | 'info';
}

export interface PickQuestion<T> {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  readonly active?: T | undefined;
}

export interface FileQuestion {
  readonly title: string;
  readonly openLabel?: string;
  readonly filters?: Readonly<Record<string, string[]>>;
}

export interface SaveQuestion {
  readonly title: string;
  /** File name that is proposed. */
  readonly name: string;
  readonly filters?: Readonly<Record<string, string[]>>;
}

export interface Ui {
  pick<T>(frame: Frame, question: PickQuestion<T>): Promise<Answer<T>>;
  pickMany<T>(
    frame: Frame,
    question: { placeholder: string; choices: readonly Choice<T>[]; picked: readonly T[] },
  ): Promise<Answer<readonly T[]>>;
  input(frame: Frame, question: InputQuestion): Promise<Answer<string>>;
  /** A file that is there; undefined where none was chosen. */
  file(question: FileQuestion): Promise<vscode.Uri | undefined>;
  /** Files that are there, several at once; empty where none was chosen. */
  files(question: FileQuestion): Promise<readonly vscode.Uri[]>;
  /** Where to write a file; undefined where nowhere. */
  save(question: SaveQuestion): Promise<vscode.Uri | undefined>;
  /** Whether clear keys may be given now; where not, says why. `purpose` is the command's name. */
  clearKeys(purpose: string): Promise<boolean>;
  warn(message: string): void;
  /** Says something that can be acted on; the action that was chosen. */
  tell(message: string, ...actions: string[]): Promise<string | undefined>;
  /** Something was done; nothing is asked. */
  done(message: string): void;
  /** Modal, with Cancel; the action that was chosen. */
  confirm(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  /** Modal: something went wrong; the action that was chosen. */
  failed(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  /** A notification with Cancel for as long as the task runs. */
  progress<T>(
    title: string,
    task: (signal: CancelSignal, report: (message: string) => void) => Promise<T>,
  ): Promise<T>;
  /** A call or two, with progress in the Keys view. */
  shortly<T>(body: () => Promise<T>): Promise<T>;
  copy(text: string): Promise<void>;
  /** Lets something go on that the flow does not wait for: a message with actions may stand for an hour. */
  afterwards(task: () => Promise<void>): void;
}
