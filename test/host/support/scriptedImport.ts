import type * as vscode from 'vscode';
import type { ImportPrompts } from '../../../src/extension/flow/importPrompts';
import { CheckFailed } from './check';
import { scriptedFlow, type FlowAnswers, type FlowScript } from './scriptedFlow';
import type { Reply } from './scriptedPrompts';

/** A dialog or message with actions, as it was shown. */
export interface Shown {
  readonly kind: 'confirm' | 'failed' | 'tell';
  readonly message: string;
  readonly detail: string;
  readonly actions: readonly string[];
}

export interface ImportScript extends FlowScript, ImportPrompts {
  /** Dialogs and messages, in order. */
  readonly shown: Shown[];
  /** Titles and messages of progress. */
  readonly progressed: string[];
  /** Resolves when all that follows imports has been done. */
  readonly settled: () => Promise<void>;
}

export interface ImportAnswers extends FlowAnswers {
  /**
   * Actions of dialogs and messages, in order; "cancel" closes one. A message (`tell`) that has actions takes one
   * only where the next answer is one of them, word for word.
   */
  readonly actions?: readonly string[];
  /** Where files are saved, in order. */
  readonly saves?: readonly vscode.Uri[];
  /** Aborts the progress of that number (0 first) so many milliseconds after it began. */
  readonly cancelProgress?: ReadonlyMap<number, number>;
}

/** Answers the questions of an import, its dialogs and messages included. */
export function scriptedImport(replies: readonly Reply[], answers: ImportAnswers = {}): ImportScript {
  const flow = scriptedFlow(replies, answers);
  const actions = [...(answers.actions ?? [])];
  const saves = [...(answers.saves ?? [])];
  const shown: Shown[] = [];
  const progressed: string[] = [];
  const running: Promise<void>[] = [];
  let progresses = 0;
  const dialog = (kind: 'confirm' | 'failed', message: string, detail: string, offered: string[]) => {
    shown.push({ kind, message, detail, actions: offered });
    // A dialog with nothing but its close button takes no answer.
    if (offered.length === 0) return Promise.resolve(undefined);
    const action = actions.shift();
    if (action === undefined)
      return Promise.reject(new CheckFailed(`no action is left for: ${message}\n${detail}`));
    if (action === 'cancel') return Promise.resolve(undefined);
    const found = offered.find((one) => one.includes(action));
    return found === undefined
      ? Promise.reject(new CheckFailed(`${message} offers no ${action}: ${offered.join(', ')}\n${detail}`))
      : Promise.resolve(found);
  };
  return {
    ...flow,
    shown,
    progressed,
    left: () => flow.left() + actions.length + saves.length,
    confirm: (message, detail, ...offered) => dialog('confirm', message, detail, offered),
    failed: (message, detail, ...offered) => dialog('failed', message, detail, offered),
    tell: (message, ...offered) => {
      flow.said.push(message);
      shown.push({ kind: 'tell', message, detail: '', actions: offered });
      const [next] = actions;
      const found = next === undefined ? undefined : offered.find((one) => one === next);
      if (found !== undefined) actions.shift();
      return Promise.resolve(found);
    },
    async progress(title, task) {
      progressed.push(title);
      const abort = new AbortController();
      const after = answers.cancelProgress?.get(progresses++);
      const timer = after === undefined ? undefined : setTimeout(() => abort.abort(), after);
      try {
        return await task(abort.signal, (message) => void progressed.push(message));
      } finally {
        clearTimeout(timer);
      }
    },
    save: ({ title }) => {
      const uri = saves.shift();
      return uri ? Promise.resolve(uri) : Promise.reject(new CheckFailed(`no place is left for: ${title}`));
    },
    afterwards: (task) => void running.push(task()),
    settled: async () => {
      while (running.length > 0) await running.shift();
    },
  };
}
