/** What is around a key block that is alone on its lines: quotes, blanks, separators. */
import * as vscode from 'vscode';
import type { LocatedKeyBlock } from './documentKeyBlock';
import { keyBlockLanguage } from './keyBlocksOf';
import type { TextFix } from './textFix';

/** Of programs, and those that word processors and mails make of them. */
export const isQuote = (character: string | undefined): boolean =>
  character !== undefined && '"\'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb'.includes(character);

/** White space of any kind, and characters without width that come with copied text. */
export const isBlank = (character: string | undefined): boolean =>
  character !== undefined && /[\s\u200b\u2060\ufeff]/.test(character);

const isSeparator = (character: string | undefined): boolean => character === ',' || character === ';';

/** Characters on each side of the block that are looked at. */
const reach = 200;

/** In code and data, quotes belong to the language; blanks are worth a change where a line is a block and nothing else. */
export function surroundingsFix(
  { text, range }: LocatedKeyBlock,
  document: vscode.TextDocument,
): TextFix | undefined {
  const own = document.languageId === keyBlockLanguage;
  if (!own && document.languageId !== 'plaintext') return undefined;
  // In a file of key blocks a whole line is taken for one, its quotes too.
  let lead = 0;
  while (lead < text.length && isQuote(text[lead])) lead++;
  let trail = 0;
  while (trail < text.length - lead && isAround(text[text.length - 1 - trail])) trail++;
  const { start, end } = range;
  const last = document.lineAt(end.line).text;
  if (start.character > reach || last.length - end.character > reach) return undefined;
  const before = document.lineAt(start.line).text.slice(0, start.character) + text.slice(0, lead);
  const after = text.slice(text.length - trail) + last.slice(end.character);
  const around = Array.from(before + after);
  if (around.length === 0 || /[,;]/.test(before) || !around.every(isAround)) return undefined;
  const quotes = around.some(isQuote);
  if (!quotes && !own) return undefined;
  const whole = new vscode.Range(start.line, 0, end.line, last.length);
  return {
    title: titleOf(quotes, around.some(isBlank), around.some(isSeparator)),
    code: undefined,
    edits: [
      new vscode.Range(whole.start, start.translate(0, lead)),
      new vscode.Range(end.translate(0, -trail), whole.end),
    ]
      .filter((one) => !one.isEmpty)
      .map((one) => vscode.TextEdit.delete(one)),
  };
}

const isAround = (character: string | undefined): boolean =>
  isQuote(character) || isBlank(character) || isSeparator(character);

function titleOf(quotes: boolean, blanks: boolean, separators: boolean): string {
  if (separators) return vscode.l10n.t('Remove the quotes, blanks and separators around the key block');
  if (quotes && blanks) return vscode.l10n.t('Remove the quotes and blanks around the key block');
  return quotes
    ? vscode.l10n.t('Remove the quotes around the key block')
    : vscode.l10n.t('Remove the blanks around the key block');
}
