import type { KeyPrompts } from '../../../src/extension/flow/keyPrompts';
import { scriptedImport, type ImportAnswers, type ImportScript } from './scriptedImport';
import type { Reply } from './scriptedPrompts';

export interface KeyScript extends ImportScript, KeyPrompts {
  /** What was copied, in order. */
  readonly copied: string[];
}

/** Answers the questions of an action on keys. */
export function scriptedKeys(replies: readonly Reply[], answers: ImportAnswers = {}): KeyScript {
  const script = scriptedImport(replies, answers);
  const copied: string[] = [];
  return {
    ...script,
    copied,
    copy: (text) => Promise.resolve(void copied.push(text)),
    shortly: (body) => body(),
    done: (message) => void script.said.push(message),
  };
}
