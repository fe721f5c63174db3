import type * as vscode from 'vscode';
import {
  back,
  type Answer,
  type Choice,
  type Frame,
  type PickQuestion,
  type Ui,
} from '../../../src/extension/flow/ui';
import { requireClearKeys } from '../../../src/extension/testKeys/clearKeys';
import { CheckFailed } from './check';

/** What to answer next: type a text, choose by a part of a label or description, tick several, Back or Escape. */
export type Reply =
  | { readonly type: string }
  | { readonly choose: string }
  | { readonly tick: readonly string[] }
  | 'accept'
  | 'back'
  | 'escape';

/** One question as it was asked. */
export interface Asked {
  readonly frame: Frame;
  readonly text: string;
  readonly labels: readonly string[];
  readonly active?: string | undefined;
}

/** A dialog or message with actions, as it was shown. */
export interface Shown {
  readonly kind: 'confirm' | 'failed' | 'tell';
  readonly message: string;
  readonly detail: string;
  readonly actions: readonly string[];
}

export interface Answers {
  /** What is chosen in file dialogs, in order. */
  readonly files?: readonly vscode.Uri[];
  /** Where files are saved, in order. */
  readonly saves?: readonly vscode.Uri[];
  /** The guard as it is by default, its question closed; true where clear keys are agreed to. */
  readonly clearKeys?: boolean;
  /**
   * Actions of dialogs and messages, in order, by a part of their name; "cancel" closes one. A message (`tell`) that
   * has actions takes one only where the next answer is one of them, word for word.
   */
  readonly actions?: readonly string[];
  /** Aborts the progress of that number (0 first) so many milliseconds after it began. */
  readonly cancelProgress?: ReadonlyMap<number, number>;
}

/** Answers all that a flow asks, and keeps what it said. */
export interface ScriptedUi extends Ui {
  readonly asked: Asked[];
  /** What was said of texts that were refused. */
  readonly remarks: string[];
  /** Warnings, notifications and what was done. */
  readonly said: string[];
  /** Dialogs and messages, in order. */
  readonly shown: Shown[];
  /** Modal questions and failures, message and detail. */
  readonly modals: string[];
  /** Titles and messages of progress. */
  readonly progressed: string[];
  /** What was copied, in order. */
  readonly copied: string[];
  /** Replies, files and actions that were not used. */
  readonly left: () => number;
  /** Resolves when all that follows has been done. */
  readonly settled: () => Promise<void>;
}

const line = ({ label, description = '', detail = '' }: Choice<unknown>): string =>
  `${label} ${description} ${detail}`.trim();

