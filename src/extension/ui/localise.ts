/** Texts of the lower layers in the user's language: a template is the key of its translation. */
import * as vscode from 'vscode';
import type { Field, Finding, Localisable, Severity } from '../../core/findings';
import type { Headline } from '../../keyservice/rules/keyBlocks';

/** A finding, statement, check or failure: whatever carries its template. */
export function localised({ template, args = [] }: Localisable): string {
  return vscode.l10n.t(
    template,
    ...args.map((value) => (typeof value === 'object' ? localised(value) : value)),
  );
}

/** The name of a field. */
export const fieldName = ({ name, nameWords = { template: name } }: Field): string => localised(nameWords);

/** The meaning of a field; as it is where it is what the data says. */
export const fieldMeaning = ({ meaning, words }: Field): string => (words ? localised(words) : meaning);

/** A finding that is made here, its text already in the user's language. */
export function findingHere(code: string, severity: Severity, message: string): Finding {
  return { code, severity, message, template: '{0}', args: [message] };
}

/** The key service's verdict in one line; its reason is its last argument. */
export function localisedHeadline({ template, args, reason }: Headline): string {
  return localised({ template, args: reason ? [...args.slice(0, -1), localised(reason)] : args });
}

/** "and 2 that follow from it": findings that are folded under one. */
export const followingWords = (count: number): string =>
  count === 1
    ? vscode.l10n.t('(and one more caused by it)')
    : vscode.l10n.t('(and {0} more caused by it)', count);

/** The text of a finding, and how many follow from it. */
export const withFollowing = (finding: Finding): string => {
  const count = finding.folded?.length ?? 0;
  return count === 0 ? localised(finding) : `${localised(finding)} ${followingWords(count)}`;
};

/** Characters of the span [start, end) in words, "characters 2–5": counted from 1, both ends included. */
export function charactersOf(start: number, end: number): string {
  return end - start <= 1
    ? vscode.l10n.t('character {0}', start + 1)
    : vscode.l10n.t('characters {0}–{1}', start + 1, end);
}

let numbers: Intl.NumberFormat | undefined;

/** A number with the separators of the user's language; a list has hundreds of them. */
export function numberText(value: number): string {
  numbers ??= new Intl.NumberFormat(vscode.env.language);
  return numbers.format(value);
}
