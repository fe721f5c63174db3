import type * as vscode from 'vscode';
import { requireClearKeys } from '../../../src/extension/testKeys/clearKeys';
import type { FlowPrompts } from '../../../src/extension/flow/flowPrompts';
import { CheckFailed } from './check';
import { scriptedPrompts, type Reply, type Script } from './scriptedPrompts';

export interface FlowScript extends Script, FlowPrompts {
  /** Warnings and notifications. */
  readonly said: string[];
}

export interface FlowAnswers {
  /** What is chosen in file dialogs, in order. */
  readonly files?: readonly vscode.Uri[];
  /** The guard as it is by default, its question closed; true where clear keys are agreed to. */
  readonly clearKeys?: boolean;
}

/** Answers the questions of a flow that takes files and keys. */
export function scriptedFlow(
  replies: readonly Reply[],
  { files = [], clearKeys = true }: FlowAnswers = {},
): FlowScript {
  const rest = [...files];
  const said: string[] = [];
  const script = scriptedPrompts(replies);
  return {
    ...script,
    left: () => script.left() + rest.length,
    said,
    file: ({ title }) => {
      const uri = rest.shift();
      return uri ? Promise.resolve(uri) : Promise.reject(new CheckFailed(`no file is left for: ${title}`));
    },
    clearKeys: (purpose) =>
      clearKeys
        ? Promise.resolve(true)
        : requireClearKeys(purpose, (message, detail) => {
            said.push(message, detail);
            return Promise.resolve(undefined);
          }),
    warn: (message) => void said.push(message),
    tell: (message) => {
      said.push(message);
      return Promise.resolve(undefined);
    },
  };
}