/** Answers in order, as a user would; runs every text through the check of the question. */
export function scriptedUi(replies: readonly Reply[], answers: Answers = {}): ScriptedUi {
  const rest = [...replies];
  const files = [...(answers.files ?? [])];
  const saves = [...(answers.saves ?? [])];
  const actions = [...(answers.actions ?? [])];
  const asked: Asked[] = [];
  const remarks: string[] = [];
  const said: string[] = [];
  const shown: Shown[] = [];
  const modals: string[] = [];
  const progressed: string[] = [];
  const copied: string[] = [];
  const running: Promise<void>[] = [];
  let progresses = 0;
  const next = (what: string): Reply => {
    const reply = rest.shift();
    if (reply === undefined) throw new CheckFailed(`no reply is left for: ${what}`);
    return reply;
  };
  const choice = <T>(choices: readonly Choice<T>[], wanted: string, what: string): T => {
    const found = choices.find((candidate) => line(candidate).includes(wanted));
    if (!found) throw new CheckFailed(`${what}: nothing says ${wanted} in ${choices.map(line).join(' | ')}`);
    return found.value;
  };
  const leave = (reply: Reply, frame: Frame): typeof back | undefined | Reply => {
    if (reply === 'escape') return undefined;
    if (reply !== 'back') return reply;
    if (!frame.canGoBack) throw new CheckFailed('there is no Back here');
    return back;
  };
  const dialog = (kind: 'confirm' | 'failed', message: string, detail: string, offered: string[]) => {
    shown.push({ kind, message, detail, actions: offered });
    modals.push(`${message}\n${detail}`);
    // A dialog with nothing but its close button takes no answer.
    if (offered.length === 0) return Promise.resolve(undefined);
    const action = actions.shift();
    if (action === undefined)
      return Promise.reject(new CheckFailed(`no action is left for: ${message}\n${detail}`));
    if (action === 'cancel') return Promise.resolve(undefined);
    const found = offered.find((name) => name.includes(action));
    return found === undefined
      ? Promise.reject(new CheckFailed(`${message} offers no ${action}: ${offered.join(', ')}\n${detail}`))
      : Promise.resolve(found);
  };
  const place = (from: vscode.Uri[], title: string): Promise<vscode.Uri> => {
    const uri = from.shift();
    return uri ? Promise.resolve(uri) : Promise.reject(new CheckFailed(`no file is left for: ${title}`));
  };
  return {
    asked,
    remarks,
    said,
    shown,
    modals,
    progressed,
    copied,
    left: () => rest.length + files.length + saves.length + actions.length,
    settled: async () => {
      while (running.length > 0) await running.shift();
    },
    pick<T>(frame: Frame, question: PickQuestion<T>) {
      const { placeholder, choices, active } = question;
      const chosen = choices.find(({ value }) => value === active);
      asked.push({ frame, text: placeholder, labels: choices.map(line), active: chosen?.label });
      const reply = leave(next(placeholder), frame);
      let answer: Answer<T>;
      if (reply === back || reply === undefined) answer = reply;
      else if (reply === 'accept') answer = (chosen ?? choices[0])!.value;
      else if (typeof reply === 'object' && 'choose' in reply)
        answer = choice(choices, reply.choose, placeholder);
      else throw new CheckFailed(`${placeholder} wants a choice`);
      return Promise.resolve(answer);
    },
    pickMany<T>(
      frame: Frame,
      question: { placeholder: string; choices: readonly Choice<T>[]; picked: readonly T[] },
    ) {
      const { placeholder, choices, picked } = question;
      asked.push({ frame, text: placeholder, labels: choices.map(line) });
      const reply = leave(next(placeholder), frame);
      let answer: Answer<readonly T[]>;
      if (reply === back || reply === undefined) answer = reply;
      else if (reply === 'accept') answer = picked;
      else if (typeof reply === 'object' && 'tick' in reply)
        answer = reply.tick.map((wanted) => choice(choices, wanted, placeholder));
      else throw new CheckFailed(`${placeholder} wants ticks`);
      return Promise.resolve(answer);
    },
    input(frame, { prompt, value = '', check }) {
      asked.push({ frame, text: prompt, labels: [], active: value });
      for (;;) {
        const reply = leave(next(prompt), frame);
        if (reply === back || reply === undefined) return Promise.resolve(reply);
        const typed = typeof reply === 'object' && 'type' in reply ? reply.type : value;
        const remark = check(typed, true);
        if (!remark) return Promise.resolve(typed);
        remarks.push(remark.message);
      }
    },
    file: ({ title }) => place(files, title),
    /** All that are left. */
    files: () => Promise.resolve(files.splice(0)),
    save: ({ title }) => place(saves, title),
    clearKeys: (purpose) =>
      (answers.clearKeys ?? true)
        ? Promise.resolve(true)
        : requireClearKeys(purpose, (message, detail) => {
            said.push(message, detail);
            return Promise.resolve(undefined);
          }),
    warn: (message) => void said.push(message),
    done: (message) => void said.push(message),
    tell: (message, ...offered) => {
      said.push(message);
      shown.push({ kind: 'tell', message, detail: '', actions: offered });
      const found = offered.find((name) => name === actions[0]);
      if (found !== undefined) actions.shift();
      return Promise.resolve(found);
    },
    confirm: (message, detail, ...offered) => dialog('confirm', message, detail, offered),
    failed: (message, detail, ...offered) => dialog('failed', message, detail, offered),
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
    shortly: (body) => body(),
    copy: (text) => Promise.resolve(void copied.push(text)),
    afterwards: (task) => void running.push(task()),
  };
}
