/** The questions about a key that is created, imported or changed: alias and tags. */
import * as vscode from 'vscode';
import { aliasProblem, isTags, readTags } from '../../keyservice/draft/entered';
import { aliasOf } from '../../keyservice/model/names';
import type { Tag } from '../../keyservice/operations';
import { type Answer, type Frame, type InputRemark, type Ui, back } from '../flow/ui';
import { localised } from '../ui/localise';

const error = (message: string): InputRemark => ({ message, severity: 'error' });

/** What is known of aliases: those that point to a key are taken. */
export interface TakenAliases {
  /** ARN that an alias points to; undefined where it points to nothing or does not exist. */
  readonly targetOf: (name: string) => string | undefined;
}

export async function askAlias(
  ui: Ui,
  frame: Frame,
  value: string,
  taken: TakenAliases,
): Promise<Answer<string>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t('Alias for the key (optional). It may appear in logs.'),
    placeholder: 'alias/kek-main',
    value,
    check: (text) => {
      const problem = aliasProblem(text, taken.targetOf);
      return problem === undefined ? undefined : error(localised(problem));
    },
  });
  return typeof answer === 'string' ? aliasOf(answer) : answer;
}

/** "env=test, team=acquiring" to tags; a sentence in the user's language where it is none. */
export function parseTags(text: string): readonly Tag[] | string {
  const read = readTags(text);
  return isTags(read) ? read : localised(read);
}

export async function askTags(ui: Ui, frame: Frame, value: string): Promise<Answer<readonly Tag[]>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t('Tags (optional): Key=Value, separated by commas'),
    placeholder: 'env=test, team=acquiring',
    value,
    check: (text, entered) => {
      const tags = parseTags(text);
      // A tag that is being typed is not wrong yet.
      return entered && typeof tags === 'string' ? error(tags) : undefined;
    },
  });
  if (answer === back || answer === undefined) return answer;
  const tags = parseTags(answer);
  return typeof tags === 'string' ? undefined : tags;
}
