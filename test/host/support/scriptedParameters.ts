import type * as vscode from 'vscode';
import type { ParameterPrompts } from '../../../src/extension/flow/parameterPrompts';
import { CheckFailed } from './check';
import { scriptedFlow, type FlowAnswers, type FlowScript } from './scriptedFlow';
import type { Reply } from './scriptedPrompts';

export interface ParameterScript extends FlowScript, ParameterPrompts {
  /** Modal questions and failures, message and detail. */
  readonly modals: string[];
  /** Resolves when all that was let go on has ended. */
  settled(): Promise<void>;
}

export interface ParameterAnswers extends FlowAnswers {
  /** Actions of modal dialogs by a part of their name, in order; '' closes one. */
  readonly actions?: readonly string[];
  readonly saves?: readonly vscode.Uri[];
}

/** Answers the questions of flows that confirm, save and call a service. */
export function scriptedParameters(
  replies: readonly Reply[],
  { actions = [], saves = [], ...answers }: ParameterAnswers = {},
): ParameterScript {
  const flow = scriptedFlow(replies, answers);
  const left = [...actions];
  const files = [...saves];
  const modals: string[] = [];
  const behind: Promise<void>[] = [];
  const modal = (message: string, detail: string, ...offered: string[]): Promise<string | undefined> => {
    modals.push(`${message}\n${detail}`);
    const wanted = left.shift();
    if (wanted === undefined) throw new CheckFailed(`no action is left for: ${message}\n${detail}`);
    if (wanted === '') return Promise.resolve(undefined);
    const found = offered.find((one) => one.includes(wanted));
    if (found === undefined)
      throw new CheckFailed(`${message}: nothing says ${wanted} in ${offered.join(' | ')}`);
    return Promise.resolve(found);
  };
  return {
    ...flow,
    left: () => flow.left() + left.length + files.length,
    modals,
    confirm: modal,
    failed: modal,
    progress: (_, task) => task(new AbortController().signal, () => undefined),
    save: ({ title }) => {
      const uri = files.shift();
      return uri ? Promise.resolve(uri) : Promise.reject(new CheckFailed(`no place is left for: ${title}`));
    },
    afterwards: (task) => void behind.push(task()),
    settled: async () => {
      await Promise.all(behind);
    },
  };
}
