/** Where the service refuses tags: what it means to import without one, and whether the user wants that. */
import * as vscode from 'vscode';
import type { Tag } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import { failureText } from '../service/callService';
import { targetLines } from '../service/importTexts';
import { copyPolicyLabel, copyStatement, statementFor } from '../service/policyStatement';
import { escapeNotificationLines } from '../ui/markdown';
import type { Of } from './importFailures';
import type { ImportOutcome, ImportRun } from './importRun';

export const untaggedText = (): string =>
  vscode.l10n.t(
    'Without tags, you must resolve a lost response yourself. Nothing shows which key an import created, and nothing is sent again until you have selected the key from a list.',
  );

/** Tags that the user asked for and that go too, in a line; none where there are none. */
export function ownTagsLines(tags: readonly Tag[]): string[] {
  const named = [...new Set(tags.map(({ Key, Value }) => `${Key}=${Value}`))];
  return named.length === 0
    ? []
    : [vscode.l10n.t('Your tags are not set either: {0}', named.slice(0, 10).join(', '))];
}

/** Nothing was imported yet. 'again' where it goes without tags, as does all that the same confirmation covers. */
export async function askUntagged(
  { action, plan, tagging }: ImportRun,
  { cause }: Of<'tagRefused'>,
): Promise<ImportOutcome> {
  const { ui, target } = action;
  const send = vscode.l10n.t('Import Without Tags');
  const cancel = vscode.l10n.t('Cancel');
  const statement = statementFor(cause, target);
  const chosen = await ui.confirm(
    vscode.l10n.t('Import without tags?'),
    escapeNotificationLines(
      [
        failureText(cause, target.kind === 'simulator'),
        [vscode.l10n.t('Nothing was imported.'), untaggedText()].join(' '),
        ...ownTagsLines(plan.request.Tags ?? []),
      ].join('\n\n'),
    ).concat('\n\n', targetLines(target).join('\n')),
    // On a live account Enter sends nothing that needs a second look.
    ...(isLive(target) ? [cancel, send] : [send]),
    ...(statement === undefined ? [] : [copyPolicyLabel()]),
  );
  if (chosen === send) {
    tagging.without = true;
    return 'again';
  }
  if (statement !== undefined && chosen === copyPolicyLabel()) await copyStatement(ui, statement);
  return { kind: 'failed', cause };
}
