import * as vscode from 'vscode';
import type { Finding } from '../../core/findings';
import { findingTexts } from '../../core/keyblock/findingTexts';

/** A finding's message in the user's language: its template is the key of the translation. */
export function localisedMessage(finding: Finding): string {
  const template = (findingTexts as Readonly<Record<string, { template: string }>>)[finding.code]?.template;
  return template === undefined ? finding.message : vscode.l10n.t(template, ...(finding.args ?? []));
}

/** "characters 1–4", counted from 0, both ends included. */
export function charactersOf(start: number, end: number): string {
  return end - start <= 1
    ? vscode.l10n.t('character {0}', start)
    : vscode.l10n.t('characters {0}–{1}', start, end - 1);
}
